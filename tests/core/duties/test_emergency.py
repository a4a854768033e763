"""An emergency has a longest delay, and it is a duty like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import COVERED
from daybreak.core.policy.duties import duties, duties_in, read
from daybreak.core.policy.emergencies import concerned_flaws, undeclared
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.implied import EMERGENCY
from daybreak.core.policy.loading import composed_text, from_composed, load, shipped_overlay, shipped_policy
from daybreak.core.policy.replay_narrow import pair_of
from daybreak.core.policy.show import show
from tests.core.duties.teller import CASE, HOUR, T0, VULNERABILITY, Teller, at, found, only
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from datetime import datetime

QUIET = {**CASE, "vulnerability": "v2"}

ADVISORY = {**CASE, "advisory": "d1"}
HOURS = {"hoshimi-camera": 24, "aoba-electric": 24, "kestrel-sdk": 48}


def clocks(name: str, story: Teller) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Give start and end of the longest delay of each vulnerability that has one."""
    told = duties(policy(name), story.facts, at(99))
    return {one.subject: (one.start, one.kept) for one in told if one.id == EMERGENCY}


@given(
    struck=st.lists(st.sampled_from(("v1", "v2", "v3")), max_size=4),
    declared=st.lists(st.sampled_from(("v1", "v2", "v3", "")), max_size=3),
)
def test_the_way_there_stays_while_one_is_known_and_not_declared(struck: list[str], declared: list[str]) -> None:
    """“Who decides, the longest delay”: a second flaw that becomes known needs its own word."""
    story = Teller()
    for key in struck:
        story.tell("vulnerability.attacked", 1, {**CASE, "vulnerability": key})
    for key in declared:
        story.tell("emergency.declared", 2, {**CASE, "vulnerability": key})
    kinds = ("vulnerability.public", "vulnerability.attacked")
    left = set(struck) - set(declared) if "" not in declared else set()
    assert undeclared(story.facts, kinds) == (("vulnerability.attacked",) if left else ())
    assert concerned_flaws(story.facts, kinds) == tuple(dict.fromkeys(struck))


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

    def test_it_runs_for_the_vulnerability_that_the_world_knows_of(self, name: str) -> None:
        """The policies publish `per: vulnerability`: one that nobody knows of has its own clock, and this one not."""
        story = Teller().confirmed().tell("vulnerability.added", 2, QUIET, component="own", found_by="finder")
        story.tell("vulnerability.attacked", 5, VULNERABILITY).tell("emergency.declared", 10, VULNERABILITY)
        assert clocks(name, story) == {"v1": (at(10), None), "v2": (None, None)}
        story.tell("vulnerability.public", 20, QUIET).tell("emergency.declared", 21, QUIET)
        story.tell("advisory.published", 30, ADVISORY, **{COVERED: "v1"})
        assert clocks(name, story) == {"v1": (at(10), at(30)), "v2": (at(21), None)}

    def test_where_nothing_is_published_there_is_no_delay(self, name: str) -> None:
        """A9c: “for open-source vulnerabilities no advisory is published”; B10: others' products are theirs."""
        story = Teller().tell("case.opened", 0, CASE).tell("case.confirmed", 1, CASE)
        story.tell("vulnerability.added", 1, VULNERABILITY, component="others_product", **{"in": "others_product"})
        story.tell("vulnerability.attacked", 5, VULNERABILITY).tell("emergency.declared", 10, VULNERABILITY)
        assert clocks(name, story) == {}

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
