"""A deed through the API: once per Idempotency-Key, and with a fresh one-time code where the desk asks who it is."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Status

from daybreak.doors.api.deed_shapes import DoneTold
from daybreak.doors.api.parts import JSON
from daybreak.doors.api.problems import NothingHere, Problem, Trouble
from daybreak.doors.limits import Limit
from daybreak.doors.sign_in import one_time_code_holds
from daybreak.people.reading import note_read
from daybreak.people.sight import seeing
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.disclosure.merging import took_in, went_into
from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Case

Thing = TypeVar("Thing")
KEY = re.compile(r"[!-~]{16,200}")
NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")
REMEMBERED = 24 * 60 * 60
"""Seconds for which a deed's answer is kept beside its Idempotency-Key."""
WRONG = Limit("wrong-step-up", most=5, seconds=900)
READS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem}
ANSWERS: dict[int, Any] = {201: DoneTold, 400: Problem, 409: Problem, 413: Problem, 415: Problem, **READS}
STEPPED: dict[int, Any] = {**ANSWERS, 429: Problem}
REPEATABLE: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 16, "maxLength": 200},
    "description": "A random name for this deed; sent again with the same body within a day it is done once.",
}
CODE: dict[str, Any] = {
    "in": "header",
    "name": "One-Time-Code",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]{6}$"},
    "description": "The six digits of the person's authenticator app: the desk asks here once more who one is.",
}
ONCE = {"parameters": [REPEATABLE]}
ONCE_SURE = {"parameters": [REPEATABLE, CODE]}


class _WrongCode(Exception):
    """The one-time code is missing, wrong or used; counted after the transaction has gone."""


def done(request: HttpRequest, act: Callable[[HouseRequest], DoneTold], *, step_up: bool = False) -> Any:
    """Do a deed and tell what it did. What may not be seen is a 404, and nothing stays of a deed that was refused."""
    ours = cast("HouseRequest", request)
    return _done(ours, lambda: partial(act, ours), step_up=step_up)


def done_in(
    request: HttpRequest, number: str, act: Callable[[HouseRequest, Case], DoneTold], *, step_up: bool = False
) -> Any:
    """Do a deed in a case that one is inside of; nobody else is asked for a code, or learns that there is one."""
    return done_to(request, lambda ours: open_case(ours, number), act, step_up=step_up)


def done_to(
    request: HttpRequest,
    find: Callable[[HouseRequest], Thing],
    act: Callable[[HouseRequest, Thing], DoneTold],
    *,
    step_up: bool = False,
) -> Any:
    """Do a deed to a thing that one sees; whoever does not is asked for no code, and told what does not exist."""
    ours = cast("HouseRequest", request)
    return _done(ours, lambda: partial(act, ours, find(ours)), step_up=step_up)


def _done(request: HouseRequest, find: Callable[[], Callable[[], DoneTold]], *, step_up: bool) -> Any:
    key = _repeat_key(request)
    try:
        with seeing(request.viewer, request.now), transaction.atomic():
            act = find()
            return Status(201, _once(request, key, lambda: _surely(request, act, step_up=step_up)))
    except NotVisible:
        raise NothingHere from None
    except _WrongCode:
        WRONG.count(request.viewer.id, request.now)
        sentence = _(
            "This deed asks once more who you are: send the six digits of your authenticator app, each time new ones, "
            "as “One-Time-Code: …”. Without such an app do it at the desk."
        )
        raise Trouble(403, sentence) from None


def read_in(request: HttpRequest, number: str, read: Callable[[HouseRequest, Case], Thing]) -> Thing:
    """Read something of a case that one is inside of; that it was read is journalled, as at the desk."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        case = seen_case(ours, number)
        found = read(ours, case)
        note_read(actor=ours.viewer.actor, now=ours.now, subjects={"case": case.id})
    return found


def open_case(request: HouseRequest, number: str) -> Case:
    """Give the case of a number, to do a deed in it. Raises NothingHere, Trouble 409 where another took it in."""
    try:
        case = seen_case(request, number)
        into = went_into(case)
    except NothingHere:
        into = took_in(request.viewer, request.now, number.upper()) if NUMBER.fullmatch(number) else ""
        if not into:
            raise
    if into:
        raise Trouble(409, _("This case is part of %(number)s now. Do it there.") % {"number": into})
    return case


def seen_case(request: HouseRequest, number: str) -> Case:
    """Give the case of a number. Raises NothingHere."""
    if not NUMBER.fullmatch(number):
        raise NothingHere
    try:
        return case_for(request.viewer, request.now, number)
    except NotVisible:
        raise NothingHere from None


def _surely(request: HouseRequest, act: Callable[[], DoneTold], *, step_up: bool) -> DoneTold:
    if step_up:
        if WRONG.reached(request.viewer.id, request.now):
            sentence = _("Too many wrong one-time codes came with your tokens. Wait a quarter of an hour.")
            raise Trouble(429, sentence, headers={"Retry-After": str(WRONG.seconds)})
        if not one_time_code_holds(request.viewer.id, request.headers.get("One-Time-Code", "")):
            raise _WrongCode
    return act()


def _repeat_key(request: HouseRequest) -> str:
    if request.body and request.content_type != JSON:
        raise Trouble(415, _("Send the body as “Content-Type: application/json”."))
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Trouble(422, _("Write an Idempotency-Key of 16 to 200 printable characters, for example a UUID."))
    return key or ""


def _once(request: HouseRequest, key: str, act: Callable[[], DoneTold]) -> DoneTold:
    """Do it, or give the answer that the same key and body got; the note of it stands or falls with the deed."""
    if not key:
        return act()
    name = f"done-{index_hash('repeat', f'{request.viewer.id}|{request.path}|{key}')}"
    sha256 = hashlib.sha256(request.body).hexdigest()
    if cache.add(name, {"sha256": sha256}, timeout=REMEMBERED):
        told = act()
        cache.set(name, {"sha256": sha256, "told": told.dict()}, timeout=REMEMBERED)
        return told
    known = cache.get(name) or {}
    if known.get("sha256") != sha256 or "told" not in known:
        raise Trouble(409, _("This Idempotency-Key came with another body before. Use a new key for a new deed."))
    return DoneTold(**known["told"])
