"""Bodies of several parts: one JSON text, and files that are sealed while they stream, as the portal takes them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from daybreak.doors.api.problems import Trouble
from daybreak.doors.measures import TOO_LARGE, check_each, check_together, forget, sealed_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from daybreak.core.policy.model import Policy
    from daybreak.doors.uploads import SealedUpload

JSON, MULTIPART = "application/json", "multipart/form-data"
JSON_PART, FILE_PART = "json", "file"
LOST_MARK = "\ufffd"
"""What Django reads for bytes that are no UTF-8: a text with it would not be stored as it was sent."""


def unfold(request: HttpRequest) -> None:
    """Read a body of several parts: its JSON part becomes the request's body, its files are sealed as they come.

    Any other body stays as it is. Raises Trouble with a sentence.
    """
    if request.method != "POST" or request.content_type != MULTIPART:
        return
    if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise Trouble(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send the parts in UTF-8."))
    try:
        texts = request.POST.lists()
    except (RequestDataTooBig, UnreadablePostError):
        raise
    except (MultiPartParserError, SuspiciousOperation):
        sentence = _("The parts of this body cannot be read, or are too many. Send one “json” and at most 200 “file”.")
        raise Trouble(HTTPStatus.BAD_REQUEST, sentence) from None
    _take_json(request, dict(texts))


def _take_json(request: HttpRequest, texts: dict[str, Any]) -> None:
    said = texts.pop(JSON_PART, [])
    strange = [*texts, *(name for name in request.FILES if name != FILE_PART)]
    if len(said) != 1 or strange:
        sentence = _("Send the JSON once, as a part named “json” without a file name, and each file as a part “file”.")
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, strange[0][:60] if strange else JSON_PART)
    if LOST_MARK in said[0]:
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, _("Write the part “json” in UTF-8."), JSON_PART)
    request._body = said[0].encode()  # noqa: SLF001 - from here on it is a body of JSON


def files_of(request: HttpRequest, policy: Policy) -> Sequence[SealedUpload]:
    """Give the files that came, within the policy's limits. Raises Trouble."""
    files = sealed_in(request.FILES)
    try:
        check_each(files, policy.intake.files)
        check_together(files, policy.intake.files)
    except ValidationError as fault:
        large = any(one.code == TOO_LARGE for one in fault.error_list)
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Trouble(status, " ".join(fault.messages), FILE_PART) from None
    return files


def raw_of(request: HttpRequest, files: Sequence[SealedUpload]) -> bytes:
    r"""Give the bytes a report is kept as: the JSON as sent, then for each file in order `\n<SHA-256>  <name>`."""
    return request.body + "".join(f"\n{file.sha256}  {file.name}" for file in files).encode()


def forget_files(request: HttpRequest) -> None:
    """Remove the files of a request that led to nothing."""
    if getattr(request, "_files", None):
        forget(sealed_in(request.FILES))
