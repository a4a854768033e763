"""What the receiving mail server found out about a sender: SPF, DKIM and DMARC, as RFC 8601 writes it (B13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

METHODS = ("spf", "dkim", "dmarc")
RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror"})
PROVING = "dmarc"
"""The check that says that the domain in From, which people read, is the one that sent it."""
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)(?=\s|$)")
_SERVER = re.compile(r"\s*([^\s;]+)(?:\s+\d+)?\s*\Z")


def checks(written: Iterable[str], server: str) -> dict[str, str]:
    """Give the result of each method as `server` wrote it; nothing of what anybody else wrote, or of no known result.

    `written` are the Authentication-Results fields, the topmost first. A server writes above what was there, so that
    the topmost word of a method counts; of one field's several DKIM signatures one that passes is enough. Without a
    `server` nothing is believed: anybody can write such a field.
    """
    found: dict[str, str] = {}
    for field in written if server else ():
        name, *results = _plain(field).split(";")
        own = _SERVER.match(name)
        if own is None or own[1].casefold() != server.casefold():
            continue
        for method, result in _of_field(results).items():
            found.setdefault(method, result)
    return {method: found[method] for method in METHODS if method in found}


def proven(results: Mapping[str, object]) -> bool:
    """Tell whether the domain of the address in From is proven."""
    return results.get(PROVING) == "pass"


def _of_field(results: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in results:
        said = _RESULT.match(part.lower())
        if said is None or said[1] not in METHODS or said[2] not in RESULTS:
            continue
        if found.get(said[1]) != "pass":
            found[said[1]] = said[2]
    return found


def _plain(field: str) -> str:
    """Drop quoted words and comments, in which a sender's own words may stand; what is left open ends nothing."""
    kept: list[str] = []
    depth, quoted, skip = 0, False, False
    for mark in field:
        if skip:
            skip = False
        elif mark == "\\" and (quoted or depth):
            skip = True
        elif quoted or (mark == '"' and not depth):
            quoted = not quoted if mark == '"' else quoted
        elif mark in "()":
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif not depth:
            kept.append(mark)
    return "".join(kept)
