"""Reports at the desk: the list whose opening is the look, one report, and every deed of triage (A1, A3)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from daybreak.core.access import Actor
from daybreak.design.pieces import Entry
from daybreak.doors.desk.case_journal import told_once
from daybreak.journal.facts import facts_of_kinds, facts_of_report
from daybreak.notices.actions import content_of
from daybreak.records.models import Case, DutyRow, JournalEntry, Message, StoredFile
from daybreak.stages.cases.actions import close_report, open_case
from daybreak.stages.intake.actions import hand_over
from daybreak.stages.intake.conversation import answer_finder, object_to, write_as_finder
from daybreak.stages.intake.queries.answers import labelled
from daybreak.vault.data_keys import opened
from daybreak.vault.files import SealedWriter
from daybreak.vault.sealed import open_text, seal
from tests.cast import own_case
from tests.doors.desk.conftest import SECRET_STEPS

if TYPE_CHECKING:
    from daybreak.records.models import Report
    from tests.doors.desk.conftest import Door


def kinds(report: Report) -> list[str]:
    """Name what the journal says of a report."""
    return [fact.kind for fact in facts_of_report(report.id)]


def said(report: Report) -> list[str]:
    """Open what was written to and by the finder."""
    return [open_text(row, "body_sealed") for row in Message.objects.filter(thread__report=report)]


class TestGeneralMailbox:
    """A3: customer service marks what is security-related and hands it over; the rest it answers."""

    def test_handing_over_is_the_first_thing_offered_and_is_said(self, desk: Door) -> None:
        report = desk.report(mailbox="general")
        client = desk.as_(desk.site.hana)
        page = client.get(f"/desk/reports/{report.number}/").text
        assert page.index("Hand over to security") < page.index("Open a case")
        assert page.count("button-next") == 1
        assert "A general inquiry" in page
        sent = client.post(f"/desk/reports/{report.number}/decide/", {"hand_over-what": "hand_over"}, follow=True)
        assert f"{report.number} is handed over" in sent.text
        assert "Hand over to security" not in client.get(f"/desk/reports/{report.number}/").text
        assert desk.as_(desk.site.mallory).get(f"/desk/reports/{report.number}/").status_code == 404

    def test_its_receipt_does_not_speak_as_the_security_team(self, desk: Door) -> None:
        """A3: a general inquiry is customer service's; the policy's own receipt for it says so."""
        for language, ours in (("en", "Your inquiry"), ("ja", "お問い合わせ")):
            report = desk.report(
                f"How long {language}", mailbox="general", address="r@finder.example", language=language
            )
            said = content_of(report.notices.get())
            assert ours in said.subject
            assert "security" not in said.body.lower()
            assert "セキュリティ" not in said.body
        report = desk.report(address="rita@finder.example")
        assert "Your report" in content_of(report.notices.get()).subject

    def test_nobody_owes_what_they_cannot_see_and_a_hand_over_keeps_the_clock(self, desk: Door) -> None:
        """A3, A1: customer service owes the answer until it hands over, the security team from then on."""
        report = desk.report(mailbox="general")
        running = DutyRow.objects.filter(report=report, kept=None, start__isnull=False)
        before = {row.rule: row for row in running}
        assert {rule: row.who for rule, row in before.items()} == {
            "hand_over": ["customer_service"],
            "answer": ["customer_service"],
        }
        desk.site.at.later(hours=3)
        hand_over(actor=desk.site.hana.actor, now=desk.site.at.now, report=report)
        after = {row.rule: row for row in running.all()}
        assert {rule: row.who for rule, row in after.items()} == {
            "answer": ["security_team"],
            "confirm": ["security_team"],
        }
        assert after["answer"].limit == after["confirm"].limit == before["answer"].limit
        assert DutyRow.objects.get(report=report, rule="hand_over").kept == desk.site.at.now

    def test_opening_a_case_from_it_hands_it_over_too(self, desk: Door) -> None:
        """A7a: the 24 hours cannot fail to begin because customer service opened the case by itself."""
        report = desk.report(mailbox="general")
        case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=report)
        assert [one for one in kinds(report) if one.startswith("report.")][-2:] == [
            "report.handed_over",
            "report.joined",
        ]
        assert report.mailbox == "security"
        assert DutyRow.objects.get(case=case, rule="confirm").who == ["security_team"]
        assert [fact.subjects["mailbox"] for fact in facts_of_kinds(["mailbox.looked_at"])] == ["general"]

    def test_what_we_find_ourselves_has_its_clock_too(self, desk: Door) -> None:
        """A7a: for every incident, reported to us or not."""
        own = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="Found in the lab")
        limit = DutyRow.objects.get(case=own, rule="confirm_own").limit
        assert limit is not None
        reported = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=desk.report())
        assert not DutyRow.objects.filter(case=reported, rule="confirm_own").exists()

    def test_the_subject_stands_above_the_message(self, desk: Door) -> None:
        policy = desk.site.policy
        shown = labelled(policy, {"message": "Whose clip is this?", "subject": "My app", "product_other": "x"}, "en")
        assert [one.id for one in shown] == ["subject", "message", "product_other"]


class TestList:
    """Opening the list of a mailbox is the daily look (A3)."""

    def looks(self) -> list[str]:
        return [fact.subjects["mailbox"] for fact in facts_of_kinds(["mailbox.looked_at"])]

    def test_what_waits_is_listed(self, desk: Door) -> None:
        report = desk.report()
        assert "Tue 24 Nov 2026 10:00 JST" in desk.as_(desk.site.hana).get("/desk/reports/").text
        text = desk.as_(desk.site.hana).get("/desk/reports/").text
        assert report.number in text
        assert "Waits for triage" in text

    def test_opening_it_is_the_look_once_an_hour(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        client.get("/desk/reports/")
        client.get("/desk/reports/")
        assert sorted(self.looks()) == ["general", "security"]
        desk.site.at.later(hours=1, minutes=1)
        client.get("/desk/reports/")
        assert len(self.looks()) == 4

    def test_two_people_look_each(self, desk: Door) -> None:
        desk.as_(desk.site.hana).get("/desk/reports/?mailbox=security")
        desk.as_(desk.site.mina).get("/desk/reports/?mailbox=security")
        assert self.looks() == ["security", "security"]

    def test_searching_is_no_look(self, desk: Door) -> None:
        desk.as_(desk.site.hana).get("/desk/reports/?words=clip")
        desk.as_(desk.site.hana).get("/desk/reports/?state=closed")
        assert self.looks() == []

    def test_who_watches_no_mailbox_looks_at_none(self, desk: Door) -> None:
        assert desk.as_(desk.site.mallory).get("/desk/reports/").status_code == 200
        assert self.looks() == []

    def test_filters(self, desk: Door) -> None:
        one, two = desk.report(title="Clip parser"), desk.report(title="Sign-in", mailbox="general")
        client = desk.as_(desk.site.hana)
        assert two.number not in client.get("/desk/reports/?mailbox=security").text
        assert one.number not in client.get("/desk/reports/?words=sign-in").text
        assert "No report fits this filter" in client.get("/desk/reports/?state=closed").text


class TestPage:
    """Everything the finder wrote, with the policy's labels; files to download only."""

    def test_the_report_is_shown_whole(self, desk: Door) -> None:
        report = desk.report()
        text = desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/").text
        for words in (SECRET_STEPS, "Steps to reproduce", "Firmware or app version", report.raw_sha256, "Rita"):
            assert words in text

    def test_a_narrow_screen_leads_to_the_decision_before_the_journal(self, desk: Door) -> None:
        report = desk.report()
        client = desk.as_(desk.site.hana)
        page = client.get(f"/desk/reports/{report.number}/").text
        assert page.index('href="#decide"') < page.index('id="journal"') < page.index('id="decide"')
        open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=report)
        assert 'href="#decide"' not in client.get(f"/desk/reports/{report.number}/").text

    def test_what_was_done_several_times_in_one_minute_is_said_once(self) -> None:
        """Five letters of one deed are one line of the journal, as on a case's page."""
        at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        told = [Entry(at + timedelta(seconds=10 * n), "Notice sent", "worker") for n in (0, 1, 2, 6)]
        assert [(one.words, one.at) for one in told_once(told)] == [
            ("Notice sent, 3 times", at),
            ("Notice sent", at + timedelta(minutes=1)),
        ]

    def test_hostile_words_stay_words(self, desk: Door) -> None:
        report = desk.report(title="<script>alert(1)</script>{{ 7|add:7 }}")
        text = desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/").text
        assert "<script>alert" not in text
        assert "{{ 7|add:7 }}" in text

    def test_small_letters_find_it_too(self, desk: Door) -> None:
        report = desk.report()
        assert desk.as_(desk.site.hana).get(f"/desk/reports/{report.number.lower()}/").status_code == 200

    def test_reading_is_noted_once_an_hour(self, desk: Door) -> None:
        """P8: one `restricted.read` per person, report and hour."""
        report = desk.report()
        road = f"/desk/reports/{report.number}/"
        for _time in range(2):
            desk.as_(desk.site.hana).get(road)
        desk.as_(desk.site.mina).get(road)
        assert kinds(report).count("restricted.read") == 2
        desk.site.at.later(hours=1, minutes=1)
        desk.as_(desk.site.hana).get(road)
        assert kinds(report).count("restricted.read") == 3

    def test_what_is_not_seen_is_not_noted(self, desk: Door) -> None:
        report = desk.report()
        desk.as_(desk.site.mallory).get(f"/desk/reports/{report.number}/")
        assert "restricted.read" not in kinds(report)

    def test_a_file_comes_unchanged_as_an_attachment(self, desk: Door) -> None:
        """Promises, control 11."""
        report, body = desk.report(), b"\x00\x01MZ exploit" * 100
        writer = SealedWriter(opened(report.data_key), uuid.uuid4())
        writer.write(body)
        row = StoredFile(
            id=writer.file_id, data_key=report.data_key, report=report, size=len(body), stored_at=desk.site.at.now
        )
        row.sha256 = writer.close()
        seal(row, "name_sealed", "証拠\r\n<b>.html")
        row.save(force_insert=True)
        road = f"/desk/reports/{report.number}/files/{row.id}/"
        answer = desk.as_(desk.site.hana).get(road)
        assert b"".join(answer.streaming_content) == body
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert desk.as_(desk.site.mallory).get(road).status_code == 404
        other = desk.report(title="Another")
        assert desk.as_(desk.site.hana).get(f"/desk/reports/{other.number}/files/{row.id}/").status_code == 404


class TestConversation:
    """Messages to the finder, and reasoned answers to objections."""

    def test_an_answer_reaches_the_finder(self, desk: Door) -> None:
        report = desk.report()
        sent = {"answer-body": "We see it too.", "answer-asks": "on"}
        answer = desk.as_(desk.site.hana).post(f"/desk/reports/{report.number}/answer/", sent)
        assert (answer.status_code, answer.url) == (303, f"/desk/reports/{report.number}/#answer")
        assert said(report) == ["We see it too."]
        assert {"report.answered", "finder.asked"} <= set(kinds(report))

    def test_an_empty_answer_is_refused_beside_its_field(self, desk: Door) -> None:
        report = desk.report()
        answer = desk.as_(desk.site.hana).post(f"/desk/reports/{report.number}/answer/", {"answer-body": "  "})
        assert answer.status_code == 422
        assert "field-error" in answer.text
        assert said(report) == []

    def test_unreadable_words_are_refused_and_kept(self, desk: Door) -> None:
        report = desk.report()
        sent = {"answer-body": "kept words \0"}
        answer = desk.as_(desk.site.hana).post(f"/desk/reports/{report.number}/answer/", sent)
        assert answer.status_code == 422
        assert "kept words" in answer.text
        assert said(report) == []

    def test_an_objection_asks_for_reasons(self, desk: Door) -> None:
        site, report = desk.site, desk.report()
        close_report(actor=site.hana.actor, now=site.at.now, report=report, outcome="known", body="Known.")
        finder = Actor("finder", str(report.id))
        object_to(actor=finder, now=site.at.now, report=report, what="closure", body="It is not the same.")
        client = desk.as_(site.hana)
        # a closed report without a case is still its mailbox's
        page = client.get(f"/desk/reports/{report.number}/")
        assert "The finder objects to the closing" in page.text
        sent = {"explain-what": "closure", "explain-body": "We compared both traces."}
        assert client.post(f"/desk/reports/{report.number}/explain/", sent).status_code == 303
        assert "closure.explained" in kinds(report)
        assert "explain-body" not in client.get(f"/desk/reports/{report.number}/").text


class TestDecisions:
    """Answer and close, open, join, hand over."""

    def decide(self, desk: Door, report: Report, **sent: str) -> object:
        return desk.as_(desk.site.hana).post(f"/desk/reports/{report.number}/decide/", sent)

    def test_open_a_case(self, desk: Door) -> None:
        report = desk.report()
        answer = self.decide(desk, report, **{"open-what": "open", "open-words": "Parser overflow"})
        case = Case.objects.get()
        assert (answer.status_code, answer.url) == (303, f"/desk/cases/{case.number}/")
        assert open_text(case, "title_sealed") == "Parser overflow"
        report.refresh_from_db()
        assert report.case == case

    def test_a_report_is_decided_once(self, desk: Door) -> None:
        report = desk.report()
        self.decide(desk, report, **{"open-what": "open", "open-words": ""})
        answer = self.decide(desk, report, **{"open-what": "open", "open-words": ""})
        assert answer.status_code == 422
        assert "is decided already" in answer.text
        assert Case.objects.count() == 1

    def test_join_a_visible_case(self, desk: Door) -> None:
        site, report = desk.site, desk.report()
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report(title="First"))
        answer = self.decide(desk, report, **{"join-what": "join", "join-other": case.number})
        assert answer.status_code == 303
        report.refresh_from_db()
        assert report.case == case

    def test_nobody_joins_a_hidden_case(self, desk: Door) -> None:
        site, report = desk.site, desk.report()
        case = own_case(site.quinn, site.at.now, "canary-case")
        case.memberships.exclude(person=site.quinn.person).update(until=site.at.now)
        answer = self.decide(desk, report, **{"join-what": "join", "join-other": case.number})
        assert answer.status_code == 422
        assert "canary-case" not in answer.text
        report.refresh_from_db()
        assert report.case is None

    def test_hand_over_an_inquiry(self, desk: Door) -> None:
        report = desk.report(mailbox="general")
        assert self.decide(desk, report, **{"hand_over-what": "hand_over"}).status_code == 303
        report.refresh_from_db()
        assert report.mailbox == "security"
        assert "report.handed_over" in kinds(report)

    def test_the_answer_is_the_policys_in_the_finders_language(self, desk: Door) -> None:
        report = desk.report()
        text = desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/close/not_a_vulnerability/").text
        assert f"Thank you for your report {report.number}" in text
        assert "{reason}" in text

    def test_an_unfinished_answer_does_not_go_out(self, desk: Door) -> None:
        report = desk.report()
        road = f"/desk/reports/{report.number}/close/not_a_vulnerability/"
        answer = desk.as_(desk.site.hana).post(road, {"words": "Our reason: {reason}"})
        assert answer.status_code == 422
        assert "Replace {reason}" in answer.text
        assert "report.closed" not in kinds(report)

    def test_answer_and_close(self, desk: Door) -> None:
        report = desk.report()
        road = f"/desk/reports/{report.number}/close/not_a_vulnerability/"
        answer = desk.as_(desk.site.hana).post(road, {"words": "It is how the button works."})
        assert answer.status_code == 303
        report.refresh_from_db()
        assert (report.outcome, said(report)) == ("not_a_vulnerability", ["It is how the button works."])

    def test_an_open_question_is_said_before_it_is_closed(self, desk: Door) -> None:
        report, site = desk.report(title="canary-asked"), desk.site
        road, said_so = f"/desk/reports/{report.number}/close/not_a_vulnerability/", "has not answered yet"
        client = desk.as_(site.hana)
        assert said_so not in client.get(road).text
        answer_finder(actor=site.hana.actor, now=site.at.now, report=report, body="Which build?", asks=True)
        for page in (road, "/desk/triage/"):
            assert said_so in client.get(page).text
            assert "まだ回答がありません" in client.get(page, headers={"Accept-Language": "ja"}).text
        stranger = desk.as_(site.mallory)
        assert stranger.get(road).status_code == 404
        assert said_so not in stranger.get("/desk/triage/").text
        write_as_finder(actor=Actor("finder", str(report.id)), now=site.at.now, report=report, body="Build 7.")
        for page in (road, "/desk/triage/"):
            assert said_so not in desk.as_(site.hana).get(page).text

    def test_who_knows_enough_closes_all_the_same(self, desk: Door) -> None:
        report, site = desk.report(), desk.site
        answer_finder(actor=site.hana.actor, now=site.at.now, report=report, body="Which build?", asks=True)
        road = f"/desk/reports/{report.number}/close/not_a_vulnerability/"
        assert desk.as_(site.hana).post(road, {"words": "It is how the button works."}).status_code == 303

    def test_a_duplicate_names_the_first(self, desk: Door) -> None:
        first, report = desk.report(title="First"), desk.report(title="Second")
        client, road = desk.as_(desk.site.hana), f"/desk/reports/{report.number}/close/duplicate/"
        for wrong in ("", "HC-R-2026-00000", report.number, "no number"):
            answer = client.post(road, {"words": "It was reported before.", "other": wrong})
            assert answer.status_code == 422
            assert "It was reported before." in answer.text
        assert client.post(road, {"words": "Before.", "other": first.number.lower()}).status_code == 303
        report.refresh_from_db()
        assert report.duplicate_of == first

    def test_an_answer_the_policy_does_not_have(self, desk: Door) -> None:
        report = desk.report()
        assert desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/close/whatever/").status_code == 404

    def test_a_refused_deed_leaves_no_fact(self, desk: Door) -> None:
        report = desk.report()
        desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/")
        before = JournalEntry.objects.count()
        self.decide(desk, report, **{"join-what": "join", "join-other": "HC-2026-00000"})
        assert JournalEntry.objects.count() == before
