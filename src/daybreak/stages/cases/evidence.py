"""The evidence of one duty: its source, what started it, how its limit came about, and what proves its deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from daybreak.core.drill.pace import owed
from daybreak.core.policy.anchors import DERIVED
from daybreak.core.policy.conditions import FLAGS
from daybreak.core.policy.model_values import KEPT
from daybreak.journal.facts import fact_of, words_of
from daybreak.notices.letter import of_duty
from daybreak.notices.queries import notice_page
from daybreak.people.sight import visible_to
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import Case, DutyRow, JournalEntry
from daybreak.stages.cases.affected import about_words
from daybreak.stages.cases.duties import asked_to_waive
from daybreak.stages.cases.duty_board import things_of
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.site_groups import GRANTS, SITE_SCOPES
from daybreak.vault.data_keys import KeyDestroyed
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.clocks.spans import Span
    from daybreak.core.facts import Code, Fact
    from daybreak.core.policy.duty import Duty, State
    from daybreak.core.policy.model import Policy
    from daybreak.notices.queries import NoticePage
    from daybreak.records.models import PolicyVersion, Report

CONFLICT = tuple(
    f"conflict.{step}" for step in ("leave_asked", "leave_given", "leave_refused", "decision_asked", "decided")
)
"""What people asked, heard and decided where an embargo forbade what a duty orders."""
CHANGES = (*GRANTS, "anchor.restated", *CONFLICT)
RESTARTING = frozenset(
    {"severity.assessed", "severity.changed", "case.concern_set", "case.split", "anchor.restated", *FLAGS.values()}
)
"""What may start a clock again that had begun before."""
MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Proof:
    """One entry of the journal: what, who, when it was so and when we wrote it, its restricted words, its place."""

    position: int
    hash: str
    kind: str
    who: str
    happened_at: datetime
    recorded_at: datetime
    codes: Mapping[str, Code]
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Everything that is known about one duty.

    `started_by` are the entries its start follows from, `kept_by` the one that fulfilled it, `changes` those that
    moved, paused, waived or restated it, or settled its conflict with an embargo; `letters` what was sent for it.
    `head` is the journal's last entry now. `done` are the deeds of every round of a duty of the site. `row` is what a
    deed about it names where it is of no case; `waiver_asked_by` names who asks for it to be waived, where nobody has
    agreed yet. `about` says which product, vulnerability, remedy or division of its case it is about.
    """

    scope: str
    number: str
    title: str
    key: str
    policy: Policy
    policy_sha256: str
    in_force_from: datetime
    duty: Duty
    state: State
    started_by: tuple[Proof, ...]
    kept_by: Proof | None
    changes: tuple[Proof, ...]
    letters: tuple[NoticePage, ...]
    head: tuple[int, str]
    done: tuple[Proof, ...] = ()
    row: DutyRow | None = None
    waiver_asked_by: str = ""
    about: str = ""

    @property
    def aim(self) -> Span | None:
        """The policy's span for its aim; before it begins, the one of its band where that alone decides."""
        return self._spans[0]

    @property
    def limit(self) -> Span | None:
        """The policy's span for its limit, as `aim`; of what recurs, how often it is asked for."""
        return self._spans[1]

    @property
    def _spans(self) -> tuple[Span | None, Span | None]:
        rule, told = self.duty.rule, (self.duty.band, self.duty.surface)
        return self.duty.spans or (rule.aim_for(*told), rule.every or rule.limit_for(*told))


def duty_evidence(viewer: Viewer, now: datetime, number: str, rule: str, subject: str = "") -> Evidence:
    """Give the evidence of a duty of a case, or of a report without one. `subject` tells several of a rule apart.

    Raises NotVisible, also where the policy has no such duty here.
    """
    owner, version, entries = _owner(viewer, now, number)
    facts = {entry.position: fact_of(entry.body) for entry in entries}
    policy = policy_of(version)
    found = [
        one
        for one in owed(policy, list(facts.values()), now, pace_of(owner))
        if one.scope not in SITE_SCOPES and one.id == rule and subject in {"", one.subject}
    ]
    if not found:
        raise NotVisible
    duty = found[0]
    proofs = proofs_of(entries, facts)
    last = JournalEntry.objects.order_by("-position").values_list("position", "hash")[0]
    row = None if isinstance(owner, Case) else _row(owner, duty)
    return Evidence(
        scope="case" if isinstance(owner, Case) else "report",
        number=owner.number,
        title="" if owner.data_key.destroyed_at else open_text(owner, "title_sealed"),
        key=str(owner.id),
        policy=policy,
        policy_sha256=version.sha256,
        in_force_from=version.in_force_from,
        duty=duty,
        state=duty.state(now),
        started_by=tuple(proofs[place] for place in _starting(duty, facts)),
        kept_by=proofs.get(duty.kept_by) if duty.kept_by is not None else None,
        changes=tuple(proofs[place] for place, fact in facts.items() if changed(duty, fact)),
        letters=_letters(viewer, now, owner, duty),
        head=last,
        row=row,
        waiver_asked_by=waiver_asker(row, facts.values(), now) if row else "",
        about=_about(owner, policy, duty),
    )


def _about(owner: Case | Report, policy: Policy, duty: Duty) -> str:
    if not isinstance(owner, Case):
        return ""
    erased = owner.data_key.destroyed_at is not None
    return about_words(duty.subject, things_of(owner, policy, [duty], titles=not erased))


def _row(report: Report, duty: Duty) -> DutyRow | None:
    rows = DutyRow.objects.filter(report=report.id, rule=duty.id, subject=duty.subject)
    return rows.select_related("report__policy", "report__data_key").first()


def waiver_asker(row: DutyRow, facts: Iterable[Fact], now: datetime) -> str:
    """Name who asks for a duty to be waived, where nobody has agreed yet; "" where nobody does."""
    asked = asked_to_waive(row, facts, now)
    return names_of(asked)[asked[-1]] if asked else ""


def _owner(viewer: Viewer, now: datetime, number: str) -> tuple[Case | Report, PolicyVersion, Sequence[JournalEntry]]:
    sight, wanted = visible_to(viewer, now), number.upper()
    entries = JournalEntry.objects.select_related("data_key").order_by("position")
    case = sight.cases().filter(number=wanted).select_related("policy", "data_key").first()
    if case is not None:
        return case, case.policy, list(entries.filter(of_case(case.id)))
    report = sight.reports().filter(number=wanted, case=None).select_related("policy", "data_key").first()
    if report is None:
        raise NotVisible
    return report, report.policy, list(entries.filter(report=report))


def proofs_of(entries: Iterable[JournalEntry], facts: Mapping[int, Fact]) -> dict[int, Proof]:
    """Give each entry as a proof, by its place in the journal."""
    rows = list(entries)
    names = names_of(entry.actor for entry in rows)
    return {
        entry.position: Proof(
            position=entry.position,
            hash=entry.hash,
            kind=entry.kind,
            who=names[entry.actor],
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            codes=facts[entry.position].codes,
            words=_words(entry) if entry.kind in CHANGES else {},
        )
        for entry in rows
    }


def _words(entry: JournalEntry) -> dict[str, Any]:
    try:
        return words_of(entry)
    except KeyDestroyed:
        return {}


def _starting(duty: Duty, facts: Mapping[int, Fact]) -> list[int]:
    """Find the entries that the start follows from: its anchors at the start's instant, stated first or anew."""
    instants = [at for at in (duty.start, duty.restated_from, duty.restarted_from) if at is not None]
    kinds = {source for kind in duty.rule.starts for source in DERIVED.get(kind, ((kind,),))[0]}
    at_once = [place for place, fact in facts.items() if any(abs(fact.happened_at - at) < MOMENT for at in instants)]
    named = [place for place in at_once if facts[place].kind in kinds and _concerns(duty, facts[place])]
    others = [place for place in at_once if place not in named and _concerns(duty, facts[place])]
    if any(kind.startswith(KEPT) for kind in kinds):
        named += others
    elif duty.restarted_from is not None:
        named += [place for place in others if facts[place].kind in RESTARTING]
    return sorted(named)


def _concerns(duty: Duty, fact: Fact) -> bool:
    thing = duty.subject.partition("/")[0]
    return fact.subjects.get(duty.scope, thing) == thing


def changed(duty: Duty, fact: Fact) -> bool:
    """Tell whether a fact moved, paused, waived or restated a duty, or belongs to its conflict with an embargo."""
    if fact.kind == "anchor.restated":
        sources = {source for kind in duty.rule.starts for source in DERIVED.get(kind, ((kind,),))[0]}
        return fact.codes.get("kind") in {*duty.rule.starts, *sources} and _concerns(duty, fact)
    named = fact.codes.get("subject") in {None, "", duty.subject}
    return fact.kind in CHANGES and fact.codes.get("duty") == duty.id and named


def _letters(viewer: Viewer, now: datetime, owner: Case | Report, duty: Duty) -> tuple[NoticePage, ...]:
    """Open what was sent for a duty, and who was reminded of it."""
    scope, key = of_duty(duty.id, duty.subject)
    sent = Q(duty=duty.rule.letter, subject__in=("", duty.subject))
    rows = visible_to(viewer, now).notices().filter(sent | Q(duty="", scope=scope, subject=key))
    mine = rows.filter(Q(case=owner.id) | Q(report=owner.id) | Q(report__case=owner.id)).order_by("queued_at")
    keys = [str(key) for key in mine.values_list("id", flat=True)]
    return tuple(page for page in (notice_page(viewer, now, key) for key in keys) if page is not None)
