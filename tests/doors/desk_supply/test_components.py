"""Components and releases at the SDK vendor's desk: evaluated, approved, listed, gates signed, out, published."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daybreak.journal.verify import verify
from daybreak.products.component_list import component_lines
from daybreak.records.models import Component, DutyRow, JournalEntry, Release, Supplier
from tests.doors.desk_case.conftest import make_desk

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

ZLIB = {"name": "zlib", "version": "1.3.1", "kind": "internal", "licence": "Zlib"}
NEW = {"version": "3.3.0", "released_on": ""}
ROAD = "products/kg-web/releases/3.3.0/"


def registered(supply: SupplyDesk, **values: str) -> Component:
    supply.do("components/", "register", **{**ZLIB, **values})
    return Component.objects.order_by("-registered_at", "-id").get(name=values.get("name", "zlib"))


def approved(supply: SupplyDesk, **values: str) -> Component:
    row = registered(supply, **values)
    supply.do(f"components/{row.id}/", "evaluated", words="MIT, alive, nothing known")
    supply.do(f"components/{row.id}/", "approved", words="Fine")
    return row


def release(supply: SupplyDesk) -> Release:
    sent = supply.desk.as_(supply.site.hana).post("/desk/products/kg-web/", NEW)
    assert sent.status_code == 303, sent.content.decode()
    return Release.objects.get(product__key="kg-web", key="3.3.0")


def audit(**counts: int) -> SimpleUploadedFile:
    levels = dict.fromkeys(("info", "low", "moderate", "high", "critical"), 0) | counts
    body = json.dumps({"auditReportVersion": 2, "metadata": {"vulnerabilities": levels}}).encode()
    return SimpleUploadedFile("audit.json", body)


def all_signed(supply: SupplyDesk) -> None:
    supply.do(ROAD, "work-audit", words="npm audit on the lock file", file=audit(low=1))
    supply.do(ROAD, "work-component_review", words="Looked at every one")
    for gate in ("audit", "component_review", "changes_reviewed", "component_list"):
        supply.do(ROAD, f"sign-{gate}", words="I looked")


def test_a_gate_says_what_its_evidence_is(supply: SupplyDesk) -> None:
    """C3c: `evidence: branch_protection`, before somebody signs."""
    release(supply)
    assert supply.get(ROAD).count("Evidence: branch protection") == 1


class TestComponents:
    """C4a, C7."""

    @pytest.mark.parametrize("road", ["components/", "components/suppliers/"])
    def test_the_first_one_is_asked_for_at_once(self, supply: SupplyDesk, road: str) -> None:
        """“What do I do first?”: nothing is folded away, and nothing is there to filter."""
        page = supply.get(road)
        assert '<details class="more" id="do-register" open>' in page
        assert 'class="filters"' not in page
        registered(supply)
        supply.do("components/suppliers/", "register", name="Zed", contact="", language="en")
        assert '<details class="more" id="do-register">' in supply.get(road)

    def test_evaluated_approved_listed_and_exported(self, supply: SupplyDesk) -> None:
        row = approved(supply)
        page = supply.get(f"components/{row.id}/")
        assert "MIT, alive" in page
        assert "Approved" in page
        assert [one.state for one in component_lines(supply.site.hana.viewer, supply.site.at.now)] == ["approved"]
        table = supply.get("components/components.csv")
        assert '"zlib","1.3.1"' in table
        assert f"/desk/components/{row.id}/" not in supply.get("components/?state=refused")
        kinds = list(JournalEntry.objects.filter(kind__startswith="component.").values_list("kind", flat=True))
        assert kinds == ["component.registered", "component.evaluated", "component.approved"]

    def test_words_stay_sealed_and_refusals_keep_what_was_entered(self, supply: SupplyDesk) -> None:
        row = registered(supply)
        supply.do(f"components/{row.id}/", "evaluated", words="canary-7d2 a secret worry")
        for entry in JournalEntry.objects.filter(kind="component.evaluated"):
            assert "canary" not in entry.body
        assert b"canary" not in bytes(row.evaluations.get().words_sealed)
        page = supply.refused("components/", "register", **{**ZLIB, "kind": "external", "version": "9"})
        assert "Say who supplies it" in page
        assert 'value="9"' in page
        page = supply.refused("components/", "register", **ZLIB)
        assert "registered already" in page

    def test_who_may_not_judge_is_offered_nothing_and_refused(self, supply: SupplyDesk) -> None:
        row = registered(supply)
        supply.refused(f"components/{row.id}/", "evaluated", supply.site.quinn, code=409, words="mine")
        page = supply.get(f"components/{row.id}/", supply.site.quinn)
        assert "Next it is evaluated. The policy gives this to Tech lead." in " ".join(page.split())
        assert "Next it is" not in supply.get(f"components/{row.id}/")
        supply.refused(f"components/{row.id}/", "approved", code=409, words="too early")
        assert not row.evaluations.exists()

    def test_what_sits_inside_a_supplied_one_has_its_supplier(self, supply: SupplyDesk) -> None:
        supply.do(
            "components/suppliers/", "register", name="Meshworks", contact="psirt@meshworks.example", language="en"
        )
        supplier = Supplier.objects.get()
        assert b"psirt" not in bytes(supplier.contact_sealed)
        outer = registered(supply, name="meshkit", kind="external", supplier=str(supplier.id))
        inner = registered(supply, name="zlib", kind="external", inside=str(outer.id))
        assert inner.supplier == supplier
        assert "psirt@meshworks.example" in supply.get("components/suppliers/")
        assert "already" in supply.refused(
            "components/suppliers/", "register", name="meshworks", contact="", language="en"
        )
        bad = supply.refused("components/suppliers/", "register", name="Other", contact="not an address", language="en")
        assert "not an address" in bad

    def test_a_policy_without_components_says_so(self, db: None, settings: object, tmp_path: object) -> None:
        desk = make_desk("hoshimi-camera", settings, tmp_path)
        page = desk.as_(desk.site.hana).get("/desk/components/").content.decode()
        assert "names no kinds of components" in page


class TestRelease:
    """C2, C3a, C3b, C3c, C4b."""

    def test_goes_out_through_its_gates_and_its_list_is_published(self, supply: SupplyDesk) -> None:
        row, component = release(supply), approved(supply)
        assert DutyRow.objects.filter(scope="release", subject=str(row.id), kept=None).count() == 4
        supply.do(ROAD, "contain", component=str(component.id))
        assert "still open" in supply.get(ROAD)
        supply.refused(ROAD, "publish", code=409, sure="on")
        assert Client().get("/en/components/").status_code == 404
        all_signed(supply)
        supply.do(ROAD, "publish", sure="on")
        row.refresh_from_db()
        assert row.published_at is not None
        assert not DutyRow.objects.filter(scope="release", subject=str(row.id), kept=None).exists()
        assert "kg-web/3.3.0" in Client().get("/en/components/").content.decode()
        page = Client().get("/en/components/kg-web/3.3.0/").content.decode()
        assert "zlib" in page
        assert "1.3.1" in page
        assert '"kg-web:3.3.0","zlib","1.3.1","Zlib"' in Client().get("/en/components/kg-web/3.3.0/components.csv").text
        supply.refused(ROAD, "publish", code=409, sure="on")
        assert [fault for fault in verify() if "journal.head" not in fault] == []

    def test_nobody_outside_learns_of_a_release_that_is_not_out(self, supply: SupplyDesk) -> None:
        release(supply)
        supply.do(ROAD, "contain", component=str(approved(supply, name="canary-lib").id))
        for road in ("/en/components/", "/en/components/kg-web/3.3.0/", "/en/components/kg-web/3.3.0/components.csv"):
            answer = Client().get(road)
            assert answer.status_code == 404
            assert "canary-lib" not in answer.text
        assert Client().get(f"/desk/{ROAD}").status_code == 302

    def test_the_result_is_kept_as_it_was(self, supply: SupplyDesk) -> None:
        row = release(supply)
        given = audit(moderate=2)
        body = given.read()
        given.seek(0)
        supply.do(ROAD, "work-audit", words="first run", file=given)
        record = row.gate_records.get()
        assert record.worst == "medium"
        client = supply.desk.as_(supply.site.hana)
        answer = client.get(f"/desk/{ROAD}results/{record.id}/")
        assert b"".join(answer.streaming_content) == body
        assert client.get(f"/desk/{ROAD}results/{row.id}/").status_code == 404
        assert "allows" in supply.get(ROAD)
        supply.refused(ROAD, "sign-audit", code=409, words="it is fine")
        supply.do(ROAD, "work-audit", words="after the update", file=audit())
        supply.do(ROAD, "sign-audit", words="nothing left")

    def test_no_audit_without_its_result(self, supply: SupplyDesk) -> None:
        release(supply)
        supply.refused(ROAD, "work-audit", words="believe me")
        page = supply.refused(ROAD, "work-audit", words="kept words", file=SimpleUploadedFile("a.json", b"{}"))
        assert "npm audit" in page
        assert "kept words" in page

    def test_what_is_not_approved_stays_out(self, supply: SupplyDesk) -> None:
        release(supply)
        row = registered(supply)
        assert "not approved" in supply.refused(ROAD, "contain", component=str(row.id))

    def test_the_list_is_taken_over_and_kept_current(self, supply: SupplyDesk) -> None:
        release(supply)
        first, second = approved(supply), approved(supply, name="libpng")
        for one in (first, second):
            supply.do("products/kg-web/releases/3.2.0/", "contain", component=str(one.id))
        assert "libpng" in Client().get("/en/components/kg-web/3.2.0/").text
        supply.do(ROAD, "take_over")
        supply.do(ROAD, f"remove-{second.id}")
        page = supply.get(ROAD)
        assert "zlib" in page
        assert f"remove-{second.id}" not in page

    def test_what_is_signed_is_what_goes_out(self, supply: SupplyDesk) -> None:
        """C2, C3b: a signature is about the list that was signed, as an approval is about its content."""
        row, first, second = release(supply), approved(supply), approved(supply, name="libpng")
        supply.do(ROAD, "contain", component=str(first.id))
        all_signed(supply)
        again = "changed after this gate was kept or signed"
        assert again not in supply.get(ROAD)
        supply.do(ROAD, "contain", component=str(second.id))
        page = supply.get(ROAD)
        assert page.count(again) == 4
        assert page.count("Signed for the list before") == 4
        assert "still open" in page
        assert "Nothing is kept for this gate yet" in supply.refused(ROAD, "sign-audit", code=409, words="as before")
        owed = DutyRow.objects.filter(scope="release", subject=str(row.id), kept=None)
        assert owed.count() == 4
        supply.refused(ROAD, "publish", code=409, sure="on")
        all_signed(supply)
        supply.do(ROAD, f"remove-{second.id}")
        assert owed.count() == 4, "a list taken back is another one than the one signed last"
        all_signed(supply)
        assert not owed.exists()
        supply.do(ROAD, "publish", sure="on")
        for name, values in ((f"remove-{first.id}", {}), ("contain", {"component": str(second.id)})):
            assert "is a new release" in unescape(supply.refused(ROAD, name, code=422, **values))
        assert list(row.contents.values_list("component_id", flat=True)) == [first.id]
        assert [fault for fault in verify() if "journal.head" not in fault] == []

    def test_no_way_leads_around_the_gates(self, supply: SupplyDesk) -> None:
        sent = {"version": "3.4.0", "released_on": "2026-11-20"}
        answer = supply.desk.as_(supply.site.hana).post("/desk/products/kg-web/", sent)
        assert answer.status_code == 409
        assert "gates" in answer.text
        assert not Release.objects.filter(key="3.4.0").exists()

    @pytest.mark.parametrize("who", ["quinn", "mallory"])
    def test_who_owns_no_gate_signs_none(self, supply: SupplyDesk, who: str) -> None:
        release(supply)
        supply.refused(ROAD, "sign-component_list", getattr(supply.site, who), code=409, words="me")
        supply.refused(ROAD, "nonsense", getattr(supply.site, who), code=409)

    def test_the_scan_of_a_major_release_may_be_left_out_with_a_reason(self, supply: SupplyDesk) -> None:
        client = supply.desk.as_(supply.site.hana)
        assert client.post("/desk/products/kg-core/", {"version": "10.0.0", "released_on": ""}).status_code == 303
        road = "products/kg-core/releases/10.0.0/"
        supply.refused(road, "leave-scan", words=" ")
        supply.do(road, "leave-scan", words="Only documentation changed")
        assert "Left out with a reason" in supply.get(road)
        supply.refused(road, "leave-component_review", code=409, words="no time")
