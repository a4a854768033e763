"""Putting a policy in force from the desk: an administrator's deed, for an instant that has not passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.people.administration import ADMINISTRATOR
from daybreak.people.queries import holders
from daybreak.products.actions import register_catalogue
from daybreak.program.history import SHORTEST_NAME
from daybreak.program.versions import adopt, known_as

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import PolicyVersion


class NotYoursToAdopt(Refusal):
    """The policy is what everybody else is bound by."""

    sentence = _("Only an administrator puts a policy in force. Ask one of them.")


class InstantPassed(Refusal):
    """What was in force in the past stays as it was."""

    sentence = _("A policy cannot come into force in the past. Name a later date and time.")
    field = "in_force_from"


class AdoptedAlready(Refusal):
    """The same text twice is one version."""

    sentence = _(
        "Exactly this text was adopted before: it is version %(version)s. To come back to it, add a dated note under "
        "“revisions” that says why."
    )


def put_in_force(*, actor: Actor, now: datetime, policy: Policy, in_force_from: datetime) -> PolicyVersion:
    """Adopt a policy from an instant on and register the products it names. Journals `policy.adopted`.

    Open cases and reports keep the version that they began under. Raises NotYoursToAdopt, InstantPassed,
    AdoptedAlready.
    """
    if actor.kind != "person" or not holders({ADMINISTRATOR}, now).filter(id=actor.id).exists():
        raise NotYoursToAdopt
    if in_force_from < now:
        raise InstantPassed
    known = known_as(policy)
    if known is not None:
        raise AdoptedAlready(version=known.sha256[:SHORTEST_NAME])
    with transaction.atomic():
        version = adopt(actor=actor, now=now, policy=policy, in_force_from=in_force_from)
        register_catalogue(actor=actor, now=now, policy=policy)
    return version
