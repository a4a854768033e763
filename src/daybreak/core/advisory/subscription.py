"""What a subscriber wishes to hear of, and whether an advisory is among it (A14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

CONFIRM_WITHIN = timedelta(days=7)
"""How long an address that was given waits for its owner's word; then it is forgotten."""
REFUSALS = 3
"""Letters in a row that the receiving side refuses for good, for the address's sake; then nothing goes there."""
REFUSALS_APART = timedelta(days=1)
"""Refusals closer together are one: a mail server that fails for an hour is no reason to stop."""
STOPPED_FOR = timedelta(days=90)
"""How long a stopped subscription waits for its owner to begin again; then it is forgotten."""
QUIET = timedelta(hours=1)
"""At most one letter about the subscription itself goes to an address in this time (promises, control 10)."""


@dataclass(frozen=True)
class Wish:
    """What a subscriber wishes to hear of: keys of products, none for all; the mildest band, empty for every one."""

    products: frozenset[str] = frozenset()
    band: str = ""


@dataclass(frozen=True)
class Reader:
    """Who reads us: an address, and what its owner wishes to hear of. Nothing of it is stored but sealed."""

    address: str
    wish: Wish

    def as_json(self) -> dict[str, Any]:
        """Give what is sealed in the subscription."""
        return {"address": self.address, "products": sorted(self.wish.products), "band": self.wish.band}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Reader:
        """Read it from what was sealed."""
        return cls(str(stored["address"]), Wish(frozenset(stored["products"]), str(stored["band"])))


def counts_as_refusal(last: datetime | None, now: datetime) -> bool:
    """Tell whether a refusal counts beside the one that counted last."""
    return last is None or now - last >= REFUSALS_APART


def wants(wish: Wish, products: Collection[str], band: str, bands: Sequence[str]) -> bool:
    """Tell whether an advisory about these products, of this band, is among what is wished.

    `bands` are the policy's, the mildest first. What nobody has scored yet, and a wish for a band that the policy no
    longer has, keep no advisory back: of two mistakes, the letter too many is the smaller one.
    """
    if wish.products and wish.products.isdisjoint(products):
        return False
    if wish.band not in bands or band not in bands:
        return True
    return bands.index(band) >= bands.index(wish.band)
