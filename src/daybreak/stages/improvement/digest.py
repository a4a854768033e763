"""The internal digest: what was learnt, written from lessons of ended cases, read by everybody employed (C-emp)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.telling import may_tell_inside
from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_kinds
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Digest
from daybreak.stages.cases.words import line, prose
from daybreak.stages.improvement.refusals import IssuedAlready, NothingChosen, NotTold, NotWriter, ReadAlready
from daybreak.stages.publication.truth import public_revisions
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.verdict import Verdict
    from daybreak.records.models import Case


def tellable(case: Case, now: datetime) -> Verdict:
    """Tell whether what was learnt from a case may be told to everybody employed."""
    published = public_revisions(now).filter(advisory__case=case).exists()
    return may_tell_inside(facts_of_case(case.id), now, published=published)


def write_digest(
    *, actor: Actor, now: datetime, title: str, body: str, cases: Sequence[Case], digest: Digest | None = None
) -> Digest:
    """Write an issue as a draft, or write a draft anew; `cases` are those whose lessons it is written from.

    Raises NotWriter, NothingChosen, NotTold, IssuedAlready, WordsRefused.
    """
    _writers_only(actor, now)
    if digest is not None and digest.issued_at is not None:
        raise IssuedAlready
    _check(cases, now)
    headline, words = line(title, "title"), prose(body, "body", required=True)
    with deed(actor=actor, now=now):
        if digest is None:
            key = new_data_key(now)
            key.save(force_insert=True)
            digest = Digest(data_key=key)
        digest.written_at, digest.written_by = now, str(actor)
        seal(digest, "title_sealed", headline)
        seal(digest, "body_sealed", words)
        digest.save()
        digest.cases.set(cases)
    return digest


def issue_digest(*, actor: Actor, now: datetime, digest: Digest) -> None:
    """Give an issue to everybody employed; each person's duty to read it begins. Journals `digest.issued`.

    Asks once more whether all it tells of may be told. Raises NotWriter, NotTold, IssuedAlready.
    """
    _writers_only(actor, now)
    with deed(actor=actor, now=now) as note:
        row = Digest.objects.select_for_update().get(id=digest.id)
        if row.issued_at is not None:
            raise IssuedAlready
        _check(row.cases.all(), now)
        row.issued_at = now
        row.save(update_fields=["issued_at"])
        note("digest.issued", {"digest": row.id}, codes={"cases": row.cases.count()})


def mark_read(*, actor: Actor, now: datetime, digest: Digest) -> None:
    """Say that one has read an issue. Journals `digest.read`. Raises ReadAlready."""
    told = facts_of_kinds(("digest.read",), about=(str(digest.id),))
    if any(fact.subjects.get("person") == actor.id for fact in told):
        raise ReadAlready
    with deed(actor=actor, now=now) as note:
        note("digest.read", {"person": actor.id, "digest": digest.id})


def _writers_only(actor: Actor, now: datetime) -> None:
    verdict = may_do(policy_in_force(now), "digest.issued", roles_of(actor, now))
    if isinstance(verdict, Refused):
        raise NotWriter(reason=verdict.reason)


def _check(cases: Iterable[Case], now: datetime) -> None:
    chosen = list(cases)
    if not chosen:
        raise NothingChosen
    for case in chosen:
        verdict = tellable(case, now)
        if isinstance(verdict, Refused):
            raise NotTold(number=case.number, reason=verdict.reason)
