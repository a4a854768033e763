"""Warnings ahead of a key's expiry, by the spans of the policy: computed from its data, each told once (B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import instant_before
from daybreak.core.policy.reading import watchers_of
from daybreak.core.words import gettext_noop
from daybreak.jobs.letters import About, already_written, once, people_in, tell
from daybreak.jobs.round import Round, surviving
from daybreak.program.versions import NoPolicyInForce, policy_in_force
from daybreak.stages.intake.keys import key_in_use

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.model import Policy

SENTENCE = gettext_noop("The key for encrypted reports expires soon. Publish the next one.")


def warn_of_keys(this: Round) -> int:
    """Tell whoever watches the security mailbox each time a warning's instant has come; give how many letters.

    Of several warnings that were missed while no worker ran, only the latest is told.
    """
    now = this.clock()
    try:
        policy = policy_in_force(now)
    except NoPolicyInForce:
        return 0
    key = key_in_use(now)
    if policy.intake.key is None or key is None or key.expires_at is None:
        return 0
    reached = _latest(policy, key.expires_at, now)
    if reached is None:
        return 0
    people = people_in(policy, sorted(watchers_of(policy, "security")), now)
    letters = {once("key", key.fingerprint, reached, person.id): person for person in people}
    fresh = letters.keys() - already_written(letters)
    for name in fresh:
        with surviving("Warning of a key"):
            tell(now, letters[name], About(), SENTENCE, name)
    return len(fresh)


def _latest(policy: Policy, expires_at: datetime, now: datetime) -> str | None:
    """Name the warning that was reached last; None before the first."""
    spans = policy.intake.key.warn if policy.intake.key else ()
    begun = ((instant_before(expires_at, span, policy.calendar()), str(span)) for span in spans)
    reached = [(at, span) for at, span in begun if at is not None and at <= now]
    return max(reached)[1] if reached else None
