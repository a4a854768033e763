"""Each flaw of a case has its own clock of publication, ended by the advisory that names it, under every example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import COVERED, SEVERAL
from daybreak.core.policy.duties import duties
from tests.core.duties.teller import CASE, FIRMWARE, REPORT, T0, VULNERABILITY, Teller, at, simple, with_rules
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty

FLAWS = ("v1", "v2", "v3")
SHIPPED_AT = {"v1": 10, "v2": 20, "v3": 30}
chosen = st.sets(st.sampled_from(FLAWS))


def told(component: str = "own", whose: str = "own_product") -> Teller:
    """Tell of a confirmed case with three flaws, of which each has an affected product and a fix that is planned."""
    story = Teller().tell("case.opened", 0, CASE).tell("case.confirmed", 1, CASE).tell("case.escalated", 1, CASE)
    for key in FLAWS:
        flaw = {**CASE, "vulnerability": key}
        story.tell("vulnerability.added", 1, flaw, component=component, found_by="finder", **{"in": whose})
        story.tell("affect.stated", 2, {**flaw, "affect": f"a-{key}"}, **{**FIRMWARE, "component": component})
        remedy = {**flaw, "affect": f"a-{key}", "remedy": f"m-{key}"}
        story.tell("remedy.planned", 3, remedy, kind_="fix")
    return story


def shipped(story: Teller, *flaws: str) -> Teller:
    """Ship the fixes of these flaws, each at its hour."""
    for key in sorted(flaws):
        story.tell("remedy.shipped", SHIPPED_AT[key], {**CASE, "remedy": f"m-{key}"})
    return story


def clocks(name: str, story: Teller, hours: float = 40) -> dict[str, Duty]:
    """Give the clock of publication of each flaw that has one."""
    return {duty.subject: duty for duty in duties(policy(name), story.facts, at(hours)) if duty.id == "publish"}


@pytest.mark.parametrize("name", EXAMPLES)
class TestEachFlaw:
    """A8: “an advisory goes out once a practical workaround or a fix is identified”, and it names what it is about."""

    @given(fixed=chosen)
    def test_each_clock_starts_with_its_own_fix(self, name: str, fixed: set[str]) -> None:
        found = clocks(name, shipped(told(), *fixed))
        assert set(found) == set(FLAWS)
        assert {key: duty.start for key, duty in found.items() if duty.start} == {
            key: at(SHIPPED_AT[key]) for key in fixed
        }

    @given(named=chosen.filter(bool))
    def test_an_advisory_ends_the_clocks_of_those_it_names_alone(self, name: str, named: set[str]) -> None:
        """“An advisory keeps the duties of the vulnerabilities it names.”"""
        story = shipped(told(), *FLAWS)
        story.tell("advisory.published", 35, {**CASE, "advisory": "s1"}, **{COVERED: SEVERAL.join(sorted(named))})
        assert {key for key, duty in clocks(name, story).items() if duty.kept} == named

    def test_a_flaw_found_after_publication_has_a_clock_of_its_own(self, name: str) -> None:
        story = shipped(told(), "v1")
        story.tell("advisory.published", 15, {**CASE, "advisory": "s1"}, **{COVERED: "v1"})
        story.tell("vulnerability.public", 18, {**CASE, "vulnerability": "v2"})
        late = clocks(name, story)["v2"]
        assert (late.start, late.kept) == (at(18), None)
        assert late.limit is not None
        assert late.state(late.limit) == "due_soon" or late.state(late.limit) == "open"
        story.tell("advisory.published", 20, {**CASE, "advisory": "s2"}, **{COVERED: "v2"})
        assert clocks(name, story)["v2"].kept == at(20)

    @given(bands=st.lists(st.integers(0, 9), min_size=3, max_size=3))
    def test_a_case_takes_the_highest_of_its_flaws_for_its_own_duties(self, name: str, bands: list[int]) -> None:
        """“A case takes the highest of its vulnerabilities for its own duties.”"""
        rising = list(policy(name).bands)
        judged = {key: rising[place % len(rising)] for key, place in zip(FLAWS, bands, strict=True)}
        story = told()
        for key, band in judged.items():
            story.tell("severity.assessed", 5, {**CASE, "vulnerability": key}, band=band, by="ourselves")
        found = duties(policy(name), story.facts, at(40))
        highest = max(judged.values(), key=rising.index)
        assert {duty.band for duty in found if duty.scope == "case"} == {highest}
        assert {duty.subject: duty.band for duty in found if duty.id == "publish"} == judged


@pytest.mark.parametrize("name", ["hoshimi-camera", "kestrel-sdk"])
@given(component=st.sampled_from(["common_software", "others_product"]))
def test_flaws_of_open_source_have_no_advisory(name: str, component: str) -> None:
    """A9c: “for open-source vulnerabilities no advisory is published.”"""
    assert clocks(name, shipped(told(component, component), *FLAWS)) == {}


def test_what_lies_in_somebody_elses_product_is_theirs_to_publish() -> None:
    """B10: it is reported out; what we ship along (common software) has an advisory like our own."""
    assert clocks("aoba-electric", shipped(told("others_product", "others_product"), *FLAWS)) == {}
    assert set(clocks("aoba-electric", shipped(told("common_software", "common_software"), *FLAWS))) == set(FLAWS)


def test_a_case_that_a_report_left_owes_nothing_in_the_story_of_its_new_one() -> None:
    """Issue 3: “Cases merge and split: … duties are re-derived”, each in the case to which the report belongs now."""
    story = Teller().confirmed().tell("report.joined", 5, {**REPORT, "case": "c2"})
    brought = [fact for fact in story.tell("case.opened", 5, {"case": "c2"}).facts if fact.subjects != CASE]
    told_here = [fact for fact in brought if not VULNERABILITY.items() <= fact.subjects.items()]
    assert any(fact.subjects.get("case") == "c1" for fact in told_here), "it brings along that it lay there"
    owed = duties(with_rules(simple()), told_here, T0)
    assert {(duty.scope, duty.subject) for duty in owed} == {("case", "c2")}
