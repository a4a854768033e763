"""The deed of erasing: a report's key is destroyed; what stays of a part's erasure is sealed under a fresh key first.

Nothing is overwritten in place: whatever the old key sealed, in the database, its log, a file or a backup, is
unreadable from then on. The journal keeps that it happened, and erased.log keeps it outside the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from daybreak.core.policy.reading import door_kind
from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.records.models import Message, Notice, Report, StoredFile
from daybreak.stages.intake.adoption import copied
from daybreak.stages.intake.submission import SealedFile
from daybreak.vault.data_keys import destroy, new_data_key, scrub
from daybreak.vault.erased import Erasure, append
from daybreak.vault.files import path_of
from daybreak.vault.sealed import open_bytes, open_json, open_text, seal_bytes, seal_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.privacy.retention import Kind
    from daybreak.records.models import DataKey

CREDIT = ("credit", "credit_name", "co_finders")
"""What stays known of a finder whose contact data was erased: the thanks they consented to."""
MAIL = "mail"
"""The kind of door whose raw bytes hold the attachments too."""


@dataclass
class Parting:
    """What goes and what stays in one erasure."""

    kind: Kind
    report: Report
    gone_files: list[StoredFile] = field(default_factory=list)
    gone_messages: list[Message] = field(default_factory=list)
    kept_files: list[StoredFile] = field(default_factory=list)
    kept_messages: list[Message] = field(default_factory=list)

    @property
    def raw_goes(self) -> bool:
        """Whether the bytes as received hold what is erased: who wrote, always; a marked file, where they came by mail.

        Until then they are kept unchanged (P1).
        """
        came_with_it = any(file.message_id is None for file in self.gone_files)
        by_mail = door_kind(policy_of(self.report.policy), self.report.door) == MAIL
        return self.kind == "contact_data" or (came_with_it and by_mail)


def erase(*, actor: Actor, now: datetime, report: Report, kind: Kind, replayed: Erasure | None = None) -> None:
    """Erase one kind of a report's data for good; `report` is all of it. Does nothing where it is erased already.

    Journals `finder.erased` or `data.erased` with the destroyed key. `replayed` is the line of erased.log that is done
    again on a restored database.
    """
    if report.data_key.destroyed_at is not None:
        return
    if kind == "report":
        _whole(actor, now, report, replayed)
    else:
        _part(actor, now, report, kind, replayed)


def _whole(actor: Actor, now: datetime, report: Report, replayed: Erasure | None) -> None:
    with deed(actor=actor, now=now) as note:
        files = list(report.files.all())
        done = Erasure(now.isoformat(), str(report.id), str(report.data_key_id), "report")
        destroy(report.data_key, now)
        _unsay(report, now)
        report.address_hash, report.finder_known = "", False
        if report.case_id is None and report.closed_at is None:
            report.closed_at, report.outcome = now, "withdrawn"
            note("report.closed", {"report": report.id}, codes={"outcome": "withdrawn"})
        report.save(update_fields=["address_hash", "finder_known", "closed_at", "outcome"])
        note("finder.erased", _subjects(report), codes=_codes(done, replayed))
        _afterwards(done, [file.id for file in files], replayed)


def _part(actor: Actor, now: datetime, report: Report, kind: Kind, replayed: Erasure | None) -> None:
    fresh, copies = new_data_key(now), dict[UUID, SealedFile]()
    try:
        copies.update(_copies(_parting(report, kind, replayed).kept_files, fresh))
        with deed(actor=actor, now=now) as note:
            locked = Report.objects.select_for_update(of=("self",)).select_related("data_key", "policy")
            parting = _parting(locked.get(pk=report.pk), kind, replayed)
            copies.update(_copies([file for file in parting.kept_files if file.id not in copies], fresh))
            old = parting.report.data_key
            done = _moved(parting, fresh, copies, now)
            destroy(old, now)
            note("data.erased", _subjects(report), codes={"kind": kind, **_codes(done, replayed)})
            _afterwards(done, [file.id for file in (*parting.gone_files, *parting.kept_files)], replayed)
    except BaseException:
        for one in copies.values():
            path_of(one.file_id).unlink(missing_ok=True)
        raise
    report.refresh_from_db()


def _parting(report: Report, kind: Kind, replayed: Erasure | None) -> Parting:
    found = Parting(kind, report)
    named = set(replayed.files) | set(replayed.messages) if replayed else set()
    for file in report.files.filter(data_key__destroyed_at=None).select_related("data_key"):
        goes = kind == "customer_data" and (file.customers_data or file.sha256 in named)
        (found.gone_files if goes else found.kept_files).append(file)
    said = Message.objects.filter(thread__report=report, data_key__destroyed_at=None).select_related("data_key")
    for message in said:
        goes = kind == "customer_data" and (message.customers_data or str(message.id) in named)
        (found.gone_messages if goes else found.kept_messages).append(message)
    return found


def _copies(files: Iterable[StoredFile], fresh: DataKey) -> Iterator[tuple[UUID, SealedFile]]:
    """Seal each file anew under the fresh key; large ones take a while, so this happens before the deed's locks."""
    for file in files:
        given = SealedFile(file.id, open_text(file, "name_sealed"), file.size, file.sha256, file.data_key)
        yield file.id, copied(fresh, given)


def _moved(parting: Parting, fresh: DataKey, copies: dict[UUID, SealedFile], now: datetime) -> Erasure:
    """Seal what stays under the fresh key, and say what went."""
    report, old = parting.report, parting.report.data_key
    fresh.save(force_insert=True)
    contact = parting.kind == "contact_data"
    finder = open_json(report, "finder_sealed") or {}
    columns = ["title_sealed", "answers_sealed", *([] if parting.raw_goes else ["raw_sealed"])]
    _reseal(report, columns, fresh)
    if parting.raw_goes:
        report.raw_sealed = b""
    seal_json(report, "finder_sealed", _without_contact(finder) if contact else finder)
    if contact:
        report.address_hash, report.finder_known = "", False
        _unsay(report, now)
    report.save()
    for message in parting.kept_messages:
        _reseal(message, ["body_sealed"], fresh)
        message.save(update_fields=["data_key", "body_sealed"])
    for file in parting.kept_files:
        _moved_file(file, copies[file.id], fresh)
    for notice in () if contact else Notice.objects.filter(data_key=old).select_related("data_key"):
        _reseal(notice, ["content_sealed", "receipt_sealed"], fresh)
        notice.save(update_fields=["data_key", "content_sealed", "receipt_sealed"])
    gone = tuple(file.sha256 for file in parting.gone_files)
    said = tuple(str(message.id) for message in parting.gone_messages)
    return Erasure(now.isoformat(), str(report.id), str(old.pk), parting.kind, gone, said)


def _unsay(report: Report, now: datetime) -> None:
    """Destroy the keys of letters that name the finder, alone or with others: nobody can read those letters again."""
    for notice in report.named_in.filter(data_key__destroyed_at=None).select_related("data_key"):
        destroy(notice.data_key, now)


def _without_contact(finder: dict[str, Any]) -> dict[str, Any]:
    """Leave of a finder what they consented to be thanked by, and the statement they read."""
    kept = {name: finder[name] for name in CREDIT if name in finder} if finder.get("credit") == "name" else {}
    return {**kept, "statement_version": finder.get("statement_version", "")}


def _reseal(row: Any, columns: Iterable[str], fresh: DataKey) -> None:
    plain = {column: open_bytes(row, column) for column in columns if getattr(row, column)}
    row.data_key = fresh
    for column, words in plain.items():
        setattr(row, column, seal_bytes(row, column, words))


def _moved_file(file: StoredFile, copy: SealedFile, fresh: DataKey) -> None:
    """Let the row of the copy stand in for the old one: a file's key is where it lies."""
    row = StoredFile(
        id=copy.file_id,
        data_key=fresh,
        report=file.report,
        message=file.message,
        size=file.size,
        sha256=file.sha256,
        stored_at=file.stored_at,
        customers_data=file.customers_data,
    )
    row.name_sealed = seal_bytes(row, "name_sealed", copy.name.encode())
    row.save(force_insert=True)
    StoredFile.objects.filter(pk=file.pk).delete()


def _subjects(report: Report) -> dict[str, object]:
    return {"report": report.id, "case": report.case_id}


def _codes(done: Erasure, replayed: Erasure | None) -> dict[str, Code]:
    """Say in the open what erased.log says, so that a line lost with the machine can be written again."""
    found = {"key": done.key, "files": " ".join(done.files), "messages": " ".join(done.messages)}
    found["replays"] = replayed.key if replayed else ""
    return {name: value for name, value in found.items() if value}


def _afterwards(done: Erasure, files: Iterable[UUID], replayed: Erasure | None) -> None:
    """Once it is committed: write it down outside the database, and take the sealed files and old pages away."""
    paths = [path_of(key) for key in files]

    def finish() -> None:
        if replayed is None:
            append(done)
        for path in paths:
            path.unlink(missing_ok=True)
        scrub()

    transaction.on_commit(finish)
