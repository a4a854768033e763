"""A report as a PDF: plain pages to attach to a letter, the same bytes for the same words, Japanese included.

Japanese is set in the site's typeface, whose letters that occur are embedded, so that every viewer shows them. A site
without one names a font that viewers for Japanese bring along (Adobe-Japan1); any other still has the text that goes
beside. Words of Latin letters are set in Helvetica, which every viewer has.
"""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zlib import crc32

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus.flowables import Flowable

VIEWERS_OWN = "HeiseiKakuGo-W5"
EMBEDDED = "Embedded"
LATIN = "Helvetica"
MARGIN = 22 * mm
FOOT = 12 * mm
GAP = 8
"""Points between two paragraphs."""
SET_IN = 12
"""Points by which a line that begins with two spaces is set in."""
pdfmetrics.registerFont(UnicodeCIDFont(VIEWERS_OWN))


def paper(title: str, text: str, language: str, author: str = "", typeface: bytes | None = None) -> bytes:
    """Set a title and lines of text on A4 pages, numbered at the foot with the title.

    `typeface` is a TrueType font with Japanese letters. Between any two letters only Japanese breaks its lines.
    """
    font = LATIN if _is_latin(title + text) else (_embedded(typeface) if typeface else None) or VIEWERS_OWN
    breaks = "CJK" if font != LATIN and language.startswith("ja") else None
    body = ParagraphStyle("body", fontName=font, fontSize=10.5, leading=16, wordWrap=breaks)
    head = ParagraphStyle("head", parent=body, fontSize=14, leading=20, spaceAfter=10)
    further = ParagraphStyle("further", parent=body, leftIndent=SET_IN)
    lines = [
        Paragraph(escape(line), further if line.startswith("  ") else body) if line.strip() else Spacer(1, GAP)
        for line in text.split("\n")
    ]
    flow: list[Flowable] = [Paragraph(escape(title), head), *lines]

    def foot(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(MARGIN, FOOT, title[:80])
        canvas.drawRightString(A4[0] - MARGIN, FOOT, str(canvas.getPageNumber()))

    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author=author,
        lang=language,
        invariant=1,
    )
    document.build(flow, onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()


def can_be_embedded(typeface: bytes) -> bool:
    """Tell whether this is a font whose letters can be put into a PDF: TrueType outlines, and its maker allows it."""
    return _embedded(typeface) is not None


@lru_cache(maxsize=4)
def _embedded(typeface: bytes) -> str | None:
    """Make a font known to the setter of pages under a name of its own; None where it cannot be embedded."""
    name = f"{EMBEDDED}-{crc32(typeface):08x}"
    try:
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(typeface)))
    except (TTFError, LookupError, ValueError, struct.error):
        return None
    return name


def _is_latin(words: str) -> bool:
    """Tell whether Helvetica has all these letters, dashes and quotation marks included (WinAnsi)."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
