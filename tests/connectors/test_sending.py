"""Letters leave by SMTP or as files: whole, once per Message-ID, and failures are told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.parser import HeaderParser
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.connectors.envelope import Envelope, NoReceiver, Passing, Permanent, composed
from daybreak.connectors.outbox import Outbox
from daybreak.connectors.smtp import AddressFaulty, Server, Smtp
from tests.connectors.smtp_server import post_office

if TYPE_CHECKING:
    from pathlib import Path

LETTER = Envelope(
    sender="psirt@maker.example",
    sender_name='Aoba, "Electric"',
    to="rita@example.org",
    subject="受付番号 HC-R-2026-7K3QF",
    body="ありがとうございます。\n.\n..\nFrom here on\n",
    language="ja",
    message_id="<one@maker.example>",
    written_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    attachments=(("../sheet.json", "application/json", '{"a": "あ"}'),),
)


class TestALetterAsMail:
    """Promises, control 10: automatic mail has a null sender and Auto-Submitted; a repeat keeps its Message-ID."""

    def test_says_what_it_is(self) -> None:
        message = message_from_bytes(composed(LETTER), policy=default)
        assert message["Message-ID"] == LETTER.message_id
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"].datetime == LETTER.written_at
        assert message["Subject"] == LETTER.subject
        assert message["From"].addresses[0].addr_spec == LETTER.sender
        assert message["From"].addresses[0].display_name == LETTER.sender_name
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == LETTER.body
        (sheet,) = message.iter_attachments()
        assert (sheet.get_filename(), sheet.get_content()) == ("sheet.json", '{"a": "あ"}'.encode())

    @given(st.lists(st.text("脆弱性第一報受付番号ABC019-", min_size=1, max_size=25), min_size=1, max_size=7))
    def test_a_long_subject_or_name_keeps_each_space_between_its_words(self, words: list[str]) -> None:
        """RFC 2047: a space between two encoded words is none, so it stands within one, wherever the line is folded."""
        said = " ".join(words)
        content = composed(replace(LETTER, subject=said, sender_name=said))
        head = content.partition(b"\r\n\r\n")[0].decode("ascii")
        assert max(map(len, head.split("\r\n"))) <= 78
        read = {name: str(make_header(decode_header(value))) for name, value in HeaderParser().parsestr(head).items()}
        assert read["Subject"] == said
        assert read["From"].removesuffix("<psirt@maker.example>").strip(' "') == said

    def test_an_attached_text_says_in_which_letters_it_is_written(self) -> None:
        """A7a: a report is read as it was written, in Japanese too; its bytes stay those that were fingerprinted."""
        report = "概要: 動画の解析\n深刻度: 評価中\n"
        letter = replace(LETTER, attachments=(("report.txt", "text/plain", report), ("raw.txt", "text/plain", b"\xff")))
        text, raw = message_from_bytes(composed(letter), policy=default).iter_attachments()
        assert (text.get_content_charset(), text.get_content()) == ("utf-8", report)
        assert text.get_payload(decode=True) == report.encode()
        assert (raw.get_content_charset(), raw.get_payload(decode=True)) == (None, b"\xff")

    @pytest.mark.parametrize("where", ["sender", "sender_name", "to", "subject", "message_id"])
    @pytest.mark.parametrize("mark", ["\r\nBcc: mallory@example.org", "\nX: y", "\0"])
    def test_never_gains_a_header(self, where: str, mark: str) -> None:
        with pytest.raises(Permanent):
            composed(replace(LETTER, **{where: getattr(LETTER, where) + mark}))

    @given(st.text(max_size=400), st.text(max_size=120), st.text(max_size=60))
    def test_is_composed_or_refused_whatever_it_holds(self, body: str, subject: str, name: str) -> None:
        """No other exception, one of each header, and nothing beyond ASCII on the wire."""
        try:
            content = composed(replace(LETTER, body=body, subject=subject, sender_name=name))
        except Permanent:
            return
        message = message_from_bytes(content, policy=default)
        assert content.isascii()
        assert set(map(str.lower, message)) <= {
            "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "mime-version",
            "content-type",
        }  # fmt: skip
        assert len(message.keys()) == len(set(message.keys()))


class TestBySmtp:
    """Promises, P6: each outside effect is told by a receipt, and a failure says whether trying again can help."""

    def test_gives_the_servers_reply_and_a_null_return_path(self) -> None:
        with post_office() as office:
            receipt = Smtp(office.url).deliver(LETTER)
            (taken,) = office.taken
        assert receipt == "250 queued as 1"
        assert (taken.return_path, taken.receiver) == ("", "rita@example.org")
        body = taken.message.get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == LETTER.body, "lone dots survive the way"

    def test_lets_what_people_wrote_come_back(self) -> None:
        with post_office() as office:
            Smtp(office.url).deliver(replace(LETTER, automatic=False))
            assert office.taken[0].return_path == LETTER.sender

    @pytest.mark.parametrize(
        ("verb", "reply", "kind"),
        [
            ("MAIL", "451 come back", Passing),
            ("MAIL", "554 not you", Passing),
            ("RCPT", "450 greylisted", Passing),
            ("RCPT", "550 no such user", Permanent),
            ("DATA", "452 disk full", Passing),
            ("DATA", "554 no", Permanent),
            ("CONTENT", "451 later", Passing),
            ("CONTENT", "550 spam", Permanent),
            ("EHLO", "421 shutting down", Passing),
        ],
    )
    def test_tells_passing_from_permanent(self, verb: str, reply: str, kind: type[Exception]) -> None:
        with post_office() as office:
            office.faults.replies = {verb: reply} | ({"HELO": reply} if verb == "EHLO" else {})
            with pytest.raises(kind) as refused:
                Smtp(office.url).deliver(LETTER)
        assert reply.partition(" ")[2] in str(refused.value)
        assert office.taken == []

    @pytest.mark.parametrize(
        ("reply", "of_the_mailbox"),
        [
            ("550 no such user", True),
            ("550 5.1.1 no such user", True),
            ("550-5.1.1 The account\r\n550 5.1.1 does not exist", True),
            ("550 5.1.10 null MX", True),
            ("552 5.2.2 mailbox full", True),
            ("556 domain takes no mail", True),
            ("550 5.1.8 sender's domain not found", False),
            ("550 5.2.3 message too long", False),
            ("550 5.7.1 blocked by a list", False),
            ("554 5.7.1 relay access denied", False),
            ("554 no", False),
        ],
    )
    def test_a_receiver_that_is_not_there_is_told_from_a_server_that_does_not_like_us(
        self, reply: str, of_the_mailbox: bool
    ) -> None:
        """RFC 3463: codes 5.1 and 5.2 speak of address and mailbox, 5.7 of our standing."""
        with post_office() as office:
            office.faults.replies = {"RCPT": reply}
            with pytest.raises(Permanent) as refused:
                Smtp(office.url).deliver(LETTER)
        assert isinstance(refused.value, NoReceiver) == of_the_mailbox

    def test_takes_a_lost_connection_for_passing(self) -> None:
        with post_office() as office:
            office.faults.hang_up_after_data = True
            with pytest.raises(Passing):
                Smtp(office.url).deliver(LETTER)
            office.faults.hang_up_after_data, office.faults.hang_up_at_greeting = False, True
            with pytest.raises(Passing):
                Smtp(office.url).deliver(LETTER)
            url = office.url
        with pytest.raises(Passing):
            Smtp(url, timeout=2).deliver(LETTER)

    def test_a_failed_sign_in_is_ours_to_mend_and_passing(self) -> None:
        with post_office() as office:
            office.faults.offers = ("AUTH PLAIN LOGIN",)
            office.faults.replies = {"AUTH": "535 who are you"}
            with pytest.raises(Passing, match="535 who are you"):
                Smtp(office.url.replace("//", "//us:p%40ss@")).deliver(LETTER)

    def test_says_no_password_to_a_stranger_without_tls(self) -> None:
        """A server that is not this machine must offer STARTTLS; here only its name is made foreign."""
        with post_office() as office:
            sender = Smtp(office.url.replace("//", "//us:secret@"))
            sender.server = replace(sender.server, tls="starttls")
            with pytest.raises(Passing, match="STARTTLS"):
                sender.deliver(LETTER)
            assert not [line for line in office.heard if line.startswith(("AUTH", "MAIL"))]

    def test_reads_addresses_of_servers(self) -> None:
        assert Server.read("smtps://u%3A:p%2F@mail.example").port == 465
        assert Server.read("smtps://u%3A:p%2F@mail.example").password == "p/"
        assert Server.read("smtp://mail.example:587").tls == "starttls"
        assert Server.read("smtp://mail.example?tls=off").tls == "off"
        assert Server.read("smtp://localhost:2525").tls == "off"
        for wrong in ("", "http://x", "smtp://", "smtp://x:99999", "mail.example:25"):
            with pytest.raises(AddressFaulty):
                Server.read(wrong)


class TestTheOutbox:
    """The demo's default: files that appear whole, one per Message-ID."""

    def test_writes_one_file_however_often(self, tmp_path: Path) -> None:
        outbox = Outbox(tmp_path / "outbox")
        assert outbox.deliver(LETTER) == outbox.deliver(LETTER)
        (file,) = (tmp_path / "outbox").iterdir()
        assert message_from_bytes(file.read_bytes(), policy=default)["Message-ID"] == LETTER.message_id
        outbox.deliver(replace(LETTER, message_id="<two@maker.example>"))
        assert len(list((tmp_path / "outbox").iterdir())) == 2

    def test_a_disk_that_refuses_is_passing(self, tmp_path: Path) -> None:
        (tmp_path / "outbox").write_text("in the way")
        with pytest.raises(Passing, match="could not be written"):
            Outbox(tmp_path / "outbox").deliver(LETTER)
