"""Deeds at the gates of a release: keep what was done, sign, leave out with a reason, publish (C2, C3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.core.formats.npm_audit import worst_band
from daybreak.core.phrase import phrase, why_not
from daybreak.core.supply.gates import (
    CHANGED,
    Standing,
    gates_before,
    may_leave_out,
    may_publish,
    may_sign,
    may_work,
    standings,
    work_of,
)
from daybreak.core.supply.kinds import OTHER, kind_of
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_kinds
from daybreak.people.queries import roles_of
from daybreak.products.components import state_of
from daybreak.products.refusals import EntryRefused, NotAllowed, ReleaseOut, ResultMissing, WorkMissing
from daybreak.products.written import prose
from daybreak.program.versions import policy_in_force
from daybreak.records.models import GateRecord, Person, Release, StoredFile
from daybreak.vault.data_keys import new_data_key, opened
from daybreak.vault.files import read
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_supply import Gate
    from daybreak.core.verdict import Verdict
    from daybreak.records.models import DataKey

DAY = timedelta(days=1)
GATE_FACTS = ("release.audited", "release.reviewed", "release.gate_signed", CHANGED)


@dataclass(frozen=True)
class ResultFile:
    """A tool's result that lies sealed on the disk already, under a data key that this deed adopts."""

    file_id: UUID
    name: str
    size: int
    sha256: str
    data_key: DataKey


@dataclass(frozen=True)
class Done:
    """What was done at a gate: in words, the worst band found ("" for none or unsaid), the result's file."""

    words: str
    worst: str = ""
    file: ResultFile | None = None


@dataclass(frozen=True)
class _Step:
    """What somebody makes of a gate of a release: `done`, `signed` or `left_out`."""

    release: Release
    gate: str
    what: str


def is_out(release: Release, now: datetime) -> bool:
    """Tell whether a release is out: published here, or it had come out when it was registered.

    The day of its coming out is a day of the organisation's zone, which may be ahead of UTC's.
    """
    if release.published_at is not None:
        return release.published_at <= now
    return release.released_on is not None and release.released_on <= (release.registered_at + DAY).date()


def standings_of(release: Release, policy: Policy) -> tuple[Standing, ...]:
    """Tell how each gate before a release stands, in the policy's order."""
    gates = gates_before(policy, release.version, release.product.surface)
    told = facts_of_kinds(GATE_FACTS, about=(str(release.id),)) if gates else ()
    return standings(gates, [fact for fact in told if fact.subjects.get("release") == str(release.id)])


def record_work(*, actor: Actor, now: datetime, release: Release, gate: str, done: Done) -> GateRecord:
    """Keep what was done at a gate, with the tool's result where the policy keeps it (C3a, C3b, C3c).

    Of `npm audit` the worst finding is read from the result itself. Journals `release.audited` or `release.reviewed`.
    Raises ReleaseOut, WorkMissing, NotAllowed, ResultMissing, EntryRefused.
    """
    policy = policy_in_force(now)
    one = _standing(release, policy, gate, now)
    _check(may_work(policy, one, roles_of(actor, now)))
    if one.gate.keep == "result" and done.file is None:
        raise ResultMissing
    words, worst = prose(done.words, "words"), _worst(policy, one.gate, done)
    with deed(actor=actor, now=now) as note:
        row = _record(actor, now, _Step(release, gate, "done"), words, done.file)
        row.worst = worst
        row.save(force_insert=True)
        codes = {"gate": gate, "worst": worst, "product": release.product.key, "release": release.key}
        note(work_of(one.gate), _subjects(release), codes=codes)
    return row


def _worst(policy: Policy, gate: Gate, done: Done) -> str:
    if gate.tool == "npm_audit" and done.file is not None:
        try:
            found = worst_band(b"".join(read(opened(done.file.data_key), done.file.file_id)))
        except ValueError as fault:
            raise EntryRefused(reason=why_not(fault), place="file") from None
        return found if found in policy.bands else ""
    if done.worst and done.worst not in policy.bands:
        raise EntryRefused(reason=phrase(_("Choose one of the policy's bands.")), place="worst")
    return done.worst


def sign_gate(*, actor: Actor, now: datetime, release: Release, gate: str, words: str) -> GateRecord:
    """Sign a gate as its owner: what it asks for is so (C2). Journals `release.gate_signed`.

    Raises ReleaseOut, WorkMissing, NotAllowed, EntryRefused.
    """
    policy = policy_in_force(now)
    one = _standing(release, policy, gate, now)
    _check(may_sign(policy, one, roles_of(actor, now)))
    return _end(actor, now, _Step(release, gate, "signed"), words)


def leave_gate_out(*, actor: Actor, now: datetime, release: Release, gate: str, words: str) -> GateRecord:
    """Leave a gate out as its owner, with the reason, where the policy lets it (C3b). Journals `release.gate_signed`.

    Raises ReleaseOut, WorkMissing, NotAllowed, EntryRefused.
    """
    policy = policy_in_force(now)
    one = _standing(release, policy, gate, now)
    _check(may_leave_out(policy, one, roles_of(actor, now)))
    return _end(actor, now, _Step(release, gate, "left_out"), words)


def _end(actor: Actor, now: datetime, step: _Step, words: str) -> GateRecord:
    with deed(actor=actor, now=now) as note:
        row = _record(actor, now, step, prose(words, "words"), None)
        row.save(force_insert=True)
        codes: dict[str, Code] = {
            "gate": step.gate,
            "left_out": step.what == "left_out",
            "product": step.release.product.key,
            "release": step.release.key,
        }
        note("release.gate_signed", _subjects(step.release), codes=codes)
    return row


def publish_release(*, actor: Actor, now: datetime, release: Release) -> None:
    """Let a release go out once every gate has ended and every component on its list is approved (C3, C4a).

    Journals `release.published`. Raises ReleaseOut, NotAllowed with what is missing.
    """
    policy = policy_in_force(now)
    with deed(actor=actor, now=now) as note:
        locked = Release.objects.select_for_update().select_related("product").get(id=release.id)
        if is_out(locked, now):
            raise ReleaseOut(version=locked.version)
        _check(may_publish(policy, standings_of(locked, policy), unapproved(locked), roles_of(actor, now)))
        locked.published_at = now
        locked.released_on = locked.released_on or now.date()
        locked.save(update_fields=["published_at", "released_on"])
        kind = kind_of(locked.version, policy.releases.kinds) if policy.releases else OTHER
        codes = {"product": locked.product.key, "release": locked.key, "release_kind": kind}
        note("release.published", _subjects(locked), codes=codes)


def unapproved(release: Release) -> list[str]:
    """Name the components on a release's list that are not approved, with their versions."""
    rows = release.contents.select_related("component").prefetch_related("component__evaluations")
    return sorted(str(row.component) for row in rows if state_of(row.component) != "approved")


def _standing(release: Release, policy: Policy, gate: str, now: datetime) -> Standing:
    if is_out(release, now):
        raise ReleaseOut(version=release.version)
    found = next((one for one in standings_of(release, policy) if one.gate.id == gate), None)
    if found is None:
        raise WorkMissing
    return found


def _check(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise NotAllowed(reason=verdict.reason)


def _record(actor: Actor, now: datetime, step: _Step, words: str, file: ResultFile | None) -> GateRecord:
    """Make a record, unsaved, with its file's row where there is one."""
    data_key = file.data_key if file else new_data_key(now)
    data_key.save(force_insert=True)
    row = GateRecord(
        release=step.release,
        gate=step.gate,
        what=step.what,
        data_key=data_key,
        person=Person.objects.get(id=actor.id),
        recorded_at=now,
    )
    seal(row, "words_sealed", words)
    if file is not None:
        kept = StoredFile(id=file.file_id, data_key=data_key, size=file.size, sha256=file.sha256, stored_at=now)
        seal(kept, "name_sealed", file.name)
        kept.save(force_insert=True)
        row.file = kept
    return row


def _subjects(release: Release) -> dict[str, object]:
    return {"release": release.id, "product": release.product_id}
