"""Words as they come in: lines, texts, file names and mail addresses are cleaned here or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata

from daybreak.core.phrase import WrongWords
from daybreak.core.words import gettext_noop as _

LONGEST_LINE = 300
LONGEST_TEXT = 100_000
LONGEST_NAME = 120
LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_SLASHES = re.compile(r"[/\\]+")
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the order of what follows: nobody sees them, and they make one text look like another."""


def clean_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Give one line of words, NFC, without space at its ends and with single blanks; ValueError is a sentence.

    Refused: NUL and other control characters, line breaks, lone surrogates, hidden marks of direction, emptiness,
    more than `longest` characters.
    """
    line = _normal(text, longest)
    hidden = next((mark for mark in line if mark in _HIDDEN), None)
    if hidden:
        raise WrongWords(_("remove the hidden character %(mark)s: it makes words look like others"), mark=_code(hidden))
    if "\n" in line.strip("\n"):
        raise WrongWords(_("write this on one line"))
    line = _BLANKS.sub(" ", line).strip()
    if not line:
        raise WrongWords(_("write something here"))
    return line


def clean_text(text: str, longest: int = LONGEST_TEXT) -> str:
    r"""Give a text of several lines, NFC, with `\n` ends and no space at its own ends; may be empty.

    ValueError is a sentence, for the same control characters and surrogates. Tabs, blanks and marks of direction
    inside stay as they are: steps, logs and proofs depend on them.
    """
    return _normal(text, longest).strip()


def clean_file_name(hostile: str) -> str:
    """Give a safe name for showing and downloading: the last part of any path, printable, at most 120 characters.

    Never fails: a name of which nothing is left becomes `file`. The bytes of the file are never touched.
    """
    last = _SLASHES.split(_printable(hostile))[-1]
    name = _BLANKS.sub(" ", _UNSAFE.sub("_", unicodedata.normalize("NFC", last))).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if dot and len(ending) <= 16 else ""  # noqa: PLR2004 - longer is no file type
        name = (stem if ending else name)[: LONGEST_NAME - len(ending)].rstrip(" .") + ending
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name or "file"


def read_address(text: str) -> str:
    """Read one bare mail address, its domain in small letters; ValueError is a sentence.

    No display name, no list, no comment, no quoted part, no line break. A domain with other letters is written in
    its ASCII form (IDNA).
    """
    stripped = text.strip(" \t")
    if not stripped or len(stripped) > LONGEST_ADDRESS:
        words = _("write one mail address of at most %(longest)s characters, for example rita@example.org")
        raise WrongWords(words, longest=LONGEST_ADDRESS)
    local, at, domain = stripped.rpartition("@")
    name = _ascii_domain(domain)
    labels = name.split(".")
    readable = _LOCAL_PART.fullmatch(local) and len(local) <= LONGEST_LOCAL_PART and len(labels) > 1
    if not at or not readable or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise WrongWords(_("this is no mail address; write one alone, for example rita@example.org"))
    return f"{local}@{name}"


def fold(address: str) -> str:
    """Give the form under which two spellings of one address are equal: all in small letters (for looking up only)."""
    return read_address(address).lower()


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _normal(text: str, longest: int) -> str:
    if len(text) > longest:
        words = _("this is %(length)s characters long; shorten it to %(longest)s")
        raise WrongWords(words, length=f"{len(text):,}", longest=f"{longest:,}")
    normal = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    for mark in normal:
        if unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t":
            raise WrongWords(_("remove the character %(mark)s: it cannot be shown or stored"), mark=_code(mark))
    return normal


def _code(mark: str) -> str:
    """Name a character that cannot be shown."""
    return f"U+{ord(mark):04X}"


def _printable(text: str) -> str:
    """Drop what cannot be seen: controls, surrogates, marks of direction and other formats but the joiners."""
    return "".join(
        mark
        for mark in text[:4096]
        if mark in "\t \u200c\u200d" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
