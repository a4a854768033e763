"""What an authority asks for is owed until the instant it names, and again when it asks again (CRA, Art. 14(6))."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.duties import Duty
from tests.core.duties.teller import CASE, Teller, at, found
from tests.shipped import read_policy

RULES = read_policy("hoshimi-camera")
ASKED, REPORT, AGAIN = "authority.report_asked", "cra_intermediate_report", "update_cra_intermediate_report"
SENT: dict[str, Any] = {"duty": REPORT, "party": "eu_platform"}


def told(*steps: tuple[float, float | None]) -> dict[str, Duty]:
    """Tell of askings (the hour, and the hour named) and of sendings (the hour alone), and give the duties then."""
    story = Teller().confirmed()
    for hour, until in steps:
        if until is None:
            story.tell("notice.sent", hour, CASE, **SENT)
        else:
            story.tell(ASKED, hour, CASE, until=at(until).isoformat())
    return found(RULES, story, at(1000))


class TestIntermediateReport:
    """“Both 14(6) · Intermediate report · when asked · CSIRT request · status update” (reference/duties.md 3.1)."""

    def test_is_owed_only_once_somebody_asked_and_until_they_say(self) -> None:
        assert told()[REPORT].start is None
        owed = told((10, 50))[REPORT]
        assert (owed.start, owed.limit, owed.state(at(20)), owed.state(at(51))) == (
            at(10),
            at(50),
            "open",
            "overdue",
        )

    def test_another_instant_named_in_time_moves_it_either_way(self) -> None:
        assert told((10, 50), (20, 90))[REPORT].limit == at(90)
        assert told((10, 50), (20, 30))[REPORT].limit == at(30)

    @given(st.integers(51, 400), st.integers(1, 400))
    def test_one_named_afterwards_takes_no_miss_away(self, hour: int, later: int) -> None:
        owed = told((10, 50), (hour, hour + later))[REPORT]
        assert (owed.limit, owed.state(at(50 + hour))) == (at(50), "overdue")

    def test_asked_again_it_is_owed_again_until_then(self) -> None:
        owed = told((10, 50), (40, None), (60, 90))
        assert (owed[REPORT].limit, owed[REPORT].kept) == (at(50), at(40))
        assert (owed[AGAIN].start, owed[AGAIN].limit, owed[AGAIN].state(at(91))) == (at(60), at(90), "overdue")
        kept = told((10, 50), (40, None), (60, 90), (70, None))
        assert (kept[AGAIN].kept, kept[AGAIN].state(at(1000))) == (at(70), "kept")

    def test_each_asking_has_the_instant_that_was_named_for_it(self) -> None:
        owed = told((10, 50), (40, None), (60, 90), (100, None), (110, 120))[AGAIN]
        assert (owed.start, owed.limit, owed.missed) == (at(110), at(120), 1)
