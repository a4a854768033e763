"""The metrics of 1,000 lived cases: taken for the first time, and again, against reading and parsing the same facts."""

from __future__ import annotations

import json
import sys
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from bench_replay import LIFE, NOW, START, bodies, moulds
from scene import make_site

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = 1000


def live(count: int) -> None:
    """Write so many closed cases with their reports and facts straight into the tables."""
    from daybreak.records.models import Case, DataKey, JournalEntry, PolicyVersion, Report

    version, made = PolicyVersion.objects.get(), moulds()
    keys = DataKey.objects.bulk_create(DataKey(wrapped_by="k", created_at=START) for _ in range(2 * count))
    cases = Case.objects.bulk_create(
        Case(number=f"AB-{n}", data_key=keys[n], policy=version, title_sealed=b"", opened_at=START)
        for n in range(count)
    )
    reports = Report.objects.bulk_create(
        Report(
            number=f"AB-R-{n}", data_key=keys[count + n], policy=version, case=case, door="web", mailbox="security",
            language="en", received_at=START + timedelta(minutes=7 * n), raw_sealed=b"", raw_sha256="", raw_size=0,
            title_sealed=b"", answers_sealed=b"", finder_sealed=b"", tracking_hash=uuid.uuid4().hex,
        )
        for n, case in enumerate(cases)
    )  # fmt: skip
    base = JournalEntry.objects.count()
    rows = []
    for n, (case, report) in enumerate(zip(cases, reports, strict=True)):
        for body, (_, who, _) in zip(bodies(n, made), LIFE, strict=True):
            key = f"{n:08d}-0000-4000-8000-000000000000"
            said = body.replace(f"case-{key}", str(case.id)).replace(f"report-{key}", str(report.id))
            position = base + len(rows) + 1
            rows.append(
                JournalEntry(
                    position=position,
                    kind=json.loads(body)["kind"],
                    actor="",
                    happened_at=START,
                    recorded_at=START,
                    case=case if "case" in who else None,
                    report=report if "report" in who else None,
                    body=said.replace('"position": ', f'"position": {position - 1}'),
                    hash=uuid.uuid4().hex * 2,
                )
            )
    JournalEntry.objects.bulk_create(rows, batch_size=2000)


def main(count: int) -> None:
    """Print seconds for both, and their ratios to reading and parsing the facts."""
    make_site("hoshimi-camera")
    from daybreak.core.metrics.period import ALWAYS
    from daybreak.records.models import JournalEntry
    from daybreak.stages.cases.figures import site_figures

    live(count)

    def parsed() -> None:
        for body in JournalEntry.objects.order_by("position").values_list("body", flat=True).iterator():
            json.loads(body)

    first = _seconds(lambda: site_figures(NOW, ALWAYS))
    again = _seconds(lambda: site_figures(NOW, ALWAYS))
    floor = _seconds(parsed)
    print(
        f"metrics of {count} cases ({count * len(LIFE)} facts): first {first:.2f} s, again {again:.3f} s; reading and "
        f"parsing the facts {floor:.2f} s; ratios {first / floor:.1f} and {again / floor:.2f}"
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
