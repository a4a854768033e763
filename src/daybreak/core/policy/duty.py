"""A duty as it stands: who, by when, on what basis, and what state it is in at an instant."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from daybreak.core.clocks.deadlines import share

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_duty_words import Basis
    from daybreak.core.words import Text

State = Literal[
    "not_started", "no_plan", "open", "due_soon", "paused", "overdue", "missed", "kept", "kept_late", "waived"
]
RUNNING = frozenset({"open", "due_soon", "overdue", "paused"})
"""States in which somebody still has to do it, now or once its pause ends."""
DUE_SOON = 75
"""Share of the time, in per cent, after which a duty is due soon where its policy names none."""


class Extension(NamedTuple):
    """A limit moved on with a reason: when it was decided, to which instant; late if the old limit had passed."""

    decided: datetime
    until: datetime
    reason: str
    late: bool


class Paused(NamedTuple):
    """A stretch in which the clock stood; `until` is None while nothing bounds it."""

    since: datetime
    until: datetime | None
    reason: str


class Duty(NamedTuple):
    """One duty of one subject. Instants are aware, in UTC; None where there is none or it is not known yet.

    `rule` is the policy's own line: name, basis, strength, what must be sent. `limit` includes extensions and pauses;
    while a pause may still last, it is the latest it can become. `waiting_for` says why there is no limit yet.
    `spared` says that its condition is not met, and the policy lets it be waived for that (B4b).
    `missed` counts limits that passed unkept before (an earlier round of a repeated duty, a late extension).
    `spans` are the policy's aim and limit from which the instants were counted, None while nothing is.
    `update_since` is set when what was sent must be sent again as an update. `ended` is when nobody owed it any more,
    `ended_by` the kind of fact that ended it: from then on it stands as what became of it, and what was missed stays
    missed.
    """

    rule: DutyRule
    scope: str
    subject: str
    who: tuple[str, ...]
    deeds: tuple[str, ...]
    band: str | None = None
    surface: str | None = None
    start: datetime | None = None
    aim: datetime | None = None
    limit: datetime | None = None
    restated_from: datetime | None = None
    restarted_from: datetime | None = None
    pauses: tuple[Paused, ...] = ()
    extensions: tuple[Extension, ...] = ()
    waived: datetime | None = None
    kept: datetime | None = None
    kept_by: int | None = None
    missed: int = 0
    no_plan: bool = False
    best_effort: bool = False
    spared: bool = False
    waiting_for: Literal["severity", "surface", "release", "fact", ""] = ""
    reminders: tuple[datetime, ...] = ()
    update_since: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    spans: tuple[Span | None, Span | None] | None = None

    def but(self, **changed: Any) -> Duty:
        """Give the same duty with other values: `_replace` in half its time, for the steps that every duty takes."""
        values = list(self)
        for name, value in changed.items():
            values[_PLACES[name]] = value
        return Duty._make(values)

    @property
    def id(self) -> str:
        """The rule's id; with `scope` and `subject` it names this duty."""
        return self.rule.id

    @property
    def name(self) -> Text:
        """What it is called, in the policy's languages."""
        return self.rule.name

    @property
    def to(self) -> str | None:
        """The party that something is owed to."""
        return self.rule.to

    @property
    def strength(self) -> str:
        """How binding it is: law, contract, programme_rule, own_promise."""
        return self.rule.strength

    @property
    def basis(self) -> Basis | None:
        """The clause, source and version it comes from."""
        return self.rule.basis

    @property
    def waiver_by(self) -> tuple[str, ...]:
        """The roles of which one must agree before it is waived; none where any two people may."""
        return self.rule.waiver_by

    @property
    def with_(self) -> tuple[str, ...]:
        """The roles that take part beside those who act, at its band (A6h, A6m)."""
        return self.rule.with_for(self.band)

    @property
    def due(self) -> datetime | None:
        """The instant that people are reminded of: its limit, or its aim where the policy gives it no limit at all."""
        return self.limit or (self.aim if self.rule.within is None and not self.best_effort else None)

    @property
    def warns(self) -> tuple[datetime, ...]:
        """The instants at which people are reminded, in order: shares of the time, and spans before its end."""
        return tuple(sorted({*self.reminders, *(at for part in self._shares if (at := self.reached(part)))}))

    @property
    def escalations(self) -> tuple[tuple[str, datetime, tuple[str, ...]], ...]:
        """The steps of escalation with their instants and the roles told: `75%`, `due`, `overdue`."""
        steps = (
            (step, self.reached(100 if step in {"due", "overdue"} else int(step[:-1]))) for step in self.rule.escalate
        )
        return tuple((step, at, tuple(self.rule.escalate[step])) for step, at in steps if at is not None)

    @property
    def paused(self) -> datetime | None:
        """Since when the clock stands without a bound; None where it runs, or its pause has an end."""
        return next((pause.since for pause in self.pauses if pause.until is None), None)

    def reached(self, part: int) -> datetime | None:
        """Give the instant at which `part` per cent of the time has gone; None without start, limit and aim."""
        end = self.due
        if self.start is None or end is None or end < self.start:
            return None
        return share(self.start, end, part / 100)

    def state(self, now: datetime) -> State:
        """Give the state at an instant. Kept means happened_at <= limit; late is limit < now."""
        if self.ended is not None:
            return self._what_became(self.ended)
        if self.waived is not None:
            return "waived"
        if self.kept is not None and not self.rule.every:
            return "kept_late" if self.missed or (self.limit is not None and self.limit < self.kept) else "kept"
        if self.start is None or self.no_plan:
            return "no_plan" if self.start else "not_started"
        return self._running(now)

    def over(self, at: datetime, by: str) -> Duty | None:
        """Give what stays of it once nobody owes it any more: nothing, unless it was kept or missed before."""
        missed = self.missed or (self.limit is not None and self.limit < at)
        return self._replace(ended=at, ended_by=by) if missed or self.kept is not None else None

    def _what_became(self, ended: datetime) -> State:
        """Give what stands of it: of what recurs the round that ran then, and of anything else the deed."""
        until = ended if self.rule.every else self.kept
        late = until is not None and self.limit is not None and self.limit < until
        if self.kept is None or (late and self.rule.every):
            return "missed"
        return "kept_late" if late or self.missed else "kept"

    def _running(self, now: datetime) -> State:
        if any(pause.since <= now and (pause.until is None or now < pause.until) for pause in self.pauses):
            return "paused"
        if self.limit is not None and self.limit < now:
            return "overdue"
        warns = self.warns
        return "due_soon" if warns and warns[0] <= now else "open"

    @property
    def _shares(self) -> tuple[int, ...]:
        return tuple(self.rule.warn_at) or (() if self.reminders else (DUE_SOON,))


_PLACES = {name: place for place, name in enumerate(Duty._fields)}
