"""Merging and splitting cases: what forbids it, which facts go along, and which embargo rules afterwards (1.4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from daybreak.core.facts import SEVERAL, covered_by
from daybreak.core.lifecycle import embargo as law
from daybreak.core.lifecycle.embargo import Embargo
from daybreak.core.lifecycle.offers import shortest
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.lifecycle.offers import Offer
    from daybreak.core.policy.own_part import Reported
    from daybreak.core.verdict import Verdict

DRILL = "drill.started"
KIND_SET, INCIDENT = "case.kind_set", "incident"
MERGED, SPLIT = "case.merged", "case.split"
_STAYS = frozenset(
    {
        "case.kind_set",
        "case.described",
        "case.split",
        "case.closed",
        "case.reopened",
        "case.lesson_recorded",
        "notice.queued",
        "notice.released",
    }
)
_STAYING = ("access.", "restricted.", "embargo.", "conflict.", "policy.", "drill.", "mailbox.", "digest.")


@dataclass(frozen=True)
class Side:
    """One of the cases: its number, whether it is closed, has an armed advisory or is a drill, and its embargo.

    `went_into` is the number of the case that it was merged into; "" if it was not.
    """

    number: str
    closed: bool = False
    armed: bool = False
    drill: bool = False
    embargo: Embargo = field(default_factory=Embargo)
    went_into: str = ""


@dataclass(frozen=True)
class Agreed:
    """The embargo that rules after a merge: until when, and who asked for it, each on a line of its own."""

    until: datetime
    asked_by: str


def may_merge(into: Side, other: Side, now: datetime) -> Verdict:
    """Tell whether one case may be merged into another, or what must be done first."""
    if into.number == other.number:
        return Refused(phrase(_("A case is not merged into itself: write another number.")))
    verdict = _may_be_moved(into, other)
    if isinstance(verdict, Refused):
        return verdict
    if into.drill != other.drill:
        return Refused(phrase(_("A drill is never merged with a real case.")))
    if other.embargo.in_force and not into.embargo.in_force:
        verdict = law.may(into.embargo, "embargo.proposed", other.embargo.until, now)
        if isinstance(verdict, Refused):
            words = _("The embargo of %(number)s holds, and the other case can have none. Let it end first.")
            return Refused(phrase(words, number=other.number))
    return ALLOWED


@dataclass(frozen=True)
class Parted:
    """The vulnerabilities that a split parts from reports which tell of them.

    `named` gives, by vulnerability, all reports that tell of it for certain; of those in `unsaid` it is not known.
    """

    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()


def parted(told: Reported, flaws: Collection[str], reports: Collection[str], here: Collection[str]) -> Parted:
    """Tell what these vulnerabilities and reports leave behind, or leave without; `here` are all reports of the case.

    A report that lies in another case already is parted from each of its vulnerabilities.
    """
    named: dict[str, frozenset[str]] = {}
    unsaid: set[str] = set()
    for flaw in frozenset[str]().union(*told.perhaps.values()):
        tellers = frozenset(report for report, mine in told.perhaps.items() if flaw in mine)
        apart = {one for one in tellers if one not in here or (one in reports) != (flaw in flaws)}
        surely = frozenset(report for report in tellers if flaw in told.surely[report])
        if not apart <= surely:
            unsaid.add(flaw)
        elif apart:
            named[flaw] = surely
    return Parted(named, frozenset(unsaid))


def may_split(
    side: Side, moved: Collection[str], every: Collection[str], spanning: Sequence[str], unsaid: Sequence[str] = ()
) -> Verdict:
    """Tell whether these vulnerabilities may leave a case.

    `spanning` names what belongs to both parts; `unsaid` vulnerabilities that would be parted from a report which may
    tell of them, so that its finder would lose their thanks.
    """
    verdict = _may_be_moved(side)
    if isinstance(verdict, Refused):
        return verdict
    if not moved or not set(moved) < set(every):
        return Refused(phrase(_("Choose at least one vulnerability that leaves, and let at least one stay.")))
    if spanning:
        words = _("%(things)s belongs to both parts. Give each part its own first.")
        return Refused(phrase(words, things=", ".join(spanning)))
    if unsaid:
        words = _("Nobody has said which reports tell of %(flaws)s. Say it first, so that finders keep their thanks.")
        return Refused(phrase(words, flaws=", ".join(unsaid)))
    return ALLOWED


def _may_be_moved(*sides: Side) -> Verdict:
    for side in sides:
        if side.went_into:  # it is never reopened
            words = _("Case %(number)s went into %(into)s. Merge or split that one.")
            return Refused(phrase(words, number=side.number, into=side.went_into))
        if side.closed:
            return Refused(phrase(_("Case %(number)s is closed. Reopen it first."), number=side.number))
        if side.armed:
            words = _("An advisory of %(number)s is armed for its instant. Hold it first.")
            return Refused(phrase(words, number=side.number))
    return ALLOWED


def agreed(into: Embargo, other: Embargo) -> Agreed | None:
    """Give the embargo to write down after a merge: the earliest end, for all who asked; None where it stays so."""
    if not other.in_force:
        return None
    until = shortest((into.until if into.in_force else None, other.until))
    owners = (*(into.owners if into.in_force else ()), *other.owners)
    asked_by = SEVERAL.join(dict.fromkeys(owner for owner in owners if owner))
    if until is None or (into.in_force and until == into.until and asked_by == into.asked_by):
        return None
    return Agreed(until, asked_by)


def ended_by(into: Embargo, other: Embargo) -> tuple[str, ...]:
    """Give the sentences why a case's embargo, or the proposal of one, ends with what the other case knows."""
    return other.cannot_hold if into.in_force or into.offers else ()


def still_proposed(into: Embargo, other: Embargo, now: datetime) -> tuple[Offer, ...]:
    """Give the proposals to write down anew after a merge: the newest of each asker that could still be made.

    Agreeing the other's embargo answers nobody: what was proposed in either case stays proposed.
    """
    rules = agreed(into, other)
    newest: dict[str, Offer] = {}
    for offer in sorted((*into.offers, *other.offers), key=_since):
        newest[offer.asker] = offer
    state, until = ("active", rules.until) if rules else (into.state, into.until)
    held = replace(into, state=state, until=until, events=into.events | other.events)
    stands = () if rules else into.offers
    return tuple(
        offer
        for offer in newest.values()
        if offer not in stands and law.may(held, "embargo.proposed", offer.until, now) == ALLOWED
    )


def _since(offer: Offer) -> datetime:
    return offer.since


def goes_along(fact: Fact, case: str, things: Collection[str] | None = None) -> bool:
    """Tell whether a fact of a case is told anew in the case that takes it over.

    Facts of reports go with their reports. `things` are the keys of what moves, where only a part does: a fact about
    another thing stays, and so do terms of duties of the case as a whole.
    """
    if fact.kind == MERGED:  # the number of what came in leads on, wherever the whole goes
        return things is None and bool(fact.codes.get("from"))
    if fact.subjects.get("report") or fact.kind in _STAYS or fact.kind.startswith(_STAYING):
        return False
    if fact.kind.startswith("duty.") and fact.codes.get("subject") == case:
        return False
    about = {fact.subjects[word] for word in ("vulnerability", "remedy", "advisory") if word in fact.subjects}
    return things is None or about <= set(things)


def is_drill(facts: Iterable[Fact]) -> bool:
    """Tell whether a case is played."""
    return any(fact.kind == DRILL for fact in facts)


def remaining(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Leave out what was told, before a case was split, about vulnerabilities and reports that left it."""
    gone: dict[tuple[str, str], int] = {}
    for fact in facts:
        if fact.kind == SPLIT:
            left = [(word, fact.subjects[word]) for word in ("vulnerability", "report") if word in fact.subjects]
            gone |= dict.fromkeys(left, fact.position)
        elif fact.kind == "report.joined":  # told in the story of the case that it is in now
            gone.pop(("report", fact.subjects.get("report", "")), None)
    if not gone:
        return facts
    for fact in facts:
        since = gone.get(("vulnerability", fact.subjects.get("vulnerability", "")), 0)
        if fact.position < since:
            linked = [(word, fact.subjects[word]) for word in ("affect", "remedy") if word in fact.subjects]
            gone |= dict.fromkeys(linked, since)
        about = [gone.get(("vulnerability", key), 0) for key in covered_by(fact)]
        if about and fact.position < min(about):
            gone["advisory", fact.subjects.get("advisory", "")] = min(about)
    return [fact for fact in facts if all(fact.position >= gone.get(pair, 0) for pair in fact.subjects.items())]


def merged_into(facts: Iterable[Fact]) -> str:
    """Give the number of the case that this one was merged into; "" if it was not."""
    told = [str(fact.codes.get("into") or "") for fact in facts if fact.kind == MERGED]
    return next((number for number in reversed(told) if number), "")
