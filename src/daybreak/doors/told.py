"""A duty's evidence and a drill as data for machines: the API and the command line give the same."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.clocks.spans import Span
    from daybreak.notices.queries import NoticePage
    from daybreak.stages.cases.drill_page import DrillPage
    from daybreak.stages.cases.evidence import Evidence, Proof


def evidence_told(found: Evidence, now: datetime, language: str) -> dict[str, object]:
    """Give the evidence as JSON-ready data, names and spans in `language`, instants in ISO 8601."""
    duty, basis = found.duty, found.duty.basis
    policy = {"sha256": found.policy_sha256, "in_force_from": _at(found.in_force_from)}
    return {
        "as_of": _at(now),
        "number": found.number,
        "title": found.title,
        "duty": duty.id,
        "of": duty.subject,
        "about": found.about,
        "name": duty.name.in_(language, found.policy.language),
        "state": found.state,
        "strength": duty.strength,
        "basis": basis.model_dump(mode="json") if basis else None,
        "policy": policy,
        "who": duty.who,
        "kept_with": duty.deeds,
        "aim": _span(found.aim, duty.aim, language),
        "limit": _span(found.limit, duty.limit, language),
        "start": _at(duty.start),
        "restated_from": _at(duty.restated_from),
        "restarted_from": _at(duty.restarted_from),
        "kept": _at(duty.kept),
        "waived": _at(duty.waived),
        "ended": _at(duty.ended),
        "extensions": [
            {"decided": _at(one.decided), "until": _at(one.until), "reason": one.reason, "late": one.late}
            for one in duty.extensions
        ],
        "pauses": [{"since": _at(one.since), "until": _at(one.until), "reason": one.reason} for one in duty.pauses],
        "waiver_asked_by": found.waiver_asked_by,
        "limits_missed_before": duty.missed,
        "started_by": [_proof(one) for one in found.started_by],
        "kept_by": _proof(found.kept_by) if found.kept_by else None,
        "done": [_proof(one) for one in found.done],
        "changes": [_proof(one) for one in found.changes],
        "letters": [_letter(one) for one in found.letters],
        "journal_head": {"position": found.head[0], "hash": found.head[1]},
    }


def _proof(one: Proof) -> dict[str, object]:
    return asdict(one) | {"happened_at": _at(one.happened_at), "recorded_at": _at(one.recorded_at)}


def _letter(one: NoticePage) -> dict[str, object]:
    return {
        "to": one.line.to,
        "subject": one.line.subject,
        "written": _at(one.line.queued_at),
        "sent": _at(one.sent_at),
        "receipt": one.receipt,
        "confirmed": _at(one.confirmed_at),
        "reference": one.reference,
        "came_back": _at(one.bounced_at),
        "returned": one.returned,
        "given_up": _at(one.given_up_at),
        "message_id": one.message_id,
    }


def _span(span: Span | None, ends: datetime | None, language: str) -> dict[str, str | None]:
    return {"span": span.spoken(language) if span else None, "ends": _at(ends)}


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def drill_told(page: DrillPage, language: str) -> dict[str, object]:
    """Give what came of a drill as JSON-ready data; lengths of its own time in hours. No titles."""
    line = asdict(page.line) | {"story": page.line.story.in_(language), "played": _hours(page.line.played)}
    rows = [
        asdict(one)
        | {"name": one.name.in_(language), "due_after": _hours(one.due_after), "done_after": _hours(one.done_after)}
        for one in page.duties
    ]
    return {**line, "counts": page.counts, "duties": rows}


def _hours(length: object) -> float | None:
    seconds = getattr(length, "total_seconds", None)
    return round(seconds() / 3600, 2) if seconds else None
