"""Who is told that something takes longer, and what of it: the policy's `extension_by: tell` (A13)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.told import knows_of, longer_for, told_of_extension
from tests.core.duties.teller import CASE, T0, Teller, at
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

HOURS = st.integers(1, 2000)


def extended(story: Teller, hours: int, *, duty: str = "publish", subject: str = "c1", until: int = 500) -> Teller:
    """Tell of an extension."""
    codes = {"duty": duty, "subject": subject, "until": at(until).isoformat(), "reason": "embargo"}
    return story.tell("duty.extended", hours, CASE, **codes)


class TestWhom:
    """“A deadline can be extended with a recorded reason”, and the policy says who is told."""

    def test_whom_the_policy_names(self) -> None:
        told = {name: told_of_extension(policy(name), extended(Teller(), 1).facts[0]) for name in EXAMPLES}
        assert told == {
            "hoshimi-camera": ("finder",),
            "aoba-electric": ("finder", "jp_coordinator"),
            "kestrel-sdk": ("finder",),
        }

    def test_nobody_for_a_duty_that_names_none_and_for_other_facts(self) -> None:
        ours = policy("hoshimi-camera")
        assert told_of_extension(ours, extended(Teller(), 1, duty="confirm").facts[0]) == ()
        assert told_of_extension(ours, extended(Teller(), 1, duty="gone").facts[0]) == ()
        waived = Teller().tell("duty.waived", 1, CASE, duty="publish", subject="c1").facts[0]
        assert told_of_extension(ours, waived) == ()


class TestWhat:
    """The new instant and the policy's reason, one line a duty; nothing of what the duty is about."""

    @given(st.lists(st.tuples(st.sampled_from(["a1", "a2", "a3"]), HOURS), min_size=1, max_size=8))
    def test_the_furthest_of_those_that_stand(self, granted: list[tuple[str, int]]) -> None:
        story = Teller()
        for hours, (subject, until) in enumerate(granted):
            extended(story, hours, duty="fix", subject=subject, until=until)
        standing = dict(granted)
        (line,) = longer_for(policy("hoshimi-camera"), story.facts, "finder")
        assert (line.rule.id, line.until, line.reason) == ("fix", at(max(standing.values())), "embargo")

    def test_whoever_is_not_named_hears_nothing(self) -> None:
        story = extended(Teller(), 1)
        for whom in ("voice_platform", "jp_coordinator", "security_team"):
            assert longer_for(policy("hoshimi-camera"), story.facts, whom) == ()

    def test_each_duty_has_its_line(self) -> None:
        story = extended(extended(Teller(), 1, duty="fix", subject="a1", until=9), 2, until=7)
        lines = longer_for(policy("hoshimi-camera"), story.facts, "finder")
        assert {line.rule.id: line.until - T0 for line in lines} == {
            "fix": timedelta(hours=9),
            "publish": timedelta(hours=7),
        }


class TestWhoKnows:
    """Promises, P4: nobody outside learns that there is a case by a letter that goes by itself."""

    def test_by_a_letter_their_own_word_or_joining(self) -> None:
        for kind in ("notice.sent", "coordinator.notified_us", "participant.joined"):
            story = Teller().tell(kind, 1, {**CASE, "party": "jp_coordinator"})
            assert knows_of(story.facts, "jp_coordinator")
            assert not knows_of(story.facts, "us_coordinator")
        sent = Teller().tell("notice.sent", 1, CASE, party="jp_coordinator", duty="answer_coordinator")
        assert knows_of(sent.facts, "jp_coordinator")

    def test_a_letter_that_came_back_or_never_left_told_nobody(self) -> None:
        queued = Teller().tell("notice.queued", 1, CASE, party="jp_coordinator")
        assert not knows_of(queued.facts, "jp_coordinator")
        back = queued.tell("notice.sent", 2, CASE, party="jp_coordinator").tell(
            "notice.bounced", 3, CASE, party="jp_coordinator"
        )
        assert not knows_of(back.facts, "jp_coordinator")
