"""Deeds about public answers: draft, give the first word, release by a second person (C9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.advisory.answer import (
    AnswerContent,
    answer_bytes,
    answer_hash,
    is_whole,
    may_answer,
    may_release_answer,
)
from daybreak.core.identifiers import read_cve
from daybreak.core.phrase import why_not
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Answer, AnswerRevision, Person
from daybreak.stages.cases.refusals import NotInADrill, WordsRefused
from daybreak.stages.disclosure.refusals import (
    AnswerChanged,
    AnswerExists,
    AnswerHeld,
    AnswerNotReady,
    AnswerNotYours,
    AnswerPublic,
    AnswerUnderEmbargo,
    SecondWordNeeded,
)
from daybreak.stages.disclosure.silence import cases_of, under_embargo
from daybreak.stages.disclosure.vex import holds_as_vex
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import open_bytes, seal_bytes

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.verdict import Verdict
    from daybreak.records.models import Case


def draft_answer(*, actor: Actor, now: datetime, content: AnswerContent, case: Case | None = None) -> AnswerRevision:
    """Draft the public answer about a CVE, in a case or without one. Journals `answer.drafted`.

    Another draft about the CVE refuses this one where the actor may see it; of one in a case hidden from them a refusal
    would tell (P4). Raises AnswerNotYours, AnswerExists, AnswerPublic, NotInADrill, WordsRefused beside `cve`.
    """
    if case is not None and case.drill_id is not None:
        raise NotInADrill
    _check(may_answer(policy_in_force(now), roles_of(actor, now)))
    try:
        cve = read_cve(content.cve)
    except ValueError as fault:
        raise WordsRefused(reason=why_not(fault), place="cve") from None
    with deed(actor=actor, now=now):
        about = Answer.objects.filter(cve_id=cve)
        if about.filter(Q(case=None) | Q(case=case) | Q(case__in=cases_of(actor, now))).exists():
            raise AnswerExists(cve=cve)
        if about.filter(revisions__released_at__isnull=False).exists():
            raise AnswerPublic(cve=cve)
        answer = Answer.objects.create(cve_id=cve, case=case, drafted_at=now)
        return _new_revision(actor, now, answer, content.model_copy(update={"cve": cve}))


def write_answer(*, actor: Actor, now: datetime, answer: Answer, content: AnswerContent) -> AnswerRevision:
    """Write an answer anew: a draft is replaced and its first word void; what is out gets a further revision.

    Journals `answer.drafted`. Raises AnswerNotYours.
    """
    _check(may_answer(policy_in_force(now), roles_of(actor, now)))
    content = content.model_copy(update={"cve": answer.cve_id})
    with deed(actor=actor, now=now) as note:
        Answer.objects.select_for_update().get(id=answer.id)
        latest = answer.revisions.select_related("data_key").order_by("-number").first()
        if latest is None or latest.released_at is not None:
            return _new_revision(actor, now, answer, content)
        if latest.content_hash != answer_hash(content):
            _put(latest, content)
            latest.edited_at, latest.approved_by, latest.approved_at = now, None, None
            latest.save()
            note("answer.drafted", _subjects(answer), codes={"revision": latest.number, "cve": answer.cve_id})
    return latest


def approve_answer(*, actor: Actor, now: datetime, revision: AnswerRevision) -> None:
    """Give the first word for exactly this content. Journals `answer.approved`.

    An embargo of a case that the actor may not see stops the release alone: a first word tells the public nothing.
    Raises AnswerNotYours, AnswerNotReady, AnswerUnderEmbargo, AnswerChanged.
    """
    _check(may_answer(policy_in_force(now), roles_of(actor, now)))
    with deed(actor=actor, now=now) as note:
        row = _taken(revision)
        _ready(row, actor, now)
        row.approved_by, row.approved_at = Person.objects.get(id=actor.id), now
        row.save(update_fields=["approved_by", "approved_at"])
        note("answer.approved", _subjects(row.answer), codes={"revision": row.number, "content": row.content_hash})


def release_answer(*, actor: Actor, now: datetime, revision: AnswerRevision) -> None:
    """Release exactly this content as the second, different person; it is public from now on.

    Journals `answer.published`, or `answer.changed` for a further revision. Raises AnswerNotYours, SecondWordNeeded,
    AnswerNotReady, AnswerUnderEmbargo, AnswerHeld for an embargo that the actor may not know of, AnswerPublic for a
    second answer about a CVE, AnswerChanged.
    """
    _check(may_release_answer(policy_in_force(now), roles_of(actor, now)))
    with deed(actor=actor, now=now) as note:
        row = _taken(revision)
        if row.approved_by_id is None or str(row.approved_by_id) == actor.id:
            raise SecondWordNeeded
        _ready(row, actor, now)
        _only_one_out(row)
        if under_embargo(row.answer.cve_id, now):
            raise AnswerHeld
        row.released_by, row.released_at = Person.objects.get(id=actor.id), now
        row.save(update_fields=["released_by", "released_at"])
        kind = "answer.published" if row.number == 1 else "answer.changed"
        codes: dict[str, Code] = {"revision": row.number, "content": row.content_hash}
        codes["cve"] = row.answer.cve_id
        note(kind, _subjects(row.answer), codes=codes)


def answer_of(revision: AnswerRevision) -> AnswerContent:
    """Open the content of a revision."""
    return AnswerContent.model_validate_json(open_bytes(revision, "content_sealed"))


def _only_one_out(row: AnswerRevision) -> None:
    """Raise AnswerPublic where another answer about this CVE is public; all are locked, so that one comes out."""
    about = list(Answer.objects.select_for_update().filter(cve_id=row.answer.cve_id).order_by("id"))
    others = AnswerRevision.objects.filter(answer__in=about, released_at__isnull=False).exclude(answer=row.answer)
    if others.exists():
        raise AnswerPublic(cve=row.answer.cve_id)


def _new_revision(actor: Actor, now: datetime, answer: Answer, content: AnswerContent) -> AnswerRevision:
    key = new_data_key(now)
    key.save(force_insert=True)
    number = answer.revisions.count() + 1
    revision = AnswerRevision(answer=answer, data_key=key, number=number, edited_at=now)
    _put(revision, content)
    with deed(actor=actor, now=now) as note:
        revision.save(force_insert=True)
        note("answer.drafted", _subjects(answer), codes={"revision": number, "cve": answer.cve_id})
    return revision


def _put(revision: AnswerRevision, content: AnswerContent) -> None:
    revision.content_sealed = seal_bytes(revision, "content_sealed", answer_bytes(content))
    revision.content_hash = answer_hash(content)


def _taken(revision: AnswerRevision) -> AnswerRevision:
    """Take the row for the rest of this deed. Raises AnswerChanged if it differs from what was read, or is out."""
    rows = AnswerRevision.objects.select_for_update(of=("self",)).select_related("answer", "data_key")
    row = rows.get(id=revision.id)
    if row.content_hash != revision.content_hash or row.released_at is not None:
        raise AnswerChanged
    return row


def _ready(row: AnswerRevision, actor: Actor, now: datetime) -> None:
    content, policy = answer_of(row), policy_in_force(now)
    out = row.answer.revisions.filter(number__lt=row.number, released_at__isnull=False).order_by("number")
    releases = [at for at in out.values_list("released_at", flat=True) if at is not None]
    for verdict in (is_whole(content, policy), holds_as_vex(content, policy, (*releases, now))):
        if isinstance(verdict, Refused):
            raise AnswerNotReady(reason=verdict.reason)
    if under_embargo(row.answer.cve_id, now, cases_of(actor, now)):
        raise AnswerUnderEmbargo


def _check(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise AnswerNotYours(reason=verdict.reason)


def _subjects(answer: Answer) -> dict[str, object]:
    subjects: dict[str, object] = {"answer": answer.id, "case": answer.case_id}
    if answer.case_id:
        flaw = answer.case.vulnerabilities.filter(cve_id=answer.cve_id).first() if answer.case else None
        subjects["vulnerability"] = flaw.id if flaw else None
    return subjects
