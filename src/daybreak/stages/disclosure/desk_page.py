"""One advisory at work as the desk shows it: where it stands, its gates, who approved and released, and for when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import next_allowed
from daybreak.core.lifecycle.embargo import embargo_from, instant_code
from daybreak.core.policy.gate_approvals import awaits_word
from daybreak.core.policy.gates import may_release
from daybreak.core.verdict import Refused
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_for
from daybreak.program.versions import policy_of
from daybreak.stages.cases.naming import readers_language
from daybreak.stages.disclosure.actions import content_of, seen_by_readers
from daybreak.stages.disclosure.content import thanks_of
from daybreak.stages.disclosure.customers import ForCustomers, words_for_customers
from daybreak.stages.disclosure.queries import advisory_for, newest_of, standing_of, state_of
from daybreak.stages.disclosure.release import gates_of
from daybreak.stages.disclosure.release_notes import ReleaseNotes, release_notes_of
from daybreak.stages.disclosure.sending_back import SentBack, release_sent_back, sent_back
from daybreak.stages.disclosure.stale import facts_differ
from daybreak.stages.disclosure.turns import asked, turn_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.gate import Gate
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Reason
    from daybreak.records.models import Approval, Revision
    from daybreak.stages.disclosure.stale import Stale

SOONEST = timedelta(hours=1)
"""No proposal lies nearer than this."""


@dataclass(frozen=True)
class Given:
    """Somebody's word: who, when, and for a release at which instant. `live` says that it counts now."""

    who: str
    at: datetime
    live: bool
    public_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One approval of the policy: its gate, the role and division asked, who gave it, and whether this viewer may.

    `back` says who sent this very content back, until it is another or is asked for anew.
    """

    gate: Gate
    role: str
    division: str
    given: tuple[Given, ...]
    may: bool
    back: SentBack | None = None


@dataclass(frozen=True)
class DeskAdvisory:
    """Everything about an advisory that the desk works with.

    `plan` is the instant the gates were asked for: the one chosen, the one agreed, or a proposal by the policy;
    `came_late` says that it was held only after readers may have seen it, `thanks_differ` that a finder chose anew how
    to be thanked since the release. `to_ask` is the role whose turn it is and that nobody has asked for this content;
    `for_customers` the policy's words for customers who are told first; `standing` is what readers see meanwhile:
    number and instant of the newest revision that is public; `facts_differ` what this states otherwise than the case.
    """

    number: str
    case: str
    policy: Policy
    revision: int
    content: str
    state: str
    public_at: datetime | None
    held_at: datetime | None
    came_late: bool
    plan: datetime
    chosen: bool
    gates: tuple[Gate, ...]
    steps: tuple[Step, ...]
    votes: tuple[Given, ...]
    release_back: SentBack | None
    people: int
    may_release: bool
    why_not_release: Reason | None
    emergency_declared: bool
    numbers: tuple[int, ...]
    thanks_differ: bool
    facts_differ: tuple[Stale, ...]
    notes: ReleaseNotes
    to_ask: str
    for_customers: ForCustomers
    customers_told: bool
    standing: tuple[int, datetime] | None

    @property
    def ready(self) -> bool:
        """Whether every gate opens."""
        return all(gate.opens for gate in (*self.gates, *(step.gate for step in self.steps)))

    @property
    def may_write(self) -> bool:
        """Whether its words and facts may be changed now."""
        return self.state in {"draft", "asked"} or (self.state == "held" and not self.came_late)

    @property
    def may_revise(self) -> bool:
        """Whether a further revision may be drafted now."""
        return self.state == "public" or self.came_late


def advisory_page(viewer: Viewer, now: datetime, number: str) -> DeskAdvisory | None:
    """Show one advisory to somebody who may see its case; None for anybody else."""
    advisory = advisory_for(viewer, now, number)
    if advisory is None:
        return None
    revision = newest_of(advisory)
    policy, facts = policy_of(revision.advisory.case.policy), facts_of_case(advisory.case_id)
    plan, chosen = planned(revision, policy, facts, now)
    gates = gates_of(revision, now, plan)
    release = may_release(policy, viewer.roles)
    return DeskAdvisory(
        number=advisory.number,
        case=revision.advisory.case.number,
        policy=policy,
        revision=revision.number,
        content=revision.content_hash,
        state=state_of(revision, now),
        public_at=revision.public_at,
        held_at=revision.held_at,
        came_late=seen_by_readers(revision),
        plan=plan,
        chosen=chosen,
        gates=tuple(gate for gate in gates if not gate.id.startswith("approval:")),
        steps=tuple(_step(gate, revision, viewer, facts, now) for gate in gates if gate.id.startswith("approval:")),
        votes=_votes(revision, now),
        release_back=release_sent_back(revision, facts),
        people=policy.disclosure.release_by.people,
        may_release=not isinstance(release, Refused),
        why_not_release=release.reason if isinstance(release, Refused) else None,
        emergency_declared=any(fact.kind == "emergency.declared" for fact in facts),
        numbers=tuple(range(1, revision.number + 1)),
        thanks_differ=_thanks_differ(revision, policy),
        facts_differ=facts_differ(revision, policy),
        notes=release_notes_of(revision.advisory, now),
        to_ask=_to_ask(revision, facts, now),
        for_customers=words_for_customers(revision, readers_language(policy.language), plan if chosen else None),
        customers_told=any(
            fact.kind == "customers.told" and fact.subjects.get("advisory") == str(advisory.id) for fact in facts
        ),
        standing=standing_of(advisory, now),
    )


def _to_ask(revision: Revision, facts: Sequence[Fact], now: datetime) -> str:
    """Give the role whose turn it is to approve and that nobody has asked for this content; "" where there is none."""
    role = turn_of(revision, facts, now)
    return role if role is not None and not asked(revision, facts, role) else ""


def _thanks_differ(revision: Revision, policy: Policy) -> bool:
    """Tell whether what is released thanks others, or by other names, than the finders agree to now (A11)."""
    if revision.released_at is None or revision.held_at is not None:
        return False
    released = content_of(revision).document.acknowledgments
    wanted = {(one.reports, one.names) for one in thanks_of(revision.advisory, policy, released)}
    return {(one.reports, one.names) for one in released if one.reports} != wanted


def planned(revision: Revision, policy: Policy, facts: Sequence[Fact], now: datetime) -> tuple[datetime, bool]:
    """Give the instant the advisory is headed for, and whether somebody chose or agreed it."""
    if revision.released_at is not None and revision.held_at is None and revision.public_at is not None:
        return revision.public_at, True
    votes = (vote.public_at for vote in revision.votes.all() if vote.content_hash == revision.content_hash)
    agreed = (
        instant_code(fact, "public_at")
        for fact in reversed(facts)
        if fact.kind in {"coordinator.date_agreed", "coordinator.date_moved"}
    )
    embargo = embargo_from(facts)
    until = (embargo.until,) if embargo.in_force else ()
    for instant in (*votes, *agreed, *until):
        if instant is not None and instant > now:
            return instant, True
    return _proposed(policy, now), False


def _proposed(policy: Policy, now: datetime) -> datetime:
    """Give the next instant that suits the policy's publication days."""
    soon = (now + SOONEST).replace(second=0, microsecond=0)
    rule = policy.disclosure.publish_on
    if rule is None:
        return soon
    at, closed = time.fromisoformat(rule.at), rule.not_before_closed_day
    return next_allowed(soon, rule.days, at, policy.calendar(), not_before_closed_day=closed)


def _step(gate: Gate, revision: Revision, viewer: Viewer, facts: Sequence[Fact], now: datetime) -> Step:
    role, _slash, division = gate.id.removeprefix("approval:").partition("/")
    roles = set(policy_of(revision.advisory.case.policy).stand_ins(role))
    own = roles_for(viewer.actor, now, division) if division else viewer.roles
    given = [
        _approved(one, revision)
        for one in sorted(revision.approvals.all(), key=lambda row: row.approved_at)
        if one.role in roles and division in {"", one.division}
    ]
    may = awaits_word(gate) and bool(roles & own)
    return Step(gate, role, division, tuple(given), may, sent_back(revision, facts, now, role, division))


def _approved(approval: Approval, revision: Revision) -> Given:
    return Given(str(approval.person), approval.approved_at, approval.content_hash == revision.content_hash)


def _votes(revision: Revision, now: datetime) -> tuple[Given, ...]:
    """List the words given for a release; one whose instant has passed before the second came counts no more."""
    done = revision.released_at is not None
    return tuple(
        Given(
            who=str(vote.person),
            at=vote.voted_at,
            live=vote.content_hash == revision.content_hash and (done or vote.public_at > now),
            public_at=vote.public_at,
        )
        for vote in sorted(revision.votes.all(), key=lambda row: row.voted_at)
    )
