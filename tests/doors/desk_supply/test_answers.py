"""“A public answer is released like an advisory, never straight from an internal statement” (C9)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from daybreak.records.models import Answer, AnswerRevision, JournalEntry, Membership, Product
from daybreak.stages.cases.embargo import accept_embargo, end_embargo, propose_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import Status, give_cve, note_world_event, state_affect
from tests.doors.desk_case.conftest import make_desk
from tests.doors.desk_supply.test_in_component import component, named, running, worked
from tests.doors.entering import just_signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.cast import Member
    from tests.doors.desk_supply.conftest import SupplyDesk

CVE = "CVE-2026-44444"
ROAD = f"advisories/answers/{CVE}/"
INSIDE = "canary-inside: our parser copies without a check"


def written(supply: SupplyDesk, road: str = "advisories/answers/write/", **more: str) -> int:
    return sheet(supply, road, **more).status_code


def sheet(
    supply: SupplyDesk, road: str = "advisories/answers/write/", *, by: Member | None = None, **more: str
) -> HttpResponse:
    said = {
        "cve": CVE,
        "words_en": "Kestrel Web Toolkit is **not** affected.",
        "row-TOTAL_FORMS": "2",
        "row-INITIAL_FORMS": "0",
        "row-0-product": "kg-web:3.2.0",
        "row-0-status": "not_affected",
        "row-0-justification": "vulnerable_code_not_in_execute_path",
        "row-0-note": "Nothing to do.",
        **more,
    }
    return supply.desk.as_(by or supply.site.hana).post(f"/desk/{road}", said)


def given(supply: SupplyDesk) -> None:
    content = AnswerRevision.objects.order_by("-number").first().content_hash
    supply.do(ROAD, "approve", supply.site.hana, content=content, sure="on")


def released(supply: SupplyDesk) -> None:
    content = AnswerRevision.objects.order_by("-number").first().content_hash
    just_signed_in(supply.desk.as_(supply.site.quinn), supply.site.quinn.person)
    supply.do(ROAD, "release", supply.site.quinn, content=content, sure="on")


def public() -> str:
    answer = Client().get(f"/en/cve/{CVE}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestRelease:
    """Two people, one content, and nothing before."""

    def test_a_draft_is_approved_and_released_by_two_and_then_public(self, supply: SupplyDesk) -> None:
        assert written(supply) == 303
        for road in (f"/en/cve/{CVE}/", "/en/cve/"):
            assert Client().get(road).status_code == 404
        assert "/en/cve/" not in Client().get("/en/").content.decode()
        given(supply)
        assert Client().get(f"/en/cve/{CVE}/").status_code == 404
        released(supply)
        page = public()
        assert "<strong>not</strong>" in page
        assert "The vulnerable code is never run" in page
        assert "3.2.0" in page
        assert 'href="/en/cve/"' in Client().get("/en/").content.decode()
        assert CVE in Client().get("/en/cve/").content.decode()
        kinds = list(JournalEntry.objects.filter(kind__startswith="answer.").values_list("kind", flat=True))
        assert kinds == ["answer.drafted", "answer.approved", "answer.published"]
        row = AnswerRevision.objects.get()
        assert row.approved_by != row.released_by
        assert b"not affected" not in bytes(row.content_sealed)

    def test_the_page_names_whose_word_is_next(self, supply: SupplyDesk) -> None:
        """“Who” of a step is said in the policy's own words: first the security manager, then quality."""
        written(supply)
        assert "The policy gives this to Security manager." in supply.get(ROAD, supply.site.quinn)
        given(supply)
        waits = supply.get(ROAD)
        assert "The next word is somebody else" in waits
        assert "The policy gives this to Quality engineer." in waits
        assert "The policy gives this" not in supply.get(ROAD, supply.site.quinn)

    def test_a_release_asks_again_who_it_is(self, supply: SupplyDesk) -> None:
        written(supply)
        given(supply)
        content = AnswerRevision.objects.get().content_hash
        session = supply.desk.as_(supply.site.quinn).session
        session["account_authentication_methods"] = [{"method": "password", "at": 0}]
        session.save()
        answer = supply.post(ROAD, "release", supply.site.quinn, content=content, sure="on")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert AnswerRevision.objects.get().released_at is None

    def test_nobody_releases_alone_and_only_the_policys_second_does(self, supply: SupplyDesk) -> None:
        written(supply)
        given(supply)
        content = AnswerRevision.objects.get().content_hash
        for who in (supply.site.hana, supply.site.mina, supply.site.mallory):
            just_signed_in(supply.desk.as_(who), who.person)
            assert supply.post(ROAD, "release", who, content=content, sure="on").status_code in {404, 409}
        assert AnswerRevision.objects.get().released_at is None

    def test_an_edit_voids_the_first_word(self, supply: SupplyDesk) -> None:
        written(supply)
        given(supply)
        old = AnswerRevision.objects.get().content_hash
        assert written(supply, f"{ROAD}write/", words_en="We look into it.") == 303
        assert AnswerRevision.objects.get().approved_by is None
        supply.refused(ROAD, "approve", content=old, sure="on")

    def test_a_change_is_a_revision_of_its_own_until_released(self, supply: SupplyDesk) -> None:
        written(supply)
        given(supply)
        released(supply)
        assert (
            written(supply, f"{ROAD}write/", words_en="canary-draft now affected", **{"row-INITIAL_FORMS": "1"}) == 303
        )
        assert "canary-draft" not in public()
        given(supply)
        released(supply)
        assert "canary-draft" in public()
        assert JournalEntry.objects.filter(kind="answer.changed").count() == 1


class TestSecrecy:
    """What a case knows stays in the case."""

    def stated(self, supply: SupplyDesk) -> None:
        desk, now, actor = supply.desk, supply.site.at.now, supply.site.hana.actor
        flaw = desk.case.vulnerabilities.get()
        give_cve(actor=actor, now=now, vulnerability=flaw, cve=CVE)
        product = Product.objects.get(key="kg-core")
        stated = Status("affected", note=INSIDE)
        state_affect(actor=actor, now=now, vulnerability=flaw, product=product, release=None, stated=stated)

    def test_a_case_suggests_its_rows_but_not_its_notes(self, supply: SupplyDesk) -> None:
        self.stated(supply)
        page = supply.get(f"advisories/answers/write/?case={supply.desk.case.number}")
        assert CVE in page
        assert 'value="kg-core" selected' in page
        assert "canary-inside" not in page
        stranger = supply.get(f"advisories/answers/of/{supply.desk.case.number}/".replace("of/", "write/?case="))
        assert "canary-inside" not in stranger

    def test_nothing_goes_out_while_an_embargo_holds(self, supply: SupplyDesk) -> None:
        self.stated(supply)
        case, actor, now = supply.desk.case, supply.site.hana.actor, supply.site.at.now
        propose_embargo(actor=actor, now=now, case=case, until=now + timedelta(days=60))
        accept_embargo(actor=actor, now=now, case=case)
        assert written(supply, case=case.number) == 303
        content = AnswerRevision.objects.get().content_hash
        assert "embargo" in supply.refused(ROAD, "approve", content=content, sure="on")
        end_embargo(actor=actor, now=now, case=case, reason="It is public")
        given(supply)
        assert supply.desk.as_(supply.site.quinn).get(f"/desk/{ROAD}").status_code == 404, "not inside the case yet"
        let_in(actor=actor, now=now, case=case, person=supply.site.quinn.person, role="quality")
        released(supply)

    def test_a_draft_of_a_case_is_seen_by_its_members_alone(self, supply: SupplyDesk) -> None:
        self.stated(supply)
        assert written(supply, case=supply.desk.case.number) == 303
        assert Answer.objects.get().case == supply.desk.case
        assert supply.desk.as_(supply.site.mallory).get(f"/desk/{ROAD}").status_code == 404
        assert CVE not in supply.get("advisories/answers/", supply.site.mallory)

    def outside(self, supply: SupplyDesk, *, drafted: bool = True) -> None:
        """Leave Hana alone inside the case, under an embargo, perhaps with a draft, and both others outside it."""
        self.stated(supply)
        case, hana, now = supply.desk.case, supply.site.hana, supply.site.at.now
        propose_embargo(actor=hana.actor, now=now, case=case, until=now + timedelta(days=60))
        accept_embargo(actor=hana.actor, now=now, case=case)
        assert not drafted or written(supply, case=case.number, words_en="canary-draft") == 303
        Membership.objects.filter(case=case).exclude(person=hana.person).delete()

    def test_a_draft_that_is_seen_refuses_a_second_one(self, supply: SupplyDesk) -> None:
        self.stated(supply)
        assert written(supply, case=supply.desk.case.number) == 303
        answer = sheet(supply)
        assert answer.status_code == 422
        assert "There is an answer about" in answer.content.decode()

    def test_a_draft_of_a_hidden_case_tells_nobody_that_it_is_there(self, supply: SupplyDesk) -> None:
        """“What one may not see answers as what does not exist”: what happens is what happens without the draft."""
        self.outside(supply)
        mina = supply.site.mina
        answer = sheet(supply, by=mina)
        assert answer.status_code == 303
        page, listed = supply.get(ROAD, mina), supply.get("advisories/answers/", mina)
        assert "<strong>not</strong>" in page
        for told in (page, listed):
            assert "canary-draft" not in told
            assert "embargo" not in told
            assert supply.desk.case.number not in told
        assert sheet(supply, by=mina).status_code == 422, "her own is there"

    def test_whoever_sees_both_reads_each(self, supply: SupplyDesk) -> None:
        self.outside(supply)
        assert sheet(supply, by=supply.site.mina).status_code == 303
        listed = supply.get("advisories/answers/")
        roads = [f"{ROAD}?of={answer.id}" for answer in Answer.objects.order_by("drafted_at")]
        assert all(road in listed for road in roads)
        assert ["canary-draft" in supply.get(road) for road in roads] == [True, False]
        assert supply.desk.as_(supply.site.mallory).get(f"/desk/{roads[0]}").status_code == 404
        assert supply.desk.as_(supply.site.mina).get(f"/desk/{roads[0]}").content.count(b"canary-draft") == 0

    def test_an_embargo_of_a_hidden_case_holds_and_is_not_named(self, supply: SupplyDesk) -> None:
        """Nothing goes out against a promise of silence, and the refusal does not tell that there is one (P4)."""
        self.outside(supply, drafted=False)
        mina, quinn = supply.site.mina, supply.site.quinn
        assert sheet(supply, by=mina).status_code == 303
        content = AnswerRevision.objects.get().content_hash
        assert "embargo" not in supply.get(ROAD, mina)
        assert "An embargo about this CVE is in force" in supply.get(ROAD), "whoever is inside reads why"
        supply.do(ROAD, "approve", mina, content=content, sure="on")
        just_signed_in(supply.desk.as_(quinn), quinn.person)
        page = supply.refused(ROAD, "release", quinn, content=content, sure="on")
        assert "is not released now. Ask whoever leads" in page
        assert "embargo" not in page
        assert AnswerRevision.objects.get().released_at is None
        actor, now = supply.site.hana.actor, supply.site.at.now
        end_embargo(actor=actor, now=now, case=supply.desk.case, reason="It is public")
        supply.do(ROAD, "release", quinn, content=content, sure="on")
        assert "<strong>not</strong>" in public()

    def test_of_two_drafts_one_is_released(self, supply: SupplyDesk) -> None:
        """The page of a CVE says one thing: a second answer waits for the first one to be changed instead."""
        self.stated(supply)
        case, mina, quinn = supply.desk.case, supply.site.mina, supply.site.quinn
        assert written(supply, case=case.number, words_en="canary-draft") == 303
        Membership.objects.filter(case=case, person=mina.person).delete()
        assert sheet(supply, by=mina).status_code == 303
        theirs, hers = Answer.objects.order_by("drafted_at")
        let_in(actor=supply.site.hana.actor, now=supply.site.at.now, case=case, person=quinn.person, role="quality")
        for answer, who in ((hers, mina), (theirs, supply.site.hana)):
            content = answer.revisions.get().content_hash
            supply.do(f"{ROAD}?of={answer.id}", "approve", who, content=content, sure="on")
        just_signed_in(supply.desk.as_(quinn), quinn.person)
        sent = {answer: {"content": answer.revisions.get().content_hash, "sure": "on"} for answer in (hers, theirs)}
        supply.do(f"{ROAD}?of={hers.id}", "release", quinn, **sent[hers])
        refused = supply.refused(f"{ROAD}?of={theirs.id}", "release", quinn, **sent[theirs])
        assert "There is a public answer about CVE-2026-44444 already" in refused
        assert "canary-draft" not in public()
        assert AnswerRevision.objects.filter(released_at__isnull=False).count() == 1
        assert "<strong>not</strong>" in supply.get(ROAD), "without a choice the public one is shown"

    def test_a_public_answer_is_told_whoever_wrote_it(self, supply: SupplyDesk) -> None:
        self.stated(supply)
        case, mina = supply.desk.case, supply.site.mina
        let_in(
            actor=supply.site.hana.actor, now=supply.site.at.now, case=case, person=supply.site.quinn.person, role=""
        )
        assert written(supply, case=case.number) == 303
        given(supply)
        released(supply)
        assert written(supply, f"{ROAD}write/", words_en="canary-draft") == 303
        Membership.objects.filter(case=case, person=mina.person).delete()
        page = sheet(supply, by=mina).content.decode()
        assert "There is a public answer about" in page
        assert case.number not in page

    @pytest.mark.parametrize("of_case", [True, False])
    def test_of_a_correction_others_see_only_what_is_public(self, supply: SupplyDesk, *, of_case: bool) -> None:
        """“Never straight from an internal statement”: what is out opens no door to the draft above it."""
        self.stated(supply)
        case, hana = supply.desk.case, supply.site.hana
        assert written(supply, case=case.number if of_case else "") == 303
        let_in(actor=hana.actor, now=supply.site.at.now, case=case, person=supply.site.quinn.person, role="quality")
        given(supply)
        released(supply)
        assert written(supply, f"{ROAD}write/", words_en="canary-draft now affected") == 303
        assert "canary-draft" in supply.get(ROAD)
        outside, listed = supply.get(ROAD, supply.site.mallory), supply.get("advisories/answers/", supply.site.mallory)
        assert "<strong>not</strong>" in outside
        assert "canary-draft" not in outside
        assert CVE in listed
        assert "Draft" not in listed
        assert case.number not in outside + listed
        assert supply.desk.as_(supply.site.mallory).get(f"/desk/{ROAD}write/").status_code == 404
        assert supply.post(ROAD, "approve", supply.site.mallory, content="x", sure="on").status_code in {404, 409}
        assert AnswerRevision.objects.get(number=2).approved_by is None

    def test_another_policy_has_none(self, db: None, settings: object, tmp_path: object) -> None:
        desk = make_desk("hoshimi-camera", settings, tmp_path)
        assert desk.as_(desk.site.hana).get("/desk/advisories/answers/").status_code == 404


class TestWords:
    """Refusals stand beside their field, and what was entered is kept."""

    @pytest.mark.parametrize(
        ("more", "beside", "words"),
        [
            ({"words_en": ""}, "id_words_en", "required"),
            ({"row-0-status": ""}, "id_row-0-status", "Say how the product stands."),
            ({"row-0-justification": ""}, "id_row-0-justification", "Say why the product is not affected"),
            ({"row-0-product": "nothing"}, "id_row-0-product", "not one of the available choices"),
        ],
    )
    def test_bad_input(self, supply: SupplyDesk, more: dict[str, str], beside: str, words: str) -> None:
        """“A summary on top” and “error beside the field, values kept”."""
        page = str(sheet(supply, **more).content.decode())
        assert not Answer.objects.exists()
        assert f'href="#{beside}"' in page
        assert words in page.split(f'for="{beside}"')[1].split("</div></div>", maxsplit=1)[0]
        assert "Nothing to do." in page

    def test_what_is_no_cve_id_is_refused(self, supply: SupplyDesk) -> None:
        assert written(supply, cve="nonsense") == 422
        assert not Answer.objects.exists()

    def test_an_unused_row_says_nothing(self, supply: SupplyDesk) -> None:
        """No status is chosen before a product is, and the languages are named as people name them."""
        page = supply.get("advisories/answers/write/")
        assert "Answer (English)" in page
        row = page.split('id="id_row-1-status"')[1].split("</select>")[0]
        assert "selected" not in row.replace('value="" selected', "")
        assert row.index('value=""') < row.index('value="affected"')

    def test_one_answer_per_cve(self, supply: SupplyDesk) -> None:
        assert written(supply) == 303
        assert written(supply) == 422

    def test_an_answer_about_nothing_gets_no_word(self, supply: SupplyDesk) -> None:
        assert written(supply, **{"row-0-product": ""}) == 303
        content = AnswerRevision.objects.get().content_hash
        assert "at least one product" in supply.refused(ROAD, "approve", content=content, sure="on")


def test_a_known_flaw_of_a_component_owes_an_answer_that_keeps_it(supply: SupplyDesk) -> None:
    """C9: “a page per specific CVE says whether and how the products are affected”, by a clock once the world knows."""
    worked(supply)
    named(supply, component(supply, "external"))
    desk, hana, now = supply.desk, supply.site.hana.actor, supply.site.at.now
    flaw = desk.case.vulnerabilities.get()
    give_cve(actor=hana, now=now, vulnerability=flaw, cve=CVE)
    assert "explain_component" not in running(supply)
    note_world_event(actor=hana, now=now, vulnerability=flaw, event="public", at=now)
    assert "explain_component" in running(supply)
    page = supply.get(f"advisories/of/{desk.case.number}/")
    assert f"/desk/advisories/answers/of/{desk.case.number}/" in page
    assert written(supply, case=desk.case.number) == 303
    given(supply)
    let_in(actor=hana, now=now, case=desk.case, person=supply.site.quinn.person, role="quality")
    released(supply)
    assert "explain_component" not in running(supply)
