"""The SDK vendor's table on the pages: what leads to a fix, and what is shown where no plan is demanded (C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.records.models import Affect, DutyRow, Product, Release
from daybreak.stages.cases.evidence import duty_evidence
from daybreak.stages.remediation.actions import (
    Plan,
    advance_remedy,
    plan_remedy,
    review_remedy,
    ship_remedy,
    verify_remedy,
)
from tests.derived import rebuild
from tests.doors.desk_supply.test_in_component import worked

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

WORST = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
LESS = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
NO_HARM = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"


def duty(page: str, title: str) -> str:
    """Give the part of the duties tab that tells of one duty."""
    return page.split('<ol class="duties">', 1)[1].split(f"<h3>{title}", 1)[1].split("</li>", 1)[0]


class TestResolving:
    """“High 1–2 months · Critical 1–4 weeks. A target range: earliest aim and latest limit.”"""

    def test_the_line_leads_to_the_plan_then_to_the_remedy_that_will_ship(self, supply: SupplyDesk) -> None:
        worked(supply)
        page = supply.desk.page("duties/")
        assert "another page" not in page
        assert "/remedies/?do=plan" in duty(page, "Resolve it in a release")
        supply.desk.do("remedies/", "plan", affects=[_affect(supply)], kind="fix", words="Check lengths")
        told = duty(supply.desk.page("duties/"), "Resolve it in a release")
        assert "another page" not in told
        assert "why-not" in told, "what a fix that only is planned lacks, in a sentence"

    def test_each_supported_line_has_its_own_and_a_fix_in_one_leaves_the_other(self, supply: SupplyDesk) -> None:
        """Back-ports: 8.x and 9.x are both supported, the retired 7 is not."""
        worked(supply)
        desk, hana = supply.desk, supply.site.hana
        rows = ["kg-core:8.4.2", "kg-core-7"]
        desk.do("products/", "state", vulnerability=desk.vulnerability, rows=rows, status="affected")
        assert _lines() == {"kg-core:8.x": False, "kg-core:9.x": False}
        page = desk.page("duties/")
        assert "Kestrel Core for C++ 8.x" in page
        assert "Kestrel Core for C++ 9.x" in supply.get("?who=all")
        affects = Affect.objects.filter(product__key="kg-core")
        actor, now = hana.actor, supply.site.at.now
        plan = Plan("fix", "Check lengths", list(affects))
        remedy = plan_remedy(actor=actor, now=now, case=desk.case, plan=plan)
        advance_remedy(actor=actor, now=now, remedy=remedy, kind="remedy.started")
        review_remedy(actor=actor, now=now, remedy=remedy, words="Read")
        advance_remedy(actor=actor, now=now, remedy=remedy, kind="remedy.merged")
        verify_remedy(actor=supply.site.quinn.actor, now=now, remedy=remedy, words="Tried")
        told = {"key": "9.0.1", "version": "9.0.1", "registered_at": now, "published_at": now}
        ship_remedy(actor=actor, now=now, remedy=remedy, release=Release.objects.create(product=_core(), **told))
        assert _lines() == {"kg-core:8.x": False, "kg-core:9.x": True}
        before = set(DutyRow.objects.values_list("rule", "subject", "start", "limit", "kept"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.values_list("rule", "subject", "start", "limit", "kept")) == before

    def test_the_author_is_told_to_ask_a_colleague_before_they_try(self, supply: SupplyDesk) -> None:
        """“Verify each fix”: never by who made it, and the line says so beside it."""
        worked(supply)
        desk, hana = supply.desk, supply.site.hana
        plan = Plan("fix", "Check lengths", list(Affect.objects.all()), author=hana.person)
        remedy = plan_remedy(actor=hana.actor, now=supply.site.at.now, case=desk.case, plan=plan)
        advance_remedy(actor=hana.actor, now=supply.site.at.now, remedy=remedy, kind="remedy.started")
        assert "ask a colleague" in duty(desk.page("duties/"), "Peer review")

    def test_closing_says_of_each_duty_that_runs_what_becomes_of_it(self, supply: SupplyDesk) -> None:
        worked(supply)
        running = DutyRow.objects.filter(case=supply.desk.case, start__isnull=False, kept=None).count()
        assert running > 1
        table = supply.desk.page(do="close").partition("What becomes of its duties")[2].partition("</table>")[0]
        assert table.count('<th scope="row">') == running + table.count("Begins with the closing") // 2

    def test_a_sentence_is_said_once(self, supply: SupplyDesk) -> None:
        supply.desk.do("", "confirm", sure="on")
        supply.desk.do("", "escalate", sure="on")
        told = duty(supply.desk.page("duties/"), "Resolve it in a release")
        assert told.count("Its limit is known once severity is judged.") == 1

    def test_none_is_no_plan_and_says_so(self, supply: SupplyDesk) -> None:
        """“None no plan”."""
        worked(supply)
        desk = supply.desk
        desk.do(
            "vulnerabilities/", "assess", desk.vulnerability, vector=NO_HARM, source="ourselves", reason="No way in"
        )
        page = desk.page("duties/")
        assert ">No plan demanded <" in page
        told = duty(page, "Resolve it in a release")
        assert "asks for no plan here" in told
        assert "without a limit" not in told
        assert desk.as_(supply.site.mallory).get(desk.road("duties/")).status_code == 404

    def test_a_raised_severity_starts_the_clock_again_and_the_evidence_says_by_what(self, supply: SupplyDesk) -> None:
        """“The policy says whether a raised severity starts its clocks afresh.”"""
        worked(supply)
        desk = supply.desk
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=LESS, source="ourselves", reason="Reads only")
        desk.later(days=3)
        desk.do(
            "vulnerabilities/", "assess", desk.vulnerability, vector=WORST, source="ourselves", reason="Also writes"
        )
        row = DutyRow.objects.get(rule="resolve", case=desk.case)
        found = duty_evidence(supply.site.hana.viewer, supply.site.at.now, desk.case.number, row.rule, row.subject)
        assert found.duty.restarted_from is not None
        assert {one.kind for one in found.started_by} == {"case.escalated", "severity.assessed", "severity.changed"}
        assert "High → Critical" in desk.page("journal/")


class TestWhichScoreCounts:
    """`severity.of`: of our own code the base score, of a component's flaw the one with our environment (sketch C)."""

    CALM = f"{WORST}/MAV:P/MC:L/MI:N/MA:N"

    def test_by_whose_code_it_lies_in(self, supply: SupplyDesk) -> None:
        desk = supply.desk
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=self.CALM, source="ourselves", reason="")
        (own,) = desk.case.vulnerabilities.get().assessments.all()
        assert (str(own.score), own.band, own.vector) == ("10.0", "critical", self.CALM)
        desk.do("vulnerabilities/", "whose", desk.vulnerability, component="external")
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=self.CALM, source="ourselves", reason="")
        there = desk.case.vulnerabilities.get().assessments.get(counts=True)
        assert there.band in {"none", "low"}
        assert there.score < own.score
        page = desk.page("vulnerabilities/")
        assert "10.0" in page
        assert str(there.score) in page


def _core() -> Product:
    return Product.objects.get(key="kg-core")


def _lines() -> dict[str, bool]:
    """Tell which release lines owe a fix, and whether it is out."""
    rows = DutyRow.objects.filter(rule="resolve").values_list("subject", "kept")
    return {subject.partition("/")[2]: kept is not None for subject, kept in rows}


def _affect(supply: SupplyDesk) -> str:
    return str(supply.desk.case.vulnerabilities.get().affects.get().id)
