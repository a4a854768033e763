"""The child that parses one mail: raw bytes on stdin, framed JSON and attachments on stdout, then it is gone."""

from __future__ import annotations

import binascii
import json
import resource
import sys
from contextlib import suppress
from email.message import Message
from email.parser import Parser
from email.policy import compat32
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper
from typing import Any

from daybreak.connectors.rfc5322 import LENGTH_BYTES, MAGIC, REFUSED
from daybreak.connectors.rfc5322_caps import DEEPEST, MOST_PARTS, TooCostly, count
from daybreak.connectors.rfc5322_fields import (
    authentication_of,
    date_of,
    decoded,
    field,
    is_automatic,
    message_id_of,
    one_line,
    recipients_of,
    sender_of,
    visible,
    words_of,
)

SECONDS = 5
MEMORY = 512 * 1024 * 1024
LONGEST_TEXT = 90_000
_SILENT = frozenset({"script", "style", "head", "title"})
_BREAKING = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre", "blockquote"})


def limit() -> None:
    """Bind this process: 5 s of processor, 512 MB of memory, no file may grow, no core is left."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Words(HTMLParser):
    """Takes the words out of HTML; nothing of it is ever shown as HTML."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - HTMLParser's signature
        """Enter a silent element, or break the line."""
        self._silent += tag in _SILENT
        if tag in _BREAKING:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leave a silent element."""
        self._silent -= tag in _SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Keep words that are meant to be read."""
        if not self._silent:
            self.found.append(data)


def main() -> int:
    """Parse stdin to stdout; exit 0 with an answer, anything else without one."""
    limit()
    out = sys.stdout.buffer
    try:
        said, attachments = described(_message())
    except TooCostly as sentence:
        out.write(str(sentence).encode())
        out.flush()
        return REFUSED
    header = json.dumps(said, allow_nan=False).encode()
    out.write(MAGIC + len(header).to_bytes(LENGTH_BYTES, "big") + header)
    for content in attachments:
        out.write(content)
    out.flush()
    return 0


def _message() -> Message:
    raw = sys.stdin.buffer.read()
    count(raw)
    as_written = TextIOWrapper(BytesIO(raw), encoding="ascii", errors="surrogateescape", newline="")
    return Parser(policy=compat32).parse(as_written)


def described(message: Message) -> tuple[dict[str, Any], list[bytes]]:
    """Give what the message says as JSON values, and its attachments' bytes in the order they are named there."""
    plain, html, files = _sorted_parts(message)
    whole = "\n\n".join(plain if any(words.strip() for words in plain) else map(_without_tags, html)).strip()
    text = visible(whole[: 2 * LONGEST_TEXT]).strip()
    sender, sender_name = sender_of(message)
    date = date_of(message)
    return {
        "subject": words_of(field(message, "Subject")),
        "text": text[:LONGEST_TEXT],
        "cut": len(text) > LONGEST_TEXT or len(whole) > 2 * LONGEST_TEXT,
        "sender": sender,
        "sender_name": sender_name,
        "recipients": recipients_of(message),
        "message_id": message_id_of(message),
        "date": date.isoformat() if date else "",
        "automatic": is_automatic(message, sender),
        "authentication": authentication_of(message),
        "attachments": [[name, len(content)] for name, content in files],
    }, [content for _name, content in files]


def _sorted_parts(message: Message) -> tuple[list[str], list[str], list[tuple[str, bytes]]]:
    """Sort the leaves into plain words, HTML and files, without recursion."""
    plain: list[str] = []
    html: list[str] = []
    files: list[tuple[str, bytes]] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PARTS:
            sentence = "This message has more than 500 parts, or parts nested deeper than 20."
            raise TooCostly(sentence)
        kind, inside = part.get_content_type(), part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, Message)]
        elif isinstance(inside, list):
            files.append((_name(part, "message.eml"), _wrapped(inside)))
        elif part.get_content_maintype() == "multipart":
            plain.append(decoded(_content(part), "utf-8"))
        elif kind in {"text/plain", "text/html"} and not _is_attached(part):
            words = decoded(_content(part), str(part.get_content_charset() or "utf-8"))
            (plain if kind == "text/plain" else html).append(words)
        else:
            files.append((_name(part, f"part.{part.get_content_subtype()}"), _content(part)))
    return plain, html, files


def _wrapped(inside: list[Any]) -> bytes:
    """Write the messages inside a message/* part; the exact bytes are in the raw message."""
    return b"\n".join(one.as_bytes() for one in inside if isinstance(one, Message))


def _content(part: Message) -> bytes:
    """Give a part's bytes; base64 is decoded here, in a third of the memory that the library takes."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        with suppress(binascii.Error, ValueError):  # broken base64 is left to the library, which mends what it can
            return binascii.a2b_base64(str(part.get_payload()))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _name(part: Message, otherwise: str) -> str:
    claimed = part.get_filename()
    return one_line(words_of(claimed)) if claimed else otherwise


def _without_tags(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(line for line in lines if line)


if __name__ == "__main__":
    sys.exit(main())
