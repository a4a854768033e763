"""Questions about the digest: the issues everybody reads, the drafts of those who write, who has read what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.journal.facts import facts_of_kinds, words_of
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Digest, JournalEntry, Person
from daybreak.stages.cases.naming import names_of
from daybreak.stages.improvement.digest import tellable
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case


@dataclass(frozen=True)
class Issue:
    """An issue of the digest; `read_at` is when the viewer read it, `readers` and `people` count everybody."""

    key: str
    title: str
    body: str
    written_at: datetime
    by: str
    issued_at: datetime | None
    read_at: datetime | None
    readers: int
    people: int


@dataclass(frozen=True)
class Told:
    """A case whose lessons may be told of: its number and what was learnt."""

    number: str
    lessons: tuple[str, ...]


def has_digest(policy: Policy) -> bool:
    """Tell whether the policy keeps people informed by a digest: some role is everybody's (C-emp)."""
    return bool(policy.everybodys)


def may_write(viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer writes the digest."""
    policy = policy_in_force(now)
    return has_digest(policy) and not isinstance(may_do(policy, "digest.issued", viewer.roles), Refused)


def issues(viewer: Viewer, now: datetime) -> tuple[Issue, ...]:
    """List the issues that are out, newest first; before them the drafts, for those who write."""
    return tuple(_issue(viewer, row) for row in _seen(viewer, now).select_related("data_key"))


def digest_row(viewer: Viewer, now: datetime, key: str) -> Digest | None:
    """Give the row of an issue that the viewer may see, for deeds."""
    try:
        return _seen(viewer, now).select_related("data_key").filter(id=UUID(key)).first()
    except ValueError:
        return None


def issue_of(viewer: Viewer, now: datetime, key: str) -> Issue | None:
    """Give one issue; None for a draft that is not the viewer's to see, as for one that does not exist."""
    row = digest_row(viewer, now, key)
    return _issue(viewer, row) if row else None


def readers_of(viewer: Viewer, now: datetime, key: str) -> tuple[tuple[str, datetime | None], ...]:
    """List everybody with when they read an issue, to those who write it; nobody to others."""
    row = digest_row(viewer, now, key) if may_write(viewer, now) else None
    if row is None or row.issued_at is None:
        return ()
    read = _read(row)
    people = Person.objects.filter(is_active=True).order_by("name", "email")
    listed = [(str(person), read.get(str(person.id))) for person in people]
    return tuple(sorted(listed, key=lambda one: (one[1] is not None, one[0])))


def cases_to_tell(viewer: Viewer, now: datetime) -> tuple[Told, ...]:
    """List the cases that the viewer sees, that have lessons, and of which everybody may be told; newest first."""
    return tuple(
        Told(case.number, _lessons(case))
        for case in visible_to(viewer, now).cases().filter(entries__kind="case.lesson_recorded").distinct()
        if not isinstance(tellable(case, now), Refused)
    )


def cases_named(viewer: Viewer, now: datetime, numbers: list[str]) -> list[Case]:
    """Give the cases of these numbers that the viewer sees, for deeds."""
    return list(visible_to(viewer, now).cases().filter(number__in=numbers))


def _lessons(case: Case) -> tuple[str, ...]:
    entries = JournalEntry.objects.filter(case=case, kind="case.lesson_recorded").select_related("data_key")
    return tuple(str(words_of(entry).get("lesson", "")) for entry in entries.order_by("position"))


def _seen(viewer: Viewer, now: datetime) -> QuerySet[Digest]:
    if viewer.kind != "person" or not has_digest(policy_in_force(now)):
        return Digest.objects.none()
    rows = Digest.objects.order_by("-written_at")
    return rows if may_write(viewer, now) else rows.filter(issued_at__lte=now)


def _read(row: Digest) -> dict[str, datetime]:
    told = facts_of_kinds(("digest.read",), about=(str(row.id),))
    return {fact.subjects["person"]: fact.happened_at for fact in told if fact.subjects.get("digest") == str(row.id)}


def _issue(viewer: Viewer, row: Digest) -> Issue:
    read = _read(row) if row.issued_at else {}
    return Issue(
        key=str(row.id),
        title=open_text(row, "title_sealed"),
        body=open_text(row, "body_sealed"),
        written_at=row.written_at,
        by=names_of([row.written_by])[row.written_by],
        issued_at=row.issued_at,
        read_at=read.get(viewer.id),
        readers=len(read),
        people=Person.objects.filter(is_active=True).count(),
    )
