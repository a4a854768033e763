"""Mail from outside is read or refused with a sentence; it never costs more than its share (promises, P10)."""

from __future__ import annotations

import base64
import os
import resource
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.connectors.rfc5322 import ParsedMail, Unreadable, parse

MIXED = b"Content-Type: multipart/mixed; boundary=B\n\n"
FIXTURES = Path(__file__).parent


def mail(*headers: str, body: bytes = b"hello\n") -> bytes:
    """Write a raw message from header lines."""
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body


class TestWhatAMailSays:
    """RFC 5322, 2045 to 2047, 2231, 6532, as real programs write them."""

    def test_reads_subject_sender_text_and_files(self) -> None:
        exploit = bytes(range(256)) * 40
        raw = (
            b"From: =?iso-2022-jp?B?GyRCTnokWyQoGyhC?= <Rita@Example.ORG>\r\nTo: Security\r\n"
            b" <security@hoshimi.example>,\r\n x@y.example\r\nSubject: =?utf-8?q?Firmware_=E2=86=92_shell?=\r\n"
            b"Message-ID: <1@example.org>\r\n"
            b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nContent-Type: multipart/mixed; boundary=a-b\r\n\r\n"
            b"--a-b\r\nContent-Type: text/plain; charset=shift_jis\r\n\r\n" + "再現手順".encode("shift_jis") + b"\r\n"
            b"--a-b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename*=utf-8''%E8%A8%BC.bin\r\n\r\n"
            + base64.encodebytes(exploit) + b"\r\n--a-b--\r\n"
        )  # fmt: skip
        said = parse(raw)
        assert (said.subject, said.text) == ("Firmware → shell", "再現手順")
        assert said.sender == "Rita@example.org"
        assert said.sender_name
        assert said.recipients == ("security@hoshimi.example", "x@y.example")
        assert (said.message_id, said.date) == ("<1@example.org>", datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        assert said.attachments == (("証.bin", exploit),), "an exploit keeps its hash"
        assert (said.automatic, said.cut) == (False, False)

    def test_line_ends_inside_a_file_stay_as_they_are(self) -> None:
        raw = MIXED + b"--B\n\nhi\n--B\nContent-Disposition: attachment; filename=a\n\none\r\ntwo\nthree\rfour\n--B--\n"
        assert parse(raw).attachments == (("a", b"one\r\ntwo\nthree\rfour"),)

    def test_html_alone_becomes_words(self) -> None:
        html = b"<style>p{}</style><p>one <b>two</b><script>evil()</script><p>&lt;three&gt;"
        assert parse(mail("Content-Type: text/html", body=html)).text == "one two\n<three>"

    def test_a_forwarded_message_is_a_file(self) -> None:
        inner = b"Subject: inner\n\nwords\n"
        raw = MIXED + b"--B\n\nsee below\n--B\nContent-Type: message/rfc822\n\n" + inner + b"--B--\n"
        said = parse(raw)
        assert said.text == "see below"
        assert said.attachments[0][1].startswith(b"Subject: inner")

    def test_what_is_too_long_is_cut_and_says_so(self) -> None:
        said = parse(mail("Subject: " + "w" * 4000, body=b"long " * 100_000))
        assert said.cut
        assert len(said.subject) <= 300
        assert len(said.text) <= 90_000

    @pytest.mark.parametrize(
        ("header", "address"),
        [
            ("From: rita@example.org", "rita@example.org"),
            ("From: rita@example.org (Rita)", "rita@example.org"),
            ('From: "x@bank.example" <rita@example.org>', "rita@example.org"),
            ("From: =?utf-8?q?=3Cboss=40bank=2Eexample=3E?= <rita@example.org>", "rita@example.org"),
            ("From: a@x.example, b@y.example", ""),
            ("From: a@x.example\r\nFrom: b@y.example", ""),
            ("From: <a@x.example> <b@y.example>", ""),
            ("From: group: a@x.example;", ""),
            ('From: "a@x.example, b" <b@y.example>, c@z.example', ""),
            ("From: a@[127.0.0.1]", ""),
            ("From: " + "(" * 3000, ""),
            ("Subject: none", ""),
        ],
    )
    def test_one_plain_sender_or_none(self, header: str, address: str) -> None:
        """stack.md: no library's address parser is trusted with a stranger's header."""
        assert parse(mail(header)).sender == address

    def test_a_subject_gains_no_header(self) -> None:
        said = parse(mail("Subject: =?utf-8?q?a=0D=0ABcc:_x=40y.example=00?="))
        assert said.subject == "a Bcc: x@y.example"

    @pytest.mark.parametrize(
        "header",
        [
            "Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <l.example>", "Return-Path: <>",
            "From: MAILER-DAEMON@mx.example", "Content-Type: multipart/report; boundary=B",
        ],
    )  # fmt: skip
    def test_knows_robots_and_lists(self, header: str) -> None:
        """Promises, control 10: never to lists or other robots."""
        assert parse(mail(header)).automatic

    @pytest.mark.parametrize("header", ["Auto-Submitted: no", "Return-Path: <rita@example.org>", "X: y"])
    def test_takes_no_person_for_a_robot(self, header: str) -> None:
        assert not parse(mail(header, "From: rita@example.org")).automatic


NASTY = {
    "20,000 parts": MIXED + b"--B\n\nhi\n" * 20_000 + b"--B--\n",
    "depth 1,500": b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (i, i) for i in range(1500)),
    "depth 100, folded": b"".join(
        b"Content-Type:\n multipart/mixed;\n boundary=B%d\n\n--B%d\n" % (i, i) for i in range(100)
    ),
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 1500,
    "a header line of 9 kB": b"Subject: " + b"a" * 9000 + b"\n\nx",
    "a header of 300 kB": b"X: y\n" * 60_000 + b"\nx",
    "tags without end": b"Content-Type: text/html\n\n" + b"<!" * 650_000,
}

ODD = {
    "parentheses": b"Subject: " + b"(" * 5000 + b"\nFrom: " + b"(" * 5000 + b"\n\nx",
    "15,000 parameters": b"Content-Type: text/plain;\n" + b"".join(b" a%d*0=b;\n" % i for i in range(15_000)) + b"\nx",
    "nothing": b"",
    "NUL": b"\0" * 1000,
    "line ends": b"\n" * 100_000,
    "delimiters of nothing": b"\n\n" + b"--B\n" * 100_000,
    "one long delimiter": MIXED + b"--" + b"-" * 300_000,
    "encoded words without end": b"Subject: " + b"=?" * 3000 + b"\n\n",
    "no such charset": b"Content-Type: text/plain; charset=no-such\n\n\xff",
    "broken base64": b"Content-Transfer-Encoding: base64\n\n=a==",
    "no boundary": b"Content-Type: multipart/mixed\n\nno boundary",
    "no date": b"Date: Fri, 99 Abc 99999 99:99:99 +9999\n\n",
    "bytes in the header": b"Content-Type: ;;;\nFrom: \xff@\xff\n\n",
}
PIECES = [
    b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=", b"B", b"--B", b"\r\n", b"\n\n", b"--B--",
    b"text/html", b"message/rfc822", b"=?utf-8?b?", b"?=", b"\xff\xfe", b"<a@b.example>", b"(", b"\0", b"'",
    b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*0*=",
]  # fmt: skip


class TestWhatAMailMayCost:
    """P10: one hostile message costs at most 5 s CPU and 512 MB."""

    @pytest.mark.parametrize("raw", NASTY.values(), ids=NASTY.keys())
    def test_hostile_ones_are_refused_in_a_sentence(self, raw: bytes) -> None:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with pytest.raises(Unreadable, match=r"^This message|^The header|^A line|^Reading") as refused:
            parse(raw)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime < 6
        assert refused.value.reason.endswith(".")

    @pytest.mark.parametrize("raw", ODD.values(), ids=ODD.keys())
    def test_odd_ones_are_read(self, raw: bytes) -> None:
        assert isinstance(parse(raw), ParsedMail)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=60))
    def test_no_pile_of_pieces_breaks_it(self, pieces: list[bytes]) -> None:
        """Whatever comes, the answer is a parsed mail or Unreadable, with words that can be stored."""
        try:
            said = parse(b"".join(pieces))
        except Unreadable:
            return
        (said.subject + said.text + said.sender_name).encode()
        assert "\0" not in said.text + said.subject

    def test_fifty_megabytes_are_read_whole(self) -> None:
        """The policy's default for one file, as base64."""
        block = os.urandom(1_000_000)
        raw = (
            MIXED + b"--B\n\nhi\n--B\nContent-Type: application/x\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(block * 50) + b"\n--B--\n"
        )  # fmt: skip
        started = time.monotonic()
        ((_name, content),) = parse(raw).attachments
        assert content == block * 50
        assert time.monotonic() - started < 30


def test_the_corpus_of_real_mails_is_read() -> None:
    """Every real mail of DAYBREAK_CORPUS (105 broken and whole ones), and without it our own fixtures."""
    corpus = os.environ.get("DAYBREAK_CORPUS")
    if corpus:
        with zipfile.ZipFile(Path(corpus) / "mail" / "real-mails.zip") as archive:
            mails = [archive.read(entry) for entry in archive.infolist() if not entry.is_dir()]
        assert len(mails) > 50
    else:
        mails = [mail("From: a@b.example", "Subject: x"), mail("Subject: y"), mail("To: z@b.example")]
    said = [parse(raw) for raw in mails]
    assert all(one.subject or one.text or one.attachments for one in said if one.sender)
    assert sum(bool(one.sender) for one in said) * 3 >= len(said)
