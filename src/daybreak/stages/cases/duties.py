"""Deeds about duties, of a case or of the site: extend with a reason, pause, resume, waive by two people (A13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.clocks.speech import absolute
from daybreak.core.facts import utc_code
from daybreak.core.phrase import listed, phrase
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.core.policy.waivers import ASKED, WAIVED, waiver_asked_by
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_kinds, facts_of_report
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.stages.cases.refusals import (
    DutyUnknown,
    LimitMustMoveForward,
    NotYours,
    ReasonNotInPolicy,
    SecondPersonNeeded,
    WordsRefused,
)
from daybreak.stages.cases.words import prose
from daybreak.vault.data_keys import new_data_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import DataKey, DutyRow


def extend_duty(*, actor: Actor, now: datetime, duty: DutyRow, until: datetime, reason: str, words: str) -> None:
    """Move a duty's limit, or its aim where it has no limit, for one of the policy's reasons.

    Journals `duty.extended`. Raises NotYours for whoever the policy does not let extend it, ReasonNotInPolicy,
    LimitMustMoveForward, DutyUnknown.
    """
    policy = policy_for(duty, now)
    rule = policy.duty(duty.rule)
    _must_be_open(duty)
    if rule.extension_by:
        _must_be_among(actor, now, policy, rule.extension_by.by)
    if reason not in rule.extend_for:
        names = [
            policy.reasons[one].name.in_(policy.language) if one in policy.reasons else one for one in rule.extend_for
        ]
        raise ReasonNotInPolicy(reasons=", ".join(names) or "—")
    if until <= now:
        raise WordsRefused(reason=phrase(_("This lies in the past. Name a later date and time.")), place="until")
    present = duty.limit if rule.within else duty.limit or duty.aim
    if present is None or until <= present:
        shown = absolute(present, policy.organisation.time_zone) if present else "—"
        raise LimitMustMoveForward(limit=shown)
    codes = {"until": utc_code(until), "reason": reason}
    _note(actor, now, duty, "duty.extended", codes=codes, words=prose(words, "words", required=True))


def pause_duty(*, actor: Actor, now: datetime, duty: DutyRow, words: str) -> None:
    """Pause a duty while we wait for somebody, if the policy lets it wait. Journals `duty.paused`."""
    rule = policy_for(duty, now).duty(duty.rule)
    _must_be_open(duty)
    if rule.pause_while is None:
        raise WordsRefused(reason=phrase(_("The policy does not let this duty wait for anybody.")), place="words")
    codes = {"reason": str(rule.pause_while.waiting_for)}
    _note(actor, now, duty, "duty.paused", codes=codes, words=prose(words, "words", required=True))


def resume_duty(*, actor: Actor, now: datetime, duty: DutyRow) -> None:
    """Let a paused duty go on. Journals `duty.resumed`."""
    _must_be_open(duty)
    _note(actor, now, duty, "duty.resumed", codes={}, words="")


def waive_duty(*, actor: Actor, now: datetime, duty: DutyRow, words: str) -> bool:
    """Waive a duty: the first person asks, a second agrees; True once it is waived.

    Where the policy says who may waive it (past end of life, B4b), the second is one of them. Journals
    `duty.waiver_asked`, then `duty.waived`. Raises SecondPersonNeeded if the same person asks twice, NotYours.
    """
    policy = policy_for(duty, now)
    _must_be_open(duty)
    asked = asked_to_waive(duty, _told(duty), now)
    if str(actor) in asked:
        raise SecondPersonNeeded
    named = policy.duty(duty.rule).waiver_by
    if asked and named:
        _must_be_among(actor, now, policy, named)
    kind = WAIVED if asked else ASKED
    _note(actor, now, duty, kind, codes={}, words=prose(words, "words", required=True))
    return bool(asked)


def asked_to_waive(duty: DutyRow, facts: Iterable[Fact], now: datetime) -> tuple[str, ...]:
    """Give whose word to waive a duty stands alone, in order; before it begins, any word does."""
    begun = duty.start if duty.start is not None and duty.start <= now else None
    return waiver_asked_by(facts, duty.rule, duty.subject, begun)


def policy_for(duty: DutyRow, now: datetime) -> Policy:
    """Give the policy that a duty runs under: its case's or report's, or the one in force for a duty of the site."""
    owner = duty.case or duty.report
    return policy_of(owner.policy) if owner else policy_in_force(now)


def _told(duty: DutyRow) -> Sequence[Fact]:
    if duty.case_id:
        return facts_of_case(duty.case_id)
    if duty.report_id:
        return facts_of_report(duty.report_id)
    return facts_of_kinds((ASKED, WAIVED), outside=True)


def _must_be_among(actor: Actor, now: datetime, policy: Policy, roles: Sequence[str]) -> None:
    """Refuse whoever acts in none of these roles, as their holder or as a deputy."""
    if not roles_with_deputies(policy, roles_of(actor, now)) & set(roles):
        names = listed([policy.roles[role].name for role in roles])
        raise NotYours(reason=phrase(_("The policy gives this to %(roles)s."), roles=names))


def _must_be_open(duty: DutyRow) -> None:
    if duty.kept or duty.waived or duty.start is None:
        raise DutyUnknown(rule=duty.rule)


def _note(actor: Actor, now: datetime, duty: DutyRow, kind: str, *, codes: dict[str, str], words: str) -> None:
    subjects: dict[str, object] = {"case": duty.case_id, "report": duty.report_id}
    owner = duty.case or duty.report
    if owner is None:
        subjects = {duty.scope: duty.subject.partition("/")[0]}
    elif duty.scope not in {"case", "report"}:
        subjects[duty.scope] = duty.subject
    with deed(actor=actor, now=now) as note:
        sealed = (owner.data_key if owner else _key_of_its_own(now), {"words": words}) if words else None
        note(kind, subjects, codes={"duty": duty.rule, "subject": duty.subject, **codes}, sealed=sealed)


def _key_of_its_own(now: datetime) -> DataKey:
    """Make the key of words about a duty of the site: they belong to no case's key and no report's."""
    key = new_data_key(now)
    key.save(force_insert=True)
    return key
