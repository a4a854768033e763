"""“Passing on keeps the clock”, in the division's own calendar and zone where it has one (B3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from daybreak.core.policy.model_people import CalendarRule, Division
from tests.core.duties.teller import CASE, VULNERABILITY, Teller, only
from tests.shipped import read_policy as policy

GROUP = policy("aoba-electric")


def with_clock(zone: str | None, closed: tuple[str, ...] = ()) -> object:
    """Give the group's policy with a clock of its own for its first division."""
    name, division = next(iter(GROUP.organisation.divisions.items()))
    rule = CalendarRule(closed=closed)
    own = Division.model_validate(division.model_dump(by_alias=True) | {"time_zone": zone, "calendar": rule})
    divisions = {**GROUP.organisation.divisions, name: own}
    return GROUP.model_copy(update={"organisation": GROUP.organisation.model_copy(update={"divisions": divisions})})


def asked(rules: object) -> datetime | None:
    """Give the limit of the first division's answer when it is asked on Tuesday, 09:00 in Tokyo."""
    name = next(iter(GROUP.organisation.divisions))
    story = Teller().confirmed(1).tell("division.asked", 2, {**CASE, "division": name})
    rule = next(one.id for one in GROUP.duties if "division.answered" in one.fulfilled_by())
    return only(rules, story, rule).limit  # type: ignore[arg-type] # the policy as changed above


def test_a_division_s_closed_days_and_zone_move_its_own_limit() -> None:
    """The organisation's calendar counts where the division has none of its own."""
    ours, closed = asked(GROUP), asked(with_clock(None, ("2026-11-25..2026-11-27",)))
    assert ours is not None
    assert closed is not None
    assert closed > ours
    day = ("2026-12-01",)
    at_home, abroad = asked(with_clock(None, day)), asked(with_clock("America/New_York", day))
    assert at_home is not None
    assert abroad is not None
    assert abroad < at_home, "it is still Monday there when the limit comes, so that its closed Tuesday moves nothing"
    assert abroad.tzinfo == UTC


@pytest.mark.parametrize("order", [("supported", "end_of_life"), ("end_of_life", "supported")])
def test_a_product_past_its_end_does_not_spare_a_division_that_has_a_supported_one(order: tuple[str, str]) -> None:
    """B4b: “past end of life … the detailed investigation may be left out”: of that product, not of its neighbour."""
    name = next(iter(GROUP.organisation.divisions))
    story = Teller().confirmed(1).tell("division.asked", 2, {**CASE, "division": name})
    rule = next(one.id for one in GROUP.duties if "division.answered" in one.fulfilled_by())
    for place, support in enumerate(order):
        subjects = {**VULNERABILITY, "affect": f"a{place}"}
        story.tell("affect.stated", 3 + place, subjects, status="affected", support=support, division=name)
    assert not only(GROUP, story, rule).spared
    story.tell("affect.stated", 6, {**VULNERABILITY, "affect": f"a{order.index('supported')}"}, status="affected",
               support="end_of_life", division=name)  # fmt: skip
    assert only(GROUP, story, rule).spared
