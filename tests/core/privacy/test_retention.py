"""B8: "Reporters' data, and customers' data inside reports … is handled under a privacy policy: … retention"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.privacy.retention import KINDS, Keeping, keepings
from tests.core.duties.teller import CASE, HOUR, REMEDY, REPORT, T0, Teller
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact

OTHER = {"report": "r2"}
DAYS = {"hoshimi-camera": 30, "aoba-electric": 60, "kestrel-sdk": 30}
YEARS = {"hoshimi-camera": 3, "aoba-electric": 3, "kestrel-sdk": 2}


def kept(name: str, facts: list[Fact], *, customer_data: bool = True) -> dict[str, Keeping]:
    """Ask the law under one of the example policies."""
    found = keepings(policy(name), facts, "r1", customer_data=customer_data)
    return {one.kind: one for one in found}


def years_later(at: datetime, years: int) -> datetime:
    """Give the same wall-clock time some years on (no 29 February is asked for here)."""
    return at.replace(year=at.year + years)


@pytest.mark.parametrize("name", EXAMPLES)
class TestByKindOfData:
    """B8: retention by kind of data, switched on by each policy's file alone."""

    def test_nothing_ends_while_the_work_goes_on(self, name: str) -> None:
        assert all(one.until is None for one in kept(name, Teller().confirmed().facts).values())

    def test_contact_data_counts_from_the_end_of_the_case(self, name: str) -> None:
        closed = T0 + 100 * HOUR
        found = kept(name, Teller().confirmed().tell("case.closed", 100, CASE).facts)
        assert found["contact_data"].since == closed
        assert found["contact_data"].until == years_later(closed, YEARS[name])

    def test_customers_data_counts_from_the_verified_remedy(self, name: str) -> None:
        story = Teller().confirmed().tell("remedy.planned", 5, REMEDY).tell("remedy.verified", 50, REMEDY)
        found = kept(name, story.facts)
        assert found["customer_data"].until == T0 + 50 * HOUR + timedelta(days=DAYS[name])

    def test_it_waits_for_every_remedy_that_was_planned(self, name: str) -> None:
        second = {**REMEDY, "remedy": "m2"}
        story = Teller().confirmed().tell("remedy.planned", 5, REMEDY).tell("remedy.planned", 6, second)
        story.tell("remedy.verified", 50, REMEDY)
        assert kept(name, story.facts)["customer_data"].until is None
        story.tell("remedy.dropped", 60, second)
        assert kept(name, story.facts)["customer_data"].since == T0 + 50 * HOUR

    def test_without_a_remedy_the_end_of_the_work_counts(self, name: str) -> None:
        story = Teller().tell("report.received", 0, REPORT).tell("report.closed", 9, REPORT, outcome="known")
        found = kept(name, story.facts)
        assert {one.since for one in found.values()} == {T0 + 9 * HOUR}

    def test_reopened_work_has_not_ended(self, name: str) -> None:
        story = Teller().confirmed().tell("case.closed", 100, CASE).tell("case.reopened", 200, CASE)
        assert kept(name, story.facts)["contact_data"].until is None

    def test_what_is_not_marked_has_nothing_to_erase(self, name: str) -> None:
        assert "customer_data" not in kept(name, Teller().confirmed().facts, customer_data=False)

    def test_what_was_marked_and_is_erased_is_still_told_of(self, name: str) -> None:
        story = Teller().confirmed().tell("data.erased", 60, REPORT, kind_="customer_data")
        told = kept(name, story.facts, customer_data=False)["customer_data"]
        assert told.erased == T0 + 60 * HOUR
        assert not told.due(T0 + 9000 * HOUR)
        assert kept(name, story.facts)["customer_data"].erased is None, "marked again, and there again"

    def test_another_report_of_the_case_changes_nothing(self, name: str) -> None:
        story = Teller().confirmed().tell("case.closed", 100, CASE).tell("hold.placed", 101, {**OTHER, **CASE})
        story.tell("finder.erased", 102, {**OTHER, **CASE})
        found = kept(name, story.facts)["contact_data"]
        assert (found.held, found.erased) == (False, None)


class TestHolds:
    """A legal hold stops every erasure until it is lifted; the instant itself does not move."""

    @given(st.lists(st.booleans(), max_size=6))
    def test_the_last_word_counts(self, turns: list[bool]) -> None:
        story = Teller().confirmed().tell("case.closed", 100, CASE)
        for place, held in enumerate(turns):
            story.tell("hold.placed" if held else "hold.lifted", 101 + place, {**REPORT, **CASE})
        found = kept("hoshimi-camera", story.facts)["contact_data"]
        assert found.held == (bool(turns) and turns[-1])
        assert found.until is not None
        assert found.due(found.until) is not found.held
        assert not found.due(found.until - timedelta(microseconds=1))


class TestErased:
    """What is erased is not erased again; the whole takes its parts along."""

    @pytest.mark.parametrize("kind", ["contact_data", "report"])
    def test_a_kind_or_the_whole(self, kind: str) -> None:
        story = Teller().confirmed().tell("case.closed", 100, CASE)
        subjects = {**REPORT, **CASE}
        if kind == "report":
            story.tell("finder.erased", 120, subjects, key="k")
        else:
            story.tell("data.erased", 120, subjects, kind_=kind, key="k")
        found = kept("hoshimi-camera", story.facts)
        assert found["contact_data"].erased == T0 + 120 * HOUR
        assert (found["report"].erased is None) == (kind != "report")
        assert not found["contact_data"].due(T0 + timedelta(days=9999))

    def test_every_kind_a_policy_may_name_is_known(self) -> None:
        named = {kind for name in EXAMPLES for kind in policy(name).intake.privacy.retention}  # type: ignore[union-attr] # all three have one
        assert named <= set(KINDS)
