"""The life of an embargo: Vultron's embargo management and what the world forces on it (reference/duties.md 1.4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from daybreak.core.facts import SEVERAL
from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.phrase import Phrase, phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict

EMBARGO = Table(
    noun=_("The embargo"),
    start="none",
    states={
        "none": _("does not exist"),
        "proposed": _("is proposed"),
        "active": _("is in force"),
        "revising": _("is in force while a new end is proposed"),
        "exited": _("has ended"),
    },
    deeds={
        "embargo.proposed": _("be proposed"),
        "embargo.accepted": _("be accepted"),
        "embargo.rejected": _("be rejected"),
        "embargo.revised": _("be given a new end"),
        "embargo.ended": _("be ended"),
    },
    arrows=arrows(
        ("none", "embargo.proposed", "proposed"),
        ("proposed", "embargo.proposed", "proposed"),
        ("proposed", "embargo.rejected", "none"),
        ("proposed", "embargo.accepted", "active"),
        ("active", "embargo.proposed", "revising"),
        ("active", "embargo.ended", "exited"),
        ("revising", "embargo.proposed", "revising"),
        ("revising", "embargo.accepted", "active"),
        ("revising", "embargo.rejected", "active"),
        ("revising", "embargo.ended", "exited"),
        ("active revising", "embargo.revised", "active"),
    ),
)
"""Vultron's states N P A R X and its ten arrows; `revised` is a new end, proposed and accepted in one deed."""

IN_FORCE = frozenset({"active", "revising"})
Consequence = Literal["must_end", "should_end", "must_drop", "should_drop", "nothing"]
FIXED = "fix.available"
_SHIPPING = frozenset({"affect.stated", "remedy.shipped", "remedy.offered_to_all", "remedy.rolled_back"})
_EVENTS = {
    "vulnerability.public": "must",
    "vulnerability.exploit_public": "must",
    "vulnerability.attacked": "should",
    FIXED: "should",
}
_WHY = {
    "vulnerability.public": _("the vulnerability is public"),
    "vulnerability.exploit_public": _("an exploit is public"),
    "vulnerability.attacked": _("attacks were observed"),
    FIXED: _("a fix is out"),
}


@dataclass(frozen=True)
class Embargo:
    """What holds about an embargo: its state, the end in force, the end proposed, and what in the world ends it.

    `asked_by` is the party that asked for it (`finder` for the finder, "" for ourselves), each on a line of its own
    where cases were merged; `since` is when it began.
    """

    state: str = "none"
    until: datetime | None = None
    proposed_until: datetime | None = None
    ended_at: datetime | None = None
    events: frozenset[str] = field(default_factory=frozenset)
    asked_by: str = ""
    since: datetime | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who asked for it: several where cases were merged, `("",)` where it was ourselves."""
        return tuple(self.asked_by.split(SEVERAL))

    @property
    def in_force(self) -> bool:
        """Tell whether it binds now; it stays in force while a new end is proposed."""
        return self.state in IN_FORCE

    @property
    def should_end(self) -> tuple[str, ...]:
        """The sentences why people should end it now although it is in force; empty where nothing says so."""
        return tuple(_WHY[event] for event in _EVENTS if event in self.events) if self.in_force else ()


def consequence(state: str, event: str) -> Consequence:
    """Give what an event of the world demands of an embargo in a state.

    Public knowledge and a public exploit must end it, attacks and a shipped fix should; a mere proposal is dropped.
    """
    strength = _EVENTS.get(event)
    if strength is None or state not in {"proposed", *IN_FORCE}:
        return "nothing"
    if state == "proposed":
        return "must_drop" if strength == "must" else "should_drop"
    return "must_end" if strength == "must" else "should_end"


def embargo_from(facts: Iterable[Fact], now: datetime | None = None) -> Embargo:
    """Give the embargo that follows from the facts of one case, forced consequences included.

    What must end has ended from the instant of the event, with or without a deed that says so; and with `now`, from
    its own exact end.
    """
    embargo, fixes = Embargo(), _Fixes()
    for fact in facts:
        if fact.kind in _SHIPPING:
            embargo = replace(embargo, events=fixes.events_after(fact, embargo.events))
        elif fact.kind in _EVENTS:
            embargo = _touched(embargo, fact)
        elif (embargo.state, fact.kind) in EMBARGO.arrows:
            embargo = _done(embargo, fact)
    if now is not None and embargo.in_force and embargo.until is not None and embargo.until <= now:
        return replace(embargo, state="exited", ended_at=embargo.until, proposed_until=None)
    return embargo


def may(
    embargo: Embargo,
    deed: str,
    until: datetime | None = None,
    now: datetime | None = None,
    latest: datetime | None = None,
) -> Verdict:
    """Tell whether a deed on the embargo is possible, with the end it names.

    Nothing new is proposed or prolonged once the vulnerability or an exploit is public, attacks are seen or the fix
    is out; an embargo has an end, and it lies ahead, not beyond `latest`, which is said in its own zone.
    """
    verdict = EMBARGO.may(embargo.state, deed)
    if isinstance(verdict, Refused) or deed in {"embargo.rejected", "embargo.ended"}:
        return verdict
    known = next((_WHY[event] for event in _EVENTS if event in embargo.events), None)
    if known:
        return Refused(phrase(_("No embargo can begin or be prolonged: %(known)s."), known=Phrase(known)))
    if deed == "embargo.accepted":
        until = until or embargo.proposed_until
    if until is None:
        return Refused(phrase(_("An embargo needs an end: name the date and time.")))
    if now is not None and until <= now:
        return Refused(phrase(_("The embargo would end in the past: name a later date and time.")))
    if latest is not None and until > latest:
        words = _("The policy agrees to no embargo beyond %(latest)s, counted from the first report.")
        return Refused(phrase(words, latest=f"{latest:%Y-%m-%d %H:%M} {latest.tzinfo}"))
    return ALLOWED


def shortest(ends: Iterable[datetime | None]) -> datetime | None:
    """Give the end that rules: the earliest, of proposals as of merged cases; None where nobody named one."""
    return min((end for end in ends if end is not None), default=None)


class _Fixes:
    """Whether the fix is out: what nobody records as such, but what follows from remedies that shipped or came back."""

    def __init__(self) -> None:
        """Begin with no product affected and nothing shipped."""
        self._affected: set[str] = set()
        self._fixed: set[str] = set()

    def events_after(self, fact: Fact, events: frozenset[str]) -> frozenset[str]:
        """Give the events of the world after a fact about a product: it is out once every affected one has its fix."""
        product = fact.subjects.get("affect") or fact.subjects.get("remedy", "")
        if fact.kind == "affect.stated":
            (self._affected.add if fact.codes.get("status") == "affected" else self._affected.discard)(product)
        elif fact.kind == "remedy.rolled_back":
            self._fixed.discard(product)
        elif fact.codes.get("kind", "fix") == "fix":
            self._fixed.add(product)
        out = self._fixed and self._affected <= self._fixed
        return events | {FIXED} if out else events - {FIXED}


def _touched(embargo: Embargo, fact: Fact) -> Embargo:
    demand = consequence(embargo.state, fact.kind)
    touched = replace(embargo, events=embargo.events | {fact.kind})
    if demand == "must_end":
        return replace(touched, state="exited", ended_at=fact.happened_at, proposed_until=None)
    if demand == "must_drop":
        return replace(touched, state="none", proposed_until=None)
    return touched


def _done(embargo: Embargo, fact: Fact) -> Embargo:
    state, until = EMBARGO.after(embargo.state, fact.kind), instant_code(fact, "until")
    match fact.kind:
        case "embargo.proposed":
            asked_by = str(fact.codes.get("by") or embargo.asked_by)
            asked_by = embargo.asked_by if embargo.in_force and asked_by in embargo.owners else asked_by
            return replace(embargo, state=state, proposed_until=until, asked_by=asked_by)
        case "embargo.accepted":
            until, since = until or embargo.proposed_until, embargo.since or fact.happened_at
            return replace(embargo, state=state, until=until, proposed_until=None, since=since)
        case "embargo.revised":
            return replace(embargo, state=state, until=until or embargo.until, proposed_until=None)
        case "embargo.ended":
            return replace(embargo, state=state, ended_at=fact.happened_at, proposed_until=None)
        case _:
            return replace(embargo, state=state, proposed_until=None)


def instant_code(fact: Fact, name: str) -> datetime | None:
    """Read a code that holds an instant in ISO 8601 with its offset; None where there is none."""
    written = fact.codes.get(name)
    if not isinstance(written, str):
        return None
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        message = f"{fact.kind} holds an instant without zone: {written}"
        raise ValueError(message)
    return instant
