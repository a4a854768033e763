"""Finders' machines send files: streamed, sealed, unchanged, within the policy's limits; else a problem and nothing."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from daybreak.doors.uploads import SealingUploadHandler
from daybreak.program.versions import adopt
from daybreak.records.models import Message, Report, StoredFile
from daybreak.vault.data_keys import opened
from daybreak.vault.files import read
from daybreak.vault.sealed import open_bytes, open_text
from tests.cast import OPERATOR

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.api.conftest import Machine

SAID = {"title": "Open telnet", "answers": {"steps": "Connect to port 23."}, "language": "en"}
EXPLOIT = bytes(range(256)) * 5000
MARK = b"canary-in-a-file"


def named(content: bytes, name: str = "poc.bin") -> SimpleUploadedFile:
    """Make a file to send."""
    return SimpleUploadedFile(name, content)


def send(machine: Machine, parts: dict[str, Any], path: str = "/reports", **headers: str) -> Any:
    """POST parts; a refusal must be a problem with a sentence."""
    return machine._checked(machine.client.post(f"/api/v1{path}", parts, headers=headers))


def on_disk() -> set[str]:
    """Name every sealed file there is."""
    return {path.name for path in (settings.HOME / "files").glob("??/*")}


class TestAReportWithFiles:
    """Issue 2, 10, and promises, P1: stored complete and byte-identical before 201."""

    def test_arrives_whole(self, site: Site, machine: Machine) -> None:
        text = json.dumps(SAID, indent=1, ensure_ascii=False)
        parts = {"json": text, "file": [named(EXPLOIT), named(b"", "../../empty.txt")]}
        told = send(machine, parts).json()
        report = Report.objects.get(number=told["number"])
        stored = {open_text(one, "name_sealed"): one for one in StoredFile.objects.filter(report=report)}
        assert set(stored) == {"poc.bin", "empty.txt"}
        assert b"".join(read(opened(stored["poc.bin"].data_key), stored["poc.bin"].id)) == EXPLOIT
        assert {one.data_key_id for one in stored.values()} == {report.data_key_id}
        lines = "".join(f"\n{one['sha256']}  {one['name']}" for one in told["files"])
        raw = (text + lines).encode()
        assert open_bytes(report, "raw_sealed") == raw
        assert told["sha256"] == report.raw_sha256 == hashlib.sha256(raw).hexdigest()
        assert told["files"][0] == {"name": "poc.bin", "size": len(EXPLOIT), "sha256": sha(EXPLOIT)}

    def test_no_plaintext_lies_on_the_disk(self, site: Site, machine: Machine) -> None:
        """P12."""
        send(machine, {"json": json.dumps(SAID), "file": named(MARK * 9)})
        for stored in StoredFile.objects.all():
            name = str(stored.id)
            assert MARK not in (settings.HOME / "files" / name[:2] / name).read_bytes()

    def test_without_a_file_it_is_the_same_as_plain_json(self, site: Site, machine: Machine) -> None:
        text = json.dumps(SAID)
        told = send(machine, {"json": text}).json()
        assert told["sha256"] == sha(text.encode())
        assert told["files"] == []

    def test_the_same_key_and_parts_are_one_report_and_leave_no_second_copy(self, site: Site, machine: Machine) -> None:
        """P2."""
        key = {"Idempotency-Key": str(uuid4())}
        first = send(machine, {"json": json.dumps(SAID), "file": named(EXPLOIT)}, **key)
        kept = on_disk()
        again = send(machine, {"json": json.dumps(SAID), "file": named(EXPLOIT)}, **key)
        assert again.content == first.content
        assert on_disk() == kept
        other = send(machine, {"json": json.dumps(SAID), "file": named(EXPLOIT + b"!")}, **key)
        assert other.status_code == 409
        assert on_disk() == kept
        assert Report.objects.count() == 1

    def test_a_message_takes_files_too(self, site: Site, machine: Machine) -> None:
        code = send(machine, {"json": json.dumps(SAID)}).json()["tracking_code"]
        parts = {"json": json.dumps({"body": "One more."}), "file": named(EXPLOIT)}
        told = send(machine, parts, "/box/messages", **{"Tracking-Code": code}).json()
        assert told["files"] == [{"name": "poc.bin", "size": len(EXPLOIT), "sha256": sha(EXPLOIT)}]
        box = machine.get("/box", **{"Tracking-Code": code}).json()
        assert box["messages"][0]["files"] == told["files"]
        (stored,) = StoredFile.objects.all()
        assert b"".join(read(opened(stored.data_key), stored.id)) == EXPLOIT


class TestWhatIsRefusedLeavesNothing:
    """Issue 2, bad input: each a clear sentence and a 4xx, no 500; a file nobody took is gone."""

    @pytest.mark.parametrize(
        ("parts", "status"),
        [
            ({"file": [named(b"x")]}, 422),
            ({"json": [json.dumps(SAID)] * 2, "file": [named(b"x")]}, 422),
            ({"json": json.dumps(SAID), "proof": [named(b"x")]}, 422),
            ({"json": json.dumps(SAID), "title": "x", "file": [named(b"x")]}, 422),
            ({"json": named(json.dumps(SAID).encode(), "report.json"), "file": [named(b"x")]}, 422),
            ({"json": "{", "file": [named(b"x")]}, 422),
            ({"json": b'{"title": "\xff"}'.decode("latin-1"), "file": [named(b"x")] * 21}, 422),
            ({"json": json.dumps({"title": ""}), "file": [named(b"x")]}, 422),
            ({"json": " " * (3 * 1024 * 1024), "file": [named(b"x")]}, 413),
        ],
        ids=["no json", "twice", "strange file", "strange text", "json as file", "broken", "21 files", "bad", "long"],
    )
    def test_parts(self, site: Site, machine: Machine, parts: dict[str, Any], status: int) -> None:
        for file in (one for value in parts.values() if isinstance(value, list) for one in value):
            if not isinstance(file, str):
                file.seek(0)
        before = on_disk()
        assert send(machine, parts).status_code == status
        assert on_disk() == before
        assert not Report.objects.exists()

    def test_60_megabytes_are_named_with_the_limit(self, site: Site, machine: Machine) -> None:
        before = on_disk()
        answer = send(machine, {"json": json.dumps(SAID), "file": named(bytes(60_000_000), "huge.bin")})
        assert answer.status_code == 413
        assert "“huge.bin” is larger than 50 MB" in answer.json()["detail"]
        assert on_disk() == before

    def test_bytes_that_are_no_text_are_refused(self, site: Site, machine: Machine) -> None:
        body = b'--B\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"title": "\xff"}\r\n--B--\r\n'
        sent = machine.client.post("/api/v1/reports", body, content_type="multipart/form-data; boundary=B")
        assert machine._checked(sent).status_code == 422
        other = machine.client.generic(
            "POST", "/api/v1/reports", body, content_type="multipart/form-data; boundary=B; charset=utf-16"
        )
        assert machine._checked(other).status_code == 415

    def test_files_of_a_wrong_code_are_gone(self, site: Site, machine: Machine) -> None:
        before = on_disk()
        parts = {"json": json.dumps({"body": "x"}), "file": named(b"x")}
        assert send(machine, parts, "/box/messages", **{"Tracking-Code": "no"}).status_code == 404
        assert on_disk() == before
        assert not Message.objects.exists()

    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(body=st.binary(max_size=300), boundary=st.sampled_from(["B", "", "x" * 300, "é"]))
    def test_any_bytes(self, site: Site, machine: Machine, body: bytes, boundary: str) -> None:
        raw = b"--B\r\nContent-Disposition: form-data; name=" + body
        kind = f"multipart/form-data; boundary={boundary}"
        sent = machine.client.post("/api/v1/reports", raw, content_type=kind)
        assert 400 <= machine._checked(sent).status_code < 500


class TestTogether:
    """The limit for all files together holds while they stream, so that no disk is filled by what is refused."""

    def small(self, site: Site) -> None:
        """Put a policy in force whose files may hold 10 kB together."""
        limits = site.policy.intake.files.model_copy(update={"together": 10_000})
        intake = site.policy.intake.model_copy(update={"files": limits})
        policy = site.policy.model_copy(update={"intake": intake})
        adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now)

    def test_it_is_told_with_the_limit(self, site: Site, machine: Machine) -> None:
        self.small(site)
        files = [named(bytes(6000), f"{place}.bin") for place in range(4)]
        answer = send(machine, {"json": json.dumps(SAID), "file": files})
        assert answer.status_code == 413
        assert "Together these files hold 24 kB; the limit is 10 kB" in answer.json()["detail"]

    def test_what_goes_beyond_is_not_written(self, site: Site, machine: Machine) -> None:
        self.small(site)
        handler, before, sealed = SealingUploadHandler(), on_disk(), []
        for place in range(4):
            with suppress(StopFutureHandlers):
                handler.new_file("file", f"{place}.bin", "application/octet-stream", 6000)
            handler.receive_data_chunk(bytes(6000), 0)
            sealed.append(handler.file_complete(6000))
        assert [one.data_key is not None for one in sealed] == [True, False, False, False]
        assert on_disk() - before == {str(sealed[0].file_id)}


def sha(content: bytes) -> str:
    """Give the SHA-256 as hex."""
    return hashlib.sha256(content).hexdigest()
