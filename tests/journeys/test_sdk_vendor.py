"""A vendor of development kits: a machine reports, escalation starts the table, quality verifies, not the author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.life import Approval, AtGate, Days, Do, Life
from tests.journeys.whole import live

pytestmark = pytest.mark.journey

VECTOR = "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"
LIFE = Life(
    policy="kestrel-sdk",
    language="en",
    other="",
    zone="Europe/Lisbon",
    begins=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    public_in=timedelta(days=20, hours=1),
    door="api",
    people={
        "Hana": [("security", "")],
        "Mina": [("manager", "")],
        "Tom": [("tech_lead", "")],
        "Ken": [("developer", "")],
        "Yuki": [("developer", "")],
        "Quinn": [("quality", "")],
    },
    report={"product": "kg-core", "version": "9.0.0", "steps": "*", "impact": "*"},
    answer_keeps=("answer",),
    work=(
        Do("Hana", "", "confirm", {"sure": "on"}),
        Days(1),
        Do("Hana", "", "escalate", {"sure": "on"}, keeps=("escalate",)),
        Do("Hana", "vulnerabilities/", "describe", {"title": "*", "description": "*", "cwe": "CWE-787"}),
        Do("Hana", "vulnerabilities/", "assess", {"vector": VECTOR, "reason": "*"}, keeps=("assess",)),
        Do("Hana", "vulnerabilities/", "cve", {"cve": "CVE-2026-40003"}),
        Do("Hana", "products/", "state", {"rows": ["kg-core:9.0.0"], "status": "affected"}),
        Do("Hana", "products/", "state",
           {"rows": ["kg-web"], "status": "not_affected", "justification": "component_not_present"}),
        Do("Tom", "remedies/", "plan", {"kind": "fix", "words": "*", "due_on": "{day+14}"}),
        Do("Tom", "remedies/", "staff", {"author": "~Ken"}, keeps=("give_resources",)),
        Do("Ken", "remedies/", "start"),
        Do("Hana", "", "propose", {"until": "{public_at}"}),
        Do("Hana", "", "accept"),
        Days(8),
        Do("Yuki", "remedies/", "review", {"words": "*"}, keeps=("peer_review",)),
        Do("Yuki", "remedies/", "merge"),
        Do("Quinn", "remedies/", "verify", {"words": "*"}, keeps=("verify",)),
        Days(4),
        Do("Ken", "products/", "release", {"product": "kg-core", "version": "9.0.1", "released_on": ""}),
        AtGate("Tom", "kg-core:9.0.1", "sign-changes_reviewed", {"words": "*"}),
        AtGate("Tom", "kg-core:9.0.1", "sign-component_list", {"words": "*"}),
        AtGate("Tom", "kg-core:9.0.1", "publish", {"sure": "on"}),
        Do("Ken", "remedies/", "ship", {"release": "~9.0.1"}, keeps=("resolve",)),
    ),
    customers_first=True,
    approvals=(Approval("Tom", "tech_lead"),),
    releasers=("Hana", "Mina"),
    publish_keeps=("publish",),
    afterwards=(
        Do("Hana", "", "close", {"outcome": "resolved", "words": "*", "sure": "on"}),
        Do("Hana", "", "lesson", {"lesson": "*", "what": "*", "person": "~Hana", "until": "{day+7}"}, keeps=("learn",)),
        Do("Hana", "", "followed_up", {"words": "*"}, keeps=("follow_up",)),
    ),
)  # fmt: skip


def test_the_life_of_a_vulnerability_at_a_vendor_of_development_kits() -> None:
    live(LIFE)
