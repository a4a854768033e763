"""Conflicts: where one duty orders a disclosure that an embargo forbids; nothing is sent before people decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from daybreak.core.clocks.deadlines import deadline
from daybreak.core.facts import SEVERAL
from daybreak.core.lifecycle.embargo import embargo_from, may
from daybreak.core.lifecycle.offers import agreement, asks_reason
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.facts import Code, Fact
    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.verdict import Verdict

FINDER, OURSELVES = "finder", "ourselves"
Standing = Literal["open", "asked", "refused", "given", "tell_proposed", "silence_proposed", "tell", "keep_silent"]
DECISIONS = ("tell", "keep_silent")
_PROPOSED: dict[str, Standing] = {"tell": "tell_proposed", "keep_silent": "silence_proposed"}
_DECIDED: dict[str, Standing] = {"tell": "tell", "keep_silent": "keep_silent"}
_STEPS: dict[str, Standing] = {
    "conflict.leave_asked": "asked",
    "conflict.leave_given": "given",
    "conflict.leave_refused": "refused",
}


class Silence(NamedTuple):
    """An embargo that forbids telling a party: who asked for it ("" for ourselves), since when, until when.

    Where several asked, each must give leave, and none may be told what another one wants kept.
    """

    owners: tuple[str, ...]
    since: datetime | None
    until: datetime | None


class Settling(NamedTuple):
    """How far people have come with one conflict: the last step, by whom, when."""

    standing: Standing = "open"
    actor: str = ""
    at: datetime | None = None

    @property
    def may_tell(self) -> bool:
        """Whether the letter with detail may go: by the owner's leave, or by two people's decision."""
        return self.standing in {"given", "tell"}

    @property
    def settled(self) -> bool:
        """Whether it is decided, one way or the other."""
        return self.may_tell or self.standing == "keep_silent"


class Conflict(NamedTuple):
    """A duty that orders a disclosure, the silence that forbids it, and how far people have come with the two.

    `duties` are the duties of the one rule that run now, or owe an update: several where it exists once per thing.
    """

    rule: DutyRule
    party: str
    duties: tuple[Duty, ...]
    silence: Silence
    settling: Settling

    @property
    def limit(self) -> datetime | None:
        """The soonest limit among its duties."""
        return min((duty.limit for duty in self.duties if duty.limit), default=None)


def silence_towards(policy: Policy, facts: Sequence[Fact], now: datetime, party: str) -> Silence | None:
    """Give the embargo that forbids telling a party detail at an instant; None where nothing does.

    It does not forbid telling its only owner, a team inside the house, a party that has joined the case, or one that
    the policy names. Whoever was invited and has not joined, or has left, is told nothing under any embargo, our own
    included (1.4: “share the report only after acceptance”). `facts` are those of one case.
    """
    embargo = embargo_from(facts, now)
    known = policy.parties.get(party)
    joined, outside = _invited(facts)
    free = {*policy.disclosure.embargo.may_tell, *joined}
    if not embargo.in_force or party in free or (known is not None and known.inside):
        return None
    binding = (owner for owner in embargo.owners if party in outside or _orders(policy, owner))
    owners = tuple(owner for owner in binding if owner != party)
    return Silence(owners, embargo.since, embargo.until) if owners else None


def conflicts(policy: Policy, facts: Sequence[Fact], now: datetime, found: Iterable[Duty]) -> tuple[Conflict, ...]:
    """Give every conflict of a case: `found` are its duties at this instant, `facts` those of this one case.

    Derived anew each time: it ends with the embargo, with the duty, or with the party's joining, without a deed.
    """
    embargo = embargo_from(facts, now)
    if not embargo.in_force or not (_binds(policy, embargo) or _invited(facts)[1]):
        return ()
    ordered: dict[str, list[Duty]] = {}
    for duty in found:
        if duty.rule.send is not None and duty.to and _orders_now(duty, now):
            ordered.setdefault(duty.id, []).append(duty)
    told = []
    for rule_id, lines in ordered.items():
        rule = lines[0].rule
        silence = silence_towards(policy, facts, now, rule.to or "")
        if silence is not None:
            settling = settling_of(facts, rule_id, silence)
            told.append(Conflict(rule, rule.to or "", tuple(lines), silence, settling))
    return tuple(told)


def settling_of(facts: Iterable[Fact], rule_id: str, silence: Silence) -> Settling:
    """Give how far people have come with a duty under one embargo; what was decided under an earlier one is void.

    One person's word is a proposal; it stands until a second, different person agrees or anything else is done. What
    two decided stands when it is said once more. Leave is given once everybody who asked for the silence has given it.
    """
    here, answers = Settling(), dict[str, Standing]()
    for fact in facts:
        if fact.codes.get("duty") != rule_id or not fact.kind.startswith("conflict."):
            continue
        if silence.since is not None and fact.happened_at < silence.since:
            continue
        step = _step(fact, here)
        if fact.kind in _STEPS:
            step = _answered(fact, silence.owners, answers)
        here = Settling(step, fact.actor, fact.happened_at) if step else here
    return here


def may_write(
    policy: Policy, facts: Sequence[Fact], now: datetime, rule: DutyRule, *, template: str | None = None
) -> Verdict:
    """Tell whether the letter of a duty may be written, let go and sent; `template` is the one it was written from.

    The variant without detail may always go. With detail, the embargo's owner gives leave or two people decide.
    """
    if rule.send is None or not rule.to or is_brief(rule, template):
        return ALLOWED
    silence = silence_towards(policy, facts, now, rule.to)
    if silence is None or settling_of(facts, rule.id, silence).may_tell:
        return ALLOWED
    return Refused(
        phrase(
            _(
                "An embargo forbids telling them detail. Ask leave of whoever asked for the silence, send the letter "
                "without detail, or decide by two people."
            )
        )
    )


def accepted_by_sending(
    policy: Policy, facts: Sequence[Fact], now: datetime, letter: Mapping[str, Code]
) -> tuple[tuple[str, dict[str, Code]], ...]:
    """Give the facts, kind and codes each, by which a letter accepts the embargo that its receiver proposed (1.4).

    `letter` are the codes of the fact that it was sent. “Sending the report while an embargo is proposed = acceptance”:
    of a duty's letter with detail, to who proposed it, where it could still be accepted.
    """
    embargo = embargo_from(facts, now)
    rule = next((one for one in policy.duties if one.id == letter.get("duty")), None)
    theirs = any(offer.asker == letter.get("party") for offer in embargo.offers)
    if embargo.state != "proposed" or rule is None or not theirs or is_brief(rule, str(letter.get("template"))):
        return ()
    if asks_reason(embargo, "embargo.accepted") or isinstance(may(embargo, "embargo.accepted", now=now), Refused):
        return ()
    (kind, codes), *rest = agreement(embargo)
    return (kind, {**codes, "by_sending": True}), *rest


def is_brief(rule: DutyRule, template: str | None) -> bool:
    """Tell whether a template is the duty's variant without detail."""
    brief = rule.send.without_detail if rule.send else None
    return brief is not None and template == brief.template


def latest_end(policy: Policy, facts: Iterable[Fact], asked_by: str) -> datetime | None:
    """Give the last end of an embargo, in the policy's zone; None where the policy sets none for this asker.

    Counted from the case's first report, or from its beginning where it has none. `facts` are those of one case.
    """
    rules, told = policy.disclosure.embargo, list(facts)
    longer = any(_kind(policy, owner) in rules.longer_if_asked_by for owner in asked_by.split(SEVERAL))
    if rules.longest is None or longer or not told:
        return None
    reports = [fact.happened_at for fact in told if fact.kind == "report.received"]
    first = min(reports or [fact.happened_at for fact in told])
    end = deadline(first, rules.longest, policy.calendar())
    return end.astimezone(ZoneInfo(policy.organisation.time_zone)) if end else None


def _binds(policy: Policy, embargo: Embargo) -> bool:
    return embargo.in_force and any(_orders(policy, owner) for owner in embargo.owners)


def _orders(policy: Policy, owner: str) -> bool:
    """Tell whether the silence that somebody asks for binds us towards others."""
    return _kind(policy, owner) in policy.disclosure.embargo.binds_if_asked_by


def _kind(policy: Policy, owner: str) -> str:
    known = policy.parties.get(owner)
    return OURSELVES if not owner else FINDER if owner == FINDER else known.kind if known else "coordinator"


def _invited(facts: Iterable[Fact]) -> tuple[set[str], set[str]]:
    """Give the parties that have joined the case and are in it still, and those invited that are not."""
    inside: set[str] = set()
    outside: set[str] = set()
    for fact in facts:
        party = str(fact.codes.get("party") or fact.subjects.get("party") or "")
        if party and fact.kind == "participant.joined":
            inside.add(party)
        elif party and fact.kind in {"participant.invited", "participant.removed", "participant.declined"}:
            outside.add(party)
            inside -= {party} if fact.kind != "participant.invited" else set()
    return inside, outside - inside


def _orders_now(duty: Duty, now: datetime) -> bool:
    running = duty.start is not None and duty.start <= now and not (duty.kept or duty.waived or duty.ended)
    return running or duty.update_since is not None


def _answered(fact: Fact, owners: tuple[str, ...], answers: dict[str, Standing]) -> Standing:
    """Add what one owner was asked or said, and give how all of them stand together."""
    owner = str(fact.codes.get("owner") or "")
    for one in (owner,) if owner in owners else owners:
        answers[one] = _STEPS[fact.kind]
    said = [answers.get(one, "open") for one in owners]
    ruling: tuple[Standing, ...] = ("refused", "asked", "open")
    return next((one for one in ruling if one in said), "given")


def _step(fact: Fact, here: Settling) -> Standing | None:
    decision = str(fact.codes.get("decision") or "")
    if fact.kind == "conflict.decision_asked":
        return None if here.standing == _DECIDED.get(decision) else _PROPOSED.get(decision)
    if fact.kind == "conflict.decided":
        agreed = here.standing == _PROPOSED.get(decision) and fact.actor != here.actor
        return _DECIDED.get(decision) if agreed else None
    return _STEPS.get(fact.kind)
