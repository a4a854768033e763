"""A letter that must be sent again: each update owed is a duty with a clock of its own (A7a, issue 3)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.duties import duties
from daybreak.core.policy.loading import composed_text, from_composed
from daybreak.core.policy.show import show
from tests.core.duties.teller import CASE, HOUR, T0, VULNERABILITY, Teller, at, found
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

CAMERA = policy("hoshimi-camera")
UPDATE = "update_first_report"
LETTER = {"duty": "first_report", "party": "voice_platform", "template": "incident_report"}


def reported(hours: float = 5) -> Teller:
    """Tell of a first report that went out in time."""
    return Teller().confirmed().tell("notice.sent", hours, CASE, **LETTER)


def changed(story: Teller, hours: float) -> Teller:
    """Tell of a severity that is another one now."""
    return story.tell("severity.changed", hours, VULNERABILITY, band="high", was="low", raised=True)


class TestUpdates:
    """A7a: “where severity is not yet judged the report says so; an updated one follows”."""

    def test_nothing_is_owed_before_the_letter_and_before_a_change(self) -> None:
        assert UPDATE not in found(CAMERA, Teller().confirmed())
        assert UPDATE not in found(CAMERA, changed(Teller().confirmed(), 3))
        assert UPDATE not in found(CAMERA, reported())

    def test_it_has_the_letters_own_time_from_the_change_on(self) -> None:
        duty = found(CAMERA, changed(reported(), 9))[UPDATE]
        assert (duty.start, duty.limit, duty.kept) == (at(9), at(9) + 24 * HOUR, None)
        first = found(CAMERA, changed(reported(), 9))["first_report"]
        assert (duty.who, duty.strength, duty.basis, duty.to) == (first.who, first.strength, first.basis, first.to)
        assert duty.state(at(9) + timedelta(days=2)) == "overdue"

    def test_the_clock_runs_from_the_first_change_that_was_not_told(self) -> None:
        duty = found(CAMERA, changed(changed(reported(), 9), 20))[UPDATE]
        assert duty.start == at(9)

    def test_the_next_letter_keeps_it_and_a_bounce_opens_it_again(self) -> None:
        story = changed(reported(), 9).tell("notice.sent", 12, {**CASE, "notice": "n2"}, **LETTER)
        assert found(CAMERA, story)[UPDATE].state(at(13)) == "kept"
        again = story.tell("notice.bounced", 14, {**CASE, "notice": "n2"}, **LETTER)
        assert found(CAMERA, again)[UPDATE].state(at(15)) == "open"

    @given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 60)), min_size=1, max_size=6))
    def test_each_round_stands_for_itself(self, rounds: list[tuple[int, int]]) -> None:
        """Late rounds are counted, none is lost, and the last one says how it stands."""
        story, hour, late = reported(), 5, 0
        for wait, took in rounds:
            changed(story, hour + wait)
            story.tell("notice.sent", hour + wait + took, CASE, **LETTER)
            hour, late = hour + wait + took, late + (took > 24)
        duty = found(CAMERA, story)[UPDATE]
        assert duty.kept == at(hour)
        assert duty.missed + (duty.limit is not None and duty.limit < duty.kept) == late

    def test_a_waiver_holds_for_its_round_alone(self) -> None:
        story = changed(reported(), 9).tell("duty.waived", 10, CASE, duty=UPDATE, subject="c1")
        assert found(CAMERA, story)[UPDATE].state(at(11)) == "waived"
        story.tell("notice.sent", 12, CASE, **LETTER)
        assert found(CAMERA, changed(story, 20))[UPDATE].state(at(21)) == "open"

    def test_letters_of_another_duty_or_to_another_party_update_nothing(self) -> None:
        story = changed(reported(), 9).tell("notice.sent", 12, CASE, duty="second_report", party="voice_platform")
        story.tell("notice.sent", 12, CASE, duty="first_report", party="eu_platform")
        assert found(CAMERA, story)[UPDATE].kept is None


class TestOwed:
    """“Every duty”: it is among those that the policy owes, shown with them, and stored with none."""

    def test_every_letter_that_must_tell_changes_has_one(self) -> None:
        for name in EXAMPLES:
            ours = policy(name)
            sending = {rule.id for rule in ours.duties if rule.send and rule.to in ours.severity.when_changed.tell}
            assert sending <= {rule.update_of for rule in ours.owed}
            assert "update_of" not in composed_text(ours)
            assert {rule.id for rule in from_composed(composed_text(ours)).owed} == {rule.id for rule in ours.owed}

    def test_they_are_shown_in_both_languages(self) -> None:
        assert "Update: First report to the partner" in show(CAMERA, "en")
        assert "更新版の送付：" in show(CAMERA, "ja")

    def test_a_case_closed_as_nothing_owes_none(self) -> None:
        story = changed(reported(), 9).tell("case.closed", 10, CASE, outcome="not_a_vulnerability")
        left = {duty.id for duty in duties(CAMERA, story.facts, T0) if duty.start and not duty.kept}
        binding = CAMERA.duty("first_report").strength in {"law", "contract"}
        assert (UPDATE in left) == binding
