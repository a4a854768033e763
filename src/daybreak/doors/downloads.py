"""Answers that are only ever kept, never shown inside a page (promises, control 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from django.http import HttpResponseBase

Answer = TypeVar("Answer", bound="HttpResponseBase")
SANDBOX = "sandbox; default-src 'none'"


def to_keep(answer: Answer, name: str) -> Answer:
    """Let the browser store an answer under `name`, and neither guess what it is nor run it."""
    named = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = named or "attachment"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
