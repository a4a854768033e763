"""Letters to finders: the receipt, that there is news, a new tracking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.access import WORKER
from daybreak.core.clocks.speech import absolute
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.program.versions import policy_of
from daybreak.stages.intake.hearing import next_hearing
from daybreak.vault.sealed import open_json

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Report


def box_address(language: str) -> str:
    """Give the address of the finder's mailbox."""
    return f"{settings.BASE_URL}/{language if language in dict(settings.LANGUAGES) else 'en'}/box"


def send_receipt(*, now: datetime, report: Report, code: str, address: str) -> None:
    """Queue the receipt for a finder who left an address: number, time, hash and tracking code."""
    if not address:
        return
    policy = policy_of(report.policy)
    subject, body = policy.templates["receipt"].filled(
        report.language, _values(policy, report, code, now), policy.language
    )
    if code not in body:
        body = f"{body.rstrip()}\n{_code_words(report.language, code)}\n"
    letter = Letter("receipt", address, subject, body, report.language, once_key=f"receipt|{report.id}")
    queue(actor=WORKER, now=now, letter=letter, report=report)


def _code_words(language: str, code: str) -> str:
    with override(language):
        words = _("Your tracking code (keep it; with it you read and write on your page): %(code)s")
        return words % {"code": code}


def _values(policy: Policy, report: Report, code: str, now: datetime) -> dict[str, str]:
    zone = policy.organisation.time_zone
    hearing = next_hearing(report, now)
    with override(report.language):
        unknown = _("the date shown on your page")
    return {
        "organisation": policy.organisation.name.in_(report.language, policy.language),
        "number": report.number,
        "received_at": absolute(report.received_at, zone, report.language),
        "hash": report.raw_sha256,
        "code": code,
        "box": box_address(report.language),
        "next_by": absolute(hearing.by, zone, report.language) if hearing else unknown,
        "link": box_address(report.language),
        "contact": ", ".join(door.address for door in policy.intake.doors if door.address),
    }


def send_news(*, now: datetime, report: Report, once_key: str | None = None) -> None:
    """Tell a finder who left an address that there is news, and nothing more (promises, control 9)."""
    address = (open_json(report, "finder_sealed") or {}).get("address", "")
    if not address:
        return
    with override(report.language):
        subject = _("News about your report %(number)s") % {"number": report.number}
        body = _("There is news about your report %(number)s.\n\nRead it with your tracking code:\n%(box)s\n")
        words = body % {"number": report.number, "box": box_address(report.language)}
    queue(
        actor=WORKER,
        now=now,
        letter=Letter("news", address, subject, words, report.language, once_key=once_key),
        report=report,
    )


def send_new_code(*, now: datetime, report: Report, code: str) -> None:
    """Mail a new tracking code to the address the report came with."""
    address = open_json(report, "finder_sealed")["address"]
    with override(report.language):
        subject = _("A new tracking code for your report %(number)s") % {"number": report.number}
        body = _(
            "Somebody, probably you, asked for a new tracking code for report %(number)s.\n\n"
            "The new code: %(code)s\nThe old one no longer works.\n\nUse it at\n%(box)s\n"
        )
        words = body % {"number": report.number, "code": code, "box": box_address(report.language)}
    queue(actor=WORKER, now=now, letter=Letter("new_code", address, subject, words, report.language), report=report)
