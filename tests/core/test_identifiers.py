"""Identifiers are read as people write them, made from given bytes, and refused with sentences."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.identifiers import (
    CROCKFORD,
    new_number,
    new_tracking_code,
    read_cve,
    read_cwe,
    read_ghsa,
    read_number,
    read_purl,
    read_tracking_code,
)

codes = st.binary(min_size=16, max_size=16)


class TestPublicNames:
    """CVE, GHSA, CWE and package URLs."""

    @pytest.mark.parametrize(
        ("read", "typed", "kept"),
        [
            (read_cve, " cve-2026-12345 ", "CVE-2026-12345"),
            (read_cve, "CVE-1900-0001", "CVE-1900-0001"),
            (read_ghsa, "ghsa-CFGH-2345-jmpq", "GHSA-cfgh-2345-jmpq"),
            (read_cwe, "787", "CWE-787"),
            (read_cwe, "cwe-79", "CWE-79"),
            (read_purl, "pkg:PyPI/Requests@2.32.0", "pkg:pypi/requests@2.32.0"),
            (read_purl, "pkg:deb/debian/curl@8.0?arch=amd64", "pkg:deb/debian/curl@8.0?arch=amd64"),
        ],
    )
    def test_read(self, read: type, typed: str, kept: str) -> None:
        """Canonical, and reading again changes nothing."""
        assert read(typed) == kept
        assert read(kept) == kept

    @pytest.mark.parametrize(
        ("read", "typed", "sentence"),
        [
            (read_cve, "CVE-26-1", "no CVE ID"), (read_cve, "CVE-1998-1234", "no CVE ID"), (read_cve, "", "no CVE ID"),
            (read_cve, "CVE-2026-12345\nX", "no CVE ID"), (read_cve, "CVE-٢٠٢٦-1234", "no CVE ID"),
            (read_cve, "CVE-2026-" + "1" * 99, "no CVE ID"), (read_ghsa, "GHSA-abcd-2345-jmpq", "no GHSA id"),
            (read_cwe, "CWE-0", "no CWE id"), (read_cwe, "CWE-1234567", "no CWE id"),
            (read_purl, "pypi/x", "no package URL"),
            (read_purl, "pkg:", "no package URL"), (read_purl, "pkg:pypi/" + "x" * 2000, "no package URL"),
            (read_purl, "pkg:pypi/x\x00", "no package URL"),
        ],
    )  # fmt: skip
    def test_refused(self, read: type, typed: str, sentence: str) -> None:
        """The sentence shows how one is written."""
        with pytest.raises(ValueError, match=sentence):
            read(typed)

    @given(st.text(max_size=80))
    def test_nothing_but_a_value_error(self, typed: str) -> None:
        """Whatever is typed."""
        for read in (read_cve, read_ghsa, read_cwe, read_purl, read_number, read_tracking_code):
            try:
                kept = read(typed)
            except ValueError:
                continue
            assert read(kept) == kept

    def test_naughty_strings(self) -> None:
        """Naughty strings are no tracking codes, no numbers and no CVE IDs, and none is repeated unprintably."""
        corpus = os.environ.get("DAYBREAK_CORPUS")
        strings = ["", "NULL", "-1", "<script>", "' OR 1=1", "\x00", "\u202e", "\ud800", "Z͑ͫ̓a̴lgo", "\ufeff", "\r\n"]
        strings += json.loads((Path(corpus) / "naughty-strings.json").read_text()) if corpus else []
        for typed in strings:
            for read in (read_cve, read_number, read_tracking_code):
                with pytest.raises(ValueError, match=r"\w") as refused:
                    read(typed)
                assert str(refused.value).isprintable()


class TestOurNumbers:
    """Prefix, year and five random Crockford characters (decisions.md, Identity)."""

    @given(st.sampled_from(["HC", "HC-SA", "AB"]), st.integers(2000, 2100), st.binary(min_size=4, max_size=8))
    def test_read_back_however_typed(self, prefix: str, year: int, random: bytes) -> None:
        """Small letters, O for 0 and L for 1 change nothing."""
        number = new_number(prefix, year, random)
        assert read_number(number) == number
        head, _, tail = number.rpartition("-")
        assert read_number(f" {head.lower()}-{tail.lower().replace('0', 'o').replace('1', 'l')} ") == number
        assert set(tail) <= set(CROCKFORD)
        assert len(tail) == 5

    def test_all_bits_count(self) -> None:
        """The lowest 25 bits give 2 to the 25 numbers."""
        assert new_number("HC", 2026, b"\x00\x00\x00\x00") == "HC-2026-00000"
        assert new_number("HC", 2026, b"\x01\xff\xff\xff") == "HC-2026-ZZZZZ"
        assert len({new_number("HC", 2026, n.to_bytes(4, "big")) for n in range(2000)}) == 2000

    @pytest.mark.parametrize(
        ("prefix", "year", "random"), [("hc", 2026, b"1234"), ("HC", 26, b"1234"), ("HC", 2026, b"1")]
    )
    def test_refused(self, prefix: str, year: int, random: bytes) -> None:
        """A number is made of the right parts or not at all."""
        with pytest.raises(ValueError, match="number"):
            new_number(prefix, year, random)


class TestTrackingCodes:
    """128 random bits, read as people copy them."""

    @given(codes, codes)
    def test_two_bytes_two_codes(self, one: bytes, two: bytes) -> None:
        """All 128 bits are kept."""
        assert (new_tracking_code(one) == new_tracking_code(two)) == (one == two)

    @given(codes)
    def test_tolerant(self, random: bytes) -> None:
        """No hyphens, blanks, small letters, look-alikes, other dashes: still the same code."""
        code = new_tracking_code(random)
        assert [len(group) for group in code.split("-")] == [4] * 7
        sloppy = code.lower().replace("0", "o").replace("1", "i")
        for typed in (code, sloppy, sloppy.replace("-", ""), f"\n {sloppy.replace('-', ' – ')}\t"):
            assert read_tracking_code(typed) == code

    def test_most_typos_are_found(self) -> None:
        """Of all single wrong characters in a code, all but a few in a thousand are refused."""
        code, missed, tried = new_tracking_code(bytes(range(16))), 0, 0
        for place, right in enumerate(code):
            for wrong in set(CROCKFORD) - {right, "-"} if right != "-" else ():
                tried += 1
                try:
                    read_tracking_code(code[:place] + wrong + code[place + 1 :])
                except ValueError:
                    continue
                missed += 1
        assert tried > 800
        assert missed / tried < 0.01

    def test_uniform_refusal(self) -> None:
        """Every wrong code gets one and the same sentence."""
        sentences = set()
        for typed in ("", "x", "0" * 28, "U" * 28, "ä" * 28, "1" * 5000):
            with pytest.raises(ValueError, match="not copied whole") as refused:
                read_tracking_code(typed)
            sentences.add(str(refused.value))
        assert len(sentences) == 1

    @pytest.mark.parametrize("random", [b"", b"1" * 15, b"1" * 17])
    def test_wrong_number_of_bytes(self, random: bytes) -> None:
        """Sixteen bytes, no more and no fewer."""
        with pytest.raises(ValueError, match="16 random bytes"):
            new_tracking_code(random)
