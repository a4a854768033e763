"""Invitations to a meeting: a mail with a calendar part for each person called; never a detail of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.clocks.speech import absolute
from daybreak.core.formats.invitation import Invitation, Method, Somebody, invitation
from daybreak.core.policy.reading import own_address
from daybreak.core.words import gettext_noop
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import person_named
from daybreak.program.versions import policy_of
from daybreak.records.models import Person
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Meeting

SAID = {
    "called": gettext_noop("You are asked to a meeting on %(number)s."),
    "moved": gettext_noop("The meeting on %(number)s has moved."),
    "off": gettext_noop("The meeting on %(number)s was called off."),
    "out": gettext_noop("You are no longer asked to the meeting on %(number)s."),
}
"""What a letter says first, by what happened to the meeting."""
SUBJECTS = {
    "moved": gettext_noop("Moved: %(what)s"),
    "off": gettext_noop("Called off: %(what)s"),
    "out": gettext_noop("No longer asked: %(what)s"),
}
"""What its subject says before the meeting's own name."""
OVER = frozenset({"off", "out"})
"""News by which the meeting leaves the receiver's calendar."""


def invite(*, actor: Actor, now: datetime, meeting: Meeting, news: str, only: Sequence[str] | None = None) -> None:
    """Queue a letter with a calendar part to everybody invited, or to some; `news` is a key of SAID."""
    keys = meeting.invited if only is None else only
    for person in Person.objects.filter(id__in=[UUID(key) for key in keys]).order_by("email"):
        queue(actor=actor, now=now, letter=_letter(meeting, person, now, news), case=meeting.case)


def calendar_file(meeting: Meeting, now: datetime, language: str) -> str:
    """Give the meeting as it stands, to keep in a calendar: without names (RFC 5546, PUBLISH)."""
    with override(language):
        return invitation(_told(meeting, None, now, _words(meeting, "called", language)), "PUBLISH")


def _letter(meeting: Meeting, person: Person, now: datetime, news: str) -> Letter:
    method: Method = "CANCEL" if news in OVER else "REQUEST"
    with override(person.language):
        words = _words(meeting, news, person.language)
        told = _told(meeting, person, now, words)
        subject = _(SUBJECTS[news]) % {"what": told.summary} if news in SUBJECTS else told.summary
    return Letter(
        template="meeting",
        to=person.email,
        subject=subject,
        body=f"{words}\n\n{told.link}\n",
        language=person.language,
        attachments=(("invite.ics", f"text/calendar; method={method}", invitation(told, method)),),
        once_key=f"{meeting.id}|{person.id}|{meeting.sequence}",
    )


def _words(meeting: Meeting, news: str, language: str) -> str:
    """Say what happened, when and where the meeting is; the case is named by its number alone."""
    zone, place = policy_of(meeting.case.policy).organisation.time_zone, open_text(meeting, "place_sealed")
    lines = [
        _(SAID[news]) % {"number": meeting.case.number},
        "",
        absolute(meeting.starts_at, zone, language),
        *([] if news in OVER else [_("It lasts %(minutes)s minutes.") % {"minutes": meeting.lasts}]),
    ]
    return "\n".join([*lines, place] if place else lines)


def _told(meeting: Meeting, person: Person | None, now: datetime, words: str) -> Invitation:
    policy, organiser = policy_of(meeting.case.policy), person_named(meeting.convened_by)
    return Invitation(
        uid=f"{meeting.id}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.lasts),
        stamped_at=now,
        zone=policy.organisation.time_zone,
        summary=_("Meeting on %(number)s") % {"number": meeting.case.number},
        description=words,
        link=f"{settings.BASE_URL}/desk/cases/{meeting.case.number}/#meeting-{meeting.id}",
        place=open_text(meeting, "place_sealed"),
        organiser=Somebody(str(organiser), organiser.email) if organiser else None,
        sent_by=own_address(policy, "security"),
        receiver=Somebody(str(person), person.email) if person else None,
    )
