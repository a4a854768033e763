"""Questions about public answers at the desk: the list, one with its words and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.advisory.answer import AnswerContent, Answered, may_answer, may_release_answer
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Affect, Answer, AnswerRevision
from daybreak.stages.cases.affected import row_key
from daybreak.stages.disclosure.answers import answer_of
from daybreak.stages.disclosure.silence import under_embargo

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.records.models import Case


@dataclass(frozen=True)
class AnswerLine:
    """An answer as it is listed: `state` is draft, approved or public (with a draft above it or not)."""

    key: str
    cve: str
    case: str
    state: str
    revision: int
    edited_at: datetime
    public_at: datetime | None


@dataclass(frozen=True)
class AnswerPage:
    """One answer: its newest content, who gave the first word and who released, and what the viewer may do."""

    line: AnswerLine
    content: AnswerContent
    approved_by: str
    approved_at: datetime | None
    released_by: str
    embargo: bool
    may_write: bool
    may_approve: bool
    may_release: bool


def has_answers(now: datetime) -> bool:
    """Tell whether the policy has public answers at all."""
    return policy_in_force(now).disclosure.answer_by is not None


def may_write_answers(viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer writes public answers."""
    return not isinstance(may_answer(policy_in_force(now), viewer.roles), Refused)


def answers(viewer: Viewer, now: datetime) -> tuple[AnswerLine, ...]:
    """List the answers that the viewer may see, newest change first."""
    mine = set(_inside(viewer, now).values_list("id", flat=True))
    rows = [(_newest(answer, now, inside=answer.id in mine), answer.id in mine) for answer in _seen(viewer, now)]
    lines = [_line(revision, inside=inside) for revision, inside in rows if revision is not None]
    return tuple(sorted(lines, key=lambda line: line.edited_at, reverse=True))


def answer_row(viewer: Viewer, now: datetime, cve: str, key: str = "") -> Answer | None:
    """Give the row of an answer whose drafts the viewer may see, for deeds; that it is public alone is not enough.

    Where they see several about the CVE it is the one with this key, else the public one, else the oldest.
    """
    answer = _chosen(viewer, now, cve, key)
    return answer if answer and _inside(viewer, now).filter(id=answer.id).exists() else None


def revision_row(viewer: Viewer, now: datetime, cve: str, key: str = "") -> AnswerRevision | None:
    """Give the newest revision of an answer that the viewer may see: from outside its case the newest public one."""
    answer = _chosen(viewer, now, cve, key)
    return _newest(answer, now, inside=answer_row(viewer, now, cve, key) is not None) if answer else None


def answer_page(viewer: Viewer, now: datetime, cve: str, key: str = "") -> AnswerPage | None:
    """Give one answer; None for what one may not see, as for what does not exist."""
    revision = revision_row(viewer, now, cve, key)
    if revision is None:
        return None
    policy, inside = policy_in_force(now), answer_row(viewer, now, cve, key) is not None
    writes, releases = may_answer(policy, viewer.roles), may_release_answer(policy, viewer.roles)
    draft, first = revision.released_at is None, str(revision.approved_by_id or "")
    return AnswerPage(
        line=_line(revision, inside=inside),
        content=answer_of(revision),
        approved_by=str(revision.approved_by or ""),
        approved_at=revision.approved_at,
        released_by=str(revision.released_by or ""),
        embargo=draft and under_embargo(revision.answer.cve_id, now, visible_to(viewer, now).cases()),
        may_write=inside and not isinstance(writes, Refused),
        may_approve=draft and not first and not isinstance(writes, Refused),
        may_release=draft and first not in {"", viewer.id} and not isinstance(releases, Refused),
    )


def suggested(viewer: Viewer, now: datetime, number: str, cve: str) -> tuple[Case | None, tuple[Answered, ...]]:
    """Suggest what a case states about a CVE, for a person to read, change and answer for; a case not seen gives none.

    Notes of the case are not taken over: they were written for the inside.
    """
    case = visible_to(viewer, now).cases().filter(number=number.upper()).first() if number else None
    if case is None:
        return None, ()
    affects = Affect.objects.filter(vulnerability__case=case).select_related("product", "release")
    if cve:
        affects = affects.filter(vulnerability__cve_id=cve.upper())
    return case, tuple(
        Answered(
            product=row_key(one.product, one.release),
            name=Text(dict(one.product.name)),
            version=one.release.version if one.release else "",
            status=one.status,
            justification=one.justification,
        )
        for one in affects
    )


def _chosen(viewer: Viewer, now: datetime, cve: str, key: str) -> Answer | None:
    """Choose an answer about a CVE of those the viewer may see: the one with this key, the public one, the oldest."""
    rows = list(_seen(viewer, now).filter(cve_id=cve.upper()).order_by("drafted_at", "id"))
    out = set(_public(now).filter(cve_id=cve.upper()).values_list("id", flat=True))
    return min(rows, key=lambda row: (str(row.id) != key, row.id not in out), default=None)


def _public(now: datetime) -> QuerySet[Answer]:
    return Answer.objects.filter(id__in=AnswerRevision.objects.filter(released_at__lte=now).values("answer"))


def _seen(viewer: Viewer, now: datetime) -> QuerySet[Answer]:
    """What is out, for everybody of the house; and every answer whose drafts the viewer may see."""
    if viewer.kind != "person" or not has_answers(now):
        return Answer.objects.none()
    seen = Q(id__in=_inside(viewer, now).values("id")) | Q(id__in=_public(now).values("id"))
    return Answer.objects.filter(seen).select_related("case")


def _inside(viewer: Viewer, now: datetime) -> QuerySet[Answer]:
    """Answers whose drafts the viewer may see: those of visible cases; those of no case for whoever answers."""
    if viewer.kind != "person" or not has_answers(now):
        return Answer.objects.none()
    policy = policy_in_force(now)
    rule = policy.disclosure.answer_by
    named = {stand_in for role in ((rule.who, rule.second) if rule else ()) for stand_in in policy.stand_ins(role)}
    inside = Q(case__in=visible_to(viewer, now).cases())
    if named & viewer.roles:
        inside |= Q(case=None)
    return Answer.objects.filter(inside).select_related("case")


def _newest(answer: Answer, now: datetime, *, inside: bool) -> AnswerRevision | None:
    rows = answer.revisions.select_related("answer__case", "data_key", "approved_by", "released_by")
    return (rows if inside else rows.filter(released_at__lte=now)).order_by("-number").first()


def _line(revision: AnswerRevision, *, inside: bool) -> AnswerLine:
    answer = revision.answer
    out = answer.revisions.exclude(released_at=None).order_by("-number").values_list("released_at", flat=True).first()
    state = "public" if revision.released_at else "approved" if revision.approved_by_id else "draft"
    return AnswerLine(
        key=str(answer.id),
        cve=answer.cve_id,
        case=answer.case.number if answer.case and inside else "",
        state=state,
        revision=revision.number,
        edited_at=revision.edited_at,
        public_at=out,
    )
