"""The gates that look at the moment: a reason to publish, the coordinator's date, the embargo, the chosen instant."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from daybreak.core.advisory.issued import stamp
from daybreak.core.clocks.calendars import BusinessCalendar
from daybreak.core.clocks.deadlines import instant_before, next_allowed
from daybreak.core.lifecycle.embargo import embargo_from, instant_code
from daybreak.core.policy.finder_day import public_flaws
from daybreak.core.policy.gate import Gate, happening, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.advisory.sentence import Sentence
    from daybreak.core.facts import Fact
    from daybreak.core.policy.gate import Situation
    from daybreak.core.policy.model import Policy

FARTHEST = timedelta(days=732)


def trigger_gate(situation: Situation) -> Gate:
    """Give the gate of A8: one of the policy's reasons to publish has come about and was not undone.

    What readers have already is revised without one: also to say that its reason, the fix, was taken back.
    """
    wanted = situation.policy.disclosure.advise_when
    if situation.plan.history or any(situation.has(kind) for kind in wanted):
        return Gate("trigger", deed="ship_remedy")
    triggers = tuple(happening(kind) for kind in wanted)
    return Gate("trigger", (said("no_trigger", triggers=triggers),), "ship_remedy")


def instant_gates(situation: Situation) -> Iterator[Gate]:
    """Give the gates of the chosen instant: the coordinators', the embargo's, its own, and the publication days'.

    Once the vulnerability is public there is no common moment left to keep: a coordinator's gate then only warns. A
    revision of what readers have needs none, unless a new one was agreed for it.
    """
    rule = situation.policy.disclosure
    skippable = frozenset(rule.emergency.may_skip) if rule.emergency else frozenset()
    for party in rule.together_with:
        told = () if _is_out_already(situation, party) else _date_missing(situation, party)
        yield Gate(
            f"coordinator:{party}",
            tuple(told),
            "agree_date",
            binding=not _known_to_all(situation),
            waivable_in_emergency=party in skippable,
            about=situation.policy.parties[party].name,
        )
    yield from _customers(situation, skippable)
    yield Gate("embargo", tuple(_embargo(situation)), "end_embargo")
    yield Gate("instant", tuple(instant_faults(situation.plan.public_at, situation.now)), "choose_instant")
    yield Gate("window", tuple(_window(situation)), "choose_instant", binding=False)


def _known_to_all(situation: Situation) -> bool:
    """Tell whether the world knows already, so that nobody can be told first and no moment be kept together."""
    return situation.has("vulnerability.public") or situation.has("vulnerability.exploit_public")


def _customers(situation: Situation, skippable: frozenset[str]) -> Iterator[Gate]:
    """Give the gate of customers who are told so long ahead, as the policy promises; a revision needs no word ahead.

    Once the world knows it only warns, and an emergency that may skip the party waives it.
    """
    first, instant = situation.policy.publication.customers_first, situation.plan.public_at
    if first is None or situation.plan.history:
        return
    name = situation.policy.parties[first.party].name
    by = instant and instant_before(instant, first.before, calendar_of(situation.policy))
    told = min((fact.happened_at for fact in situation.kinds("customers.told")), default=None)
    missing: tuple[Sentence, ...] = ()
    if told is None:
        missing = (said("customers_not_told", party=name, by=stamp(by) if by else "?"),)
    elif by and told > by:
        missing = (said("customers_told_late", party=name, at=stamp(told), by=stamp(by)),)
    yield Gate(
        "customers",
        missing,
        "tell_customers",
        binding=not _known_to_all(situation),
        waivable_in_emergency=first.party in skippable,
        about=name,
    )


def instant_faults(instant: datetime | None, now: datetime) -> Iterator[Sentence]:
    """Say what is wrong with an instant to publish at: none, without zone, in the past, or too far ahead."""
    if instant is None:
        yield said("no_instant")
    elif instant.tzinfo is None:
        yield said("instant_without_zone")
    elif instant < now:
        yield said("instant_past", instant=stamp(instant))
    elif instant - now > FARTHEST:
        yield said("instant_far", instant=stamp(instant))


def calendar_of(policy: Policy) -> BusinessCalendar:
    """Give the organisation's calendar."""
    organisation = policy.organisation
    return BusinessCalendar(organisation.time_zone, organisation.calendar.holidays, organisation.calendar.closed)


def _of(situation: Situation, party: str) -> list[Fact]:
    """List what was agreed with a party, or moved by it, about the date."""
    return [
        fact
        for fact in situation.kinds("coordinator.date_agreed", "coordinator.date_moved")
        if party in {fact.subjects.get("party"), fact.codes.get("party")}
    ]


def _date_missing(situation: Situation, party: str) -> Iterator[Sentence]:
    """Say what is missing to one instant shared with a coordinator (B4c/B9)."""
    name = situation.policy.parties[party].name
    rule = situation.policy.disclosure.agreed_instant
    told = _of(situation, party)
    if not any(fact.kind == "coordinator.date_agreed" for fact in told):
        yield said("no_date_agreed", party=name)
        return
    if told[-1].kind == "coordinator.date_moved" and (rule is None or rule.if_moved == "hold"):
        yield said("date_moved", party=name)
        return
    agreed = instant_code(told[-1], "public_at") or instant_code(told[-1], "until")
    if agreed is None or agreed != situation.plan.public_at:
        yield said("other_date", party=name, agreed=stamp(agreed) if agreed else "?")
    elif rule and rule.if_not == "hold" and not any(_confirms(fact, agreed) for fact in told):
        by = instant_before(agreed, rule.must_confirm, calendar_of(situation.policy)) or agreed
        yield said("not_confirmed", party=name, by=stamp(by))


def _is_out_already(situation: Situation, party: str) -> bool:
    """Tell whether readers have every vulnerability that this is about, and no further moment was agreed."""
    keys = {item.key for item in situation.content.vulnerabilities}
    if not situation.plan.history or not keys <= public_flaws(situation.facts):
        return False
    told = [instant_code(fact, "public_at") or instant_code(fact, "until") for fact in _of(situation, party)]
    return not told or told[-1] is None or told[-1] <= situation.now


def _confirms(fact: Fact, agreed: datetime) -> bool:
    """Tell whether a fact is the coordinator's confirmation of that instant."""
    return fact.codes.get("confirmed") is True and agreed in {
        instant_code(fact, "public_at"),
        instant_code(fact, "until"),
    }


def _embargo(situation: Situation) -> Iterator[Sentence]:
    """Say that an embargo is in force at the chosen instant."""
    embargo = embargo_from(situation.facts)
    if not embargo.in_force:
        return
    if embargo.until is None:
        yield said("embargo_without_end")
    elif situation.public_at < embargo.until:
        yield said("embargo_holds", until=stamp(embargo.until))


def _window(situation: Situation) -> Iterator[Sentence]:
    """Say that the instant lies outside the policy's publication days; an instant agreed with a coordinator may."""
    rule, instant = situation.policy.disclosure.publish_on, situation.plan.public_at
    if rule is None or instant is None or any(instant_faults(instant, situation.now)):
        return
    if rule.unless and any(_of(situation, party) for party in situation.policy.disclosure.together_with):
        return
    suits = next_allowed(
        instant,
        rule.days,
        time.fromisoformat(rule.at),
        calendar_of(situation.policy),
        not_before_closed_day=rule.not_before_closed_day,
    )
    if suits != instant:
        yield said("outside_window", next=stamp(suits))
