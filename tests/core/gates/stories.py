"""Journals of made-up cases for the gates' tests, under the three example policies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from daybreak.core.advisory import Advisory, content_hash
from daybreak.core.facts import Code, Fact
from daybreak.core.policy.gate import Gate, Plan
from tests.core.advisory.advisories import edited, small

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
"""14:00 in Tokyo on a working Tuesday."""
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
HASH = content_hash(small())


@dataclass
class Story:
    """The journal of one case, told fact by fact."""

    facts: list[Fact] = field(default_factory=list)

    def tell(self, kind: str, subjects: dict[str, str] | None = None, /, **codes: Code) -> Story:
        """Add a fact a minute after the last; every fact is of case c1."""
        at = NOW - timedelta(days=9) + timedelta(minutes=len(self.facts))
        told = {"case": "c1", **(subjects or {})}
        self.facts.append(
            Fact(kind, at, at, position=len(self.facts) + 1, actor="person:h", subjects=told, codes=codes)
        )
        return self

    def without(self, kind: str) -> list[Fact]:
        """Give the facts but those of one kind."""
        return [fact for fact in self.facts if fact.kind != kind]


def life() -> Story:
    """Tell a case that has everything policy A and C ask for, but approvals."""
    remedy = {"remedy": "m1", "vulnerability": "v1", "affect": "a1"}
    return (
        Story()
        .tell("case.opened")
        .tell("vulnerability.added", {"vulnerability": "v1"})
        .tell("severity.assessed", {"vulnerability": "v1"}, band="critical", vector=VECTOR, by="ourselves", counts=True)
        .tell(
            "affect.stated", {"vulnerability": "v1", "affect": "a1"},
            status="affected", product="model-0", release="1.0.0", component="own", division="network",
            support="supported",
        )
        .tell("remedy.planned", remedy, kind="fix")
        .tell("remedy.verified", remedy, kind="fix")
        .tell("remedy.shipped", remedy, kind="fix")
        .tell("report.credit_chosen", {"report": "r1"}, credit="name")
    )  # fmt: skip


def life_b() -> Story:
    """Tell a case that policy B lets go out at TUESDAY: agreed, confirmed, approved in order."""
    agreed = TUESDAY.isoformat()
    party = {"party": "jp_coordinator"}
    return (
        life()
        .tell("coordinator.date_agreed", party, public_at=agreed, confirmed=True)
        .tell("advisory.approved", {"advisory": "x", "division": "network"}, role="division_head", content=HASH)
        .tell("advisory.approved", {"advisory": "x"}, role="legal", content=HASH)
        .tell("advisory.approved", {"advisory": "x"}, role="press", content=HASH)
    )


def with_edit(path: str, value: object) -> Advisory:
    """Change one member of the small advisory."""
    return edited(small(), path, value)


def shut(found: tuple[Gate, ...]) -> list[str]:
    """Name the gates that do not open."""
    return [gate.id for gate in found if not gate.opens]


def warned(found: tuple[Gate, ...]) -> list[str]:
    """Name the gates that only warn."""
    return [gate.id for gate in found if not gate.passed and not gate.binding]


PLAN = Plan(public_at=TUESDAY, base_url="https://psirt.example")
