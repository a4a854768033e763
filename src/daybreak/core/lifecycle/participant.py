"""The life of a participant in a case, and their consent to its embargo (reference/duties.md 1.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.lifecycle.embargo import EMBARGO
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact


def within_a_week(asked: datetime) -> datetime:
    """Give until when an answer is waited for where no policy says otherwise: seven days (Vultron's default)."""
    return asked + timedelta(days=7)


PARTICIPANT = Table(
    noun=_("The participant"),
    start="none",
    states={
        "none": _("is not invited"),
        "invited": _("is invited"),
        "joined": _("has joined"),
        "declined": _("has declined"),
        "removed": _("was removed"),
    },
    deeds={
        "participant.invited": _("be invited"),
        "participant.joined": _("join"),
        "participant.declined": _("decline"),
        "participant.removed": _("be removed"),
        "participant.stated": _("state the status of their products"),
        "participant.ready": _("say that their fix is ready"),
        "participant.not_ready": _("say that their fix is not ready after all"),
    },
    arrows=arrows(
        ("none declined removed", "participant.invited", "invited"),
        ("invited joined", "participant.invited", "="),
        ("invited joined", "participant.joined", "joined"),
        ("invited", "participant.declined", "declined"),
        ("joined", "participant.declined", "declined"),
        ("invited joined", "participant.removed", "removed"),
        ("joined", "participant.stated", "="),
        ("joined", "participant.ready", "="),
        ("joined", "participant.not_ready", "="),
    ),
)
"""Whoever has joined is invited and joins anew where the embargo was given a new end."""

CONSENT = Table(
    noun=_("Consent to the embargo"),
    start="no_embargo",
    states={
        "no_embargo": _("is not asked for"),
        "invited": _("is asked for"),
        "signatory": _("is given"),
        "declined": _("is refused"),
        "lapsed": _("was given for an earlier end"),
    },
    deeds={
        "invite": _("be asked for"),
        "accept": _("be given"),
        "decline": _("be refused"),
        "revise": _("lapse by a new end"),
        "reset": _("be forgotten"),
    },
    arrows=arrows(
        ("no_embargo lapsed declined", "invite", "invited"),
        ("no_embargo invited lapsed", "accept", "signatory"),
        ("no_embargo invited lapsed", "decline", "declined"),
        ("signatory", "revise", "lapsed"),
        ("no_embargo invited signatory declined lapsed", "reset", "no_embargo"),
    ),
)
"""Vultron's participant embargo consent."""


class Standing(NamedTuple):
    """How it stands with one party: its state in the case, its consent to the embargo, and since when."""

    state: str
    consent: str
    since: datetime | None


_CONSENTING = {
    "participant.invited": "invite",
    "participant.joined": "accept",
    "participant.declined": "decline",
    "participant.removed": "reset",
    "embargo.revised": "revise",
    "embargo.ended": "reset",
}


def consent_from(
    facts: Iterable[Fact], participant: str, now: datetime, waits: Callable[[datetime], datetime] = within_a_week
) -> str:
    """Give a participant's consent from the facts of the case; silence counts as declined.

    `waits` gives until when an answer to what was asked at an instant is waited for.

    A new end, however it came to be agreed, makes what was given for the earlier one lapse.
    """
    state, asked, embargo = CONSENT.start, None, EMBARGO.start
    for fact in facts:
        anew = fact.kind == "embargo.accepted" and embargo == "revising"
        embargo = EMBARGO.after(embargo, fact.kind)
        trigger = "revise" if anew else _CONSENTING.get(fact.kind)
        if trigger is None or fact.subjects.get("participant", participant) != participant:
            continue
        state = CONSENT.after(state, trigger)
        asked = fact.happened_at if trigger == "invite" else asked
    if state == "invited" and asked is not None and now > waits(asked):
        return "declined"
    return state


def standing_of(
    facts: Iterable[Fact], participant: str, now: datetime, waits: Callable[[datetime], datetime] = within_a_week
) -> Standing:
    """Give how it stands with a participant, whose key it is, from the facts of the case in order."""
    told = list(facts)
    own = [fact for fact in told if fact.subjects.get("participant") == participant]
    since = [fact.happened_at for fact in own if fact.kind in PARTICIPANT.deeds]
    consent = consent_from(told, participant, now, waits)
    return Standing(PARTICIPANT.state_from(own), consent, since[-1] if since else None)
