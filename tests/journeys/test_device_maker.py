"""A maker of cameras, Japanese first: a form post, a partner told within 24 hours, an embargo, a fix over the air."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.life import Approval, Days, Delivery, Do, Life
from tests.journeys.whole import live

pytestmark = pytest.mark.journey

VECTOR = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
LIFE = Life(
    policy="hoshimi-camera",
    language="ja",
    other="en",
    zone="Asia/Tokyo",
    begins=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    public_in=timedelta(days=21, hours=4),
    door="form",
    people={
        "Hana": [("security_team", "")],
        "Mina": [("programme_manager", "")],
        "Otto": [("engineering_head", ""), ("security_team", "")],
        "Ken": [("engineer", "")],
        "Quinn": [("quality", "")],
    },
    report={"product": "hc-drive-2", "version": "2.4.0", "steps": "*", "impact": "*"},
    answer_keeps=("answer",),
    work=(
        Do("Hana", "", "confirm", {"sure": "on"}, keeps=("confirm",)),
        Do("Hana", "vulnerabilities/", "describe", {"title": "*", "description": "*", "cwe": "CWE-787"}),
        Do("Hana", "vulnerabilities/", "assess", {"vector": VECTOR, "reason": "*"}, keeps=("assess",)),
        Do("Hana", "", "manager", {"words": "*"}, keeps=("report_to_manager",)),
        Do("Hana", "outside/", "letter", on="first_report"),
        Do("Mina", "outside/", "let_go", {"sure": "on"}),
        Delivery(keeps=("first_report",)),
        Do("Mina", "", "convene", {"roles": ["security_team", "engineer", "engineering_head"]}),
        Do("Mina", "", "minutes", {"minutes": "*", "began_at": "{now}"}, keeps=("meet",)),
        Do("Hana", "products/", "state",
           {"rows": ["hc-drive-2:2.4.0", "hc-drive-2:2.3.0"], "status": "affected"}),
        Do("Hana", "products/", "state",
           {"rows": ["hc-viewer", "hc-cloud"], "status": "not_affected", "justification": "component_not_present"}),
        Do("Mina", "remedies/", "plan", {"kind": "fix", "words": "*", "due_on": "{day+20}", "author": "~Ken"},
           keeps=("plan",)),
        Do("Hana", "outside/", "letter", on="second_report"),
        Do("Mina", "outside/", "let_go", {"sure": "on"}),
        Delivery(keeps=("second_report",)),
        Do("Ken", "remedies/", "start"),
        Do("Hana", "vulnerabilities/", "cve", {"cve": "CVE-2026-40001"}),
        Do("Hana", "", "propose", {"until": "{public_at}"}),
        Do("Mina", "", "accept"),
        Days(9),
        Do("Otto", "remedies/", "review", {"words": "*"}),
        Days(3),
        Do("Quinn", "remedies/", "verify", {"words": "*"}, keeps=("verify",)),
        Do("Ken", "products/", "release", {"product": "hc-drive-2", "version": "2.4.1", "released_on": "{day+0}"}),
        Do("Ken", "remedies/", "ship", {"release": "~2.4.1"}),
        Do("Ken", "remedies/", "offer", {"sure": "on"}, keeps=("fix",)),
    ),
    approvals=(Approval("Mina", "programme_manager"),),
    releasers=("Hana", "Otto"),
    publish_keeps=("publish",),
    afterwards=(
        Do("Hana", "", "lesson", {"lesson": "*", "what": "*", "person": "~Hana", "until": "{day+7}"}),
        Do("Hana", "", "close", {"outcome": "resolved", "words": "*", "sure": "on"}),
    ),
)  # fmt: skip


def test_the_life_of_a_vulnerability_at_a_device_maker() -> None:
    live(LIFE)
