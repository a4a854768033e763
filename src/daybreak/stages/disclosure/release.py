"""The release: gates asked, two different people, one content, one instant; all bytes made and sealed at once."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.conf import settings

from daybreak.core.advisory.issued import HistoryEntry
from daybreak.core.clocks.speech import absolute
from daybreak.core.facts import utc_code
from daybreak.core.formats.csaf import csaf_bytes, csaf_path, document_languages
from daybreak.core.phrase import phrase
from daybreak.core.policy.gate import EmergencyCall, Gate, Plan, Situation, issue
from daybreak.core.policy.gates import gates, instant_verdict, is_released, may_release, readiness, release_verdict
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_of
from daybreak.records import guards
from daybreak.records.models import Person, PreparedFile, ReleaseVote
from daybreak.stages.disclosure.actions import content_of, take
from daybreak.stages.disclosure.content import content_from_case
from daybreak.stages.disclosure.refusals import (
    AlreadyReleased,
    GateShut,
    GuardsDown,
    InstantRefused,
    NothingLeavesADrill,
    ReleaseHeld,
    ReleaseRefused,
    SilentElsewhere,
)
from daybreak.stages.disclosure.silence import cases_of, silent_elsewhere
from daybreak.vault.sealed import seal_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.facts import Fact
    from daybreak.records.models import Revision


def site_of() -> str:
    """Give the bulletin's own address, without a slash at its end."""
    return settings.BASE_URL


def page_address(number: str, language: str) -> str:
    """Give the address of an advisory's page for people; fixed from the first draft on (B4c)."""
    return f"{settings.BASE_URL}/{language}/advisories/{number}/"


def situation_of(revision: Revision, now: datetime, public_at: datetime | None) -> Situation:
    """Gather what the gates look at for releasing this revision at an instant."""
    facts, policy = facts_of_case(revision.advisory.case_id), policy_of(revision.advisory.case.policy)
    content = content_of(revision)
    plan = Plan(
        public_at=public_at,
        base_url=settings.BASE_URL,
        history=history_before(revision),
        emergency=_emergency(facts),
        generator_version=version("daybreak"),
        known=content_from_case(revision.advisory, policy, content),
    )
    return Situation(policy, content, facts, now, plan)


def history_before(revision: Revision) -> tuple[HistoryEntry, ...]:
    """List the revisions that were released before this one, as they stand in its history (A12)."""
    earlier = revision.advisory.revisions.filter(
        number__lt=revision.number, released_at__isnull=False, public_at__isnull=False, withdrawn_at=None
    ).order_by("number")
    return tuple(
        HistoryEntry(place, one.public_at, HELD if one.held_at else note_of(content_of(one)))
        for place, one in enumerate(earlier, start=1)
        if one.public_at
    )


HELD = Text({"en": "Held after publication", "ja": "公開後に差し止め"})
"""What the history says of a revision that readers saw and that was then held; its own words are not repeated."""


def note_of(content: Content) -> Text:
    """Give what a revision says of itself in the history."""
    return content.revision_note or Text({"en": "Revision"})


def _emergency(facts: Iterable[Fact]) -> EmergencyCall | None:
    declared = [fact for fact in facts if fact.kind == "emergency.declared"]
    if not declared:
        return None
    roles = frozenset(role for fact in declared for role in str(fact.codes.get("roles", "")).split())
    return EmergencyCall(roles, "", declared[-1].happened_at)


def gates_of(revision: Revision, now: datetime, public_at: datetime | None) -> tuple[Gate, ...]:
    """Ask every gate of the policy about this revision."""
    asked = situation_of(revision, now, public_at)
    return gates(asked.policy, asked.content, asked.facts, now, plan=asked.plan)


def vote_release(*, actor: Actor, now: datetime, revision: Revision, public_at: datetime) -> bool:
    """Give one's word for this content at this instant; the word of the last person needed is the release.

    True once it is released and armed. Journals `advisory.release_asked`, or `advisory.released` and `.armed`.
    Raises GateShut, ReleaseRefused (the same person twice), InstantRefused, AlreadyReleased, GuardsDown, and
    SilentElsewhere or ReleaseHeld while another case, seen or hidden, promised silence about the same CVE ID.
    """
    with deed(actor=actor, now=now):
        down = guards.missing()
        if down:
            raise GuardsDown(guard=down[0])
        if revision.released_at is not None and revision.held_at is None:
            raise AlreadyReleased(number=revision.number)
        take(revision)
        return _vote(actor, now, revision, public_at)


def _vote(actor: Actor, now: datetime, revision: Revision, public_at: datetime) -> bool:
    situation = situation_of(revision, now, public_at)
    _check_role(situation, actor, now)
    _check_instant(revision, actor, public_at, now, situation.policy.organisation.time_zone)
    people = situation.policy.disclosure.release_by.people
    given = [(str(vote.person_id), vote.content_hash) for vote in revision.votes.all() if vote.public_at == public_at]
    verdict = release_verdict(given, actor.id, revision.content_hash, people)
    if isinstance(verdict, Refused):
        raise ReleaseRefused(reason=verdict.reason)
    asked = gates(situation.policy, situation.content, situation.facts, now, plan=situation.plan)
    ready = readiness(asked)
    if isinstance(ready, Refused):
        raise GateShut(reason=ready.reason)
    if revision.advisory.case.drill_id is not None:
        raise NothingLeavesADrill
    _check_silence(revision, actor, public_at, now)
    with deed(actor=actor, now=now) as note:
        revision.votes.filter(person_id=actor.id, content_hash=revision.content_hash).delete()
        ReleaseVote.objects.create(
            revision=revision,
            person=Person.objects.get(id=actor.id),
            content_hash=revision.content_hash,
            public_at=public_at,
            voted_at=now,
        )
        subjects = {"case": revision.advisory.case_id, "advisory": revision.advisory_id}
        codes = {"content": revision.content_hash, "public_at": utc_code(public_at)}
        if not is_released([*given, (actor.id, revision.content_hash)], revision.content_hash, people):
            note("advisory.release_asked", subjects, codes=codes)
            return False
        _prepare(revision, situation)
        revision.released_at, revision.public_at, revision.held_at = now, public_at, None
        revision.save(update_fields=["released_at", "public_at", "held_at"])
        note("advisory.released", subjects, codes=codes)
        note("advisory.armed", subjects, codes=codes)
        translated = all(gate.passed for gate in asked if gate.id == "translation")
        if situation.policy.disclosure.translation and translated:
            note("advisory.translated", subjects, codes=codes)
    return True


def _check_role(situation: Situation, actor: Actor, now: datetime) -> None:
    verdict = may_release(situation.policy, roles_of(actor, now))
    if isinstance(verdict, Refused):
        raise ReleaseRefused(reason=verdict.reason)


def _check_instant(revision: Revision, actor: Actor, public_at: datetime, now: datetime, zone: str) -> None:
    """Refuse what is no instant to come, and another than somebody else chose; one's own choice may be changed."""
    verdict = instant_verdict(public_at, now)
    if isinstance(verdict, Refused):
        raise InstantRefused(reason=verdict.reason)
    others = revision.votes.filter(content_hash=revision.content_hash, public_at__gt=now).exclude(person_id=actor.id)
    first = others.order_by("voted_at").first()
    if first is not None and first.public_at != public_at:
        chosen = Text({tongue: absolute(first.public_at, zone, tongue) for tongue in ("en", "ja")})
        raise InstantRefused(
            reason=phrase(_("The first person chose %(instant)s. Agree on one instant."), instant=chosen)
        )


def _check_silence(revision: Revision, actor: Actor, public_at: datetime, now: datetime) -> None:
    """Refuse what would break the silence that another case promised; one that is hidden is not named (P4)."""
    silent = silent_elsewhere(revision.advisory, now, public_at)
    seen = cases_of(actor, now).filter(id__in=[case.id for case in silent]).order_by("opened_at").first()
    if seen is not None:
        raise SilentElsewhere(number=seen.number)
    if silent:
        raise ReleaseHeld


def _prepare(revision: Revision, situation: Situation) -> None:
    """Make every file now and keep it sealed, so that nothing is left to fail at the instant."""
    revision.files.all().delete()
    content = situation.content
    for language in document_languages(content, situation.policy.languages):
        issued = issue(situation, language, page_address(revision.advisory.number, language))
        body = csaf_bytes(content, issued)
        row = PreparedFile(
            revision=revision,
            data_key=revision.data_key,
            path=csaf_path(content, issued),
            media_type="application/json",
            language=language,
            sha256=hashlib.sha256(body).hexdigest(),
        )
        row.body_sealed = seal_bytes(row, "body_sealed", body)
        row.save(force_insert=True)
