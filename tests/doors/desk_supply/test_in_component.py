"""“External: communicate and work with the vendor concerned … the party to tell is that supplier” (C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.records.models import Component, DutyRow, Supplier
from daybreak.stages.cases.actions import confirm, escalate
from daybreak.stages.cases.vulnerabilities import assess
from tests.derived import rebuild

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"


def component(supply: SupplyDesk, kind: str) -> Component:
    if not Supplier.objects.exists():
        said = {"name": "Meshworks", "contact": "psirt@meshworks.example", "language": "en"}
        supply.do("components/suppliers/", "register", **said)
    told = {"name": f"lib-{kind}", "version": "1.2.3", "kind": kind, "supplier": str(Supplier.objects.get().id)}
    supply.do("components/", "register", **told)
    return Component.objects.get(name=f"lib-{kind}")


def worked(supply: SupplyDesk) -> None:
    desk, actor, now = supply.desk, supply.site.hana.actor, supply.site.at.now
    confirm(actor=actor, now=now, case=desk.case)
    escalate(actor=actor, now=now, case=desk.case)
    assess(actor=actor, now=now, vulnerability=desk.case.vulnerabilities.get(), vector=VECTOR)
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["kg-core:9.0.0"], status="affected")


def named(supply: SupplyDesk, row: Component) -> None:
    supply.desk.do("vulnerabilities/", "component", supply.desk.vulnerability, component=str(row.id))


def running(supply: SupplyDesk) -> set[str]:
    return set(
        DutyRow.objects.filter(case=supply.desk.case, start__isnull=False, kept=None).values_list("rule", flat=True)
    )


class TestPromises:
    """What is promised follows the kind of the component that is named."""

    def test_external_tells_the_supplier_instead_of_resolving(self, supply: SupplyDesk) -> None:
        worked(supply)
        assert "resolve" in running(supply)
        assert "tell_supplier" not in running(supply)
        row = component(supply, "external")
        named(supply, row)
        assert "resolve" not in running(supply)
        duty = DutyRow.objects.get(rule="tell_supplier")
        assert (duty.scope, duty.subject) == ("component", str(row.id))
        assert "lib-external 1.2.3" in supply.get("")
        page = supply.desk.page("outside/")
        assert "Meshworks" in page
        assert "psirt@meshworks.example" in page
        before = set(DutyRow.objects.values_list("rule", "scope", "subject", "start", "limit", "kept"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.values_list("rule", "scope", "subject", "start", "limit", "kept")) == before

    def test_telling_the_supplier_keeps_it_and_the_asking_begins(self, supply: SupplyDesk) -> None:
        worked(supply)
        named(supply, component(supply, "external"))
        supply.desk.do("outside/", "supplier_notified", supply.desk.vulnerability, words="By mail, to their contact")
        assert DutyRow.objects.get(rule="tell_supplier").kept is not None
        assert "ask_supplier_again" in running(supply)

    def test_internal_is_resolved_by_us(self, supply: SupplyDesk) -> None:
        worked(supply)
        named(supply, component(supply, "internal"))
        assert "resolve" in running(supply)
        assert "tell_supplier" not in running(supply)

    def test_one_named_anew_is_told_and_the_other_no_more(self, supply: SupplyDesk) -> None:
        worked(supply)
        named(supply, component(supply, "external"))
        named(supply, component(supply, "internal"))
        assert "tell_supplier" not in running(supply)

    def test_strangers_see_neither_case_nor_component_of_it(self, supply: SupplyDesk) -> None:
        worked(supply)
        row = component(supply, "external")
        named(supply, row)
        mallory = supply.desk.as_(supply.site.mallory)
        assert mallory.get(supply.desk.road("vulnerabilities/")).status_code == 404
        assert supply.desk.case.number not in mallory.get(f"/desk/components/{row.id}/").text
