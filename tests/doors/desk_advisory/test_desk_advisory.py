"""The advisory's way over the desk, in a person's clicks: draft, write, approve, release by two, hold, revise."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.words import fields_of
from daybreak.stages.publication.queries import public_advisory
from tests.doors.desk_advisory.conftest import AdvisoryDesk
from tests.stages.disclosure.telling import CANARY, VECTOR, a_tuesday

if TYPE_CHECKING:
    from datetime import datetime


def local(desk: AdvisoryDesk, instant: datetime) -> str:
    """Write an instant as the browser's field does, in the organisation's zone."""
    return f"{instant.astimezone(ZoneInfo(desk.told.site.policy.organisation.time_zone)):%Y-%m-%dT%H:%M}"


def words(desk: AdvisoryDesk, suffix: str = "") -> dict[str, str]:
    """Fill in the writing form."""
    languages = desk.told.site.policy.languages
    return {
        place.name_in(language): "https://reading.example/x" if place.kind == "url" else f"Words {language}{suffix}"
        for place in fields_of(content_of(desk.told.revision), languages)
        for language in place.languages
    }


def write(desk: AdvisoryDesk, suffix: str = "") -> None:
    """Write the words through the page."""
    sent = {"content": desk.told.revision.content_hash, **words(desk, suffix)}
    answer = desk.as_(desk.hana).post(desk.road("write/"), sent)
    assert answer.status_code == 303, answer.content.decode()[-4000:]


def arm(desk: AdvisoryDesk) -> datetime:
    """Write, agree, approve in order and release by two, through the pages; give the instant."""
    instant = a_tuesday(desk.told.site)
    write(desk)
    desk.told.agree(instant)
    for rule in desk.told.site.policy.disclosure.approvals:
        desk.at(desk.told.now + timedelta(minutes=1))
        for division in desk.told.divisions if rule.of else [""]:
            desk.do("approve", desk.mina, role=rule.by, division=division)
    desk.do("release", public_at=local(desk, instant), sure="on")
    desk.do("release", desk.mina, public_at=local(desk, instant), sure="on")
    return instant


def armed(desk: AdvisoryDesk) -> datetime:
    """The same by deeds, for what comes after it; give the instant."""
    instant = desk.told.arm(a_tuesday(desk.told.site))
    desk.at(desk.told.now)
    return instant


class TestTheWay:
    """Issue 2, point 8, under each example policy."""

    def test_from_draft_to_public(self, any_desk: AdvisoryDesk) -> None:
        desk = any_desk
        first = desk.page()
        assert "Preview" in first
        assert desk.told.advisory.number in first
        instant = arm(desk)
        page = desk.page()
        assert "It goes out by itself" in page
        assert public_advisory(instant - timedelta(microseconds=1), desk.told.advisory.number) is None
        assert public_advisory(instant, desk.told.advisory.number) is not None
        desk.at(instant)
        assert "Read it in the bulletin" in desk.page()
        bulletin = desk.as_(desk.hana).get(f"/en/advisories/{desk.told.advisory.number}/")
        assert b"Words " in bulletin.content

    def test_the_preview_is_the_page(self, any_desk: AdvisoryDesk) -> None:
        desk = any_desk
        instant = armed(desk)
        language = desk.told.site.policy.language
        before = _article(desk.page(f"preview/{language}/"))
        desk.at(instant)
        after = _article(
            desk.as_(desk.hana).get(f"/{language}/advisories/{desk.told.advisory.number}/").content.decode()
        )
        assert CANARY in before
        assert before == after

    def test_drafted_from_the_case(self, desk: AdvisoryDesk) -> None:
        road = f"/desk/advisories/of/{desk.told.case.number}/"
        client = desk.as_(desk.hana)
        assert desk.told.advisory.number in client.get(road).content.decode()
        assert client.post(road, {}).status_code == 422
        assert client.post(road, {"vulnerabilities": [str(desk.told.advisory.id)]}).status_code == 422
        answer = client.post(road, {"vulnerabilities": [str(desk.told.vulnerability.id)]})
        assert answer.status_code == 303
        assert client.get(answer.headers["Location"]).status_code == 200
        assert client.get("/desk/advisories/").content.decode().count("/desk/advisories/HC-SA-") >= 4


class TestGates:
    """Each gate answers with sentences in the reader's language and leads to its deed."""

    def test_sentences_and_roads(self, desk: AdvisoryDesk) -> None:
        page = desk.page()
        assert "Write Title in English too." in page
        assert f"/desk/advisories/{desk.told.advisory.number}/write/" in page
        client = desk.as_(desk.hana)
        client.cookies["django_language"] = "ja"
        assert "版も書いてください" in client.get(desk.road()).content.decode()

    def test_every_gates_road_opens(self, any_desk: AdvisoryDesk) -> None:
        rail = any_desk.page().partition('id="gates"')[2].partition("</aside>")[0]
        roads = {road.partition("#")[0] for road in re.findall(r'href="(/desk/[^"]+)"', rail)}
        assert roads or len(any_desk.told.site.policy.languages) == 1, (
            "a draft in one of two languages misses something"
        )
        for road in roads:
            assert any_desk.as_(any_desk.hana).get(road).status_code == 200, road

    def test_what_is_missing_is_told_apart_from_what_is_passed(self, desk: AdvisoryDesk) -> None:
        """“Gates still open, each with the deed that closes it”: first the gates, then the approvals, then nothing."""
        rail = desk.page().partition('id="gates"')[2].partition("</aside>")[0]
        assert rail.index("Write Title in English too.") < rail.index("gates are passed")
        write(desk)
        desk.told.agree(a_tuesday(desk.told.site))
        page = desk.page()
        assert "nothing else is missing." in page
        assert "It cannot be released before everybody asked has approved this content." in page
        assert "Every gate is passed." not in page
        for rule in desk.told.site.policy.disclosure.approvals:
            desk.do("approve", desk.mina, role=rule.by, division="")
        page = desk.page()
        assert "Every gate is passed." in page
        assert "nothing else is missing." not in page
        assert "It cannot be released" not in page

    def test_a_shut_gate_refuses_and_says_why(self, desk: AdvisoryDesk) -> None:
        instant = local(desk, a_tuesday(desk.told.site))
        page = desk.refused("release", code=409, public_at=instant, sure="on")
        assert "It cannot be released yet" in page
        assert f'value="{instant}' in page


class TestRelease:
    """Two different people, one content, one instant with its zone."""

    def test_the_same_person_twice_is_refused(self, desk: AdvisoryDesk) -> None:
        instant = local(desk, _ready(desk))
        desk.do("release", public_at=instant, sure="on")
        page = desk.refused("release", code=409, public_at=instant, sure="on")
        assert "a different person must give the second release" in page
        assert desk.told.revision.released_at is None

    def test_japanese_readers_are_told_in_japanese(self, desk: AdvisoryDesk) -> None:
        """B12: the same person twice, and another instant than the first person chose."""
        instant = local(desk, _ready(desk))
        for member in (desk.hana, desk.mina):
            desk.as_(member).post("/i18n/setlang/", {"language": "ja", "next": "/desk/"})
        desk.do("release", public_at=instant, sure="on")
        page = desk.refused("release", code=409, public_at=instant, sure="on")
        assert "別の人による二回目の承認が必要です。" in page
        other = f"{instant[:-5]}23:45"
        page = desk.refused("release", desk.mina, code=409, public_at=other, sure="on")
        assert re.search("1人目が選んだ日時は[^。]+です。同じ日時で合意してください。", page)

    def test_an_edit_voids_what_was_given(self, desk: AdvisoryDesk) -> None:
        instant = local(desk, _ready(desk))
        desk.do("release", public_at=instant, sure="on")
        write(desk, " again")
        desk.do("approve", desk.mina, role="programme_manager", division="")
        desk.do("release", desk.mina, public_at=instant, sure="on")
        assert desk.told.revision.released_at is None
        assert "counts no more" not in desk.page()

    def test_the_past_and_half_instants_are_refused_beside_the_field(self, desk: AdvisoryDesk) -> None:
        _ready(desk)
        for wrong in (
            local(desk, desk.told.now - timedelta(minutes=1)),
            "2026-13-01T00:00",
            "soon",
            "",
            "9999-12-31T23:59",
        ):
            page = desk.refused("release", code=422, public_at=wrong, sure="on")
            assert 'id="release-public_at_error"' in page or "field-error" in page
        assert desk.told.revision.votes.count() == 0

    def test_what_one_did_not_see_one_does_not_release(self, desk: AdvisoryDesk) -> None:
        instant = local(desk, _ready(desk))
        page = desk.refused("release", code=409, public_at=instant, sure="on", content="0" * 64)
        assert "Somebody changed this advisory" in page
        assert desk.refused("approve", desk.mina, code=409, role="programme_manager", content="0" * 64)

    def test_another_instant_than_the_first_persons_is_refused(self, desk: AdvisoryDesk) -> None:
        instant = _ready(desk)
        desk.do("release", public_at=local(desk, instant), sure="on")
        other = local(desk, instant + timedelta(days=1))
        assert "Agree on one instant" in desk.refused("release", desk.mina, code=409, public_at=other, sure="on")
        desk.do("release", public_at=other, sure="on")
        desk.do("release", desk.mina, public_at=other, sure="on")
        assert desk.told.revision.public_at == instant + timedelta(days=1)

    def test_whose_approval_it_is_not(self, desk: AdvisoryDesk) -> None:
        from daybreak.stages.cases.membership import let_in

        quinn, told = desk.told.site.quinn, desk.told
        let_in(actor=desk.hana.actor, now=told.now, case=told.case, person=quinn.person, role="", basis="invited")
        page = desk.refused("approve", quinn, code=409, role="programme_manager", division="")
        assert "You do not hold the role" in page
        assert "Approve this content" not in desk.page(by=quinn)


class TestHold:
    """A hold says whether it came in time, by the database's clock after its commit (P7)."""

    def test_in_time_and_released_again(self, desk: AdvisoryDesk) -> None:
        instant = armed(desk)
        page = desk.do("hold", reason="A number is wrong", sure="on")
        assert "It was held before its instant; nobody outside has seen it" in page
        desk.do("release", public_at=local(desk, instant), sure="on")
        desk.do("release", desk.mina, public_at=local(desk, instant), sure="on")
        assert public_advisory(instant, desk.told.advisory.number) is not None

    def test_what_it_means_is_said_before_it_is_done(self, desk: AdvisoryDesk) -> None:
        """“Each irreversible deed a confirmation”: of what happens now, not of what would have happened before."""
        instant, before = armed(desk), "To go out later it is released again by two people."
        after = "It leaves the bulletin at once. Readers may have seen and kept it; only a new revision can follow."
        assert before in desk.page()
        assert after not in desk.page()
        desk.at(instant)
        page = desk.page()
        assert after in page
        assert before not in page
        assert "Take it out of the bulletin" in page

    def test_too_late(self, desk: AdvisoryDesk) -> None:
        desk.at(armed(desk))
        page = desk.do("hold", reason="A number is wrong", sure="on")
        assert "It was held after its instant" in page
        assert "Draft a revision" in page
        assert desk.as_(desk.hana).get(f"/en/advisories/{desk.told.advisory.number}/").status_code == 404

    def test_needs_a_reason(self, desk: AdvisoryDesk) -> None:
        armed(desk)
        assert desk.send("hold", reason="", sure="on").status_code == 422
        assert desk.send("hold", reason="x").status_code == 422
        assert desk.told.revision.held_at is None


class TestRevise:
    """A12: a further revision carries its note."""

    def test_with_a_note(self, desk: AdvisoryDesk) -> None:
        instant = armed(desk)
        notes = {f"note.{one}": f"Table corrected {one}" for one in desk.told.site.policy.languages}
        assert "not public yet" in desk.refused("revise", code=409, **notes)
        desk.at(instant + timedelta(hours=1))
        desk.do("revise", **notes)
        assert desk.told.revision.number == 2
        assert "Table corrected" in desk.page("preview/ja/")
        assert "revision 2" in desk.page()
        assert "Readers see revision 1 until then, public since" in desk.page()
        listed = desk.as_(desk.hana).get("/desk/advisories/").content.decode()
        assert "revision 1:" in listed.split("</thead>")[1]
        assert (
            desk.told.advisory.number not in desk.as_(desk.told.site.mallory).get("/desk/advisories/").content.decode()
        )

    def test_before_the_first_is_public_readers_see_none(self, desk: AdvisoryDesk) -> None:
        write(desk)
        assert "Readers see" not in desk.page()
        arm(desk)
        assert "Readers see" not in desk.page()


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


class TestMallory:
    """Who is not inside the case learns nothing: the same 404 as for what does not exist."""

    def test_sees_nothing(self, desk: AdvisoryDesk) -> None:
        mallory, number = desk.told.site.mallory, desk.told.advisory.number
        armed(desk)
        client = desk.as_(mallory)
        missing = number[:-5] + "ZZZZZ"
        for part in ("", "write/", "preview/en/", "preview/ja/"):
            ours, nobodys = client.get(desk.road(part)), client.get(f"/desk/advisories/{missing}/{part}")
            assert (ours.status_code, ours.content) == (404, nobodys.content)
        for deed in ("approve", "release", "hold", "revise", "facts", "emergency"):
            assert desk.send(deed, mallory, reason="x", sure="on").status_code == 404
        listed = client.get("/desk/advisories/").content.decode()
        assert number not in listed
        assert CANARY not in listed
        assert client.get(f"/desk/advisories/of/{desk.told.case.number}/").status_code == 404
        assert desk.told.revision.held_at is None


def _ready(desk: AdvisoryDesk) -> datetime:
    """Write and approve; give the instant to choose."""
    write(desk)
    desk.do("approve", desk.mina, role="programme_manager", division="")
    return a_tuesday(desk.told.site)


def _article(page: str) -> str:
    """Give what stands of an advisory on a page, without what only one door knows."""
    body = page.partition('<header class="stack">')[2].partition('<section class="stack" aria-labelledby="downloads">')[
        0
    ]
    body = body.partition("</article>\n</main>")[0].partition("</article></div>")[0]
    body = re.sub(r'<a href="/../cve/[^"]*">([^<]*)</a>', r"\1", body)
    return re.sub(r"\s+", " ", body).strip()
