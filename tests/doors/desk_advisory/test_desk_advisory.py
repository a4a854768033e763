"""The advisory's way over the desk, in a person's clicks: draft, write, approve, release by two, hold, revise."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.stages.publication.queries import public_advisory
from tests.doors.desk_advisory.clicks import arm, armed, local, write
from tests.doors.desk_advisory.conftest import AdvisoryDesk
from tests.stages.disclosure.telling import CANARY, a_tuesday

if TYPE_CHECKING:
    from datetime import datetime


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
        again = {"vulnerabilities": [str(desk.told.vulnerability.id)]}
        assert client.post(road, again).status_code == 422, "it has an advisory already"
        answer = client.post(road, again | {"reason": "One for the service, which others read."})
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
