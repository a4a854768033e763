"""In whose code a flaw lies can be said on every policy's page, and the duties follow it (A9c, B4a, B10)."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.policy.duties import duties
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import DutyRow, JournalEntry, Vulnerability
from daybreak.stages.cases.actions import join
from daybreak.stages.cases.next_deed import Ground, next_deed
from daybreak.stages.cases.vulnerabilities import note_world_event
from tests.doors.desk_case.conftest import make_desk
from tests.received import received

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.desk_case.conftest import CaseDesk

TAB = "vulnerabilities/"


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The group's desk: its policy names no kinds of components."""
    return make_desk("aoba-electric", settings, tmp_path)


@pytest.fixture
def camera(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The device maker's desk."""
    return make_desk("hoshimi-camera", settings, tmp_path)


def owed(desk: CaseDesk, rule: str) -> bool:
    """Tell whether a duty runs in the case."""
    return DutyRow.objects.filter(case=desk.case, rule=rule, start__isnull=False, kept=None).exists()


def test_common_software_that_we_found_a_flaw_in_is_reported_out(group: CaseDesk) -> None:
    """B10: “found in others' or common software during own development is reported out to the coordinator.”"""
    group.do(TAB, "add", title="A flaw in a parser that all use", component="common_software", found_by="ourselves")
    assert owed(group, "report_out")
    row = Vulnerability.objects.exclude(id=group.vulnerability).get()
    assert "Common software that others use too" in group.page(TAB)
    group.do(TAB, "whose", str(row.id), component="own")
    assert not owed(group, "report_out")
    group.do(TAB, "whose", str(row.id), component="common_software")
    assert owed(group, "report_out")


def test_open_source_of_others_owes_no_advisory(camera: CaseDesk) -> None:
    """A9c: “for open-source vulnerabilities no advisory is published.”"""
    flaw = Vulnerability.objects.get(id=camera.vulnerability)
    site = camera.site
    note_world_event(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, event="public", at=site.at.now)
    assert owed(camera, "publish")
    camera.do(TAB, "whose", camera.vulnerability, component="common_software")
    assert not owed(camera, "publish")
    camera.do(TAB, "whose", camera.vulnerability, component="own")
    assert owed(camera, "publish")


def test_no_advisory_is_offered_where_the_policy_publishes_none(camera: CaseDesk) -> None:
    """A9c: “release notes … name the public CVE; … no advisory is published”, said before anybody drafts one."""
    road = f"/desk/advisories/of/{camera.case.number}/"
    hana = camera.as_(camera.site.hana)
    assert 'id_vulnerabilities_0" checked' in hana.get(road).content.decode()
    camera.do(TAB, "whose", camera.vulnerability, component="common_software")
    page = unescape(hana.get(road).content.decode())
    assert "The policy publishes no advisory about others' code" in page
    assert 'id_vulnerabilities_0" checked' not in page
    assert "Write the public answer" not in page, "this policy has no public answers"


def test_the_deed_is_refused_with_the_same_sentence_and_offered_again_once_it_is_ours(camera: CaseDesk) -> None:
    """A9c: whose code it is may be known better later."""
    road, hana = f"/desk/advisories/of/{camera.case.number}/", camera.as_(camera.site.hana)
    camera.do(TAB, "whose", camera.vulnerability, component="common_software")
    page = unescape(hana.get(road).content.decode())
    assert "Draft it" not in page
    assert 'name="vulnerabilities"' not in page
    answer = hana.post(road, {"vulnerabilities": [camera.vulnerability]})
    assert answer.status_code == 422
    assert 'id="id_vulnerabilities_error"' in answer.content.decode()
    assert "The policy publishes no advisory about others' code" in unescape(answer.content.decode())
    assert not camera.case.advisories.exists()
    assert camera.as_(camera.site.mallory).get(road).status_code == 404
    camera.do(TAB, "add", title="One of ours beside it", component="own", found_by="ourselves")
    page = unescape(hana.get(road).content.decode())
    assert "One of ours beside it" in page.split('name="vulnerabilities"', 1)[1]
    assert f'value="{camera.vulnerability}"' not in page
    assert "The policy publishes no advisory about others' code" in page
    camera.do(TAB, "whose", camera.vulnerability, component="own")
    page = unescape(hana.get(road).content.decode())
    assert f'value="{camera.vulnerability}"' in page
    assert "publishes no advisory" not in page
    assert hana.post(road, {"vulnerabilities": [camera.vulnerability]}).status_code == 303


def test_where_answers_are_public_the_way_leads_there(db: None, settings: Any, tmp_path: Path) -> None:
    """C9: “a public answer without an advisory”."""
    desk = make_desk("kestrel-sdk", settings, tmp_path)
    desk.do(TAB, "whose", desk.vulnerability, component="external")
    page = desk.as_(desk.site.hana).get(f"/desk/advisories/of/{desk.case.number}/").content.decode()
    assert "Draft it" not in page
    assert "Write the public answer instead</a>" in page


def test_the_next_deed_of_a_duty_says_that_there_will_be_no_advisory(camera: CaseDesk) -> None:
    """What the gate would refuse at the end is not what somebody is led to in the beginning."""
    site, flaw = camera.site, Vulnerability.objects.get(id=camera.vulnerability)
    note_world_event(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, event="public", at=site.at.now)
    facts = facts_of_case(camera.case.id)
    (duty,) = (one for one in duties(site.policy, facts, site.at.now) if one.id == "publish")
    ground = Ground(camera.case, site.policy, facts, site.hana.viewer, site.at.now)
    assert next_deed(ground, duty).possible
    camera.do(TAB, "whose", camera.vulnerability, component="common_software")
    found = next_deed(ground, duty)
    assert not found.possible
    assert "publishes no advisory about others' code" in str(found.why_not)
    camera.do(TAB, "add", title="One of ours beside it", component="own", found_by="ourselves")
    assert not next_deed(ground, duty).possible, "this duty is about the other one"
    camera.do(TAB, "whose", camera.vulnerability, component="own")
    assert next_deed(ground, duty).possible


def test_only_what_the_policy_knows_is_taken_and_a_stranger_sees_nothing(camera: CaseDesk) -> None:
    camera.refused(TAB, "whose", camera.vulnerability, code=422, component="external")
    mallory = camera.as_(camera.site.mallory)
    sent = {"do": "whose", "on": camera.vulnerability, "component": "common_software"}
    assert mallory.post(camera.road(TAB), sent).status_code == 404
    assert Vulnerability.objects.get(id=camera.vulnerability).component == "own"
    assert not JournalEntry.objects.filter(kind="vulnerability.in_component").exists()


def test_which_report_tells_of_which_flaw_is_said_where_there_are_several(camera: CaseDesk) -> None:
    """“Never leak others”: a finder reads of what they told alone, by a person's word."""
    site, flaw = camera.site, camera.vulnerability
    assert "Say which reports tell of it" not in camera.page(TAB)
    other = received(site, title="Another way in").report
    join(actor=site.hana.actor, now=site.at.now, report=other, case=camera.case)
    assert "Say which reports tell of it" in camera.page(TAB)
    camera.do(TAB, "reports", flaw, reports=[other.number])
    assert f'<span class="mono">{other.number}</span>' in camera.page(TAB)
    camera.do(TAB, "reports", flaw)
    assert "not said yet: no finder reads of it" in camera.page(TAB)
    camera.refused(TAB, "reports", flaw, code=422, reports=["HC-R-2026-00000"])
    mallory = camera.as_(site.mallory)
    assert mallory.post(camera.road(TAB), {"do": "reports", "on": flaw, "reports": other.number}).status_code == 404
