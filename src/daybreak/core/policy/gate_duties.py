"""The duties that the gates before a release make: each gate ends, by its owner, before the release is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.model_duty import DutyRule
from daybreak.core.policy.model_supply import EVERY_RELEASE
from daybreak.core.supply.kinds import OTHER

if TYPE_CHECKING:
    from daybreak.core.policy.model_supply import Gate, Releases

PREFIX = "gate_"


def gate_duties(releases: Releases | None) -> tuple[DutyRule, ...]:
    """Give one duty per gate and release, so that what a release still lacks stands on the board (C3)."""
    return tuple(_duty(gate, releases) for gate in releases.gates) if releases else ()


def _duty(gate: Gate, releases: Releases) -> DutyRule:
    kinds = [*releases.kinds, OTHER] if EVERY_RELEASE in gate.before else list(gate.before)
    when: dict[str, object] = {"release_kind": kinds}
    if gate.surfaces:
        when["surface"] = list(gate.surfaces)
    return DutyRule.model_validate(
        {
            "id": f"{PREFIX}{gate.id}"[:60],
            "name": gate.name,
            "per": "release",
            "before": "release.published",
            "when": when,
            "gate": gate.id,
            "who": list(dict.fromkeys((*gate.who, gate.owner))),
            "done_by": "release.gate_signed",
        }
    )
