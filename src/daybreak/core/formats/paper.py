"""A report as a PDF: plain pages to attach to a letter, the same bytes for the same words, Japanese included.

Japanese is set in a font that PDF viewers bring along themselves (Adobe-Japan1), so that nothing is fetched or
embedded; a viewer without it still has the text that goes beside. Words of Latin letters are set in Helvetica.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus.flowables import Flowable

JAPANESE = "HeiseiKakuGo-W5"
LATIN = "Helvetica"
MARGIN = 22 * mm
FOOT = 12 * mm
GAP = 8
"""Points between two paragraphs."""
pdfmetrics.registerFont(UnicodeCIDFont(JAPANESE))


def paper(title: str, text: str, language: str, author: str = "") -> bytes:
    """Set a title and lines of text on A4 pages, numbered at the foot with the title."""
    font = LATIN if _is_latin(title + text) else JAPANESE
    body = ParagraphStyle(
        "body", fontName=font, fontSize=10.5, leading=16, wordWrap="CJK" if font == JAPANESE else None
    )
    head = ParagraphStyle("head", parent=body, fontSize=14, leading=20, spaceAfter=10)
    lines = [Paragraph(escape(line), body) if line.strip() else Spacer(1, GAP) for line in text.split("\n")]
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


def _is_latin(words: str) -> bool:
    """Tell whether Helvetica has all these letters, dashes and quotation marks included (WinAnsi)."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
