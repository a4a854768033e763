"""Whatever comes in as words is cleaned, or refused with a sentence; nothing else happens."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.written import clean_file_name, clean_line, clean_text, fold, read_address

_OWN = [
    "",
    "NULL",
    "0",
    "-1",
    "<script>",
    "' OR 1=1 --",
    "\x00",
    "\u202e",
    "\ud800",
    "ﷺ",
    "👩‍👩‍👧",
    "Z͑ͫ̓a̴lgo",
    "\ufeff",
    "\r\n",
]
CORPUS = os.environ.get("DAYBREAK_CORPUS")
NAUGHTY = _OWN + (json.loads((Path(CORPUS) / "naughty-strings.json").read_text()) if CORPUS else [])
anything = st.text(st.characters(), max_size=200) | st.sampled_from(NAUGHTY)


class TestLinesAndTexts:
    """One line, or several."""

    @given(anything)
    def test_a_line_is_one_printable_line(self, typed: str) -> None:
        """What is kept has no control character, no surrogate, no line break, and cleaning again changes nothing."""
        try:
            line = clean_line(typed)
        except ValueError as error:
            assert str(error).isprintable()  # noqa: PT017 - either outcome is right; the sentence must be printable
            return
        assert line
        assert clean_line(line) == line
        assert not any(unicodedata.category(mark) in {"Cc", "Cs"} for mark in line)
        line.encode()

    @given(anything)
    def test_a_text_can_be_stored(self, typed: str) -> None:
        """What is kept is UTF-8 without NUL, and cleaning again changes nothing."""
        try:
            text = clean_text(typed)
        except ValueError:
            return
        assert clean_text(text) == text
        assert b"\x00" not in text.encode()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [("a\x00b", "U\\+0000"), ("a\ud800", "U\\+D800"), ("a\nb", "one line"), ("", "write something"),
         ("  \t", "write something"), ("x" * 301, "301 characters long"), ("a\u202eb", "U\\+202E"),
         ("\x1b[31m", "U\\+001B")],
    )  # fmt: skip
    def test_refused_lines(self, typed: str, sentence: str) -> None:
        """The sentence says what to remove."""
        with pytest.raises(ValueError, match=sentence):
            clean_line(typed)

    def test_kept(self) -> None:
        """Line ends become one kind; tabs in steps stay; blanks in lines become single."""
        assert clean_text("a\r\n\tb  c\rd\n") == "a\n\tb  c\nd"
        assert clean_line("  Heap\t overflow  ") == "Heap overflow"
        assert clean_line("ハ\u309a") == "パ"
        assert clean_text("") == ""
        with pytest.raises(ValueError, match="shorten it to 10"):
            clean_text("x" * 11, 10)


class TestFileNames:
    """Names are cleaned, never refused."""

    @pytest.mark.parametrize(
        ("hostile", "clean"),
        [
            ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\poc.py", "poc.py"), ("", "file"), ("..", "file"),
            ("/", "file"),
            ("a\x00b.txt", "ab.txt"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("evil\u202ecod.exe", "evilcod.exe"),
            ("\ud800", "file"), ('a"b;c<d>.html', "a_b;c_d_.html"), (" . x .", "x"), ("動画.mp4", "動画.mp4"),
            ("x\r\nSet-Cookie: a", "xSet-Cookie_ a"), ("." + "x" * 300, "x" * 120),
            ("x" * 300 + ".tar", "x" * 116 + ".tar"),
        ],
    )  # fmt: skip
    def test_cleaned(self, hostile: str, clean: str) -> None:
        """Paths, controls, devices, tricks of direction."""
        assert clean_file_name(hostile) == clean

    @given(anything)
    def test_always_a_safe_name(self, hostile: str) -> None:
        """No path, no control, not empty, not long, and cleaning again changes nothing."""
        name = clean_file_name(hostile)
        assert 0 < len(name) <= 120 + 1
        assert not set(name) & set('/\\<>:"|?*\x00\n\r')
        assert name not in {".", ".."}
        assert clean_file_name(name) == name
        name.encode()


class TestAddresses:
    """Only one bare address is taken."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [(" Rita@Example.ORG ", "Rita@example.org"), ("a.b+c@x-y.co.jp", "a.b+c@x-y.co.jp"),
         ("rita@münchen.example", "rita@xn--mnchen-3ya.example")],
    )  # fmt: skip
    def test_read(self, typed: str, kept: str) -> None:
        """The domain in small letters, the rest as written."""
        assert read_address(typed) == kept
        assert read_address(kept) == kept

    @pytest.mark.parametrize(
        "typed",
        ["", "rita", "@example.org", "rita@", "rita@localhost", "a@b.c,d@e.f", "Rita <rita@example.org>", "a@b@c.org",
         "rita@example.org\nBcc: x@y.z", "rita@example.org\r", "ri\x00ta@example.org", "rita@-x.org", "rita@x..org",
         ".a@x.org", "a..b@x.org", '"a b"@x.org', "a@[127.0.0.1]", "a@127.0.0.1", "a(x)@x.org", "rita@example.org.",
         "é@x.org", "x" * 65 + "@x.org", "a@" + "x." * 150 + "org", "a@\ud800.org", "a;b@x.org"],
    )  # fmt: skip
    def test_refused(self, typed: str) -> None:
        """Names, lists, comments, breaks, addresses of machines."""
        with pytest.raises(ValueError, match="mail address"):
            read_address(typed)

    @given(anything | st.from_regex(r"[a-z.@<>, \n]{1,30}"))
    def test_whatever_is_taken_is_safe_in_a_header(self, typed: str) -> None:
        """ASCII, one @, no blank, comma, angle or break."""
        try:
            address = read_address(typed)
        except ValueError:
            return
        assert address.isascii()
        assert address.count("@") == 1
        assert not set(address) & set(' ,;<>()[]\\"\r\n\x00')

    def test_fold(self) -> None:
        """Two spellings are one for looking up."""
        assert fold("Rita@Example.org") == fold("rita@EXAMPLE.ORG")
