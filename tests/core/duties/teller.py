"""Tells stories: facts in the journal's shape, and the duties the shipped policies see in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from daybreak.core.facts import KINDS, Fact
from daybreak.core.policy.duties import Duty, duties
from daybreak.core.policy.model_duty import DutyRule
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

T0 = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # Tuesday, 09:00 in Tokyo
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPORT, CASE = {"report": "r1"}, {"case": "c1"}
VULNERABILITY = {**CASE, "vulnerability": "v1"}
AFFECT = {**VULNERABILITY, "affect": "a1"}
REMEDY = {**AFFECT, "remedy": "m1"}
FIRMWARE = {"status": "affected", "surface": "firmware", "support": "supported", "product": "cam", "component": "own"}
SIMPLE: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": "10 days", "done_by": "manager.informed"}
TABLE: dict[str, Any] = {"within": {"high": "2 days", "medium": "10 days", "low": "20 days"}}


class Teller:
    """A story that grows: each call tells one fact, `hours` after T0."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.facts: list[Fact] = []

    def tell(self, kind: str, hours: float, subjects: dict[str, str] | None = None, **codes: Any) -> Teller:
        """Tell one fact; `kind_` is the code `kind`, `actor` its actor."""
        if kind not in KINDS:
            message = f"{kind} is no kind of fact"
            raise KeyError(message)
        at = T0 + HOUR * hours
        actor = codes.pop("actor", "person:hana")
        if "kind_" in codes:
            codes["kind"] = codes.pop("kind_")
        self.facts.append(Fact(kind, at, at, len(self.facts) + 1, actor, dict(subjects or {}), codes))
        return self

    def confirmed(self, hours: float = 2) -> Teller:
        """Tell of a report that became a confirmed case with one vulnerability."""
        self.tell("report.received", 0, {**REPORT, "mailbox": "security"}, door="web", mailbox="security")
        self.tell("case.opened", 1, CASE).tell("report.joined", 1, {**REPORT, **CASE})
        self.tell("vulnerability.added", 1, VULNERABILITY, component="own", found_by="finder")
        return self.tell("case.confirmed", hours, CASE)

    def judged(self, band: str, hours: float = 3) -> Teller:
        """Tell of a judged severity."""
        return self.tell("severity.assessed", hours, VULNERABILITY, band=band, by="ourselves")

    def affected(self, hours: float = 4, **particulars: str) -> Teller:
        """Tell of an affected product, firmware unless said otherwise."""
        return self.tell("affect.stated", hours, AFFECT, **{**FIRMWARE, **particulars})


def simple(**words: Any) -> dict[str, Any]:
    """Give a plain duty with other words."""
    return {**SIMPLE, **words}


def with_rules(*rules: dict[str, Any], **severity: Any) -> Policy:
    """Give the device maker's policy with these duties alone."""
    made = tuple(
        DutyRule.model_validate({"name": {"en": rule["id"]}, "who": "security_team", **rule}) for rule in rules
    )
    base = policy("hoshimi-camera")
    changed = base.severity.when_changed.model_copy(update=severity)
    judged = base.severity.model_copy(update={"when_changed": changed})
    calm = base.disclosure.model_copy(update={"emergency": None})
    return base.model_copy(update={"duties": made, "severity": judged, "disclosure": calm})


def found(rules: Policy, story: Teller, now: datetime = T0) -> dict[str, Duty]:
    """Give the duties by id (the last one, where several things have the same)."""
    return {duty.id: duty for duty in duties(rules, story.facts, now)}


def only(rules: Policy, story: Teller, duty_id: str, now: datetime = T0) -> Duty:
    """Give the one duty of this id."""
    (duty,) = (duty for duty in duties(rules, story.facts, now) if duty.id == duty_id)
    return duty


def at(hours: float) -> datetime:
    """Give the instant so many hours after T0."""
    return T0 + HOUR * hours
