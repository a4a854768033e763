"""Asking for notices: what left the house or waits, and what one of them says; only of cases and reports one sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from daybreak.core.identifiers import read_tracking_code
from daybreak.journal.facts import words_of
from daybreak.notices.actions import content_of
from daybreak.notices.letter import TO_FINDERS, Content, fingerprint, of_duty
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry, Notice
from daybreak.vault.sealed import open_json, readable

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer

State = Literal["waiting", "sent", "confirmed", "bounced", "given_up"]
STATES: tuple[State, ...] = ("waiting", "sent", "confirmed", "bounced", "given_up")
PER_PAGE = 50
HEARD = ("notice.confirmed", "notice.bounced")
CODE = re.compile(r"\b[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){6}\b")
MASK = "••••-••••-••••-••••-••••-••••-••••"


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a list shows it: to whom, about what, and how far it got."""

    key: str
    to: str
    subject: str
    language: str
    template: str
    duty: str
    scope: Literal["case", "report"]
    owner: str
    owner_key: str
    queued_at: datetime
    due_at: datetime
    attempts: int
    state: State
    at: datetime | None


@dataclass(frozen=True)
class File:
    """A file that leaves with a notice: its name, media type, content and SHA-256."""

    name: str
    media: str
    content: str | bytes
    sha256: str

    @property
    def words(self) -> str:
        """What it says with tracking codes masked, where it is a text; "" for anything else."""
        return CODE.sub(_masked, self.content) if isinstance(self.content, str) else ""


@dataclass(frozen=True)
class NoticePage:
    """A whole notice: its words (tracking codes masked), attachments with their SHA-256, what came of it.

    `receipt` is what the receiving side's server said, `reference` what the receiver said who confirmed it, `returned`
    what a returned mail says; of one that is `carried` by a person no mail leaves. `failure` is a message of the
    catalogues, `failure_words` what the other side said of it.
    """

    line: NoticeLine
    body: str
    attachments: tuple[File, ...]
    message_id: str
    sent_at: datetime | None
    confirmed_at: datetime | None
    bounced_at: datetime | None
    given_up_at: datetime | None
    receipt: str
    failure: str
    failure_words: str
    reference: str
    returned: str
    carried: bool
    outbox: bool


@dataclass(frozen=True)
class Notices:
    """One page of notices, and how many there are."""

    lines: tuple[NoticeLine, ...]
    found: int
    pages: int
    page: int


def notices(viewer: Viewer, now: datetime, state: str = "", page: int = 1) -> Notices:
    """List the notices of visible cases and reports, newest first; `state` is one of STATES, or empty for all."""
    seen = visible_to(viewer, now).notices().filter(_IN_STATE.get(state, Q()))
    paginator = Paginator(seen.select_related("data_key", "case", "report__policy"), PER_PAGE)
    shown = paginator.get_page(page)
    return Notices(tuple(_line(row) for row in shown), paginator.count, paginator.num_pages, shown.number)


def notice_for(viewer: Viewer, now: datetime, key: str) -> Notice | None:
    """Give the notice of this key if the viewer sees what it is about; None otherwise."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return (
        visible_to(viewer, now).notices().filter(id=wanted).select_related("data_key", "case", "report__policy").first()
    )


def notice_page(viewer: Viewer, now: datetime, key: str) -> NoticePage | None:
    """Open one notice for reading; None if there is none that the viewer may see.

    A tracking code is the finder's alone, so it is masked here: the desk must not be able to enter their mailbox.
    """
    row = notice_for(viewer, now, key)
    return _page(row) if row is not None else None


def notices_of_duty(rule: str, subject: str) -> tuple[NoticePage, ...]:
    """Open what was written about a duty of the site, in the order in which it was written.

    It is for who may see that duty: whoever asks has made sure of that.
    """
    scope, key = of_duty(rule, subject)
    mine = Notice.objects.filter(case=None, report=None, scope=scope, subject=key)
    return tuple(_page(row) for row in mine.select_related("data_key", "case", "report__policy").order_by("queued_at"))


def _page(row: Notice) -> NoticePage:
    content, receipt = _content(row), (open_json(row, "receipt_sealed") if readable(row) else None) or {}
    heard = _heard(row)
    return NoticePage(
        line=_line(row),
        body=CODE.sub(_masked, content.body),
        attachments=files_of(content),
        message_id=row.message_id,
        sent_at=row.sent_at,
        confirmed_at=row.confirmed_at,
        bounced_at=row.bounced_at,
        given_up_at=row.given_up_at,
        receipt=str(receipt.get("receipt", "")),
        failure=str(receipt.get("failure", "")),
        failure_words=str(receipt.get("words", "")),
        reference=heard.get("reference", ""),
        returned=heard.get("reason", ""),
        carried=row.channel == "hand",
        outbox=not settings.SMTP_URL,
    )


def _heard(row: Notice) -> dict[str, str]:
    """Open what the journal keeps of the answer to a notice: its receiver's reference, what a returned mail says."""
    if not readable(row) or not (row.confirmed_at or row.bounced_at):
        return {}
    mine = Q(case=row.case_id) if row.case_id else Q(report=row.report_id)
    told: dict[str, str] = {}
    found = JournalEntry.objects.filter(mine, kind__in=HEARD, body__contains=str(row.id)).select_related("data_key")
    for entry in found.order_by("position"):
        told |= words_of(entry)
    return told


def files_of(content: Content) -> tuple[File, ...]:
    """Give the attachments of a notice, each with its fingerprint."""
    return tuple(File(name, media, said, fingerprint(said)) for name, media, said in content.attachments)


def state_of(row: Notice) -> State:
    """Say how far a notice got, from its instants."""
    if row.bounced_at is not None:
        return "bounced"
    if row.confirmed_at is not None:
        return "confirmed"
    if row.sent_at is not None:
        return "sent"
    return "given_up" if row.given_up_at is not None else "waiting"


_IN_STATE: dict[str, Q] = {
    "waiting": Q(sent_at=None, given_up_at=None, bounced_at=None, confirmed_at=None),
    "sent": Q(sent_at__isnull=False, confirmed_at=None, bounced_at=None),
    "confirmed": Q(confirmed_at__isnull=False, bounced_at=None),
    "bounced": Q(bounced_at__isnull=False),
    "given_up": Q(given_up_at__isnull=False, sent_at=None, bounced_at=None, confirmed_at=None),
}


def count_by_state(once: str) -> dict[State, int]:
    """Count by state the notices whose `once_key` begins so; it is for who may know how many there are."""
    wanted: dict[str, Count] = {state: Count("id", filter=_IN_STATE[state]) for state in STATES}
    counted = Notice.objects.filter(once_key__startswith=once).order_by().aggregate(**wanted)
    return {state: counted[state] for state in STATES}


def _line(row: Notice) -> NoticeLine:
    content, state = _content(row), state_of(row)
    owner = row.case or row.report
    ends = {
        "waiting": None,
        "sent": row.sent_at,
        "confirmed": row.confirmed_at,
        "bounced": row.bounced_at,
        "given_up": row.given_up_at,
    }
    return NoticeLine(
        key=str(row.id),
        to=content.to,
        subject=content.subject,
        language=content.language,
        template=row.template,
        duty=row.duty,
        scope="case" if row.case_id else "report",
        owner=owner.number if owner else "",
        owner_key=str(owner.id) if owner else "",
        queued_at=row.queued_at,
        due_at=row.due_at,
        attempts=row.attempts,
        state=state,
        at=ends[state],
    )


def content_left(row: Notice) -> Content:
    """Open what a notice says; of one whose key was destroyed only that it was erased."""
    return content_of(row) if readable(row) else Content("", _("Erased"), "", "", ())


def _content(row: Notice) -> Content:
    """Open what a notice says, without the address of a finder whom the policy hides."""
    content = content_left(row)
    return replace(content, to=_("The finder")) if _to_a_masked_finder(row) else content


def _to_a_masked_finder(row: Notice) -> bool:
    """Tell whether it goes to a finder whom the policy hides from the desk."""
    if row.report is None or row.template not in TO_FINDERS:
        return False
    privacy = policy_of(row.report.policy).intake.privacy
    return privacy is not None and privacy.finder_at_desk == "masked"


def _masked(hit: re.Match[str]) -> str:
    try:
        read_tracking_code(hit[0])
    except ValueError:
        return hit[0]
    return MASK
