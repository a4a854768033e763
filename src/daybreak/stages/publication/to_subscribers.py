"""Telling subscribers of what has become public: a letter to each who wishes one, in steps that begin again (A14)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daybreak.core.advisory.subscription import wants
from daybreak.core.facts import utc_code
from daybreak.journal.deed import deed
from daybreak.notices.actions import queue_for_reader
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Notice, Subscription
from daybreak.stages.publication.queries import public_advisory
from daybreak.stages.publication.subscribing import reader_of, token_of
from daybreak.stages.publication.subscription_letters import ADVISORY, telling
from daybreak.stages.publication.summary import line_of
from daybreak.stages.publication.truth import public_revisions

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.notices.letter import Letter
    from daybreak.stages.publication.summary import Line
    from daybreak.stages.publication.truth import PublicAdvisory

STEP = 100
"""Subscribers of one deed: the journal is not held for longer than their letters take."""


@dataclass(frozen=True)
class Telling:
    """One revision that is public now, whose subscribers are to be told, and the advisory's keys for the journal."""

    revision: UUID
    public_at: datetime
    line: Line
    subjects: dict[str, object]


def to_tell(fact: Fact, number: str, now: datetime) -> Telling | None:
    """Give what subscribers are told about a fact of publication.

    None where the revision was held or overtaken meanwhile: the newer one has a fact of its own.
    """
    public = public_advisory(now, number) if "subscribers" in policy_in_force(now).publication.channels else None
    if public is None or not _is_about(fact, public):
        return None
    subjects: dict[str, object] = {name: fact.subjects[name] for name in ("case", "advisory")}
    return Telling(public.current.id, public.current.public_at, line_of(public), subjects)


def _is_about(fact: Fact, public: PublicAdvisory) -> bool:
    return fact.codes.get("public_at") == utc_code(public.current.public_at)


def tell_some(*, actor: Actor, now: datetime, telling_of: Telling, after: UUID | None) -> UUID | None:
    """Write to the next subscribers who confirmed before the instant, by key; give the last one's, None at the end."""
    rows = Subscription.objects.filter(confirmed_at__lte=telling_of.public_at, data_key__destroyed_at=None)
    if after is not None:
        rows = rows.filter(id__gt=after)
    step = list(rows.order_by("id").select_related("data_key")[:STEP])
    policy = policy_in_force(now)
    with deed(actor=actor, now=now):
        for subscription in step:
            letter = _letter(policy, telling_of, subscription)
            if letter is not None:
                queue_for_reader(actor=actor, now=now, letter=letter, data_key=subscription.data_key)
    return step[-1].id if step else None


def _letter(policy: Policy, telling_of: Telling, subscription: Subscription) -> Letter | None:
    line, reader = telling_of.line, reader_of(subscription)
    products = [key for key, _name in line.products]
    if not wants(reader.wish, products, line.rated.band if line.rated else "", policy.bands):
        return None
    letter = telling(policy, line, subscription.language, reader.address, token_of(subscription))
    once = f"{letters_of(telling_of.revision)}{subscription.id}"
    return replace(letter, once_key=once, about=("subscription", str(subscription.id)))


def note_told(*, actor: Actor, now: datetime, telling_of: Telling) -> None:
    """Note that whoever wishes it was written to, if anybody. Journals `subscribers.told` with how many letters."""
    letters = Notice.objects.filter(once_key__startswith=letters_of(telling_of.revision)).count()
    if not letters:
        return
    with deed(actor=actor, now=now) as note:
        note("subscribers.told", telling_of.subjects, codes={"letters": letters, "revision": str(telling_of.revision)})


def no_longer_public(notice: Notice, now: datetime) -> bool:
    """Tell whether a letter speaks of a revision that was held or withdrawn before the letter left."""
    if notice.template != ADVISORY or notice.once_key is None:
        return False
    revision = notice.once_key.split("|")[1]
    return not public_revisions(now).filter(id=revision).exists()


def letters_of(revision: UUID | str) -> str:
    """Give how the names of one revision's letters begin: each reader gets one."""
    return f"subscriber|{revision}|"
