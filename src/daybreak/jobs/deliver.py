"""Delivery: due notices are leased, checked once more, handed over outside any transaction, and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from daybreak.connectors.envelope import Envelope, NoReceiver, Passing, Permanent, Undelivered
from daybreak.connectors.outbox import Outbox
from daybreak.connectors.smtp import AddressFaulty, Smtp
from daybreak.core.access import WORKER
from daybreak.core.policy.reading import own_address
from daybreak.core.words import gettext_noop as _
from daybreak.environment import EnvironmentFaulty
from daybreak.jobs.letters import INSIDE, REMINDER, About
from daybreak.jobs.remind import still_due
from daybreak.jobs.round import Round, surviving
from daybreak.journal.deed import deed
from daybreak.notices.actions import content_of, lease_due, record_failure, record_sent
from daybreak.notices.waiting import give_up_erased, put_off, quiet_until
from daybreak.people.queries import person_of_address
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Revision
from daybreak.stages.cases.conflicting import not_in_conflict
from daybreak.stages.cases.refusals import ConflictUndecided
from daybreak.stages.publication.refused_letters import note_refused, note_taken
from daybreak.stages.publication.to_subscribers import no_longer_public
from daybreak.vault.data_keys import KeyDestroyed

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.connectors.envelope import Connector
    from daybreak.notices.letter import Content
    from daybreak.records.models import Notice, Person

MOST = 500
"""Notices of one round; the next begins a moment later."""
NOBODY = "no-reply@daybreak.invalid"
"""The sender where the policy has no mail address: one that takes no answer."""
KEPT_INSIDE = "a drill: nothing was sent"
HOLD_PAUSE = timedelta(minutes=1)
TELLS_OF_PUBLICATION = frozenset({"public_at", "advisory_number", "advisory_address", "advisory_title"})
"""Template fields that speak of an advisory: such a letter waits while the advisory is on hold (promises, P7)."""


@dataclass
class Delivered:
    """What became of a round's notices; `failed` were put back or given up, `waiting` are on hold, or go later."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    kept: int = 0


def connector_in_force() -> Connector:
    """Give the way out that the site names: its mail server, or files in DAYBREAK_HOME/outbox.

    Raises EnvironmentFaulty where the mail server's address cannot be read.
    """
    if not settings.SMTP_URL:
        return Outbox(settings.HOME / "outbox")
    try:
        return Smtp(settings.SMTP_URL, own_name=urlsplit(settings.BASE_URL).hostname)
    except AddressFaulty as fault:
        raise EnvironmentFaulty(str(fault)) from fault


def deliver_due(this: Round, connector: Connector) -> Delivered:
    """Deliver what is due, one lease at a time, so that no lease runs out behind a slow server.

    Killed between sending and recording, a notice goes out again after its lease with the same Message-ID and is
    recorded once (P6).
    """
    told = Delivered()
    for _turn in range(MOST):
        leased = [] if this.stopping() else lease_due(now=this.clock(), at_most=1)
        if not leased:
            break
        with surviving("Delivering a notice"):
            _deliver(this, connector, leased[0], told)
    return told


def _deliver(this: Round, connector: Connector, notice: Notice, told: Delivered) -> None:
    now = this.clock()
    try:
        content = content_of(notice)
    except KeyDestroyed:
        told.failed += give_up_erased(now=now, notice=notice)
        return
    if _on_hold(notice) or _in_conflict(notice, now):
        told.waiting += put_off(notice=notice, until=now + HOLD_PAUSE)
        return
    if _of_a_drill(notice):
        told.kept += record_sent(now=now, notice=notice, receipt=KEPT_INSIDE)
        return
    until = quiet_until(notice, now)
    if until is not None:
        told.waiting += put_off(notice=notice, until=until)
        return
    try:
        _check(notice, content, now)
        receipt = connector.deliver(envelope_of(notice, content, now))
    except (Passing, Permanent) as fault:
        _failed(this.clock(), notice, fault)
        told.failed += 1
        return
    told.sent += _sent(this.clock(), notice, receipt)


def _sent(now: datetime, notice: Notice, receipt: str) -> bool:
    with deed(actor=WORKER, now=now):
        first = record_sent(now=now, notice=notice, receipt=receipt)
        if first:
            note_taken(notice)
    return first


def _failed(now: datetime, notice: Notice, fault: Undelivered) -> None:
    with deed(actor=WORKER, now=now):
        for_good = isinstance(fault, Permanent)
        first = record_failure(now=now, notice=notice, reason=fault.reason, words=fault.words, for_good=for_good)
        if first and isinstance(fault, NoReceiver):
            note_refused(actor=WORKER, now=now, notice=notice)


def _of_a_drill(notice: Notice) -> bool:
    """Tell whether a notice belongs to a drill: it counts as sent there, and no connector ever sees it."""
    return any(owner is not None and owner.drill_id is not None for owner in (notice.case, notice.report))


def _check(notice: Notice, content: Content, now: datetime) -> None:
    """Refuse what must not leave any more: a reminder of what was done, a letter about a case that its reader left."""
    if notice.channel != "mail":
        raise Permanent(_("There is no way yet to send a notice by this channel; send it by hand."), notice.channel)
    if no_longer_public(notice, now):
        raise Permanent(_("The advisory that this letter speaks of is no longer public, so nothing was sent."))
    if notice.template == REMINDER and not still_due(notice, content.to, now):
        raise Permanent(_("What this letter reminds of was done, or is due much later now, so nothing was sent."))
    inside = notice.case is not None or notice.template in INSIDE
    person = person_of_address(content.to) if inside else None
    if person is not None and not _may_read(person, notice, now):
        message = _(
            "The receiver no longer sees this case or report, so nothing was sent. Let them in and try again, if they "
            "should."
        )
        raise Permanent(message)


def _may_read(person: Person, notice: Notice, now: datetime) -> bool:
    """Tell whether somebody of the house may still know of what a letter is about."""
    about = About(case=notice.case, report=None if notice.case else notice.report)
    return person.is_active and about.seen_by(person, now)


def _on_hold(notice: Notice) -> bool:
    """Tell whether a letter speaks of a publication that somebody has put on hold."""
    if notice.case is None:
        return False
    template = policy_of(notice.case.policy).templates.get(notice.template)
    if template is None or not template.fields & TELLS_OF_PUBLICATION:
        return False
    held = Revision.objects.filter(advisory__case=notice.case, released_at__isnull=False, held_at__isnull=False)
    return held.filter(withdrawn_at=None).exists()


def _in_conflict(notice: Notice, now: datetime) -> bool:
    """Tell whether an embargo that came after the letter forbids it now: it waits until people decide."""
    if notice.case is None or not notice.duty or not notice.party:
        return False
    try:
        not_in_conflict(notice.case, now, notice.duty, notice.template)
    except ConflictUndecided:
        return True
    return False


def envelope_of(notice: Notice, content: Content, now: datetime) -> Envelope:
    """Put a stored notice into an envelope, from the mailbox it belongs to; dated when it was queued.

    A letter to a party was written by people: it may bounce to us. Everything else is automatic.
    """
    policy = policy_in_force(now)
    return Envelope(
        sender=own_address(policy, notice.report.mailbox if notice.report else "security") or NOBODY,
        sender_name=policy.organisation.name.in_(content.language, policy.language),
        to=content.to,
        subject=content.subject,
        body=content.body,
        language=content.language,
        message_id=notice.message_id,
        written_at=notice.queued_at,
        attachments=content.attachments,
        automatic=not notice.party,
        unsubscribe=content.unsubscribe,
    )
