"""Strings that break forms: the shared corpus where it is at hand, else our own thirty."""

from __future__ import annotations

import json
import os
from pathlib import Path

OWN = [
    "",
    "undefined",
    "null",
    "-1/2",
    "0xffffffffffffffff",
    "1;DROP TABLE reports",
    "' OR 1=1 -- ",
    '"><script>alert(1)</script>',
    "{{ 7 * 7 }} {% now 'Y' %} ${7*7} %(name)s {name}",
    '<!--#exec cmd="/bin/ls"-->',
    "../../../../etc/passwd",
    "%00 %0d%0a Set-Cookie: a=b",
    "line\r\nBcc: mallory@example.org",
    "tab\tand\x0bvertical\x0cfeed",
    "\x00",
    "a\x00b",
    "\x1b[0;31mred\x1b[0m",
    "\x7f\x80\x85",
    "\ufeffmark",
    "\u202egnirts",
    "\u2066isolated\u2069",
    "e\u0301 is not \u00e9",
    "\u200b\u200c\u200d",
    "\ufffd",
    "𝓣𝓱𝓮 𝖖𝖚𝖎𝖈𝖐",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "テスト 表示 ソ十",
    "הֳיְתָה",
    "Z̡͖̜̭̘͈͍ͅa̵l̴g͝o",
    "=cmd|' /C calc'!A0",
    "\U0010ffff",
    "a" * 5000,
]


def naughty_strings() -> list[str]:
    """Give every string of the corpus named by DAYBREAK_CORPUS, or our own."""
    folder = os.environ.get("DAYBREAK_CORPUS", "")
    corpus = Path(folder) / "naughty-strings.json"
    return [str(one) for one in json.loads(corpus.read_text())] if folder and corpus.exists() else OWN
