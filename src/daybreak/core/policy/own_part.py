"""What of a case concerns one finder: the vulnerabilities of their report, and of what is owed and told only theirs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import SEVERAL
from daybreak.core.policy.anchors import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.anchors import Keys

TAKEN_FROM = "taken_from"
"""The code of a fact that was told anew: the number of the case that it came from."""
WISHES = ("report.credit_chosen", "finder.deadline_set")
"""What a finder wishes that counts in every case which holds a vulnerability of theirs: a fact in each."""
FIRST_IN = "first_told_in"
"""The code of a fact that was told anew: the case in which it was told first."""


class Reported(NamedTuple):
    """Which report tells of which vulnerability of a case.

    `surely` by a person's word, or because nothing else can be: the report came alone, or the case was opened for that
    vulnerability. `perhaps` adds those of which nobody has said whose they are, among reports that were joined.
    """

    surely: Mapping[str, frozenset[str]]
    perhaps: Mapping[str, frozenset[str]]


def reported(facts: Sequence[Fact]) -> Reported:
    """Tell whose each vulnerability is, by the facts of a case and of its reports.

    What came with a merged case belongs to the reports that came with it, and to no other finder's. A report that was
    named for a vulnerability tells of it wherever it lies itself: a split may have parted them.
    """
    told = _Told(facts)
    surely = {report: frozenset(told.surely(report)) for report in told.reports()}
    claimed = frozenset[str]().union(*surely.values())
    perhaps = {report: mine | (frozenset(told.at_home(report)) - claimed) for report, mine in surely.items()}
    return Reported(surely, perhaps)


class _Told:
    """What facts say of homes: the case in which a report or a vulnerability was told first."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.homes: dict[str, str] = {}
        self._flaws: dict[str, str] = {}
        self._said: dict[str, frozenset[str]] = {}
        self._left: set[str] = set()
        for fact in facts:
            self._read(fact, fact.subjects.get("report", ""), fact.subjects.get("vulnerability", ""))

    def _read(self, fact: Fact, report: str, flaw: str) -> None:
        if fact.kind == "report.joined":
            self.homes.setdefault(report, fact.subjects.get("case", ""))
            self._left.discard(report)
        elif fact.kind == "vulnerability.added":
            self._flaws[flaw] = str(fact.codes.get(FIRST_IN) or fact.subjects.get("case", ""))
        elif fact.kind == "vulnerability.reported_in":
            self._said[flaw] = frozenset(str(fact.codes.get("reports") or "").split(SEVERAL))
        elif fact.kind == "case.split":
            self._left.add(report)
            self._flaws.pop(flaw, None)
            self._said.pop(flaw, None)

    def reports(self) -> set[str]:
        """Give the reports that were here, and those elsewhere that are named for a vulnerability that is here."""
        return {*self.homes, *(report for named in self._said.values() for report in named if report)}

    def at_home(self, report: str) -> list[str]:
        """Give the vulnerabilities that were told first where the report was, and that nobody has said a word about."""
        home = self.homes.get(report)
        return [flaw for flaw, first in self._flaws.items() if first == home and flaw not in self._said]

    def surely(self, report: str) -> set[str]:
        """Give those that are certainly of this report."""
        home = self.homes.get(report)
        alone = sum(first == home and other not in self._left for other, first in self.homes.items()) == 1
        opened_for = next((flaw for flaw, first in self._flaws.items() if first == home), None)
        own = {flaw for flaw in self.at_home(report) if alone or flaw == opened_for}
        return own | {flaw for flaw, reports in self._said.items() if report in reports}


class OwnPart(NamedTuple):
    """The part of a case that concerns one report: its vulnerabilities, the facts about them or about nothing alone.

    `elsewhere` are the keys of other cases, in which vulnerabilities of the report lie since a split.
    """

    report: str
    flaws: frozenset[str]
    facts: tuple[Fact, ...]
    about: Mapping[tuple[str, str], frozenset[str]]
    elsewhere: frozenset[str] = frozenset()

    def holds(self, scope: str, subject: str) -> bool:
        """Tell whether what a duty is about concerns the report; what is about no vulnerability concerns all.

        Of another case only what is owed for the report's vulnerabilities does.
        """
        key = subject.partition("/")[0]
        if scope == "report":
            return key == self.report
        if scope == "case" and key in self.elsewhere:
            return False
        if scope == "vulnerability":
            return key in self.flaws
        found = self.about.get((scope, key), frozenset()) if scope != "case" else frozenset()
        return not found or not found.isdisjoint(self.flaws)


def own_part(facts: Sequence[Fact], report: str) -> OwnPart:
    """Give what of a case concerns a report; nothing of other reports, and of their vulnerabilities nothing."""
    mine = reported(facts).surely.get(report, frozenset())
    about: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    kept: list[Fact] = []
    for fact, keys in Story(facts, {}).every():
        flaws = _several(keys.get("vulnerability"))
        for pair in fact.subjects.items():
            about[pair] |= flaws
        of_others = fact.subjects.get("report") not in {None, report}
        if not of_others and (not flaws or not flaws.isdisjoint(mine)):
            kept.append(fact)
    return OwnPart(report, mine, tuple(kept), dict(about))


def for_another(fact: Fact, case: str) -> bool:
    """Tell whether a finder's wish is noted for another case: where their report lies, it has been told."""
    return fact.kind in WISHES and TAKEN_FROM in fact.codes and fact.subjects.get("case") != case


def with_elsewhere(own: OwnPart, others: Mapping[str, OwnPart]) -> OwnPart:
    """Add what is told of the report's vulnerabilities in other cases, by the cases' keys: of those cases no more."""
    about: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset, own.about)
    facts, flaws = list(own.facts), own.flaws
    for part in others.values():
        flaws |= part.flaws
        for pair, told in part.about.items():
            about[pair] |= told
        facts += [fact for fact in part.facts if _is_about(fact, part)]
    ordered = sorted({fact.position: fact for fact in facts}.values(), key=lambda fact: fact.position)
    return OwnPart(own.report, flaws, tuple(ordered), dict(about), frozenset(others))


def _is_about(fact: Fact, part: OwnPart) -> bool:
    """Tell whether a fact is about one of the part's vulnerabilities, and not about the case as a whole."""
    whole = {"case", "report"}
    return any(part.about.get(pair) for pair in fact.subjects.items() if pair[0] not in whole)


def _several(key: Keys | None) -> frozenset[str]:
    return frozenset() if not key else frozenset({key}) if isinstance(key, str) else key
