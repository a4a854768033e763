"""How a page speaks of time: the core's words, in the reader's language and zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from daybreak.core.clocks import speech

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from daybreak.design.bars import Look
    from daybreak.design.pieces import Clock


def language() -> str:
    """Name the reader's language without its region: `ja` for `ja-jp`."""
    return (get_language() or "en").split("-")[0]


def listed(things: Iterable[object]) -> str:
    """Say several things in a row, with the mark the reader's language puts between them: `a, b` or `a、b`."""
    return pgettext("between the things of a list", ", ").join(str(thing) for thing in things)


def span(length: timedelta) -> str:
    """Say a length of time in its two largest units: `3 h 12 min`."""
    return speech.length(length, language())


def absolute(instant: datetime, zone: str = "") -> str:
    """Say an aware instant in `zone` (default: the zone Django has activated for the reader) and in UTC."""
    return speech.absolute(instant, zone or str(timezone.get_current_timezone()), language())


def beside(instant: datetime, now: datetime) -> str:
    """Say an instant relative to `now`: `in 3 h 12 min`, `2 days 4 h ago`, `just now`."""
    if abs((instant - now).total_seconds()) < 60:  # noqa: PLR2004 - a minute
        return _("just now")
    words = {"span": span(instant - now)}
    return _("in %(span)s") % words if instant > now else _("%(span)s ago") % words


def clock_words(clock: Clock, look: Look, now: datetime) -> str:
    """Say where a clock stands: `due in 3 h 12 min`, `2 h late`, `kept, 5 h early`, `paused`, `not started`."""
    if look == "waiting":
        return _("not started")
    if look == "paused":
        return _("paused")
    if look in {"kept", "kept-late"}:
        return kept_words(clock)
    if clock.limit is not None:
        return speech.until(clock.limit, now, language())
    if clock.aim is None:
        return _("running, without a limit")
    words = {"span": span(clock.aim - now)}
    return _("aim in %(span)s") % words if clock.aim > now else _("aim passed %(span)s ago") % words


def kept_words(clock: Clock) -> str:
    """Say how a kept promise was kept: in time by how much, or late by how much."""
    if clock.kept is None or clock.limit is None:
        return _("kept")
    words = {"span": span(clock.limit - clock.kept)}
    return _("kept, %(span)s late") % words if clock.kept > clock.limit else _("kept, %(span)s early") % words
