"""Finders' machines: reports are stored once and whole, codes open one report, nothing breaks the door."""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.doors.api.strict_json import NotStrict, strict_json
from daybreak.records.models import JournalEntry, Message, Report
from daybreak.vault.data_keys import destroy
from daybreak.vault.sealed import open_bytes, open_json, open_text

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.api.conftest import Machine

SAID = {
    "title": "Open telnet in the base station",
    "answers": {"steps": "Connect to port 23.\nSign in as root.", "finder_date": "2027-02-01", "exploited": "no"},
    "language": "en",
    "finder": {"name": "Rita", "address": "rita@example.org"},
}


def key() -> dict[str, str]:
    """A fresh Idempotency-Key."""
    return {"Idempotency-Key": str(uuid4())}


class TestSendingAReport:
    """Promises, P1 and P2: 201 means stored; the same report again is one report."""

    def test_is_stored_as_sent_and_receipted(self, site: Site, machine: Machine) -> None:
        raw = json.dumps(SAID, indent=3).encode()
        answer = machine.post("/reports", raw, **key())
        told = answer.json()
        report = Report.objects.get(number=told["number"])
        assert answer.status_code == 201
        assert told["sha256"] == hashlib.sha256(raw).hexdigest() == report.raw_sha256
        assert open_bytes(report, "raw_sealed") == raw
        assert open_text(report, "title_sealed") == SAID["title"]
        assert open_json(report, "answers_sealed") == SAID["answers"]
        assert (report.door, report.mailbox, report.language) == ("api", "security", "en")
        assert JournalEntry.objects.filter(report=report, kind="finder.deadline_set").exists()
        assert answer["Cache-Control"] == "no-store"

    def test_the_same_key_and_body_give_the_same_answer(self, site: Site, machine: Machine) -> None:
        named = key()
        first = machine.post("/reports", SAID, **named)
        again = machine.post("/reports", SAID, **named)
        assert (again.status_code, again.content) == (201, first.content)
        assert Report.objects.count() == 1

    def test_the_same_key_with_another_body_is_a_conflict(self, site: Site, machine: Machine) -> None:
        named = key()
        first = machine.post("/reports", SAID, **named).json()
        other = machine.post("/reports", {**SAID, "title": "Another"}, **named)
        assert other.status_code == 409
        assert first["tracking_code"] not in other.content.decode()
        assert Report.objects.count() == 1

    def test_without_a_key_each_is_its_own(self, site: Site, machine: Machine) -> None:
        assert machine.post("/reports", SAID).json()["number"] != machine.post("/reports", SAID).json()["number"]

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"title": ""}, "title"),
            ({"title": "x" * 301}, "title"),
            ({"title": "a\u202eb"}, "title"),
            ({"title": 7}, "title"),
            ({"extra": 1}, "extra"),
            ({"language": "tlh"}, "language"),
            ({"answers": {"nonsense": "x"}}, "answers.nonsense"),
            ({"answers": {"finder_date": "soon"}}, "answers.finder_date"),
            ({"answers": {"finder_date": "9999-12-31"}}, "answers.finder_date"),
            ({"answers": {"exploited": "perhaps"}}, "answers.exploited"),
            ({"answers": {"product": "toaster"}}, "answers.product"),
            ({"answers": {"version": "two\nlines"}}, "answers.version"),
            ({"answers": {"steps": "x" * 100_001}}, "answers.steps"),
            ({"finder": {"address": "a@b.example, c@d.example"}}, "finder.address"),
            ({"finder": {"credit": "loudly"}}, "finder.credit"),
        ],
    )
    def test_what_cannot_be_taken_is_named(
        self, site: Site, machine: Machine, change: dict[str, Any], where: str
    ) -> None:
        """Issue 2, bad input: a clear sentence and a 4xx."""
        answer = machine.post("/reports", {**SAID, **change}, **key())
        assert answer.status_code == 422
        assert where in {one["where"] for one in answer.json()["errors"]}
        assert not Report.objects.exists()

    @pytest.mark.parametrize(
        ("change", "where", "words"),
        [
            ({"finder": {"email": "r@x.example"}}, "finder.email", "credit_name, name, organisation"),
            ({"titel": "x"}, "titel", "did you mean title?"),
            ({"title": None}, "title", "Write a text here, in quotes."),
            ({"answers": []}, "answers", "Write a JSON object here, in { }."),
            ({"finder": "Rita"}, "finder", "Write a JSON object here, in { }."),
            ({"finder": {"credit": "loudly"}}, "finder.credit", "'name', 'anonymous', 'undecided'."),
            ({"finder": {"address": "rita"}}, "finder.address", "This is no mail address; write one alone"),
            ({"title": " "}, "title", "Write something here."),
        ],
    )
    def test_it_is_said_in_our_words_and_the_readers_language(
        self, site: Site, machine: Machine, change: dict[str, Any], where: str, words: str
    ) -> None:
        """“English and Japanese throughout” (B12): what the library finds is said as we say it."""
        told = machine.post("/reports", {**SAID, **change}, **key()).json()["errors"]
        assert [words in one["detail"] for one in told if one["where"] == where] == [True], told
        sent = json.dumps({**SAID, **change})
        japanese = machine.client.post(
            "/api/v1/reports", sent, content_type="application/json", headers={"Accept-Language": "ja"}
        )
        said = next(one["detail"] for one in japanese.json()["errors"] if one["where"] == where)
        assert said.endswith("。")
        assert said[:2] != words[:2]

    def test_what_is_missing_is_said_so(self, site: Site, machine: Machine) -> None:
        (told,) = machine.post("/reports", {}, **key()).json()["errors"]
        assert told == {"where": "title", "detail": "This is missing; add it."}

    @pytest.mark.parametrize(
        "raw",
        [
            b"", b"{", b"[]", b"null", b"7", b'"x"', b'{"title": "a", "title": "b"}', b'{"title": NaN}',
            b'{"title": -Infinity}',
            b'{"title": 1e131071}', b'{"title": 123456789012345678901234567890}', b'{"title": "\\ud800"}',
            b'{"title": "a\\u0000b"}', b'{"title": "\xff"}', b"\xef\xbb\xbf{}",
            b'{"title":' + b"[" * 70 + b"]" * 70 + b"}",
            b"[" * 100_000, b'{"a":' * 100_000,
        ],
        ids=lambda raw: repr(raw[:24]),
    )  # fmt: skip
    def test_bad_json_is_told_in_a_sentence(self, site: Site, machine: Machine, raw: bytes) -> None:
        assert machine.post("/reports", raw, **key()).status_code == 422

    def test_too_much_and_other_types_are_refused(self, site: Site, machine: Machine) -> None:
        assert machine.post("/reports", b" " * (3 * 1024 * 1024)).status_code == 413
        sent = machine.client.post("/api/v1/reports", json.dumps(SAID), content_type="text/plain")
        assert sent.status_code == 415
        worse = machine.client.post("/api/v1/reports", json.dumps({"title": 7}), content_type="text/plain")
        assert worse.status_code == 415, "the type is said first, whatever stands in the body"
        assert machine.post("/reports", SAID, **{"Idempotency-Key": "1"}).status_code == 422

    def test_naughty_strings_do_no_harm(self, site: Site, machine: Machine) -> None:
        """Issue 2, bad input: 515 of them where DAYBREAK_CORPUS is, the worst of our own without it."""
        strings = ["", "\0", "\ud800", "\u202e", "𝕏" * 90, "<script>", "' OR 1=1", "\x7f\x1b[2J", "ﷺ" * 100, "%n%s{0}"]
        if os.environ.get("DAYBREAK_CORPUS"):
            strings += json.loads((Path(os.environ["DAYBREAK_CORPUS"]) / "naughty-strings.json").read_text())[::12]
        for text in strings:
            answer = machine.post("/reports", {"title": text, "answers": {"steps": text}}, **key())
            assert answer.status_code in {201, 422}
            if answer.status_code == 201:
                report = Report.objects.get(number=answer.json()["number"])
                assert json.loads(open_bytes(report, "raw_sealed"))["title"] == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "title": json_values,
        "answers": st.dictionaries(st.sampled_from(["steps", "product", "finder_date", "x"]), json_values)
        | json_values,
        "language": st.sampled_from(["en", "ja", "xx"]) | json_values,
        "finder": st.dictionaries(st.sampled_from(["name", "address", "credit"]), json_values) | json_values,
    },
)


class TestNothingBreaksTheDoor:
    """Bad input: never a 500, always a sentence (the machine of these tests checks every answer)."""

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(body=bodies | json_values)
    def test_any_json(self, site: Site, machine: Machine, body: object) -> None:
        assert machine.post("/reports", body).status_code in {201, 422}

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(raw=st.binary(max_size=200))
    def test_any_bytes(self, site: Site, machine: Machine, raw: bytes) -> None:
        assert machine.post("/reports", raw).status_code == 422
        assert machine.post("/box/messages", raw, **{"Tracking-Code": "x"}).status_code in {404, 429}

    @given(json_values)
    def test_strict_json_reads_what_json_means(self, value: object) -> None:
        """What it reads, it reads as the standard library does; what it refuses is no plain JSON value."""
        text = json.dumps(value)
        forbidden = ("NaN", "Infinity", "\\u0000", "\\ud")
        if any(bad in text for bad in forbidden) or any(len(part) > 18 for part in re.findall("[0-9]+", text)):
            with suppress(NotStrict):
                assert strict_json(text.encode()) == json.loads(text)
        else:
            assert strict_json(text.encode()) == json.loads(text)

    @pytest.mark.parametrize("path", ["/", "/nothing", "/reports/", "/cases/x/y", "/openapi", "/docs", "/%00"])
    def test_any_other_address_is_a_problem_too(self, machine: Machine, path: str) -> None:
        assert machine.get(path).status_code == 404

    def test_another_method_is_told_which_ones_there_are(self, machine: Machine) -> None:
        answer = machine.client.delete("/api/v1/reports")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert "POST" in answer["Allow"]

    def test_the_description_is_served_and_names_every_error(self, machine: Machine) -> None:
        described = machine.get("/openapi.json").json()
        operations = [one for path in described["paths"].values() for one in path.values()]
        assert len(operations) >= 9
        assert all(any(code.startswith("4") for code in one["responses"]) for one in operations)
        kinds = {
            (int(code) >= 400, kind)
            for one in operations
            for code, answer in one["responses"].items()
            for kind in answer.get("content", ())
        }
        assert kinds == {(False, "application/json"), (True, "application/problem+json")}

    @pytest.mark.parametrize("path", ["/advisories", "/openapi.json"])
    def test_head_is_answered_as_get_without_its_body(self, site: Site, machine: Machine, path: str) -> None:
        got, headed = machine.get(path), machine.client.head(f"/api/v1{path}")
        assert (headed.status_code, headed.content) == (got.status_code, b"")
        assert headed["Content-Type"] == got["Content-Type"]
        assert machine.client.head("/api/v1/cases").status_code == 401


class TestTheFindersBox:
    """Promises, control 12: wrong codes get one uniform answer and are limited; a right one opens one report."""

    def test_reads_and_writes_with_the_code(self, site: Site, machine: Machine) -> None:
        told = machine.post("/reports", SAID, **key()).json()
        mine = {"Tracking-Code": told["tracking_code"]}
        box = machine.get("/box", **mine).json()
        assert (box["number"], box["sha256"], box["messages"]) == (told["number"], told["sha256"], [])
        assert box["next"]["by"]
        assert machine.post("/box/messages", {"body": "One more thing."}, **mine).status_code == 201
        (message,) = machine.get("/box", **mine).json()["messages"]
        assert (message["by"], message["body"]) == ("finder", "One more thing.")
        assert machine.post("/box/messages", {"body": " "}, **mine).status_code == 422
        assert Message.objects.count() == 1

    def test_after_an_erasure_it_tells_the_stage_and_nothing_they_sent(self, site: Site, machine: Machine) -> None:
        told = machine.post("/reports", SAID, **key()).json()
        mine = {"Tracking-Code": told["tracking_code"]}
        machine.post("/box/messages", {"body": "One more thing."}, **mine)
        report = Report.objects.get(number=told["number"])
        destroy(report.data_key, site.at.now)
        box = machine.get("/box", **mine).json()
        assert (box["number"], box["messages"], box["files"]) == (told["number"], [], [])
        assert box["erased_at"]
        assert machine.post("/box/messages", {"body": "More."}, **mine).status_code == 404

    def test_wrong_codes_are_told_alike_and_limited(self, site: Site, machine: Machine) -> None:
        code = machine.post("/reports", SAID, **key()).json()["tracking_code"]
        almost = code[:-1] + ("0" if code[-1] != "0" else "2")
        answers = [
            machine.get("/box", **headers) for headers in ({}, {"Tracking-Code": almost}, {"Tracking-Code": "é"})
        ]
        assert {one.status_code for one in answers} == {404}
        assert len({one.content for one in answers}) == 1
        later = [machine.get("/box", **{"Tracking-Code": almost}).status_code for _ in range(12)]
        assert later[-1] == 429
        assert machine.get("/box", **{"Tracking-Code": code}).status_code == 429, "the right one waits, too"
