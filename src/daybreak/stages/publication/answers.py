"""The public answers: the newest content that two people released, and nothing before or beside it (C9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.advisory.answer import AnswerContent
from daybreak.records.models import AnswerRevision
from daybreak.stages.disclosure.answers import answer_of

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class PublicAnswer:
    """An answer that is public: its content, when it first came out and when it was changed last."""

    content: AnswerContent
    first_at: datetime
    changed_at: datetime


def public_answer(now: datetime, cve: str) -> PublicAnswer | None:
    """Give the answer about a CVE that is public at `now`; None for any other reason."""
    released = AnswerRevision.objects.filter(answer__cve_id=cve.strip().upper(), released_at__lte=now)
    rows = list(released.select_related("data_key").order_by("number"))
    if not rows or rows[0].released_at is None or rows[-1].released_at is None:
        return None
    return PublicAnswer(answer_of(rows[-1]), rows[0].released_at, rows[-1].released_at)


def any_answered(now: datetime) -> bool:
    """Tell whether any CVE ID has a public answer."""
    return AnswerRevision.objects.filter(released_at__lte=now).exists()


def answered_cves(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """List the CVE IDs that have a public answer, with when it changed last, newest first."""
    rows = AnswerRevision.objects.filter(released_at__lte=now).order_by("released_at")
    told = {cve: at for cve, at in rows.values_list("answer__cve_id", "released_at") if at is not None}
    return tuple(sorted(told.items(), key=lambda one: one[1], reverse=True))
