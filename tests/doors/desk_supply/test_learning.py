"""Lessons with follow-up, the digest, the review of the policy, and concerns from inside (C8, C-emp)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.policy.checklists import points_of
from daybreak.people.actions import register_person
from daybreak.records.models import Digest, DutyRow, JournalEntry, Report
from daybreak.stages.cases.actions import close_case
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from tests.cast import OPERATOR, PASSWORD
from tests.derived import rebuild
from tests.doors.desk_case.conftest import make_desk

if TYPE_CHECKING:
    from daybreak.core.access import Actor
    from tests.doors.desk_supply.conftest import SupplyDesk

LESSON = "canary-lesson: lengths were trusted"


def closed(supply: SupplyDesk) -> None:
    desk = supply.desk
    close_case(actor=supply.site.hana.actor, now=supply.site.at.now, case=desk.case, outcome="deferred", words="Later")


def learnt(supply: SupplyDesk) -> None:
    closed(supply)
    quinn = str(supply.site.quinn.person.id)
    supply.desk.do("", "lesson", lesson=LESSON, what="Fuzz the parser", person=quinn, until="2026-12-20")


def issue(supply: SupplyDesk, **more: object) -> Digest:
    said = {"title": "What we learnt", "body": "Check lengths.", "cases": [supply.desk.case.number], **more}
    answer = supply.desk.as_(supply.site.hana).post("/desk/digest/write/", said)
    assert answer.status_code == 303, answer.content.decode()
    return Digest.objects.get()


class TestFollowUp:
    """“Each incident's lessons are written down and followed up.”"""

    def test_a_step_is_a_duty_of_the_person_named_until_it_is_done(self, supply: SupplyDesk) -> None:
        learnt(supply)
        row = DutyRow.objects.get(rule="follow_up")
        assert row.who == [str(supply.site.quinn.actor)]
        assert row.limit is not None
        assert row.limit.date().isoformat() == "2026-12-20"
        assert DutyRow.objects.get(rule="learn").kept is not None
        board = supply.get("", supply.site.quinn)
        assert "Follow the lesson up" in board
        assert "Quinn" in board
        assert "Fuzz the parser" in supply.desk.page("duties/")
        supply.desk.do("", "followed_up", row.subject, by=supply.site.quinn, words="A week of fuzzing, nothing left")
        row.refresh_from_db()
        assert row.kept is not None
        assert "A week of fuzzing" in supply.desk.page()
        rows = set(DutyRow.objects.values_list("rule", "scope", "subject", "kept", "limit"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.values_list("rule", "scope", "subject", "kept", "limit")) == rows

    def test_a_lesson_needs_a_step_where_the_policy_asks_for_one(self, supply: SupplyDesk) -> None:
        closed(supply)
        assert "(optional)" not in supply.desk.page("", do="lesson").split('name="lesson"')[1].split("</form>")[0]
        page = supply.desk.refused("", "lesson", code=422, lesson=LESSON)
        assert "asks for a step" in page
        assert LESSON in page
        supply.desk.refused("", "lesson", code=422, lesson=LESSON, what="Fuzz it")
        past = {"what": "Fuzz it", "person": str(supply.site.quinn.person.id), "until": "2026-01-01"}
        supply.desk.refused("", "lesson", code=409, lesson=LESSON, **past)
        assert not JournalEntry.objects.filter(kind="case.lesson_recorded").exists()

    def test_words_are_sealed_and_strangers_see_nothing(self, supply: SupplyDesk) -> None:
        learnt(supply)
        for entry in JournalEntry.objects.filter(kind__in=("case.lesson_recorded", "follow_up.planned")):
            assert "canary" not in entry.body
            assert "Fuzz" not in entry.body
        assert supply.desk.as_(supply.site.mallory).get(supply.desk.road()).status_code == 404
        assert "Follow the lesson up" not in supply.get("?who=all", supply.site.mallory)


class TestDigest:
    """“An internal digest of what was learnt, with who has read it.”"""

    def test_written_from_ended_cases_read_by_everybody(self, supply: SupplyDesk) -> None:
        learnt(supply)
        row = issue(supply)
        road = f"digest/{row.id}/"
        mallory = supply.site.mallory
        assert supply.desk.as_(mallory).get(f"/desk/{road}").status_code == 404, "a draft is its writers'"
        supply.do(road, "issue", sure="on")
        assert DutyRow.objects.filter(rule="read_digest", kept=None).count() == 4
        board = supply.get("", mallory)
        assert "Read the internal digest&nbsp;· What we learnt" in board
        assert f'href="/desk/{road}"' in board, "the button leads to that issue"
        assert str(mallory.person.id) not in re.sub("<[^>]*>", "", board), "no key stands where people read"
        assert 'href="/desk/digest/"' in supply.get("", mallory), "the menu leads there"
        assert "Check lengths." in supply.get(road, mallory)
        assert "Mallory" not in supply.get(road, mallory).split("<main")[1].split("Read by")[-1]
        supply.do(road, "read", mallory)
        kept = DutyRow.objects.get(rule="read_digest", subject=f"{mallory.person.id}/{row.id}").kept
        assert kept is not None
        assert "1 / 4" in supply.get("digest/")
        assert "Read by 1 of 4" in supply.get(road)
        supply.refused(road, "read", mallory, code=409)

    def test_each_issue_is_a_duty_of_those_who_were_there(self, supply: SupplyDesk) -> None:
        learnt(supply)
        first = issue(supply)
        supply.do(f"digest/{first.id}/", "issue", sure="on")
        supply.site.at.later(days=1)
        made = {"email": "new@maker.example", "name": "New", "password": PASSWORD}
        register_person(actor=OPERATOR, now=supply.site.at.now, **made)
        assert DutyRow.objects.filter(rule="read_digest").count() == 4
        rows = set(DutyRow.objects.values_list("rule", "subject", "start", "limit"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.values_list("rule", "subject", "start", "limit")) == rows

    def test_nothing_open_or_under_embargo_is_told(self, supply: SupplyDesk) -> None:
        desk, actor, now = supply.desk, supply.site.hana.actor, supply.site.at.now
        said = {"title": "T", "body": "B", "cases": [desk.case.number]}
        road = "/desk/digest/write/"
        assert desk.as_(supply.site.hana).post(road, said).status_code == 422
        learnt(supply)
        _embargo(supply, actor)
        assert "nothing to tell of" in supply.get("digest/write/")
        assert desk.as_(supply.site.hana).post(road, said).status_code == 422
        assert not Digest.objects.exists()
        assert now

    def test_an_embargo_that_comes_later_stops_the_issue(self, supply: SupplyDesk) -> None:
        learnt(supply)
        row = issue(supply)
        _embargo(supply, supply.site.hana.actor)
        page = supply.refused(f"digest/{row.id}/", "issue", sure="on")
        assert "embargo is in force" in page
        assert supply.desk.as_(supply.site.mallory).get(f"/desk/digest/{row.id}/").status_code == 404

    def test_only_the_policys_writers_write(self, supply: SupplyDesk) -> None:
        learnt(supply)
        assert supply.desk.as_(supply.site.mallory).get("/desk/digest/write/").status_code == 404
        row = issue(supply)
        assert supply.desk.as_(supply.site.mallory).post(f"/desk/digest/{row.id}/", {"do": "issue"}).status_code == 404

    def test_a_policy_without_everybody_has_none(self, db: None, settings: object, tmp_path: object) -> None:
        desk = make_desk("hoshimi-camera", settings, tmp_path)
        assert desk.as_(desk.site.hana).get("/desk/digest/").status_code == 404
        assert "/desk/digest/" not in desk.page()


def _embargo(supply: SupplyDesk, actor: Actor) -> None:
    case, now = supply.desk.case, supply.site.at.now
    case.closed_at = None
    propose_embargo(actor=actor, now=now, case=case, until=now + timedelta(days=60))
    accept_embargo(actor=actor, now=now, case=case)


class TestReview:
    """“The policy is reviewed periodically, stays aligned with standards.”"""

    def said(self, supply: SupplyDesk, outcome: str = "met") -> dict[str, str]:
        return {key: outcome for key, *_point in points_of(supply.site.policy)}

    def test_every_point_is_looked_at_and_findings_are_kept(self, supply: SupplyDesk) -> None:
        client = supply.desk.as_(supply.site.mina)
        before = DutyRow.objects.get(rule="review_policy").start
        said = self.said(supply)
        gap = next(iter(said))
        assert client.post("/desk/policy/review/", said | {gap: "gap"}).status_code == 422
        supply.desk.later(days=3)
        done = client.post("/desk/policy/review/", said | {gap: "gap", "findings": "canary-gap: no test of the form"})
        assert done.status_code == 303
        page = supply.get("policy/review/")
        assert "canary-gap" in page
        assert "1 gap" in page
        entry = JournalEntry.objects.get(kind="policy.reviewed")
        assert "canary-gap" not in entry.body
        after = DutyRow.objects.get(rule="review_policy").start
        assert before is not None
        assert after is not None
        assert after > before

    def test_a_point_left_out_keeps_the_rest(self, supply: SupplyDesk) -> None:
        said = self.said(supply)
        said.pop(next(iter(said)))
        answer = supply.desk.as_(supply.site.mina).post("/desk/policy/review/", said | {"findings": "kept words"})
        assert answer.status_code == 422
        assert "kept words" in answer.text

    def test_who_does_not_review_is_told_so(self, supply: SupplyDesk) -> None:
        assert "says who reviews it" in supply.get("policy/review/", supply.site.quinn)
        answer = supply.desk.as_(supply.site.quinn).post("/desk/policy/review/", self.said(supply))
        assert answer.status_code == 422
        assert not JournalEntry.objects.filter(kind="policy.reviewed").exists()


CONCERN = {
    "door": "colleagues",
    "title": "The build server has no password",
    "words": "I could log in.",
    "product": "",
}


class TestConcern:
    """“Every employee can report a concern; quality engineers report what testing finds.”"""

    def test_anybody_employed_tells_and_gets_a_receipt(self, supply: SupplyDesk) -> None:
        mallory = supply.desk.as_(supply.site.mallory)
        assert mallory.post("/desk/concern/", CONCERN).status_code == 303
        report = Report.objects.get(door="colleagues")
        assert report.mailbox == "security"
        assert report.notices.exists()
        assert "build server" in supply.desk.as_(supply.site.hana).get("/desk/reports/").text
        assert "build server" not in mallory.get("/desk/reports/").text

    @pytest.mark.parametrize(("who", "status"), [("quinn", 303), ("mallory", 422)])
    def test_what_testing_finds_comes_from_quality(self, supply: SupplyDesk, who: str, status: int) -> None:
        client = supply.desk.as_(getattr(supply.site, who))
        assert client.post("/desk/concern/", {**CONCERN, "door": "testing"}).status_code == status
        assert Report.objects.filter(door="testing").exists() == (status == 303)

    def test_bad_words_are_refused_beside_their_field(self, supply: SupplyDesk) -> None:
        answer = supply.desk.as_(supply.site.mallory).post("/desk/concern/", {**CONCERN, "title": ""})
        assert answer.status_code == 422
        assert "I could log in." in answer.text

    def test_a_policy_without_such_a_door_offers_none(self, db: None, settings: object, tmp_path: object) -> None:
        desk = make_desk("hoshimi-camera", settings, tmp_path)
        assert desk.as_(desk.site.mallory).get("/desk/concern/").status_code == 404
        assert "/desk/concern/" not in desk.as_(desk.site.hana).get("/desk/reports/").text

    def test_everybodys_first_page_leads_to_it(self, supply: SupplyDesk) -> None:
        assert 'href="/desk/concern/"' in supply.get("", supply.site.mallory)

    def test_a_board_without_such_a_door_offers_none(self, db: None, settings: object, tmp_path: object) -> None:
        desk = make_desk("hoshimi-camera", settings, tmp_path)
        assert "/desk/concern/" not in desk.as_(desk.site.hana).get("/desk/").text
