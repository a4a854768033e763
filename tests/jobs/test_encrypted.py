"""B7: what comes encrypted is opened with kept keys, old ones too, by real GnuPG, for the team alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.conf import settings as of_site
from django.test import Client

from daybreak.cli import main
from daybreak.core.access import PUBLIC
from daybreak.jobs.encrypted import open_encrypted
from daybreak.jobs.mail_in import import_mail
from daybreak.jobs.round import Round
from daybreak.journal.clock import database_now
from daybreak.journal.facts import facts_of_report
from daybreak.people.actions import grant_role
from daybreak.people.administration import ADMINISTRATOR
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.conversation import write_as_finder
from daybreak.stages.intake.keys import KeyRefused, keep_private_key, keys_published, publish_key
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.stages.intake.queries import report_by_code, report_page
from daybreak.stages.intake.queries.conversation import opened_of
from daybreak.stages.intake.queries.files import file_of
from daybreak.stages.intake.submission import Submission
from daybreak.vault import openpgp
from tests.cast import OPERATOR, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from daybreak.records.models import Report
    from tests.cast import Site

SECRET = "canary-7b1: the admin page reads beyond its buffer"
PASSPHRASE = "four grey herons"
LONG_AGO = "20261101T000000!"
FINDER = "Rita <rita@finder.example>"


@dataclass(frozen=True)
class Ring:
    """A key ring of GnuPG's, as people have it at home: two keys of the house, one of the finder."""

    home: Path

    def run(self, *words: str, given: bytes = b"") -> bytes:
        """Run GnuPG there."""
        command = ("gpg", "--homedir", str(self.home), "--batch", "--quiet", "--trust-model", "always",
                   "--pinentry-mode", "loopback", *words)  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        return subprocess.run(command, input=given, capture_output=True, check=True, env=environment).stdout

    def public(self, name: str) -> str:
        """Export the public half."""
        return self.run("--armor", "--export", name).decode()

    def private(self, name: str, passphrase: str) -> str:
        """Export the private half."""
        return self.run("--passphrase", passphrase, "--armor", "--export-secret-keys", name).decode()

    def encrypted(self, content: bytes, to: str, *, signed: bool = False, armored: bool = True) -> bytes:
        """Encrypt to somebody."""
        signing = ("--sign", "--local-user", "rita@finder.example", "--passphrase", "") if signed else ()
        return self.run(*(("--armor",) if armored else ()), *signing, "--encrypt", "--recipient", to, given=content)


@pytest.fixture(scope="module")
def ring() -> Iterator[Ring]:
    """Give a ring in a short folder: an agent's socket has no long name."""
    home = Path(tempfile.mkdtemp(prefix="daybreak-ring-", dir="/tmp"))
    try:
        yield filled(Ring(home))
    finally:
        subprocess.run(("gpgconf", "--homedir", str(home), "--kill", "all"), check=False)
        shutil.rmtree(home, ignore_errors=True)


def filled(ring: Ring) -> Ring:
    """Make the house's two keys, one of them under a passphrase, and the finder's."""
    for name in ("first@house.example", "next@house.example"):
        passphrase = PASSPHRASE if name.startswith("first") else ""
        ring.run("--passphrase", passphrase, "--faked-system-time", LONG_AGO, "--quick-gen-key", name, "rsa4096",
                 "sign,encrypt", "2y")  # fmt: skip
    ring.run("--passphrase", "", "--faked-system-time", LONG_AGO, "--quick-gen-key", FINDER, "ed25519", "sign", "2y")
    return ring


@pytest.fixture
def group(db: None, settings: SettingsWrapper, tmp_path: Path) -> Iterator[Site]:
    """The group of companies, its clock for pages and commands too; no private key is left in the tests' folder."""
    site = make_site("aoba-electric")
    ahead = site.at.now + timedelta(minutes=1) - database_now()
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text(str(ahead.total_seconds()))
    yield site
    shutil.rmtree(of_site.KEYS / "openpgp", ignore_errors=True)


def publish(site: Site, ring: Ring, name: str, passphrase: str | None) -> str:
    """Publish a key of the house and, with a passphrase, keep its private half."""
    row = publish_key(actor=OPERATOR, now=site.at.now, armored=ring.public(name))
    if passphrase is not None:
        private = ring.private(name, passphrase)
        keep_private_key(actor=OPERATOR, now=site.at.now, armored=private, passphrase=passphrase)
    return row.fingerprint


def pgp_mime(ring: Ring, *, signed: bool = False) -> bytes:
    """Write a mail as RFC 3156 has it, with words and a file inside."""
    inside = (
        f'Content-Type: multipart/mixed; boundary="in"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\n{SECRET}\r\n'
        "--in\r\nContent-Type: text/x-python\r\nContent-Disposition: attachment; filename=poc.py\r\n\r\n"
        "print('canary-7b1')\r\n--in--\r\n"
    ).encode()
    sealed = ring.encrypted(inside, "first@house.example", signed=signed).replace(b"\n", b"\r\n")
    return (
        b"From: Rita <rita@finder.example>\r\nTo: psirt@aoba.example\r\nSubject: Router X\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="out"\r\n\r\n--out\r\n'
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--out\r\n"
        b'Content-Type: application/octet-stream\r\nContent-Disposition: inline; filename="encrypted.asc"\r\n\r\n'
        + sealed
        + b"\r\n--out--\r\n"
    )


def work(site: Site) -> int:
    """Let the worker open what came."""
    return open_encrypted(Round(lambda: site.at.now))


def kinds(report: Report) -> list[str]:
    """Name what the journal says of opening."""
    return [fact.kind for fact in facts_of_report(report.id) if "decrypted" in fact.kind]


class TestB7Opened:
    """“Reports may be PGP-encrypted.”"""

    def test_a_mail_is_opened_words_and_files_and_sealed_as_the_reports(self, group: Site, ring: Ring) -> None:
        key = publish(group, ring, "first@house.example", PASSPHRASE)
        report = import_mail(pgp_mime(ring, signed=True), group.at.now).report
        assert work(group) == 1
        assert work(group) == 0, "once"
        (found,) = opened_of(report)
        assert (found.said.words, found.key_id, found.signature) == (SECRET, key[-16:], "unknown")
        assert found.signer
        (file,) = found.said.files
        assert file.name == "poc.py"
        read = file_of(group.hana.viewer, group.at.now, file.id)
        assert read is not None
        assert b"".join(read.chunks) == b"print('canary-7b1')"
        on_disk = b"".join(path.read_bytes() for path in of_site.HOME.rglob("*") if path.is_file())
        assert b"canary-7b1" not in on_disk
        assert b"PRIVATE KEY" not in on_disk
        assert PASSPHRASE.encode() not in on_disk

    def test_files_of_the_form_and_words_of_a_message_too(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", PASSPHRASE)
        armored = ring.encrypted(SECRET.encode(), "first@house.example").decode()
        receipt = receive(
            actor=PUBLIC.actor,
            now=group.at.now,
            submission=Submission("web", "security", "en", b"raw", "Router X", {"steps": f"See:\n{armored}"}),
        )
        finder = report_by_code(receipt.tracking_code)
        assert finder is not None
        write_as_finder(actor=finder.actor, now=group.at.now, report=receipt.report, body=armored)
        assert work(group) == 2
        assert [one.said.words for one in opened_of(receipt.report)] == [SECRET, SECRET]

    def test_a_signature_is_checked_with_a_key_that_came_along(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", PASSPHRASE)
        content = SECRET.encode() + b"\n" + ring.public("rita@finder.example").encode()
        sealed = ring.encrypted(content, "first@house.example", signed=True).decode()
        submission = Submission("web", "security", "en", b"raw", "Router X", {"steps": sealed})
        report = receive(actor=PUBLIC.actor, now=group.at.now, submission=submission).report
        work(group)
        assert opened_of(report)[0].signature == "came_along"


class TestB7OldKeys:
    """“Keeps old keys for decryption.”"""

    def test_what_was_encrypted_to_the_key_before_is_still_opened(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", PASSPHRASE)
        publish(group, ring, "next@house.example", "")
        report = import_mail(pgp_mime(ring), group.at.now).report
        assert work(group) == 1
        assert opened_of(report)[0].signature == "none"
        assert [one.opens for one in keys_published(group.at.now)] == [True, True]

    def test_a_key_given_later_opens_what_waited_for_it(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", None)
        report = import_mail(pgp_mime(ring), group.at.now).report
        assert work(group) == 0
        seen = report_page(group.hana.viewer, group.at.now, report.number)
        assert seen is not None
        assert seen.shut == ("no_key",)
        private = ring.private("first@house.example", PASSPHRASE)
        keep_private_key(actor=OPERATOR, now=group.at.now, armored=private, passphrase=PASSPHRASE)
        assert work(group) == 1
        assert kinds(report) == ["report.not_decrypted", "report.decrypted"]

    def test_only_the_private_half_of_a_published_key_is_kept(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", None)
        for armored, passphrase in (
            (ring.private("next@house.example", ""), ""),
            (ring.private("first@house.example", PASSPHRASE), "wrong"),
            (ring.public("first@house.example"), ""),
            ("nonsense", ""),
        ):
            with pytest.raises(KeyRefused, match="no private key of a published one"):
                keep_private_key(actor=OPERATOR, now=group.at.now, armored=armored, passphrase=passphrase)
        private = ring.private("first@house.example", PASSPHRASE)
        with pytest.raises(KeyRefused, match="administrator"):
            keep_private_key(actor=group.mina.actor, now=group.at.now, armored=private, passphrase=PASSPHRASE)
        assert openpgp.kept() == ()

    def test_the_command_line_keeps_it(self, group: Site, ring: Ring, tmp_path: Path) -> None:
        publish(group, ring, "first@house.example", None)
        grant_role(actor=OPERATOR, now=group.at.now, person=group.hana.person, role=ADMINISTRATOR)
        file = tmp_path / "private.asc"
        file.write_text(ring.private("first@house.example", PASSPHRASE))
        words = ["key", "keep", str(file), "--passphrase-stdin", "--as", "hana@maker.example"]
        told = CliRunner().invoke(main, words, input=f"{PASSPHRASE}\n")
        assert told.exit_code == 0, told.output
        assert len(openpgp.kept()) == 1
        assert '"opens": true' in CliRunner().invoke(main, ["key", "list"]).output


class TestForTheTeamAlone:
    """The finder's code may have gone by mail in plain: what was opened is not behind it; nor is it anybody else's."""

    def test_the_finders_page_and_a_stranger_see_nothing_of_it(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", PASSPHRASE)
        receipt = import_mail(pgp_mime(ring), group.at.now)
        work(group)
        (file,) = opened_of(receipt.report)[0].said.files
        rita = Client()
        rita.post("/en/box", {"code": receipt.tracking_code})
        for road in ("/en/box/open", "/en/box/data"):
            page = rita.get(road)
            assert page.status_code == 200
            assert "canary-7b1" not in page.text
            assert "poc.py" not in page.text
        assert rita.get(f"/en/box/files/{file.id}").status_code == 404
        assert report_page(group.mallory.viewer, group.at.now, receipt.report.number) is None
        assert file_of(group.mallory.viewer, group.at.now, file.id) is None

    def test_erasing_the_report_erases_what_was_opened(self, group: Site, ring: Ring) -> None:
        publish(group, ring, "first@house.example", PASSPHRASE)
        report = import_mail(pgp_mime(ring), group.at.now).report
        work(group)
        erase(actor=OPERATOR, now=group.at.later(days=1), report=report, kind="report")
        report.refresh_from_db()
        assert opened_of(report) == ()
