"""A finder's own data: what is held and until when, a copy of it, and what is left to read once it was erased."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from daybreak.core.lifecycle.finder import finder_stage
from daybreak.core.privacy.retention import erased_at, held
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_report
from daybreak.notices.actions import content_of
from daybreak.notices.letter import TO_FINDERS
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.intake.consent import consents_of
from daybreak.stages.intake.conversation import still_there
from daybreak.stages.intake.own_part import part_of
from daybreak.stages.intake.privacy.deciding import subjects_of, wish_of
from daybreak.stages.intake.privacy.keeping import keepings_of, story_of
from daybreak.stages.intake.privacy.masking import finder_of
from daybreak.stages.intake.privacy.queries import statement_of
from daybreak.stages.intake.queries.answers import labelled
from daybreak.stages.intake.queries.conversation import conversation_of, files_of
from daybreak.vault.sealed import open_bytes, open_json, open_text, readable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.lifecycle.finder import Stage
    from daybreak.core.privacy.retention import Keeping
    from daybreak.records.models import Report
    from daybreak.stages.intake.privacy.queries import Statement
    from daybreak.stages.intake.queries.conversation import FileLine


@dataclass(frozen=True)
class OwnData:
    """What a finder may know of their own data: the statement they read, consents, times, and a wish that waits."""

    number: str
    statement: Statement | None
    consents: dict[str, datetime]
    keepings: tuple[Keeping, ...]
    held: bool
    wish: datetime | None
    thanked: bool


@dataclass(frozen=True)
class ErasedBox:
    """What the tracking code still tells once a report was erased: what the receipt says, how far the work is."""

    number: str
    received_at: datetime
    raw_sha256: str
    stage: Stage
    erased: datetime


def own_data(report: Report) -> OwnData:
    """Give what the finder of this report may know of their data; its times end by facts of the case."""
    with as_the_house():
        return _own_data(report)


def _own_data(report: Report) -> OwnData:
    facts, key = story_of(report), str(report.id)
    wish, agreed = wish_of(facts_of_report(report.id)), consents_of(report)
    return OwnData(
        number=report.number,
        statement=statement_of(report),
        consents=agreed,
        keepings=keepings_of(report),
        held=held(facts, key),
        wish=wish.happened_at if wish else None,
        thanked="thanks" in agreed,
    )


def erased_box(viewer: Viewer, now: datetime) -> ErasedBox | None:
    """Give what is left to a finder whose report was erased; None for any other."""
    rows = visible_to(viewer, now).reports().exclude(data_key__destroyed_at=None)
    report = rows.select_related("data_key").first() if viewer.kind == "finder" else None
    if report is None:
        return None
    facts = part_of(report).facts  # the stage follows from the case's facts; nothing else of them is told
    at = erased_at(facts, str(report.id), "report") or report.data_key.destroyed_at
    if at is None:
        return None
    return ErasedBox(report.number, report.received_at, report.raw_sha256, finder_stage(facts, now), at)


def copy_of_own_data(*, actor: Actor, now: datetime, report: Report) -> bytes:
    """Give a ZIP of everything held about a finder: data.json, and the bytes as they came. Journals `data.copied`.

    Files stay where they are, in the mailbox; data.json names each with its hash. Raises ReportErased.
    """
    still_there(report)
    packed, raw = io.BytesIO(), open_bytes(report, "raw_sealed")
    with deed(actor=actor, now=now) as note:
        note("data.copied", subjects_of(report))
        told = json.dumps(_told(report), ensure_ascii=False, indent=2, default=_plain)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("data.json", now), told)
        if raw:
            archive.writestr(_entry("as-received.bin", now), raw)
    return packed.getvalue()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))


def _told(report: Report) -> dict[str, Any]:
    policy, language = policy_of(report.policy), get_language() or report.language
    statement = statement_of(report)
    answers = labelled(policy, open_json(report, "answers_sealed") or {}, language)
    letters = report.notices.filter(template__in=TO_FINDERS).select_related("data_key")
    return {
        "number": report.number,
        "received_at": report.received_at,
        "door": report.door,
        "language": report.language,
        "sha256_of_what_came": report.raw_sha256,
        "title": open_text(report, "title_sealed"),
        "answers": [{"question": one.label, "answer": one.words} for one in answers],
        "you": asdict(finder_of(report)),
        "privacy_statement": asdict(statement) if statement else None,
        "consents": consents_of(report),
        "kept": [_kept(one) for one in keepings_of(report)],
        "files": _files(files_of(report)),
        "conversation": [
            {"at": one.at, "by": one.by, "words": one.words, "files": _files(one.files)}
            for one in conversation_of(report)
        ],
        "letters_to_you": [
            {"queued_at": row.queued_at, "sent_at": row.sent_at, "subject": content_of(row).subject}
            for row in letters
            if readable(row)
        ],
    }


def _kept(one: Keeping) -> dict[str, object]:
    return {"what": one.kind, "until": one.until, "erased": one.erased, "held": one.held}


def _files(lines: Iterable[FileLine]) -> list[dict[str, object]]:
    return [{"name": one.name, "size": one.size, "sha256": one.sha256, "at": one.at} for one in lines]


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
