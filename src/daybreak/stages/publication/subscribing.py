"""Deeds of subscriptions: anybody asks to hear of advisories by mail, confirms, chooses anew, ends it (A14).

The answer to an address is the same whether it is subscribed or not: who reads us is nobody's to find out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q

from daybreak.core.access import WORKER, Actor
from daybreak.core.advisory.subscription import CONFIRM_WITHIN, QUIET, STOPPED_FOR, Reader, Wish
from daybreak.core.policy.gates import may_release
from daybreak.core.verdict import ALLOWED, Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.notices.actions import queue_for_reader
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Subscription
from daybreak.stages.publication.subscription_letters import about_itself
from daybreak.vault import erased
from daybreak.vault.data_keys import destroy, index_hash, new_data_key, scrub
from daybreak.vault.sealed import open_json, readable, seal_json

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Literal

    Why = Literal["reader", "team", "unconfirmed", "refused"]


class NotYoursToEnd(Refusal):
    """Somebody else's subscription is ended by those who publish."""

    sentence = _("Only those who release advisories may end a subscription for somebody.")


class NobodySubscribed(Refusal):
    """There is nothing to end."""

    sentence = _("No subscription has this address.")
    field = "address"


_SIGNER = signing.Signer(salt="daybreak.subscription")
SUBJECT = "subscription"
STOPPED = Q(confirmed_at=None, refused__gt=0)
"""Letters were refused for good: nothing goes there until the owner confirms anew."""


def token_of(subscription: Subscription) -> str:
    """Give the words of the link by which the owner of the address, and nobody else, comes to the subscription."""
    return _SIGNER.sign(subscription.id.hex).replace(":", "~")


def subscription_of(token: str) -> Subscription | None:
    """Give the subscription that a link leads to; None for a link that is not ours, or one that ended."""
    try:
        key = _SIGNER.unsign(token.replace("~", ":"))
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(id=key, data_key__destroyed_at=None).select_related("data_key").first()


def by_mail(now: datetime) -> bool:
    """Tell whether the policy in force lets people subscribe."""
    return "subscribers" in policy_in_force(now).publication.channels


def subscribe(*, actor: Actor, now: datetime, address: str, language: str, wish: Wish) -> None:
    """Write to an address that somebody gave, so that its owner confirms; `address` was read by `read_address`.

    A subscription that is confirmed already gets the link to its page instead. One letter an hour goes to an address,
    whoever asks. Journals `subscription.asked` for an address that is new.
    """
    known = Subscription.objects.filter(address_hash=_hash(address)).select_related("data_key").first()
    if known is None or not readable(known):
        _ask_new(actor, now, known, address, language, wish)
    elif now - known.letter_at >= QUIET:
        _ask_again(actor, now, known, address, language, wish)


def _ask_new(actor: Actor, now: datetime, gone: Subscription | None, address: str, language: str, wish: Wish) -> None:
    fresh = Subscription(data_key=new_data_key(now), address_hash=_hash(address), language=language, letter_at=now)
    try:
        with deed(actor=actor, now=now) as note, transaction.atomic():
            if gone is not None:
                _forget(gone)
            fresh.data_key.save()
            _seal(fresh, Reader(address, wish))
            fresh.save(force_insert=True)
            note("subscription.asked", _subjects(fresh))
            _write(actor, now, fresh)
    except IntegrityError:
        return  # the same address was given at the same instant, and that one wrote the letter


def _ask_again(actor: Actor, now: datetime, known: Subscription, address: str, language: str, wish: Wish) -> None:
    with deed(actor=actor, now=now):
        if known.confirmed_at is None:
            known.language = language
            _seal(known, Reader(address, wish))
        known.letter_at = now
        known.save(update_fields=["language", "reader_sealed", "letter_at"])
        _write(actor, now, known)


def _write(actor: Actor, now: datetime, subscription: Subscription) -> None:
    address = reader_of(subscription).address
    letter = about_itself(policy_in_force(now), subscription, address, token_of(subscription))
    queue_for_reader(actor=actor, now=now, letter=letter, data_key=subscription.data_key)


def confirm(*, actor: Actor, now: datetime, subscription: Subscription) -> None:
    """Record the owner's word that advisories may come, or may come again. Journals `subscription.confirmed`."""
    if subscription.confirmed_at is not None:
        return
    with deed(actor=actor, now=now) as note:
        subscription.confirmed_at, subscription.refused, subscription.refused_at = now, 0, None
        subscription.save(update_fields=["confirmed_at", "refused", "refused_at"])
        note("subscription.confirmed", _subjects(subscription))


def change(*, actor: Actor, now: datetime, subscription: Subscription, wish: Wish) -> None:
    """Let the subscriber choose anew. Journals `subscription.changed`; nothing where nothing changes."""
    reader = reader_of(subscription)
    if reader.wish == wish:
        return
    with deed(actor=actor, now=now) as note:
        _seal(subscription, replace(reader, wish=wish))
        subscription.save(update_fields=["reader_sealed"])
        note("subscription.changed", _subjects(subscription))


def end(*, actor: Actor, now: datetime, subscription: Subscription, why: Why = "reader") -> None:
    """End a subscription and destroy its key: address, wish and every letter to it are erased (B8).

    Journals `subscription.ended`; nothing where it ended before.
    """
    if not readable(subscription):
        return
    key = str(subscription.data_key_id)
    with deed(actor=actor, now=now) as note:
        destroy(subscription.data_key, now)
        _forget(subscription)
        note("subscription.ended", _subjects(subscription), codes={"why": why, "key": key})
        done = erased.Erasure(now.isoformat(), str(subscription.id), key, "subscription")
        transaction.on_commit(lambda: _afterwards(done))


def may_end(actor: Actor, now: datetime) -> bool:
    """Tell whether somebody may end a subscription for its owner: whoever may release advisories."""
    return may_release(policy_in_force(now), roles_of(actor, now)) == ALLOWED


def end_of_address(*, actor: Actor, now: datetime, address: str) -> None:
    """End the subscription of an address whose owner asked us to. Raises NotYoursToEnd, NobodySubscribed."""
    if not may_end(actor, now):
        raise NotYoursToEnd
    found = Subscription.objects.filter(address_hash=_hash(address), data_key__destroyed_at=None)
    subscription = found.select_related("data_key").first()
    if subscription is None:
        raise NobodySubscribed
    end(actor=actor, now=now, subscription=subscription, why="team")


def forget_unconfirmed(now: datetime) -> int:
    """End what nobody confirmed in time, and what was stopped and not begun again; give how many."""
    over = ~STOPPED | Q(refused_at__lte=now - STOPPED_FOR)
    late = Subscription.objects.filter(
        over, confirmed_at=None, data_key__destroyed_at=None, letter_at__lte=now - CONFIRM_WITHIN
    )
    found = list(late.select_related("data_key"))
    for subscription in found:
        why: Why = "refused" if is_stopped(subscription) else "unconfirmed"
        end(actor=WORKER, now=now, subscription=subscription, why=why)
    return len(found)


def is_stopped(subscription: Subscription) -> bool:
    """Tell whether letters were refused for good, so that nothing goes there until the owner confirms anew."""
    return subscription.confirmed_at is None and subscription.refused > 0


def reader_of(subscription: Subscription) -> Reader:
    """Open the address and what its owner wishes to hear of. Raises KeyDestroyed where the subscription ended."""
    return Reader.read(open_json(subscription, "reader_sealed"))


def _seal(subscription: Subscription, reader: Reader) -> None:
    seal_json(subscription, "reader_sealed", reader.as_json())


def _forget(subscription: Subscription) -> None:
    subscription.address_hash = None
    subscription.save(update_fields=["address_hash"])


def _afterwards(done: erased.Erasure) -> None:
    erased.append(done)
    scrub()


def _hash(address: str) -> str:
    return index_hash("subscriber", address.casefold())


def _subjects(subscription: Subscription) -> dict[str, object]:
    return {SUBJECT: subscription.id}
