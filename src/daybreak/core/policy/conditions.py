"""Conditions: the particulars of a thing, as the facts state them, against what a duty demands."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from daybreak.core.facts import SEVERAL, latest_statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.anchors import Lineage, Told

    About = Callable[[str], Sequence[Told]]

Value = str | bool
STATED = frozenset(
    {
        "surface",
        "support",
        "division",
        "component",
        "status",
        "product",
        "in",
        "found_by",
        "market",
        "kind",
        "mailbox",
        "release_kind",
        "person",
    }
)
"""Codes that facts state about a thing and that conditions ask for."""
FLAGS = {
    "public": "vulnerability.public",
    "exploit_public": "vulnerability.exploit_public",
    "attacked": "vulnerability.attacked",
    "adversary_has_exploit": "vulnerability.adversary_has_exploit",
    "adversary_knows": "vulnerability.adversary_knows",
}
"""Yes/no particulars and the fact that makes each true; without it they are false."""
_UNSAID = (None, "")
_STATING = {
    "affect": ("affect.stated",),
    "component": ("affect.stated", "component.evaluated", "finding.opened"),
    "division": ("affect.stated", "division.asked"),
    "remedy": ("affect.stated", "vulnerability.added"),
    "report": ("report.received",),
    "finding": ("finding.opened",),
    "release": ("release.registered",),
    "participant": ("participant.invited",),
    "follow_up": ("follow_up.planned",),
}
DEFAULTS = {
    word: frozenset({value})
    for word, value in (
        ("support", "supported"),
        ("component", "own"),
        ("kind", "vulnerability"),
        ("in", "own_product"),
    )
}
"""What holds while no fact says otherwise: a promise is not lost because a particular is missing."""
_OF_CASE = ("report.received", "case.opened", "case.kind_set", "vulnerability.added", "vulnerability.in_component")


def stating(scope: str) -> tuple[str, ...]:
    """Give the kinds of facts that state particulars of the things of a scope."""
    own = ("affect.stated",) if scope in {"case", "vulnerability", "division"} else ()
    return tuple(dict.fromkeys((*_OF_CASE, *own, *_STATING.get(scope, ()))))


STATING = frozenset({*_OF_CASE, *(kind for kinds in _STATING.values() for kind in kinds)})
"""The kinds of facts that state particulars, of whatever thing."""


@dataclass(frozen=True)
class Particulars:
    """What is known about a thing: each word with all values the facts give it, and the yes/no concerns."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    concerns: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @cached_property
    def one(self) -> Callable[[str], str | None]:
        """What gives the one value of a word; None where nothing or several things are known."""
        return {word: next(iter(found)) for word, found in self.values.items() if len(found) == 1}.get

    @cached_property
    def rows(self) -> tuple[tuple[str | None, str | None], ...]:
        """Every surface with every state of support that is known: the rows of a table that may count."""
        surfaces: list[str | None] = [*sorted(self.values.get("surface", ()))] or [None]
        supports: list[str | None] = [*sorted(self.values.get("support", ()))] or [None]
        return tuple((surface, support) for surface in surfaces for support in supports)

    def meets(self, demands: Mapping[str, tuple[Value, ...]], band: str | None) -> bool:
        """Tell whether every demand has one of its values; what is not known meets nothing, an unset flag is false."""
        return all(self._has(word, wanted, band) for word, wanted in demands.items())

    def _has(self, word: str, wanted: tuple[Value, ...], band: str | None) -> bool:
        if word == "severity":
            return band in wanted
        if word == "concerns":
            return not self.concerns.isdisjoint(str(value) for value in wanted)
        if word in FLAGS:
            return (word in self.flags) in wanted
        return not self.values.get(word, frozenset()).isdisjoint(str(value) for value in wanted)


def particulars(about: About, scope: str, lineage: Lineage) -> Particulars:
    """Collect what the facts say about a thing: the latest words about it, those of its case beneath.

    `about` gives the facts of a kind about it. A case and a vulnerability have every value that one of their affects
    has; a division has every state of support of its products, so that one past its end does not hide another that is
    supported (B4b).
    """
    values = _latest(about, _OF_CASE)
    if scope in {"case", "vulnerability"}:
        _gather(_statuses(about), values)
    else:
        values |= _latest(about, _STATING.get(scope, ()))
    if scope == "division":
        every: dict[str, frozenset[str]] = {}
        _gather(_statuses(about), every)
        values |= {word: every[word] for word in ("support",) if word in every}
    values = DEFAULTS | values
    if lineage.get("mailbox"):
        values["mailbox"] = frozenset({lineage["mailbox"]})
    if lineage.get("division"):
        values["division"] = frozenset({lineage["division"]})
    concerns: dict[str, bool] = {}
    for entry in about("case.concern_set"):
        codes = entry.fact.codes
        concerns[str(codes.get("concern"))] = codes.get("holds", True) is True
    return Particulars(
        values,
        frozenset(name for name, holds in concerns.items() if holds),
        frozenset(flag for flag, kind in FLAGS.items() if about(kind)),
    )


def _statuses(about: About) -> list[Fact]:
    return latest_statuses(entry.fact for entry in about("affect.stated"))


def _latest(about: About, kinds: Iterable[str]) -> dict[str, frozenset[str]]:
    values: dict[str, frozenset[str]] = {}
    for kind in kinds:
        for entry in about(kind):
            for word, said in entry.fact.codes.items():
                if word in STATED and said not in _UNSAID:
                    values[word] = frozenset(str(said).split(SEVERAL))
    return values


def _gather(facts: Iterable[Fact], values: dict[str, frozenset[str]]) -> None:
    for fact in facts:
        for word, said in fact.codes.items():
            if word in STATED and said not in _UNSAID and word != "kind":
                values[word] = values.get(word, frozenset()).union(str(said).split(SEVERAL))
