"""What of a case concerns one finder: never another finder's vulnerability, nor what is owed for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import COVERED, SEVERAL
from daybreak.core.policy.own_part import FIRST_IN, own_part, reported
from tests.core.duties.teller import Teller

HERE, THERE = {"case": "c1"}, {"case": "c2"}
homes = st.lists(st.sampled_from(["c1", "c2"]), min_size=1, max_size=5)


def merged(reports: list[str], flaws: list[str]) -> Teller:
    """Tell of two cases that became one: reports and flaws by the case in which each was told first."""
    story = Teller()
    for place, home in enumerate(reports):
        story.tell("report.joined", 1, {"case": home, "report": f"r{place}"})
    for place, home in enumerate(flaws):
        first = {FIRST_IN: home} if home == "c2" else {}
        story.tell("vulnerability.added", 2, {**HERE, "vulnerability": f"v{place}"}, **first)
    for place, home in enumerate(reports):
        if home == "c2":
            story.tell("report.joined", 5, {**HERE, "report": f"r{place}"}, taken_from="C-2")
    return story


class TestWhose:
    """Issue 3: “cases merge and split: finders keep number, date and credit”; each reads of what they told alone."""

    @given(homes, homes)
    def test_nothing_of_the_other_case_is_theirs(self, reports: list[str], flaws: list[str]) -> None:
        told = reported(merged(reports, flaws).facts)
        for place, home in enumerate(reports):
            for kind in (told.surely, told.perhaps):
                assert {flaws[int(flaw[1:])] for flaw in kind[f"r{place}"]} <= {home}

    @given(homes, homes)
    def test_whoever_came_alone_reads_of_all_that_came_with_them(self, reports: list[str], flaws: list[str]) -> None:
        told = reported(merged(reports, flaws).facts)
        for place, home in enumerate(reports):
            if reports.count(home) == 1:
                assert told.surely[f"r{place}"] == {f"v{one}" for one, first in enumerate(flaws) if first == home}

    def test_of_several_reports_a_later_flaw_is_nobodys_until_somebody_says(self) -> None:
        story = merged(["c1", "c1"], ["c1", "c1"])
        assert reported(story.facts).surely == {"r0": {"v0"}, "r1": {"v0"}}
        assert reported(story.facts).perhaps == {"r0": {"v0", "v1"}, "r1": {"v0", "v1"}}
        story.tell("vulnerability.reported_in", 6, {**HERE, "vulnerability": "v1"}, reports="r1")
        assert reported(story.facts).surely == {"r0": {"v0"}, "r1": {"v0", "v1"}}
        assert reported(story.facts).perhaps == {"r0": {"v0"}, "r1": {"v0", "v1"}}
        story.tell("vulnerability.reported_in", 7, {**HERE, "vulnerability": "v0"}, reports=SEVERAL.join(["r0"]))
        assert reported(story.facts).surely == {"r0": {"v0"}, "r1": {"v1"}}

    def test_what_left_with_a_split_counts_no_more(self) -> None:
        story = merged(["c1", "c1"], ["c1", "c1"])
        story.tell("case.split", 6, {**HERE, "vulnerability": "v0"}).tell("case.split", 6, {**HERE, "report": "r0"})
        assert reported(story.facts).surely["r1"] == {"v1"}


def test_facts_and_duties_of_others_are_left_out() -> None:
    """The stage, the dates and what takes longer follow from one's own part."""
    story = merged(["c1", "c2"], ["c1", "c2"])
    for key in ("v0", "v1"):
        flaw = {**HERE, "vulnerability": key, "affect": f"a-{key}"}
        story.tell("affect.stated", 6, flaw).tell("remedy.planned", 7, {**flaw, "remedy": f"m-{key}"}, kind_="fix")
        story.tell("remedy.shipped", 8, {**HERE, "remedy": f"m-{key}"})
        story.tell("advisory.published", 9, {**HERE, "advisory": f"s-{key}"}, **{COVERED: key})
    story.tell("case.confirmed", 9, HERE).tell("finder.asked", 9, {**HERE, "report": "r1"})
    mine = own_part(story.facts, "r0")
    named = {key for fact in mine.facts for key in fact.subjects.values()}
    assert named == {"c1", "r0", "v0", "a-v0", "m-v0", "s-v0"}
    held = [mine.holds(scope, key) for scope, key in (("affect", "a-v0"), ("remedy", "m-v0"), ("advisory", "s-v0"))]
    assert held == [True] * 3
    others = (
        ("vulnerability", "v1"),
        ("affect", "a-v1"),
        ("remedy", "m-v1/8.x"),
        ("advisory", "s-v1"),
        ("report", "r1"),
    )
    assert [mine.holds(scope, key) for scope, key in others] == [False] * 5
    assert mine.holds("case", "c1")
    assert mine.holds("vulnerability", "v0/8.x")
