"""Duties of open cases, ten facts each, in one process: time against parsing the same facts as JSON, and peak memory.

`bench_duties.py CASES` runs another number; without it a tenth of the 100,000 is run, so that `make bench` stays short.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daybreak.core.facts import Fact

FEWER = 10_000
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
NOW = START + timedelta(days=120)
TOLD: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
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
)
"""An open case's facts, an hour apart: kind, what they concern, codes."""


def facts(case: int) -> list[Fact]:
    """Tell one case, beginning 17 minutes after the one before."""
    from daybreak.core.facts import Fact

    began = START + timedelta(minutes=17 * case % 160_000)
    told = []
    for hours, (kind, who, codes) in enumerate(TOLD):
        at, subjects = began + timedelta(hours=hours), {scope: f"{scope[0]}{case}" for scope in who}
        told.append(Fact(kind, at, at, hours + 1, "person:x", subjects, codes))
    return told


def main(count: int) -> None:
    """Print cases a second, duties in all, the ratio to parsing the facts, and what memory was needed."""
    from daybreak.core.policy.duties import duties
    from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy

    policy = load(shipped_policy("hoshimi-camera"), name="hoshimi-camera", include=shipped_overlay)
    duties(policy, facts(0), NOW)
    before, found, ours = _peak(), 0, 0.0
    for case in range(count):
        story = facts(case)
        began = time.process_time()
        found += len(duties(policy, story, NOW))
        ours += time.process_time() - began
    lines = [[json.dumps(asdict(fact), default=str) for fact in facts(case)] for case in range(2000)]
    began = time.process_time()
    for story_lines in lines:
        for line in story_lines:
            json.loads(line)
    floor = (time.process_time() - began) * count / len(lines)
    print(
        f"duties: {found} of {count} open cases ({count * len(TOLD)} facts) in {ours:.1f} s of one processor, "
        f"{count / ours:.0f} cases/s; {ours / floor:.1f} times the parsing of their facts; memory {_peak()} MiB, "
        f"of which {before} MiB before the first case"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FEWER)
