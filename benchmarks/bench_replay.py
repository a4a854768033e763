"""Replay of 100,000 closed cases under a changed policy: time and peak memory, against parsing the same facts.

`bench_replay.py CASES` runs another number; without it a tenth is run, so that `make bench` stays short.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import deque
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.program.replay_worker import StoredStory

FEWER = 10_000
BATCH = 250
START = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BANDS, SURFACES = ("low", "medium", "high"), ("cloud", "app", "firmware")
LIFE: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("report.received", ("report",), 0),
    ("report.acknowledged", ("report",), 0),
    ("report.answered", ("report",), 8),
    ("case.opened", ("case",), 10),
    ("report.joined", ("report", "case"), 10),
    ("vulnerability.added", ("case", "vulnerability"), 11),
    ("case.confirmed", ("case",), 20),
    ("notice.sent", ("case",), 30),
    ("severity.assessed", ("case", "vulnerability"), 32),
    ("manager.informed", ("case",), 33),
    ("affect.stated", ("case", "vulnerability", "affect"), 34),
    ("meeting.held", ("case",), 40),
    ("remedy.planned", ("case", "affect", "remedy"), 50),
    ("remedy.started", ("case", "remedy"), 52),
    ("remedy.reviewed", ("case", "remedy"), 400),
    ("remedy.verified", ("case", "remedy"), 500),
    ("remedy.shipped", ("case", "remedy"), 700),
    ("remedy.offered_to_all", ("case", "remedy"), 900),
    ("advisory.drafted", ("case", "advisory"), 910),
    ("advisory.published", ("case", "advisory"), 1000),
    ("case.closed", ("case",), 1100),
)
"""A closed case's facts: kind, what they concern, hours after receipt."""


CODES: dict[str, dict[str, str]] = {
    "report.received": {"mailbox": "security", "door": "web"},
    "vulnerability.added": {"component": "own", "found_by": "finder"},
    "severity.assessed": {"band": "BAND", "by": "ourselves"},
    "affect.stated": {"status": "affected", "product": "p", "surface": "SURFACE", "support": "supported"},
    "notice.sent": {"duty": "first_report", "party": "voice_platform", "template": "incident_report"},
    "remedy.planned": {"kind": "fix", "author": "person:e"},
    "case.closed": {"outcome": "fixed"},
}


def moulds() -> list[tuple[int, str]]:
    """Give each fact of a life as the journal stores it, with capitals where cases differ, after its hours."""
    from daybreak.core.facts import Fact

    made = []
    for position, (kind, who, hours) in enumerate(LIFE):
        subjects = {scope: f"{scope}-CASE-0000-4000-8000-000000000000" for scope in who}
        fact = asdict(Fact(kind, NOW, NOW, position + 1, "person:q", subjects, CODES.get(kind, {})))
        said = json.dumps(fact, default=datetime.isoformat).replace(NOW.isoformat(), "INSTANT")
        made.append((hours, said))
    return made


def bodies(case: int, made: list[tuple[int, str]]) -> list[str]:
    """Give one closed case's entries; how slow the team was differs from case to case."""
    began, pace = START + timedelta(minutes=7 * case), 0.3 + case * 37 % 100 / 50
    band, surface, key = BANDS[case % 3], SURFACES[case // 3 % 3], f"{case:08d}"
    return [
        body.replace("INSTANT", (began + timedelta(hours=hours * pace)).isoformat())
        .replace("CASE", key)
        .replace("BAND", band)
        .replace("SURFACE", surface)
        for hours, body in made
    ]


def stories(count: int) -> Iterator[StoredStory]:
    """Give closed cases one after the other, as the query does."""
    from daybreak.program.replay_worker import StoredStory

    made = moulds()
    return (StoredStory(f"HC-{case}", "one", bodies(case, made)) for case in range(count))


def policies() -> tuple[Policy, Policy]:
    """Give the device maker's policy, and one with a tighter limit for firmware and for the first report."""
    from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy

    text = shipped_policy("hoshimi-camera")
    tight = text.replace("firmware: 60 days", "firmware: 45 days").replace("within: 24 hours", "within: 12 hours")
    old, new = (load(it, name="policy", include=shipped_overlay) for it in (text, tight))
    return old, new


def main(count: int) -> None:
    """Print seconds, peak memory, and the ratio of processor time to parsing the same facts."""
    from daybreak.core.policy.loading import composed_text
    from daybreak.program.replay import spread
    from daybreak.program.replay_worker import Trial

    old, new = policies()
    trial = Trial(composed_text(new), {"one": composed_text(old)}, NOW)
    began = time.perf_counter()
    result = spread(trial, stories(count), new, lambda _done: None)
    took = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, theirs = (each.ru_maxrss // 1024 for each in used)
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    making = _seconds(lambda: deque(stories(count), maxlen=0))
    sample = list(islice(stories(count), 5000))
    parsing = _seconds(lambda: [json.loads(body) for story in sample for body in story.bodies]) * count / len(sample)
    facts = count * len(LIFE)
    moved = sum(shift.count for shift in result.shifts)
    print(
        f"replay: {count} closed cases, {facts} facts in {took:.1f} s on {os.cpu_count()} cores, {busy:.0f} s of their "
        f"time, of which making the facts {making:.1f} s ({count / took:.0f} cases/s; {moved} verdicts differ); peak "
        f"{own} MiB here and at most {theirs} MiB in each process; {busy / parsing:.1f} times their parsing; "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _seconds(work: Callable[[], object]) -> float:
    """Measure the processor's time that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")
    import django

    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FEWER)
