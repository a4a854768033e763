"""A product that is not affected owes no remedy, under any of the example policies (B3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from daybreak.core.facts import Fact
from daybreak.core.policy.duties import duties
from tests.shipped import read_policy

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
    policy = read_policy(name)
    now = START + timedelta(days=1)
    owed = [duty.id for duty in duties(policy, _facts("not_affected"), now) if duty.scope == "affect"]
    assert owed == []
    if name != "kestrel-sdk":
        assert [duty.id for duty in duties(policy, _facts("affected"), now) if duty.scope == "affect"]
