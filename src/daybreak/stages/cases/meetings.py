"""Deeds of meetings: convene the people the policy names, and keep the minutes with the fix proposal (A6h, A6m)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.phrase import phrase
from daybreak.core.words import gettext_noop
from daybreak.journal.deed import deed
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import holders
from daybreak.program.versions import policy_of
from daybreak.records.models import Meeting
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import MeetingHeldAlready, WordsRefused
from daybreak.stages.cases.words import prose, still_open
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case, Person


def convene(*, actor: Actor, now: datetime, case: Case, starts_at: datetime, roles: Sequence[str]) -> Meeting:
    """Convene a meeting of these roles: their holders are let into the case and told that there is one.

    Journals `meeting.convened`. Raises WordsRefused for roles the policy does not have.
    """
    still_open(case)
    policy = policy_of(case.policy)
    if not roles or set(roles) - set(policy.roles):
        raise WordsRefused(reason=phrase(gettext_noop("Choose at least one role of the policy.")), place="roles")
    with deed(actor=actor, now=now) as note:
        meeting = Meeting.objects.create(
            case=case, data_key=case.data_key, starts_at=starts_at, roles=list(roles), convened_at=now
        )
        for role in roles:
            for person in holders({role}, now):
                let_in(actor=actor, now=now, case=case, person=person, role=role, basis="meeting")
                _ask(actor, now, meeting, person)
        note("meeting.convened", {"case": case.id, "meeting": meeting.id}, codes={"roles": " ".join(roles)})
    return meeting


def _ask(actor: Actor, now: datetime, meeting: Meeting, person: Person) -> None:
    case = meeting.case
    with override(person.language):
        subject = _("Meeting on %(number)s") % {"number": case.number}
        body = _("You are asked to a meeting.\n\nWhen and what about:\n%(link)s\n")
        words = body % {"link": f"{settings.BASE_URL}/desk/cases/{case.number}/"}
    once = f"{meeting.id}|{person.id}"
    letter = Letter("meeting", person.email, subject, words, person.language, once_key=once)
    queue(actor=actor, now=now, letter=letter, case=case)


def hold(*, actor: Actor, now: datetime, meeting: Meeting, minutes: str) -> None:
    """Keep the minutes, which hold the fix proposal. Journals `meeting.held`. Raises MeetingHeldAlready."""
    if meeting.held_at is not None:
        raise MeetingHeldAlready
    words = prose(minutes, "minutes", required=True)
    with deed(actor=actor, now=now) as note:
        seal(meeting, "minutes_sealed", words)
        meeting.held_at = now
        meeting.save(update_fields=["minutes_sealed", "held_at"])
        note("meeting.held", {"case": meeting.case_id, "meeting": meeting.id})
