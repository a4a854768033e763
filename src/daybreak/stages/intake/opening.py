"""What came encrypted, and what it held once our key had opened it: kept as the report's, for the team alone (B7).

The bytes that came stay as they are. The finder's mailbox never shows what was opened: its code may have gone by mail.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.formats.openpgp_message import HEAD, blocks, is_encrypted
from daybreak.core.written import clean_file_name
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_report
from daybreak.records.models import Message, Thread
from daybreak.stages.intake.adoption import keep
from daybreak.stages.intake.submission import SealedFile
from daybreak.vault.data_keys import opened
from daybreak.vault.files import SealedWriter, path_of, read
from daybreak.vault.sealed import open_json, open_text, readable, seal_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Report, StoredFile
    from daybreak.vault.openpgp import Plain

TEAM = "team"
OPENED, SHUT = "report.decrypted", "report.not_decrypted"
LARGEST = 100 * 1024 * 1024
"""Bytes of a file that are opened at most."""


@dataclass(frozen=True)
class Locked:
    """One thing of a report that is encrypted: its key there, the name of the file if it is one, and its bytes."""

    part: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Held:
    """What such a thing held: words, and files as (name, bytes)."""

    words: str
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class OpenedPart:
    """What was opened, as the desk shows it: with which key, what is known of the signature and by whom it is."""

    at: datetime
    key_id: str
    signature: str
    signer: str
    words: str
    message: Message


def locked_parts(report: Report) -> Iterator[Locked]:
    """Give what of a report came encrypted and was not opened yet: its files, and messages within its words."""
    if not readable(report):
        return
    done = {str(fact.codes.get("part")) for fact in facts_of_report(report.id) if fact.kind == OPENED}
    for part, words in _words(report):
        for place, block in enumerate(blocks(words)):
            if f"{part}/{place}" not in done:
                yield Locked(f"{part}/{place}", "", block.encode())
    for file in _files(report):
        if str(file.id) not in done and file.size <= LARGEST:
            chunks = read(opened(file.data_key), file.id)
            head = b"".join(islice(chunks, 1))
            if is_encrypted(head[:HEAD]):
                yield Locked(str(file.id), open_text(file, "name_sealed"), head + b"".join(chunks))


def _words(report: Report) -> Iterator[tuple[str, str]]:
    for question, answer in (open_json(report, "answers_sealed") or {}).items():
        yield f"answer {question}", str(answer)
    for message in Message.objects.filter(
        thread__report=report, thread__audience="finder", author__startswith="finder"
    ):
        if readable(message):
            yield str(message.id), open_text(message, "body_sealed")


def _files(report: Report) -> list[StoredFile]:
    came = Q(message=None) | Q(message__thread__audience="finder")
    return [file for file in report.files.filter(came).select_related("data_key") if readable(file)]


def note_opened(*, actor: Actor, now: datetime, report: Report, part: str, plain: Plain, held: Held) -> None:
    """Keep what was opened, sealed as the report's. Journals `report.decrypted`."""
    files = [_sealed(report, name, content) for name, content in held.files]
    try:
        with deed(actor=actor, now=now) as note:
            message = _message(actor, now, report, {"words": held.words, "signer": plain.signer})
            for file in files:
                keep(now=now, report=report, given=file, message=message)
            codes = {"part": part, "key": plain.key, "signature": plain.signature, "message": str(message.id)}
            note(OPENED, {"report": report.id, "case": report.case_id}, codes=codes)
    except BaseException:
        for file in files:
            path_of(file.file_id).unlink(missing_ok=True)
        raise


def note_shut(*, actor: Actor, now: datetime, report: Report, part: str, why: str) -> None:
    """Note that something could not be opened, once for each reason. Journals `report.not_decrypted`."""
    told = [fact for fact in facts_of_report(report.id) if fact.kind == SHUT and fact.codes.get("part") == part]
    if told and told[-1].codes.get("why") == why:
        return
    with deed(actor=actor, now=now) as note:
        note(SHUT, {"report": report.id, "case": report.case_id}, codes={"part": part, "why": why})


def _sealed(report: Report, name: str, content: bytes) -> SealedFile:
    writer = SealedWriter(opened(report.data_key), uuid.uuid4())
    writer.write(content)
    return SealedFile(writer.file_id, clean_file_name(name), len(content), writer.close(), report.data_key)


def _message(actor: Actor, now: datetime, report: Report, said: dict[str, str]) -> Message:
    thread, _made = Thread.objects.get_or_create(report=report, audience=TEAM)
    message = Message(thread=thread, data_key=report.data_key, author=str(actor), written_at=now)
    seal_json(message, "body_sealed", said)
    message.save(force_insert=True)
    return message


def opened_parts(report: Report) -> tuple[OpenedPart, ...]:
    """Give what was opened of a report, oldest first; what was erased since is left out."""
    kept = Message.objects.filter(thread__report=report, thread__audience=TEAM).select_related("data_key")
    messages = {str(message.id): message for message in kept.prefetch_related("files__data_key") if readable(message)}
    found = []
    for fact in facts_of_report(report.id):
        message = messages.get(str(fact.codes.get("message"))) if fact.kind == OPENED else None
        if message is not None:
            said, key = open_json(message, "body_sealed"), str(fact.codes.get("key"))
            signature = str(fact.codes.get("signature"))
            found.append(OpenedPart(fact.happened_at, key[-16:], signature, said["signer"], said["words"], message))
    return tuple(found)


def still_shut(report: Report) -> tuple[str, ...]:
    """Give why each thing that came encrypted is not open: the newest reason, by part."""
    reasons: dict[str, str] = {}
    for fact in facts_of_report(report.id):
        part = str(fact.codes.get("part"))
        if fact.kind == SHUT:
            reasons[part] = str(fact.codes.get("why"))
        elif fact.kind == OPENED:
            reasons.pop(part, None)
    return tuple(reasons.values())
