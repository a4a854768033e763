"""Letters to finders: the receipt, that there is news, a new tracking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.access import WORKER
from daybreak.core.clocks.speech import absolute
from daybreak.core.policy.model_intake import GENERAL
from daybreak.core.policy.reading import own_address
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.notices.waiting import waiting_for
from daybreak.program.versions import policy_of
from daybreak.stages.intake.hearing import next_hearing
from daybreak.vault.sealed import open_json, readable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Report


MOST_RECEIPTS = 5


def box_address(language: str) -> str:
    """Give the address of the finder's mailbox."""
    return f"{settings.BASE_URL}/{language if language in dict(settings.LANGUAGES) else 'en'}/box"


def send_receipt(*, now: datetime, report: Report, code: str, address: str) -> None:
    """Queue the receipt for a finder who left an address: number, time, hash and tracking code.

    A general inquiry gets the policy's `inquiry_receipt` where it has one: it need not speak as the security team.

    One automatic letter an hour leaves for one address; where MOST_RECEIPTS wait their turn already, somebody floods
    us or uses a stranger's address, and nothing more is queued: the report is stored all the same.
    """
    if not address or waiting_for(report.address_hash, "receipt") >= MOST_RECEIPTS:
        return
    policy = policy_of(report.policy)
    own = policy.templates.get("inquiry_receipt") if report.mailbox == GENERAL else None
    template = own or policy.templates["receipt"]
    subject, body = template.filled(report.language, _values(policy, report, code, now), policy.language)
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
        "contact": own_address(policy, report.mailbox),
    }


def send_news(*, now: datetime, report: Report, once_key: str | None = None) -> None:
    """Tell a finder who left an address that there is news, and nothing more (promises, control 9).

    Where such a letter still waits, it says as much.
    """
    address = (open_json(report, "finder_sealed") or {}).get("address", "") if readable(report) else ""
    if not address or report.notices.filter(template="news", sent_at=None, given_up_at=None).exists():
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


def send_waiting(*, now: datetime, report: Report, until: datetime, once_key: str) -> None:
    """Remind a finder who left an address that we wait for their answer, and say from when on we go on without it."""
    address = (open_json(report, "finder_sealed") or {}).get("address", "") if readable(report) else ""
    if not address:
        return
    policy = policy_of(report.policy)
    with override(report.language):
        by = absolute(until, policy.organisation.time_zone, report.language)
        subject = _("We are waiting for your answer about %(number)s") % {"number": report.number}
        body = _(
            "We asked you something about your report %(number)s and have not heard from you.\n\n"
            "Answer with your tracking code at:\n%(box)s\n\n"
            "If we hear nothing by %(by)s, we go on without your answer. Your report stays open all the same.\n"
        )
        words = body % {"number": report.number, "box": box_address(report.language), "by": by}
    letter = Letter("waiting", address, subject, words, report.language, once_key=once_key)
    queue(actor=WORKER, now=now, letter=letter, report=report)


def send_new_codes(*, now: datetime, codes: Sequence[tuple[Report, str]]) -> None:
    """Mail new tracking codes, newest report first, in one letter to the address the reports came with."""
    newest = codes[0][0]
    address = open_json(newest, "finder_sealed")["address"]
    with override(newest.language):
        subject = _("Your new tracking codes")
        body = _(
            "Somebody, probably you, asked for new tracking codes.\n\n%(codes)s\n\nThe old codes no longer work.\n\n"
            "Use them at\n%(box)s\n"
        )
        lines = "\n".join(f"{report.number}  {code}" for report, code in codes)
        words = body % {"codes": lines, "box": box_address(newest.language)}
    queue(actor=WORKER, now=now, letter=Letter("new_code", address, subject, words, newest.language), report=newest)
