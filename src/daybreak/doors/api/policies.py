"""Operations on the policy: its versions, and a file checked, compared, tried on the past, put in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from daybreak.core.policy import diff_show, replay_show
from daybreak.core.policy.diff import compare
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import load, shipped_overlay
from daybreak.design import speech
from daybreak.doors.api.deed_shapes import AdoptionSaid, DoneTold, PolicySaid, TrialSaid
from daybreak.doors.api.doing import ONCE_SURE, READS, STEPPED, done
from daybreak.doors.api.opening import Token
from daybreak.doors.api.problems import Problem, Trouble
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.people.sight import seeing
from daybreak.program.history import versions
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.trial import tried
from daybreak.stages.publication.policy_adoption import put_in_force

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

READ, WRITE = "policy:read", "policy:write"
NAME = "policy.yaml"
TOLD: dict[int, Any] = {400: Problem, 413: Problem, **READS}


class VersionTold(Schema):
    """An adopted version, named by the SHA-256 of its composed text."""

    sha256: str
    in_force_from: datetime
    adopted_at: datetime
    adopted_by: str
    state: Literal["ahead", "in force", "past"]


class Versions(Schema):
    """Every adopted version, the latest in force first."""

    versions: list[VersionTold]


class FaultTold(Schema):
    """One thing wrong with a policy file: where (from 1), and what to change."""

    line: int
    column: int
    file: str
    sentence: str


class Checked(Schema):
    """Every fault of a policy file; none, and it can be used."""

    faults: list[FaultTold]


@router.get("/policy/versions", tags=["team"], response={200: Versions, **READS}, auth=Token(READ))
def list_versions(request: HttpRequest) -> Any:
    """List the policy's versions."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        return {"versions": [vars(one) for one in versions(ours.now)]}


@router.post("/policy/check", tags=["team"], response={200: Checked, **TOLD}, auth=Token(READ))
def check(request: HttpRequest, said: PolicySaid) -> Any:  # noqa: ARG001 - an operation's first argument
    """Name every fault of a policy file with line, column and a sentence. Nothing is kept."""
    try:
        _read(said.text)
    except PolicyFaults as found:
        return {"faults": _faults(found)}
    return {"faults": []}


@router.post("/policy/diff", tags=["team"], response={200: dict[str, Any], **TOLD}, auth=Token(READ))
def diff(request: HttpRequest, said: PolicySaid) -> Any:
    """Say how a policy file differs from the policy in force. Nothing is kept."""
    ours, policy = cast("HouseRequest", request), _usable(said.text)
    with seeing(ours.viewer, ours.now):
        return diff_show.data(compare(policy_in_force(ours.now), policy, speech.language()))


@router.post("/policy/replay", tags=["team"], response={200: dict[str, Any], **TOLD}, auth=Token(READ))
def replay(request: HttpRequest, said: TrialSaid) -> Any:
    """Run the past cases that one may see under a policy file; of more than a thousand the latest. Nothing is kept."""
    ours, policy = cast("HouseRequest", request), _usable(said.text)
    with seeing(ours.viewer, ours.now):
        found = tried(ours.viewer, ours.now, policy, closed_only=said.closed_only, since=said.since)
    return replay_show.data(found.result)


@router.post("/policy/versions", tags=["team"], response=STEPPED, auth=Token(WRITE), openapi_extra=ONCE_SURE)
def adopt(request: HttpRequest, said: AdoptionSaid) -> Any:
    """Put a policy file in force from an instant on: an administrator's deed. `key` is the version's SHA-256."""
    policy = _usable(said.text)

    def act(ours: HouseRequest) -> DoneTold:
        actor, now = ours.viewer.actor, ours.now
        version = put_in_force(actor=actor, now=now, policy=policy, in_force_from=said.in_force_from)
        return DoneTold(key=version.sha256)

    return done(request, act, step_up=True)


def _read(text: str) -> Policy:
    return load(text, name=NAME, include=shipped_overlay)


def _usable(text: str) -> Policy:
    try:
        return _read(text)
    except PolicyFaults as found:
        first = found.faults[0]
        sentence = _("This policy cannot be used as it stands: line %(line)s: %(fault)s") % {
            "line": first.line,
            "fault": first.told(_, speech.language()),
        }
        raise Trouble(422, sentence, "text") from None


def _faults(found: PolicyFaults) -> list[dict[str, Any]]:
    return [
        {"file": it.file, "line": it.line, "column": it.column, "sentence": it.told(_, speech.language())}
        for it in found.faults
    ]
