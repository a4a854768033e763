"""The remedies tab: plans with their people, reviews and verifications, and the way into the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import case_remedy_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Tab, step
from daybreak.doors.desk.case_words import REMEDY_KINDS, REMEDY_LOOKS, REMEDY_STATES, word
from daybreak.doors.refusals import said
from daybreak.people.queries import person_named
from daybreak.stages.cases.affected import product_rows
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.disclosure.release_notes import note_words
from daybreak.stages.disclosure.rollback import roll_back_and_hold
from daybreak.stages.remediation import actions
from daybreak.stages.remediation.queries import affects_named, release_named, remedies, remedy_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.records.models import Person
    from daybreak.stages.remediation.queries import RemedyView

NAME = "case_remedies"
Values = dict[str, Any]


def _author(key: str) -> Person | None:
    return person_named(f"person:{key}") if key else None


def _plan(setting: Setting, _target: str, values: Values) -> None:
    plan = actions.Plan(
        kind=values["kind"],
        words=values["words"],
        affects=affects_named(setting.case, values["affects"]),
        due_on=values["due_on"],
        author=_author(values["author"]),
    )
    actions.plan_remedy(actor=setting.actor, now=setting.now, case=setting.case, plan=plan)


def _replan(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    actions.replan_remedy(actor=setting.actor, now=setting.now, remedy=remedy, **values)


def _staff(setting: Setting, target: str, values: Values) -> None:
    remedy, author = remedy_of(setting.case, target), _author(values["author"])
    if author is None:
        raise NotVisible
    actions.staff_remedy(actor=setting.actor, now=setting.now, remedy=remedy, author=author)


def _advance(kind: str) -> Any:
    def act(setting: Setting, target: str, _values: Values) -> None:
        remedy = remedy_of(setting.case, target)
        actions.advance_remedy(actor=setting.actor, now=setting.now, remedy=remedy, kind=kind)

    return act


def _review(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    actions.review_remedy(actor=setting.actor, now=setting.now, remedy=remedy, words=values["words"])


def _verify(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    actions.verify_remedy(actor=setting.actor, now=setting.now, remedy=remedy, words=values["words"])


def _ship(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    release = release_named(setting.case, values["release"]) if values["release"] else None
    also = values.get("also", ())
    actions.ship_remedy(actor=setting.actor, now=setting.now, remedy=remedy, release=release, also=also)


def _deliver(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    actions.note_delivery(actor=setting.actor, now=setting.now, remedy=remedy, share=values["share"])


def _roll_back(setting: Setting, target: str, values: Values) -> None:
    remedy = remedy_of(setting.case, target)
    roll_back_and_hold(actor=setting.actor, now=setting.now, remedy=remedy, words=values["words"])


_ROLLED_BACK = _("Rolled back; its duties are open again, and no armed advisory about it goes out.")
DEEDS: dict[str, CaseDeed] = {
    "plan": CaseDeed(_("Plan a remedy"), _plan, forms.PlanForm, _("The remedy is planned.")),
    "staff": CaseDeed(_("Say who makes it"), _staff, forms.StaffForm, _("Its people are known.")),
    "start": CaseDeed(_("Start the work"), _advance("remedy.started"), done=_("The work has begun.")),
    "review": CaseDeed(_("Review"), _review, forms.ReviewForm, _("The review is kept.")),
    "merge": CaseDeed(_("Note the merge"), _advance("remedy.merged"), done=_("The merge is noted.")),
    "verify": CaseDeed(_("Verify"), _verify, forms.VerifyForm, _("The verification is kept.")),
    "ship": CaseDeed(_("Ship"), _ship, forms.ShipForm, _("It ships in this release.")),
    "offer": CaseDeed(
        _("Offer to all"), _advance("remedy.offered_to_all"), forms.OfferForm, _("Every device is offered it.")
    ),
    "deliver": CaseDeed(_("Note the delivery"), _deliver, forms.ShareForm, _("The share is noted.")),
    "pause": CaseDeed(_("Pause the roll-out"), _advance("remedy.rollout_paused"), done=_("The roll-out is paused.")),
    "roll_back": CaseDeed(
        _("Roll back"),
        _roll_back,
        forms.RollBackForm,
        _ROLLED_BACK,
        danger=True,
    ),
    "replan": CaseDeed(_("Write the plan anew"), _replan, forms.ReplanForm, _("The plan is kept.")),
    "drop": CaseDeed(
        _("Give up"), _advance("remedy.dropped"), forms.DropForm, _("The remedy is given up."), danger=True
    ),
}
"""What can be done on this tab, by the name its form sends."""

KIND_OF = {
    "staff": "remedy.staffed",
    "start": "remedy.started",
    "review": "remedy.reviewed",
    "merge": "remedy.merged",
    "verify": "remedy.verified",
    "ship": "remedy.shipped",
    "offer": "remedy.offered_to_all",
    "deliver": "remedy.delivered",
    "pause": "remedy.rollout_paused",
    "roll_back": "remedy.rolled_back",
    "replan": "remedy.planned",
    "drop": "remedy.dropped",
}
"""Which fact each deed makes; the table of arrows is asked by it."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give the remedies, each step a button or the sentence why not."""
    look = (setting.viewer, setting.now, setting.number)
    nothing = not any(row.cells for row in product_rows(*look))
    why = gettext("State first which products are affected: a remedy is for them.") if nothing else ""
    return {
        "rows": [_row(setting, view) for view in remedies(*look)],
        "plan_step": step(setting, NAME, ("plan", DEEDS["plan"]), why_not=why),
        "note_words": _note_words(setting),
        "no_foreign_advisory": setting.policy.disclosure.third_party.advisory == "never",
        "products_road": setting.road("case_products") if nothing else "",
    }


def _note_words(setting: Setting) -> list[dict[str, Any]]:
    """Give the lines for the release notes; a reason that several flaws without a name share is said once."""
    rows: list[dict[str, Any]] = []
    for one in note_words(setting.case, setting.now):
        row = {"about": one.about, "words": one.words, "why_not": said(one.why_not) if one.why_not else ""}
        if row not in rows or not row["why_not"]:
            rows.append(row)
    return rows


def _row(setting: Setting, view: RemedyView) -> dict[str, Any]:
    steps = [
        step(setting, NAME, (name, DEEDS[name]), view.key, _why_not(setting, view, kind))
        for name, kind in KIND_OF.items()
    ]
    return {
        "view": view,
        "kind": word(REMEDY_KINDS, view.kind),
        "state": word(REMEDY_STATES, view.state),
        "look": REMEDY_LOOKS.get(view.state, "info"),
        "steps": [one for one in steps if one.deed],
        "waiting": [one for one in steps if one.why_not],
        "notes": [{"note": note, "kind": word(REMEDY_STATES, note.kind)} for note in view.notes],
    }


def _why_not(setting: Setting, view: RemedyView, kind: str) -> str:
    if kind in view.why_not:
        return said(view.why_not[kind])
    return setting.given_to(kind) if kind in view.reserved else ""


TAB = Tab(NAME, _("Remedies"), "desk/case/remedies.html", read, DEEDS)
