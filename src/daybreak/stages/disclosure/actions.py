"""Deeds of disclosure: draft, write, approve, release by two, hold, revise, declare an emergency (A8, B4, B9)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from daybreak.core.advisory.content import Advisory as Content
from daybreak.core.advisory.content import canonical_json, content_hash
from daybreak.core.facts import COVERED, SEVERAL, Fact
from daybreak.core.identifiers import new_number
from daybreak.core.phrase import listed
from daybreak.core.policy.emergencies import DECLARED, concerned_flaws
from daybreak.core.policy.reading import may_advise
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_for, roles_of
from daybreak.program.pace import PREFIX
from daybreak.program.versions import policy_of
from daybreak.records.models import Advisory, Approval, Person, Revision
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.disclosure.content import content_from_case, opened_content
from daybreak.stages.disclosure.refusals import (
    AlreadyReleased,
    ChangedMeanwhile,
    DraftOpenAlready,
    NamedAlready,
    NoEmergencyHere,
    NothingToHold,
    NothingToTell,
    NotPublicYet,
    NotYourApproval,
    NotYourDivision,
    NotYoursToDeclare,
    OthersCode,
    Overtaken,
    ReadersSawIt,
    StillSentBack,
)
from daybreak.stages.disclosure.turns import is_sent_back, pass_on_turn
from daybreak.vault.sealed import seal_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Drill, Vulnerability


content_of = opened_content
"""Open a revision's content."""
LATEST = 2**62
"""The place in the journal of an entry that this very deed is about to append."""


def draft_advisory(
    *, actor: Actor, now: datetime, case: Case, vulnerabilities: Sequence[Vulnerability], reason: str = ""
) -> Advisory:
    """Draft an advisory from what the case knows; its number exists from here on (A9a). Journals `advisory.drafted`.

    A vulnerability that another advisory names already needs a `reason`, which is sealed (`advisory.named_again`).
    Raises NothingToTell, NamedAlready, OthersCode where the policy publishes none about one of them.
    """
    still_open(case)
    if not vulnerabilities or any(one.case_id != case.id for one in vulnerabilities):
        raise NothingToTell
    policy, named, why = policy_of(case.policy), naming(case), prose(reason, "reason")
    for one in vulnerabilities:
        if isinstance(verdict := may_advise(policy, one.component), Refused):
            raise OthersCode(reason=verdict.reason)
    again = dict.fromkeys(number for one in vulnerabilities for number in named.get(str(one.id), ()))
    if again and not why:
        raise NamedAlready(numbers=", ".join(again))
    with deed(actor=actor, now=now) as note:
        advisory = Advisory.objects.create(number=_fresh_number(policy, now, case.drill), case=case, drafted_at=now)
        advisory.vulnerabilities.set(vulnerabilities)
        _new_revision(actor, now, advisory, content_from_case(advisory, policy))
        if again:
            subjects = {"case": case.id, "advisory": advisory.id}
            note("advisory.named_again", subjects, sealed=(case.data_key, {"reason": why}))
    return advisory


def naming(case: Case) -> dict[str, tuple[str, ...]]:
    """Give, for each vulnerability of a case by key, the numbers of the advisories that name it and still stand."""
    found: dict[str, tuple[str, ...]] = {}
    for advisory in case.advisories.order_by("drafted_at").prefetch_related("vulnerabilities", "revisions"):
        newest = max(advisory.revisions.all(), key=lambda one: one.number, default=None)
        if newest is None or newest.withdrawn_at is None:
            for row in advisory.vulnerabilities.all():
                found[str(row.id)] = (*found.get(str(row.id), ()), advisory.number)
    return found


def _fresh_number(policy: Policy, now: datetime, drill: Drill | None) -> str:
    prefix = f"{PREFIX}-SA" if drill else policy.organisation.numbers.advisory
    while True:
        number = new_number(prefix, now.year, secrets.token_bytes(8))
        if not Advisory.objects.filter(number=number).exists():
            return number


def _new_revision(actor: Actor, now: datetime, advisory: Advisory, content: Content) -> Revision:
    number = advisory.revisions.count() + 1
    revision = Revision(advisory=advisory, data_key=advisory.case.data_key, number=number, edited_at=now)
    _put(revision, content)
    with deed(actor=actor, now=now) as note:
        revision.save(force_insert=True)
        codes: dict[str, Code] = {"revision": number, "content": revision.content_hash, COVERED: covers(advisory)}
        note("advisory.drafted", _subjects(revision), codes=codes)
    return revision


def _put(revision: Revision, content: Content) -> None:
    revision.content_sealed = seal_bytes(revision, "content_sealed", canonical_json(content))
    revision.content_hash = content_hash(content)


def covers(advisory: Advisory) -> str:
    """Give the code that names the vulnerabilities an advisory is about."""
    return SEVERAL.join(sorted(str(key) for key in advisory.vulnerabilities.values_list("id", flat=True)))


def _subjects(revision: Revision) -> dict[str, object]:
    return {"case": revision.advisory.case_id, "advisory": revision.advisory_id}


def seen_by_readers(revision: Revision) -> bool:
    """Tell whether a revision was held only after its instant, when readers may have seen it."""
    return revision.held_at is not None and revision.public_at is not None and revision.held_at >= revision.public_at


def take(revision: Revision) -> None:
    """Take a revision's row for the rest of this deed, so that no two deeds act on it at once.

    Raises ChangedMeanwhile if it differs from what was read, Overtaken if it is not the newest.
    """
    row = Revision.objects.select_for_update().get(id=revision.id)
    if any(getattr(row, one) != getattr(revision, one) for one in ("content_hash", "released_at", "held_at")):
        raise ChangedMeanwhile
    newest = Revision.objects.filter(advisory_id=revision.advisory_id).order_by("-number").first()
    if newest is not None and newest.number != revision.number:
        raise Overtaken(number=newest.number)


def write_content(*, actor: Actor, now: datetime, revision: Revision, content: Content) -> None:
    """Write a draft's content; approvals of another content and every release vote are void.

    Journals `advisory.changed`. Raises AlreadyReleased, ReadersSawIt, ChangedMeanwhile, Overtaken.
    """
    if revision.released_at is not None and revision.held_at is None:
        raise AlreadyReleased(number=revision.number)
    if content_hash(content) == revision.content_hash:
        return
    if seen_by_readers(revision):
        raise ReadersSawIt(number=revision.number)
    with deed(actor=actor, now=now) as note:
        take(revision)
        _put(revision, content)
        revision.edited_at, revision.released_at, revision.held_at, revision.public_at = now, None, None, None
        revision.files.all().delete()
        revision.votes.all().delete()
        revision.save()
        note("advisory.changed", _subjects(revision), codes={"content": revision.content_hash})


def take_facts_anew(*, actor: Actor, now: datetime, revision: Revision) -> None:
    """Take every fact from the case as it stands now, and keep the words. Journals `advisory.changed` if it differs."""
    policy = policy_of(revision.advisory.case.policy)
    content = content_from_case(revision.advisory, policy, content_of(revision))
    write_content(actor=actor, now=now, revision=revision, content=content)


def approve(*, actor: Actor, now: datetime, revision: Revision, role: str, division: str = "") -> Approval:
    """Approve exactly this content in a role of the policy, or as its deputy.

    Where each division answers for itself, the role must be held for that division, or for the whole house (B4c).
    Journals `advisory.approved`, and whose turn it is next. Raises NotYourApproval, NotYourDivision, AlreadyReleased,
    StillSentBack.
    """
    if revision.released_at is not None and revision.held_at is None:
        raise AlreadyReleased(number=revision.number)
    check_approver(revision, actor, now, role, division)
    with deed(actor=actor, now=now) as note:
        take(revision)
        if is_sent_back(revision, facts_of_case(revision.advisory.case_id), now, role, division):
            raise StillSentBack
        given, _fresh = Approval.objects.get_or_create(
            revision=revision,
            role=role,
            division=division,
            person=Person.objects.get(id=actor.id),
            content_hash=revision.content_hash,
            defaults={"approved_at": now},
        )
        codes = {"role": role, "division": division, "content": revision.content_hash}
        subjects = _subjects(revision)
        note("advisory.approved", subjects, codes=codes)
        told = {word: str(key) for word, key in subjects.items()}
        pass_on_turn(
            note=note,
            revision=revision,
            approval=Fact("advisory.approved", now, now, LATEST, str(actor), told, dict(codes)),
        )
    return given


def check_approver(revision: Revision, actor: Actor, now: datetime, role: str, division: str) -> None:
    """Raise NotYourApproval or NotYourDivision for who does not hold the role, nor deputises for it."""
    policy = policy_of(revision.advisory.case.policy)
    acting = set(policy.stand_ins(role))
    name = policy.roles[role].name.in_(policy.language) if role in policy.roles else role
    if not acting & roles_of(actor, now):
        raise NotYourApproval(role=name)
    if division and not acting & roles_for(actor, now, division):
        known = policy.organisation.divisions.get(division)
        raise NotYourDivision(role=name, division=known.name.in_(policy.language) if known else division)


def hold(*, actor: Actor, now: datetime, revision: Revision, reason: str) -> bool:
    """Stop a released revision; False says that it came after the instant, when readers may have seen it (P7).

    To go out after a hold it is released again by two people. Journals `advisory.held`. Raises NothingToHold.
    """
    if revision.released_at is None or revision.public_at is None or revision.held_at is not None:
        raise NothingToHold
    in_time = now < revision.public_at
    with deed(actor=actor, now=now) as note:
        take(revision)
        revision.held_at = now
        revision.save(update_fields=["held_at"])
        revision.votes.all().delete()
        sealed = (revision.data_key, {"reason": prose(reason, "reason", required=True)})
        note("advisory.held", _subjects(revision), codes={"in_time": in_time}, sealed=sealed)
    return in_time


def revise(*, actor: Actor, now: datetime, advisory: Advisory, content: Content | None = None) -> Revision:
    """Draft a further revision, from the latest one unless content is given (A12).

    Raises DraftOpenAlready, NotPublicYet.
    """
    latest = advisory.revisions.order_by("-number").first()
    if latest is None or latest.released_at is None or (latest.held_at is not None and not seen_by_readers(latest)):
        raise DraftOpenAlready(number=latest.number if latest else 1)
    if latest.public_at is None or now < latest.public_at:
        raise NotPublicYet(number=latest.number)
    content = content or content_of(latest).model_copy(update={"revision_note": None})
    return _new_revision(actor, now, advisory, content)


def declare_emergency(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """Declare an emergency in one's roles; the policy says who must, and what may then be skipped (#!26).

    The first declaration starts the clock of the longest delay, for each vulnerability of which the world knows; while
    it knows of none, for the whole case. Journals `emergency.declared` for each. Raises NoEmergencyHere,
    NotYoursToDeclare.
    """
    still_open(case)
    policy = policy_of(case.policy)
    rule, held = policy.disclosure.emergency, roles_of(actor, now)
    if rule is None:
        raise NoEmergencyHere
    if not any(held & set(policy.stand_ins(role)) for role in rule.by):
        raise NotYoursToDeclare(roles=listed([policy.roles[role].name for role in rule.by]))
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"reason": prose(reason, "reason", required=True)})
        for flaw in concerned_flaws(facts_of_case(case.id), rule.when) or (None,):
            subjects = {"case": case.id, "vulnerability": flaw}
            note(DECLARED, subjects, codes={"roles": " ".join(sorted(held))}, sealed=sealed)
