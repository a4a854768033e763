"""In whose code a flaw lies can be said on every policy's page, and the duties follow it (A9c, B4a, B10)."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.records.models import DutyRow, JournalEntry, Vulnerability
from daybreak.stages.cases.actions import join
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
