"""A drill's pace: the policy hears of its facts by a fast clock, and what it answers is told in real time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import deadline
from daybreak.core.lifecycle.participant import within_a_week
from daybreak.core.policy.conflicts import latest_end
from daybreak.core.policy.duties import duties

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from daybreak.core.facts import Code, Fact
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy

SPEEDS = (1, 1440)
"""From real time to a day in a minute."""
DAY_IN_TEN_MINUTES = 144
NOT_PRACTISED = ("cve.", "advisory.released", "advisory.armed", "advisory.published", "advisory.revised", "answer.")
"""Deeds that would leave the house or use up a number of the real world: no drill asks for them."""


@dataclass(frozen=True)
class Pace:
    """How fast a drill's clock runs between its start and its end; outside it stands. Instants are aware, in UTC."""

    start: datetime
    speed: int
    end: datetime

    def played(self, at: datetime) -> datetime:
        """Give the instant on the drill's clock at a real instant; what was before the start stays as it was."""
        at = min(at, self.end)
        return self.start + (at - self.start) * self.speed if at > self.start else at

    def real(self, played: datetime) -> datetime:
        """Give the real instant at which the drill's clock shows this one; the inverse of `played` until the end."""
        return self.start + (played - self.start) / self.speed if played > self.start else played

    def after(self, span: timedelta) -> datetime:
        """Give the real instant at which so much of the drill's time has gone."""
        return self.start + span / self.speed

    def heard(self, fact: Fact) -> Fact:
        """Give a fact as the policy hears it: its instants, those in its codes included, by the drill's clock."""
        return replace(
            fact,
            happened_at=self.played(fact.happened_at),
            recorded_at=self.played(fact.recorded_at),
            codes={name: self._code(value) for name, value in fact.codes.items()},
        )

    def told(self, duty: Duty) -> Duty:
        """Give a duty with its instants in real time."""
        return duty._replace(
            start=self._real(duty.start),
            aim=self._real(duty.aim),
            limit=self._real(duty.limit),
            restated_from=self._real(duty.restated_from),
            restarted_from=self._real(duty.restarted_from),
            pauses=tuple(one._replace(since=self.real(one.since), until=self._real(one.until)) for one in duty.pauses),
            extensions=tuple(
                one._replace(decided=self.real(one.decided), until=self.real(one.until)) for one in duty.extensions
            ),
            waived=self._real(duty.waived),
            kept=self._real(duty.kept),
            reminders=tuple(self.real(one) for one in duty.reminders),
            update_since=self._real(duty.update_since),
            ended=self._real(duty.ended),
        )

    def _real(self, played: datetime | None) -> datetime | None:
        return None if played is None else self.real(played)

    def _code(self, value: Code) -> Code:
        """Stretch a code that is an instant with its zone; an instant to come is not bounded by the drill's end."""
        if not isinstance(value, str) or len(value) < len("2026-11-24T10:00"):
            return value
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        if at.tzinfo is None or at <= self.start:
            return value
        return replace(self, end=max(self.end, at)).played(at).isoformat()


def owed(policy: Policy, facts: Sequence[Fact], now: datetime, pace: Pace | None) -> tuple[Duty, ...]:
    """Give every duty that the facts call for; those of a drill by its own clock, told in real time.

    `pace` is None for real work. A drill owes nothing that only a deed could keep which no drill does.
    """
    if pace is None:
        return duties(policy, facts, now)
    found = duties(policy, [pace.heard(fact) for fact in facts], pace.played(now))
    return tuple(pace.told(duty) for duty in found if not _beyond(duty))


def _beyond(duty: Duty) -> bool:
    return bool(duty.deeds) and all(kind.startswith(NOT_PRACTISED) for kind in duty.deeds)


def last_end(policy: Policy, facts: Sequence[Fact], asked_by: str, pace: Pace | None) -> datetime | None:
    """Give the last end of an embargo that the policy agrees to, in its zone; a drill's days pass by its own clock."""
    if pace is None:
        return latest_end(policy, facts, asked_by)
    end = latest_end(policy, [pace.heard(fact) for fact in facts], asked_by)
    return pace.real(end).astimezone(end.tzinfo) if end else None


def usual_end(
    policy: Policy, facts: Sequence[Fact], now: datetime, asked_by: str, pace: Pace | None
) -> datetime | None:
    """Give the end of an embargo that is proposed first: the usual length, within the longest the policy agrees to."""
    usual = deadline(pace.played(now) if pace else now, policy.disclosure.embargo.default, policy.calendar())
    if usual is not None and pace is not None:
        usual = pace.real(usual)
    latest = last_end(policy, facts, asked_by, pace)
    return min((end for end in (usual, latest) if end is not None and end > now), default=usual)


def answer_window(policy: Policy, pace: Pace | None) -> Callable[[datetime], datetime]:
    """Give what tells until when the policy waits for an answer to an invitation or a proposal; a drill's by its clock.

    Whoever has not answered by then counts as declining (reference/duties.md 1.4).
    """

    def waits(asked: datetime) -> datetime:
        end = deadline(
            pace.played(asked) if pace else asked, policy.disclosure.embargo.answer_within, policy.calendar()
        )
        if end is None:
            return within_a_week(asked)
        return pace.real(end) if pace else end

    return waits
