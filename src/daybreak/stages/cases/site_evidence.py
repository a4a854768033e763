"""The evidence of a duty of the site as a whole: a mailbox's daily look, a key, the policy's review, a digest read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.policy.duties import duties
from daybreak.journal.facts import fact_of
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of, version_in_force
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.board_rows import named_for
from daybreak.stages.cases.evidence import Evidence, duty_evidence, proofs_of
from daybreak.stages.cases.projection import ADOPTED, ALONE, DIGEST, GROUPS, LOOKED, RECENT_LOOKS
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty import Duty
    from daybreak.records.models import DutyRow

SITE = "site"
"""What stands for a number where a duty is of no case and no report."""


def evidence_of(viewer: Viewer, now: datetime, number: str, rule: str, subject: str = "") -> Evidence:
    """Give the evidence of a duty of a case, a report, or the site (`number` is then `site`). Raises NotVisible."""
    if number.lower() == SITE:
        return site_evidence(viewer, now, rule, subject)
    return duty_evidence(viewer, now, number, rule, subject)


def site_evidence(viewer: Viewer, now: datetime, rule: str, subject: str = "") -> Evidence:
    """Give the evidence of a duty of the site to whoever answers for it, under the policy in force.

    `done` are the deeds that kept it, round by round, as far back as the board reads them. None of these entries is of
    a case or a report. Raises NotVisible.
    """
    row = _row(viewer, now, rule, subject)
    version = version_in_force(now)
    policy = policy_of(version)
    entries = _entries(row)
    facts = {entry.position: fact for entry in entries if "case" not in (fact := fact_of(entry.body)).subjects}
    found = (one for one in duties(policy, list(facts.values()), now) if one.scope == row.scope and one.id == rule)
    duty = next((one for one in found if one.subject == row.subject), None)
    if duty is None:
        raise NotVisible
    proofs = proofs_of((entry for entry in entries if entry.position in facts), facts)
    return Evidence(
        scope=SITE,
        number=SITE,
        title=duty.subject if duty.scope == "mailbox" else "",
        key="",
        policy=policy,
        policy_sha256=version.sha256,
        in_force_from=version.in_force_from,
        duty=duty,
        state=duty.state(now),
        aim=duty.rule.aim_for(duty.band, duty.surface),
        limit=duty.rule.every or duty.rule.limit_for(duty.band, duty.surface),
        started_by=tuple(proofs[place] for place, fact in facts.items() if _starts(duty, fact)),
        kept_by=proofs.get(duty.kept_by) if duty.kept_by is not None else None,
        changes=(),
        letters=(),
        head=JournalEntry.objects.order_by("-position").values_list("position", "hash")[0],
        done=tuple(proofs[place] for place, fact in facts.items() if _keeps(duty, fact)),
    )


def _row(viewer: Viewer, now: datetime, rule: str, subject: str) -> DutyRow:
    rows = visible_to(viewer, now).duties_of_no_case().filter(report=None, rule=rule).order_by("limit", "subject")
    for row in rows:
        mine = row.subject.startswith(viewer.id) if row.scope == "person" else set(row.who) & named_for(viewer)
        if mine and subject in {"", row.subject}:
            return row
    raise NotVisible


def _entries(row: DutyRow) -> Sequence[JournalEntry]:
    """Give the entries that the duty is derived from, in order."""
    kinds = [kind for kind in GROUPS[row.scope] if kind != LOOKED]
    wanted = Q(kind__in=kinds)
    if row.scope in ALONE:
        wanted &= Q(kind=DIGEST) | Q(body__contains=f'"{row.subject.partition("/")[0]}"')
    found = list(JournalEntry.objects.filter(wanted))
    if LOOKED in GROUPS[row.scope]:
        found += JournalEntry.objects.filter(kind=LOOKED).order_by("-position")[:RECENT_LOOKS]
    return sorted(found, key=lambda entry: entry.position)


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
    return fact.kind in kinds and fact.happened_at == duty.start and _concerns(duty, fact)
