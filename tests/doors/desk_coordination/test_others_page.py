"""Divisions, coordinators, suppliers and CVE records on the coordination tab, and who may see any of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.people.actions import grant_role, register_person
from daybreak.records.models import DutyRow, Product
from daybreak.stages.cases.actions import close_case
from daybreak.stages.cases.vulnerabilities import Status, give_cve, state_affect
from tests.cast import OPERATOR, PASSWORD, Member, own_case
from tests.doors.desk_coordination.conftest import TAB, affected

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk


def test_each_section_stands_only_where_the_policy_has_something_for_it(
    camera: CaseDesk,
) -> None:
    page = camera.page(TAB)
    for absent in ('id="divisions"', 'id="suppliers"', 'id="conflicts"'):
        assert absent not in page
    assert 'id="letters"' in page
    assert 'id="cves"' in page
    assert "requests the number from a CNA by hand" in page


def test_divisions_are_asked_at_once_and_the_table_says_who_has_not_answered(group: CaseDesk) -> None:
    """B3."""
    affected(group)
    group.refused(TAB, "ask", code=422, question="Is it yours?")
    group.refused(TAB, "ask", code=422, divisions=["network"], question="")
    group.do(TAB, "ask", divisions=["network", "compute"], question="Is <it> yours?")
    page = group.page(TAB)
    assert "2 divisions have not answered." in page
    assert "Is &lt;it&gt; yours?" in page
    assert "Not asked: Aoba POS Ltd." in page
    assert "due in" in page.partition('id="divisions"')[2].partition('id="coordinators"')[0]
    assert "Products by owning division" in page
    group.do(TAB, "pass_on", "network", to="compute", words="Theirs.")
    assert "Passed on to Computing" in group.page(TAB)
    group.do(TAB, "division", "compute", words="Two models are.")
    page = group.page(TAB)
    assert "Every division that was asked has answered." in page
    assert "not asked, or it has answered" in group.refused(TAB, "division", "compute", code=409, words="Again.")


def desk_of(group: CaseDesk, division: str, role: str = "division_desk") -> Member:
    """Somebody who holds a role for one division alone."""
    now, email = group.site.at.now, f"{division}@house.example"
    person = register_person(actor=OPERATOR, now=now, email=email, name=division.title(), password=PASSWORD)
    grant_role(actor=OPERATOR, now=now, person=person, role=role, division=division)
    return Member(person, group.site.at)


def test_a_division_reads_its_own_question_and_answer_and_no_other_ones(group: CaseDesk) -> None:
    """B3: whoever asks them all reads all; that others were asked, and whether they answered, the table says."""
    network, compute, pos = (desk_of(group, one) for one in ("network", "compute", "aoba_pos"))
    group.do(TAB, "ask", divisions=["network"], question="Canary-router question?")
    group.do(TAB, "ask", divisions=["compute"], question="Canary-server question?")
    group.do(TAB, "division", "compute", by=compute, words="Canary-server answer.")
    server = Product.objects.get(key="ab-server-os")
    stated = Status("not_affected", "component_not_present", "Canary-server note.")
    for flaw in group.case.vulnerabilities.all():
        state_affect(
            actor=compute.actor, now=group.site.at.now, vulnerability=flaw, product=server, release=None, stated=stated
        )
    parts = (TAB, "journal/", "products/", "duties/", "")
    theirs = "".join(unescape(group.page(part, network)) for part in parts)
    assert "Canary-router question?" in theirs
    assert "Canary-server" not in theirs
    assert "The component is not in it" not in theirs
    assert "1 division has not answered." in theirs
    assert "read by this division and by those who ask" in theirs
    for reader in (compute, group.site.hana):
        read = "".join(unescape(group.page(part, reader)) for part in parts)
        for word in ("question?", "answer.", "note."):
            assert f"Canary-server {word}" in read
        assert "The component is not in it" in read
    group.do(TAB, "pass_on", "network", by=network, to="aoba_pos", words="Canary-till reason.")
    assert "Canary-till reason." in group.page(TAB, pos), "it was passed on to them"
    assert "Canary-till reason." in group.page("journal/", pos)
    assert "Canary-till" not in group.page(TAB, compute) + group.page("journal/", compute)


def test_who_does_not_speak_for_a_division_is_told_so(group: CaseDesk) -> None:
    group.do("members/", "let_in", person=str(group.site.quinn.person.id), role="", until="")
    group.do(TAB, "ask", divisions=["network"], question="Is it yours?")
    assert "Only its desk, or those who ask the divisions, answer for it." in group.page(TAB, group.site.quinn)
    page = group.refused(TAB, "division", "network", code=409, by=group.site.quinn, words="It is kept <here>.")
    assert "For Network Products only its desk" in page
    assert "It is kept &lt;here&gt;." in page


def test_the_coordinators_number_and_the_one_instant(group: CaseDesk) -> None:
    """B4c/B9."""
    who = {"party": "jp_coordinator"}
    group.do(TAB, "coordinator", **who, event="notified_us", words="By encrypted mail.", at="2026-11-23T09:00")
    assert "Write the number they gave" in group.refused(TAB, "coordinator", code=409, **who, event="number_given")
    group.do(TAB, "coordinator", **who, event="number_given", words="JVN#12345678")
    assert "JVN#12345678" in group.page(TAB)
    group.refused(TAB, "date", code=422, **who, public_at="2026-11-01T14:00")
    group.refused(TAB, "moved", code=409, **who, public_at="2026-12-10T14:00")
    group.do(TAB, "date", **who, public_at="2026-12-08T14:00")
    page = unescape(group.page(TAB))
    assert "8 Dec 2026 14:00" in page
    assert "Not confirmed yet" in page
    group.refused(TAB, "date_confirmed", "jp_coordinator", code=422)
    group.do(TAB, "date_confirmed", "jp_coordinator", sure="on")
    assert "Not confirmed yet" not in group.page(TAB)
    group.do(TAB, "moved", **who, public_at="2026-12-10T14:00")
    assert "Moved by them" in group.page(TAB)
    group.do(TAB, "coordinator", **who, event="draft_checked", words="The same.")
    group.do(TAB, "coordinator", **who, event="entry_seen", words="https://portal.example/1")
    answer = group.as_(group.site.hana).post(
        group.road(TAB), {"do": "date_confirmed", "on": "us_coordinator", "sure": "on"}
    )
    assert answer.status_code == 404


def test_a_supplier_is_told_and_answers(vendor: CaseDesk) -> None:
    """C7."""
    key = str(vendor.case.vulnerabilities.get(component="external").id)
    own = str(vendor.case.vulnerabilities.get(component="own").id)
    state_affect(
        actor=vendor.site.hana.actor,
        now=vendor.site.at.now,
        vulnerability=vendor.case.vulnerabilities.get(id=key),
        product=Product.objects.order_by("key").first(),
        release=None,
        stated=Status("affected"),
    )
    assert "Overflow in libshape" in vendor.page(TAB)
    assert "Not told yet" in vendor.page(TAB)
    assert "was not told yet" in vendor.refused(TAB, "supplier_answered", key, code=409, words="They look.")
    vendor.do(TAB, "supplier_notified", key, words="Shape Ltd., by telephone.")
    vendor.later(days=2)
    vendor.do(TAB, "supplier_again", key, words="Shape Ltd., by telephone, again.")
    again = DutyRow.objects.get(case=vendor.case, rule="ask_supplier_again")
    assert again.start is not None
    assert vendor.site.at.now - again.start < timedelta(minutes=5)
    assert again.kept is None
    vendor.do(TAB, "supplier_fixed", key, words="Version 4.")
    page = vendor.page(TAB)
    assert "Shape Ltd., by telephone." in page
    assert "Published a fix" in page
    assert "assigns no CVE ID of ours to it" in vendor.page(TAB)
    assert "for our own products alone" in vendor.refused(TAB, "cve_requested", key, code=409)
    assert "does not promise" in vendor.refused(TAB, "supplier_notified", own, code=409, words="x")
    assert vendor.kinds()[-4:].count("upstream.fixed") == 1


def test_the_steps_of_a_cve_record(group: CaseDesk) -> None:
    key, road = group.vulnerability, "our own CNA assigns the numbers"
    assert road in group.page(TAB)
    group.do(TAB, "cve_requested", key)
    assert "Record the CVE ID first." in group.refused(TAB, "cve_published", key, code=409, sure="on")
    give_cve(
        actor=group.site.hana.actor,
        now=group.site.at.now,
        vulnerability=group.case.vulnerabilities.get(),
        cve="CVE-2026-40001",
    )
    assert road not in group.page(TAB)
    group.do(TAB, "cve_told", key)
    assert "was public before it" in group.refused(TAB, "cve_published", key, code=422)
    group.do(TAB, "cve_published", key, sure="on")
    page = group.page(TAB)
    assert "Record published" in page
    assert "Finder told" in page
    group.refused(TAB, "cve_rejected", key, code=422)
    group.do(TAB, "cve_rejected", key, sure="on")
    assert "cve.rejected" in group.kinds()
    assert 'value="cve_told"' not in group.page(TAB)
    flaw = group.case.vulnerabilities.get()
    give_cve(actor=group.site.hana.actor, now=group.site.at.now, vulnerability=flaw, cve="CVE-2026-40002")
    page = group.page(TAB)
    assert "Record published" not in page, "of the ID that was rejected"
    assert "Finder told" not in page
    assert 'value="cve_told"' in page


def test_a_dispute_that_stands_is_not_noted_twice(group: CaseDesk) -> None:
    """CVE Program Dispute Policy: a disputed record is updated or rejected next."""
    key, flaw = group.vulnerability, group.case.vulnerabilities.get()
    give_cve(actor=group.site.hana.actor, now=group.site.at.now, vulnerability=flaw, cve="CVE-2026-40001")
    group.do(TAB, "cve_published", key, sure="on")
    assert "It is disputed" in group.page(TAB)
    for _again in range(2):
        group.do(TAB, "cve_disputed", key, sure="on")
        page = group.page(TAB)
        assert "It is disputed" not in page
        assert "The record was updated" in page
        assert "It was rejected" in page
        group.do(TAB, "cve_updated", key)
        assert "It is disputed" in group.page(TAB)


def test_where_we_found_it_nobody_is_told_its_number(group: CaseDesk) -> None:
    flaw = group.case.vulnerabilities.get()
    give_cve(actor=group.site.hana.actor, now=group.site.at.now, vulnerability=flaw, cve="CVE-2026-40001")
    assert "The finder was told" in group.page(TAB)
    group.case.vulnerabilities.update(found_by="ourselves")
    page = group.page(TAB)
    assert "The finder was told" not in page
    assert "The record is published" in page


def test_the_record_of_an_id_that_others_assign_is_theirs(vendor: CaseDesk) -> None:
    """B4a: “CVE IDs are assigned only to vulnerabilities specific to own products.”"""
    flaw = vendor.case.vulnerabilities.get(component="external")
    give_cve(actor=vendor.site.hana.actor, now=vendor.site.at.now, vulnerability=flaw, cve="CVE-2026-40002")
    page = vendor.page(TAB)
    assert "CVE-2026-40002" in page
    assert f'name="on" value="{flaw.id}"' in page
    for deed in ("cve_published", "cve_rejected"):
        assert f'value="{deed}"' not in page
        refused = vendor.refused(TAB, deed, str(flaw.id), code=409, sure="on")
        assert "Whoever assigned this CVE ID publishes" in refused
    vendor.do(TAB, "cve_told", str(flaw.id))
    assert "cve.told_to_finder" in vendor.kinds()


def test_a_closed_case_offers_only_what_may_still_come_back(group: CaseDesk) -> None:
    close_case(
        actor=group.site.hana.actor,
        now=group.site.at.now,
        case=group.case,
        outcome="not_a_vulnerability",
        words="None.",
    )
    page = group.page(TAB)
    assert "do=ask" not in page
    assert "closed" in group.refused(TAB, "ask", code=409, divisions=["network"], question="Is it yours?")


@pytest.mark.parametrize("policy", ["camera", "group", "vendor"])
def test_mallory_gets_the_same_bytes_for_what_is_and_what_is_not(policy: str, request: pytest.FixtureRequest) -> None:
    """Promises, control 5."""
    desk: CaseDesk = request.getfixturevalue(policy)
    mallory, nowhere = desk.as_(desk.site.mallory), "/desk/cases/HC-2026-00000/"
    paths = [TAB, f"{TAB}?do=letter&on=first_report", f"{TAB}letters/{uuid.uuid4()}.txt"]
    for part in paths:
        real, made_up = mallory.get(desk.road(part)), mallory.get(f"{nowhere}{part}")
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert real.content == made_up.content
    for part, sent in ((TAB, {"do": "ask"}), (f"{TAB}preview/", {"do": "letter", "on": "first_report"})):
        real, made_up = mallory.post(desk.road(part), sent), mallory.post(f"{nowhere}{part}", sent)
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert real.content == made_up.content


def test_a_letter_or_vulnerability_of_another_case_is_not_reached_through_ones_own(camera: CaseDesk) -> None:
    words = {"say_description": "canary-31", "say_severity_or_unknown": "not judged yet"}
    camera.do(TAB, "letter", "first_report", **words)
    notice = camera.case.notices.get(duty="first_report")
    mallory = camera.site.mallory
    other = own_case(mallory, camera.site.at.now, "Mallory's own")
    client, road = camera.as_(mallory), f"/desk/cases/{other.number}/{TAB}"
    assert client.get(f"{road}letters/{notice.id}.txt").status_code == 404
    for deed in ("let_go", "take_back", "carried", "confirmed", "came_back"):
        assert client.post(road, {"do": deed, "on": str(notice.id), "sure": "on"}).status_code == 404
    for deed in ("cve_requested", "supplier_notified"):
        assert client.post(road, {"do": deed, "on": camera.vulnerability, "words": "x"}).status_code == 404
    notice.refresh_from_db()
    assert notice.awaits_second


def test_a_duty_says_whose_word_a_waiver_needs(group: CaseDesk) -> None:
    """B4b: past end of life the investigation may be left out, by whom the policy names."""
    group.do(TAB, "ask", divisions=["network"], question="Is it yours?")
    page = " ".join(group.page("duties/").split())
    assert "Waiving needs the word of: PSIRT, Head of division" in page
    assert "Its condition is not met" not in page
    state_affect(
        actor=group.site.hana.actor,
        now=group.site.at.now,
        vulnerability=group.case.vulnerabilities.get(),
        product=Product.objects.get(key="ab-switch-24"),
        release=None,
        stated=Status("affected"),
    )
    assert "Its condition is not met, so it may be waived." in " ".join(group.page("duties/").split())
