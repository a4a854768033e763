"""An embargo has one exact end, and ends there by itself (reference/duties.md 1.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from daybreak.core.facts import Fact
from daybreak.core.lifecycle.case import may_close
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.verdict import ALLOWED

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
END = START + timedelta(days=30)
FACTS = (
    Fact("embargo.proposed", START, START, 1, "person:x", {"case": "c"}, {"until": END.isoformat()}),
    Fact("embargo.accepted", START, START, 2, "person:x", {"case": "c"}, {}),
)


def test_it_binds_until_its_end_and_not_from_then_on() -> None:
    """“An unambiguous end date-time.”"""
    assert embargo_from(FACTS, END - timedelta(microseconds=1)).in_force
    over = embargo_from(FACTS, END)
    assert (over.state, over.ended_at) == ("exited", END)


def test_a_case_may_be_closed_once_it_is_over() -> None:
    """What ended by itself holds nobody up."""
    assert may_close("accepted", "resolved", embargo_from(FACTS, END).state) == ALLOWED
