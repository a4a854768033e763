"""The embargo on a case's summary: how it stands, what should or may end it, who proposes what, and its deeds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.lifecycle import embargo as law
from daybreak.core.verdict import Refused
from daybreak.design.speech import listed
from daybreak.doors.desk import case_summary_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, step
from daybreak.doors.desk.case_words import EMBARGO_STATES, word
from daybreak.doors.desk.coordination_conflicts import owner_words
from daybreak.doors.refusals import said
from daybreak.stages.cases import embargo
from daybreak.stages.cases.embargo_page import EmbargoTold, embargo_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.desk.case_setting import Setting

Values = dict[str, Any]


def _deed(deed: Callable[..., object]) -> Callable[[Setting, str, Values], None]:
    def act(setting: Setting, _target: str, values: Values) -> None:
        said = {name: words for name, words in values.items() if name != "sure"}
        deed(actor=setting.actor, now=setting.now, case=setting.case, **said)

    return act


DEEDS: dict[str, CaseDeed] = {
    "propose": CaseDeed(
        _("Propose an embargo"), _deed(embargo.propose_embargo), forms.EmbargoForm, _("The embargo is proposed.")
    ),
    "keep_default": CaseDeed(
        _("Agree our published default"), _deed(embargo.keep_default), done=_("The embargo is in force.")
    ),
    "accept": CaseDeed(_("Accept the proposed end"), _deed(embargo.accept_embargo), done=_("The embargo is in force.")),
    "reject": CaseDeed(
        _("Reject the proposed end"), _deed(embargo.reject_embargo), done=_("The proposal is rejected.")
    ),
    "end": CaseDeed(
        _("End the embargo now"),
        _deed(embargo.end_embargo),
        forms.EndEmbargoForm,
        _("The embargo is over. Nothing was published."),
        danger=True,
    ),
}
"""What can be done about the embargo, by the name its form sends."""


def embargo_rows(setting: Setting) -> dict[str, Any]:
    """Give what the summary says of the embargo, with the deeds that have a place now."""
    told = embargo_told(setting.case, setting.now)
    return {
        "embargo_word": word(EMBARGO_STATES, told.embargo.state),
        "embargo_steps": _steps(setting, told),
        "embargo_hints": [gettext(reason) for reason in told.embargo.should_end],
        "embargo_may_end": [gettext(reason) for reason in told.embargo.may_end],
        "embargo_offers": [{"one": one, "asker": owner_words(setting, one.asker)} for one in told.offers],
        "embargo_fix_ready": _of_the_fix(told),
        "embargo_ready": _of_the_vendors(setting, told),
        "embargo_enough": told.enough,
        "embargo_silent_since": told.silent_since,
        "embargo_default": told.default,
    }


def _of_the_fix(told: EmbargoTold) -> str:
    """Say what a ready fix asks for; "" where it asks for nothing."""
    if not told.embargo.fix_ready:
        return ""
    if told.offers:
        return gettext("The fix is ready: reject what was proposed before, and negotiate nothing new without a reason.")
    return gettext("The fix is ready: prepare the end of the embargo.") if told.embargo.in_force else ""


def _of_the_vendors(setting: Setting, told: EmbargoTold) -> str:
    """Say how many of several vendors have their fix ready, and who they are; "" where there is one alone."""
    ready, every = told.ready.ready, len(told.ready.ready) + len(told.ready.waited_for)
    if not told.ready.several or not told.embargo.in_force:
        return ""
    words = gettext("%(ready)s of %(every)s vendors have their fix ready")
    names = f": {listed(owner_words(setting, one) for one in ready)}" if ready else ""
    return words % {"ready": len(ready), "every": every} + names


def _steps(setting: Setting, told: EmbargoTold) -> list[Step]:
    """Offer each deed of the embargo that has a place in its present state, or say why it cannot be."""
    ahead = setting.now + timedelta(days=1)
    default = ("keep_default", DEEDS["keep_default"])
    shown = [step(setting, "case", default, why_not=_not_mine(setting, ""))] if told.default else []
    for name, kind in (
        ("accept", "embargo.accepted"),
        ("reject", "embargo.rejected"),
        ("propose", "embargo.proposed"),
        ("end", "embargo.ended"),
    ):
        if (told.embargo.state, kind) in law.EMBARGO.arrows:
            until = min(ahead, told.embargo.until or ahead) if kind == "embargo.proposed" else None
            verdict = law.may(told.embargo, kind, until, setting.now)
            reserved = "" if kind == "embargo.proposed" else _not_mine(setting, kind)
            why_not = said(verdict.reason) if isinstance(verdict, Refused) else reserved
            shown.append(step(setting, "case", (name, DEEDS[name]), why_not=why_not))
    return shown


def _not_mine(setting: Setting, kind: str) -> str:
    """Say why the policy does not let the viewer decide by a fact of this kind; "" where it does."""
    verdict = embargo.deciding(setting.case, setting.viewer, setting.now, kind)
    return said(verdict.reason) if isinstance(verdict, Refused) else ""
