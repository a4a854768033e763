"""Which vendors of a case have their fix ready, and whether they are enough to go ahead (duties.md 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.lifecycle.fixes import FIXED, READY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from daybreak.core.facts import Fact
    from daybreak.core.lifecycle.embargo import Embargo

OURSELVES = ""


class Readiness(NamedTuple):
    """The vendors that take part, ourselves as "": those whose fix is ready, and those who are waited for."""

    ready: tuple[str, ...]
    waited_for: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Tell whether there is anybody to wait for or to go ahead of: two vendors at least."""
        return len(self.ready) + len(self.waited_for) > 1

    def reaches(self, quorum: int | None) -> bool:
        """Tell whether so many percent of them are ready, and not all: people may publish before the rest."""
        everybody = len(self.ready) + len(self.waited_for)
        return quorum is not None and bool(self.waited_for) and len(self.ready) * 100 >= quorum * everybody > 0


def readiness(facts: Iterable[Fact], vendors: Collection[str], embargo: Embargo) -> Readiness:
    """Give how far the vendors are; `vendors` are the parties that make a fix, `facts` those of one case.

    A party counts while it takes part; we count while a product of ours is affected.
    """
    inside: dict[str, bool] = {}
    ours: set[str] = set()
    for fact in facts:
        party = str(fact.codes.get("party") or "")
        if fact.kind == "participant.joined" and party in vendors:
            inside.setdefault(party, False)
        elif fact.kind in {"participant.removed", "participant.declined"}:
            inside.pop(party, None)
        elif fact.kind in {"participant.ready", "participant.not_ready"} and party in inside:
            inside[party] = fact.kind == "participant.ready"
        elif fact.kind == "affect.stated":
            affected = fact.codes.get("status") == "affected"
            (ours.add if affected else ours.discard)(fact.subjects.get("affect", ""))
    if ours:
        inside = {OURSELVES: bool({READY, FIXED} & embargo.events), **inside}
    ready = tuple(party for party, done in inside.items() if done)
    return Readiness(ready, tuple(party for party in inside if party not in ready))
