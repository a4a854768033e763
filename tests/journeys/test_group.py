"""An electronics group: a mail, divisions asked, a coordinator's agreed instant, approvals in order, two languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.life import Approval, Days, Delivery, Do, Life
from tests.journeys.whole import live

pytestmark = pytest.mark.journey

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
NATIONAL = {"party": "jp_coordinator"}
LIFE = Life(
    policy="aoba-electric",
    language="en",
    other="ja",
    zone="Asia/Tokyo",
    begins=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    public_in=timedelta(days=28, hours=4),
    door="mail",
    people={
        "Hana": [("psirt", "")],
        "Otto": [("psirt_on_call", "")],
        "Ken": [("division_desk", "network")],
        "Yuki": [("division_desk", "compute"), ("division_desk", "aoba_pos")],
        "Mina": [("division_head", "network")],
        "Quinn": [("quality", "network")],
        "Lea": [("legal", "")],
        "Pia": [("press", "")],
    },
    report={"steps": "*", "impact": "*"},
    answer_keeps=("acknowledge",),
    work=(
        Do("Hana", "outside/", "ask", {"divisions": ["network", "compute", "aoba_pos"], "question": "*"},
           keeps=("ask_divisions",)),
        Do("Hana", "", "confirm", {"sure": "on"}, keeps=("confirm",)),
        Do("Hana", "vulnerabilities/", "describe", {"title": "*", "description": "*", "cwe": "CWE-125"}),
        Do("Hana", "vulnerabilities/", "assess", {"vector": VECTOR, "reason": "*"}, keeps=("assess",)),
        Do("Hana", "vulnerabilities/", "cve", {"cve": "CVE-2026-40002"}),
        Do("Hana", "conversation/", "answer", {"body": "*"}),
        Do("Hana", "outside/", "cve_told", keeps=("cna_tell_finder",)),
        Do("Hana", "", "concern", {"holds": "yes"}, on="own_network"),
        Do("Hana", "outside/", "letter", on="hand_to_csirt"),
        Do("Hana", "outside/", "carried", {"reference": "*"}, keeps=("hand_to_csirt",)),
        Do("Hana", "outside/", "coordinator", NATIONAL | {"event": "notified_us", "words": "*"}),
        Days(1),
        Do("Ken", "products/", "state", {"rows": ["ab-router-x:4.1"], "status": "affected"}),
        Do("Ken", "outside/", "division", {"words": "*"}, on="network"),
        Do("Yuki", "products/", "state",
           {"rows": ["ab-server-os", "ab-storage-manager", "ab-pos-cloud"], "status": "not_affected",
            "justification": "vulnerable_code_not_present"}),
        Do("Yuki", "outside/", "division", {"words": "*"}, on="compute"),
        Do("Yuki", "outside/", "division", {"words": "*"}, on="aoba_pos", keeps=("investigate",)),
        Do("Ken", "remedies/", "plan", {"kind": "fix", "words": "*", "due_on": "{day+20}", "author": "~Ken"}),
        Do("Hana", "outside/", "letter", {"say_advisory_address": "*"}, on="answer_coordinator"),
        Do("Hana", "outside/", "carried", {"reference": "*"}, keeps=("answer_coordinator",)),
        Do("Hana", "outside/", "letter", on="jp_report_verification"),
        Do("Hana", "outside/", "carried", {"reference": "*"}, keeps=("jp_report_verification",)),
        Do("Hana", "", "propose", {"until": "{public_at}"}),
        Do("Hana", "", "accept"),
        Do("Hana", "outside/", "date", NATIONAL | {"public_at": "{public_at}", "confirmed": "on"},
           keeps=("jp_agree_date",)),
        Do("Hana", "outside/", "coordinator", NATIONAL | {"event": "draft_checked", "words": "*"},
           keeps=("jp_check_draft",)),
        Do("Ken", "remedies/", "start"),
        Days(6),
        Do("Yuki", "remedies/", "review", {"words": "*"}),
        Do("Quinn", "remedies/", "verify", {"words": "*"}, keeps=("verify", "prepare")),
        Do("Ken", "products/", "release", {"product": "ab-router-x", "version": "4.3", "released_on": "{day+0}"}),
        Do("Ken", "remedies/", "ship", {"release": "~4.3"}),
        Delivery(),
    ),
    approvals=(
        Approval("Mina", "division_head", "network"),
        Approval("Lea", "legal"),
        Approval("Pia", "press"),
    ),
    releasers=("Hana", "Otto"),
    publish_keeps=("publish", "jp_publish_within_45_days"),
    once_public=(
        Do("Hana", "outside/", "coordinator", NATIONAL | {"event": "entry_seen"}, keeps=("jp_watch_entry",)),
        Do("Hana", "outside/", "cve_published", {"sure": "on"}, keeps=("cna_publish_record",)),
    ),
    before_revision=(Do("Hana", "outside/", "date", NATIONAL | {"confirmed": "on"}),),
    afterwards=(
        Do("Hana", "", "close", {"outcome": "resolved", "words": "*", "sure": "on"}),
    ),
)  # fmt: skip


def test_the_life_of_a_vulnerability_in_a_group_of_companies() -> None:
    live(LIFE)
