"""A duty takes longer: the finder and the parties whom the policy names are told in the same deed (A13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.clocks.speech import absolute
from daybreak.core.facts import Fact, utc_code
from daybreak.core.policy.anchors import instant_in
from daybreak.core.policy.conflicts import FINDER
from daybreak.core.policy.reading import own_address
from daybreak.core.policy.told import EXTENDED, knows_of, told_of_extension
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.program.versions import policy_of
from daybreak.stages.cases.duties import extend_duty
from daybreak.stages.coordination.letters import CARRIED
from daybreak.stages.intake.letters import send_news
from daybreak.stages.intake.own_part import part_of, reports_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, DutyRow, Report

EXTENSION = "extension"
"""The template of these letters; their words are ours, and hold no detail of the case."""


def extend_and_tell(*, actor: Actor, now: datetime, duty: DutyRow, until: datetime, reason: str, words: str) -> None:
    """Extend a duty, and tell the finders and the parties whom the policy names under `extension_by`.

    Finders hear that there is news; what takes longer, the new instant and the policy's reason stand on their page. A
    party that knows of the case gets the same in a letter: by mail once somebody else than `actor` lets it go, or
    carried, as the policy says for it. Our own `words` go to nobody. Journals `duty.extended`, `notice.queued`; raises
    what extending does.
    """
    with deed(actor=actor, now=now):
        extend_duty(actor=actor, now=now, duty=duty, until=until, reason=reason, words=words)
        owner = duty.case or duty.report
        if owner is None:
            return
        codes = {"duty": duty.rule, "subject": duty.subject, "until": utc_code(until), "reason": reason}
        fact = Fact(EXTENDED, now, now, 0, str(actor), {}, codes)
        told = told_of_extension(policy_of(owner.policy), fact)
        if FINDER in told:
            for report in _reports(duty):
                send_news(now=now, report=report, once_key=f"longer|{duty.id}|{utc_code(until)}|{report.id}")
        if duty.case is not None:
            _tell_parties(actor, now, duty.case, fact, told)


def _reports(duty: DutyRow) -> list[Report]:
    """Give the reports whose finders it concerns: its own, or those of its case that tell of what it is about."""
    if duty.report is not None:
        return [duty.report]
    reports = reports_in(duty.case) if duty.case else ()
    return [report for report in reports if part_of(report).holds(duty.scope, duty.subject)]


def _tell_parties(actor: Actor, now: datetime, case: Case, fact: Fact, told: Iterable[str]) -> None:
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    for key in told:
        party = policy.parties.get(key)
        if party is None or party.written_to is None or not (party.mail or party.portal):
            continue
        if party.inside or knows_of(facts, key):
            queue(actor=actor, now=now, letter=_letter(policy, case, fact, key), case=case)


def _letter(policy: Policy, case: Case, fact: Fact, key: str) -> Letter:
    party = policy.parties[key]
    language = party.language or policy.language
    carried = party.written_to in CARRIED
    reason = policy.reasons.get(str(fact.codes.get("reason")))
    with override(language):
        subject = _("%(number)s: we need longer than we said") % {"number": case.number}
        body = _("%(duty)s: by %(by)s now.\nReason: %(reason)s\n\n%(organisation)s\n%(contact)s\n") % {
            "duty": policy.duty(str(fact.codes["duty"])).name.in_(language, policy.language),
            "by": absolute(instant_in(fact, "until"), policy.organisation.time_zone, language),
            "reason": reason.name.in_(language, policy.language) if reason else "—",
            "organisation": policy.organisation.name.in_(language, policy.language),
            "contact": own_address(policy, "security"),
        }
    return Letter(
        EXTENSION,
        party.portal if carried and party.portal else party.mail or "",
        subject,
        body,
        language,
        party=key,
        second_person=not carried and not party.inside,
        channel="hand" if carried else "mail",
    )
