"""The forms about remedies: plan, people, notes, the release it ships in, how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_forms import DayField, DeedForm, prose_field, sure_field
from daybreak.doors.desk.case_words import REMEDY_KINDS, STATUSES, word
from daybreak.stages.cases.affected import product_rows
from daybreak.stages.cases.case_page import meeting_line
from daybreak.stages.cases.naming import colleagues
from daybreak.stages.cases.vulnerability_page import vulnerabilities
from daybreak.stages.disclosure.rollback import armed_about
from daybreak.stages.remediation.queries import RemedyView, releases_for, remedies, remedy_of

if TYPE_CHECKING:
    from daybreak.doors.desk.case_setting import Setting

MEETING = "meeting:"
"""Before a meeting's key, where a form starts from its proposal."""


def affects_of(setting: Setting) -> list[tuple[str, str, str]]:
    """Give what is stated in the case: key, product with version and status in words, status."""
    look = (setting.viewer, setting.now, setting.number)
    views = {view.key: view.cve or view.title for view in vulnerabilities(*look)}
    listed = []
    for row in product_rows(*look):
        name = f"{setting.said(row.name)} {row.version}".strip()
        for cell in row.cells.values():
            about = f" · {views.get(cell.vulnerability, '')}" if len(views) > 1 else ""
            listed.append((cell.key, f"{name} · {word(STATUSES, cell.status)}{about}", cell.status))
    return listed


class PlanForm(DeedForm):
    """What is planned, for which affected products, by when, made by whom; `target` may name one affect,
    or the meeting whose proposal is planned.
    """

    kind = forms.ChoiceField(label=_("Kind"), choices=tuple(REMEDY_KINDS.items()))
    words = prose_field(_("Plan"), help_text=_("What will be changed, and how it reaches the users."))
    affects = forms.MultipleChoiceField(
        label=_("For these products"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one affected product this is for.")},
    )
    due_on = DayField(label=_("Due on"), required=False)
    author = forms.ChoiceField(
        label=_("Made by"), required=False, help_text=_("The author neither reviews nor verifies it.")
    )

    def known(self) -> dict[str, Any]:
        """Start from the product that was chosen, else from every affected one."""
        every = affects_of(self.setting)
        wanted = [key for key, _label, status in every if status == "affected"]
        start = {"words": self._proposal()} if self.target.startswith(MEETING) else {}
        return start | {"affects": [self.target] if any(key == self.target for key, *_rest in every) else wanted}

    def _proposal(self) -> str:
        return meeting_line(self.setting.case, self.target.removeprefix(MEETING)).proposal

    def prepare(self) -> None:
        """Offer what is stated in the case, and everybody as author."""
        self.offer("affects", [(key, label) for key, label, _status in affects_of(self.setting)])
        self.offer("author", colleagues().items(), empty=_("Nobody yet"))


class AboutRemedy(DeedForm):
    """A form about one remedy of the case."""

    def prepare(self) -> None:
        """Refuse a remedy of another case."""
        remedy_of(self.setting.case, self.target)

    def stands(self) -> RemedyView | None:
        """Give the remedy as it stands."""
        setting = self.setting
        views = remedies(setting.viewer, setting.now, setting.number)
        return next((view for view in views if view.key == self.target), None)


class ReplanForm(AboutRemedy):
    """A plan, written anew."""

    words = prose_field(_("Plan"), help_text=_("The old plan stays in the journal."))
    due_on = DayField(label=_("Due on"), required=False)

    def known(self) -> dict[str, Any]:
        """Start from what stands."""
        view = self.stands()
        return {"words": view.words, "due_on": view.due_on} if view else {}


class StaffForm(AboutRemedy):
    """Who makes it."""

    author = forms.ChoiceField(label=_("Made by"), help_text=_("The author neither reviews nor verifies it."))

    def known(self) -> dict[str, Any]:
        """Start from the present author."""
        view = self.stands()
        return {"author": view.author_key} if view else {}

    def prepare(self) -> None:
        """Offer everybody."""
        super().prepare()
        self.offer("author", colleagues().items())


class ReviewForm(AboutRemedy):
    """What the peer found."""

    words = prose_field(_("Review"), help_text=_("What you looked at and what you found."))


class VerifyForm(AboutRemedy):
    """What the quality engineer found."""

    words = prose_field(_("Verification"), help_text=_("What you tested, on which build, with which result."))


class ShipForm(AboutRemedy):
    """In which release it ships."""

    release = forms.ChoiceField(
        label=_("Release"),
        required=False,
        help_text=_("Not in the list? Register it on the Products tab first."),
    )

    def prepare(self) -> None:
        """Offer the releases of the products concerned."""
        super().prepare()
        self.offer("release", reversed(releases_for(self.setting.case).items()), empty=_("Choose one"))


class OfferForm(AboutRemedy):
    """That every device is offered it."""

    sure = sure_field(_("Every device is offered it now, which keeps its duties; only a roll-back undoes that."))


class ShareForm(AboutRemedy):
    """How many devices have it."""

    share = forms.IntegerField(label=_("Share of devices, in per cent"), min_value=0, max_value=100)


class RollBackForm(AboutRemedy):
    """Why it is taken back."""

    words = prose_field(_("Why it is rolled back"))
    sure = sure_field(_("The roll-out is taken back."))

    def prepare(self) -> None:
        """Say what will happen: which advisories are held with it."""
        super().prepare()
        remedy = remedy_of(self.setting.case, self.target)
        numbers = sorted({one.advisory.number for one in armed_about(remedy, self.setting.now)})
        told = gettext("Duties that it had ended are open again, and letters that told of it are owed an update.")
        if numbers:
            told += " " + gettext("These armed advisories are held: %(numbers)s.") % {"numbers": ", ".join(numbers)}
        self.fields["words"].help_text = told


class DropForm(AboutRemedy):
    """That it is given up."""

    sure = sure_field(_("The remedy is given up. Its products need another one."))
