"""Reports as PDF: every word of the text, in Japanese too, the same bytes each time, and never a fault."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from daybreak.core.formats.paper import can_be_embedded, paper

JAPANESE = st.text(st.sampled_from("あいうアイウ漢字脆弱性を、。（）「」ー～①髙﨑ABCxyz0189 .:/<>&-"), max_size=200)


def printed(pdf: bytes) -> str:
    """Give the words of all pages without their spaces."""
    with PdfDocument(pdf) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


@given(st.lists(JAPANESE, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_every_word_is_there_and_the_bytes_are_the_same_each_time(lines: list[str]) -> None:
    """A7a: the report is attached, in the partner's language."""
    text = "\n".join(lines)
    made = paper("第一報", text, "ja", "星見カメラ")
    assert "".join(text.split()) in printed(made)
    assert made == paper("第一報", text, "ja", "星見カメラ")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=40, deadline=None)
def test_no_text_is_refused(text: str) -> None:
    """A letter is never lost because somebody pasted something odd."""
    assert paper("Report", text, "en").startswith(b"%PDF-")


def test_long_reports_run_over_several_numbered_pages() -> None:
    """Nothing is cut off, and a long word breaks instead of leaving the page."""
    text = "\n".join([f"line {number}" for number in range(200)] + ["A" * 400])
    made = paper("Report", text, "en")
    with PdfDocument(made) as document:
        assert len(document) >= 4
    words = printed(made)
    assert "line199" in words
    assert words.count("A") >= 400


def test_a_line_that_is_set_in_stays_so_on_the_page() -> None:
    """What a report quotes is told apart from its own lines, in the PDF as in the text."""
    with PdfDocument(paper("Report", "Contact: us\n  Contact: them", "en")) as document:
        page = document[0].get_textpage()
        words = page.get_text_range()
        ours, theirs = (page.get_charbox(words.index(f"Contact: {who}"))[0] for who in ("us", "them"))
    assert theirs > ours + 6


def test_latin_letters_with_their_dashes_are_not_set_in_japanese() -> None:
    """A report that says "—" where something is missing looks like any other in its language."""
    assert b"/Helvetica" in paper("Report", "Products: — “é”", "en")
    assert b"HeiseiKakuGo" not in paper("Report", "Products: — “é”", "en")
    assert b"HeiseiKakuGo" in paper("Report", "概要", "en")


def test_what_is_no_typeface_costs_no_letter() -> None:
    """A letter is never lost because the site's typeface is none, or has outlines that cannot be embedded."""
    for odd in (b"", b"OTTO" + bytes(200), b"\0\1\0\0" + bytes(200), b"\0\1\0\0\xff\xff" + bytes(9)):
        assert not can_be_embedded(odd)
        assert b"HeiseiKakuGo" in paper("第一報", "概要", "ja", typeface=odd)
