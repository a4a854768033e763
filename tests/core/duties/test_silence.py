"""The finder's silence, and who is told of a changed severity."""

from __future__ import annotations

import pytest

from daybreak.core.lifecycle.case import may_close_on
from daybreak.core.lifecycle.finder import question_open, unanswered
from daybreak.core.verdict import ALLOWED, Refused
from tests.core.duties.teller import CASE, DAY, REPORT, T0, VULNERABILITY, Teller, at, only, with_rules
from tests.shipped import read_policy as policy

ASKED = {**REPORT, **CASE}


def asked(hours: float = 3) -> Teller:
    """Tell of a confirmed case whose finder was asked something."""
    return Teller().confirmed().tell("finder.asked", hours, ASKED)


class TestSilence:
    """Issue 3: “when the finder falls silent, reminders, then the clock resumes without them.”"""

    RULES = with_rules(
        {
            "id": "assess",
            "since": "report.received",
            "within": "10 days",
            "done_by": "severity.assessed",
            "pause_while": {"waiting_for": "finder", "at_most": "5 days", "then": "go_on"},
        }
    )

    def test_the_clock_runs_again_without_anybody_noting_it(self) -> None:
        duty = only(self.RULES, asked(), "assess")
        assert duty.state(at(4)) == "paused"
        assert duty.state(at(3) + 5 * DAY) == "open"
        assert duty.limit == T0 + 15 * DAY
        assert duty.state(T0 + 15 * DAY + DAY) == "overdue"

    def test_noting_the_silence_changes_no_instant(self) -> None:
        noted = asked().tell("finder.silent", 3 + 5 * 24, ASKED)
        assert only(self.RULES, noted, "assess").limit == only(self.RULES, asked(), "assess").limit

    def test_an_answer_ends_the_pause_at_once(self) -> None:
        heard = asked().tell("finder.heard", 27, ASKED)
        assert only(self.RULES, heard, "assess").limit == T0 + 11 * DAY
        assert unanswered(heard.facts) == set()
        assert unanswered(asked().facts) == {"r1"}


class TestNotForSilenceAlone:
    """Issue 3: “a case is not closed for silence alone.”"""

    @pytest.mark.parametrize("outcome", ["not_a_vulnerability", "withdrawn"])
    def test_refused_with_a_sentence(self, outcome: str) -> None:
        verdict = may_close_on(asked().facts, outcome)
        assert isinstance(verdict, Refused)
        assert "is not closed for silence alone" in str(verdict.reason)
        silent = asked().tell("finder.silent", 200, ASKED)
        assert isinstance(may_close_on(silent.facts, outcome), Refused)

    @pytest.mark.parametrize("outcome", ["duplicate", "resolved", "out_of_scope", "deferred", "known"])
    def test_what_does_not_rest_on_their_answer_is_free(self, outcome: str) -> None:
        assert may_close_on(asked().facts, outcome) == ALLOWED

    def test_our_own_examination_carries_it_but_no_withdrawal(self) -> None:
        story = asked().judged("none")
        assert may_close_on(story.facts, "not_a_vulnerability") == ALLOWED
        assert isinstance(may_close_on(story.facts, "withdrawn"), Refused)

    def test_once_they_answered_it_is_free(self) -> None:
        story = asked().tell("finder.heard", 9, ASKED)
        assert may_close_on(story.facts, "withdrawn") == ALLOWED
        assert may_close_on(Teller().confirmed().facts, "not_a_vulnerability") == ALLOWED


class TestAQuestionThatIsOpen:
    """Vultron RM, ISO 30111: what is not proven yet is held, so that its finder may add to it before it is closed."""

    def test_the_last_question_counts_until_they_write(self) -> None:
        assert question_open(Teller().confirmed().facts) is None
        assert question_open(asked(3).tell("finder.asked", 9, ASKED).facts) == at(9)
        assert question_open(asked(3).tell("finder.heard", 9, ASKED).facts) is None
        assert question_open(asked(3).tell("finder.heard", 9, ASKED).tell("finder.asked", 12, ASKED).facts) == at(12)

    def test_noting_the_silence_answers_nothing(self) -> None:
        assert question_open(asked(3).tell("finder.silent", 99, ASKED).facts) == at(3)


class TestToldOfAChange:
    """Issue 3: “the policy says whether a raised severity starts its clocks afresh and who is told.”"""

    def test_a_letter_to_a_party_that_is_told_owes_an_update(self) -> None:
        group = policy("aoba-electric")
        story = Teller().confirmed().judged("medium")
        story.tell("coordinator.notified_us", 4, {**CASE, "party": "jp_coordinator"}, party="jp_coordinator")
        story.tell(
            "notice.sent", 6, {**CASE, "notice": "n1"}, duty="answer_coordinator", party="jp_coordinator", template="x"
        )
        assert only(group, story, "answer_coordinator", at(7)).update_since is None
        story.tell("severity.changed", 8, VULNERABILITY, band="high", was="medium", raised=True)
        assert only(group, story, "answer_coordinator", at(9)).update_since == at(8)

    def test_whom_the_policy_does_not_name_is_owed_nothing(self) -> None:
        base = policy("aoba-electric")
        quiet = base.severity.when_changed.model_copy(update={"tell": ()})
        rules = base.model_copy(update={"severity": base.severity.model_copy(update={"when_changed": quiet})})
        story = Teller().confirmed().judged("medium")
        story.tell("coordinator.notified_us", 4, {**CASE, "party": "jp_coordinator"}, party="jp_coordinator")
        story.tell(
            "notice.sent", 6, {**CASE, "notice": "n1"}, duty="answer_coordinator", party="jp_coordinator", template="x"
        )
        story.tell("severity.changed", 8, VULNERABILITY, band="high", was="medium", raised=True)
        assert only(rules, story, "answer_coordinator", at(9)).update_since is None
