"""Writing an advisory at the desk: its form, its release notes, and the way of an emergency."""

from __future__ import annotations

from datetime import timedelta

from daybreak.stages.cases.vulnerabilities import give_cve
from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.rollback import roll_back_and_hold
from daybreak.stages.disclosure.words import MEANT
from daybreak.stages.publication.queries import public_advisory
from tests.doors.desk_advisory.clicks import arm, local, words, write
from tests.doors.desk_advisory.conftest import AdvisoryDesk
from tests.stages.disclosure.telling import CVE, VECTOR


class TestEmergency:
    """The policy says what may be skipped and who decides; an emergency by itself publishes nothing."""

    def test_declared_by_those_who_may(self, desk: AdvisoryDesk) -> None:
        from daybreak.records.models import DutyRow
        from daybreak.stages.cases.vulnerabilities import note_world_event

        told = desk.told
        write(desk)
        assert desk.send("emergency", reason="", sure="on").status_code == 422
        desk.do("emergency", reason="It is on every mailing list", sure="on")
        assert "An emergency needs one of these" in desk.page()
        note_world_event(
            actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, event="attacked", at=told.now
        )
        page = desk.page()
        assert "Passed by the emergency" in page
        row = DutyRow.objects.get(case=told.case, rule="emergency_advisory")
        assert row.limit is not None
        assert abs(row.limit - told.now - timedelta(hours=24)) < timedelta(minutes=1)
        for road in (f"/desk/cases/{told.case.number}/", "/desk/", "/desk/policy/"):
            assert "Publish the advisory in the emergency" in desk.as_(desk.hana).get(road).content.decode(), road
        instant = told.now + timedelta(hours=2)
        desk.do("release", public_at=local(desk, instant), sure="on")
        assert public_advisory(instant + timedelta(hours=1), told.advisory.number) is None
        desk.do("release", desk.mina, public_at=local(desk, instant), sure="on")
        assert told.revision.released_at is not None

    def test_what_the_world_knows_leads_there_before_anything_is_drafted(self, desk: AdvisoryDesk) -> None:
        from daybreak.stages.cases.vulnerabilities import note_world_event

        told, road = desk.told, f"/desk/advisories/of/{desk.told.case.number}/"
        assert "the policy knows an emergency" not in desk.as_(desk.hana).get(road).content.decode()
        note_world_event(
            actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, event="attacked", at=told.now
        )
        page = desk.as_(desk.hana).get(road).content.decode()
        assert "Attacks were observed: the policy knows an emergency" in page
        desk.do("emergency", reason="It is on every mailing list", sure="on")
        assert "the policy knows an emergency" not in desk.as_(desk.hana).get(road).content.decode()
        stranger = desk.as_(desk.told.site.mallory).get(road)
        assert stranger.status_code == 404

    def test_nobody_else_declares_one(self, desk: AdvisoryDesk) -> None:
        from daybreak.records.models import DutyRow
        from daybreak.stages.cases.membership import let_in

        told, quinn = desk.told, desk.told.site.quinn
        let_in(actor=desk.hana.actor, now=told.now, case=told.case, person=quinn.person, role="", basis="invited")
        words = "An emergency is declared by Programme manager, Head of engineering"
        assert words in desk.refused("emergency", quinn, code=409, reason="It is on every mailing list", sure="on")
        assert DutyRow.objects.get(case=told.case, rule="emergency_advisory").start is None


class TestReleaseNotes:
    """A9a: the release note names the number; saying so is a deed of its own."""

    def test_copied_recorded_and_shown(self, desk: AdvisoryDesk) -> None:
        told = desk.told
        remedies = desk.as_(desk.hana).get(f"/desk/cases/{told.case.number}/remedies/").content.decode()
        assert f"Security update: {told.advisory.number}." in remedies
        release = str(told.case.remedies.get().shipped_in_id)
        assert "Confirm that you want this" in desk.refused("note", code=422, release=release)
        page = desk.do("note", release=release, sure="on")
        assert "The release note is on record" in page
        assert "the number answers in the bulletin before" in page
        journal = desk.as_(desk.hana).get(f"/desk/cases/{told.case.number}/journal/").content.decode()
        assert "Release note named the advisory" in journal

    def test_a_release_of_something_else_is_not_there(self, desk: AdvisoryDesk) -> None:
        assert desk.send("note", release="00000000-0000-4000-8000-000000000000", sure="on").status_code == 422


class TestWriting:
    """Words are cleaned or refused beside their field, and kept."""

    def test_bad_words_are_refused_beside_their_field(self, desk: AdvisoryDesk) -> None:
        client = desk.as_(desk.hana)
        good = {"content": desk.told.revision.content_hash, **words(desk)}
        bad = {
            "title.en": "a\nb",
            "summary.ja": "nul\x00",
            "v0.r0.url": "javascript:alert(1)",
            "ref0.url": "not an address",
        }
        for name, value in bad.items():
            answer = client.post(desk.road("write/"), {**good, name: value})
            assert answer.status_code == 422, name
            page = answer.content.decode()
            assert "field-error" in page, name
            assert "Words en" in page
        assert "Words" not in desk.page("preview/en/")

    def test_what_is_released_cannot_be_typed_into(self, any_desk: AdvisoryDesk) -> None:
        """Nobody writes words for nothing: the fields are shut while the revision is released."""
        desk = any_desk
        write(desk)
        assert " disabled>" not in desk.page("write/")
        arm(desk)
        page = desk.page("write/")
        assert page.count('<fieldset class="words-row') == page.count(" disabled>") > 0

    def test_remedies_are_headed_by_the_names_of_their_products(self, desk: AdvisoryDesk) -> None:
        """“No internal code word is shown to people.”"""
        page = desk.page("write/")
        leaves = tuple(content_of(desk.told.revision).product_tree.products())
        assert leaves
        assert not any(leaf.product_id in page for leaf in leaves)

    def test_what_the_case_states_no_longer_is_marked_beside_the_words(self, desk: AdvisoryDesk) -> None:
        """Issue 3: a roll-back "disarms the advisory"; the new one does not send users to the fix taken back."""
        told = desk.told
        old = {**words(desk), "title.en": f"{CVE}: memory", "summary.ja": f"識別番号は{CVE}です。"}
        road = desk.road("write/")
        desk.as_(desk.hana).post(road, {"content": told.revision.content_hash, **old})
        assert "which the case no longer states" not in desk.page("write/")
        give_cve(actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, cve="CVE-2026-77777")
        page = desk.do("facts")
        assert f"Title still names {CVE}, which the case no longer states" in page
        page = desk.page("write/")
        assert f"The case no longer states {CVE}" in page
        assert page.count(f"Names {CVE}, which the case no longer states.") == 2
        japanese = desk.as_(desk.hana).get(road, headers={"Accept-Language": "ja"}).content.decode()
        assert f"案件の記載から外れた「{CVE}」が残っています。" in japanese
        answer = desk.as_(told.site.mallory).get(road)
        assert answer.status_code == 404
        assert CVE not in answer.content.decode()
        sent = {"content": told.revision.content_hash, **old}
        assert desk.as_(desk.hana).post(road, sent).status_code == 303
        assert "still names" in desk.page()
        assert (
            desk.as_(desk.hana).post(road, sent | {"content": told.revision.content_hash, MEANT: "on"}).status_code
            == 303
        )
        assert "still names" not in desk.page()
        assert "which the case no longer states" not in desk.page("write/")

    def test_own_words_of_a_fix_taken_back_stand_beside_and_in_no_preview(self, desk: AdvisoryDesk) -> None:
        """What a person wrote is not lost when what helps has changed, and no reader is told of it."""
        told, own = desk.told, "canary-58 Hold the button while it restarts."
        road = desk.road("write/")
        sent = {"content": told.revision.content_hash, **words(desk), "v0.r0.details.en": own}
        assert desk.as_(desk.hana).post(road, sent).status_code == 303
        assert own in desk.page("preview/en/")
        (remedy,) = told.case.remedies.filter(kind="fix")
        roll_back_and_hold(actor=desk.hana.actor, now=told.now, remedy=remedy, words="It restarts for ever.")
        desk.do("facts")
        page = desk.page("write/")
        assert "Set aside: what helps has changed" in page
        assert "What to do: update" in page
        assert own in page
        assert own not in desk.page("preview/en/")
        japanese = desk.as_(desk.hana).get(road, headers={"Accept-Language": "ja"}).content.decode()
        assert "取り置いた文章" in japanese
        answer = desk.as_(told.site.mallory).get(road)
        assert answer.status_code == 404
        assert own not in answer.content.decode()

    def test_somebody_else_wrote_meanwhile(self, desk: AdvisoryDesk) -> None:
        stale = desk.told.revision.content_hash
        write(desk)
        answer = desk.as_(desk.mina).post(desk.road("write/"), {"content": stale, **words(desk, " other")})
        assert answer.status_code == 422
        assert "Somebody changed this advisory" in answer.content.decode()

    def test_facts_anew_keep_the_words(self, desk: AdvisoryDesk) -> None:
        from daybreak.stages.cases.vulnerabilities import assess

        write(desk)
        desk.at(desk.told.now + timedelta(minutes=1))
        vector = VECTOR.replace("A:H", "A:L")
        assess(actor=desk.hana.actor, now=desk.told.now, vulnerability=desk.told.vulnerability, vector=vector)
        assert vector not in desk.page("preview/en/")
        desk.do("facts")
        page = desk.page("preview/en/")
        assert vector in page
        assert "Words en" in page
