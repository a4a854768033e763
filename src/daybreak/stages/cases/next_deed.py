"""Which deed keeps a duty now, on which thing it is done, or the sentence why it must wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.case import done_when_closed
from daybreak.core.lifecycle.remedy import REMEDY, may_be_done_by
from daybreak.core.phrase import phrase
from daybreak.core.policy.conflicts import is_brief
from daybreak.core.policy.handover import acting_roles
from daybreak.core.policy.reading import may_advise, may_do
from daybreak.core.supply.lines import branch_of
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _
from daybreak.records.models import Affect, Component, Meeting, Remedy
from daybreak.stages.cases.affected import row_key
from daybreak.stages.cases.components import supplier_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Reason
    from daybreak.records.models import Case, Notice

PLAN_FIRST = phrase(_("No remedy is planned for it yet. Plan one first."))
SECOND_PERSON = phrase(_("The letter is written. Somebody else than the one who wrote it lets it go."))
ON_ITS_WAY = phrase(_("The letter is written and waits to be sent."))
NO_ADDRESS = phrase(
    _("The inventory has no address for whoever supplies it. The tab Coordination says what is missing.")
)
BY_SHIPPING = frozenset({"fix.available", "release.published"})
"""Facts that come about when a remedy is shipped in a release."""
ADVISING = frozenset({"advisory.drafted", "advisory.released", "advisory.published", "advisory.translated"})
"""Facts that come about only where there is an advisory."""
CLOSED = phrase(_("The case is closed. Reopen it first."))


@dataclass(frozen=True)
class NextDeed:
    """The fact to bring about, the key of the thing it concerns ("" for the case), or why not yet.

    `why_not` is the law's sentence; `reserved` says that the policy gives the deed to roles the viewer does not hold.
    """

    kind: str
    target: str = ""
    why_not: Reason | None = None
    reserved: bool = False

    @property
    def possible(self) -> bool:
        """Whether the viewer can do it now."""
        return not self.why_not and not self.reserved


@dataclass(frozen=True)
class Ground:
    """What a next deed is judged on: the case, its policy, facts and letters for duties, who looks, and when.

    `unreached` are the components whose supplier has no address.
    """

    case: Case
    policy: Policy
    facts: Sequence[Fact]
    viewer: Viewer
    now: datetime
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    letters: Sequence[Notice] = ()
    unreached: Collection[str] = ()


def unreached(policy: Policy, found: Iterable[Duty]) -> frozenset[str]:
    """Give the components among those that these duties' letters are about whose supplier has no address (C7)."""
    keys = {duty.subject.partition("/")[0] for duty in found if _to_a_supplier(policy, duty)}
    rows = Component.objects.filter(id__in=keys).select_related("supplier", "inside__supplier") if keys else ()
    suppliers = {str(row.id): supplier_of(row) for row in rows}
    return frozenset(key for key in keys if not (named := suppliers.get(key)) or not named.contact_sealed)


def next_deed(ground: Ground, duty: Duty) -> NextDeed:
    """Choose the first of a duty's deeds that is possible now; where none is, the first with its sentence why."""
    tried = [_judged(ground, duty, kind) for kind in duty.deeds]
    possible = [deed for deed in tried if deed.possible]
    return (possible or tried or [NextDeed("")])[0]


def _judged(ground: Ground, duty: Duty, kind: str) -> NextDeed:
    if (why_not := _why_not(ground, duty, kind)) is not None:
        return NextDeed(kind, why_not=why_not)
    if isinstance(may_do(ground.policy, kind, acting_roles(ground.policy, ground.facts, ground.viewer.roles)), Refused):
        return NextDeed(kind, _target(ground, duty, kind), reserved=True)
    if kind in {"notice.sent", "notice.confirmed"}:
        return _on_letter(ground, duty, kind)
    if kind.startswith("remedy.") or kind in BY_SHIPPING:
        return _on_remedy(ground, duty, "remedy.shipped" if kind in BY_SHIPPING else kind)
    if kind == "meeting.held":
        waiting = (
            Meeting.objects.filter(case=ground.case, held_at=None, cancelled_at=None).order_by("starts_at").first()
        )
        return NextDeed(kind, str(waiting.id)) if waiting else NextDeed("meeting.convened")
    return NextDeed(kind, _target(ground, duty, kind))


def _why_not(ground: Ground, duty: Duty, kind: str) -> Reason | None:
    """Say why nobody at all can do a deed in this case as it stands; None where somebody may."""
    if ground.case.closed_at is not None and not _goes_on(ground, kind):
        return CLOSED
    return _not_advised(ground, duty) if kind in ADVISING else None


def _not_advised(ground: Ground, duty: Duty) -> Reason | None:
    """Say why no advisory is drafted: all that it could be about lies in code of which the policy publishes none.

    One that was drafted before its flaw was known to be others' leads to its own page, where the gate says so.
    """
    if ground.policy.disclosure.third_party.advisory != "never" or ground.case.advisories.exists():
        return None
    rows = ground.case.vulnerabilities.all()
    about = rows.filter(id=duty.subject) if duty.scope == "vulnerability" else rows
    verdicts = [may_advise(ground.policy, component) for component in about.values_list("component", flat=True)]
    refused = [one.reason for one in verdicts if isinstance(one, Refused)]
    return refused[0] if refused and len(refused) == len(verdicts) else None


def _goes_on(ground: Ground, kind: str) -> bool:
    """Tell whether a deed can be done in a closed case: an advisory goes on once it was drafted."""
    return done_when_closed(kind, drafted=any(fact.kind == "advisory.drafted" for fact in ground.facts))


def _on_letter(ground: Ground, duty: Duty, kind: str) -> NextDeed:
    """Tell where the letter of a duty stands: to be written, let go, carried, on its way, or to be confirmed.

    While an embargo forbids it and nobody has decided, the deed is to settle that first.
    """
    about, letter = "" if duty.scope == "case" else duty.subject, duty.rule.letter
    target = f"{letter}|{about}" if about else letter
    mine = [one for one in ground.letters if one.duty == letter and one.subject == about and one.given_up_at is None]
    contrary = ground.conflicts.get(letter)
    if contrary is not None and not contrary.settling.may_tell and not _brief_waits(mine, contrary):
        return NextDeed("conflict.decided", letter)
    unanswered = [one for one in mine if one.confirmed_at is None and one.bounced_at is None]
    waiting = max((one for one in unanswered if one.sent_at is None), key=lambda one: one.queued_at, default=None)
    if waiting is None and duty.subject.partition("/")[0] in ground.unreached and _to_a_supplier(ground.policy, duty):
        return NextDeed(kind, target, NO_ADDRESS)
    if waiting is None:
        return _once_sent(unanswered, kind, target)
    if waiting.awaits_second:
        own = waiting.written_by == str(ground.viewer.actor)
        return NextDeed("notice.released", str(waiting.id), SECOND_PERSON if own else None)
    if waiting.channel == "hand":
        return NextDeed("notice.confirmed", str(waiting.id))
    return NextDeed("notice.sent", target, ON_ITS_WAY)


def _to_a_supplier(policy: Policy, duty: Duty) -> bool:
    """Tell whether a duty's letter goes to whoever supplies a component, as the inventory names them."""
    party = policy.parties.get(duty.to or "")
    return party is not None and party.from_ == "components"


def _once_sent(unanswered: Iterable[Notice], kind: str, target: str) -> NextDeed:
    """Lead to the confirmation of the letter that was sent last, where that is asked; else to writing one."""
    if kind == "notice.confirmed":
        sent = max(((one.sent_at, one.id) for one in unanswered if one.sent_at), default=None)
        if sent is not None:
            return NextDeed(kind, str(sent[1]))
    return NextDeed("notice.sent", target)


def _brief_waits(letters: Iterable[Notice], contrary: Conflict) -> bool:
    """Tell whether the variant without detail is written already, so that its own deed is next."""
    return any(one.sent_at is None and is_brief(contrary.rule, one.template) for one in letters)


def _on_remedy(ground: Ground, duty: Duty, kind: str) -> NextDeed:
    """Find the remedy on which the deed can be done, or say what the first of them lacks."""
    if kind == "remedy.planned":
        return NextDeed(kind, duty.subject if duty.scope == "affect" else "")
    refused: list[NextDeed] = []
    for remedy in _remedies(ground, duty):
        author = f"person:{remedy.author_id}" if remedy.author_id else ""
        by_another = may_be_done_by(kind, author, str(ground.viewer.actor))
        verdicts = (REMEDY.may(_state(ground.facts, str(remedy.id)), kind), by_another)
        why_not = next((one.reason for one in verdicts if isinstance(one, Refused)), None)
        if why_not is None:
            return NextDeed(kind, str(remedy.id))
        refused.append(NextDeed(kind, str(remedy.id), why_not))
    return refused[0] if refused else _plan_first(ground, duty, kind)


def _plan_first(ground: Ground, duty: Duty, kind: str) -> NextDeed:
    """Lead to planning; where planning is a duty of its own, its line has the deed and this one says why it waits."""
    if any("remedy.planned" in rule.fulfilled_by() for rule in ground.policy.duties):
        return NextDeed(kind, why_not=PLAN_FIRST)
    return NextDeed("remedy.planned", duty.subject.partition("/")[0] if duty.scope == "affect" else "")


def _remedies(ground: Ground, duty: Duty) -> Iterable[Remedy]:
    rows = Remedy.objects.filter(case=ground.case)
    subject, _slash, line = duty.subject.partition("/")
    if duty.scope == "remedy":
        return rows.filter(id=subject)
    if line and duty.rule.on_branches:
        return [
            row for row in rows.prefetch_related("affects__product", "affects__release") if line in _lines(ground, row)
        ]
    return rows.filter(affects__id=subject) if duty.scope == "affect" else rows


def _lines(ground: Ground, remedy: Remedy) -> set[str]:
    """Name the release lines whose affected releases a remedy is for."""
    releases = ground.policy.releases
    return {
        branch_of(releases, one.product.key, one.release.version if one.release else "") for one in remedy.affects.all()
    }


def _state(facts: Iterable[Fact], remedy: str) -> str:
    return REMEDY.state_from(fact for fact in facts if fact.subjects.get("remedy") == remedy)


def _target(ground: Ground, duty: Duty, kind: str) -> str:
    """Name the thing the deed is done on, as the door's forms name it."""
    subject = duty.subject.partition("/")[0]
    if kind.startswith(("severity.", "cve.", "vulnerability.", "users.")):
        return subject if duty.scope == "vulnerability" else _first_open(ground, kind)
    if kind.startswith(("report.", "finder.")):
        return subject if duty.scope == "report" else _first_report(ground)
    if kind.startswith("coordinator."):
        return f"{duty.to or ''}/{kind.partition('.')[2]}"
    if kind.partition(".")[0] == duty.scope and duty.scope in {"division", "follow_up"}:
        return subject
    if kind == "affect.stated" and duty.scope == "affect":
        affect = Affect.objects.filter(id=subject).select_related("product", "release").first()
        return f"{affect.vulnerability_id}|{row_key(affect.product, affect.release)}" if affect else ""
    return ""


def _first_open(ground: Ground, kind: str) -> str:
    """Give the first vulnerability that has no judgement (no CVE ID) yet, else the first of all."""
    rows = list(ground.case.vulnerabilities.prefetch_related("assessments"))
    if kind.startswith("cve."):
        waiting = [row for row in rows if not row.cve_id]
    else:
        waiting = [row for row in rows if not any(one.counts for one in row.assessments.all())]
    return str((waiting or rows)[0].id) if rows else ""


def _first_report(ground: Ground) -> str:
    first = ground.case.reports.order_by("received_at").first()
    return str(first.id) if first else ""
