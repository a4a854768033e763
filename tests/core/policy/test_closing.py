"""What the closing of a case is foretold to do to its duties is what it does, whatever the outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.lifecycle.case import DEFERRED_OUTCOMES, INVALID_OUTCOMES
from daybreak.core.policy.closing import foretold
from daybreak.core.policy.duties import duties
from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.duty_ending import ENDING
from tests.core.policy.past import T0, stories
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty

CASE = "case-1"
OUTCOMES = sorted(INVALID_OUTCOMES | DEFERRED_OUTCOMES | {"resolved"})


def _stands(found: dict[tuple[str, str], Duty], key: tuple[str, str], at: timedelta) -> str:
    return found[key].state(T0 + at) if key in found else ""


class TestForetold:
    """“Each irreversible deed a confirmation”: it says before what becomes of each duty, and so it becomes."""

    @settings(max_examples=60)
    @given(
        told=stories(),
        policy=st.sampled_from(SHIPPED),
        outcome=st.sampled_from(OUTCOMES),
        hours=st.integers(0, 24 * 300),
    )
    def test_it_comes_as_foretold(self, told: tuple[Fact, ...], policy: str, outcome: str, hours: int) -> None:
        rules = shipped(policy)
        at = max(fact.happened_at for fact in told) - T0 + timedelta(hours=hours)
        facts = [fact for fact in told if fact.kind not in {"case.closed", "case.reopened"}]
        now = T0 + at
        last = max(fact.position for fact in facts) + 1
        closed = Fact("case.closed", now, now, last, "", {"case": CASE}, {"outcome": outcome})
        before = {(duty.id, duty.subject): duty for duty in duties(rules, facts, now)}
        after = {(duty.id, duty.subject): duty for duty in duties(rules, [*facts, closed], now)}
        fates = {}
        for one in foretold(rules, facts, now, CASE):
            fates[one.duty.id, one.duty.subject] = one.if_nothing if outcome in ENDING else one.if_something
        for key in before.keys() | after.keys():
            ran, runs = _stands(before, key, at) in RUNNING, _stands(after, key, at) in RUNNING
            fate = fates.get(key, "")
            assert (fate in {"begins", "stays", "stuck"}) is runs
            assert (fate in {"stays", "stuck", "ends", "missed", "kept"}) is ran
            assert (fate == "missed") is (ran and _stands(after, key, at) == "missed")
            assert (fate == "ends") is (ran and key not in after)
