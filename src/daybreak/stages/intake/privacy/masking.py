"""Who sees at the desk who reported: the whole team, or, where the policy masks finders, two people for a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from daybreak.core.privacy.two_people import unmasked_until
from daybreak.journal.facts import facts_of_report
from daybreak.program.versions import policy_of
from daybreak.stages.intake.consent import BY_NAME, finder_in
from daybreak.vault.sealed import open_json, readable

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.records.models import Report
    from daybreak.stages.intake.submission import Finder


def is_masked(report: Report) -> bool:
    """Whether the policy hides at the desk who reported, until two people ask to see it."""
    privacy = policy_of(report.policy).intake.privacy
    return privacy is not None and privacy.finder_at_desk == "masked"


def unmasked_for(report: Report, viewer: Viewer, now: datetime) -> datetime | None:
    """Give until when this viewer sees who the finder is; None if they do not."""
    until = unmasked_until(facts_of_report(report.id), str(report.id), str(viewer.actor))
    return until if until and now < until else None


def finder_of(report: Report) -> Finder:
    """Open who reported, as far as they said and as far as it was not erased."""
    return finder_in((open_json(report, "finder_sealed") if readable(report) else None) or {})


def finder_seen_by(viewer: Viewer, now: datetime, report: Report) -> tuple[Finder, bool]:
    """Open who reported as this viewer may see it, and tell whether it is masked; thanks by name are no secret."""
    finder = finder_of(report)
    if viewer.kind == "finder" or not is_masked(report) or unmasked_for(report, viewer, now):
        return finder, False
    unnamed = replace(finder, name="", address="", organisation="")
    return unnamed if finder.credit == BY_NAME else replace(unnamed, credit_name="", co_finders=()), True
