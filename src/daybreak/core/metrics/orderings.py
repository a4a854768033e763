"""The 12 orders of events that Vultron wishes for, and whether a vulnerability's events came so (duties.md 1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.policy.anchors import Lineage, Story

Letter = Literal["V", "F", "D", "P", "X", "A"]
"""Vendor aware, fix ready, fix deployed, public aware, exploit public, attacks observed."""
Judged = Literal["satisfied", "violated", "undetermined"]
JUDGED: tuple[Judged, ...] = ("satisfied", "violated", "undetermined")
ORDERINGS: tuple[tuple[Letter, Letter], ...] = (
    ("V", "P"),
    ("V", "X"),
    ("V", "A"),
    ("F", "P"),
    ("F", "X"),
    ("F", "A"),
    ("D", "P"),
    ("D", "X"),
    ("D", "A"),
    ("P", "X"),
    ("P", "A"),
    ("X", "A"),
)
"""Each pair: it is desired that the first event comes before the second."""

Moment = tuple["datetime", int, bool]
"""When an event came: instant, the journal's position among equal instants, and whether it only followed from another.

What follows from another event comes after it.
"""

_RECORDED: dict[Letter, tuple[str, ...]] = {
    "V": ("report.received", "coordinator.notified_us", "case.opened"),
    "F": ("fix.available",),
    "D": ("remedy.offered_to_all",),
    "P": ("vulnerability.public", "advisory.published"),
    "X": ("vulnerability.exploit_public",),
    "A": ("vulnerability.attacked",),
}
_OF_THE_CASE = frozenset({"V"})


def judged(moments: Mapping[Letter, Moment], first: Letter, second: Letter) -> Judged:
    """Tell whether `first` came before `second`: one that happened precedes one that has not.

    Undetermined while neither has happened.
    """
    before, after = moments.get(first), moments.get(second)
    if before is None and after is None:
        return "undetermined"
    if after is None or (before is not None and before < after):
        return "satisfied"
    return "violated"


def moments_of(story: Story, lineage: Lineage) -> dict[Letter, Moment]:
    """Find when each event first came for a vulnerability (`lineage`: its key and its case's).

    We are aware from the case's first report, a coordinator's word, or its opening. A public exploit makes the flaw
    public at once. A fix that was rolled back did not come.
    """
    found: dict[Letter, Moment] = {}
    case = {"case": lineage["case"]}
    for letter, kinds in _RECORDED.items():
        about = case if letter in _OF_THE_CASE else lineage
        anchors = [anchor for kind in kinds if (anchor := story.anchor(kind, about)) is not None]
        if anchors:
            found[letter] = min((anchor.at, anchor.fact.position, False) for anchor in anchors)
    if "X" in found:
        at, position, _ = found["X"]
        found["P"] = min(found.get("P", (at, position, True)), (at, position, True))
    return found
