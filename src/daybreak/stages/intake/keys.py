"""The OpenPGP keys that reports may be encrypted to: published with all their data, replaced, revoked (B7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import deadline
from daybreak.core.facts import utc_code
from daybreak.core.formats.openpgp import read_public_key
from daybreak.core.phrase import phrase, why_not
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.people.administration import ADMINISTRATOR
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_in_force
from daybreak.records.models import MailKey
from daybreak.vault import openpgp

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.formats.openpgp import PublicKey
    from daybreak.core.policy.model import Policy


class KeyRefused(Refusal):
    """A key was not taken; the sentence says why."""

    sentence = _("%(reason)s")


@dataclass(frozen=True)
class KeyLine:
    """A key with everything that is published about it; `armored` is the public key itself.

    `opens` says that its private half is kept here.
    """

    key_id: str
    fingerprint: str
    algorithm: str
    size: int
    user_id: str
    created_at: datetime
    expires_at: datetime | None
    published_at: datetime
    revoked_at: datetime | None
    armored: str
    opens: bool = False


def publish_key(*, actor: Actor, now: datetime, armored: str) -> MailKey:
    """Publish a public key as the newest; keys before it stay readable and are replaced by it.

    Journals `key.created` (at the key's own instant) and `key.published`. Raises KeyRefused for what is no public key,
    is not as the policy promises, has expired, or is known.
    """
    _administrators_only(actor, now)
    try:
        read = read_public_key(armored)
    except ValueError as fault:
        raise KeyRefused(reason=why_not(fault)) from None
    _as_promised(policy_in_force(now), read, now)
    if MailKey.objects.filter(fingerprint=read.fingerprint).exists():
        raise KeyRefused(reason=phrase(_("This key is published already.")))
    with deed(actor=actor, now=now) as note:
        replaced = [str(row.id) for row in MailKey.objects.filter(revoked_at=None)]
        row = MailKey.objects.create(
            fingerprint=read.fingerprint,
            key_id=read.key_id,
            algorithm=read.algorithm,
            size=read.size,
            user_id=read.user_id[:400],
            armored=armored.strip() + "\n",
            created_at=read.created_at,
            expires_at=read.expires_at,
            published_at=now,
        )
        ends = utc_code(read.expires_at) if read.expires_at else None
        codes = {"fingerprint": read.fingerprint, "expires_at": ends}
        note("key.created", {"key": row.id}, codes=codes, at=read.created_at)
        note("key.published", {"key": row.id}, codes={"replaces": " ".join(replaced)})
    return row


def _as_promised(policy: Policy, key: PublicKey, now: datetime) -> None:
    """Raise KeyRefused for a key that is not as the policy says: kind, size, life."""
    rule = policy.intake.key
    if rule is None:
        raise KeyRefused(reason=phrase(_("The policy has no key for reports; add “key” under “intake”.")))
    if key.algorithm != rule.type or key.size < rule.size:
        words = _("The policy promises %(type)s with %(size)s bits; this key is %(own)s with %(bits)s.")
        raise KeyRefused(reason=phrase(words, type=rule.type, size=rule.size, own=key.algorithm, bits=key.size))
    if key.expires_at is None or key.expires_at <= now or key.created_at > now:
        raise KeyRefused(reason=phrase(_("The key must have begun, and must expire at a day that lies ahead.")))
    latest = deadline(key.created_at, rule.life, policy.calendar())
    if latest is not None and key.expires_at > latest:
        words = _("The key lives longer than the policy promises (%(life)s). Make one that expires earlier.")
        raise KeyRefused(reason=phrase(words, life=str(rule.life)))


def keep_private_key(*, actor: Actor, now: datetime, armored: str, passphrase: str) -> str:
    """Keep the private half of a published key, sealed, to open what is encrypted to it; old ones stay kept (B7).

    Gives its fingerprint. Journals `key.kept`. Raises KeyRefused for what is no private key of a published one.
    """
    _administrators_only(actor, now)
    if not MailKey.objects.exists():
        raise KeyRefused(reason=phrase(_("No key is published yet; publish its public half first.")))
    known = set(MailKey.objects.values_list("fingerprint", flat=True))
    try:
        fingerprint = openpgp.keep(armored, passphrase, known)
    except openpgp.NotOurKey:
        words = _("This is no private key of a published one, or the passphrase does not open it.")
        raise KeyRefused(reason=phrase(words)) from None
    except openpgp.CannotOpen:
        raise KeyRefused(reason=phrase(_("GnuPG is needed to open what is encrypted; install it here."))) from None
    row = MailKey.objects.get(fingerprint=fingerprint)
    with deed(actor=actor, now=now) as note:
        note("key.kept", {"key": row.id}, codes={"fingerprint": fingerprint})
    return fingerprint


def revoke_key(*, actor: Actor, now: datetime, fingerprint: str) -> None:
    """Take a key back: it is shown as revoked and encrypted to no more. Journals `key.revoked`. Raises KeyRefused."""
    _administrators_only(actor, now)
    wanted = fingerprint.replace(" ", "").upper()
    row = MailKey.objects.filter(fingerprint=wanted, revoked_at=None).first()
    if row is None:
        raise KeyRefused(reason=phrase(_("No key of this fingerprint is in use.")))
    with deed(actor=actor, now=now) as note:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        note("key.revoked", {"key": row.id}, codes={"fingerprint": row.fingerprint})


def _administrators_only(actor: Actor, now: datetime) -> None:
    if actor.kind != "operator" and ADMINISTRATOR not in roles_of(actor, now):
        raise KeyRefused(reason=phrase(_("Only an administrator publishes or revokes keys.")))


def keys_published(now: datetime) -> tuple[KeyLine, ...]:
    """List every key that was published by `now`, the newest first; anybody may ask."""
    rows, private = MailKey.objects.filter(published_at__lte=now).order_by("-published_at"), set(openpgp.kept())
    return tuple(
        KeyLine(
            key_id=row.key_id,
            fingerprint=row.fingerprint,
            algorithm=row.algorithm,
            size=row.size,
            user_id=row.user_id,
            created_at=row.created_at,
            expires_at=row.expires_at,
            published_at=row.published_at,
            revoked_at=row.revoked_at,
            armored=row.armored,
            opens=row.fingerprint in private,
        )
        for row in rows
    )


def key_in_use(now: datetime) -> KeyLine | None:
    """Give the key to encrypt to at `now`: the newest that is neither revoked nor expired; None where there is none."""
    living = (key for key in keys_published(now) if key.revoked_at is None)
    return next((key for key in living if key.expires_at is None or key.expires_at > now), None)
