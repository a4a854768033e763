"""Questions to a policy that many rooms ask: who watches which mailbox, who may stand in, who may do a deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import listed, phrase
from daybreak.core.verdict import ALLOWED, Refused, Verdict
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_intake import Door

BOUND_DEEDS = frozenset({"remedy.verified", "advisory.approved", "policy.reviewed", "digest.issued"})
"""Deeds that only the roles named by a duty may do; any other deed is open to every member of the case."""


def markets_of(policy: Policy, product: str) -> tuple[str, ...]:
    """Give the markets that the policy's catalogue names for a product; none for one it does not list."""
    return next((entry.markets for entry in policy.products if entry.key == product), ())


def is_ours_to_number(policy: Policy, components: Collection[str]) -> bool:
    """Tell whether a CVE ID is ours to assign, by the kinds of component that a flaw lies in; none is our own (B4a)."""
    return policy.disclosure.cve.for_ == "any_product" or not components or "own" in components


def may_advise(policy: Policy, component: str) -> Verdict:
    """Tell whether the policy publishes advisories about a flaw that lies in this code; "own" is ours (A9c, C9)."""
    rule = policy.disclosure.third_party
    if component == "own" or rule.advisory != "never":
        return ALLOWED
    return Refused(NOT_ADVISED_BUT_NOTED if rule.release_note == "public_cve" else NOT_ADVISED)


NOT_ADVISED = phrase(_("The policy publishes no advisory about others' code."))
NOT_ADVISED_BUT_NOTED = phrase(
    _("The policy publishes no advisory about others' code: the release note names the public CVE ID.")
)
ELSEWHERE = ("common_software", "others_product")
"""Where a flaw may lie besides our own code and the components of the policy: in what others use too, or sell (B10)."""


def whose_code(component: str) -> str:
    """Say in whose code a flaw lies, for conditions with `in`, by what was said about its component."""
    if component == "own":
        return "own_product"
    return component if component in ELSEWHERE else "common_software"


def door_kind(policy: Policy, door_id: str) -> str:
    """Give the kind of a door (web, mail, …) by its id; a door this policy does not have keeps its id."""
    return next((door.door for door in policy.intake.doors if door.id == door_id), door_id)


def party_at(policy: Policy, address: str) -> str:
    """Give the party that has this mail address, by id; "" where none has."""
    wanted = address.casefold()
    found = (key for key, party in policy.parties.items() if party.mail and party.mail.casefold() == wanted)
    return next(found, "") if wanted else ""


def coordinator_door(policy: Policy, party: str) -> Door | None:
    """Give the door at which a coordinator's reports come in (B2); None where the policy has none for this party."""
    return next((door for door in policy.intake.doors if door.door == "coordinator" and party in door.from_), None)


def own_address(policy: Policy, mailbox: str) -> str:
    """Give the policy's own mail address for this kind of mailbox, else for any; "" where it has none."""
    doors = [door for door in policy.intake.doors if door.address]
    own = next((door for door in doors if door.for_ == mailbox), doors[0] if doors else None)
    return own.address or "" if own else ""


def mailboxes_watched_by(policy: Policy, roles: Collection[str]) -> frozenset[str]:
    """Give the mailboxes whose undecided reports these roles see (A3)."""
    held = set(roles)
    return frozenset(door.for_ for door in policy.intake.doors if held & set(policy.triage_roles(door.id)))


def watchers_of(policy: Policy, mailbox: str) -> frozenset[str]:
    """Give the roles that watch a mailbox."""
    return frozenset(
        role for door in policy.intake.doors if door.for_ == mailbox for role in policy.triage_roles(door.id)
    )


def roles_with_deputies(policy: Policy, held: Collection[str]) -> frozenset[str]:
    """Give the roles a person acts in: those held, and those for which a held role stands in as deputy."""
    return frozenset(held) | frozenset(role for role in policy.roles if set(policy.stand_ins(role)) & set(held))


def team_of(policy: Policy, roles: Collection[str]) -> frozenset[str]:
    """Give the roles of a team: one's own, those that stand in for one of them, and those they stand in for."""
    own = frozenset(roles)
    above = frozenset(deputy for role in own for deputy in policy.stand_ins(role))
    return own | above | roles_with_deputies(policy, own)


def having_a_say(policy: Policy, roles: Collection[str]) -> frozenset[str]:
    """Give the duties in which these roles have a say without owing them.

    They may extend one, must agree that it is waived, or are called when it is late.
    """
    held = frozenset(roles)
    return frozenset(rule.id for rule in policy.owed if held & set(_asked_about(rule)))


def _asked_about(rule: DutyRule) -> Iterator[str]:
    yield from rule.extension_by.by if rule.extension_by else ()
    yield from rule.waiver_by
    for called in rule.escalate.values():
        yield from called


def everyones_roles(policy: Policy) -> frozenset[str]:
    """Give the roles that nobody needs to be given (C-emp)."""
    return frozenset(policy.everybodys)


def may_do(policy: Policy, kind: str, roles: Collection[str]) -> Verdict:
    """Say whether somebody in these roles may cause a fact of this kind (C2)."""
    named = {role for rule in policy.duties if kind in rule.fulfilled_by() for role in rule.roles_for()}
    if kind not in BOUND_DEEDS or not named or named & set(roles):
        return ALLOWED
    names = [policy.roles[role].name for role in sorted(named) if role in policy.roles]
    return Refused(phrase(_("The policy gives this to %(roles)s."), roles=listed(names)))


def may_decide_embargo(policy: Policy, roles: Collection[str]) -> Verdict:
    """Say whether somebody in these roles may agree, reject or end an embargo; a deputy of a named role may."""
    named = policy.disclosure.embargo.decided_by
    if not named or set(named) & roles_with_deputies(policy, roles):
        return ALLOWED
    names = [policy.roles[role].name for role in named]
    return Refused(phrase(NOT_THEIR_EMBARGO, roles=listed(names)))


NOT_THEIR_EMBARGO = _(
    "The policy lets %(roles)s agree, reject or end an embargo: ask one of them. "
    "Anybody in the case may propose an end."
)


def inside_doors(policy: Policy, roles: Collection[str]) -> list[Door]:
    """List the doors for people of the house that are open to these roles: colleagues' concerns, what testing finds."""
    held = set(roles)
    return [
        door
        for door in policy.intake.doors
        if (door.door == "colleague" and (not door.open_to or held & set(door.open_to)))
        or (door.door == "test" and (not door.from_ or held & set(door.from_)))
    ]
