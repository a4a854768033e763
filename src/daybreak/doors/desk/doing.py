"""A deed from a form: done, or refused beside its field with everything kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daybreak.core.verdict import Refusal
from daybreak.doors.refusals import spoken
from daybreak.people.actions import PersonRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

UNPROCESSABLE = 422


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do the deed with the form's cleaned values; False leaves the refusal's sentence in the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, spoken(refusal))
        return False
    except PersonRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
