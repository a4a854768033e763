"""A product that is not affected owes no remedy, under any of the example policies (B3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.policy.duties import duties
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.policy.duty import Duty

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def _facts(status: str) -> list[Fact]:
    case = {"case": "c"}
    flaw = case | {"vulnerability": "v"}
    told = [
        ("case.opened", case, {}),
        ("vulnerability.added", flaw, {"component": "own", "in": "own_product"}),
        ("case.confirmed", case, {}),
        ("case.escalated", case, {}),
        ("severity.assessed", flaw, {"band": "high", "by": "ourselves"}),
        (
            "affect.stated",
            flaw | {"affect": "a"},
            {"status": status, "product": "p", "surface": "firmware", "division": "network"},
        ),
    ]
    return [
        Fact(kind, START + timedelta(hours=n), START, n + 1, "person:x", subjects, codes)
        for n, (kind, subjects, codes) in enumerate(told)
    ]


@pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
def test_only_an_affected_product_owes_a_remedy(name: str) -> None:
    """The affected product has its duties; the one that is not affected has none."""
    ours = policy(name)
    now = START + timedelta(days=1)
    owed = [duty.id for duty in duties(ours, _facts("not_affected"), now) if duty.scope == "affect"]
    assert owed == []
    if name != "kestrel-sdk":
        assert [duty.id for duty in duties(ours, _facts("affected"), now) if duty.scope == "affect"]


PRODUCTS = ("kg-core", "kg-core-7", "kg-web")
STATUSES = st.sampled_from(("not_affected", "not_affected", "affected", "under_investigation", "fixed"))


def _stated(words: Iterable[tuple[str, str]]) -> list[Fact]:
    facts = _facts("not_affected")[:-1]
    flaw = {"case": "c", "vulnerability": "v"}
    for place, (product, status) in enumerate(words, start=len(facts)):
        at, codes = START + timedelta(hours=place), {"status": status, "product": product, "surface": "library"}
        facts.append(Fact("affect.stated", at, at, place + 1, "person:x", flaw | {"affect": product}, codes))
    return facts


def _resolving(facts: list[Fact], hours: int) -> Duty | None:
    now = START + timedelta(hours=hours)
    return next((one for one in duties(policy("kestrel-sdk"), facts, now) if one.id == "resolve"), None)


class TestC6NothingToResolve:
    """“Deadlines by severity”: what affects no product has nothing that could be resolved in a release."""

    @given(st.lists(st.tuples(st.sampled_from(PRODUCTS), STATUSES), max_size=7))
    def test_it_ends_once_every_product_is_stated_not_to_be_affected(self, words: list[tuple[str, str]]) -> None:
        newest = dict(words)
        nowhere = set(newest) == set(PRODUCTS) and set(newest.values()) == {"not_affected"}
        assert (_resolving(_stated(words), 20) is None) is nowhere

    def test_a_statement_taken_back_brings_it_back_with_its_clock(self) -> None:
        """The clock runs “from escalation”, whatever was thought in between."""
        nowhere = [(product, "not_affected") for product in PRODUCTS]
        before, after = _resolving(_stated([]), 20), _resolving(_stated([*nowhere, ("kg-web", "affected")]), 20)
        assert before is not None
        assert after is not None
        assert (after.start, after.limit) == (before.start, before.limit)

    def test_what_was_late_before_stays_missed_and_is_asked_of_nobody(self) -> None:
        facts = _stated([])
        owed = _resolving(facts, 20)
        assert owed is not None
        assert owed.limit is not None
        late = owed.limit + timedelta(days=1)
        nowhere = _stated([(product, "not_affected") for product in PRODUCTS])[len(facts) :]
        facts += [replace(one, happened_at=late, recorded_at=late) for one in nowhere]
        stays = _resolving(facts, 24 * 400)
        assert stays is not None
        assert (stays.state(late), stays.ended, stays.ended_by) == ("missed", late, "affect.stated")
