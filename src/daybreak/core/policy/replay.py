"""Runs past cases under another policy: which duties would have been kept or missed, and which verdicts differ."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.policy.duties import duties_in, read
from daybreak.core.policy.replay_narrow import Pair, judged_under, pair_of
from daybreak.core.policy.replay_result import NAMED, Outcomes, ReplayResult, Row, Shift, Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.duties import Reading
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text

Key = tuple[str, str, str]
"""A duty: its rule's id, its scope and the key of what it is about."""


class PastCase(NamedTuple):
    """A case as it was: the name people know it by, its facts, and the policy it ran under."""

    name: str
    facts: Sequence[Fact]
    ran_under: Policy


class Standing(NamedTuple):
    """How one duty came out: verdict, seconds between fulfilment and limit (None without both), severity band."""

    verdict: Verdict
    margin: float | None
    band: str | None


def replay(policy: Policy, cases: Iterable[PastCase], now: datetime) -> ReplayResult:
    """Run every case's facts under `policy` and, beside it, under the policy it ran under; `now` judges both.

    The facts are taken as they were: what people did by an old limit, they are not supposed to have done otherwise.
    Where the policies' severity bands differ, recorded scores fall into the new ones. Cases are read once, in order.
    """
    run = Replay(policy, now)
    for case in cases:
        run.add(case)
    return run.tally.result(policy)


def standings(policy: Policy, facts: Sequence[Fact], now: datetime) -> dict[Key, Standing]:
    """Give how every duty of these facts stands at an instant."""
    return _standings(read(policy, facts, now), policy, now)


def _standings(
    reading: Reading, policy: Policy, now: datetime, only: frozenset[str] | None = None
) -> dict[Key, Standing]:
    return {(duty.id, duty.scope, duty.subject): _standing(duty, now) for duty in duties_in(reading, policy, only)}


def _standing(duty: Duty, now: datetime) -> Standing:
    verdict = verdict_of(duty, now)
    measured = duty.kept is not None and duty.limit is not None and not duty.rule.every
    margin = (duty.limit - duty.kept).total_seconds() if measured and duty.limit and duty.kept else None
    return Standing(verdict, margin, duty.band)


@dataclass
class _Side:
    """The outcomes of one duty and band under one of the two policies."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    margins: array[float] = field(default_factory=lambda: array("d"))

    def add(self, standing: Standing) -> None:
        self.counts[standing.verdict] += 1
        if standing.margin is not None:
            self.margins.append(standing.margin)

    def join(self, other: _Side) -> None:
        self.counts.update(other.counts)
        self.margins.extend(other.margins)

    def outcomes(self) -> Outcomes:
        middle = timedelta(seconds=median(self.margins)) if self.margins else None
        return Outcomes(dict(self.counts), middle, len(self.margins))


def _at(sides: dict[tuple[str, str | None], _Side], key: tuple[str, str | None]) -> _Side:
    """Give the outcomes at a duty and band, begun where there are none yet."""
    found = sides.get(key)
    if found is None:
        found = sides[key] = _Side()
    return found


@dataclass
class _Named:
    """How many duties moved from one verdict to another, and in which cases first."""

    count: int = 0
    in_cases: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, count: int, in_cases: int, cases: Sequence[str]) -> None:
        self.count += count
        self.in_cases += in_cases
        self.cases += cases[: NAMED - len(self.cases)]


_Move = tuple[str, str | None, Verdict | None, Verdict | None]
"""A duty at a band, its verdict before, its verdict after."""


_NOTHING = frozenset({None, "no_clock"})
"""A duty whose clock never started, and one that is not asked for, come to the same."""


def _moved(before: Mapping[Key, Standing], after: Mapping[Key, Standing]) -> Counter[_Move]:
    """Count one case's duties whose verdict differs."""
    moved: Counter[_Move] = Counter()
    for key in (*after, *(key for key in before if key not in after)):
        old, new = before.get(key), after.get(key)
        verdicts = old.verdict if old else None, new.verdict if new else None
        if verdicts[0] != verdicts[1] and not _NOTHING.issuperset(verdicts):
            found = new or old
            moved[key[0], found.band if found else None, *verdicts] += 1
    return moved


@dataclass
class Tally:
    """Counts of any number of cases; two of them join into one, so that cases may be shared among processes.

    It grows with duties and bands, and by 8 bytes for each measured margin, not with facts.
    """

    cases: int = 0
    before: dict[tuple[str, str | None], _Side] = field(default_factory=dict)
    after: dict[tuple[str, str | None], _Side] = field(default_factory=dict)
    shifts: dict[_Move, _Named] = field(default_factory=dict)
    names: dict[str, Text] = field(default_factory=dict)

    def add(self, name: str, before: Mapping[Key, Standing], after: Mapping[Key, Standing]) -> None:
        """Count one case's duties under both policies."""
        self.cases += 1
        for side, found in ((self.before, before), (self.after, after)):
            for (duty, _, _), standing in found.items():
                _at(side, (duty, standing.band)).add(standing)
        for shift, count in _moved(before, after).items():
            self.shifts.setdefault(shift, _Named()).add(count, 1, (name,))

    def join(self, other: Tally) -> None:
        """Count another tally's cases after this one's."""
        self.cases += other.cases
        self.names |= other.names
        for mine, theirs in ((self.before, other.before), (self.after, other.after)):
            for key, side in theirs.items():
                _at(mine, key).join(side)
        for shift, named in other.shifts.items():
            self.shifts.setdefault(shift, _Named()).add(named.count, named.in_cases, named.cases)

    def result(self, policy: Policy) -> ReplayResult:
        """Give everything counted, in the order of the policy."""
        names = self.names | {rule.id: rule.name for rule in policy.owed}
        duties_in_order = list(dict.fromkeys((*(rule.id for rule in policy.owed), *sorted(self.names))))
        bands = [*reversed(policy.bands)]

        def place(key: tuple[str, str | None]) -> tuple[int, int, str]:
            band = key[1]
            rank = bands.index(band) if band in bands else len(bands) + (band is None)
            return duties_in_order.index(key[0]), rank, band or ""

        rows = (
            Row(key[0], names[key[0]], key[1], self._outcomes(self.after, key), self._outcomes(self.before, key))
            for key in sorted(self.before.keys() | self.after.keys(), key=place)
        )
        moved = sorted(self.shifts.items(), key=lambda entry: (place(entry[0][:2]), -entry[1].count, str(entry[0])))
        shifts = (
            Shift(duty, names[duty], band, old, new, named.count, named.in_cases, tuple(named.cases))
            for (duty, band, old, new), named in moved
        )
        return ReplayResult(self.cases, tuple(rows), tuple(shifts))

    @staticmethod
    def _outcomes(side: Mapping[tuple[str, str | None], _Side], key: tuple[str, str | None]) -> Outcomes:
        found = side.get(key)
        return found.outcomes() if found else Outcomes()


class Replay:
    """One replay under way: the new policy, and what was counted so far."""

    def __init__(self, policy: Policy, now: datetime) -> None:
        """Take the policy that is tried, and the instant at which duties are judged."""
        self.tally = Tally()
        self._policy, self._now = policy, now
        self._pairs: dict[int, tuple[Policy, Pair]] = {}

    def add(self, case: PastCase) -> None:
        """Run one case under both policies; where they share their ground it is read once, a common rule run once."""
        pair = self._pair(case.ran_under)
        facts = judged_under(case.facts, self._policy) if pair.judge_anew else case.facts
        reading = read(self._policy, facts, self._now)
        after = _standings(reading, self._policy, self._now)
        if pair.differing is None:
            before = standings(pair.old, case.facts, self._now)
        else:
            old = _standings(reading, pair.old, self._now, pair.needed) if pair.needed else {}
            before = {key: standing for key, standing in after.items() if key[0] not in pair.differing}
            before |= {key: standing for key, standing in old.items() if key[0] in pair.differing}
        self.tally.add(case.name, before, after)

    def handed_over(self) -> Tally:
        """Give what was counted since the last time, and begin to count anew."""
        done, self.tally = self.tally, Tally()
        return done

    def _pair(self, old: Policy) -> Pair:
        known = self._pairs.get(id(old))
        if known is None or known[0] is not old:
            known = old, pair_of(old, self._policy)
            self._pairs[id(old)] = known
            self.tally.names.update({rule.id: rule.name for rule in old.owed})
        return known[1]
