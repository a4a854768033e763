"""What nobody should send, and what becomes of it: a clear sentence and a 4xx, nothing lost, no 500."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daybreak.core.policy.model_intake import FileLimits
from daybreak.doors.measures import check_together
from daybreak.doors.uploads import SealedUpload
from daybreak.records.models import Report, StoredFile
from daybreak.vault.files import path_of
from daybreak.vault.sealed import open_text
from tests.doors.portal.finding import filled, hidden, mailbox, raw_of, reported, sent
from tests.doors.portal.naughty import naughty_strings

if TYPE_CHECKING:
    from django.http import HttpResponse

PLACES = ("ask_steps", "ask_impact", "ask_version", "name", "organisation", "address", "co_finders", "ask_product")
TEXTS = naughty_strings()
PACKS = [TEXTS[start : start + len(PLACES)] for start in range(0, len(TEXTS), len(PLACES))]
MEGABYTE = 10**6


def as_browsers_send(text: str) -> str:
    """Multipart bodies and JSON hold these as they are; only a lone surrogate has no bytes to send."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.usefixtures("site")
class TestFormsThatCannotBeRead:
    """Issue 2: "each a clear sentence and a 4xx, nothing lost, no 500"."""

    @pytest.mark.parametrize("charset", ["utf-7", "utf-16", "shift_jis"])
    @pytest.mark.parametrize("address", ["/en/report", "/accounts/login/"])
    def test_another_writing_than_utf_8(self, address: str, charset: str) -> None:
        body = urlencode({"ask_steps": "anything"})
        form = f"application/x-www-form-urlencoded; charset={charset}"
        front = Client(enforce_csrf_checks=True)
        front.get("/en/report")
        response = front.post(address, body, content_type=form)
        assert response.status_code == 400
        assert b"Nothing was stored" in response.content

    def test_too_many_words_are_told_where_they_may_go(self, client: Client) -> None:
        response = client.post("/en/report", filled(client, ask_steps="x" * 3 * MEGABYTE))
        assert response.status_code == 400
        assert b"attach a long text as a file" in response.content
        assert Report.objects.count() == 0


class TestNaughtyStrings:
    """Issue 2: "515 naughty strings … each a clear sentence and a 4xx, nothing lost, no 500"."""

    @pytest.mark.usefixtures("site")
    def test_each_is_refused_with_a_sentence_or_stored_as_it_was_sent(self, client: Client) -> None:
        stored = 0
        for pack in PACKS:
            given = dict(zip(PLACES, map(as_browsers_send, pack), strict=False))
            data = filled(client, **given)
            response = client.post("/en/report", data)
            refused = dict(response.context["form"].errors) if response.status_code == 422 else {}
            assert response.status_code in {201, 422}, (pack, response.status_code)
            assert all(str(words[0]).endswith((".", "file.")) for words in refused.values()), refused
            assert "__all__" not in refused
            kept = {place: text for place, text in given.items() if place not in refused}
            if refused:
                harmless = filled(client)
                data |= {place: harmless.get(place, "") for place in refused}
                response = client.post("/en/report", data)
                assert response.status_code == 201, response.context["form"].errors
            fields = json.loads(raw_of(response.context["receipt"].report))["fields"]
            assert {place: fields[place] for place in kept} == {place: [text] for place, text in kept.items()}
            stored += len(kept)
        assert stored >= len(TEXTS) / 2

    @pytest.mark.usefixtures("site")
    def test_the_mailbox_answers_each(self) -> None:
        _report, code = reported()
        box = mailbox(code)
        for text in TEXTS[:: max(1, len(TEXTS) // 30)]:
            response = box.post("/en/box/write", {"message-body": as_browsers_send(text)})
            assert response.status_code in {303, 422}
            assert Client().post("/en/box/lost", {"address": as_browsers_send(text)}).status_code in {303, 422, 429}
        assert box.get("/en/box/open").status_code == 200


class TestText:
    """NUL, lone surrogates, over-long and empty fields."""

    @pytest.mark.parametrize(
        ("field", "text", "sentence"),
        [
            ("ask_steps", "a\x00b", "Remove the hidden or unprintable character U+0000"),
            ("ask_version", "2.3\u202e0", "Remove the hidden or unprintable character U+202E"),
            ("ask_version", "2.3\n2.4", "Write this on one line."),
            ("ask_version", "9" * 301, "This is 301 characters long. Shorten it to 300"),
            ("ask_steps", "s" * 100_001, "This is 100,001 characters long. Shorten it to 100,000"),
            ("ask_steps", "   ", "This is needed."),
            ("ask_product", "no-such-product", "Choose one of the values of the list."),
            ("ask_type", "CWE-1", "Choose one of the values of the list."),
            ("ask_already_public", "perhaps", "Choose one of the values of the list."),
            ("ask_finder_date", "2026-02-30", "This is no date."),
            ("credit", "everybody", "Choose one of the values of the list."),
            ("co_finders", "\n".join("Ada" for _ in range(21)), "Write at most 20 lines here."),
        ],
    )
    @pytest.mark.usefixtures("site")
    def test_is_refused_beside_its_field(self, client: Client, field: str, text: str, sentence: str) -> None:
        response = sent(client, **{field: text})
        assert response.status_code == 422
        assert sentence in str(response.context["form"].errors[field][0])
        assert sentence.replace("'", "&#x27;") in response.content.decode()
        assert not Report.objects.exists()

    @pytest.mark.usefixtures("site")
    def test_a_lone_surrogate_is_refused_and_the_rest_kept(self, client: Client) -> None:
        """UTF-7 is the one charset by which a form can hold one."""
        fields = {**hidden(client), "ask_steps": "all the same kept", "name": "+2AA-"}
        parts = [
            f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
        ]
        body = ("".join(parts) + "--X--\r\n").encode()
        response = client.generic("POST", "/en/report", body, "multipart/form-data; boundary=X; charset=utf-7")
        assert response.status_code == 422
        assert "cannot be stored" in response.content.decode()
        assert "all the same kept" in response.content.decode()

    @pytest.mark.usefixtures("site")
    def test_a_form_beyond_every_measure_is_refused(self, client: Client) -> None:
        assert sent(client, ask_steps="s" * 3 * MEGABYTE).status_code == 400
        assert client.post("/en/report", {f"f{place}": "x" for place in range(600)}).status_code == 400

    @pytest.mark.usefixtures("site")
    def test_no_form_at_all_is_refused(self, client: Client) -> None:
        assert client.post("/en/report").status_code == 422
        assert client.post("/en/report", b"\xff\xfe{", content_type="application/json").status_code == 422
        assert client.generic("POST", "/en/report", b"--X", "multipart/form-data").status_code == 400
        assert client.put("/en/report").status_code == 405


class Flood:
    """A multipart body with one file of `size` bytes, made while it is read."""

    def __init__(self, fields: dict[str, str], size: int) -> None:
        parts = [
            f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
        ]
        start = 'Content-Disposition: form-data; name="ask_proof"; filename="huge.bin"\r\nContent-Type: application/zip'
        self.head = ("".join(parts) + f"--X\r\n{start}\r\n\r\n").encode()
        self.tail = b"\r\n--X--\r\n"
        self.size = size
        self.length = len(self.head) + size + len(self.tail)
        self.place = 0

    def readline(self, most: int = -1) -> bytes:
        """Give the next bytes; multipart asks for no lines."""
        return self.read(most)

    def read(self, most: int = -1) -> bytes:
        """Give the next bytes."""
        found = b""
        for begin, part in ((0, self.head), (len(self.head) + self.size, self.tail)):
            if begin <= self.place < begin + len(part):
                found = part[self.place - begin :]
        if not found and self.place < self.length:
            found = b"z" * min(len(self.head) + self.size - self.place, 1 << 16)
        found = found if most < 0 else found[:most]
        self.place += len(found)
        return found


def flooded(client: Client, size: int) -> HttpResponse:
    """Send a report with a file of `size` bytes."""
    flood = Flood(filled(client), size)
    return client.request(
        **{
            "wsgi.input": flood,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/en/report",
            "CONTENT_TYPE": "multipart/form-data; boundary=X",
            "CONTENT_LENGTH": str(flood.length),
        }
    )


class TestFiles:
    """Issue 2: "a 0-byte and a 60 MB attachment, hostile file names"."""

    @pytest.mark.usefixtures("site")
    def test_one_of_60_megabytes_is_named_with_the_limit_and_the_rest_kept(self, client: Client) -> None:
        response = flooded(client, 60 * MEGABYTE)
        page = response.content.decode()
        assert response.status_code == 413
        assert "“huge.bin” is larger than 50 MB." in page
        assert "Open the attached clip; the camera restarts." in page
        assert "Attach your files again" in page
        assert not StoredFile.objects.exists()

    @pytest.mark.usefixtures("site")
    def test_one_at_the_limit_is_taken(self, client: Client) -> None:
        assert flooded(client, 50 * MEGABYTE).status_code == 201
        assert StoredFile.objects.get().size == 50 * MEGABYTE

    @pytest.mark.usefixtures("site")
    def test_nothing_stays_of_files_that_came_with_a_refused_form(self, client: Client) -> None:
        response = sent(client, ask_version="", ask_proof=SimpleUploadedFile("poc.bin", b"bytes"))
        assert response.status_code == 422
        file = response.context["form"].files["ask_proof"]
        assert not path_of(file.file_id).exists()

    def test_together_and_in_number_they_have_limits(self) -> None:
        limits = FileLimits(each=60, together=100, count=2)
        files = [SealedUpload.__new__(SealedUpload) for _ in range(3)]
        for file in files:
            file.size = 50
        check_together(files[:2], limits)
        with pytest.raises(ValidationError, match="at most 2"):
            check_together(files, limits)
        with pytest.raises(ValidationError, match="the limit is 100 B"):
            check_together(files, FileLimits(each=60, together=100, count=3))

    @pytest.mark.parametrize(
        ("hostile", "cleaned"),
        [
            ("../../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\evil.exe", "evil.exe"),
            ("invoice\u202egpj.exe", "invoicegpj.exe"),
            ("<script>alert(1)</script>.html", "script_.html"),
            ("CON.txt", "_CON.txt"),
            ("画面 1.png", "画面 1.png"),
            ("x" * 400 + ".png", "x" * 116 + ".png"),
            ("=cmd|calc.csv", "=cmd_calc.csv"),
        ],
    )
    @pytest.mark.usefixtures("site")
    def test_a_hostile_name_is_cleaned_and_comes_back_as_an_attachment(self, hostile: str, cleaned: str) -> None:
        file = SimpleUploadedFile("x", b"MZ")
        file._name = hostile
        report, code = reported(ask_proof=file)
        row = StoredFile.objects.get(report=report)
        assert open_text(row, "name_sealed") == cleaned
        response = mailbox(code).get(f"/en/box/files/{row.id}")
        assert response["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == b"MZ"

    @pytest.mark.usefixtures("site")
    def test_a_file_under_an_unknown_name_is_stored_all_the_same(self) -> None:
        report, _code = reported(surprise=SimpleUploadedFile("more.txt", b"more"))
        assert StoredFile.objects.get(report=report).size == 4
