"""Anchors: which facts concern which thing, when each first happened, restated and derived ones included."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import Fact, covered_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

Keys = str | frozenset[str]
Lineage = dict[str, str]
"""The keys of a thing and of what it belongs to: an affect's own, its vulnerability's and its case's."""

DERIVED = {
    "fix.available": (("remedy.shipped", "remedy.offered_to_all"), frozenset({"fix"})),
    "workaround.available": (("remedy.verified",), frozenset({"workaround", "mitigation", "procedure"})),
}
"""Anchors nobody records: the facts they follow from, and the kinds of remedy that count."""

VOIDED_BY: dict[str, tuple[tuple[str, str], ...]] = {
    "remedy.planned": (("remedy", "remedy.dropped"),),
    "remedy.verified": (("remedy", "remedy.rolled_back"),),
    "remedy.shipped": (("remedy", "remedy.rolled_back"),),
    "remedy.offered_to_all": (("remedy", "remedy.rolled_back"),),
    "fix.available": (("remedy", "remedy.rolled_back"),),
    "workaround.available": (("remedy", "remedy.dropped"),),
    "notice.sent": (("notice", "notice.bounced"),),
    "notice.confirmed": (("notice", "notice.bounced"),),
    "upstream.notified": (("notice", "notice.bounced"),),
    "case.closed": (("case", "case.reopened"),),
    "advisory.approved": (("advisory", "advisory.changed"),),
    "advisory.released": (("advisory", "advisory.changed"),),
    "release.gate_signed": (("release", "release.changed"),),
    "advisory.approval_asked": (("advisory", "advisory.changed"), ("approval", "advisory.sent_back")),
    "advisory.step_approved": (("advisory", "advisory.changed"),),
    "coordinator.date_confirmed": (("party", "coordinator.date_moved"),),
    "cve.reserved": (("vulnerability", "cve.left_out"),),
}
"""What a later fact about the same thing undoes: a roll-back reopens the fix, a bounce the notice (A7a)."""
STILL_DONE = frozenset({"cve.reserved"})
"""Of these, what keeps a duty all the same and only starts no clock: who asked for a CVE ID was answered."""

NO_ANSWER = frozenset({"under_investigation"})
"""The status of a product that states no outcome yet: it starts no clock and answers no question (B3)."""
NOT_CONCERNED = NO_ANSWER | {"not_affected"}
"""The statuses of a product that nothing is owed for."""

TERMS = frozenset({"duty.extended", "duty.paused", "duty.resumed", "duty.waived"})
"""What people decide about one duty."""
FOREIGN_JUDGES = frozenset({"finder", "upstream", "coordinator"})


class Told(NamedTuple):
    """A fact and the keys of everything it concerns, its own and those that follow from other facts."""

    fact: Fact
    keys: Mapping[str, Keys]


class Anchor(NamedTuple):
    """An instant that a clock starts from, the fact it is, and the instant first stated if that was restated."""

    at: datetime
    fact: Fact
    restated_from: datetime | None = None


class Judgement(NamedTuple):
    """A judged severity: when, in which band, of which vulnerability; `stated` is when it was so as stated last."""

    at: datetime
    band: str
    vulnerability: str
    stated: datetime
    fact: Fact


@dataclass(frozen=True)
class Links:
    """What belongs to what, by the facts that name two things."""

    case_of: Mapping[tuple[str, str], str]
    vulnerability_of: Mapping[str, str]
    affects_of: Mapping[str, frozenset[str]]
    remedy_kind: Mapping[str, str]
    author_of: Mapping[str, str]


class Story:
    """The facts of some cases, ordered by position and indexed by kind; built once per computation, never changed."""

    def __init__(self, facts: Sequence[Fact], mailboxes: Mapping[str, str]) -> None:
        """Read the facts once; `mailboxes` maps the id of a door to the kind of mailbox it fills."""
        ordered = sorted(facts, key=_position)
        self.links = _linked(ordered)
        self._by_kind: dict[str, list[Told]] = defaultdict(list)
        covered: dict[str, frozenset[str]] = {}
        for fact in ordered:
            keys = _expanded(fact, self.links, mailboxes)
            if "advisory" in fact.subjects:
                _cover(fact, keys, covered)
            self._by_kind[fact.kind].append(Told(fact, keys))
        self.facts: Sequence[Fact] = ordered
        self._judged: dict[tuple[tuple[str, str], ...], list[Judgement]] = {}
        self.has_terms = not TERMS.isdisjoint(self._by_kind)
        """Whether anything was decided that moves some duty's limit."""
        self._undone = frozenset(
            kind for kind, undone in VOIDED_BY.items() if any(undoing in self._by_kind for _, undoing in undone)
        )

    def at(self, position: int) -> Fact | None:
        """Give the fact at a position of the journal; None where this story has none there."""
        return self._by_position.get(position)

    @cached_property
    def _by_position(self) -> dict[int, Fact]:
        return {fact.position: fact for fact in self.facts}

    def every(self) -> Iterator[Told]:
        """Give every fact in order with the keys of what it concerns."""
        found = {
            told.fact.position: told for kind, rows in self._by_kind.items() if kind not in DERIVED for told in rows
        }
        return (found[fact.position] for fact in self.facts)

    def told(self, kind: str) -> Sequence[Told]:
        """Give the facts of a kind in order, derived ones built from those they follow from."""
        found = self._by_kind.get(kind)
        if found is None and kind in DERIVED:
            sources, remedies = DERIVED[kind]
            found = [
                entry
                for source in sources
                for entry in self._by_kind.get(source, ())
                if self.remedy_kind(entry.fact) in remedies
            ]
            found.sort(key=lambda entry: _position(entry.fact))
            self._by_kind[kind] = found
        return found or ()

    def tells(self, kinds: AbstractSet[str]) -> frozenset[str]:
        """Give those of some kinds, none of them derived, of which it tells anything."""
        return frozenset(self._by_kind.keys() & kinds)

    def about(self, kind: str, lineage: Lineage) -> Sequence[Told]:
        """Give the facts of a kind that concern a thing and were not undone, in order."""
        told = self.told(kind)
        if not told:
            return told
        found = [entry for entry in told if concerns(entry.keys, lineage)]
        if kind not in self._undone or kind in STILL_DONE:
            return found
        return [entry for entry in found if not self._void(kind, entry.fact)]

    def anchor(self, kind: str, lineage: Lineage) -> Anchor | None:
        """Give the earliest instant of a kind of fact about a thing, as `anchor_among` does."""
        return self.anchor_among(self.about(kind, lineage), kind)

    def anchor_among(self, about: Iterable[Told], kind: str, *, without: frozenset[str] = NO_ANSWER) -> Anchor | None:
        """Give the earliest instant of facts of a kind about one thing; a restated instant rules, the old one is kept.

        A derived one follows what is restated of the fact that it follows from. `without` are the statuses of a
        product that start no clock.
        """
        told = (found for found in about if found.fact.codes.get("status") not in without)
        if kind in STILL_DONE and kind in self._undone:
            told = (found for found in told if not self._void(kind, found.fact))
        anew = self._by_kind.get("anchor.restated", ())
        return min((_stated(found, kind, anew) for found in told), key=lambda found: found.at, default=None)

    def judgements(self, lineage: Lineage) -> list[Judgement]:
        """Give our judgements of severity about a thing, in order; those of others stand beside and do not count."""
        whose = tuple(lineage.items())
        if whose not in self._judged:
            anew = self._by_kind.get("anchor.restated", ())
            self._judged[whose] = [
                Judgement(
                    fact.happened_at,
                    str(band),
                    fact.subjects.get("vulnerability", ""),
                    _stated(entry, fact.kind, anew).at,
                    fact,
                )
                for entry, fact in ((entry, entry.fact) for entry in self.about("severity.assessed", lineage))
                if (band := fact.codes.get("band"))
                and (fact.codes.get("by") not in FOREIGN_JUDGES or fact.codes.get("counts") is True)
            ]
        return self._judged[whose]

    def remedy_kind(self, fact: Fact) -> str:
        """Give the kind of the remedy a fact is about: `fix` where none was said."""
        said = fact.codes.get("kind")
        return str(said) if said else self.links.remedy_kind.get(fact.subjects.get("remedy", ""), "fix")

    def author_of(self, fact: Fact) -> str:
        """Give the author of the remedy a fact is about; empty where nobody is known."""
        return self.links.author_of.get(fact.subjects.get("remedy", ""), "")

    def _void(self, kind: str, told: Fact) -> bool:
        return any(
            found.fact.position > told.position and _same(told, found.fact, word)
            for word, undoing in VOIDED_BY[kind]
            for found in self._by_kind.get(undoing, ())
        )


def _stated(told: Told, kind: str, anew: Sequence[Told]) -> Anchor:
    """Give a fact's instant as it was last stated: of this kind, about nothing that the fact is not about."""
    fact = told.fact
    said = [
        one.fact
        for one in anew
        if one.fact.codes.get("kind") in {kind, fact.kind}
        and one.fact.position > fact.position
        and _covers(one.fact.subjects, told.keys)
    ]
    if not said:
        return Anchor(fact.happened_at, fact)
    return Anchor(instant_in(said[-1], "at"), fact, fact.happened_at)


def _covers(said: Mapping[str, str], keys: Mapping[str, Keys]) -> bool:
    """Tell whether words about these things are about a fact with these keys; a thing names its case well enough."""
    things = {word: key for word, key in said.items() if word != "case"} or said
    return all(word in keys and key in _each(keys[word]) for word, key in things.items())


def _each(keys: Keys) -> frozenset[str]:
    return frozenset({keys}) if isinstance(keys, str) else keys


def concerns(keys: Mapping[str, Keys], lineage: Lineage) -> bool:
    """Tell whether a fact about these keys is about a thing: one key is shared and none contradicts.

    A thing without keys (the policy) is concerned by every fact.
    """
    shared = not lineage
    for word, key in keys.items():
        mine = lineage.get(word)
        if mine is None:
            continue
        if mine != key and (isinstance(key, str) or mine not in key):
            return False
        shared = True
    return shared


def instant_in(fact: Fact, code: str) -> datetime:
    """Read an instant in ISO 8601 with its offset from a code of a fact; ValueError names the fact."""
    written = fact.codes.get(code)
    instant = datetime.fromisoformat(written) if isinstance(written, str) else None
    if instant is None or instant.tzinfo is None:
        message = f"fact {fact.position} ({fact.kind}) has no instant with zone in its code {code!r}"
        raise ValueError(message)
    return instant


def earliest(found: Iterable[Anchor | None], *, all_of_them: bool) -> Anchor | None:
    """Give the earliest of several anchors, or the latest once all have happened."""
    anchors = list(found)
    known = [anchor for anchor in anchors if anchor is not None]
    if not known or (all_of_them and len(known) < len(anchors)):
        return None
    choose: Callable[..., Anchor] = max if all_of_them else min
    return choose(known, key=lambda anchor: anchor.at)


def _position(fact: Fact) -> tuple[int, datetime]:
    return fact.position, fact.recorded_at


def _same(first: Fact, second: Fact, word: str) -> bool:
    if word in first.subjects or word in second.subjects:
        return first.subjects.get(word) == second.subjects.get(word)
    named = ("duty", "party", "template")
    return any(name in second.codes for name in named) and all(
        first.codes.get(name) == second.codes.get(name) for name in named if name in second.codes
    )


def _linked(facts: Iterable[Fact]) -> Links:
    case_of: dict[tuple[str, str], str] = {}
    vulnerability_of: dict[str, str] = {}
    affects_of: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    authors: dict[str, str] = {}
    for fact in facts:
        told = fact.subjects
        case, remedy = told.get("case"), told.get("remedy")
        if case:
            named = {(word, key): case for word, key in told.items() if word != "case"}
            report = ("report", told.get("report", ""))
            if fact.kind != "report.joined" and report in case_of:  # a finder's wish is told in other cases, too
                del named[report]
            case_of.update(named)
        if "affect" in told and "vulnerability" in told:
            vulnerability_of[told["affect"]] = told["vulnerability"]
        if remedy:
            _about_remedy(fact, remedy, affects_of, kinds, authors)
    return Links(
        case_of, vulnerability_of, {key: frozenset(found) for key, found in affects_of.items()}, kinds, authors
    )


def _about_remedy(
    fact: Fact, remedy: str, affects_of: dict[str, set[str]], kinds: dict[str, str], authors: dict[str, str]
) -> None:
    if "affect" in fact.subjects:
        affects_of[remedy].add(fact.subjects["affect"])
    if fact.kind == "remedy.planned" and fact.codes.get("kind"):
        kinds[remedy] = str(fact.codes["kind"])
    if fact.codes.get("author"):
        authors[remedy] = str(fact.codes["author"])
    elif fact.kind == "remedy.started":
        authors.setdefault(remedy, fact.actor)


def _cover(fact: Fact, keys: dict[str, Keys], covered: dict[str, frozenset[str]]) -> None:
    """Add what an advisory is about to the keys of a fact about it; where nothing was said so far, it is the case."""
    advisory = fact.subjects["advisory"]
    named = covered_by(fact)
    if named:
        covered[advisory] = named
    if advisory in covered:
        keys.setdefault("vulnerability", covered[advisory])


def _expanded(fact: Fact, links: Links, mailboxes: Mapping[str, str]) -> dict[str, Keys]:
    """Add to a fact's subjects what they belong to; the fact's own words rule."""
    told = fact.subjects
    keys: dict[str, Keys] = {word: key for word, key in told.items() if key}
    keys |= _home(told, links)
    affects = _affects(told, links)
    if affects and "affect" not in keys:
        keys["affect"] = affects
    if affects and "vulnerability" not in keys:
        keys["vulnerability"] = frozenset(
            links.vulnerability_of[key] for key in affects if key in links.vulnerability_of
        )
    for word in ("division", "branch"):
        said = fact.codes.get(word)
        if said and word not in keys:
            keys[word] = str(said)
    replaced = fact.codes.get("replaces")
    if fact.kind == "key.published" and replaced:
        keys["key"] = frozenset({told.get("key", ""), *str(replaced).split()})
    if told.get("mailbox") in mailboxes:
        keys["mailbox"] = mailboxes[told["mailbox"]]
    return keys


def _home(told: Mapping[str, str], links: Links) -> dict[str, Keys]:
    """Name the case that a fact belongs to: a report's facts go with it into the case that it joined last."""
    of_report = links.case_of.get(("report", told.get("report", "")))
    if of_report or told.get("case"):
        return {"case": of_report} if of_report else {}
    case = next((links.case_of[pair] for pair in told.items() if pair in links.case_of), None)
    return {"case": case} if case else {}


def _affects(told: Mapping[str, str], links: Links) -> frozenset[str]:
    if told.get("affect"):
        return frozenset({told["affect"]})
    return links.affects_of.get(told.get("remedy") or "", frozenset())
