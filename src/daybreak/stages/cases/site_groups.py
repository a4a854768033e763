"""The duties of no case and no report: which facts each kind of thing's duties follow from, and reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.journal.facts import facts_of_kinds, latest_facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from daybreak.core.facts import Fact

LOOKED = "mailbox.looked_at"
ADOPTED = "policy.adopted"
DIGEST = "digest.issued"
GROUPS: dict[str, tuple[str, ...]] = {
    "mailbox": (ADOPTED, LOOKED),
    "policy": (ADOPTED, "policy.reviewed", DIGEST),
    "key": (ADOPTED, "key.created", "key.published", "key.revoked"),
    "release": (
        "release.registered",
        "release.audited",
        "release.reviewed",
        "release.gate_signed",
        "release.changed",
        "release.published",
    ),
    "person": ("person.registered", DIGEST, "digest.read"),
}
"""The duties of no case and no report, by what they exist once for, and the facts that each is derived from."""
SITE_SCOPES = frozenset(GROUPS)
ALONE = frozenset({"release", "person"})
"""Scopes whose things do not touch one another: a fact about one of them derives its own duties alone."""
RECENT_LOOKS = 60
"""A recurring look counts from the last one: older looks change no instant of the present round."""
GRANTS = ("duty.extended", "duty.paused", "duty.resumed", "duty.waiver_asked", "duty.waived")
"""What is granted to a duty; outside cases and reports it names by its subject what the duty is about."""


def concerning(scope: str, facts: Iterable[Fact]) -> list[Fact]:
    """Give the facts that the duties of a scope follow from; what is told within a case or report is none of them."""
    kinds = GROUPS[scope]
    return [
        fact
        for fact in facts
        if fact.kind == ADOPTED
        or (not {"case", "report"} & fact.subjects.keys() and (fact.kind in kinds or _grants(scope, fact)))
    ]


def _grants(scope: str, fact: Fact) -> bool:
    return fact.kind in GRANTS and scope in fact.subjects


def keys_of(scope: str, facts: Iterable[Fact]) -> set[str]:
    """Give the keys of the things that these facts alone concern; none where every thing of the scope is concerned."""
    keys = {fact.subjects.get(scope, "") for fact in facts} if scope in ALONE else {""}
    return set() if "" in keys else keys


def group_facts(scope: str, keys: Collection[str], *, every_look: bool = False) -> list[Fact]:
    """Read the facts that the duties of a scope follow from, of all its things or of those with these keys."""
    kinds = [kind for kind in (*GROUPS[scope], *GRANTS) if kind != LOOKED]
    facts = facts_of_kinds(kinds, about=keys, always=(DIGEST,), outside=True)
    if LOOKED in GROUPS[scope]:
        facts += facts_of_kinds((LOOKED,)) if every_look else latest_facts(LOOKED, RECENT_LOOKS)
    return concerning(scope, facts)
