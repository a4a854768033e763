"""An account taken before says what one taken now says, as long as it holds and nothing was added."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.metrics.account import Account, Past, account_of
from daybreak.core.metrics.period import Period
from daybreak.core.metrics.tally import Tally
from daybreak.core.policy.duties import duties_in, read
from daybreak.core.policy.model_duty import DutyRule
from tests.core.policy.past import NOW, T0, stories
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

INSTANTS = st.integers(0, 17000).map(lambda hours: T0 + timedelta(hours=hours))


def _account(facts: Sequence[Fact], now: datetime, policy: str = "hoshimi-camera") -> Account:
    reading = read(shipped(policy), facts, now)
    return account_of(Past("case-1", reading, duties_in(reading, shipped(policy))), now)


class TestTimePasses:
    """“kept/missed per duty and severity … ageing”: at whatever instant they are asked for."""

    @settings(max_examples=40)
    @given(told=stories(), policy=st.sampled_from(SHIPPED), taken=INSTANTS, asked=INSTANTS)
    def test_an_account_of_any_instant_gives_the_figures_of_any_other(
        self, told: tuple[Fact, ...], policy: str, taken: datetime, asked: datetime
    ) -> None:
        found = []
        for now in (taken, asked):
            tally = Tally(Period(T0, NOW), asked)
            tally.add(_account(told, now, policy))
            found.append(tally.figures(shipped(policy)))
        assert found[0] == found[1]

    def test_an_armed_advisory_ends_what_was_accounted_before_its_instant(self) -> None:
        subjects = {"case": "case-1", "advisory": "a"}
        at = T0 + timedelta(days=9)
        facts = [
            Fact("report.received", T0, T0, 1, "", {"report": "r", "case": "case-1"}, {"door": "web"}),
            Fact("case.opened", T0, T0, 2, "", {"case": "case-1"}),
            *(Fact(f"advisory.{kind}", T0, T0, 3, "", subjects) for kind in ("drafted", "approved", "released")),
            Fact("advisory.armed", T0, T0, 6, "", subjects, {"public_at": at.isoformat()}),
        ]
        before, after = _account(facts, at - timedelta(seconds=1)), _account(facts, at)
        assert [step.measure for step in before.steps] == []
        assert [(step.measure, step.seconds) for step in after.steps] == [("published", 9 * 86400.0)]
        assert before.holds(at - timedelta(seconds=1))
        assert not before.holds(at)
        assert after.holds(NOW)

    def test_a_missed_round_stays_in_the_figures_when_its_case_is_closed(self) -> None:
        """“kept/missed per duty”: to close the case on the day after does not wash it away."""
        case, told = {"case": "case-1"}, (1, 21, 40)
        rule = {"id": "ask", "name": {"en": "Ask"}, "who": "security_team", "every": "14 days",
                "since": "upstream.notified", "done_by": "upstream.answered"}  # fmt: skip
        policy = shipped("hoshimi-camera").model_copy(update={"duties": (DutyRule.model_validate(rule),)})
        kinds = ("upstream.notified", "upstream.answered", "case.closed")
        days = [T0 + timedelta(days=day) for day in told]
        facts = [Fact("case.opened", T0, T0, 1, "", case)]
        facts += [
            Fact(kind, at, at, place, "", case) for place, (kind, at) in enumerate(zip(kinds, days, strict=True), 2)
        ]
        for rounds, verdict in ((facts, "missed"), ([*facts[:3], replace(facts[3], happened_at=days[1])], "kept_late")):
            reading = read(policy, rounds, NOW)
            owed = [duty for duty in duties_in(reading, policy) if duty.id == "ask"]
            tally = Tally(Period(T0, NOW), NOW)
            tally.add(account_of(Past("case-1", reading, owed), NOW))
            assert tally.figures(policy).total("ask")[verdict] == 1, verdict


class TestWhatIsStatedAnew:
    """“Restating one ("we were aware on …") keeps the old value and the reason”; figures are of what is stated last."""

    def test_a_severity_judged_earlier_than_first_said_took_less(self) -> None:
        subjects = {"case": "case-1", "vulnerability": "v"}
        hours = [T0 + timedelta(hours=count) for count in (0, 30, 50)]
        earlier = {"kind": "severity.assessed", "at": (T0 + timedelta(hours=6)).isoformat()}
        facts = [
            Fact("report.received", T0, T0, 1, "", {"report": "r", "case": "case-1"}, {"door": "web"}),
            Fact("case.opened", T0, T0, 2, "", {"case": "case-1"}),
            Fact("vulnerability.added", T0, T0, 3, "", subjects),
            Fact("severity.assessed", hours[1], hours[1], 4, "", subjects, {"band": "high"}),
            Fact("anchor.restated", hours[2], hours[2], 5, "", {"case": "case-1"}, earlier),
        ]
        took = [[step.seconds for step in _account(told, NOW).steps] for told in (facts[:4], facts)]
        assert took == [[30 * 3600.0], [6 * 3600.0]]
