"""The forms of a case's summary: words, kind, concerns, embargo, lessons, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.duty_ending import ENDING
from daybreak.core.policy.handover import takers
from daybreak.design.speech import listed
from daybreak.doors.desk.case_forms import DayField, DeedForm, InstantField, line_field, prose_field, sure_field
from daybreak.doors.desk.case_rail import basis_of
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, FATES, KINDS, OUTCOMES, word
from daybreak.doors.refusals import spoken
from daybreak.stages.cases.case_page import asked_for, summary, usual_end
from daybreak.stages.cases.closing import foretold_closing
from daybreak.stages.cases.follow_ups import owes_a_step
from daybreak.stages.cases.naming import colleagues
from daybreak.stages.cases.refusals import FollowUpMissing

if TYPE_CHECKING:
    from daybreak.core.policy.closing import Foretold
    from daybreak.doors.desk.case_setting import Setting


class SummaryForm(DeedForm):
    """The case's title and what it is about."""

    title = line_field(_("Title"), help_text=_("One line that names the weakness and where it is."))
    summary = prose_field(_("Summary"), required=False, help_text=_("What it is about, in the team's own words."))

    def known(self) -> dict[str, Any]:
        """Start from what stands."""
        look = (self.setting.viewer, self.setting.now, self.setting.number)
        return {"title": self.setting.top.title, "summary": summary(*look).summary}


class KindForm(DeedForm):
    """Vulnerability or incident."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=tuple(KINDS.items()),
        help_text=_("An incident is a breach or an attack that happened, not only a flaw; it has duties of its own."),
    )

    def known(self) -> dict[str, Any]:
        """Start from the present kind."""
        return {"kind": self.setting.case.kind}


class ConcernForm(DeedForm):
    """One yes/no particular of the policy."""

    holds = forms.ChoiceField(label="", widget=forms.RadioSelect, choices=(("yes", _("Yes")), ("no", _("No"))))

    def prepare(self) -> None:
        """Ask by the policy's name for it."""
        concern = self.setting.policy.concerns.get(self.target)
        self.fields["holds"].label = self.setting.concern(self.target)
        if concern is not None and concern.hint is not None:
            self.fields["holds"].help_text = self.setting.said(concern.hint)


class ManagerForm(DeedForm):
    """What the manager is told."""

    words = prose_field(
        _("Report to the manager"), help_text=_("The severity as you judge it, why, and what you propose.")
    )


class EmbargoForm(DeedForm):
    """The instant at which silence ends."""

    until = InstantField(
        label=_("The embargo ends"),
        when="ahead",
        help_text=_("The exact instant. Its end by itself publishes nothing."),
    )
    asked_by = forms.ChoiceField(
        label=_("Who asks for it"),
        required=False,
        help_text=_("Somebody else's silence may forbid a letter that a duty orders: then people decide."),
    )
    reason = prose_field(
        _("Why"), required=False, help_text=_("Needed once the fix is ready. It is sealed and stays in this case.")
    )

    def known(self) -> dict[str, Any]:
        """Propose the policy's own length, for whoever told us."""
        asked_by = asked_for(self.setting.case)
        return {"until": usual_end(self.setting.case, self.setting.now, asked_by), "asked_by": asked_by}

    def prepare(self) -> None:
        """Offer the finder and every outside party of the policy."""
        parties = self.setting.policy.parties
        known = [(key, self.setting.said(party.name)) for key, party in parties.items() if not party.inside]
        self.offer("asked_by", [("finder", _("The finder")), *known], _("We ourselves"))


class EndEmbargoForm(DeedForm):
    """Why the embargo ends now."""

    reason = prose_field(_("Why it ends now"))
    sure = sure_field(_("The embargo is over from now on. This cannot be taken back."))


class ConfirmForm(DeedForm):
    """That the flaw is real."""

    sure = sure_field(_("It is real. The clocks that start here run from now on; this cannot be taken back."))


class EscalateForm(DeedForm):
    """That the case is escalated."""

    sure = sure_field(_("It is escalated. The clocks that start here run from now on; this cannot be taken back."))


STEP = ("what", "person", "until")


class LessonForm(DeedForm):
    """What was learnt, and what follows from it."""

    lesson = prose_field(_("What was learnt"))
    what = line_field(_("What follows"), required=False, help_text=_("One step. Further ones are planned afterwards."))
    person = forms.ChoiceField(label=_("Who does it"), required=False)
    until = DayField(label=_("By which day"), required=False)

    def prepare(self) -> None:
        """Offer everybody of the house; ask for the step where the policy does."""
        self.offer("person", colleagues().items(), empty=_("Nobody yet"))
        for name in STEP if owes_a_step(self.setting.case) else ():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = spoken(FollowUpMissing())

    def clean(self) -> dict[str, Any]:
        """Ask for the whole step, or for none."""
        cleaned = super().clean()
        given = [name for name in STEP if cleaned.get(name)]
        for name in STEP:
            if given and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, gettext("Say what is done, by whom, and by when."))
        return cleaned


class FollowUpForm(DeedForm):
    """A further step that follows from what was learnt."""

    what = line_field(_("What follows"))
    person = forms.ChoiceField(label=_("Who does it"))
    until = DayField(label=_("By which day"))

    def prepare(self) -> None:
        """Offer everybody of the house."""
        self.offer("person", colleagues().items(), empty=_("Choose one"))


class FollowedUpForm(DeedForm):
    """What was done."""

    words = prose_field(_("What was done"))


class HandOverForm(DeedForm):
    """To which team the case goes, and why."""

    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    reason = prose_field(
        _("Why it is theirs"),
        help_text=_(
            "Their people are let in. Until they hand it back, the duties of those they take over from are theirs."
        ),
    )

    def prepare(self) -> None:
        """Offer the teams that the policy lets take cases over."""
        self.offer("to", [(role, self.setting.role(role)) for role in takers(self.setting.policy)])


class HandBackForm(DeedForm):
    """Why the case comes back."""

    reason = prose_field(_("Why it comes back"), help_text=_("Whoever came in with it is out again."))


class CloseForm(DeedForm):
    """How the case ends."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=(("", _("Choose one")), *OUTCOMES.items()))
    words = prose_field(_("Why, in words"))
    sure = sure_field(_("The case is done. It can be reopened with a reason."))

    def foretold(self) -> dict[str, Any]:
        """Say of each duty that runs, or begins with the closing, how it stands and what becomes of it."""
        setting = self.setting
        about = {(line.duty.id, line.duty.scope, line.duty.subject): line.about for line in setting.duties}
        told = foretold_closing(setting.viewer, setting.now, setting.number)
        rows = [_foretold(setting, one, about.get((one.duty.id, one.duty.scope, one.duty.subject), "")) for one in told]
        return {"rows": rows, "nothing": listed(str(OUTCOMES[one]) for one in OUTCOMES if one in ENDING)}


def _foretold(setting: Setting, one: Foretold, about: str) -> dict[str, Any]:
    state = one.duty.state(setting.now)
    return {
        "name": setting.said(one.duty.name),
        "about": about,
        "state": word(DUTY_STATES, state) if state in RUNNING else "",
        "look": DUTY_LOOKS.get(state, ""),
        "aim": one.duty.aim,
        "limit": one.duty.limit,
        "strength": one.duty.strength.replace("_", " "),
        "basis": basis_of(one.duty),
        "if_nothing": word(FATES, one.if_nothing) if one.if_nothing else "",
        "if_something": word(FATES, one.if_something) if one.if_something else "",
    }


class ReopenForm(DeedForm):
    """Why the case is opened again."""

    reason = prose_field(_("Why it is opened again"))
