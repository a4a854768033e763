"""The finder's mailbox: who gets in, what they read, what they may do, and what nobody else learns."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daybreak.core.identifiers import new_tracking_code
from daybreak.doors.portal.views.entrance import LOST_LASTS, WRONG, WRONG_BY_ALL
from daybreak.journal.facts import facts_of_report
from daybreak.records.models import Message, Notice, StoredFile
from daybreak.stages.cases.actions import close_report, confirm, join, open_case
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess, describe, give_cve
from daybreak.stages.disclosure.actions import draft_advisory
from daybreak.stages.intake.conversation import answer_finder, explain
from daybreak.vault.data_keys import destroy, opened
from daybreak.vault.files import read
from daybreak.vault.sealed import open_json
from tests.doors.portal.finding import mailbox, reported

if TYPE_CHECKING:
    from tests.cast import Site

CLIP = b"canary clip " * 1000
VECTOR = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
FOREIGN = new_tracking_code(bytes(16))


def text_of(client: Client, road: str = "/en/box/open") -> str:
    """Read a page of the mailbox."""
    response = client.get(road)
    assert response.status_code == 200, response
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


class TestWholeWay:
    """Issue 2: "with it the finder reads the stage in plain words, the date …, writes and gets messages …"."""

    def test_from_receipt_to_severity(self, site: Site) -> None:
        report, code = reported(ask_proof=SimpleUploadedFile("clip.mp4", CLIP))
        box = mailbox(code.lower().replace("-", " "))
        page = text_of(box)
        assert "Your report is stored. A person will read it next." in page
        assert "You hear from us at the latest by" in page
        assert "clip.mp4" in page

        deed = {"actor": site.hana.actor, "now": site.at.now}
        answer_finder(**deed, report=report, body="Thank you, we can see it too. Which card is it?", asks=True)
        assert "We have asked you something." in text_of(box)
        box.post("/en/box/write", {"message-body": "The one it came with."})
        assert "We have asked you something." not in text_of(box)
        case = open_case(**deed, report=report)
        confirm(**deed, case=case)
        page = text_of(box)
        assert "It is a vulnerability." in page
        assert "we can see it too" in page
        assert "Hana" not in page

        vulnerability = case.vulnerabilities.get()
        assess(**deed, vulnerability=vulnerability, vector=VECTOR)
        give_cve(**deed, vulnerability=vulnerability, cve="CVE-2026-12345")
        page = text_of(box)
        for told in ("High", "9.3", VECTOR, "CVE-2026-12345"):
            assert told in page

    @pytest.mark.usefixtures("site")
    def test_in_japanese_too(self) -> None:
        _report, code = reported(road="/ja/report")
        client = Client()
        assert client.post("/ja/box", {"code": code}).status_code == 303
        assert "担当者からの最初の返信" in text_of(client, "/ja/box/open")

    @pytest.mark.usefixtures("site")
    def test_messages_and_files_go_both_ways(self) -> None:
        report, code = reported()
        box = mailbox(code)
        log = SimpleUploadedFile("boot.log", CLIP)
        assert box.post("/en/box/write", {"message-body": "Also with 2.4.0", "message-files": [log]}).status_code == 303
        page = text_of(box)
        assert "Also with 2.4.0" in page
        assert "boot.log" in page
        assert "finder.heard" in {fact.kind for fact in facts_of_report(report.id)}
        row = StoredFile.objects.get(report=report)
        assert row.data_key_id == report.data_key_id
        assert b"".join(read(opened(report.data_key), row.id)) == CLIP
        response = box.get(f"/en/box/files/{row.id}")
        assert b"".join(response.streaming_content) == CLIP
        assert response["Content-Disposition"] == 'attachment; filename="boot.log"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Cache-Control"] == "no-store"

    @pytest.mark.usefixtures("site")
    def test_an_empty_message_is_refused_with_a_sentence(self) -> None:
        _report, code = reported()
        response = mailbox(code).post("/en/box/write", {"message-body": "  "})
        assert response.status_code == 422
        assert "Write something, or attach a file, before you send." in response.content.decode()
        assert not Message.objects.exists()

    @pytest.mark.usefixtures("site")
    def test_a_late_promise_is_admitted(self) -> None:
        report, code = reported()
        report.duties.filter(rule="answer").update(limit=report.received_at)
        assert "We promised to be in touch by now and are late." in text_of(mailbox(code))


class TestDraft:
    """Issue 2: "sees the draft and the number before publication"."""

    def test_is_read_by_its_finder_alone_with_the_planned_instant(self, site: Site) -> None:
        report, code = reported()
        _other, mallorys = reported(ask_steps="something of Mallory's")
        deed = {"actor": site.hana.actor, "now": site.at.now}
        case = open_case(**deed, report=report)
        assert "Advisory</h2>" not in text_of(mailbox(code))
        vulnerability = case.vulnerabilities.get()
        describe(
            **deed,
            vulnerability=vulnerability,
            title="Overflow <b>",
            description="canary-draft: a clip",
            cwe="",
        )
        advisory = draft_advisory(**deed, case=case, vulnerabilities=[vulnerability])
        page = text_of(mailbox(code))
        assert advisory.number in page
        assert "canary-draft: a clip" in page
        assert "The instant of publication is not set yet." in page
        assert "<b>Overflow" not in page
        for stranger in (mailbox(mallorys), Client()):
            assert b"canary" not in stranger.get("/en/box/open").content
        planned = site.at.now + timedelta(days=30)
        advisory.revisions.update(released_at=site.at.now, public_at=planned)
        page = text_of(mailbox(code))
        assert "Becomes public at" in page
        assert "Thu 24 Dec 2026 10:00 JST" in page


class TestObjections:
    """Issue 2: "may object to severity or closure and gets a reasoned answer"."""

    def test_to_the_severity(self, site: Site) -> None:
        report, code = reported()
        box, deed = mailbox(code), {"actor": site.hana.actor, "now": site.at.now}
        assert box.post("/en/box/object/severity", {"severity-body": "too low"}).status_code == 422
        case = open_case(**deed, report=report)
        confirm(**deed, case=case)
        assess(**deed, vulnerability=case.vulnerabilities.get(), vector=VECTOR)
        assert "Object to the severity" in text_of(box)
        assert box.post("/en/box/object/severity", {"severity-body": "It is worse"}).status_code == 303
        page = text_of(box)
        assert "You have objected." in page
        assert "Object to the severity" not in page
        report.refresh_from_db()
        explain(**deed, report=report, what="severity", body="Because physical access is needed.")
        page = text_of(box)
        assert "Because physical access is needed." in page
        assert "You have objected." not in page

    def test_to_the_closing(self, site: Site) -> None:
        report, code = reported()
        deed = {"actor": site.hana.actor, "now": site.at.now}
        close_report(**deed, report=report, outcome="out_of_scope", body="This is not our product.")
        box = mailbox(code)
        page = text_of(box)
        assert "This is not our product." in page
        assert "outside our products and services" in page
        assert box.post("/en/box/object/closure", {"closure-body": ""}).status_code == 422
        assert box.post("/en/box/object/closure", {"closure-body": "It carries your name"}).status_code == 303
        assert "closure.objected" in {fact.kind for fact in facts_of_report(report.id)}

    @pytest.mark.usefixtures("site")
    def test_to_nothing_else(self) -> None:
        _report, code = reported()
        assert mailbox(code).post("/en/box/object/everything", {"everything-body": "x"}).status_code == 404


class TestCredit:
    """A11: "Finders are thanked by name, with their permission only"."""

    @pytest.mark.usefixtures("site")
    def test_is_chosen_and_taken_back(self) -> None:
        report, code = reported(name="Rita")
        box = mailbox(code)
        chosen = {"credit-credit": "name", "credit-co_finders": "Ada\nGrace", "credit-pass_on_coordinator": "on"}
        assert box.post("/en/box/credit", chosen).status_code == 303
        report.refresh_from_db()
        finder = open_json(report, "finder_sealed")
        assert (finder["credit_name"], finder["co_finders"], finder["pass_on"]) == (
            "Rita",
            ["Ada", "Grace"],
            ["coordinator"],
        )
        assert box.post("/en/box/credit", {"credit-credit": "anonymous"}).status_code == 303
        report.refresh_from_db()
        finder = open_json(report, "finder_sealed")
        assert (finder["credit"], finder["co_finders"], finder["pass_on"]) == ("anonymous", [], [])

    @pytest.mark.usefixtures("site")
    def test_needs_a_name(self) -> None:
        _report, code = reported()
        response = mailbox(code).post("/en/box/credit", {"credit-credit": "name"})
        assert response.status_code == 422
        assert "Write the name to thank you by" in response.content.decode()


class TestStrangers:
    """P4 and control 5: "404 for what one may not see, the same bytes as for what does not exist"."""

    @pytest.mark.usefixtures("site")
    def test_mallory_with_a_code_of_her_own_reads_only_her_own(self) -> None:
        report, _code = reported(ask_steps="canary-steps", ask_proof=SimpleUploadedFile("canary.bin", CLIP))
        _own, mallorys = reported(ask_steps="something of Mallory's")
        box = mailbox(mallorys)
        file = StoredFile.objects.get(report=report)
        theirs, nobodys = box.get(f"/en/box/files/{file.id}"), box.get(f"/en/box/files/{uuid.uuid4()}")
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.content == nobodys.content
        assert "canary" not in text_of(box)
        assert report.number not in text_of(box)

    @pytest.mark.parametrize("road", ["open", "write", "credit", "object/closure", "files/{file}"])
    def test_the_public_and_staff_are_asked_for_the_code(self, site: Site, road: str) -> None:
        report, _code = reported(ask_proof=SimpleUploadedFile("canary.bin", CLIP))
        road = f"/en/box/{road.format(file=StoredFile.objects.get(report=report).id)}"
        staff = Client()
        staff.force_login(site.mallory.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for stranger in (Client(), staff):
            for response in (stranger.get(road), stranger.post(road, {"message-body": "x"})):
                assert response.status_code in {302, 405}
                assert b"canary" not in response.content
        assert not Message.objects.exists()

    def test_two_finders_of_one_case_do_not_read_each_other(self, site: Site) -> None:
        first, code = reported(ask_steps="canary-one", name="Canary Rita")
        second, other = reported(ask_steps="canary-two")
        deed = {"actor": site.hana.actor, "now": site.at.now}
        case = open_case(**deed, report=first)
        join(**deed, report=second, case=case)
        answer_finder(**deed, report=first, body="canary-answer")
        ours = add_vulnerability(**deed, case=case, title="canary-ours", found_by="ourselves")
        give_cve(**deed, vulnerability=ours, cve="CVE-2026-77777")
        page = text_of(mailbox(other))
        for hidden in ("canary", first.number, "CVE-2026-77777", case.number):
            assert hidden not in page
        assert "canary-answer" in text_of(mailbox(code))

    def test_an_erased_report_tells_its_stage_and_nothing_else(self, site: Site) -> None:
        report, code = reported(name="Rita canary", ask_steps="canary steps")
        box = mailbox(code)
        destroy(report.data_key, site.at.now)
        for entered in (box, mailbox(code)):
            page = text_of(entered)
            assert "This report was erased" in page
            assert report.number in page
            assert "canary" not in page
            assert entered.post("/en/box/write", {"message-body": "more"}).status_code == 303
            assert "canary" not in text_of(entered, "/en/box/data")


class TestCodes:
    """Control 12: "128 random bits, stored as keyed hash, attempts limited, uniform replies"."""

    @pytest.mark.usefixtures("site")
    def test_every_wrong_code_gets_the_same_answer(self) -> None:
        answers = set()
        for wrong in (FOREIGN, FOREIGN[:-1], "", "\x00", "0" * 5000):
            response = Client().post("/en/box", {"code": wrong})
            assert response.status_code == 422
            answers.add(str(response.context["form"].errors["code"]))
        assert len(answers) == 1

    @pytest.mark.usefixtures("site")
    def test_after_ten_wrong_ones_an_address_waits_even_with_the_right_one(self) -> None:
        _report, code = reported()
        for _attempt in range(WRONG.most):
            assert Client().post("/en/box", {"code": FOREIGN}).status_code == 422
        response = Client().post("/en/box", {"code": code})
        assert response.status_code == 429
        assert response["Retry-After"] == "900"
        assert Client().post("/en/box", {"code": code}, REMOTE_ADDR="192.0.2.7").status_code == 303

    @pytest.mark.usefixtures("site")
    def test_after_a_hundred_by_all_nobody_may_guess_on_but_an_honest_code_opens(self) -> None:
        _report, code = reported()
        for host in range(WRONG_BY_ALL.most):
            Client().post("/en/box", {"code": FOREIGN}, REMOTE_ADDR=f"192.0.2.{host}")
        guesser = {"REMOTE_ADDR": "198.51.100.1"}
        assert [Client().post("/en/box", {"code": FOREIGN}, **guesser).status_code for _ in range(3)] == [422, 422, 429]
        assert Client().post("/en/box", {"code": code}, REMOTE_ADDR="198.51.100.2").status_code == 303

    @pytest.mark.usefixtures("site")
    def test_a_lost_one_is_replaced_by_mail_and_only_there(self) -> None:
        report, code = reported(address="rita@example.org")
        Notice.objects.all().delete()
        known = Client().post("/en/box/lost", {"address": "Rita@example.org"}, follow=True)
        unknown = Client().post("/en/box/lost", {"address": "vera@example.org"}, follow=True)
        mask = lambda response: [line for line in response.content.splitlines() if b"csrf" not in line]  # noqa: E731 - one line
        assert mask(known) == mask(unknown)
        letter = open_json(Notice.objects.get(), "content_sealed")
        fresh = letter["body"].split(f"{report.number}  ")[1].split("\n")[0]
        assert letter["to"] == "rita@example.org"
        assert Client().post("/en/box", {"code": code}).status_code == 422
        assert Client().post("/en/box", {"code": fresh}).status_code == 303

    @pytest.mark.usefixtures("site")
    def test_the_time_of_the_reply_does_not_tell_who_has_reported(self) -> None:
        """“Uniform replies” (control 12): a known address is more work than an unknown one, and no slower."""
        for _ in range(8):
            reported(address="rita@example.org")
        for address in ("rita@example.org", "vera@example.org"):
            began = time.monotonic()
            assert Client().post("/en/box/lost", {"address": address}).status_code == 303
            assert time.monotonic() - began >= LOST_LASTS

    @pytest.mark.usefixtures("site")
    def test_one_address_gets_one_letter_an_hour_and_one_asker_five_tries(self) -> None:
        reported(address="rita@example.org")
        Notice.objects.all().delete()
        asked = [Client().post("/en/box/lost", {"address": "rita@example.org"}).status_code for _ in range(6)]
        assert asked == [303, 303, 303, 303, 303, 429]
        assert Notice.objects.count() == 1

    @pytest.mark.usefixtures("site")
    def test_leaving_closes_the_mailbox(self) -> None:
        _report, code = reported()
        box = mailbox(code)
        assert box.post("/en/box/leave").status_code == 303
        assert box.get("/en/box/open").status_code == 302

    @pytest.mark.usefixtures("site")
    def test_the_session_is_a_new_one_and_ends_by_itself(self) -> None:
        _report, code = reported()
        client = Client()
        client.get("/en/box")
        session = client.session
        session.save()
        before = session.session_key
        client.cookies["session"] = before
        client.post("/en/box", {"code": code})
        assert client.session.session_key != before
        assert client.session.get_expiry_age() == 7200
