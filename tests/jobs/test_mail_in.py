"""Mail brings reports: the bytes stay as they came, and what cannot be read is a report all the same."""

from __future__ import annotations

import base64
import hashlib
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.mail_in import import_mail
from daybreak.journal.facts import facts_of_report
from daybreak.notices.actions import content_of
from daybreak.records.models import JournalEntry, Notice, Report, StoredFile
from daybreak.stages.intake.queries import report_page
from daybreak.stages.intake.refusals import ReportSaysNothing
from daybreak.vault.data_keys import opened
from daybreak.vault.files import path_of, read
from daybreak.vault.sealed import open_bytes, open_json, open_text
from tests.cast import make_site

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.cast import Site

EXPLOIT = bytes(range(256)) * 9
RAW = (
    b"From: Rita <rita@example.org>\r\nTo: support@hoshimi.example\r\nSubject: Open telnet\r\n"
    b"Message-ID: <m1@example.org>\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    b"--B\r\n\r\nConnect to port 23.\r\n"
    b"--B\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment; filename=../../poc.bin\r\n\r\n" + base64.encodebytes(EXPLOIT) + b"\r\n--B--\r\n"
)


def files_on_disk() -> set[str]:
    """Name every sealed file there is."""
    from django.conf import settings

    return {path.name for path in (settings.HOME / "files").glob("??/*")}


class TestAMailBecomesAReport:
    """Promises, P1 and P2, and issue 2: raw bytes stored, subject, text and attachments read."""

    def test_stored_as_given_and_read(self, site: Site) -> None:
        receipt = import_mail(RAW, site.at.now)
        report = receipt.report
        assert open_bytes(report, "raw_sealed") == RAW
        assert report.raw_sha256 == hashlib.sha256(RAW).hexdigest()
        assert open_text(report, "title_sealed") == "Open telnet"
        assert open_json(report, "answers_sealed") == {"steps": "Connect to port 23."}
        assert open_json(report, "finder_sealed")["address"] == "rita@example.org"
        assert (report.door, report.mailbox) == ("support_mail", "general")
        stored = StoredFile.objects.get(report=report)
        assert open_text(stored, "name_sealed") == "poc.bin"
        assert b"".join(read(opened(stored.data_key), stored.id)) == EXPLOIT
        assert stored.data_key_id == report.data_key_id, "erasing the finder erases the file"
        assert JournalEntry.objects.filter(kind="report.received", report=report).count() == 1

    def test_no_plaintext_lies_on_the_disk(self, site: Site) -> None:
        """P12."""
        import_mail(RAW, site.at.now)
        for stored in StoredFile.objects.all():
            assert EXPLOIT[:64] not in path_of(stored.id).read_bytes()

    def test_the_sender_gets_a_receipt_and_nothing_else_follows_from_the_address(self, site: Site) -> None:
        """Promises, control 9: mail grants nothing."""
        receipt = import_mail(RAW.replace(b"rita@example.org>\r\nTo", b"hana@maker.example>\r\nTo"), site.at.now)
        (notice,) = Notice.objects.filter(report=receipt.report)
        assert content_of(notice).to == "hana@maker.example"
        assert not JournalEntry.objects.filter(kind="access.granted", report=receipt.report).exists()
        assert JournalEntry.objects.get(kind="report.received", report=receipt.report).actor == "public"

    def test_a_robot_is_not_answered(self, site: Site) -> None:
        """Promises, control 10."""
        receipt = import_mail(b"Auto-Submitted: auto-replied\r\n" + RAW, site.at.now)
        assert not Notice.objects.filter(report=receipt.report).exists()

    def test_the_same_message_again_is_the_same_report(self, site: Site) -> None:
        first = import_mail(RAW, site.at.now)
        on_disk = files_on_disk()
        again = import_mail(RAW, site.at.later(hours=3))
        assert (again.report.id, again.repeated) == (first.report.id, True)
        assert again.tracking_code == first.tracking_code
        assert Report.objects.count() == 1
        assert Notice.objects.filter(template="receipt").count() == 1
        assert files_on_disk() == on_disk, "the second copy of the attachment is gone"

    def test_the_same_message_id_with_other_bytes_is_another_report(self, site: Site) -> None:
        assert import_mail(RAW, site.at.now).report != import_mail(RAW + b"!", site.at.now).report

    def test_a_message_to_nobody_we_know_goes_to_security(self, site: Site) -> None:
        raw = RAW.replace(b"support@hoshimi.example", b"someone@elsewhere.example")
        assert import_mail(raw, site.at.now).report.mailbox == "security"

    def test_words_beyond_the_limits_are_told_to_be_in_the_raw(self, site: Site) -> None:
        many = b"".join(b"--B\r\nContent-Disposition: attachment; filename=f%d\r\n\r\nx\r\n" % i for i in range(25))
        raw = b"Subject: many\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" + many + b"--B--\r\n"
        report = import_mail(raw, site.at.now).report
        assert StoredFile.objects.filter(report=report).count() == site.policy.intake.files.count
        assert "5 more attachments" in open_json(report, "answers_sealed")["steps"]

    @pytest.mark.parametrize(
        "raw",
        [b"\xff\xfe\0", b"Content-Type: message/rfc822\n\n" * 1500, b"Subject: " + b"x" * 9000 + b"\n\n"],
        ids=["bytes", "too deep", "too long"],
    )
    def test_what_cannot_be_read_is_kept(self, any_site: Site, raw: bytes) -> None:
        """Nothing is lost: a report without words, its raw bytes in it."""
        report = import_mail(raw, any_site.at.now).report
        assert open_bytes(report, "raw_sealed") == raw
        assert open_text(report, "title_sealed")
        assert import_mail(raw, any_site.at.now).repeated

    def test_no_bytes_are_refused_in_a_sentence(self, site: Site) -> None:
        with pytest.raises(ReportSaysNothing):
            import_mail(b"", site.at.now)

    def test_real_mails_all_become_reports(self, any_site: Site) -> None:
        """Three mails of the corpus of DAYBREAK_CORPUS, or three of our own without it."""
        raws = [RAW, b"Subject: =?utf-8?b?5pel?=\n\n\xe6\x97\xa5", b"no header at all"]
        if os.environ.get("DAYBREAK_CORPUS"):
            with zipfile.ZipFile(Path(os.environ["DAYBREAK_CORPUS"]) / "mail" / "real-mails.zip") as archive:
                raws = [archive.read(one) for one in archive.infolist() if not one.is_dir()][::40]
        numbers = {import_mail(raw, any_site.at.now).report.number for raw in raws if raw}
        assert len(numbers) == len(raws)


PROOF = "Authentication-Results: mx.house.example; spf=pass smtp.mailfrom=a; dkim=pass header.d=a; dmarc={dmarc}\r\n"
FROM_COORDINATOR = RAW.replace(b"rita@example.org", b"vuls@coordinator.example")


class TestSenderDomains:
    """B13: “Sender-domain authentication (SPF, DKIM, DMARC) is recorded for incoming mail.”"""

    def codes(self, report: Report) -> dict[str, object]:
        return dict(next(fact for fact in facts_of_report(report.id) if fact.kind == "report.received").codes)

    def test_what_our_own_server_found_is_kept_with_the_report(self, site: Site, settings: SettingsWrapper) -> None:
        settings.MAIL_SERVER = "mx.house.example"
        report = import_mail(PROOF.format(dmarc="fail").encode() + RAW, site.at.now).report
        assert self.codes(report).items() >= {"spf": "pass", "dkim": "pass", "dmarc": "fail"}.items()
        assert open_bytes(report, "raw_sealed").startswith(b"Authentication-Results")

    def test_nothing_is_believed_of_a_server_that_is_not_ours(self, site: Site) -> None:
        report = import_mail(PROOF.format(dmarc="pass").encode() + RAW, site.at.now).report
        assert not {"spf", "dkim", "dmarc"} & set(self.codes(report))

    @pytest.mark.parametrize(("dmarc", "door"), [("pass", "coordinators"), ("fail", "psirt_mail")])
    def test_a_coordinators_mail_has_its_own_way_in_only_where_the_domain_is_proven(
        self, db: None, settings: SettingsWrapper, dmarc: str, door: str
    ) -> None:
        """B2: coordinators report to us; anybody can write their address into From."""
        settings.MAIL_SERVER = "mx.house.example"
        group = make_site("aoba-electric")
        report = import_mail(PROOF.format(dmarc=dmarc).encode() + FROM_COORDINATOR, group.at.now).report
        assert (report.door, report.mailbox) == (door, "security")
        assert self.codes(report)["party"] == "jp_coordinator"
        seen = report_page(group.hana.viewer, group.at.now, report.number)
        assert seen is not None
        assert seen.sender is not None
        assert (seen.sender.proven, seen.sender.party) == (dmarc == "pass", "National coordinator")
