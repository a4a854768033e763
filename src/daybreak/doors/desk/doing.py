"""A deed from a form: done, or refused beside its field with everything kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from daybreak.core.verdict import Refusal
from daybreak.doors.refusals import spoken
from daybreak.people.actions import PersonRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """After a deed: go and look (303), so that reloading does not do it again."""

    status_code = 303


def see_other(view: str, *places: object, part: str = "") -> SeeOther:
    """Send the reader to a page of the desk, for example `see_other("desk:report", number, part="answer")`."""
    road = reverse(view, args=places)
    return SeeOther(f"{road}#{part}" if part else road)


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
