"""SSVC at the desk: four questions about a vulnerability, the table's outcome, the newest one counts."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.records.models import JournalEntry, Vulnerability
from daybreak.stages.cases.vulnerabilities import note_world_event
from tests.doors.desk_case.conftest import make_desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.desk_case.conftest import CaseDesk

TAB = "vulnerabilities/"
MILD = {
    "exploitation": "none",
    "utility": "laborious",
    "technical_impact": "partial",
    "public_safety_impact": "minimal",
}


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The device maker's desk."""
    return make_desk("hoshimi-camera", settings, tmp_path)


class TestDecisionTables:
    """“Decision tables: SSVC …” (reference, 10), by the supplier table (5.5)."""

    def test_the_newest_decision_counts(self, desk: CaseDesk) -> None:
        desk.do(TAB, "decide", desk.vulnerability, **MILD)
        assert "<b>Defer</b>" in desk.page(TAB)
        desk.do(TAB, "decide", desk.vulnerability, **{**MILD, "exploitation": "active", "technical_impact": "total"})
        page = unescape(desk.page(TAB))
        assert "<b>Act out of cycle</b>" in page
        assert "Usefulness to an attacker: Laborious" in page
        assert "<b>Defer</b>" not in page
        assert JournalEntry.objects.filter(case=desk.case, kind="ssvc.decided").count() == 2

    def test_what_the_world_knows_is_answered_beforehand(self, desk: CaseDesk) -> None:
        flaw, hana = Vulnerability.objects.get(id=desk.vulnerability), desk.site.hana
        note_world_event(
            actor=hana.actor, now=desk.site.at.now, vulnerability=flaw, event="attacked", at=desk.site.at.now
        )
        road = f"{desk.road(TAB)}?do=decide&on={desk.vulnerability}"
        page = desk.as_(hana).get(road).content.decode()
        assert 'value="active"' in page.partition("checked")[0].rpartition("<input")[2]

    def test_a_question_left_out_is_named(self, desk: CaseDesk) -> None:
        desk.refused(TAB, "decide", desk.vulnerability, code=422, **{**MILD, "utility": ""})
        desk.refused(TAB, "decide", desk.vulnerability, code=422, **{**MILD, "utility": "enormous"})
        assert not JournalEntry.objects.filter(kind="ssvc.decided").exists()

    def test_a_stranger_sees_and_decides_nothing(self, desk: CaseDesk) -> None:
        desk.do(TAB, "decide", desk.vulnerability, **MILD)
        stranger = desk.as_(desk.site.mallory)
        assert stranger.get(desk.road(TAB)).status_code == 404
        said = stranger.post(desk.road(TAB), {"do": "decide", "on": desk.vulnerability, **MILD})
        assert said.status_code == 404
        assert JournalEntry.objects.filter(kind="ssvc.decided").count() == 1
