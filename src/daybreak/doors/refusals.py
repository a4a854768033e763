"""How a refusal is said at a door: a sentence in the reader's language, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daybreak.core.verdict import Refusal


def spoken(refusal: Refusal) -> str:
    """Translate a refusal's sentence and fill in its particulars."""
    return _(refusal.sentence) % refusal.particulars


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the form had expired, and that going back keeps what was written."""
    return render(request, "403_csrf.html", status=403)
