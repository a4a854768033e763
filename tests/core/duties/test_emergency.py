"""An emergency has a longest delay, and it is a duty like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.duties import duties_in, read
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.implied import EMERGENCY
from daybreak.core.policy.loading import composed_text, from_composed, load, shipped_overlay, shipped_policy
from daybreak.core.policy.replay_narrow import pair_of
from daybreak.core.policy.show import show
from tests.core.duties.teller import CASE, HOUR, T0, Teller, at, found, only
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

ADVISORY = {**CASE, "advisory": "d1"}
HOURS = {"hoshimi-camera": 24, "aoba-electric": 24, "kestrel-sdk": 48}


@pytest.mark.parametrize("name", EXAMPLES)
class TestTheLongestDelay:
    """Issue 2, 8: "An emergency path (policy: what may be skipped, who decides, the longest delay)"."""

    def test_no_event_starts_it_by_itself(self, name: str) -> None:
        """Attacks alone order nothing; the duty stands on the board as not started."""
        story = Teller().confirmed().tell("vulnerability.attacked", 3, {**CASE, "vulnerability": "v1"})
        assert only(policy(name), story, EMERGENCY).state(at(999)) == "not_started"

    def test_the_declaration_starts_it_for_those_who_decide(self, name: str) -> None:
        """It runs as many elapsed hours as the policy says, and those who decide answer for it."""
        story = Teller().confirmed().tell("emergency.declared", 10, CASE, roles="x")
        duty = only(policy(name), story, EMERGENCY)
        assert (duty.start, duty.limit) == (at(10), at(10 + HOURS[name]))
        assert duty.who == policy(name).disclosure.emergency.by  # type: ignore[union-attr]
        assert duty.state(at(10 + HOURS[name] + 1)) == "overdue"

    @given(first=st.floats(10, 20), second=st.floats(20, 40))
    def test_a_second_declaration_gives_no_more_time(self, name: str, first: float, second: float) -> None:
        """Who decides later joins the clock that runs."""
        story = Teller().confirmed().tell("emergency.declared", first, CASE).tell("emergency.declared", second, CASE)
        limit = only(policy(name), story, EMERGENCY).limit
        assert limit is not None
        assert abs(limit - at(first + HOURS[name])) < HOUR / 1000

    def test_publication_keeps_it(self, name: str) -> None:
        """The advisory in time keeps it; too late is kept late."""
        story = Teller().confirmed().tell("emergency.declared", 10, CASE)
        early = Teller()
        early.facts = [*story.facts]
        assert found(policy(name), early.tell("advisory.published", 30, ADVISORY))[EMERGENCY].state(at(99)) == "kept"
        story.tell("advisory.published", 59, ADVISORY)
        assert only(policy(name), story, EMERGENCY).state(at(99)) == "kept_late"

    def test_it_is_shown_and_not_written_twice(self, name: str) -> None:
        """`policy show` lists it with the duties; what is stored says it once, under disclosure."""
        ours = policy(name)
        assert EMERGENCY not in composed_text(ours)
        assert from_composed(composed_text(ours)).duty(EMERGENCY).limit_for() == ours.duty(EMERGENCY).limit_for()
        assert "Publish the advisory in the emergency" in show(ours, "en")
        assert "緊急事態の宣言" in show(ours, "ja")

    def test_a_changed_delay_is_tried_on_the_past(self, name: str) -> None:
        """Replaying a policy that differs in the delay alone computes this duty under both."""
        ours = policy(name)
        emergency = ours.disclosure.emergency
        assert emergency is not None
        slower = emergency.model_copy(update={"advise_within": ours.disclosure.embargo.default})
        new = ours.model_copy(update={"disclosure": ours.disclosure.model_copy(update={"emergency": slower})})
        pair = pair_of(ours, new)
        assert pair.differing == {EMERGENCY}
        story = Teller().confirmed().tell("emergency.declared", 10, CASE)
        found = duties_in(read(pair.old, story.facts, T0), pair.old, pair.needed)
        assert [duty.limit for duty in found] == [at(10 + HOURS[name])]


def test_no_duty_of_a_file_takes_its_name() -> None:
    """One name, one duty: the file's own duty of that name is refused with its line."""
    text = shipped_policy("kestrel-sdk").replace("{id: look_daily,", f"{{id: {EMERGENCY},", 1)
    with pytest.raises(PolicyFaults) as refused:
        load(text, name="own.yaml", include=shipped_overlay)
    assert any("promises already" in str(fault) for fault in refused.value.faults)


def test_without_a_rule_there_is_none() -> None:
    """A policy that names no emergency owes nothing for one."""
    ours = policy("kestrel-sdk")
    plain = ours.model_copy(update={"disclosure": ours.disclosure.model_copy(update={"emergency": None})})
    assert EMERGENCY not in found(plain, Teller().confirmed().tell("emergency.declared", 3, CASE))
