"""Asking for cases starts from what one may see, and gives opened words as frozen values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from daybreak.stages.cases import queries
from daybreak.stages.cases.actions import close_case, confirm, escalate, inform_manager, open_case
from daybreak.stages.cases.affected import product_rows, state_affects
from daybreak.stages.cases.case_list import CaseFilter, case_list
from daybreak.stages.cases.case_page import header, members, summary
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import CaseClosed, WordsRefused
from daybreak.stages.cases.talks import talks
from daybreak.stages.cases.timeline import timeline
from daybreak.stages.cases.vulnerabilities import Status, assess
from daybreak.stages.cases.vulnerability_page import vulnerabilities
from daybreak.stages.coordination.queries import outside
from daybreak.stages.remediation.queries import remedies
from tests.cast import own_case

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from tests.cast import Site

QUESTIONS = (
    header,
    summary,
    members,
    case_duties,
    product_rows,
    talks,
    timeline,
    vulnerabilities,
    outside,
    remedies,
)
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"


@pytest.fixture
def case(site: Site) -> Case:
    """A case of Hana's own finding."""
    return open_case(actor=site.hana.actor, now=site.at.now, title="Heap overflow")


def test_every_question_refuses_a_stranger_and_an_unknown_number_alike(site: Site, case: Case) -> None:
    """Promises, control 3 and 5: each query starts from `visible_to`."""
    for question in QUESTIONS:
        with pytest.raises(NotVisible):
            question(site.mallory.viewer, site.at.now, case.number)
        with pytest.raises(NotVisible):
            question(site.hana.viewer, site.at.now, "HC-2026-00000")
        question(site.hana.viewer, site.at.now, case.number)


def test_values_are_frozen_and_opened(site: Site, case: Case) -> None:
    top = header(site.hana.viewer, site.at.now, case.number)
    assert top.title == "Heap overflow"
    with pytest.raises(FrozenInstanceError):
        top.title = "changed"  # type: ignore[misc] # frozen, which is what is shown here


def test_a_number_is_found_in_any_case_and_a_membership_that_ended_shows_nothing(site: Site, case: Case) -> None:
    mallory, until = site.mallory, site.at.now.replace(hour=5)
    let_in(actor=site.hana.actor, now=site.at.now, case=case, person=mallory.person, role="", until=until)
    assert case_for(mallory.viewer, site.at.now, case.number.lower()) == case
    site.at.later(hours=5)
    with pytest.raises(NotVisible):
        case_for(mallory.viewer, site.at.now, case.number)


def test_rows_of_another_case_are_not_found(site: Site, case: Case) -> None:
    other = own_case(site.mallory, site.at.now, "Another")
    foreign = str(case.vulnerabilities.get().id)
    for key in (foreign, "", "not a key", "\x00"):
        with pytest.raises(NotVisible):
            queries.vulnerability_of(other, key)
    with pytest.raises(NotVisible):
        queries.member_of(other, str(site.hana.person.id))


def test_the_list_comes_by_next_limit_and_narrows(site: Site, case: Case) -> None:
    site.at.later(hours=1)
    confirmed = open_case(actor=site.hana.actor, now=site.at.now, title="Session fixation")
    confirm(actor=site.hana.actor, now=site.at.now, case=confirmed)

    def listed(**wanted: str) -> list[str]:
        return [line.title for line in case_list(site.hana.viewer, site.at.now, CaseFilter(**wanted))]

    assert listed() == ["Heap overflow", "Session fixation"]
    assert listed(words="HEAP") == ["Heap overflow"]
    assert listed(stage="confirmed") == ["Session fixation"]
    assert listed(band="unknown") == ["Heap overflow", "Session fixation"]
    assert listed(state="closed") == []
    assert case_list(site.mallory.viewer, site.at.now, CaseFilter("all")) == ()


def test_the_gravest_judgement_heads_the_case(site: Site, case: Case) -> None:
    row = case.vulnerabilities.get()
    assess(actor=site.hana.actor, now=site.at.now, vulnerability=row, vector=HIGH)
    low = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
    assess(actor=site.hana.actor, now=site.at.now, vulnerability=row, vector=low, source="finder")
    top = header(site.hana.viewer, site.at.now, case.number)
    assert (top.band, str(top.score)) == ("high", "8.8")


def test_stating_several_is_all_or_none(site: Site, case: Case) -> None:
    """Promise P3."""
    row, stated = case.vulnerabilities.get(), Status("affected")
    with pytest.raises(WordsRefused):
        state_affects(
            actor=site.hana.actor, now=site.at.now, vulnerability=row, rows=["hc-drive-2", "nothing"], stated=stated
        )
    assert not row.affects.exists()
    state_affects(
        actor=site.hana.actor, now=site.at.now, vulnerability=row, rows=["hc-drive-2", "hc-viewer"], stated=stated
    )
    cells = [line.cells for line in product_rows(site.hana.viewer, site.at.now, case.number) if line.cells]
    assert len(cells) == 2


def test_next_is_what_runs_soonest_first_and_each_line_has_its_deed(any_site: Site) -> None:
    site = any_site
    case = open_case(actor=site.hana.actor, now=site.at.now, title="Heap overflow")
    confirm(actor=site.hana.actor, now=site.at.now, case=case)
    escalate(actor=site.hana.actor, now=site.at.now, case=case)
    lines = [line for line in case_duties(site.hana.viewer, site.at.now, case.number) if line.running]
    assert lines
    ends = [line.duty.limit for line in lines if line.duty.limit]
    assert ends == sorted(ends)
    for line in lines:
        assert line.deed.kind in {*line.duty.deeds, "meeting.convened", "remedy.planned"}


def test_a_closed_case_says_that_it_must_be_reopened(site: Site, case: Case) -> None:
    confirm(actor=site.hana.actor, now=site.at.now, case=case)
    close_case(actor=site.hana.actor, now=site.at.now, case=case, outcome="deferred", words="Later.")
    with pytest.raises(CaseClosed):
        escalate(actor=site.hana.actor, now=site.at.now, case=case)
    told = {
        str(line.deed.why_not or "") for line in case_duties(site.hana.viewer, site.at.now, case.number) if line.running
    }
    assert told <= {"The case is closed. Reopen it first.", ""}


def test_the_timeline_names_people_and_opens_words(site: Site, case: Case) -> None:
    inform_manager(actor=site.hana.actor, now=site.at.now, case=case, words="It is high.")
    newest = timeline(site.hana.viewer, site.at.now, case.number)[0]
    assert (newest.kind, newest.who, newest.said) == ("manager.informed", "Hana", {"words": "It is high."})
