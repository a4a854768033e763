"""The command line in processes of its own: a site by script, data on stdout, words on stderr, exit codes.

Each command is started once as its users start it; what it does beyond that is shown in test_verbs.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

POLICIES = Path(__file__).parents[2] / "src" / "daybreak" / "policies"
PASSWORD = "correct horse battery staple"
MAIL = (
    b"From: Rita <rita@finder.example>\r\nTo: security@hoshimi.example\r\nSubject: Overflow\r\n"
    b"Message-ID: <one@finder.example>\r\n\r\nSend a long name.\r\n"
)


def _run(home: Path, *arguments: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    command = [sys.executable, "-m", "daybreak", *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, check=False, env=environment | {"DAYBREAK_HOME": str(home)} | more
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site made by script, without a question."""
    folder = tmp_path_factory.mktemp("site")
    done = _run(
        folder,
        "setup",
        "--policy",
        str(POLICIES / "hoshimi-camera.yaml"),
        "--admin",
        "hana@hoshimi.example",
        "--password-stdin",
        given=f"{PASSWORD}\n".encode(),
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder


class TestASiteByScript:
    """“Everything a person sets up by hand can be set up by a script.”"""

    def test_a_mail_becomes_a_report_byte_for_byte_and_only_once(self, home: Path) -> None:
        first = _run(home, "mail", "import", "-", given=MAIL)
        assert first.returncode == 0, first.stderr.decode()
        again = _run(home, "mail", "import", "-", given=MAIL)
        assert b"had come before" in again.stderr
        listed = json.loads(_run(home, "report", "list", "--json").stdout)
        assert [line["sha256"] for line in listed] == [hashlib.sha256(MAIL).hexdigest()]
        assert set(listed[0]) >= {"number", "door", "received_at", "sha256"}

    def test_a_drill_is_started(self, home: Path) -> None:
        """Issue 3: `daybreak drill`."""
        words = ("drill", "start", "attack-at-night", "--as", "hana@hoshimi.example", "--json")
        started = _run(home, *words)
        assert started.returncode == 0, started.stderr.decode()
        assert set(json.loads(started.stdout)) == {"number", "report", "ends_at"}

    def test_the_journal_verifies_and_a_cut_is_found(self, home: Path) -> None:
        assert _run(home, "journal", "verify").returncode == 0
        head = home / "journal.head"
        kept = head.read_text()
        head.write_text(kept.replace('"hash', '"hush'))
        found = _run(home, "journal", "verify")
        head.write_text(kept)
        assert found.returncode == 3
        assert b"signature" in found.stdout

    def test_what_stands_past_the_signed_head_is_said(self, home: Path) -> None:
        """P8: “the database may be ahead of it, never behind.”"""
        head = home / "journal.head"
        older = head.read_text()
        assert _run(home, "mail", "import", "-", given=MAIL.replace(b"Subject: ", b"Subject: Another ")).returncode == 0
        newer = head.read_text()
        head.write_text(older)
        found = _run(home, "journal", "verify", "--json")
        head.write_text(newer)
        told = json.loads(found.stdout)
        assert (found.returncode, told["faults"]) == (0, [])
        assert f"{told['past_head']} entries stand after the last that this host saw".encode() in found.stderr

    def test_the_worker_does_what_is_due_and_ends(self, home: Path) -> None:
        done = _run(home, "worker", "--once")
        assert done.returncode == 0, done.stderr.decode()

    def test_evidence_of_nothing_is_a_sentence(self, home: Path) -> None:
        found = _run(home, "duties", "evidence", "R-2026-9999", "answer", "--as", "hana@hoshimi.example", "--json")
        assert (found.returncode, found.stdout) == (1, b"")
        assert b"R-2026-9999" in found.stderr

    def test_duties_are_derived_anew_by_hand_or_by_the_worker(self, home: Path) -> None:
        """An update says what is left to do, and is silent once nothing is."""
        assert _run(home, "mail", "import", "-", given=MAIL.replace(b"Subject: ", b"Subject: Yet ")).returncode == 0
        assert b"`daybreak duties rebuild`" in _run(home, "migrate").stderr
        done = _run(home, "duties", "rebuild")
        assert done.returncode == 0
        assert b" derived anew" in done.stderr
        assert b"rebuild" not in _run(home, "migrate").stderr

    def test_keys_are_readable_by_the_site_alone(self, home: Path) -> None:
        for key in (home / "keys").iterdir():
            assert key.stat().st_mode & 0o077 == 0

    def test_so_is_the_database_whatever_the_folder_allows(self, home: Path) -> None:
        kept = {path.name: path.stat().st_mode & 0o077 for path in home.glob("*") if path.is_file()}
        assert kept == {"daybreak.sqlite3": 0, "journal.head": 0}


class TestRefusals:
    """“Data for machines on stdout, words on stderr, exit codes documented.”"""

    def test_a_policy_of_random_bytes_is_a_sentence(self, tmp_path: Path) -> None:
        file = tmp_path / "policy.yaml"
        file.write_bytes(os.urandom(4096))
        done = _run(tmp_path, "policy", "check", str(file))
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert f"{file}:".encode() in done.stdout
        (fault,) = json.loads(_run(tmp_path, "policy", "check", str(file), "--json").stdout)
        assert fault["line"] >= 1
        assert "UTF-8" in fault["sentence"]

    def test_an_example_policy_is_shown(self, tmp_path: Path) -> None:
        assert len(_run(tmp_path, "policy", "show", str(POLICIES / "kestrel-sdk.yaml")).stdout) > 2000

    @pytest.mark.parametrize(
        ("address", "password", "words"),
        [("a@b.example", "123", b"at least 12 characters"), ("nobody", PASSWORD, b"address")],
    )
    def test_an_administrator_nobody_can_register_leaves_no_site(
        self, tmp_path: Path, address: str, password: str, words: bytes
    ) -> None:
        setup = ("setup", "--policy", str(POLICIES / "kestrel-sdk.yaml"), "--admin", address, "--password-stdin")
        refused = _run(tmp_path / "site", *setup, given=f"{password}\n".encode())
        assert (refused.returncode, refused.stdout) == (1, b"")
        assert words in refused.stderr
        assert b"Traceback" not in refused.stderr
        assert not (tmp_path / "site").exists()

    @pytest.mark.parametrize("command", ["serve", "report list --json", "journal verify", "worker --once"])
    def test_a_command_without_a_site_says_what_to_do(self, tmp_path: Path, command: str) -> None:
        done = _run(tmp_path / "none", *command.split())
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"daybreak setup" in done.stderr

    def test_bytes_that_are_no_text_are_a_sentence(self, tmp_path: Path) -> None:
        policy = str(POLICIES / "kestrel-sdk.yaml")
        setup = ("setup", "--policy", policy, "--admin", "a@b.example", "--password-stdin")
        given = _run(tmp_path / "one", *setup, given=b"\xff\xfe and more than twelve\n")
        named = _run(tmp_path / "two", *setup, "--name", "\udcff", given=f"{PASSWORD}\n".encode())
        for done in (given, named):
            assert (done.returncode, done.stdout) == (1, b"")
            assert b"UTF-8" in done.stderr
            assert b"Traceback" not in done.stderr

    def test_a_folder_that_cannot_be_made_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        policy = str(POLICIES / "kestrel-sdk.yaml")
        setup = ("setup", "--policy", policy, "--admin", "a@b.example", "--password-stdin")
        made = _run(tmp_path / "file" / "site", *setup, given=f"{PASSWORD}\n".encode())
        played = _run(tmp_path / "home", "demo", "--headless", "--out", str(tmp_path / "file" / "out"))
        for done in (made, played):
            assert (done.returncode, done.stdout) == (1, b"")
            assert b"Traceback" not in done.stderr
            assert str(tmp_path / "file").encode() in done.stderr

    def test_a_mail_server_that_cannot_be_read_is_a_sentence(self, home: Path) -> None:
        done = _run(home, "worker", "--once", DAYBREAK_SMTP_URL="mail")
        assert done.returncode == 1
        assert b"DAYBREAK_SMTP_URL" in done.stderr
        assert b"Traceback" not in done.stderr


PLAYED = """
from daybreak import environment
from daybreak.cli.demo import _played, BEGUN, _empty
home = environment.read().home
if (home / BEGUN).exists():
    _empty(home)
played = _played(home)
print(played.published, played.running)
"""
ADDED = """
from daybreak.journal.clock import database_now
from daybreak.records.models import Advisory
first = Advisory.objects.get()
Advisory.objects.create(number="AB-SA-2026-ADDED", case=first.case, drafted_at=database_now())
"""


def _in_the_demo(home: Path, code: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, check=False, env=environment | {"DAYBREAK_HOME": str(home)})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _comes_to(*, listening: bool, port: int) -> bool:
    """Wait until something listens on the port, or nothing does any more; False after half a minute."""
    for _turn in range(150):
        with socket.socket() as caller:
            if (caller.connect_ex(("127.0.0.1", port)) == 0) is listening:
                return True
        Event().wait(0.2)
    return False


class TestTheDemo:
    """“`daybreak demo --headless --out DIR` plays the whole life … and ends 0.”"""

    @pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "SIGKILL"])
    def test_leaves_no_server_behind_however_it_ends(self, home: Path, ending: str) -> None:
        """Issue 2: “Run again, it continues”, also after the terminal was closed or the demo was killed."""
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
        serving = subprocess.Popen(
            [sys.executable, "-c", f"from daybreak.cli.demo import _serve; _serve('127.0.0.1', {port})"],
            env=environment | {"DAYBREAK_HOME": str(home)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert _comes_to(listening=True, port=port)
        finally:
            serving.send_signal(signal.Signals[ending])
            serving.wait()
        assert _comes_to(listening=False, port=port)

    def test_begins_anew_after_an_end_in_the_middle_and_goes_on_with_what_was_added(self, tmp_path: Path) -> None:
        """Issue 2: “Run again, it continues”."""
        home = tmp_path / "home"
        (home / "keys").mkdir(parents=True)
        (home / "demo-begun").touch()
        (home / "keys" / "vault.key").write_bytes(b"half a ke")
        for more in ("", ADDED, ""):
            done = _in_the_demo(home, f"{PLAYED}{more}")
            assert done.returncode == 0, done.stderr.decode()[-2000:]
            assert not (home / "demo-begun").exists()
        assert b"AB-SA-2026-ADDED" not in done.stdout

    def test_plays_writes_the_tree_and_verifies(self, tmp_path: Path) -> None:
        done = _run(tmp_path / "home", "demo", "--headless", "--out", str(tmp_path / "out"))
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert b"keeps: Publish the advisory" in done.stdout
        documents = list((tmp_path / "out" / "csaf" / "white").glob("*/*.json"))
        assert len(documents) == 2
        assert all(json.loads(path.read_text())["document"]["csaf_version"] == "2.0" for path in documents)
