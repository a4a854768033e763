"""Form fields that take words as people type them, and say in the reader's language what must be changed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.core.identifiers import read_cve
from daybreak.core.phrase import why_not
from daybreak.core.written import LONGEST_LINE, LONGEST_TEXT, clean_line, clean_text, read_address
from daybreak.doors.refusals import said

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK = re.compile(r"U\+[0-9A-F]{4,6}")


class Words(forms.Field):
    """One line, or with `prose` a text of several; cleaned as the core cleans them, never cut."""

    def __init__(self, *, prose: bool = False, rows: int = 6, **options: Any) -> None:
        """Choose the control that fits."""
        self.prose = prose
        widget = forms.Textarea(attrs={"rows": rows}) if prose else forms.TextInput()
        options.setdefault("widget", widget)
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Give the cleaned words, "" for none; ValidationError holds a sentence."""
        text = value or ""
        if not text.strip():
            return self.nothing()
        longest = LONGEST_TEXT if self.prose else LONGEST_LINE
        if len(text) > longest:
            words = _("This is %(length)s characters long. Shorten it to %(longest)s, or attach it as a file.")
            raise ValidationError(words % {"length": f"{len(text):,}", "longest": f"{longest:,}"})
        return self.read(written(clean_text if self.prose else clean_line, text))

    def nothing(self) -> str:
        """Give "" where an answer may be left out."""
        if self.required:
            raise ValidationError(_("This is needed. Write something here; if you do not know, say so."))
        return ""

    def read(self, words: str) -> str:
        """Read the cleaned words further; here they are what they are."""
        return words


class Address(Words):
    """One bare mail address."""

    def read(self, words: str) -> str:
        """Give the address, or say how one is written."""
        try:
            return read_address(words)
        except ValueError:
            sentence = _("This is no mail address. Write one alone, for example rita@example.org.")
            raise ValidationError(sentence) from None


class CveId(Words):
    """One CVE ID."""

    def read(self, words: str) -> str:
        """Give the ID in capitals, or say how one is written."""
        try:
            return read_cve(words)
        except ValueError:
            raise ValidationError(_("This is no CVE ID. One is written CVE-2026-12345.")) from None


class Day(Words):
    """One day, as `2026-12-01`; with `after`, not before that day."""

    def __init__(self, *, after: date | None = None, **options: Any) -> None:
        """Show the browser's own calendar."""
        self.after = after
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **options)

    def read(self, words: str) -> str:
        """Give the day in ISO 8601, or say how one is written."""
        try:
            day = date.fromisoformat(words)
        except ValueError:
            raise ValidationError(_("This is no date. Write it as year-month-day, for example 2026-12-01.")) from None
        if self.after is not None and day < self.after:
            raise ValidationError(_("This day has passed. Write a day from today on, or leave it empty."))
        return day.isoformat()


class Lines(Words):
    """Several lines, one thing on each, at most `most`; gives them as a list."""

    def __init__(self, *, most: int = 20, **options: Any) -> None:
        """Remember how many may be named."""
        self.most = most
        super().__init__(prose=True, rows=2, **options)

    def clean(self, value: Any) -> Any:
        """Give the lines that hold something."""
        lines = [written(clean_line, line) for line in super().clean(value).split("\n") if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("Write at most %(most)s lines here.") % {"most": self.most})
        return lines


def written(reader: Callable[[str], str], text: str) -> str:
    """Read words by one of the core's readers; what it refuses becomes a ValidationError in the reader's language."""
    try:
        return reader(text)
    except ValueError as fault:
        raise ValidationError(_why_not(fault)) from None


def _why_not(fault: ValueError) -> str:
    mark = _MARK.search(str(fault))
    if mark:
        words = _("Remove the hidden or unprintable character %(mark)s, or attach the text as a file.")
        return words % {"mark": mark[0]}
    return said(why_not(fault))
