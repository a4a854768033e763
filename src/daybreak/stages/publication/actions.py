"""Deeds of publication: noting in the journal that a revision has become public, exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from daybreak.core.facts import COVERED, PUBLISHED, utc_code
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_kinds
from daybreak.records.models import Revision
from daybreak.stages.disclosure.actions import covers
from daybreak.stages.intake.letters import send_news
from daybreak.stages.intake.own_part import tellers
from daybreak.vault.sealed import readable

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.records.models import Advisory, Report


def gone_public(now: datetime) -> QuerySet[Revision]:
    """Give every revision whose instant has come, those included that were held too late."""
    in_time = Q(held_at=None) | Q(held_at__gte=F("public_at"))
    return Revision.objects.filter(in_time, released_at__isnull=False, public_at__lte=now, advisory__case__drill=None)


def unnoted(now: datetime) -> list[UUID]:
    """List the revisions whose instant has come and which the journal does not know as public, oldest first."""
    due = list(gone_public(now).order_by("public_at", "number").values_list("id", "advisory_id", "public_at"))
    facts = facts_of_kinds(PUBLISHED) if due else ()
    known = {(fact.subjects.get("advisory"), fact.codes.get("public_at")) for fact in facts}
    return [key for key, advisory, at in due if at and (str(advisory), utc_code(at)) not in known]


def _told_of(advisory: Advisory) -> list[Report]:
    """Give the reports whose finders hear of it: those that tell of what it is about, but no finder who was erased."""
    flaws = {str(key) for key in advisory.vulnerabilities.values_list("id", flat=True)}
    return [report for report in tellers(advisory.case_id, flaws) if readable(report)]


def note_public(*, actor: Actor, now: datetime, revision_id: UUID) -> bool:
    """Note that a revision became public, at its own instant, and tell the finders that there is news.

    False if it was noted before. The revision's row is locked while the journal is asked, so that of two workers one
    waits and then finds the fact. Journals `advisory.published` (the first) or `advisory.revised`.
    """
    with deed(actor=actor, now=now) as note:
        revision = gone_public(now).select_for_update().filter(id=revision_id).first()
        if revision is None or revision.public_at is None:
            return False
        advisory, public_at = revision.advisory, revision.public_at
        told = [
            fact
            for fact in facts_of_case(advisory.case_id)
            if fact.kind in PUBLISHED and fact.subjects.get("advisory") == str(advisory.id)
        ]
        at = utc_code(public_at)
        if any(fact.codes.get("public_at") == at for fact in told):
            return False
        codes: dict[str, Code] = {"revision": revision.number, "content": revision.content_hash, "public_at": at}
        codes[COVERED] = covers(advisory)
        subjects = {"case": advisory.case_id, "advisory": advisory.id}
        note(PUBLISHED[bool(told)], subjects, codes=codes, at=public_at)
        for report in _told_of(advisory):
            send_news(now=now, report=report, once_key=f"public|{revision.id}|{at}|{report.id}")
    return True
