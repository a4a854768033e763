"""The journal tab: the case's facts as a readable timeline, filtered by kind."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.design.pieces import Entry
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.case_deeds import Tab
from daybreak.doors.desk.case_sentences import GROUPS, ICONS, sentence, words_said
from daybreak.doors.desk.case_words import word
from daybreak.stages.cases.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.timeline import Happening

PER_PAGE = 60


class JournalFilter(ChoosingForm):
    """Which kinds of facts to show."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, query: Mapping[str, str], groups: Iterable[str]) -> None:
        """Offer the kinds that the case has, in the order of their words."""
        super().__init__(query)
        offered = sorted(((group, word(GROUPS, group)) for group in groups), key=itemgetter(1))
        self.offer("kind", offered, _("Every kind"))


def read(setting: Setting, query: Mapping[str, str]) -> dict[str, Any]:
    """Give one page of the timeline, newest first."""
    told = timeline(setting.viewer, setting.now, setting.number)
    filters = JournalFilter(query, {one.group for one in told})
    filters.is_valid()
    kind = filters.cleaned_data.get("kind", "")
    page = Paginator([one for one in told if not kind or one.group == kind], PER_PAGE).get_page(query.get("page"))
    return {"filters": filters, "page": page, "entries": told_once([_entry(setting, one) for one in page])}


def told_once(entries: Iterable[Entry]) -> list[Entry]:
    """Say what was done several times in one minute, as one letter to each who was invited, once with how often."""
    told = [list(alike) for _line, alike in groupby(entries, _as_shown)]
    return [replace(first, words=_often(first.words, len(more) + 1)) if more else first for first, *more in told]


def _as_shown(entry: Entry) -> Entry:
    return replace(entry, at=entry.at.replace(second=0, microsecond=0))


def _often(words: str, count: int) -> str:
    return gettext("%(what)s, %(count)s times") % {"what": words, "count": count}


def _entry(setting: Setting, one: Happening) -> Entry:
    return Entry(one.at, sentence(setting, one), one.who, words_said(one), ICONS.get(one.group, "document"))


TAB = Tab("case_journal", _("Journal"), "desk/case/journal.html", read)
