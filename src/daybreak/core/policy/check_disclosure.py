"""Finds contradictions in the rules of telling the world: approvals nobody can give, instants nobody proposes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import next_allowed
from daybreak.core.policy.anchors import DERIVED
from daybreak.core.policy.contradiction import against, known
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_disclosure import PublishOn

TRANSLATION = "translation"
A_DAY = datetime(2024, 1, 1, tzinfo=UTC)
"""From where days to publish on are sought: any instant would do."""


def disclosure_contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List what contradicts itself in disclosure and publication."""
    yield from _triggers(policy)
    yield from _with_others(policy)
    yield from _approvals(policy)
    yield from _people(policy)
    yield from _emergency(policy)
    yield from _channels(policy)


def _triggers(policy: Policy) -> Iterator[Contradiction]:
    """Check that what obliges to publish starts a clock that an advisory ends (A8)."""
    clocks = {kind for rule in policy.duties if "advisory.published" in rule.fulfilled_by() for kind in rule.starts}
    for kind, trigger in policy.disclosure.advise_when.items():
        sources = DERIVED[kind][0] if kind in DERIVED else ()
        if trigger == "obliges" and clocks.isdisjoint({kind, *sources}):
            template = _("No duty that starts with %(fact)s ends with advisory.published; write one, or say permits.")
            yield against(("disclosure", "advise_when", kind), template, fact=kind)


def _with_others(policy: Policy) -> Iterator[Contradiction]:
    """Check whom we publish together with and who proposes the instant (B4c)."""
    rules = policy.disclosure
    yield from known(("disclosure", "together_with"), _("party"), rules.together_with, policy.parties)
    if rules.agreed_instant:
        path: Path = ("disclosure", "agreed_instant", "proposed_by")
        yield from known(path, _("party"), (rules.agreed_instant.proposed_by,), policy.parties)
        if (
            rules.agreed_instant.proposed_by in policy.parties
            and rules.agreed_instant.proposed_by not in rules.together_with
        ):
            template = _("%(name)s is not among those of together_with; add it.")
            yield against(path, template, name=rules.agreed_instant.proposed_by)
    if rules.publish_on and not _comes(policy, rules.publish_on):
        template = _("No day is left to publish on; name days that are worked, and whose next day is if that is asked.")
        yield against(("disclosure", "publish_on", "days"), template)
    if rules.cve.through == "coordinator" and not _coordinators(policy):
        yield against(("disclosure", "cve", "through"), _("There is no coordinator among the parties; add one."))


def _comes(policy: Policy, window: PublishOn) -> bool:
    """Tell whether the days to publish on ever come; a calendar that is wrong itself is told elsewhere."""
    try:
        calendar = policy.calendar()
        calendar.is_business_day(A_DAY.date())
    except ValueError:
        return bool(window.days)
    try:
        next_allowed(A_DAY, window.days, None, calendar, not_before_closed_day=window.not_before_closed_day)
    except ValueError:
        return False
    return bool(window.days)


def _approvals(policy: Policy) -> Iterator[Contradiction]:
    """Check that every approval can be given, once."""
    seen: list[object] = []
    for index, approval in enumerate(policy.disclosure.approvals):
        path: Path = ("disclosure", "approvals", index)
        yield from known((*path, "by"), _("role"), (approval.by,), policy.roles)
        yield from known((*path, "when", "severity"), _("band"), approval.when.severity, policy.bands)
        yield from known((*path, "when", "surface"), _("surface"), approval.when.surface, policy.surfaces)
        role = policy.roles.get(approval.by)
        if approval.of and role and role.one_per != "division":
            template = _("%(role)s is not a role that each division has; add one_per: division to it.")
            yield against((*path, "of"), template, role=approval.by)
        if approval in seen:
            yield against(path, _("This approval is asked for a second time; take it out."))
        seen.append(approval)


def _people(policy: Policy) -> Iterator[Contradiction]:
    """Check the roles that release, translate and answer."""
    rules = policy.disclosure
    yield from known(("disclosure", "release_by", "of"), _("role"), rules.release_by.of, policy.roles)
    if rules.translation:
        yield from known(
            ("disclosure", "translation", "checked_by"), _("role"), (rules.translation.checked_by,), policy.roles
        )
    if bool(rules.answer_by) != (rules.third_party.cve_page == "always"):
        template = _('"answer_by" and "third_party: {cve_page: always}" go together: answers stand on pages.')
        yield against(("disclosure", "answer_by" if rules.answer_by else "third_party"), template)
    if rules.answer_by:
        path: Path = ("disclosure", "answer_by")
        yield from known((*path, "who"), _("role"), (rules.answer_by.who,), policy.roles)
        yield from known((*path, "second"), _("role"), (rules.answer_by.second,), policy.roles)
    yield from known(("disclosure", "embargo", "may_tell"), _("party"), rules.embargo.may_tell, policy.parties)
    yield from known(("disclosure", "embargo", "decided_by"), _("role"), rules.embargo.decided_by, policy.roles)
    if rules.embargo.longer_if_asked_by and not rules.embargo.longest:
        path = ("disclosure", "embargo", "longer_if_asked_by")
        template = _("No embargo is too long while no longest one is named; add longest, or take this out.")
        yield against(path, template)
    if rules.embargo.longest:
        longest, usual = rules.embargo.longest.comparable, rules.embargo.default.comparable
        if longest is not None and usual is not None and longest < usual:
            path = ("disclosure", "embargo", "longest")
            yield against(path, _("The longest embargo is shorter than the default."))


def _emergency(policy: Policy) -> Iterator[Contradiction]:
    """Check that an emergency skips what exists and is decided by somebody."""
    emergency = policy.disclosure.emergency
    if emergency is None:
        return
    first = policy.publication.customers_first
    told = (*policy.disclosure.together_with, *((first.party,) if first else ()))
    steps = (*dict.fromkeys((*(approval.by for approval in policy.disclosure.approvals), *told)), TRANSLATION)
    yield from known(("disclosure", "emergency", "may_skip"), _("approval"), emergency.may_skip, steps)
    yield from known(("disclosure", "emergency", "by"), _("role"), emergency.by, policy.roles)
    if not emergency.advise_within.timed:
        path: Path = ("disclosure", "emergency", "advise_within")
        yield against(path, _("An emergency needs a longest delay in time, for example 24 hours."))


def _channels(policy: Policy) -> Iterator[Contradiction]:
    """Check that channels have what they need."""
    channels = policy.publication.channels
    if "jvn" in channels and not any(party.publishes_on == "jvn" for party in policy.parties.values()):
        path: Path = ("publication", "channels", channels.index("jvn"))
        yield against(path, _("Nobody publishes on jvn for us; add a coordinator with publishes_on: jvn."))
    if "component_list" in channels and policy.components is None:
        path = ("publication", "channels", channels.index("component_list"))
        yield against(path, _("There is no list of components to publish; add a section components."))
    first = policy.publication.customers_first
    if first:
        yield from known(("publication", "customers_first", "party"), _("party"), (first.party,), policy.parties)


def _coordinators(policy: Policy) -> list[str]:
    """List the coordinators among the parties."""
    return [name for name, party in policy.parties.items() if party.kind == "coordinator"]
