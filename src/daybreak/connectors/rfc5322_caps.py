"""Counting a mail's lines, parts and depth in its raw bytes, before anything parses it."""

from __future__ import annotations

import re

LONGEST_HEADER_LINE = 8 * 1024
LARGEST_HEADER = 256 * 1024
MOST_PARTS = 500
DEEPEST = 20

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(
    rb"""(?i)boundary(?:\*[0-9]{0,3}\*?)?\s{0,80}=\s{0,80}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))"""
)
_DELIMITER = re.compile(rb"(?m)^--([^\r\n]{1,240})")
_WRAPPED = re.compile(rb"(?im)^content-type:\s{0,80}(?:multipart|message)/")


class TooCostly(Exception):
    """Parsing this would cost more than any honest message does; the text is the sentence that says why."""


def count(raw: bytes) -> None:
    """Refuse by counting what would be costly to parse. Raises TooCostly with a sentence."""
    head = _BLANK_LINE.split(raw[: LARGEST_HEADER + 4], 1)[0]
    if len(head) > LARGEST_HEADER:
        message = "The header of this message is larger than 256 kB."
        raise TooCostly(message)
    if any(len(line) > LONGEST_HEADER_LINE for line in head.splitlines()):
        message = "A line in the header of this message is longer than 8 kB."
        raise TooCostly(message)
    boundaries = {quoted or plain for quoted, plain in _BOUNDARY.findall(raw)}
    wrapped = sum(1 for _hit in _WRAPPED.finditer(raw))
    if max(len(boundaries), wrapped) > MOST_PARTS:
        message = "This message has more than 500 parts."
        raise TooCostly(message)
    _count_parts(raw, boundaries)


def _count_parts(raw: bytes, boundaries: set[bytes]) -> None:
    """Walk over the delimiter lines alone, keeping the boundaries that are open."""
    parts, inside = 0, list[bytes]()
    for hit in _DELIMITER.finditer(raw):
        line = hit[1].rstrip()
        ends = line not in boundaries
        name = line[:-2] if ends and line.endswith(b"--") else line
        if name not in boundaries:
            continue
        parts += 1
        if name in inside:
            del inside[inside.index(name) + 1 :]
        else:
            inside.append(name)
        if parts > MOST_PARTS or len(inside) > DEEPEST:
            message = "This message has more than 500 parts, or parts nested deeper than 20."
            raise TooCostly(message)
        if ends:
            inside.pop()
