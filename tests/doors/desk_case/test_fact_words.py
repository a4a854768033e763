"""Every kind of fact has its name on the screens."""

from __future__ import annotations

from daybreak.core.facts import KINDS
from daybreak.doors.desk.fact_words import KIND_WORDS


def test_each_kind_of_fact_is_named_and_nothing_else() -> None:
    """House law: the journal reads as sentences, never as codes."""
    assert set(KIND_WORDS) == set(KINDS)
