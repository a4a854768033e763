"""Words about components and releases as people type them: cleaned, or refused beside their field."""

from __future__ import annotations

from daybreak.core.phrase import phrase, why_not
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import clean_line, clean_text
from daybreak.products.refusals import EntryRefused


def line(text: str, place: str, *, required: bool = True) -> str:
    """Clean one line; raises EntryRefused beside `place`."""
    if not text.strip():
        if required:
            raise EntryRefused(reason=phrase(_("Write something here.")), place=place)
        return ""
    try:
        return clean_line(text)
    except ValueError as fault:
        raise EntryRefused(reason=why_not(fault), place=place) from None


def prose(text: str, place: str) -> str:
    """Clean a text of several lines that must say something; raises EntryRefused beside `place`."""
    try:
        words = clean_text(text)
    except ValueError as fault:
        raise EntryRefused(reason=why_not(fault), place=place) from None
    if not words:
        raise EntryRefused(reason=phrase(_("Write something here.")), place=place)
    return words
