"""Every clause of the starting policies is quoted by a test, or stands in a list that only shrinks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import clauses

TESTS, WORDS = clauses.in_tests(), clauses.in_policies()
SCREENS = frozenset({"A10", "A12", "C1"})
"""Clauses that hold whatever a policy says, so that no word of a file switches them on."""


@pytest.mark.parametrize("clause", clauses.CLAUSES)
def test_each_clause_has_a_test_that_quotes_it(clause: str) -> None:
    """“Property tests whose classes quote the clause they prove.”"""
    found = TESTS.get(clause)
    assert found or clause in clauses.GAPS, "quote the clause in the class of a test that proves it"
    assert not (found and clause in clauses.GAPS), f"{found} quotes it now: take it out of GAPS in tools/clauses.py"


@pytest.mark.parametrize("clause", clauses.CLAUSES)
def test_each_clause_is_a_line_of_an_example(clause: str) -> None:
    """“A clause is met when an example policy file alone switches it on.”"""
    assert WORDS.get(clause) or clause in SCREENS, "name the clause in a comment beside the words that switch it on"


def test_gaps_are_of_clauses() -> None:
    """A gap names what it is a gap of."""
    assert clauses.GAPS.keys() <= clauses.CLAUSES.keys()
