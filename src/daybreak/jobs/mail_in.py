"""Mail that brings reports: stored raw, then read as far as it can be; what cannot be read is a report all the same."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.connectors.rfc5322 import ParsedMail, Unreadable, parse
from daybreak.core.access import PUBLIC
from daybreak.core.formats.mail_checks import checks, proven
from daybreak.core.policy.reading import coordinator_door, party_at
from daybreak.core.written import clean_file_name
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, SealedFile, Submission
from daybreak.vault.data_keys import new_data_key, opened
from daybreak.vault.files import SealedWriter, path_of

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Door
    from daybreak.records.models import DataKey
    from daybreak.stages.intake.submission import Receipt

STEPS = "steps"
DOOR_LENGTH = 32
_KANA = re.compile(r"[\u3041-\u30ff]")


def import_mail(raw: bytes, now: datetime) -> Receipt:
    """Store one raw message, byte for byte, as a report, and give its receipt; the same message twice is one report.

    Subject becomes the title, text the answer to the policy's question for steps, attachments sealed files. From is
    where the receipt goes, unless a robot or a list wrote; it proves and grants nothing. What our mail server found out
    about its domain is kept (B13): with that proven, a coordinator's mail comes in at the coordinators' door. A message
    that cannot be read is a report without words whose raw bytes wait for a person. Raises ReportSaysNothing for no
    bytes at all.
    """
    policy = policy_in_force(now)
    try:
        said = parse(raw)
    except Unreadable as fault:
        return receive(actor=PUBLIC.actor, now=now, submission=_unreadable(policy, raw, fault.reason))
    data_key = new_data_key(now)
    files, left_out = _sealed(policy, data_key, said)
    submission = _submission(policy, raw, said, left_out)
    kept = False
    try:
        receipt = receive(actor=PUBLIC.actor, now=now, submission=_with_files(submission, data_key, files))
        kept = not receipt.repeated
    finally:
        for file in () if kept else files:
            path_of(file.file_id).unlink(missing_ok=True)
    return receipt


def _unreadable(policy: Policy, raw: bytes, reason: str) -> Submission:
    door = _door(policy, ())
    with override(policy.language):
        title, words = _("(unreadable message)"), _("This message could not be read: %(reason)s") % {"reason": reason}
    return Submission(
        door=_door_name(door),
        mailbox=door.for_ if door else "security",
        language=policy.language,
        raw=raw,
        title=title,
        answers={_question(policy): words},
        repeat=f"|{hashlib.sha256(raw).hexdigest()}",
    )


def _submission(policy: Policy, raw: bytes, said: ParsedMail, left_out: int) -> Submission:
    found = checks(said.authentication, settings.MAIL_SERVER)
    party = party_at(policy, said.sender)
    door = (coordinator_door(policy, party) if proven(found) else None) or _door(policy, said.recipients)
    language = _language(policy, f"{said.subject}{said.text}")
    with override(language):
        title, words = said.subject or _("(no subject)"), [said.text] if said.text else []
        if said.cut:
            words.append(_("(The text goes on; all of it is in the message as received.)"))
        if left_out:
            words.append(_("(%(count)d more attachments are in the message as received.)") % {"count": left_out})
    finder = Finder() if said.automatic else Finder(name=said.sender_name, address=said.sender)
    return Submission(
        door=_door_name(door),
        mailbox=door.for_ if door else "security",
        language=language,
        raw=raw,
        title=title,
        answers={_question(policy): "\n\n".join(words)} if words else {},
        finder=finder,
        repeat=f"{said.message_id}|{hashlib.sha256(raw).hexdigest()}",
        checks=found,
        party=party,
    )


def _with_files(submission: Submission, data_key: DataKey, files: tuple[SealedFile, ...]) -> Submission:
    return replace(submission, data_key=data_key, files=files)


def _sealed(policy: Policy, data_key: DataKey, said: ParsedMail) -> tuple[tuple[SealedFile, ...], int]:
    """Seal the attachments that the policy's limits take, in order; give them and how many were left to the raw."""
    limits, together, files = policy.intake.files, 0, list[SealedFile]()
    for name, content in said.attachments:
        fits = len(content) <= limits.each and together + len(content) <= limits.together
        if not fits or len(files) >= limits.count:
            continue
        writer = SealedWriter(opened(data_key), uuid.uuid4())
        writer.write(content)
        files.append(SealedFile(writer.file_id, clean_file_name(name), len(content), writer.close()))
        together += len(content)
    return tuple(files), len(said.attachments) - len(files)


def _door(policy: Policy, recipients: tuple[str, ...]) -> Door | None:
    """Find the policy's mail door the message was sent to; else its door for security mail; None if it has none."""
    doors = [door for door in policy.intake.doors if door.door == "mail"]
    named = {door.address.lower(): door for door in doors if door.address}
    meant = next((named[address] for address in recipients if address in named), None)
    return meant or next((door for door in doors if door.for_ == "security"), None)


def _door_name(door: Door | None) -> str:
    return door.id[:DOOR_LENGTH] if door else "mail"


def _question(policy: Policy) -> str:
    """Name the question that free text answers best: the steps, else the first required text, else any text."""
    texts = [asked for asked in policy.intake.ask if asked.kind == "text"]
    best = sorted(texts, key=lambda asked: (asked.id != STEPS, not asked.required))
    return best[0].id if best else "message"


def _language(policy: Policy, words: str) -> str:
    """Answer in Japanese where kana were written, else in English, as far as the policy speaks them."""
    wanted = "ja" if _KANA.search(words) else "en"
    return wanted if wanted in policy.languages else policy.language
