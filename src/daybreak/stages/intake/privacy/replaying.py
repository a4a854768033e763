"""Replaying erased.log: what was erased after a backup was taken is erased again once it is restored (P9, B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from daybreak.core.access import WORKER
from daybreak.journal.facts import facts_of_kinds
from daybreak.records.models import DataKey, Report
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.vault.data_keys import destroy, scrub
from daybreak.vault.erased import Erasure, append, read

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.vault.erased import Kind

KINDS = ("finder.erased", "data.erased", "subscription.ended")


def replay(now: datetime) -> int:
    """Do again what erased.log says and this database does not know; give how much was done.

    What the database knows and the log does not (the machine died between the two) is written into the log.
    """
    log = read()
    facts = facts_of_kinds(KINDS)
    known = {str(fact.codes.get(name)) for fact in facts for name in ("key", "replays") if fact.codes.get(name)}
    again = [one for one in log.erasures if one.key not in known]
    done = sum(_again(now, one) for one in again)
    logged = {one.key for one in log.erasures}
    for fact in facts:
        if "replays" not in fact.codes and str(fact.codes.get("key")) not in logged:
            append(_line(fact))
    scrub()
    return done


def _again(now: datetime, erasure: Erasure) -> bool:
    report = Report.objects.filter(id=erasure.report).select_related("data_key", "policy").first()
    if erasure.kind != "subscription" and report is not None and report.data_key.destroyed_at is None:
        erase(actor=WORKER, now=now, report=report, kind=erasure.kind, replayed=erasure)
        return True
    alive = DataKey.objects.filter(id=erasure.key, destroyed_at=None).first()
    if alive is not None:
        destroy(alive, now)
    return alive is not None


def _line(fact: Fact) -> Erasure:
    whole: dict[str, Kind] = {"finder.erased": "report", "subscription.ended": "subscription"}
    kind = whole.get(fact.kind) or cast("Kind", str(fact.codes["kind"]))
    return Erasure(
        at=fact.happened_at.isoformat(),
        report=fact.subjects.get("report") or fact.subjects["subscription"],
        key=str(fact.codes["key"]),
        kind=kind,
        files=tuple(str(fact.codes.get("files", "")).split()),
        messages=tuple(str(fact.codes.get("messages", "")).split()),
    )
