"""What is done on an advisory's page: approve, release, hold, revise, take facts anew, declare an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.words import Text
from daybreak.doors.desk.advisory_forms import (
    AdvisoryForm,
    ApproveForm,
    CustomersForm,
    EmergencyForm,
    HoldForm,
    NoteForm,
    ReleaseBackForm,
    ReleaseForm,
    ReviseForm,
    SendBackForm,
)
from daybreak.journal.clock import database_now
from daybreak.stages.disclosure import actions
from daybreak.stages.disclosure.customers import note_customers_told
from daybreak.stages.disclosure.refusals import ChangedMeanwhile
from daybreak.stages.disclosure.release import vote_release
from daybreak.stages.disclosure.release_notes import note_in_release
from daybreak.stages.disclosure.sending_back import send_back, send_release_back
from daybreak.stages.disclosure.turns import ask_approval
from daybreak.stages.remediation.queries import release_named

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Revision


@dataclass(frozen=True)
class Doing:
    """A deed being done: by whom, when, on which revision, with which values of the form."""

    request: HouseRequest
    revision: Revision
    values: dict[str, Any]

    @property
    def actor(self) -> Actor:
        """Who does it."""
        return self.request.viewer.actor

    @property
    def now(self) -> datetime:
        """When."""
        return self.request.now

    def say(self, words: object) -> None:
        """Say what was done, on the next page."""
        messages.success(self.request, str(words))


@dataclass(frozen=True)
class AdvisoryDeed:
    """One deed: its verb, its form, the action behind it; `danger` marks what cannot be taken back."""

    verb: Any
    act: Callable[[Doing], None]
    form: type[AdvisoryForm] = AdvisoryForm
    danger: bool = False


def do(doing: Doing, deed: AdvisoryDeed) -> None:
    """Do it, if the content is still the one that was on the page. Raises a Refusal."""
    if doing.values["content"] != doing.revision.content_hash:
        raise ChangedMeanwhile
    deed.act(doing)


def _approve(doing: Doing) -> None:
    actions.approve(
        actor=doing.actor,
        now=doing.now,
        revision=doing.revision,
        role=doing.values["role"],
        division=doing.values["division"],
    )
    doing.say(gettext("Approved, for exactly this content."))


def _send_back(doing: Doing) -> None:
    role, division, reason = (doing.values[name] for name in ("role", "division", "reason"))
    send_back(actor=doing.actor, now=doing.now, revision=doing.revision, role=role, division=division, reason=reason)
    doing.say(gettext("Sent back. Everybody inside the case is told; your reason stands here."))


def _send_release_back(doing: Doing) -> None:
    send_release_back(actor=doing.actor, now=doing.now, revision=doing.revision, reason=doing.values["reason"])
    doing.say(gettext("Sent back. Everybody inside the case is told; your reason stands here."))


def _ask(doing: Doing) -> None:
    ask_approval(actor=doing.actor, now=doing.now, revision=doing.revision)
    doing.say(gettext("The approver whose turn it is has the policy's time from now on."))


def _customers(doing: Doing) -> None:
    words, at = doing.values["words"], doing.values["at"]
    note_customers_told(actor=doing.actor, now=doing.now, revision=doing.revision, words=words, at=at)
    doing.say(gettext("Noted."))


def _release(doing: Doing) -> None:
    public_at = doing.values["public_at"]
    if vote_release(actor=doing.actor, now=doing.now, revision=doing.revision, public_at=public_at):
        doing.say(gettext("Released and armed. It becomes public at its instant, without any further deed."))
    else:
        doing.say(gettext("Your word is given. A second, different person releases it for the same instant."))


def _hold(doing: Doing) -> None:
    actions.hold(actor=doing.actor, now=doing.now, revision=doing.revision, reason=doing.values["reason"])
    instant = doing.revision.public_at

    def tell() -> None:
        """Ask the clock once the hold is committed: only then is it known whether it came in time."""
        if instant is not None and database_now() < instant:
            doing.say(gettext("Held in time. Nobody outside has seen it."))
        else:
            words = gettext("Held, but too late: it was public for a moment, and readers may have it.")
            messages.error(doing.request, words)

    transaction.on_commit(tell)


def _revise(doing: Doing) -> None:
    notes = {name.removeprefix("note."): words for name, words in doing.values.items() if name.startswith("note.")}
    content = actions.content_of(doing.revision).model_copy(update={"revision_note": Text(notes)})
    advisory = doing.revision.advisory
    actions.revise(actor=doing.actor, now=doing.now, advisory=advisory, content=content)
    doing.say(gettext("A further revision is drafted. Take the facts anew if the case has moved on."))


def _take_facts(doing: Doing) -> None:
    before = doing.revision.content_hash
    actions.take_facts_anew(actor=doing.actor, now=doing.now, revision=doing.revision)
    changed = doing.revision.content_hash != before
    doing.say(
        gettext("The facts are the case's again; the words are kept.") if changed else gettext("Nothing has changed.")
    )


def _declare(doing: Doing) -> None:
    case = doing.revision.advisory.case
    actions.declare_emergency(actor=doing.actor, now=doing.now, case=case, reason=doing.values["reason"])
    doing.say(gettext("Declared in your roles."))


def _note(doing: Doing) -> None:
    advisory = doing.revision.advisory
    release = release_named(advisory.case, doing.values["release"])
    note_in_release(actor=doing.actor, now=doing.now, advisory=advisory, release=release)
    doing.say(gettext("The release note is on record."))


DEEDS: dict[str, AdvisoryDeed] = {
    "approve": AdvisoryDeed(_("Approve"), _approve, ApproveForm),
    "send_back": AdvisoryDeed(_("Send back"), _send_back, SendBackForm, danger=True),
    "ask": AdvisoryDeed(_("Ask for approval"), _ask),
    "customers": AdvisoryDeed(_("Note that they were told"), _customers, CustomersForm),
    "release": AdvisoryDeed(_("Release"), _release, ReleaseForm),
    "release_back": AdvisoryDeed(_("Send back"), _send_release_back, ReleaseBackForm, danger=True),
    "hold": AdvisoryDeed(_("Hold"), _hold, HoldForm, danger=True),
    "revise": AdvisoryDeed(_("Draft a revision"), _revise, ReviseForm),
    "facts": AdvisoryDeed(_("Take the facts anew"), _take_facts),
    "note": AdvisoryDeed(_("Record the release note"), _note, NoteForm),
    "emergency": AdvisoryDeed(_("Declare an emergency"), _declare, EmergencyForm, danger=True),
}
"""What can be done on the page, by the name its form sends."""
