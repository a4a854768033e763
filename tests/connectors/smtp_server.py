"""A small real SMTP server on a loopback port, which can be told to fail in the ways servers fail."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Taken:
    """One message the server said 250 to (or took before it hung up)."""

    return_path: str
    receiver: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.content, _class=EmailMessage, policy=default)


@dataclass
class Faults:
    """What goes wrong: replies by verb, hanging up; `offers` are further lines of its EHLO."""

    replies: dict[str, str] = field(default_factory=dict)
    hang_up_after_data: bool = False
    hang_up_at_greeting: bool = False
    offers: tuple[str, ...] = ()


class PostOffice(socketserver.ThreadingTCPServer):
    """Keeps a ledger of its own: every message it took, whatever the sender heard of it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.faults = Faults()
        self.taken: list[Taken] = []
        self.heard: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def by_message_id(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(str(one.message["Message-ID"]) for one in self.taken)


class Session(socketserver.StreamRequestHandler):
    """One client."""

    server: PostOffice

    def handle(self) -> None:
        """Speak as much SMTP as a client needs."""
        if self.server.faults.hang_up_at_greeting:
            return
        self._say("220 post.example here")
        self.path = self.receiver = ""
        while line := self.rfile.readline().decode("latin-1").strip():
            self.server.heard.append(line)
            verb = line.partition(" ")[0].upper()
            fault = self.server.faults.replies.get(verb)
            if fault:
                self._say(fault)
            elif not getattr(self, f"_{verb.lower()}", self._any)(line):
                return

    def _any(self, _line: str) -> bool:
        self._say("250 fine")
        return True

    def _ehlo(self, _line: str) -> bool:
        self._say("250-post.example", *(f"250-{one}" for one in self.server.faults.offers), "250 SIZE 99999999")
        return True

    def _mail(self, line: str) -> bool:
        self.path = line.partition("<")[2].partition(">")[0]
        return self._any(line)

    def _rcpt(self, line: str) -> bool:
        self.receiver = line.partition("<")[2].partition(">")[0]
        return self._any(line)

    def _quit(self, _line: str) -> bool:
        self._say("221 bye")
        return False

    def _data(self, _line: str) -> bool:
        self._say("354 speak")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        refusal = self.server.faults.replies.get("CONTENT")
        if refusal:
            self._say(refusal)
            return True
        self.server.taken.append(Taken(self.path, self.receiver, b"".join(lines)))
        if self.server.faults.hang_up_after_data:
            return False
        self._say(f"250 queued as {len(self.server.taken)}")
        return True

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run a server for the length of a test."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
