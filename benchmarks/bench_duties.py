"""Duties of 10,000 cases from facts in memory: cases a second, against parsing the same facts as JSON."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

CASES = 10_000
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def main() -> None:
    """Print cases a second, duties in all, and the ratio to parsing the facts."""
    from daybreak.core.facts import Fact
    from daybreak.core.policy.duties import duties
    from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy

    policy = load(shipped_policy("hoshimi-camera"), name="hoshimi-camera", include=shipped_overlay)

    def facts(case: int) -> list[Fact]:
        began = START + timedelta(minutes=17 * case)
        subjects = {"case": f"c{case}", "report": f"r{case}", "vulnerability": f"v{case}", "affect": f"a{case}"}
        told = [
            ("report.received", ("report",), {"mailbox": "security", "door": "web"}),
            ("report.answered", ("report",), {}),
            ("case.opened", ("case",), {}),
            ("report.joined", ("report", "case"), {}),
            ("vulnerability.added", ("case", "vulnerability"), {"component": "own", "found_by": "finder"}),
            ("case.confirmed", ("case",), {}),
            ("severity.assessed", ("case", "vulnerability"), {"band": "high", "by": "ourselves"}),
            (
                "affect.stated",
                ("case", "vulnerability", "affect"),
                {"status": "affected", "product": "p", "surface": "firmware", "support": "supported"},
            ),
            ("manager.informed", ("case",), {}),
            ("meeting.held", ("case",), {}),
        ]
        return [
            Fact(
                kind,
                began + timedelta(hours=n),
                began + timedelta(hours=n),
                n + 1,
                "person:x",
                {s: subjects[s] for s in who},
                codes,
            )
            for n, (kind, who, codes) in enumerate(told)
        ]

    stories = [facts(case) for case in range(CASES)]
    lines = [[json.dumps(asdict(fact), default=str) for fact in story] for story in stories]
    now = START + timedelta(days=120)
    duties(policy, stories[0], now)
    began = time.perf_counter()
    found = sum(len(duties(policy, story, now)) for story in stories)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    for story in lines:
        for line in story:
            json.loads(line)
    floor = time.perf_counter() - began
    print(
        f"duties: {CASES / ours:.0f} cases/s ({found} duties of {CASES} cases in {ours:.1f} s); "
        f"{ours / floor:.1f} times the parsing of their facts"
    )


if __name__ == "__main__":
    main()
