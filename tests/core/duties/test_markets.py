"""Duties that hold in some markets alone: every market of a product counts."""

from __future__ import annotations

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import Teller, at, with_rules

RULES = with_rules(
    {
        "id": "of_a_flaw",
        "per": "vulnerability",
        "since": "vulnerability.added",
        "within": "2 days",
        "done_by": "fix.available",
        "when": {"market": ["EU", "UK"]},
    },
    {
        "id": "of_a_product",
        "per": "affect",
        "since": "affect.stated",
        "within": "2 days",
        "done_by": "fix.available",
        "when": {"market": "EU"},
    },
)


def owed(*markets: str) -> set[str]:
    """Give the duties for a product that is sold in these markets."""
    story = Teller().confirmed().affected(market="\n".join(markets))
    return {duty.id for duty in duties(RULES, story.facts, at(5))}


def test_one_of_several_markets_is_enough() -> None:
    """“when: {market: …}: every particular given must have one of the values given.”"""
    assert owed("JP", "EU") == {"of_a_flaw", "of_a_product"}
    assert owed("UK") == {"of_a_flaw"}
    assert owed("JP") == set()
    assert owed() == set()


def test_the_latest_word_counts() -> None:
    """A product withdrawn from a market owes nothing there."""
    story = Teller().confirmed().affected(market="JP\nEU").affected(hours=5, market="JP")
    assert duties(RULES, story.facts, at(6)) == ()
