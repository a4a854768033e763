"""Past cases for tests: lives of cases in the order in which they are lived, some steps left out, at any pace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from daybreak.core.clocks.spans import Span
from daybreak.core.facts import Fact

if TYPE_CHECKING:
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy

T0 = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
NOW = T0 + timedelta(days=700)
LIFE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("report.received", ("report",)),
    ("report.answered", ("report",)),
    ("case.opened", ("case",)),
    ("report.joined", ("report", "case")),
    ("vulnerability.added", ("case", "vulnerability")),
    ("case.confirmed", ("case",)),
    ("case.escalated", ("case",)),
    ("severity.assessed", ("case", "vulnerability")),
    ("manager.informed", ("case",)),
    ("affect.stated", ("case", "vulnerability", "affect")),
    ("notice.sent", ("case",)),
    ("finder.asked", ("report", "case")),
    ("finder.heard", ("report", "case")),
    ("meeting.held", ("case",)),
    ("remedy.planned", ("case", "affect", "remedy")),
    ("remedy.staffed", ("case", "remedy")),
    ("remedy.started", ("case", "remedy")),
    ("remedy.reviewed", ("case", "remedy")),
    ("severity.assessed", ("case", "vulnerability")),
    ("duty.extended", ("case", "affect")),
    ("remedy.verified", ("case", "remedy")),
    ("remedy.shipped", ("case", "remedy")),
    ("remedy.offered_to_all", ("case", "remedy")),
    ("release.published", ("case",)),
    ("vulnerability.attacked", ("case", "vulnerability")),
    ("advisory.published", ("case", "advisory")),
    ("case.closed", ("case",)),
    ("case.lesson_recorded", ("case",)),
)
ALWAYS = frozenset({"report.received", "case.opened", "report.joined", "vulnerability.added"})
SCORES = {"low": ("1.0", "3.9"), "medium": ("4.0", "6.9"), "high": ("7.0", "8.9")}


@st.composite
def stories(draw: st.DrawFn, name: str = "1") -> tuple[Fact, ...]:
    """Draw one case's facts: which steps it took and how many hours lay between them."""
    hours, facts = 0, []
    for kind, who in LIFE:
        if kind in ALWAYS or draw(st.integers(0, 9)) < 8:
            hours += draw(st.sampled_from([0, 1, 5, 20, 26, 50, 200, 900]))
            at = T0 + timedelta(hours=hours)
            subjects = {scope: f"{scope}-{name}" for scope in who}
            facts.append(Fact(kind, at, at, len(facts) + 1, "person:hana", subjects, _codes(draw, kind, at)))
    return tuple(facts)


def _codes(draw: st.DrawFn, kind: str, at: datetime) -> dict[str, Code]:
    if kind == "severity.assessed":
        band = draw(st.sampled_from(sorted(SCORES)))
        return {"band": band, "score": draw(st.sampled_from(SCORES[band])), "by": "ourselves"}
    if kind == "affect.stated":
        surface = draw(st.sampled_from(["cloud", "app", "firmware"]))
        return {"status": "affected", "surface": surface, "support": "supported", "product": "p", "component": "own"}
    if kind == "duty.extended":
        until = at + timedelta(days=draw(st.integers(1, 90)))
        return {"duty": "fix", "until": until.isoformat(), "reason": "complexity"}
    return {
        "report.received": {"mailbox": "security", "door": "web"},
        "vulnerability.added": {"component": "own", "found_by": "finder"},
        "notice.sent": {"duty": "first_report", "party": "voice_platform", "template": "incident_report"},
        "remedy.planned": {"kind": "fix", "author": "person:erin"},
        "case.closed": {"outcome": "fixed"},
    }.get(kind, {})


def with_limit(policy: Policy, duty: str, hours: int) -> Policy:
    """Give the policy with one time, in hours, as a duty's limit everywhere it has one; its aim is dropped."""
    rule = policy.duty(duty)
    if rule.within is None:
        return policy
    raw = {**rule.model_dump(by_alias=True, exclude_none=True), "within": str(Span("hour", hours))}
    raw.pop("aim", None)
    changed = type(rule).model_validate(raw)
    return policy.model_copy(update={"duties": tuple(changed if it.id == duty else it for it in policy.duties)})
