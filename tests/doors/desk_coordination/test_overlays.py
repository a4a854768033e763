"""Every duty of the three overlays: what starts it and what keeps it, through the desk (CRA, CNA, partnership)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.policy.duties import duties
from daybreak.core.words import Text
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.records.models import Product
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, note_world_event, state_affect
from tests.doors.desk_coordination.conftest import TAB
from tests.shipped import read_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.core.policy.duty import Duty
    from tests.doors.desk_case.conftest import CaseDesk

    Step = Callable[[CaseDesk], None]

PARTY = "jp_coordinator"


def attacked(desk: CaseDesk) -> None:
    """Note on the vulnerability's tab that attacks were seen; the worker and others note the same."""
    flaw = desk.case.vulnerabilities.get()
    note_world_event(
        actor=desk.site.hana.actor, now=desk.site.at.now, vulnerability=flaw, event="attacked", at=desk.site.at.now
    )


def public(desk: CaseDesk) -> None:
    """Note that the vulnerability is public."""
    flaw = desk.case.vulnerabilities.get()
    note_world_event(
        actor=desk.site.hana.actor, now=desk.site.at.now, vulnerability=flaw, event="public", at=desk.site.at.now
    )


def incident(desk: CaseDesk) -> None:
    """Say that it is an incident."""
    desk.do("", "kind", kind="incident")


def asked(desk: CaseDesk) -> None:
    """The authority wants to know how things stand."""
    desk.do(TAB, "report_asked", until="2026-12-15T14:00", words="Who is hit by now?", at="")


def shipped(desk: CaseDesk) -> None:
    """A fix is out: the journal says so as remediation does."""
    with deed(actor=desk.site.hana.actor, now=desk.site.at.now) as note:
        note("remedy.planned", {"case": desk.case.id, "remedy": "m1"}, codes={"kind": "fix"})
        note("remedy.shipped", {"case": desk.case.id, "remedy": "m1"}, codes={"kind": "fix"})


def published(desk: CaseDesk) -> None:
    """The advisory is public: the journal says so as publication does (journeys walk the whole way)."""
    with deed(actor=desk.site.hana.actor, now=desk.site.at.now) as note:
        note("advisory.published", {"case": desk.case.id, "advisory": uuid.uuid4()})


def reserved(desk: CaseDesk) -> None:
    """Record the CVE ID."""
    desk.do("vulnerabilities/", "cve", desk.vulnerability, cve="CVE-2026-12345")


def disputed(desk: CaseDesk) -> None:
    """The record is published and disputed."""
    reserved(desk)
    desk.do(TAB, "cve_published", desk.vulnerability, sure="on")
    desk.do(TAB, "cve_disputed", desk.vulnerability, sure="on")


def closed_unused(desk: CaseDesk) -> None:
    """It was no vulnerability after all: the reserved ID is not used, and nothing but its rejection remains."""
    reserved(desk)
    desk.do("", "close", outcome="not_a_vulnerability", words="Not reachable.", sure="on")


def notified(desk: CaseDesk) -> None:
    """The coordinator told us."""
    desk.do(TAB, "coordinator", party=PARTY, event="notified_us", words="JVN", at="")


def agreed(desk: CaseDesk) -> None:
    """An instant is agreed with the coordinator."""
    desk.do(TAB, "date", party=PARTY, public_at="2026-12-15T14:00", confirmed="on")


def told(event: str) -> Step:
    """The coordinator did something."""
    return lambda desk: desk.do(TAB, "coordinator", party=PARTY, event=event, words="seen", at="")


def cve(event: str, **values: str) -> Step:
    """Something became of the CVE ID."""
    return lambda desk: desk.do(TAB, f"cve_{event}", desk.vulnerability, **values)


def users_told(desk: CaseDesk) -> None:
    """The users were told by mail to all accounts."""
    desk.do(TAB, "users_told", desk.vulnerability, words="Mail to all accounts: update to 2.4.1.", at="")


def sheet(rule: str) -> Step:
    """Write the sheet or letter of a duty, carry it, and note the number it got."""

    def act(desk: CaseDesk) -> None:
        duty = duty_of(desk, rule)
        send = duty.rule.send
        assert send is not None
        target = rule if duty.scope == "case" else f"{rule}|{duty.subject}"
        words = {f"say_{field}": f"{field} in words" for field in send.must_say}
        short = dict.fromkeys(words, "")
        page = desk.refused(TAB, "letter", target, code=422, **short)
        assert "The policy wants this said: write it." in page
        assert not desk.case.notices.filter(duty=rule).exists()
        desk.do(TAB, "letter", target, **words)
        notice = desk.case.notices.get(duty=rule)
        assert notice.channel == "hand"
        desk.do(TAB, "carried", str(notice.id), reference="REF-4711")
        assert "REF-4711" in desk.page(TAB)

    return act


TABLE: dict[str, tuple[str, tuple[Step, ...], Step]] = {
    "cra_early_warning": ("camera", (attacked,), sheet("cra_early_warning")),
    "cra_notification": ("camera", (attacked,), sheet("cra_notification")),
    "cra_final_report": ("camera", (attacked, shipped), sheet("cra_final_report")),
    "cra_intermediate_report": ("camera", (incident, asked), sheet("cra_intermediate_report")),
    "cra_inform_users": ("camera", (attacked,), users_told),
    "cra_incident_warning": ("camera", (incident,), sheet("cra_incident_warning")),
    "cra_incident_notification": ("camera", (incident,), sheet("cra_incident_notification")),
    "cra_incident_final": ("camera", (incident, sheet("cra_incident_notification")), sheet("cra_incident_final")),
    "cra_incident_inform_users": ("camera", (incident,), users_told),
    "cna_publish_record": ("group", (reserved, published), cve("published", sure="on")),
    "cna_publish_after_third_party": ("group", (reserved, public), cve("published", sure="on")),
    "cna_answer_request": ("group", (cve("requested"), public), reserved),
    "cna_tell_finder": ("group", (reserved,), cve("told")),
    "cna_acknowledge_dispute": ("group", (disputed,), sheet("cna_acknowledge_dispute")),
    "cna_decide_dispute": ("group", (disputed, sheet("cna_acknowledge_dispute")), sheet("cna_decide_dispute")),
    "cna_reject_unused": ("group", (closed_unused,), cve("rejected", sure="on")),
    "jp_report_verification": ("group", (notified,), sheet("jp_report_verification")),
    "jp_agree_date": ("group", (notified,), agreed),
    "jp_publish_within_45_days": ("group", (notified,), published),
    "jp_check_draft": ("group", (notified, agreed), told("draft_checked")),
    "jp_watch_entry": ("group", (notified, published), told("entry_seen")),
}
"""Each duty of an overlay: whose desk, what starts it, and what keeps it."""


def duty_of(desk: CaseDesk, rule: str) -> Duty:
    """Give a duty of the case as it stands now."""
    desk.case.refresh_from_db()
    found = duties(policy_of(desk.case.policy), facts_of_case(desk.case.id), desk.site.at.now)
    return next(one for one in found if one.id == rule)


def test_the_table_holds_every_duty_of_the_overlays() -> None:
    rules = {rule.id for name in ("hoshimi-camera", "aoba-electric") for rule in read_policy(name).duties}
    assert set(TABLE) == {rule for rule in rules if rule.startswith(("cra_", "cna_", "jp_"))}


@pytest.mark.parametrize("rule", list(TABLE))
def test_each_starts_and_is_kept_at_the_desk(rule: str, request: pytest.FixtureRequest) -> None:
    name, starting, keeping = TABLE[rule]
    desk: Any = request.getfixturevalue(name)
    for step in starting:
        step(desk)
    before = duty_of(desk, rule)
    assert before.start is not None
    assert before.kept is None
    desk.later(minutes=30)
    keeping(desk)
    after = duty_of(desk, rule)
    assert after.kept is not None
    assert timedelta(0) <= after.kept - desk.site.at.now < timedelta(minutes=5)
    assert after.state(desk.site.at.now) == "kept"


def test_nobody_is_told_the_number_of_what_we_found_ourselves(group: CaseDesk) -> None:
    """CNA rules 4.3.3: the reporter is given the ID; what we found ourselves has none."""
    reserved(group)
    own = add_vulnerability(
        actor=group.site.hana.actor,
        now=group.site.at.now,
        case=group.case,
        title="Found in a test",
        found_by="ourselves",
    )
    group.do("vulnerabilities/", "cve", str(own.id), cve="CVE-2026-12346")
    found = duties(policy_of(group.case.policy), facts_of_case(group.case.id), group.site.at.now)
    told = [duty.subject for duty in found if duty.id == "cna_tell_finder"]
    assert told == [group.vulnerability]


def test_the_limits_are_those_of_the_sources(camera: CaseDesk) -> None:
    """Art. 14(2) and (4): 24 and 72 hours from awareness; a month from the submitted notification."""
    for step in TABLE["cra_incident_final"][1]:
        step(camera)
    hours = {
        rule: (duty.limit - duty.start).total_seconds() / 3600
        for rule in ("cra_incident_warning", "cra_incident_notification")
        if (duty := duty_of(camera, rule)).limit and duty.start
    }
    assert hours == {"cra_incident_warning": 24, "cra_incident_notification": 72}
    final = duty_of(camera, "cra_incident_final")
    assert final.start == duty_of(camera, "cra_incident_notification").kept


class TestTheSheet:
    """There is no interface to submit to: a sheet in the order of the portal's fields, archived as sent."""

    def test_a_product_that_is_not_affected_is_not_reported(self, camera: CaseDesk) -> None:
        """Art. 14(2): the products concerned; those stated as not affected are none of them."""
        attacked(camera)
        flaw = camera.case.vulnerabilities.get()
        act = {"actor": camera.site.hana.actor, "now": camera.site.at.now, "vulnerability": flaw, "release": None}
        one, other = Product.objects.order_by("key")[:2]
        state_affect(**act, product=one, stated=Status("affected"))
        state_affect(**act, product=other, stated=Status("not_affected", "component_not_present"))
        page = camera.page(TAB, do="letter", on=f"cra_early_warning|{flaw.id}")
        field = page.split('name="say_product"', 1)[1].split("</textarea>", 1)[0]
        names = {row.key: Text(dict(row.name)).in_("en", camera.site.policy.language) for row in (one, other)}
        assert names[one.key] in unescape(field)
        assert names[other.key] not in unescape(field)

    def test_the_form_asks_the_missing_mandatory_fields_first(self, camera: CaseDesk) -> None:
        attacked(camera)
        page = camera.page(TAB, do="letter", on=f"cra_early_warning|{camera.vulnerability}")
        order = [page.index(f'name="say_{field}"') for field in ("product", "member_states", "suspected_cause", "cve")]
        assert order == sorted(order)
        assert page.count("missing and mandatory") == 2
        assert "On their form: Member States where it is made available" in page

    def test_it_is_frozen_in_the_portals_order_and_closed_to_strangers(self, camera: CaseDesk) -> None:
        attacked(camera)
        target = f"cra_early_warning|{camera.vulnerability}"
        camera.do(TAB, "letter", target, say_product="Drive <2>", say_member_states="DE, FR")
        notice = camera.case.notices.get(duty="cra_early_warning")
        road = f"{TAB}sheets/{notice.id}/"
        assert camera.road(road) in camera.page(TAB)
        page = camera.page(road)
        labels = ("Manufacturer<", "Product with digital elements", "Member States where", "Contact")
        assert [page.index(label) for label in labels] == sorted(page.index(label) for label in labels)
        assert "Drive &lt;2&gt;" in page
        assert "its fields is inferred" in page
        assert page.count("SHA-256") == 2
        camera.do(TAB, "carried", str(notice.id), reference="SRP-2026-9")
        assert "SRP-2026-9" in camera.page(road)
        assert camera.as_(camera.site.mallory).get(camera.road(road)).status_code == 404
        other = uuid.uuid4()
        assert camera.as_(camera.site.hana).get(camera.road(f"{TAB}sheets/{other}/")).status_code == 404

    def test_nothing_is_confirmed_at_any_door_that_was_not_carried(self, camera: CaseDesk) -> None:
        attacked(camera)
        target = f"cra_early_warning|{camera.vulnerability}"
        camera.do(TAB, "letter", target, say_product="Drive 2", say_member_states="DE")
        notice = camera.case.notices.get(duty="cra_early_warning")
        client = camera.as_(camera.site.hana)
        for road, words in (("confirm", {"confirm-reference": "x"}), ("bounced", {"bounced-reason": "x"})):
            answer = client.post(f"/desk/notices/{notice.id}/{road}/", words)
            assert answer.status_code == 422
            assert "has not left the house" in answer.content.decode()
        assert duty_of(camera, "cra_early_warning").kept is None
        assert not {"notice.confirmed", "notice.bounced"} & set(camera.kinds())


class TestWhatAnAuthorityAsks:
    """Art. 14(6): an intermediate report, where the authority asks for one."""

    def test_is_due_after_it_was_asked_for_and_may_be_noted_late(self, camera: CaseDesk) -> None:
        page = camera.refused(
            TAB, "report_asked", code=409, until="2020-01-01T09:00", words="How does it stand?", at=""
        )
        assert "The report is due after it was asked for" in page
        camera.do(TAB, "report_asked", until="2020-01-02T09:00", words="How does it stand?", at="2020-01-01T09:00")
        assert duty_of(camera, "cra_intermediate_report").state(camera.site.at.now) == "overdue"

    def test_is_told_in_the_journal_and_to_no_stranger(self, camera: CaseDesk) -> None:
        camera.do(TAB, "report_asked", until="2026-12-15T14:00", words="canary-146 who is hit?", at="")
        assert "An authority asked for a report" in camera.page("journal/")
        mallory = camera.site.mallory
        assert camera.as_(mallory).get(camera.road(TAB)).status_code == 404
        asked = {"until": "2026-12-15T14:00", "words": "mine", "at": ""}
        assert camera.send(TAB, "report_asked", by=mallory, **asked).status_code == 404
        assert camera.kinds().count("authority.report_asked") == 1
