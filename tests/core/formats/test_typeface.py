"""Reports as PDF with the site's typeface: the letters that occur are embedded, so that every viewer shows them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from daybreak import environment
from daybreak.core.formats.paper import can_be_embedded, paper
from tests.core.formats.test_paper import JAPANESE, printed

FOUND = environment.read().typeface
TYPEFACE = FOUND.read_bytes() if FOUND else b""


@given(st.lists(JAPANESE, min_size=1, max_size=4))
def test_every_word_is_there_and_the_bytes_are_the_same_each_time(lines: list[str]) -> None:
    """A7a: the report is attached, in the partner's language."""
    text = "\n".join(lines)
    made = paper("第一報", text, "ja", "星見カメラ", TYPEFACE)
    assert "".join(text.split()) in printed(made)
    assert made == paper("第一報", text, "ja", "星見カメラ", TYPEFACE)


def test_the_letters_that_occur_are_embedded_and_those_alone() -> None:
    """A reader's viewer need bring no font along, and the file stays small."""
    assert can_be_embedded(TYPEFACE)
    made = paper("第一報", "脆弱性の概要", "ja", typeface=TYPEFACE)
    assert b"/FontFile2" in made
    assert b"HeiseiKakuGo" not in made
    assert len(made) < len(TYPEFACE) // 20
    assert b"/FontFile2" not in paper("Report", "Products: — “é”", "en", typeface=TYPEFACE)


def test_an_english_report_with_a_japanese_name_breaks_no_word() -> None:
    """One name in another script does not cut the words of the whole report at the edge of the page."""
    made = paper("Report", "星見カメラ " + "vulnerability " * 60, "en", typeface=TYPEFACE)
    with PdfDocument(made) as document:
        words = document[0].get_textpage().get_text_bounded().split()
    assert set(words) == {"Report", "星見カメラ", "vulnerability", "1"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_text_is_refused(text: str) -> None:
    """A letter is never lost because somebody pasted something odd."""
    assert paper("第一報", text, "ja", typeface=TYPEFACE).startswith(b"%PDF-")
