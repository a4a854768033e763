"""The forms about remedies: plan, people, notes, the release it ships in, how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_forms import DayField, DeedForm, prose_field, sure_field
from daybreak.doors.desk.case_words import REMEDY_KINDS, STATUSES, word
from daybreak.stages.cases.affected import product_rows
from daybreak.stages.cases.case_page import meeting_line
from daybreak.stages.cases.earshot import earshot_in
from daybreak.stages.cases.naming import colleagues
from daybreak.stages.cases.vulnerability_page import vulnerabilities
from daybreak.stages.disclosure.rollback import armed_about
from daybreak.stages.remediation.queries import (
    RemedyView,
    own_releases,
    products_of,
    releases_for,
    remedies,
    remedy_of,
)

if TYPE_CHECKING:
    from daybreak.doors.desk.case_setting import Setting

MEETING = "meeting:"
"""Before a meeting's key, where a form starts from its proposal."""


class Offered(NamedTuple):
    """What is stated in the case and may be planned for: key and words; `wanted` where it is chosen by default."""

    key: str
    label: str
    wanted: bool


def affects_of(setting: Setting) -> list[Offered]:
    """Give what is stated in the case with product, version, status and division in words, but what is not affected.

    What is affected is wanted; of somebody who is here for a division, its own products alone (B3).
    """
    look = (setting.viewer, setting.now, setting.number)
    views = {view.key: view.cve or view.title for view in vulnerabilities(*look)}
    earshot = earshot_in(setting.case, setting.viewer, setting.now)
    found = []
    for row in product_rows(*look):
        name = f"{setting.said(row.name)} {row.version}".strip()
        for cell in (one for one in row.cells.values() if one.status != "not_affected"):
            about = views.get(cell.vulnerability, "") if len(views) > 1 else ""
            parts = (name, word(STATUSES, cell.status), about, setting.division(row.division))
            wanted = cell.status == "affected" and earshot.of(row.division)
            found.append(Offered(cell.key, " · ".join(filter(None, parts)), wanted))
    return found


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
        """Start from the product that was chosen, else from every affected one that the planner speaks for."""
        every = affects_of(self.setting)
        wanted = [one.key for one in every if one.wanted]
        start = {"words": self._proposal()} if self.target.startswith(MEETING) else {}
        return start | {"affects": [self.target] if any(one.key == self.target for one in every) else wanted}

    def _proposal(self) -> str:
        return meeting_line(self.setting.case, self.target.removeprefix(MEETING)).proposal

    def prepare(self) -> None:
        """Offer what is stated in the case, and everybody as author."""
        self.offer("affects", [(one.key, one.label) for one in affects_of(self.setting)])
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
        error_messages={"required": _("Say in which release it ships.")},
        help_text=_("Not in the list? Register it on the Products tab first."),
    )
    also = forms.MultipleChoiceField(
        label=_("Users of these other products get the fix with this release as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The release's own product counts in any case. What is not ticked is not fixed yet: it is planned "
            "as a remedy of its own, which ships in a release of its own."
        ),
    )

    def known(self) -> dict[str, Any]:
        """Start from what has shipped together before."""
        remedy = remedy_of(self.setting.case, self.target)
        return {"also": list(products_of(remedy))} if remedy.shipped_in_id else {}

    def prepare(self) -> None:
        """Offer the releases of the remedy's products; of another product's, the deed says whose it is."""
        super().prepare()
        remedy = remedy_of(self.setting.case, self.target)
        own, products = own_releases(remedy), products_of(remedy)
        every = reversed(releases_for(self.setting.case).items())
        chosen = self.data.get("release", "")
        self.offer("release", [one for one in every if one[0] in own | {chosen}], empty=_("Choose one"))
        if len(products) > 1:
            self.offer("also", products.items())
        else:
            del self.fields["also"]


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
