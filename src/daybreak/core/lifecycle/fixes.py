"""How far the fix is, from the facts about products and remedies: ready once verified, out once it shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daybreak.core.facts import Fact

FIXED, READY = "fix.available", "fix.ready"
"""What nobody records as such: the fix is out for every affected product; it is made and verified for each."""
TOUCHING = frozenset(
    {
        "affect.stated",
        "remedy.verified",
        "remedy.shipped",
        "remedy.offered_to_all",
        "remedy.rolled_back",
        "remedy.dropped",
    }
)
"""The facts after which it may be another."""
_UNDONE = frozenset({"remedy.rolled_back", "remedy.dropped"})


class Fixes:
    """Which products are affected, and which of them have their fix verified or shipped (Vultron's F and D)."""

    def __init__(self) -> None:
        """Begin with no product affected and nothing made."""
        self._affected: set[str] = set()
        self._ready: set[str] = set()
        self._out: set[str] = set()

    def events_after(self, fact: Fact, events: frozenset[str]) -> frozenset[str]:
        """Give the events of the world after a fact about a product; a roll-back or giving up takes them away."""
        product = fact.subjects.get("affect") or fact.subjects.get("remedy", "")
        if fact.kind == "affect.stated":
            (self._affected.add if fact.codes.get("status") == "affected" else self._affected.discard)(product)
        elif fact.kind in _UNDONE:
            self._ready.discard(product)
            self._out.discard(product)
        elif fact.codes.get("kind", "fix") == "fix":
            self._ready.add(product)
            if fact.kind != "remedy.verified":
                self._out.add(product)
        reached = {FIXED: self._out, READY: self._ready}
        return (events - reached.keys()) | {event for event, done in reached.items() if done and self._affected <= done}
