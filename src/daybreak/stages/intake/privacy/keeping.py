"""How long a report's data is kept: the projection of the instants its times end, and the erasing once they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.access import WORKER
from daybreak.core.privacy.retention import keepings
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.program.versions import policy_of
from daybreak.records.models import Expiry, Message, Report, StoredFile
from daybreak.stages.intake.privacy.erasing import erase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.privacy.retention import Keeping, Kind
    from daybreak.journal.deed import Deed

ROWS = 500


def follow(facts: Sequence[Fact], deed: Deed) -> None:
    """Derive anew when the data of every report these facts concern is to be erased."""
    cases = {fact.subjects["case"] for fact in facts if "case" in fact.subjects}
    reports = {fact.subjects["report"] for fact in facts if "report" in fact.subjects}
    concerned = Report.objects.filter(id__in=reports) | Report.objects.filter(case_id__in=cases)
    for report in concerned.select_related("policy", "data_key"):
        _derive(report, deed.facts_of_case(report.case_id) if report.case_id else facts_of_report(report.id))


def rebuild() -> int:
    """Derive every expiry anew from policy and journal; give how many there are."""
    with transaction.atomic():
        Expiry.objects.all().delete()
        reports = Report.objects.select_related("policy", "data_key").iterator(chunk_size=ROWS)
        Expiry.objects.bulk_create(list(_expiries(reports)), batch_size=ROWS)
    return Expiry.objects.count()


def _expiries(reports: Iterable[Report]) -> Iterator[Expiry]:
    for report in reports:
        for kind, (ends_at, held) in _wanted(report, story_of(report)).items():
            yield Expiry(report=report, kind=kind, ends_at=ends_at, held=held)


def keepings_of(report: Report) -> tuple[Keeping, ...]:
    """Give how each kind of this report's data is kept."""
    return _keepings(report, story_of(report))


def _keepings(report: Report, facts: Sequence[Fact]) -> tuple[Keeping, ...]:
    return keepings(policy_of(report.policy), facts, str(report.id), customer_data=_marked(report))


def story_of(report: Report) -> tuple[Fact, ...]:
    """Give the facts of a report, those of its case among them."""
    return facts_of_case(report.case_id) if report.case_id else facts_of_report(report.id)


def _marked(report: Report) -> bool:
    living = {"customers_data": True, "data_key__destroyed_at": None}
    said = Message.objects.filter(thread__report=report, **living)
    return said.exists() or StoredFile.objects.filter(report=report, **living).exists()


def _wanted(report: Report, facts: Sequence[Fact]) -> dict[Kind, tuple[datetime, bool]]:
    kept = () if report.data_key.destroyed_at else _keepings(report, facts)
    return {one.kind: (one.until, one.held) for one in kept if one.until is not None and one.erased is None}


def _derive(report: Report, facts: Sequence[Fact]) -> None:
    wanted = _wanted(report, facts)
    known = {row.kind: row for row in report.expiries.all()}
    for kind in known.keys() - wanted.keys():
        known[kind].delete()
    for kind, (ends_at, held) in wanted.items():
        row = known.get(kind)
        if row is None or (row.ends_at, row.held) != (ends_at, held):
            Expiry.objects.update_or_create(report=report, kind=kind, defaults={"ends_at": ends_at, "held": held})


def due(now: datetime) -> Iterable[Expiry]:
    """Give what is to be erased now, whole reports first: they take their parts along."""
    rows = Expiry.objects.filter(ends_at__lte=now, held=False).select_related("report__data_key", "report__policy")
    return sorted(rows, key=lambda row: (row.kind != "report", row.ends_at))


def erase_due(*, now: datetime, expiry: Expiry) -> bool:
    """Erase what an expiry says, if the law still says so; False if it does not (a hold was placed meanwhile).

    Journals `finder.erased` or `data.erased`.
    """
    report = Report.objects.select_related("data_key", "policy").get(pk=expiry.report_id)
    found = next((one for one in keepings_of(report) if one.kind == expiry.kind and one.due(now)), None)
    if found is None or report.data_key.destroyed_at is not None:
        return False
    erase(actor=WORKER, now=now, report=report, kind=found.kind)
    return True
