"""Those who take part, on the coordination tab: invited with the embargo first, told once they have joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_deeds import CaseDeed
from daybreak.doors.desk.case_words import word
from daybreak.doors.desk.coordination_forms import InvitedForm, ParticipantForm
from daybreak.doors.desk.coordination_letters import offer
from daybreak.doors.desk.coordination_words import CONSENTS, PARTICIPANT_LOOKS, PARTICIPANT_STATES
from daybreak.doors.desk.fact_words import kind_words
from daybreak.stages.coordination.participants import note_participant

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.coordination.participants import Participant
    from daybreak.stages.coordination.queries import Outside

Values = dict[str, Any]


def _event(event: str) -> Callable[[Setting, str, Values], None]:
    def act(setting: Setting, target: str, values: Values) -> None:
        said = {"party": target, **values}
        note_participant(actor=setting.actor, now=setting.now, case=setting.case, event=event, **said)

    return act


DEEDS: dict[str, CaseDeed] = {
    "invite": CaseDeed(_("Note an invitation"), _event("invited"), InvitedForm, _("They are invited.")),
    "participant_invited": CaseDeed(_("Asked anew"), _event("invited"), ParticipantForm, _("Noted.")),
    "participant_joined": CaseDeed(_("They take part"), _event("joined"), ParticipantForm, _("They may be told now.")),
    "participant_declined": CaseDeed(_("They declined"), _event("declined"), ParticipantForm, _("Noted.")),
    "participant_stated": CaseDeed(_("They stated their products"), _event("stated"), ParticipantForm, _("Noted.")),
    "participant_ready": CaseDeed(_("Their fix is ready"), _event("ready"), ParticipantForm, _("Noted.")),
    "participant_not_ready": CaseDeed(
        _("Their fix is not ready after all"), _event("not_ready"), ParticipantForm, _("Noted.")
    ),
    "participant_removed": CaseDeed(
        _("Remove from the case"),
        _event("removed"),
        ParticipantForm,
        _("They are removed; nothing more is told."),
        danger=True,
    ),
}  # fmt: skip
"""What can be done with those who take part, by the name the form sends."""


def participant_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give those who take part or were invited, what each did, and what can be noted now."""
    known = [one for one in seen.participants if one.standing.state != "none"]
    return {
        "invitable": bool(seen.participants),
        "participants": [_row(setting, seen, one) for one in known],
        "invite_step": offer(setting, "invite", DEEDS["invite"]) if len(known) < len(seen.participants) else None,
    }


def _row(setting: Setting, seen: Outside, one: Participant) -> dict[str, Any]:
    heard = (told for told in seen.heard if told.kind.startswith("participant.") and told.party == one.party)
    return {
        "one": one,
        "name": setting.party(one.party),
        "state": word(PARTICIPANT_STATES, one.standing.state),
        "look": PARTICIPANT_LOOKS[one.standing.state],
        "consent": word(CONSENTS, one.standing.consent) if seen.silent else "",
        "heard": [{"one": told, "what": kind_words(told.kind)} for told in heard],
        "steps": [
            offer(setting, f"participant_{event}", DEEDS[f"participant_{event}"], one.party) for event in one.may
        ],
    }
