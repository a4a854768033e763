"""A fast clock changes when things are due in real time, and nothing else about what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.drill.pace import NOT_PRACTISED, SPEEDS, Pace, last_end, owed, usual_end
from daybreak.core.drill.story import stories
from daybreak.core.facts import Fact
from daybreak.core.policy.conflicts import latest_end
from daybreak.core.policy.duties import duties
from tests.shipped import POLICIES, read_policy

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SPEED = st.integers(*SPEEDS)
SECONDS = st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds))


def facts_at(*hours: float) -> list[Fact]:
    """A report, its case and its confirmation at these hours after the start."""
    told = (
        ("report.received", {"report": "r", "mailbox": "security"}, {"mailbox": "security", "door": "web"}),
        ("case.opened", {"case": "c"}, {}),
        ("report.joined", {"report": "r", "case": "c"}, {}),
        ("vulnerability.added", {"case": "c", "vulnerability": "v"}, {"component": "own", "found_by": "finder"}),
        ("case.confirmed", {"case": "c"}, {}),
        ("severity.assessed", {"case": "c", "vulnerability": "v"}, {"band": "high", "by": "ourselves"}),
    )
    instants = [START + timedelta(hours=hour) for hour in hours]
    return [
        Fact(kind, at, at, place, "person:x", subjects, codes)
        for place, ((kind, subjects, codes), at) in enumerate(zip(told, instants, strict=True), start=1)
    ]


class TestPace:
    """Issue 3: “a fast clock … so that a team can practise 24 hours in ten minutes”."""

    def test_a_day_in_ten_minutes(self) -> None:
        pace = Pace(START, 144, START + timedelta(minutes=10))
        assert pace.played(START + timedelta(minutes=10)) == START + timedelta(hours=24)
        assert pace.real(START + timedelta(hours=24)) == START + timedelta(minutes=10)

    @given(speed=SPEED, after=SECONDS)
    def test_real_undoes_played(self, speed: int, after: timedelta) -> None:
        pace = Pace(START, speed, START + timedelta(hours=1))
        assert abs(pace.real(pace.played(START + after)) - (START + after)) < timedelta(microseconds=2)

    @given(speed=SPEED, after=SECONDS)
    def test_the_clock_stands_before_and_after(self, speed: int, after: timedelta) -> None:
        pace = Pace(START, speed, START + timedelta(minutes=10))
        assert pace.played(START - after) == START - after
        assert pace.played(pace.end + after) == pace.played(pace.end)


class TestOwed:
    """Whatever the pace, a drill owes what the real case would owe at the same hour of its own time."""

    @given(
        speed=st.sampled_from([1, 2, 10, 144, 1440]),
        hours=st.lists(st.integers(0, 60), min_size=6, max_size=6).map(sorted),
        policy=st.sampled_from(POLICIES),
    )
    def test_as_the_real_case_at_that_hour(self, speed: int, hours: list[int], policy: str) -> None:
        rules, story = read_policy(policy), facts_at(*hours)
        now = START + timedelta(hours=61)
        pace = Pace(START, speed, START + timedelta(hours=90) / speed)
        fast = [
            replace(fact, happened_at=pace.real(fact.happened_at), recorded_at=pace.real(fact.recorded_at))
            for fact in story
        ]
        real = {(one.id, one.subject): one for one in duties(rules, story, now)}
        drilled = {(one.id, one.subject): one for one in owed(rules, fast, pace.real(now), pace)}
        assert set(drilled) <= set(real)
        for key in set(real) - set(drilled):
            assert all(kind.startswith(NOT_PRACTISED) for kind in real[key].deeds)
        for key, duty in drilled.items():
            assert duty.state(pace.real(now)) == real[key].state(now), key
            for column in ("start", "aim", "limit", "kept"):
                at, wanted = getattr(duty, column), getattr(real[key], column)
                assert (at is None) == (wanted is None), (key, column)
                assert at is None or abs(at - pace.real(wanted)) < timedelta(milliseconds=1), (key, column)

    def test_an_instant_in_a_code_is_heard_by_the_fast_clock(self) -> None:
        pace = Pace(START, 144, START + timedelta(minutes=10))
        until = (START + timedelta(minutes=20)).isoformat()
        told = Fact("finder.deadline_set", START, START, 1, "finder", {"report": "r"}, {"until": until, "note": "2026"})
        heard = pace.heard(told)
        assert heard.codes["until"] == (START + timedelta(hours=48)).isoformat()
        assert heard.codes["note"] == "2026"


class TestStories:
    """“Small stories as data”: whole in both languages, of no maker and no policy."""

    def test_every_story_is_whole_in_both_languages(self) -> None:
        assert len(stories()) >= 2
        for story in stories().values():
            texts = [story.name, story.summary, *(beat.words for beat in story.beats)]
            texts += [beat.title for beat in story.beats if beat.title]
            assert all(set(text.root) >= {"en", "ja"} for text in texts), story.id

    def test_no_story_names_a_policy_or_its_organisation(self) -> None:
        names = {word for name in POLICIES for word in read_policy(name).organisation.name.root.values()}
        for story in stories().values():
            told = story.model_dump_json()
            assert not any(name in told for name in (*names, *POLICIES))


class TestEmbargo:
    """Issue 3: “a fast clock”: the silence that a policy proposes, and the longest, pass by it as duties do."""

    @given(speed=SPEED, after=SECONDS)
    def test_the_usual_end_comes_sooner_by_the_speed(self, speed: int, after: timedelta) -> None:
        pace, policy = Pace(START, speed, START + timedelta(hours=2)), read_policy("hoshimi-camera")
        facts, now = facts_at(0, 0, 0, 0, 0, 0), START + after
        end = usual_end(policy, facts, now, "", pace)
        played = usual_end(policy, [pace.heard(fact) for fact in facts], pace.played(now), "", None)
        assert end is not None
        assert played is not None
        assert end > now
        assert abs((played - START) / speed - (end - START)) < timedelta(seconds=1)

    @given(speed=SPEED)
    def test_the_longest_is_counted_from_the_first_report_of_the_drill(self, speed: int) -> None:
        pace, policy = Pace(START, speed, START + timedelta(minutes=10)), read_policy("hoshimi-camera")
        real, end = (last_end(policy, facts_at(0, 0, 0, 0, 0, 0), "", one) for one in (None, pace))
        assert real is not None
        assert end is not None
        assert abs((real - START) / speed - (end - START)) < timedelta(seconds=1)
        assert end.tzinfo == real.tzinfo

    def test_real_work_is_left_alone(self) -> None:
        policy = read_policy("hoshimi-camera")
        assert last_end(policy, facts_at(0, 0, 0, 0, 0, 0), "", None) == latest_end(
            policy, facts_at(0, 0, 0, 0, 0, 0), ""
        )
