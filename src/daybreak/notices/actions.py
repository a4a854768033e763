"""Deeds of notices: queue one in the deed that causes it; lease, then record what became of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from daybreak.core.access import WORKER, Actor
from daybreak.core.policy.conflicts import accepted_by_sending
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.notices.letter import Content, Letter, fingerprint
from daybreak.program.versions import policy_of
from daybreak.records.models import Notice
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import open_json, readable, seal_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.facts import Code
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Case, DataKey, Report


class SecondPersonMissing(Refusal):
    """Who wrote it does not let it go."""

    sentence = _("A letter with embargoed detail is let go by somebody else than the one who wrote it.")


class NoticeNotSent(Refusal):
    """Only what was sent can be confirmed or come back."""

    sentence = _("This has not left the house, or it has come back. Nothing can have been received.")


class ConfirmedAlready(Refusal):
    """A receipt is recorded once."""

    sentence = _("The receipt is recorded already.")


LEASE = timedelta(minutes=5)
RETRY_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)
ATTEMPTS = 24


def queue(
    *,
    actor: Actor,
    now: datetime,
    letter: Letter,
    report: Report | None = None,
    case: Case | None = None,
    naming: Sequence[Report] = (),
) -> Notice:
    """Write a notice in the caller's deed; the same `once_key` twice is one notice.

    `naming` are the reports of the finders whom the letter names: its words then have a key of their own, which is
    destroyed when any of these finders is erased (B8).

    Journals `notice.queued` with names and SHA-256 of the attached files, sealed.

    Raises ValueError with a sentence for an address or subject that must not be sent.
    """
    owner = report or case
    letter = (letter.marked_as_drill() if owner is not None and owner.drill_id else letter).checked()
    with deed(actor=actor, now=now) as note:
        known = _written_before(letter)
        if known is not None:
            return known
        data_key = _own_key(now) if owner is None or naming else owner.data_key
        notice = _notice(actor, now, letter, data_key)
        notice.report, notice.case = report, case
        notice.save(force_insert=True)
        if naming:
            notice.names.set(naming)
        files = [{"name": name, "sha256": fingerprint(said)} for name, _media, said in letter.attachments]
        sealed = (owner.data_key if owner else data_key, {"files": files}) if files else None
        note("notice.queued", subjects_of(notice), codes=codes_of(notice), sealed=sealed)
    return notice


def queue_for_reader(*, actor: Actor, now: datetime, letter: Letter, data_key: DataKey) -> Notice:
    """Write a notice to a subscriber, who is in no case, sealed under the subscription's key: it ends with that one.

    The same `once_key` twice is one notice. Journals `notice.queued`. Raises ValueError as `queue` does.
    """
    letter = letter.checked()
    with deed(actor=actor, now=now) as note:
        known = _written_before(letter)
        if known is not None:
            return known
        notice = _notice(actor, now, letter, data_key)
        notice.save(force_insert=True)
        note("notice.queued", subjects_of(notice), codes=codes_of(notice))
    return notice


def _written_before(letter: Letter) -> Notice | None:
    return Notice.objects.filter(once_key=letter.once_key).first() if letter.once_key is not None else None


def _notice(actor: Actor, now: datetime, letter: Letter, data_key: DataKey) -> Notice:
    notice = Notice(
        data_key=data_key,
        channel=letter.channel,
        template=letter.template,
        duty=letter.duty,
        party=letter.party,
        scope=letter.about[0],
        subject=letter.about[1],
        once_key=letter.once_key,
        written_by=str(actor),
        awaits_second=letter.second_person,
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname}>",
        queued_at=now,
        due_at=now,
    )
    seal_json(notice, "content_sealed", letter.as_json())
    return notice


def _own_key(now: datetime) -> DataKey:
    data_key = new_data_key(now)
    data_key.save(force_insert=True)
    return data_key


def let_go(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Agree, as a second person, that a letter with embargoed detail may leave (promises, control 9).

    Journals `notice.released`. Raises SecondPersonMissing for the person who wrote it.
    """
    if not notice.awaits_second:
        return
    if str(actor) == notice.written_by:
        raise SecondPersonMissing
    with deed(actor=actor, now=now) as note:
        notice.awaits_second, notice.due_at = False, now
        notice.save(update_fields=["awaits_second", "due_at"])
        note("notice.released", subjects_of(notice), codes=codes_of(notice))


def lease_due(*, now: datetime, at_most: int = 20) -> list[Notice]:
    """Lease notices that are due to one worker; another gets them only after the lease. Holds no network call."""
    due = Notice.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        sent_at=None,
        given_up_at=None,
        awaits_second=False,
        channel="mail",
        due_at__lte=now,
    ).order_by("due_at")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        keys = list(due.values_list("id", flat=True)[:at_most])
        Notice.objects.filter(id__in=keys).update(
            leased_until=now + LEASE, fence=F("fence") + 1, attempts=F("attempts") + 1
        )
    return list(Notice.objects.filter(id__in=keys).select_related("data_key", "case", "report"))


def record_sent(*, now: datetime, notice: Notice, receipt: str) -> bool:
    """Record that the receiving side took it; False if another worker's lease has overtaken this one."""
    with deed(actor=WORKER, now=now) as note:
        won = Notice.objects.filter(id=notice.id, fence=notice.fence, sent_at=None).update(sent_at=now)
        if not won:
            return False
        notice.sent_at = now
        seal_json(notice, "receipt_sealed", {"receipt": receipt})
        notice.save(update_fields=["receipt_sealed"])
        note_left(note, notice)
    return True


def note_left(note: Deed, notice: Notice) -> None:
    """Note that a letter left: `notice.sent`, and what that is besides.

    It accepts the embargo that its receiver proposed, and is `upstream.notified` where it told a component's supplier
    (C7): one for each vulnerability of the case that lies in the component; what comes back undoes both.
    """
    note("notice.sent", subjects_of(notice), codes=codes_of(notice))
    case = notice.case
    if case is not None and notice.party:
        for kind, codes in accepted_by_sending(
            policy_of(case.policy), facts_of_case(case.id), note.now, codes_of(notice)
        ):
            note(kind, {"case": case.id}, codes=codes)
    party = policy_of(case.policy).parties.get(notice.party) if case else None
    if case is None or party is None or party.from_ != "components" or notice.scope != "component":
        return
    about = subjects_of(notice)
    for flaw in case.vulnerabilities.filter(of_component=uuid.UUID(notice.subject.partition("/")[0])):
        note("upstream.notified", {**about, "vulnerability": flaw.id}, codes={"component": flaw.component})


def record_failure(*, now: datetime, notice: Notice, reason: str, words: str = "", for_good: bool = False) -> bool:
    """Record a failed attempt: it is tried again later, or a person must act. Journals `notice.failed`.

    `reason` is a message of the catalogues, `words` what the other side said itself. False if another worker's lease
    has overtaken this one.
    """
    with deed(actor=WORKER, now=now) as note:
        ended = for_good or notice.attempts >= ATTEMPTS
        wait = RETRY_MINUTES[min(notice.attempts, len(RETRY_MINUTES)) - 1]
        won = Notice.objects.filter(id=notice.id, fence=notice.fence, sent_at=None).update(
            leased_until=None, due_at=now + timedelta(minutes=wait), given_up_at=now if ended else None
        )
        if won:
            seal_json(notice, "receipt_sealed", {"failure": reason, "words": words})
            notice.save(update_fields=["receipt_sealed"])
            note("notice.failed", subjects_of(notice), codes={**codes_of(notice), "given_up": ended})
    return bool(won)


def confirm(*, actor: Actor, now: datetime, notice: Notice, reference: str) -> None:
    """Record that the receiver confirmed it, with their reference. Journals `notice.confirmed`.

    Raises NoticeNotSent for what never left or came back, ConfirmedAlready.
    """
    _has_left(notice)
    if notice.confirmed_at is not None:
        raise ConfirmedAlready
    with deed(actor=actor, now=now) as note:
        notice.confirmed_at = now
        notice.save(update_fields=["confirmed_at"])
        note(
            "notice.confirmed",
            subjects_of(notice),
            codes=codes_of(notice),
            sealed=(notice.data_key, {"reference": reference}) if readable(notice) else None,
        )


def bounced(*, actor: Actor, now: datetime, notice: Notice, reason: str) -> None:
    """Record that it came back: the duty it fulfilled is open again (A7a). Journals `notice.bounced`.

    Raises NoticeNotSent for what never left or came back before.
    """
    _has_left(notice)
    with deed(actor=actor, now=now) as note:
        notice.bounced_at = now
        notice.save(update_fields=["bounced_at"])
        sealed = (notice.data_key, {"reason": reason}) if readable(notice) else None
        note("notice.bounced", subjects_of(notice), codes=codes_of(notice), sealed=sealed)


def _has_left(notice: Notice) -> None:
    if notice.sent_at is None or notice.bounced_at is not None:
        raise NoticeNotSent


def try_again(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Put a notice that was given up back into the queue. Journals `notice.queued` again."""
    with deed(actor=actor, now=now) as note:
        notice.given_up_at, notice.due_at, notice.attempts, notice.leased_until = None, now, 0, None
        notice.save(update_fields=["given_up_at", "due_at", "attempts", "leased_until"])
        note("notice.queued", subjects_of(notice), codes={**codes_of(notice), "again": True})


def content_of(notice: Notice) -> Content:
    """Open what a notice says."""
    return Content.read(open_json(notice, "content_sealed"))


def subjects_of(notice: Notice) -> dict[str, object]:
    """Name what a fact about this notice concerns: the one thing it is about included, so that no other duty counts."""
    about = {notice.scope: notice.subject.partition("/")[0]} if notice.scope else {}
    return {
        "notice": notice.id,
        "case": notice.case_id,
        "report": notice.report_id,
        "party": notice.party or None,
        **about,
    }


def codes_of(notice: Notice) -> dict[str, Code]:
    """Name the duty a fact about this notice keeps, its party and template, and the release line where one is meant."""
    branch = notice.subject.partition("/")[2]
    codes: dict[str, Code] = {"duty": notice.duty, "party": notice.party, "template": notice.template}
    return {**codes, "branch": branch} if branch else codes
