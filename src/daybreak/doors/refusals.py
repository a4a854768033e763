"""How a refusal is said at a door: a sentence in the reader's language, and nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from daybreak.core.advisory.sentence import Sentence
from daybreak.core.clocks.speech import absolute
from daybreak.core.phrase import Phrase
from daybreak.core.words import Text
from daybreak.design import speech

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daybreak.core.advisory.sentence import Param
    from daybreak.core.verdict import Refusal

MIB = 1024 * 1024
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z")


def spoken(refusal: Refusal) -> str:
    """Translate a refusal's sentence and fill in its particulars."""
    return _(refusal.sentence) % {name: said(value) for name, value in refusal.particulars.items()}


def said(words: object) -> str:
    """Say what the core or a stage composed in the reader's language; anything else, people's words too, stays."""
    language = speech.language()
    if isinstance(words, Phrase):
        return words.told(_, language)
    if isinstance(words, Sentence):
        return with_zone(words, language).in_(language)
    return words.in_(language) if isinstance(words, Text) else str(words)


def with_zone(sentence: Sentence, language: str) -> Sentence:
    """Write the instants of a sentence, which the core states in UTC, as pages do: in the organisation's zone."""
    return replace(sentence, params=tuple((name, _instant(value, language)) for name, value in sentence.params))


def _instant(value: Param, language: str) -> Param:
    if not (isinstance(value, str) and _INSTANT.fullmatch(value)):
        return value
    return absolute(datetime.fromisoformat(value), str(timezone.get_current_timezone()), language)


def unreadable(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read, or that its words were too many. Looks at nothing in it once more.

    Django's own view reads the form again for its guard against forgery, and falls over what it fell over before.
    """
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MIB if isinstance(exception, RequestDataTooBig) else None
    return HttpResponse(render_to_string("400.html", {"most": most}), status=400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the form had expired, and that going back keeps what was written."""
    return render(request, "403_csrf.html", status=403)
