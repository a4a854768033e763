"""Policy versions: adopted by a deed, stored composed, loaded once per process."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from daybreak.core.facts import utc_code
from daybreak.core.policy.loading import composed_text, from_composed
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.records.models import PolicyVersion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy


MOST_LOADED = 64
_LOADED: dict[str, Policy] = {}
_asked: ContextVar[dict[datetime, PolicyVersion] | None] = ContextVar("versions_asked", default=None)


class NoPolicyInForce(Refusal):
    """The site has no policy yet; the message says how to adopt one."""

    sentence = _("No policy is in force. Run `daybreak setup --policy FILE`, or `daybreak policy adopt FILE`.")


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask the database but once, within the block, which version is in force at an instant: one answer for one page.

    Whoever adopts a version within the block, and asks afterwards, asks anew.
    """
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def adopt(*, actor: Actor, now: datetime, policy: Policy, in_force_from: datetime) -> PolicyVersion:
    """Put a policy in force from an instant; the same text twice is one version. Journals `policy.adopted`."""
    known = known_as(policy)
    if known is not None:
        return known
    _asked.set(None)
    text = composed_text(policy)
    sha256 = _sha256(text)
    with deed(actor=actor, now=now) as note:
        version = PolicyVersion.objects.create(
            sha256=sha256, text=text, in_force_from=in_force_from, adopted_at=now, adopted_by=str(actor)
        )
        note(
            "policy.adopted",
            {"policy": version.id},
            codes={"sha256": sha256, "in_force_from": utc_code(in_force_from)},
        )
    return version


def known_as(policy: Policy) -> PolicyVersion | None:
    """Give the adopted version that says exactly what this policy says; None where there is none."""
    return PolicyVersion.objects.filter(sha256=_sha256(composed_text(policy))).first()


def version_in_force(now: datetime) -> PolicyVersion:
    """Give the version in force at an instant; raises NoPolicyInForce."""
    known = _asked.get()
    if known is None:
        return _version_in_force(now)
    if now not in known:
        known[now] = _version_in_force(now)
    return known[now]


def _version_in_force(now: datetime) -> PolicyVersion:
    begun = PolicyVersion.objects.filter(in_force_from__lte=now).defer("text")
    version = begun.order_by("-in_force_from", "-adopted_at").first()
    if version is None:
        raise NoPolicyInForce
    return version


def policy_in_force(now: datetime) -> Policy:
    """Give the policy in force at an instant; raises NoPolicyInForce."""
    return policy_of(version_in_force(now))


def policy_of(version: PolicyVersion) -> Policy:
    """Load a stored version; the same text is read once per process."""
    known = _LOADED.get(version.sha256)
    if known is None:
        if len(_LOADED) >= MOST_LOADED:
            _LOADED.clear()
        known = _LOADED[version.sha256] = from_composed(version.text)
    return known


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
