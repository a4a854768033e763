"""Scopes: which things the facts speak of, that a duty may exist once for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from daybreak.core.facts import latest_statuses
from daybreak.core.policy.anchors import NO_ANSWER
from daybreak.core.policy.concerned import AFFECTED
from daybreak.core.policy.conditions import Particulars, particulars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.policy.anchors import Anchor, Judgement, Lineage, Story, Told
    from daybreak.core.severity.bands import Bands

POLICY = "policy"
"""The key of the one policy, which duties about it have as their subject."""

_FOUND_IN: dict[str, tuple[str, ...]] = {
    "report": ("report.received",),
    "vulnerability": ("vulnerability.added",),
    "affect": ("affect.stated",),
    "division": ("division.asked",),
    "remedy": ("remedy.planned", "remedy.staffed", "remedy.started"),
    "participant": ("participant.invited",),
    "component": ("affect.stated", "component.evaluated", "finding.opened"),
    "release": ("release.registered",),
    "finding": ("finding.opened",),
    "key": ("key.created",),
    "person": ("person.registered",),
    "advisory": ("advisory.drafted",),
    "approval": ("advisory.approval_asked",),
    "follow_up": ("follow_up.planned",),
}
"""The facts by which a thing of a scope comes to be known."""
_BELONGS_TO = {
    "report": ("case",),
    "vulnerability": ("case",),
    "affect": ("case", "vulnerability", "division"),
    "division": ("case",),
    "remedy": ("case",),
    "participant": ("case",),
    "component": ("case",),
    "finding": ("case", "release"),
    "advisory": ("case",),
    "approval": ("case", "advisory"),
    "follow_up": ("case",),
}
DIGEST = "digest.issued"
"""What everybody reads: a duty of a person that starts from it exists once for each issue."""


@dataclass(frozen=True)
class Thing:
    """A thing a duty may exist for: its scope, key, what it belongs to, and what the facts say about it."""

    scope: str
    key: str
    lineage: Lineage
    story: Story
    bands: Bands
    there: bool = True
    """Whether duties may exist for it now; of what is no longer there only what became of them stays."""
    _about: dict[str, Sequence[Told]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _anchors: dict[tuple[str, frozenset[str]], Anchor | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def about(self, kind: str) -> Sequence[Told]:
        """Give the facts of a kind that concern it and were not undone, in order; every rule asks for the same few."""
        found = self._about.get(kind)
        if found is None:
            found = self._about[kind] = self.story.about(kind, self.lineage)
        return found

    def first(self, kind: str) -> Told | None:
        """Give the first fact of a kind that concerns it; None while there is none."""
        return next(iter(self.about(kind)), None)

    def anchor(self, kind: str, *, without: frozenset[str] = NO_ANSWER) -> Anchor | None:
        """Give the earliest instant of a kind of fact about it, as `Story.anchor_among` does."""
        key = kind, without
        if key not in self._anchors:
            self._anchors[key] = self.story.anchor_among(self.about(kind), kind, without=without)
        return self._anchors[key]

    @cached_property
    def particulars(self) -> Particulars:
        """What the facts say about it, for conditions and tables."""
        return particulars(self.about, self.scope, self.lineage)

    @cached_property
    def judged(self) -> tuple[Judgement, ...]:
        """Our judgements of its severity in order; those of its case's vulnerabilities where it has none of its own."""
        return tuple(self.story.judgements(self.severity_lineage))

    @property
    def severity_lineage(self) -> Lineage:
        """Whose severity counts for it: its own vulnerability's, else its case's."""
        words = ("vulnerability", "case") if "vulnerability" in self.lineage else ("case",)
        found = {word: self.lineage[word] for word in words if word in self.lineage}
        return found or self.lineage

    @cached_property
    def band_history(self) -> tuple[tuple[datetime, str | None], ...]:
        """The band that counted from each judgement on: always the highest among its vulnerabilities."""
        latest: dict[str, str] = {}
        history = []
        for judgement in self.judged:
            latest[judgement.vulnerability] = judgement.band
            history.append((judgement.at, self.bands.highest(latest.values())))
        return tuple(history)

    @cached_property
    def band(self) -> str | None:
        """The band that counts now; None while nothing is judged."""
        return self.band_history[-1][1] if self.band_history else None

    def changes(self, *, raised: bool, lowered: bool) -> tuple[datetime, ...]:
        """Give when its band changed from one judged band to a higher (or lower) one, in order."""
        return tuple(
            at
            for (_, before), (at, after) in pairwise(self.band_history)
            if before not in {None, after} and (raised if self.bands.raised(before, after) else lowered)
        )

    def changed_at(self, *, raised: bool, lowered: bool) -> datetime | None:
        """Give when its band last changed from one judged band to a higher (or lower) one; None if it never did."""
        return next(reversed(self.changes(raised=raised, lowered=lowered)), None)

    def first_known(self) -> datetime | None:
        """Give when the facts first spoke of it; a mailbox and the policy exist from the policy's adoption."""
        lineage = {} if self.scope in {"mailbox", POLICY} else self.lineage
        kinds = _FOUND_IN.get(self.scope) or ("policy.adopted",)
        found = (self.story.about(kind, lineage)[:1] for kind in kinds)
        return min((entry.fact.happened_at for (entry,) in filter(None, found)), default=None)


class Things:
    """All things of one story, found once per scope.

    The mailboxes and the policy are found where the facts tell of the policy's adoption: the facts of one case alone
    speak of neither.
    """

    def __init__(self, story: Story, bands: Bands, mailboxes: Mapping[str, str]) -> None:
        """Take the story, the policy's bands and the kinds of mailbox there are."""
        self._story, self._bands, self._mailboxes = story, bands, mailboxes
        self._found: dict[str, tuple[Thing, ...]] = {}

    def of(self, scope: str) -> tuple[Thing, ...]:
        """Give the things of a scope, in the order in which they came to be known."""
        if scope not in self._found:
            lineages = self._lineages(scope)
            there = self._components() if scope == "component" else lineages
            self._found[scope] = tuple(
                Thing(scope, key, lineage, self._story, self._bands, key in there) for key, lineage in lineages.items()
            )
        return self._found[scope]

    def branches(self, thing: Thing, *, newest: bool, left: bool = False) -> Iterator[Thing]:
        """Split a thing into the supported release lines in which it is affected (back-ports).

        It stays itself where no line is named. A line is supported while one of its affected releases is; `newest`
        keeps one line of each product. With `left` those it was split into before are told, too, as not `there`.
        """
        told = [entry.fact for entry in thing.about("affect.stated") if entry.fact.codes.get("branch")]
        stated = latest_statuses(entry.fact for entry in thing.about("affect.stated"))
        named = [one for one in stated if one.codes.get("branch") and one.codes.get("status") in AFFECTED]
        kept = dict.fromkeys(str(one.codes["branch"]) for one in named if one.codes.get("support") != "end_of_life")
        present = _newest(kept) if newest else list(kept)
        if told:
            yield replace(thing, there=not named)
        else:
            yield thing
        for name in dict.fromkeys((*present, *(str(fact.codes["branch"]) for fact in told if left))):
            lineage = {**thing.lineage, "branch": name}
            yield Thing(thing.scope, f"{thing.key}/{name}", lineage, self._story, self._bands, name in present)

    def digests(self, person: Thing) -> Iterator[Thing]:
        """Give, for a person, each issue of the digest that came out since they were registered (C-emp)."""
        known = person.first_known()
        for fact, _ in self._story.told(DIGEST):
            issue = fact.subjects.get("digest")
            if issue and known is not None and known <= fact.happened_at:
                lineage = {**person.lineage, "digest": issue}
                yield Thing(person.scope, f"{person.key}/{issue}", lineage, self._story, self._bands)

    def _lineages(self, scope: str) -> dict[str, Lineage]:
        if scope in {POLICY, "mailbox"} and not self._story.told("policy.adopted"):
            return {}
        if scope == POLICY:
            return {POLICY: {}}
        if scope == "mailbox":
            return {kind: {"mailbox": kind} for kind in dict.fromkeys(self._mailboxes.values())}
        if scope == "case":
            return dict(self._cases())
        found: dict[str, Lineage] = {}
        for kind in _FOUND_IN.get(scope, ()):
            for fact, keys in self._story.told(kind):
                key = fact.subjects.get(scope)
                if key:
                    owners = {word: keys.get(word) for word in _BELONGS_TO.get(scope, ())}
                    known = {word: owner for word, owner in owners.items() if isinstance(owner, str)}
                    found.setdefault(key, {scope: key}).update(known)
        return found

    def _components(self) -> set[str]:
        """Give the components that are spoken of still; of the one that an affect lies in the newest word counts."""
        stated = latest_statuses(entry.fact for entry in self._story.told("affect.stated"))
        others = (entry.fact for kind in _FOUND_IN["component"][1:] for entry in self._story.told(kind))
        return {fact.subjects.get("component", "") for fact in (*stated, *others)}

    def _cases(self) -> Iterator[tuple[str, Lineage]]:
        """Give the cases; a report brings its own story along, and of what it tells of other cases nothing is owed."""
        home = {fact.subjects.get("report"): fact.subjects.get("case") for fact, _ in self._story.told("report.joined")}
        for fact in self._story.facts:
            case = fact.subjects.get("case")
            if case and home.get(fact.subjects.get("report"), case) == case:
                yield case, {"case": case}


def _newest(branches: Iterable[str]) -> list[str]:
    """Keep one line of each product, the one with the highest numbers."""
    found: dict[str, str] = {}
    for name in sorted(branches, key=lambda name: [int(part) for part in re.findall("[0-9]+", name.partition(":")[2])]):
        found[name.partition(":")[0]] = name
    return list(found.values())
