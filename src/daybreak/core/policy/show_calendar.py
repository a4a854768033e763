"""Which days an organisation or a division does not work on, in one line: business days are counted without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from daybreak.core.policy.model_people import CalendarRule


def days_off(calendar: CalendarRule, language: str) -> str:
    """Name weekends, the public holidays of the calendar's country by its code, and the closed days as written."""
    holidays = word("holidays", language).format(calendar.holidays) if calendar.holidays else ""
    return ", ".join(filter(None, (word("weekends", language), holidays, *calendar.closed)))
