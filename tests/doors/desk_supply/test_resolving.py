"""The SDK vendor's table on the pages: what leads to a fix, and what is shown where no plan is demanded (C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doors.desk_supply.test_in_component import worked

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

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

    def test_a_sentence_is_said_once(self, supply: SupplyDesk) -> None:
        supply.desk.do("", "confirm")
        supply.desk.do("", "escalate")
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


def _affect(supply: SupplyDesk) -> str:
    return str(supply.desk.case.vulnerabilities.get().affects.get().id)
