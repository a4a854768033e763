"""The evidence of a duty of the site as a whole: a mailbox's daily look, a key, the policy's review, a digest read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.duties import duties
from daybreak.core.policy.expiries import EXPIRING
from daybreak.core.policy.waivers import WAIVED
from daybreak.notices.queries import notices_of_duty
from daybreak.program.versions import policy_of, version_in_force
from daybreak.records.models import JournalEntry
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.cases.evidence import Evidence, changed, duty_evidence, proofs_of, waiver_asker
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.site_duties import SITE, site_row, things_named
from daybreak.stages.cases.site_groups import ADOPTED, ALONE, group_facts

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty import Duty
    from daybreak.notices.queries import NoticePage
    from daybreak.records.models import DutyRow
    from daybreak.stages.cases.evidence import Proof

SHOWN = 60
"""So many deeds of a recurring duty are shown, the last ones."""


def evidence_of(viewer: Viewer, now: datetime, number: str, rule: str, subject: str = "") -> Evidence:
    """Give the evidence of a duty of a case, a report, or the site (`number` is then `site`). Raises NotVisible."""
    if number.lower() == SITE:
        return site_evidence(viewer, now, rule, subject)
    return duty_evidence(viewer, now, number, rule, subject)


def site_evidence(viewer: Viewer, now: datetime, rule: str, subject: str = "") -> Evidence:
    """Give the evidence of a duty of the site to whoever answers for it, under the policy in force.

    `done` are the last deeds that kept it, round by round. No entry is of a case or report. Raises NotVisible.
    """
    row = site_row(viewer, now, rule, subject)
    version = version_in_force(now)
    policy = policy_of(version)
    keys = {row.subject.partition("/")[0]} if row.scope in ALONE else ()
    facts = group_facts(row.scope, keys, every_look=True)
    duty = next((one for one in duties(policy, facts, now) if _is_of(one, row)), None)
    if duty is None:
        raise NotVisible
    done = [fact for fact in facts if _keeps(duty, fact)][-SHOWN:]
    started = [fact for fact in facts if _starts(duty, fact)]
    changes = [fact for fact in facts if changed(duty, fact)]
    kept = [fact for fact in facts if fact.position == duty.kept_by]
    proofs = _proofs({fact.position: fact for fact in (*done, *started, *changes, *kept)})
    return Evidence(
        scope=SITE,
        number=SITE,
        title=things_named([row], policy).get(row.subject, ""),
        key=str(row.id),
        policy=policy,
        policy_sha256=version.sha256,
        in_force_from=version.in_force_from,
        duty=duty,
        state=duty.state(now),
        started_by=tuple(proofs[fact.position] for fact in started),
        kept_by=proofs.get(duty.kept_by) if duty.kept_by is not None else None,
        changes=tuple(proofs[fact.position] for fact in changes),
        letters=_letters(row),
        head=JournalEntry.objects.order_by("-position").values_list("position", "hash")[0],
        done=tuple(proofs[fact.position] for fact in done),
        row=row,
        waiver_asked_by=waiver_asker(row, facts, now),
    )


def _is_of(duty: Duty, row: DutyRow) -> bool:
    return (duty.id, duty.scope, duty.subject) == (row.rule, row.scope, row.subject)


def _proofs(facts: dict[int, Fact]) -> dict[int, Proof]:
    entries = JournalEntry.objects.filter(position__in=list(facts)).select_related("data_key").order_by("position")
    return proofs_of(entries, facts)


def _letters(row: DutyRow) -> tuple[NoticePage, ...]:
    """Give who was reminded of it: letters of no case, which row security shows to nobody but the house."""
    with as_the_house():
        return notices_of_duty(row.rule, row.subject)


def _concerns(duty: Duty, fact: Fact) -> bool:
    named = fact.subjects.get(duty.scope)
    if duty.scope == "mailbox":
        named = named or str(fact.codes.get("mailbox") or "")
    return duty.scope == "policy" or not named or duty.subject.startswith(named)


def _keeps(duty: Duty, fact: Fact) -> bool:
    return fact.kind in duty.deeds and _concerns(duty, fact)


def _starts(duty: Duty, fact: Fact) -> bool:
    """Tell whether the running round began with a fact: the last deed, or the anchor, or the policy's adoption."""
    kinds = {*duty.rule.starts, *duty.deeds, ADOPTED} if duty.rule.every else set(duty.rule.starts)
    if EXPIRING in duty.rule.starts and fact.kind == "key.created":
        return _concerns(duty, fact)  # nobody records that a key expires soon: it follows from the key
    if fact.kind == WAIVED:
        return fact.happened_at == duty.start and changed(duty, fact)
    return fact.kind in kinds and fact.happened_at == duty.start and _concerns(duty, fact)
