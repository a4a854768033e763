"""A roll-out taken back: the duties it had ended are open again, and no advisory tells of a fix nobody is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.records.models import Revision
from daybreak.stages.disclosure.actions import hold
from daybreak.stages.remediation.actions import roll_back

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Actor
    from daybreak.records.models import Remedy


def roll_back_and_hold(*, actor: Actor, now: datetime, remedy: Remedy, words: str) -> int:
    """Take a roll-out back, and hold every armed advisory about what it remedied; give how many were held.

    Journals `remedy.rolled_back` and, for each, `advisory.held` with the reason. Raises RemedyRefused, CaseClosed.
    """
    with deed(actor=actor, now=now):
        roll_back(actor=actor, now=now, remedy=remedy, words=words)
        with override(policy_of(remedy.case.policy).language):
            reason = _("A roll-out of the remedy was taken back: %(why)s") % {"why": words}
        held = list(armed_about(remedy, now))
        for revision in held:
            hold(actor=actor, now=now, revision=revision, reason=reason)
    return len(held)


def armed_about(remedy: Remedy, now: datetime) -> QuerySet[Revision]:
    """Give the armed revisions, not public yet, of advisories about a vulnerability that the remedy is for."""
    flaws = remedy.affects.values("vulnerability_id")
    armed = Revision.objects.filter(released_at__isnull=False, held_at=None, withdrawn_at=None, public_at__gt=now)
    return armed.filter(advisory__vulnerabilities__in=flaws).select_related("advisory__case", "data_key").distinct()
