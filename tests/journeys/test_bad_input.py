"""Bad input through the served doors: a clear sentence and a 4xx, nothing lost, never a 500 (issue 2)."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.journeys.served import ADMIN, PASSWORD, Served, served
from tests.journeys.team import sign_in
from tests.journeys.visitor import FORM, Answer, File, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.journey

SAMPLE = (
    "", "undefined", "1;DROP TABLE reports", '"><script>alert(1)</script>', "{{ 7 * 7 }} {% now 'Y' %} %(name)s",
    "../../../../etc/passwd\x00.png", "%0d%0aSet-Cookie: a=b", "\x1b[0;31mred\x1b[0m", "\u202egnirts", "\ufeffmark",
    "Z\u0321\u0356a\u0335l\u0334g\u035do", "👩‍👩‍👧‍👦 🏳️‍🌈",
    "テスト 表示 ソ十", "\U0010ffff", "=cmd|' /C calc'!A0", "\x7f\x80\x85",
)  # fmt: skip
VECTORS = (
    "",
    "high",
    "CVSS:4.0/AV:N",
    "CVSS:9.9/AV:N/AC:L",
    "CVSS:3.1/" + "AV:N/" * 300,
    "CVSS:3.1/AV:Q/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
    "CVSS:4.0/AV:N\x00",
    "9" * 100_000,
)
NAMES = (
    "../../etc/passwd",
    "C:\\Windows\\system32\\cmd.exe",
    'a"; filename="b.html',
    "con.txt",
    ".htaccess",
    "x" * 250 + ".png",
    "\u202egnp.exe",
    "a\x00b.txt",
    "<img src=x onerror=alert(1)>.svg",
)
INSTANTS = ("", "yesterday", "2020-01-01T00:00", "2026-13-40T99:99", "9999-12-31T23:59", "0001-01-01T00:00", "\x00")
ODD = (
    ("PUT", "/en/report"),
    ("DELETE", "/en/box"),
    ("POST", "/en/"),
    ("GET", "/%00"),
    ("GET", "/en/advisories/%ED%A0%80/"),
    ("GET", "/csaf/white/../../keys/vault.key"),
    ("GET", "/en/cve/CVE-2026-0/"),
    ("GET", "/en/?q=%00&page=9999999999999999999"),
)
MEGABYTE = 1_000_000
RANDOM = bytes((place * 2654435761 >> 7) & 255 for place in range(20_000))
PLACES = ("ask_steps", "ask_impact", "name", "organisation", "co_finders")
GOOD = {"ask_product": "hc-drive-2", "ask_version": "2.4.0", "ask_steps": "Open the lid."}


def naughty() -> tuple[str, ...]:
    """Give every naughty string of the corpus, where DAYBREAK_CORPUS names its folder; else our own sample."""
    folder = os.environ.get("DAYBREAK_CORPUS", "")
    return tuple(json.loads((Path(folder) / "naughty-strings.json").read_text())) if folder else SAMPLE


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    """One site for all of these: nothing here may break it."""
    with served("hoshimi-camera", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)) as one:
        yield one


@pytest.fixture(scope="module")
def ada(site: Served) -> Visitor:
    """Give Ada, who holds every role, signed in."""
    visitor = site.visitor("Ada")
    sign_in(visitor, ADMIN, PASSWORD)
    return visitor


@pytest.fixture(scope="module")
def case(site: Served, ada: Visitor) -> str:
    """Give the address of a case opened from a report."""
    page = site.visitor("Rita").get("/en/report")
    site.visitor("Rita").submit(page, page.page.form(ask_steps=""), GOOD, status=403)
    rita = site.visitor("Rita")
    page = rita.get("/en/report")
    rita.submit(page, page.page.form(ask_steps=""), GOOD, status=201)
    number = site.run("report", "list", "--json").json[-1]["number"]
    shown = ada.get(f"/desk/reports/{number}/")
    opened = ada.submit(shown, shown.page.form(**{"open-what": ""}), {"open-words": "A lid that opens"})
    return opened.address


def count(site: Served) -> int:
    """Count the reports that are stored."""
    return len(site.run("report", "list", "--json").json)


def form_sent(site: Served, said: dict[str, str], files: tuple[File, ...] = ()) -> Answer:
    """Send the report form filled so, whatever comes."""
    rita = site.visitor("Rita")
    page = rita.get("/en/report")
    return rita.submit(page, page.page.form(ask_steps=""), dict(said), files=files, status=None)


def refused(answer: Answer, *statuses: int) -> None:
    """See that it was refused with a sentence beside a field, and not as a breakdown."""
    assert answer.status in statuses, f"{answer.status}: {answer.page.words[-800:]}"
    assert "field-error" in answer.text or "error-summary" in answer.text


def opened(ada: Visitor, address: str, tab: str, deed: str) -> Answer:
    """Open a deed's form on a tab."""
    page = ada.get(f"{address}{tab}")
    return ada.get(next(one for one in page.page.links if f"do={deed}" in one))


class TestTheReportForm:
    """A report is stored whole or refused with everything kept; nothing lies between."""

    def test_empty_and_over_long_fields(self, site: Served) -> None:
        before = count(site)
        refused(form_sent(site, {}), 422)
        long = form_sent(site, {**GOOD, "ask_steps": "x" * 100_001, "ask_impact": "kept words"})
        refused(long, 422)
        assert "kept words" in long.text
        refused(form_sent(site, {**GOOD, "ask_version": "9" * 5000}), 422)
        assert count(site) == before

    def test_naughty_strings_are_stored_or_refused_with_a_sentence(self, site: Served) -> None:
        before, stored, strings = count(site), 0, naughty()
        for some in (strings[at : at + len(PLACES)] for at in range(0, len(strings), len(PLACES))):
            answer = form_sent(site, {**GOOD, **dict(zip(PLACES, some, strict=False))})
            assert answer.status in {201, 422}, f"{some!r}: {answer.status}"
            stored += answer.status == 201
            assert "<script>alert(1)" not in answer.text
        assert count(site) == before + stored

    def test_nul_and_lone_surrogates(self, site: Served) -> None:
        rita = site.visitor("Rita")
        form = rita.get("/en/report").page.form(ask_steps="")
        fields = urlencode([(name, value) for name, value in form.filled(dict(GOOD)) if name != "ask_steps"])
        for steps in ("%00", "a%00b", "%ED%A0%80", "%ED%B0%80x", "%FF%FE"):
            body = f"{fields}&ask_steps={steps}&ask_impact=kept+words".encode()
            answer = rita.post("/en/report", body, FORM, status=None)
            assert answer.status in {201, 422}, f"{steps}: {answer.status}"
            assert answer.status == 201 or "kept words" in answer.text
        parts = [*form.filled(dict(GOOD)), ("ask_impact", "half \ud800 a character")]
        assert rita.post_parts("/en/report", parts, [], status=None).status in {201, 400, 422}

    def test_an_empty_and_a_large_attachment(self, site: Served) -> None:
        empty = form_sent(site, GOOD, (File("ask_proof", "nothing.bin", b""),))
        assert empty.status == 201
        before = count(site)
        piece = os.urandom(MEGABYTE)
        large = File("ask_proof", "large.bin", (piece for _count in range(60)), 60 * MEGABYTE)
        refused(form_sent(site, {**GOOD, "ask_impact": "kept words"}, (large,)), 413)
        assert count(site) == before
        kept = sum(path.stat().st_size for path in (site.home / "files").rglob("*") if path.is_file())
        assert kept < 10 * MEGABYTE, "bytes of a refused file are still there"

    def test_hostile_file_names_become_names(self, site: Served, ada: Visitor) -> None:
        files = tuple(File("ask_proof", name, f"bytes {place}".encode()) for place, name in enumerate(NAMES))
        assert form_sent(site, GOOD, files).status == 201
        number = site.run("report", "list", "--json").json[-1]["number"]
        page = ada.get(f"/desk/reports/{number}/")
        assert "<img src=x" not in page.text
        roads = list(dict.fromkeys(one for one in page.page.links if "/files/" in one))
        assert len(roads) == len(NAMES)
        for road in roads:
            sent = ada.get(road)
            assert sent.body.startswith(b"bytes ")
            said = sent.headers["content-disposition"]
            assert said.startswith("attachment")
            assert not any(one in said for one in ("/", "\\", "\x00", "\r", "\n", "..")) or "filename*=" in said

    def test_a_name_longer_than_any_disk_takes(self, site: Served) -> None:
        before = count(site)
        answer = form_sent(site, GOOD, (File("ask_proof", "x" * 4000, b"bytes"),))
        assert answer.status == 400
        assert "." in answer.page.words
        assert count(site) == before

    def test_odd_requests(self, site: Served) -> None:
        rita = site.visitor("Rita")
        for method, road in ODD:
            answer = rita.send(method, road, b"" if method in {"PUT", "POST"} else None)
            assert answer.status in {200, 302, 400, 403, 404, 405}, f"{method} {road}: {answer.status}"


class TestTheDesk:
    """Deeds with values that cannot be: a sentence, and nothing done."""

    def test_wrong_and_huge_vectors(self, ada: Visitor, case: str) -> None:
        page = opened(ada, case, "vulnerabilities/", "assess")
        for vector in VECTORS:
            said: dict[str, str | list[str]] = {"vector": vector, "reason": "kept words"}
            answer = ada.submit(page, page.page.form(do="assess"), said, status=None)
            refused(answer, 409, 422)
            assert "kept words" in answer.text

    def test_instants_that_cannot_be(self, ada: Visitor, case: str) -> None:
        page = opened(ada, case, "", "propose")
        for instant in INSTANTS:
            refused(ada.submit(page, page.page.form(do="propose"), {"until": instant}, status=None), 409, 422)

    def test_naughty_titles(self, ada: Visitor, case: str) -> None:
        """The sample alone: the whole corpus goes through this form in tests/doors/desk_case."""
        page = opened(ada, case, "", "summarise")
        for title, summary in zip(SAMPLE[::2], SAMPLE[1::2], strict=True):
            said: dict[str, str | list[str]] = {"title": title, "summary": summary}
            answer = ada.submit(page, page.page.form(do="summarise"), said, status=None)
            assert answer.status in {200, 409, 422}, f"{title!r}, {summary!r}: {answer.status}"
            assert "<script>alert(1)" not in answer.text

    def test_an_advisory_with_nothing_ready_is_not_released(self, site: Served, ada: Visitor, case: str) -> None:
        """An instant in the past, none, one without sense, and one ahead while every gate is shut."""
        number = case.rstrip("/").rpartition("/")[2]
        page = ada.get(f"/desk/advisories/of/{number}/")
        writing = ada.submit(page, page.page.form(vulnerabilities=""))
        road = writing.address.removesuffix("write/")
        desk = ada.get(road)
        for instant in (*INSTANTS, "2026-12-15T14:00", "2026-12-15T14:00+25:00"):
            said: dict[str, str | list[str]] = {"public_at": instant, "sure": "on"}
            refused(ada.submit(desk, desk.page.form(do="release"), said, status=None), 409, 422)
        assert site.visitor("a reader").get("/csaf/white/index.txt").body.strip() == b""


class TestTheApi:
    """Every error of the API is problem+json with a sentence."""

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title": NaN}', b'{"title": "a", "title": "b"}', b"[" * 50_000,
            b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b'{"title": "x", "unknown": 1}',
            json.dumps({"title": "x" * 400}).encode(), b'{"title": "x", "answers": {"finder_date": "2026-13-40"}}',
            b'{"title": ' + b'"' + b"x" * 3_000_000 + b'"}', RANDOM,
        ],
        ids=lambda body: body[:24].decode(errors="replace"),
    )  # fmt: skip
    def test_bodies_that_cannot_be_taken(self, site: Served, body: bytes) -> None:
        answer = site.visitor("a machine").post("/api/v1/reports", body, "application/json", status=None)
        assert 400 <= answer.status < 500
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json["detail"].endswith((".", "!"))


class TestTheCommandLine:
    """A file of anything at all: a sentence on stderr and exit 1."""

    @pytest.mark.parametrize("content", [RANDOM, b"", b"\x00" * 100, b"a: &x [*x, *x]\n", b"- " * 5000, b"{" * 3000])
    def test_a_policy_file_of_random_bytes(self, site: Served, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "policy.yaml"
        file.write_bytes(content)
        said = site.run("policy", "check", str(file), code=1)
        assert b"Traceback" not in said.err
        assert said.err.strip()

    def test_a_mail_of_random_bytes_is_kept_as_it_came(self, site: Served) -> None:
        before = count(site)
        said = site.run("mail", "import", "-", "--json", given=RANDOM)
        assert len(said.json["sha256"]) == 64
        assert count(site) == before + 1


def test_in_the_end_all_is_whole(site: Served) -> None:
    site.run("journal", "verify")
    assert b"Internal Server Error" not in site.heard()
