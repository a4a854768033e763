"""What every form of a case's page has: one deed on one thing, the policy's choices, the organisation's zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.written import LONGEST_LINE, LONGEST_TEXT
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.refusals import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.verdict import Refusal
    from daybreak.doors.desk.case_setting import Setting

FIRST_YEAR, LAST_YEAR = 1990, 2199
When = Literal["any", "ahead", "past"]


class InstantField(forms.DateTimeField):
    """An instant, entered in the organisation's zone; an offset that is written out is taken as it stands."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, when: When = "any", **kwargs: Any) -> None:
        """Say whether the instant must lie ahead or in the past."""
        self.when = when
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Read it; one that no calendar of ours reaches is refused with a sentence."""
        try:
            instant = super().to_python(value)
        except (OverflowError, ValueError):
            instant = datetime.min  # noqa: DTZ901 - outside the years below, so refused there
        if instant is not None and not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise ValidationError(_out_of_reach())
        return instant

    def check(self, instant: datetime, now: datetime) -> None:
        """Raise ValidationError if it lies on the wrong side of now."""
        if self.when == "ahead" and instant <= now:
            raise ValidationError(_("This lies in the past. Name a later date and time."))
        if self.when == "past" and instant > now:
            raise ValidationError(_("This lies in the future. Write when it was so."))


class DayField(forms.DateField):
    """A day of the calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """Read it; years that nobody means are refused with a sentence."""
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_out_of_reach())
        return day


def _out_of_reach() -> str:
    return _("Write a year between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}


def line_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Give a field for one line of words."""
    return forms.CharField(label=label, max_length=LONGEST_LINE, **kwargs)


def prose_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Give a field for words of several lines."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, strip=False, **kwargs)


def sure_field(label: Any) -> forms.BooleanField:
    """Give the confirmation of a deed that cannot be taken back; `label` says what it does."""
    return forms.BooleanField(label=label, error_messages={"required": gettext_lazy("Confirm that you want this.")})


class TimedForm(ChoosingForm):
    """A form whose instants are entered in the organisation's zone and checked against the present."""

    now: datetime

    def in_zone(self, zone: str, now: datetime) -> None:
        """Say beside each instant in which zone it is entered; `now` is what it is checked against."""
        self.now = now
        for field in self.fields.values():
            if isinstance(field, InstantField):
                words = {"zone": zone, "name": now.astimezone(zone_of(zone)).tzname()}
                field.help_text = f"{field.help_text} {_('Time in %(zone)s (%(name)s).') % words}".strip()

    def clean(self) -> dict[str, Any]:
        """Check instants against now."""
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            instant = cleaned.get(name)
            if isinstance(field, InstantField) and instant is not None:
                try:
                    field.check(instant, self.now)
                except ValidationError as fault:
                    self.add_error(name, fault)
        return cleaned


class DeedForm(TimedForm):
    """A form for one deed on one thing (`target`: its key, "" for the case). Alone it has no fields: a plain button."""

    def __init__(self, setting: Setting, target: str = "", data: Mapping[str, Any] | None = None) -> None:
        """Fill in what is known and what may be chosen. Raises NotVisible for a target that is not of the case."""
        self.setting, self.target = setting, target
        super().__init__(data, initial=self.known())
        self.prepare()
        self.in_zone(setting.zone, setting.now)

    def known(self) -> dict[str, Any]:
        """Give what the fields start with."""
        return {}

    def prepare(self) -> None:
        """Set choices, hints and labels that depend on the case or its policy."""

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal beside the field it concerns, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, spoken(refusal))
