"""Deeds of the embargo: propose, accept, reject, end. Its state follows from the journal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import Viewer
from daybreak.core.drill.pace import last_end, usual_end
from daybreak.core.facts import Fact
from daybreak.core.lifecycle import embargo as law
from daybreak.core.lifecycle.offers import agreement, asks_reason, terms
from daybreak.core.phrase import phrase
from daybreak.core.policy.conflicts import FINDER
from daybreak.core.policy.early_end import may_end_early
from daybreak.core.policy.finder_day import finder_day
from daybreak.core.policy.handover import acting_roles
from daybreak.core.policy.reading import may_decide_embargo
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_of
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.refusals import AskerUnknown, EmbargoRefused, NotYours, WordsRefused
from daybreak.stages.cases.words import prose, still_open

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.core.verdict import Verdict
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Case, DataKey


def propose_embargo(
    *, actor: Actor, now: datetime, case: Case, until: datetime, asked_by: str = "", reason: str = ""
) -> None:
    """Propose the exact instant at which silence ends. Journals `embargo.proposed`.

    `asked_by` is the party of the policy that asked for it, `finder`, or "" for ourselves: it may bind us towards
    others, so that a duty to tell them becomes a conflict. Once the fix is ready a new end needs a `reason`, which is
    sealed. Raises EmbargoRefused (also beyond the longest one the policy agrees to), AskerUnknown, WordsRefused.
    """
    if asked_by and asked_by != FINDER and asked_by not in policy_of(case.policy).parties:
        raise AskerUnknown
    embargo = _stands(case, now, "embargo.proposed", until, asked_by)
    words = prose(reason, "reason")
    despite = asks_reason(embargo, "embargo.proposed", until)
    if despite and not words:
        raise WordsRefused(reason=phrase(_WHY_STILL), place="reason")
    with deed(actor=actor, now=now) as note:
        codes = terms(until, asked_by, despite_fix=despite)
        note("embargo.proposed", {"case": case.id}, codes=codes, sealed=_sealed(case, words))


def accept_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Accept the proposed end: of several the shortest, and the longest of the others stays proposed as a new end.

    Journals `embargo.accepted`, then `embargo.proposed` for what stays. Raises EmbargoRefused, also for what was
    proposed before the fix was ready, NotYours.
    """
    _may_decide(case, actor, now, "embargo.accepted")
    embargo = _stands(case, now, "embargo.accepted")
    if asks_reason(embargo, "embargo.accepted"):
        raise EmbargoRefused(reason=phrase(_PROPOSED_BEFORE))
    with deed(actor=actor, now=now) as note:
        _agree(note, case, embargo)


def keep_default(*, actor: Actor, now: datetime, case: Case) -> None:
    """Agree the embargo that we publish as our default: whoever reported and said nothing has accepted it (1.4).

    It is counted from the first report. Where the finder named an earlier day, that day wins, and the default stays
    proposed as a new end. Journals `embargo.proposed` for each, `embargo.accepted`. Raises EmbargoRefused, NotYours.
    """
    still_open(case)
    _may_decide(case, actor, now)
    facts = facts_of_case(case.id)
    ends = default_ends(case, facts, now)
    verdict = may_keep_default(law.embargo_from(facts, now), ends, now)
    if isinstance(verdict, Refused):
        raise EmbargoRefused(reason=verdict.reason)
    proposed = [Fact("embargo.proposed", now, now, codes=terms(until, asker)) for asker, until in ends]
    with deed(actor=actor, now=now) as note:
        for fact in proposed:
            note(fact.kind, {"case": case.id}, codes=fact.codes)
        _agree(note, case, law.embargo_from([*facts, *proposed], now))


def default_ends(case: Case, facts: Sequence[Fact], now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Give what silence proposes, each as (asker, end): our published default, and the finder's own earlier day.

    Empty where nobody reported: then there is nobody who was told of the default.
    """
    received = [fact.happened_at for fact in facts if fact.kind == "report.received"]
    ours = usual_end(policy_of(case.policy), facts, min(received), "", pace_of(case)) if received else None
    if ours is None:
        return ()
    theirs = finder_day(facts)
    return (("", ours), (FINDER, theirs)) if theirs is not None and now < theirs < ours else (("", ours),)


def may_keep_default(embargo: Embargo, ends: Sequence[tuple[str, datetime]], now: datetime) -> Verdict:
    """Tell whether the published default can be agreed now: nothing is agreed or proposed, and its end lies ahead."""
    if embargo.state != "none" or not ends:
        return Refused(phrase(_NO_DEFAULT))
    if asks_reason(embargo, "embargo.proposed", ends[0][1]):
        return Refused(phrase(_WHY_STILL))
    verdicts = (law.may(embargo, "embargo.proposed", until, now) for _asker, until in ends)
    return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), ALLOWED)


def reject_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Reject what is proposed. Journals `embargo.rejected`. Raises EmbargoRefused, NotYours."""
    _may_decide(case, actor, now)
    _stands(case, now, "embargo.rejected")
    with deed(actor=actor, now=now) as note:
        note("embargo.rejected", {"case": case.id})


def end_embargo(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """End the embargo now, with the reason; by itself this publishes nothing. Journals `embargo.ended`.

    Raises EmbargoRefused, NotYours, WordsRefused.
    """
    _may_decide(case, actor, now, "embargo.ended")
    words = prose(reason, "reason", required=True)
    _stands(case, now, "embargo.ended")
    with deed(actor=actor, now=now) as note:
        note("embargo.ended", {"case": case.id}, sealed=_sealed(case, words))


_WHY_STILL = _("The fix is ready: no new embargo is negotiated without a reason. Say why the date must be another.")
_PROPOSED_BEFORE = _(
    "The fix is ready, and this was proposed before. Reject it, or propose the date anew with the reason."
)
_NO_DEFAULT = _("The published default is agreed where somebody reported and no embargo was proposed or agreed yet.")


def deciding(case: Case, viewer: Viewer, now: datetime, kind: str = "") -> Verdict:
    """Tell whether a viewer may agree, reject or end the embargo of a case, as its policy says: by a fact of this kind.

    It is asked at the deed alone: what the journal tells stands, whoever did it.
    """
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    verdict = may_decide_embargo(policy, acting_roles(policy, facts, viewer.roles))
    if isinstance(verdict, Refused):
        return verdict
    return may_end_early(policy, facts, law.embargo_from(facts, now), kind, str(viewer.actor))


def _may_decide(case: Case, actor: Actor, now: datetime, kind: str = "") -> None:
    verdict = deciding(case, Viewer(actor.kind, actor.id, roles_of(actor, now)), now, kind)
    if isinstance(verdict, Refused):
        raise NotYours(reason=verdict.reason)


def _stands(case: Case, now: datetime, kind: str, until: datetime | None = None, asked_by: str = "") -> Embargo:
    """Give the embargo as it stands, where the deed is possible. Raises CaseClosed, EmbargoRefused."""
    still_open(case)
    facts = facts_of_case(case.id)
    embargo = law.embargo_from(facts, now)
    latest = last_end(policy_of(case.policy), facts, asked_by or embargo.asked_by, pace_of(case))
    verdict = law.may(embargo, kind, until, now, latest)
    if isinstance(verdict, Refused):
        raise EmbargoRefused(reason=verdict.reason)
    return embargo


def _agree(note: Deed, case: Case, embargo: Embargo) -> None:
    """Write down that the shortest proposal is agreed, and that the longest of the others stays proposed."""
    for kind, codes in agreement(embargo):
        note(kind, {"case": case.id}, codes=codes)


def _sealed(case: Case, reason: str) -> tuple[DataKey, dict[str, str]] | None:
    return (case.data_key, {"reason": reason}) if reason else None
