"""Names of things as values: CVE, GHSA, CWE, purl, our own numbers and tracking codes."""

from __future__ import annotations

import re
from hashlib import sha256

from packageurl import PackageURL

from daybreak.core.phrase import WrongWords
from daybreak.core.words import gettext_noop as _

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 5
NUMBER_BYTES = 4
CODE_BYTES = 16
CODE_LENGTH = 28
LONGEST_PURL = 1000

_CVE = re.compile(r"CVE-([0-9]{4})-([0-9]{4,12})", re.ASCII | re.IGNORECASE)
_GHSA = re.compile(r"GHSA(-[23456789cfghjmpqrvwx]{4}){3}", re.ASCII | re.IGNORECASE)
_CWE = re.compile(r"(?:CWE-)?([1-9][0-9]{0,4})", re.ASCII | re.IGNORECASE)
_PREFIX = re.compile(r"[A-Z][A-Z0-9-]{0,11}", re.ASCII)
_NUMBER = re.compile(rf"([A-Z][A-Z0-9-]{{0,11}})-([0-9]{{4}})-([{CROCKFORD}]{{{NUMBER_LENGTH}}})", re.ASCII)
_LOOKALIKE = str.maketrans("OIL", "011")
_CODE_GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc\uff0d.]+")
_FIRST_YEAR, _LAST_YEAR = 1999, 2999
_TEST_YEAR = 1900
_CODE_GROUP = 4
_CHECK_DIGITS = 2


def read_cve(text: str) -> str:
    """Read a CVE ID in any case, with space around it, as `CVE-2026-12345`; ValueError says how one is written.

    Test ids `CVE-1900-…` are read too (CNA rules).
    """
    found = _CVE.fullmatch(text.strip())
    if found is None or not (_FIRST_YEAR <= int(found[1]) <= _LAST_YEAR or int(found[1]) == _TEST_YEAR):
        raise WrongWords(_('"%(text)s" is no CVE ID; one is written CVE-2026-12345'), text=_shown(text))
    return found[0].upper()


def read_ghsa(text: str) -> str:
    """Read a GitHub advisory id as `GHSA-xxxx-xxxx-xxxx` with small letters; ValueError says how one is written."""
    found = _GHSA.fullmatch(text.strip())
    if found is None:
        raise WrongWords(_('"%(text)s" is no GHSA id; one is written GHSA-2345-cfgh-jmpq'), text=_shown(text))
    return f"GHSA{found[0][4:].lower()}"


def read_cwe(text: str) -> str:
    """Read a weakness id, with or without its prefix, as `CWE-787`; ValueError says how one is written."""
    found = _CWE.fullmatch(text.strip())
    if found is None:
        raise WrongWords(_('"%(text)s" is no CWE id; one is written CWE-787'), text=_shown(text))
    return f"CWE-{found[1]}"


def read_purl(text: str) -> str:
    """Read a package URL in canonical form, for example `pkg:pypi/requests@2.32.0`; ValueError says what it must be."""
    stripped = text.strip()
    try:
        if len(stripped) <= LONGEST_PURL and stripped.isprintable():
            return PackageURL.from_string(stripped).to_string()
    except ValueError:
        pass
    raise WrongWords(_('"%(text)s" is no package URL; one is written pkg:pypi/requests@2.32.0'), text=_shown(text))


def new_number(prefix: str, year: int, random_bytes: bytes) -> str:
    """Make one of our numbers, `HC-2026-7K3QF`, from at least four random bytes (25 of their bits are used).

    ValueError for too few bytes, a prefix that is not capitals, digits and hyphens, or a year without four digits.
    """
    if len(random_bytes) < NUMBER_BYTES:
        message = f"a number needs {NUMBER_BYTES} random bytes"
        raise ValueError(message)
    if not _PREFIX.fullmatch(prefix) or len(str(year)) != _CODE_GROUP:
        message = "a number's prefix is capitals, digits and hyphens, at most 12, and its year has four digits"
        raise ValueError(message)
    return f"{prefix}-{year}-{_crockford(int.from_bytes(random_bytes[:NUMBER_BYTES], 'big'), NUMBER_LENGTH)}"


def read_number(text: str) -> str:
    """Read one of our numbers as people type it (any case, O for 0, I and L for 1); ValueError says how it looks."""
    prefix, _hyphen, tail = "".join(text.split()).upper().rpartition("-")
    found = _NUMBER.fullmatch(f"{prefix}-{tail.translate(_LOOKALIKE)}")
    if found is None:
        raise WrongWords(_('"%(text)s" is not one of our numbers; they look like HC-2026-7K3QF'), text=_shown(text))
    return found[0]


def new_tracking_code(random_bytes: bytes) -> str:
    """Make a finder's tracking code from 16 random bytes: 26 characters and 2 to check them, in groups of four."""
    if len(random_bytes) != CODE_BYTES:
        message = f"a tracking code needs {CODE_BYTES} random bytes"
        raise ValueError(message)
    code = _crockford(int.from_bytes(random_bytes, "big"), CODE_LENGTH - _CHECK_DIGITS)
    code += _check(code)
    return "-".join(code[start : start + _CODE_GROUP] for start in range(0, CODE_LENGTH, _CODE_GROUP))


def read_tracking_code(text: str) -> str:
    """Read a tracking code as people copy it: any case, gaps and hyphens anywhere, O for 0, I and L for 1.

    Gives the code as `new_tracking_code` wrote it. ValueError, always the same sentence, when characters are missing,
    foreign or do not check: it tells nothing about which codes exist.
    """
    code = _CODE_GAPS.sub("", text[: 4 * CODE_LENGTH]).upper().translate(_LOOKALIKE)
    known = len(text) <= 4 * CODE_LENGTH and len(code) == CODE_LENGTH and set(code) <= set(CROCKFORD)
    if not known or code[-_CHECK_DIGITS:] != _check(code[:-_CHECK_DIGITS]):
        words = _("this tracking code was not copied whole; it has %(length)s letters and digits in groups of four")
        raise WrongWords(words, length=CODE_LENGTH)
    return "-".join(code[start : start + _CODE_GROUP] for start in range(0, CODE_LENGTH, _CODE_GROUP))


def _crockford(number: int, length: int) -> str:
    """Write the lowest 5 x `length` bits of a number."""
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(length)))


def _check(code: str) -> str:
    """Give two characters that change with any mistyped or swapped character (missed once in 1024)."""
    return _crockford(int.from_bytes(sha256(code.encode()).digest()[:2], "big"), _CHECK_DIGITS)


def _shown(text: str) -> str:
    """Repeat what was typed in a sentence, short and printable."""
    return "".join(mark if mark.isprintable() else "?" for mark in text.strip()[:40])
