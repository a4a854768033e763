"""The policy's questions as form fields: one kind of question, one kind of field (B6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from daybreak.core.clocks.calendars import zone_of
from daybreak.doors.portal.files import Files
from daybreak.doors.words import CveId, Day, Words
from daybreak.stages.intake.queries import OTHER, YES_NO, option_words, product_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Question

OTHER_LINE = "_other"
LONG_CHOICE = 5
"""Up to this many values are shown as buttons, more as a list."""


@dataclass(frozen=True)
class Asking:
    """For whom and when the questions are put: the policy, the reader's language, the present instant."""

    policy: Policy
    language: str
    now: datetime


Option = dict[str, Any]


def fields_for(asking: Asking) -> Iterator[tuple[str, forms.Field]]:
    """Give (name, field) of every question in the policy's order; credit is asked with the finder's own particulars."""
    for asked in asking.policy.intake.ask:
        if asked.kind == "credit":
            continue
        yield asked.id, _KINDS[asked.kind](asking, asked, _common(asking, asked))
        if asked.kind == "product":
            hint = _("Only if it is not in the list.")
            yield f"{asked.id}{OTHER_LINE}", Words(label=_("Another product"), help_text=hint, required=False)


def _common(asking: Asking, asked: Question) -> Option:
    first = asking.policy.language
    hint = asked.hint.in_(asking.language, first) if asked.hint else ""
    return {"label": asked.label.in_(asking.language, first), "help_text": escape(hint), "required": asked.required}


def _product(asking: Asking, _asked: Question, common: Option) -> forms.Field:
    known = product_choices(asking.language, asking.policy.language)
    choices = [("", _("Choose a product")), *known, (OTHER, _("Another product, or not sure"))]
    return _choose(choices, common)


def _choice(asking: Asking, asked: Question, common: Option) -> forms.Field:
    values = list(option_words(asking.policy, asked, asking.language).items())
    if len(values) <= LONG_CHOICE:
        return _choose(values, common, forms.RadioSelect())
    return _choose([("", _("Choose one")), *values], common)


def _yes_no(_asking: Asking, _asked: Question, common: Option) -> forms.Field:
    return _choose([(value, _(words)) for value, words in YES_NO.items()], common, forms.RadioSelect())


def _choose(choices: list[tuple[str, str]], common: Option, widget: forms.Widget | None = None) -> forms.Field:
    wrong = _("Choose one of the values of the list.")
    errors = {"required": _("This is needed. Choose one."), "invalid_choice": wrong}
    control = widget or forms.Select()
    return forms.ChoiceField(choices=choices, widget=control, error_messages=errors, **common)


def _day(asking: Asking, asked: Question, common: Option) -> forms.Field:
    today = asking.now.astimezone(zone_of(asking.policy.organisation.time_zone)).date()
    return Day(after=today if asked.sets == "finder.deadline_set" else None, **common)


def _files(asking: Asking, _asked: Question, common: Option) -> forms.Field:
    return Files(limits=asking.policy.intake.files, **common)


def _line(_asking: Asking, _asked: Question, common: Option) -> forms.Field:
    return Words(**common)


def _text(_asking: Asking, _asked: Question, common: Option) -> forms.Field:
    return Words(prose=True, **common)


def _cve(_asking: Asking, _asked: Question, common: Option) -> forms.Field:
    return CveId(**common)


_KINDS: dict[str, Callable[[Asking, Question, Option], forms.Field]] = {
    "product": _product,
    "version": _line,
    "choice": _choice,
    "text": _text,
    "line": _line,
    "files": _files,
    "date": _day,
    "yes_no": _yes_no,
    "cve": _cve,
    "component": _line,
}
