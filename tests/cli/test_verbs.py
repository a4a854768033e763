"""What the commands do at a site, in the process of the tests: data on stdout, words on stderr, exit codes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from django.conf import settings as site_settings

from daybreak.cli import main
from daybreak.journal.clock import database_now
from daybreak.people.actions import register_person
from daybreak.stages.cases.duties import extend_duty, waive_duty
from tests.cast import OPERATOR, START
from tests.granting import CANARY as WORDS
from tests.granting import REVIEW, let_grant, row_of

if TYPE_CHECKING:
    from click.testing import Result

    from tests.cast import Site

POLICIES = Path(__file__).parents[2] / "src" / "daybreak" / "policies"
ME = ("--as", "hana@maker.example")
MAIL = (
    b"From: Rita <rita@finder.example>\r\nTo: security@hoshimi.example\r\nSubject: Overflow\r\n"
    b"Message-ID: <one@finder.example>\r\n\r\nSend a long name.\r\n"
)


def _said(*words: str, given: bytes = b"") -> Result:
    """Run a command; it ends in an exit code, never in an error of its own."""
    done = CliRunner().invoke(main, words, input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def today(site: Site, settings: Any, tmp_path: Path) -> Site:
    """A site whose database's clock goes on from an hour after the cast began."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text("0")
    settings.CLOCK_FILE.write_text(str((START + timedelta(hours=1) - database_now()).total_seconds()))
    return site


class TestMail:
    """“A mail becomes a report, raw first.”"""

    def test_the_same_mail_comes_once(self, today: Site) -> None:
        first = json.loads(_said("mail", "import", "-", "--json", given=MAIL).stdout)
        again = _said("mail", "import", "-", "--json", given=MAIL)
        assert "had come before" in again.stderr
        assert json.loads(again.stdout) == first | {"repeated": True}
        assert [line["number"] for line in json.loads(_said("report", "list", "--json").stdout)] == [first["number"]]


class TestDrill:
    """Issue 3: `daybreak drill`."""

    def test_is_started_shown_and_ended(self, today: Site) -> None:
        listed = json.loads(_said("drill", "stories", "--json").stdout)
        assert {one["id"] for one in listed} >= {"attack_at_night", "a_date_is_set"}
        outbox = Path(site_settings.HOME) / "outbox"
        before = set(outbox.glob("*.eml"))
        started = _said("drill", "start", "attack-at-night", *ME, "--speed", "1440", "--json")
        assert started.exit_code == 0, started.stderr
        number = json.loads(started.stdout)["number"]
        assert _said("worker", "--once").exit_code == 0
        shown = json.loads(_said("drill", "show", number, "--json").stdout)
        assert shown["speed"] == 1440
        assert {one["state"] for one in shown["duties"]} <= {"open", "due_soon", "overdue"}
        assert set(outbox.glob("*.eml")) == before
        assert _said("drill", "end", number, *ME).exit_code == 0
        again = _said("drill", "end", number, *ME)
        assert (again.exit_code, "has ended" in again.stderr) == (1, True)
        assert "First answer by a person" in _said("drill", "show", number).stdout

    def test_of_no_story_names_those_there_are(self, today: Site) -> None:
        unknown = _said("drill", "start", "no_such_story", *ME)
        assert (unknown.exit_code, unknown.stdout) == (1, "")
        assert "attack_at_night" in unknown.stderr


class TestEvidence:
    """Issue 3: an evidence page per duty; a stranger hears what is said of a number that does not exist."""

    def test_is_for_those_inside(self, today: Site) -> None:
        number = json.loads(_said("mail", "import", "-", "--json", given=MAIL).stdout)["number"]
        asked = ("duties", "evidence", number, "answer", "--as")
        found = _said(*asked, "hana@maker.example", "--json")
        assert found.exit_code == 0, found.stderr
        page = json.loads(found.stdout)
        assert (page["number"], page["duty"], page["title"]) == (number, "answer", "Overflow")
        assert [one["kind"] for one in page["started_by"]] == ["report.received"]
        assert page["limit"]["ends"] > page["start"]
        assert page["started_by"][0]["hash"] in _said(*asked, "hana@maker.example").stdout

        register_person(actor=OPERATOR, now=today.at.now, email="sam@maker.example", name="Sam", password="x" * 20)
        stranger = _said(*asked, "sam@maker.example", "--json")
        nothing = _said("duties", "evidence", "R-2026-9999", "answer", "--as", "sam@maker.example", "--json")
        assert (stranger.exit_code, nothing.exit_code) == (1, 1)
        assert (stranger.stdout, nothing.stdout) == ("", "")
        assert stranger.stderr == nothing.stderr.replace("R-2026-9999", number)


class TestOfTheSite:
    """Issue 3: the evidence of a duty of the site shows what was granted to it, to whoever answers for it."""

    def test_grants_are_shown_and_a_stranger_hears_nothing(self, today: Site) -> None:
        let_grant(today)
        until = today.at.now + timedelta(days=500)
        extend_duty(
            actor=today.quinn.actor, now=today.at.now, duty=row_of(), until=until, reason="complexity", words=WORDS
        )
        waive_duty(actor=today.hana.actor, now=today.at.now, duty=row_of(), words=WORDS)
        asked = ("duties", "evidence", "site", REVIEW, "--as")
        shown = _said(*asked, "hana@maker.example").stdout
        assert f"extended until {until.isoformat()}: complexity" in shown
        assert "Hana asks to waive it" in shown
        assert shown.count(WORDS) == 2
        page = json.loads(_said(*asked, "quinn@maker.example", "--json").stdout)
        assert [one["until"] for one in page["extensions"]] == [until.isoformat()]
        stranger = _said(*asked, "mallory@maker.example")
        assert (stranger.exit_code, stranger.stdout) == (1, "")
        assert WORDS not in stranger.stderr


class TestBoard:
    """The duty board at the command line: what its person may see, in parts, without titles."""

    def test_it_is_its_persons(self, today: Site) -> None:
        number = json.loads(_said("mail", "import", "-", "--json", given=MAIL).stdout)["number"]
        asked = ("duties", "list", "--whose", "all", "--json", "--as")
        mine = json.loads(_said(*asked, "hana@maker.example").stdout)
        assert {(one["number"], one["rule"]) for one in mine["duties"]} >= {(number, "answer")}
        assert "Overflow" not in json.dumps(mine)
        part = json.loads(_said(*asked, "hana@maker.example", "--skip", "1", "--count", "1").stdout)
        assert (part["found"], part["duties"]) == (mine["found"], mine["duties"][1:2])
        strict = json.loads(_said(*asked, "hana@maker.example", "--state", "overdue").stdout)
        assert {one["state"] for one in strict["duties"]} <= {"overdue"}
        spoken = _said("duties", "list", "--whose", "all", "--strength", "own promise", *ME)
        assert spoken.stdout == _said("duties", "list", "--whose", "all", "--strength", "own_promise", *ME).stdout
        assert number in _said("duties", "list", "--whose", "all", *ME).stdout
        assert number not in _said(*asked, "mallory@maker.example").stdout
        unknown = _said(*asked, "nobody@maker.example")
        assert (unknown.exit_code, unknown.stdout) == (1, "")


class TestPolicyFiles:
    """“Data for machines on stdout, words on stderr, exit codes documented.”"""

    def test_a_missing_file_is_a_sentence(self, tmp_path: Path) -> None:
        done = _said("policy", "check", str(tmp_path / "none.yaml"))
        assert (done.exit_code, done.stdout) == (1, "")
        assert "No such file" in done.stderr

    def test_every_fault_is_named_with_its_line(self, tmp_path: Path) -> None:
        file = tmp_path / "policy.yaml"
        text = (POLICIES / "kestrel-sdk.yaml").read_text()
        file.write_text(text.replace("who: security\n", "who: nobody\n", 1).replace("from: 4.0", "from: 0.1"))
        done = _said("policy", "check", "--json", str(file))
        found = json.loads(done.stdout)
        assert done.exit_code == 1
        assert len(found) > 1
        assert all(fault["line"] > 1 and fault["sentence"] for fault in found)

    @pytest.mark.parametrize("day", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
    def test_a_year_beyond_every_calendar_is_a_sentence(self, today: Site, day: str) -> None:
        file = str(POLICIES / "hoshimi-camera.yaml")
        for words in (("adopt", file, *ME), ("replay", file)):
            done = _said("policy", *words, "--from", day)
            assert (done.exit_code, done.stdout) == (1, "")
            assert "between 1990 and 2199" in done.stderr

    @pytest.mark.parametrize("name", sorted(path.name for path in POLICIES.glob("*.yaml")))
    def test_the_example_policies_have_no_fault_and_can_be_read(self, name: str) -> None:
        assert _said("policy", "check", str(POLICIES / name)).exit_code == 0
        assert len(_said("policy", "show", str(POLICIES / name)).stdout) > 2000
