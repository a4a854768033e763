"""Who may see what: the one place. A case is seen by live membership and for no other reason."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from daybreak.core.policy.reading import mailboxes_watched_by
from daybreak.program.versions import policy_in_force
from daybreak.records.models import (
    Advisory,
    Affect,
    Case,
    DutyRow,
    Membership,
    Notice,
    Remedy,
    Report,
    StoredFile,
    Vulnerability,
)
from daybreak.records.on_behalf import Looking, looking_as, watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer


@dataclass(frozen=True)
class Sight:
    """Everything one viewer may see at one instant, as querysets to start from."""

    viewer: Viewer
    now: datetime

    def cases(self) -> QuerySet[Case]:
        """Cases with a live membership row of this person."""
        if self.viewer.kind != "person":
            return Case.objects.none()
        return Case.objects.filter(id__in=self._memberships().values("case_id"))

    def reports(self) -> QuerySet[Report]:
        """A finder's own report; for a person those of visible cases, and undecided ones of mailboxes they watch."""
        if self.viewer.kind == "finder":
            return Report.objects.filter(id=self.viewer.id)
        if self.viewer.kind != "person":
            return Report.objects.none()
        watched = mailboxes_watched_by(policy_in_force(self.now), self.viewer.roles)
        inside = Q(case_id__in=self._memberships().values("case_id"))
        return Report.objects.filter(inside | Q(case=None, mailbox__in=watched))

    def vulnerabilities(self) -> QuerySet[Vulnerability]:
        """Vulnerabilities of visible cases."""
        return Vulnerability.objects.filter(case__in=self.cases())

    def affects(self) -> QuerySet[Affect]:
        """Statuses of vulnerabilities in visible cases."""
        return Affect.objects.filter(vulnerability__case__in=self.cases())

    def remedies(self) -> QuerySet[Remedy]:
        """Remedies of visible cases."""
        return Remedy.objects.filter(case__in=self.cases())

    def advisories(self) -> QuerySet[Advisory]:
        """Advisories of visible cases; what is public is asked for elsewhere."""
        return Advisory.objects.filter(case__in=self.cases())

    def files(self) -> QuerySet[StoredFile]:
        """Files of visible reports and cases; a finder has none of what the team opened of theirs (B7)."""
        found = StoredFile.objects.filter(Q(report__in=self.reports()) | Q(case__in=self.cases()))
        return found if self.viewer.kind == "person" else found.exclude(message__thread__audience="team")

    def notices(self) -> QuerySet[Notice]:
        """Notices of visible reports and cases, and those addressed to the person themself."""
        return Notice.objects.filter(Q(report__in=self.reports()) | Q(case__in=self.cases()))

    def duties(self) -> QuerySet[DutyRow]:
        """Duties of visible reports and cases, and those of mailbox, key and policy that one's roles answer for."""
        if self.viewer.kind != "person":
            return DutyRow.objects.none()
        return DutyRow.objects.filter(self._of_cases() | self._of_no_case())

    def duties_of_cases(self) -> QuerySet[DutyRow]:
        """The duties of visible cases and their reports alone, so that an index finds them."""
        return DutyRow.objects.filter(self._of_cases()) if self.viewer.kind == "person" else DutyRow.objects.none()

    def duties_in_turn(self) -> QuerySet[DutyRow]:
        """The same as `duties_of_cases`, asked of each duty in turn: for who sees so many that few need be passed."""
        if self.viewer.kind != "person":
            return DutyRow.objects.none()
        return DutyRow.objects.filter(Exists(self._memberships().filter(case=OuterRef("case"))))

    def duties_of_no_case(self) -> QuerySet[DutyRow]:
        """The duties of visible reports without a case, and of mailbox, key and policy."""
        return DutyRow.objects.filter(self._of_no_case()) if self.viewer.kind == "person" else DutyRow.objects.none()

    def _of_cases(self) -> Q:
        return Q(case_id__in=self._memberships().values("case_id"))

    def _of_no_case(self) -> Q:
        return Q(case=None) & (Q(report=None) | Q(report__in=self.reports().filter(case=None)))

    def _memberships(self) -> QuerySet[Membership]:
        live = Q(until=None) | Q(until__gt=self.now)
        return Membership.objects.filter(live, person_id=UUID(self.viewer.id), valid_from__lte=self.now)


def visible_to(viewer: Viewer, now: datetime) -> Sight:
    """Begin a query: what `viewer` may see at `now`."""
    return Sight(viewer, now)


@contextmanager
def seeing(viewer: Viewer, now: datetime) -> Iterator[None]:
    """Let the database itself answer for this viewer alone: on PostgreSQL in a transaction, on SQLite nothing changes.

    What is sent after the block has ended was read before: nobody is named any more.
    """
    if connection.vendor != "postgresql":
        yield
        return
    mailboxes = mailboxes_watched_by(policy_in_force(now), viewer.roles) if viewer.kind == "person" else ()
    with looking_as(Looking(viewer.kind, viewer.id, now.isoformat(), watched(mailboxes))):
        yield
