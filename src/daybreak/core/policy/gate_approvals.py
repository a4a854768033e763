"""Who must approve an advisory, in which order, and whether they did, for exactly this content (B4c, policy B)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.advisory.content import content_hash
from daybreak.core.policy.concerned import concerned
from daybreak.core.policy.conditions import particulars
from daybreak.core.policy.gate import Gate, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.advisory.sentence import Sentence
    from daybreak.core.facts import Fact
    from daybreak.core.policy.gate import Situation
    from daybreak.core.policy.model_disclosure import Approval
    from daybreak.core.policy.model_duty_words import Condition
    from daybreak.core.words import Text


def approval_gates(situation: Situation) -> Iterator[Gate]:
    """Give one gate for each approval the policy asks for in this case, in its order.

    An approval counts when it is for this content's hash, by the role or a deputy of it, and not before those ahead of
    it in the order; approvals by one role for several divisions have no order among themselves. A step that sent this
    content back is not given, whoever approved in it before or approves meanwhile, until the role is asked anew; what
    earlier steps, or other divisions in the same step, approved stands: their word is for a content, and that has not
    changed. In a declared emergency a step that may be skipped holds nobody up.
    """
    rule = situation.policy.disclosure
    skippable = frozenset(rule.emergency.may_skip) if rule.emergency else frozenset()
    begins: tuple[datetime, int] | None = None
    waiting: list[Text] = []
    for approval in rule.approvals:
        if not holds(approval.when, situation):
            continue
        name = situation.policy.roles[approval.by].name
        given: list[Fact] = []
        open_ = False
        for division in _divisions(approval, situation):
            back = sent_back(situation, approval.by, division)
            fact = None if waiting or back else _approved(situation, approval, division, begins)
            given += [fact] if fact else []
            open_ = open_ or fact is None
            role = _called(situation, name, division)
            yield Gate(
                f"approval:{approval.by}{f'/{division}' if division else ''}",
                () if fact else (_what_is_missing(situation, approval, role, waiting, back),),
                "approve",
                waivable_in_emergency=approval.by in skippable,
                about=role,
            )
        if open_ and not (situation.plan.emergency and approval.by in skippable):
            waiting.append(name)
        begins = max([_order(fact) for fact in given] + ([begins] if begins else []), default=None)


def steps(situation: Situation) -> tuple[tuple[str, bool], ...]:
    """Give each role whose approval is asked, in order, and whether all approvals asked of it stand."""
    found: dict[str, bool] = {}
    for gate in approval_gates(situation):
        role = gate.id.removeprefix("approval:").partition("/")[0]
        found[role] = found.get(role, True) and gate.passed
    return tuple(found.items())


def awaits_word(gate: Gate) -> bool:
    """Tell whether it is the turn of an approval, and a yes or a sending back would be heard now."""
    return any(missing.id in {"no_approval", "old_approval"} for missing in gate.missing)


def sent_back(situation: Situation, role: str, division: str) -> Fact | None:
    """Give the sending back of this content in a step that still stands; None once the role was asked for it anew."""
    last = _last_sent_back(situation, role, division)
    asked = (
        fact
        for fact in situation.kinds("advisory.approval_asked")
        if (fact.codes.get("role"), fact.codes.get("content")) == (role, content_hash(situation.content))
    )
    return last if last and not any(_order(fact) > _order(last) for fact in asked) else None


def _last_sent_back(situation: Situation, role: str, division: str) -> Fact | None:
    """Give the last time that a step sent exactly this content back."""
    wanted = (role, division, content_hash(situation.content))
    found = (
        fact
        for fact in situation.kinds("advisory.sent_back")
        if (fact.codes.get("role"), fact.codes.get("division") or "", fact.codes.get("content")) == wanted
    )
    return max(found, key=_order, default=None)


def holds(condition: Condition, situation: Situation) -> bool:
    """Tell whether a condition of the policy holds in this case, by its facts; what is not known does not hold."""
    known = particulars(lambda kind: situation.story.about(kind, situation.case), "case", situation.case)
    return known.meets(condition.demands(), _highest_band(situation))


def _highest_band(situation: Situation) -> str | None:
    """Give the highest of the latest bands of the case's vulnerabilities, as decisions.md says of case scope."""
    latest = {judged.vulnerability: judged.band for judged in situation.story.judgements({})}
    return next((band for band in reversed(situation.policy.bands) if band in latest.values()), None)


def _divisions(approval: Approval, situation: Situation) -> tuple[str, ...]:
    """Give the divisions whose holder of the role is asked; one nameless where the role is the whole house's."""
    if approval.of is None:
        return ("",)
    return tuple(sorted(concerned(situation.facts, "approval", ""))) or ("",)


def _called(situation: Situation, name: Text, division: str) -> Text | Sentence:
    """Name a role, with its division where there is one for each."""
    if not division:
        return name
    known = situation.policy.organisation.divisions.get(division)
    return said("role_of", role=name, division=known.name if known else division)


def _approved(
    situation: Situation, approval: Approval, division: str, begins: tuple[datetime, int] | None
) -> Fact | None:
    """Find the first approval that counts for this step, or None; none does that came before a sending back."""
    wanted, back = content_hash(situation.content), _last_sent_back(situation, approval.by, division)
    since = max([*([begins] if begins else []), *([_order(back)] if back else [])], default=None)
    return next(
        (
            fact
            for fact in _approvals_by(situation, approval, division)
            if fact.codes.get("content") == wanted and (since is None or _order(fact) >= since)
        ),
        None,
    )


def _approvals_by(situation: Situation, approval: Approval, division: str) -> list[Fact]:
    """List the approvals by the role or one of its deputies, for the division if one is asked."""
    roles = situation.policy.stand_ins(approval.by)
    return [
        fact
        for fact in situation.kinds("advisory.approved")
        if fact.codes.get("role") in roles
        and (not division or division in {fact.codes.get("division"), fact.subjects.get("division")})
    ]


def _what_is_missing(
    situation: Situation, approval: Approval, role: Text | Sentence, waiting: list[Text], back: Fact | None
) -> Sentence:
    """Say why an approval is missing: not its turn yet, sent back, for an earlier content, or never given."""
    if waiting:
        return said("waits_for_turn", role=role, before=tuple(waiting))
    if back:
        return said("sent_back", role=role)
    wanted = content_hash(situation.content)
    known = _approvals_by(situation, approval, "")
    if any(fact.codes.get("content") != wanted for fact in known):
        return said("old_approval", role=role)
    return said("no_approval", role=role)


def _order(fact: Fact) -> tuple[datetime, int]:
    """Give what orders facts among themselves."""
    return fact.happened_at, fact.position
