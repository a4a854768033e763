"""Letters that duties demand, on the coordination tab: their deeds, and how each is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import coordination_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, button
from daybreak.doors.desk.case_rail import basis_of, clock_of
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, word
from daybreak.doors.desk.coordination_words import CERTAINTIES, LACKS, LETTER_FIELDS, WAYS
from daybreak.stages.coordination import sending
from daybreak.stages.coordination.queries import letter_of, sheet

if TYPE_CHECKING:
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.coordination.letter_rows import LetterDuty, Written
    from daybreak.stages.coordination.queries import Outside

NAME = "case_outside"
NOT_BEGUN = frozenset({"not_started", "no_plan"})
Values = dict[str, Any]


def _letter(setting: Setting, target: str, values: Values) -> None:
    rule, subject = forms.asked(target)
    words = {name.removeprefix(forms.SAYS): said for name, said in values.items() if name.startswith(forms.SAYS)}
    case, now = setting.case, setting.now
    sending.send_letter(actor=setting.actor, now=now, case=case, rule_id=rule, words=words, subject=subject)


def _let_go(setting: Setting, target: str, _values: Values) -> None:
    sending.let_letter_go(actor=setting.actor, now=setting.now, notice=letter_of(setting.case, target))


def _take_back(setting: Setting, target: str, _values: Values) -> None:
    sending.take_back(actor=setting.actor, now=setting.now, notice=letter_of(setting.case, target))


def _receipt(setting: Setting, target: str, values: Values) -> None:
    notice, reference = letter_of(setting.case, target), values["reference"]
    record = sending.record_by_hand if notice.channel == "hand" else sending.receipt_confirmed
    record(actor=setting.actor, now=setting.now, notice=notice, reference=reference)


def _came_back(setting: Setting, target: str, values: Values) -> None:
    notice = letter_of(setting.case, target)
    sending.letter_came_back(actor=setting.actor, now=setting.now, notice=notice, reason=values["reason"])


_WRITTEN = _("The letter is written. See what it waits for.")
_TAKEN = _("The letter does not leave. Write it anew.")
_BACK = _("It is marked as come back; its duty is open again.")
_CARRIED = _("Kept: it was carried, with its receipt.")
_RECEIVED = _("The confirmation is kept.")
DEEDS: dict[str, CaseDeed] = {
    "letter": CaseDeed(_("Queue the letter"), _letter, forms.LetterForm, _WRITTEN),
    "let_go": CaseDeed(_("Let it go"), _let_go, forms.LetGoForm, _("The letter leaves now."), danger=True),
    "take_back": CaseDeed(_("Take it back"), _take_back, forms.TakeBackForm, _TAKEN, danger=True),
    "carried": CaseDeed(_("I have carried it"), _receipt, forms.ReceiptForm, _CARRIED),
    "confirmed": CaseDeed(_("They confirmed it"), _receipt, forms.ReceiptForm, _RECEIVED),
    "came_back": CaseDeed(_("It came back"), _came_back, forms.CameBackForm, _BACK, danger=True),
}
"""What can be done with letters, by the name the form sends."""
AFTER_CLOSING = frozenset(
    {"letter", "let_go", "take_back", "carried", "confirmed", "came_back", "coordinator", "users_told"}
    | {f"cve_{event}" for event in ("told", "published", "updated", "disputed", "rejected")}
)
"""Once a case is closed, a letter that is owed is written, leaves, is confirmed or comes back; CVE records live on."""


def offer(setting: Setting, name: str, deed: CaseDeed, target: str = "", why_not: str = "") -> Step:
    """Offer a deed of this tab, or say why it is not possible yet."""
    if setting.case.closed_at is not None and name not in AFTER_CLOSING:
        why_not = gettext("The case is closed. Reopen it first.")
    if why_not:
        return Step(str(deed.verb), None, why_not, deed.danger)
    return Step(str(deed.verb), button(setting, NAME, name, deed, target), "", deed.danger)


def letter_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give the duties that send something, begun and not begun; letters of no present duty; duties not called for."""
    here = {row.rule.id for row in seen.letters}
    shown = {one.key for row in seen.letters for one in row.written}
    rows = [(row.line.state in NOT_BEGUN and not row.written, _row(setting, row)) for row in seen.letters]
    return {
        "letters": [row for ahead, row in rows if not ahead],
        "ahead": [row for ahead, row in rows if ahead],
        "other_letters": [_written(setting, one) for one in seen.written if one.key not in shown],
        "idle_rules": [
            {"name": setting.said(rule.name), "party": setting.party(rule.to or "")}
            for rule in seen.rules
            if rule.id not in here
        ],
    }


def _row(setting: Setting, row: LetterDuty) -> dict[str, Any]:
    line = row.line
    return {
        "id": "-".join(part for part in (row.rule.id, row.about.key) if part),
        "name": setting.said(row.rule.name),
        "party": setting.party(row.rule.to or ""),
        "receiver": row.receiver,
        "way": _way(row),
        "who": setting.roles(line.duty.who),
        "strength": line.duty.strength.replace("_", " "),
        "basis": basis_of(line.duty),
        "state": word(DUTY_STATES, line.state),
        "look": DUTY_LOOKS.get(line.state, ""),
        "clock": clock_of(line),
        "about": line.about,
        "answered": [word(LETTER_FIELDS, field) for field in row.answered],
        "missing": [word(LETTER_FIELDS, field) for field in row.missing],
        "must_say": bool(row.answered or row.missing)
        and not row.lack
        and (row.update_since is not None or line.duty.kept is None or line.running),
        "update_since": row.update_since,
        "written": [_written(setting, one) for one in row.written],
        "step": _write_step(setting, row),
    }


def _write_step(setting: Setting, row: LetterDuty) -> Step | None:
    """Offer to write: the first letter, or the update that is owed; nothing while one is under way or all is said."""
    line = row.line
    if row.under_way:
        return None
    deed = DEEDS["letter"]
    verb = _("Write the letter")
    if row.update_since:
        verb = _("Write the update")
    elif (line.duty.kept and not line.running) or any(one.sent_at and not one.bounced_at for one in row.written):
        verb = _("Write a further letter")
    named = CaseDeed(verb, deed.act, deed.form)
    return offer(setting, "letter", named, forms.on(row.rule.id, row.about.subject), _no_way(setting, row))


def _way(row: LetterDuty) -> str:
    """Say how it goes; where the inventory lacks something, that is said where it would be written."""
    return "" if row.lack else word(WAYS, row.way)


def _no_way(setting: Setting, row: LetterDuty) -> str:
    if setting.case.closed_at is not None and not (row.line.running or row.update_since):
        return gettext("The case is closed. Reopen it first.")
    if row.line.conflict and not row.line.conflict.settling.may_tell:
        return gettext("An embargo forbids it. Settle the conflict above first.")
    if row.lack:
        return word(LACKS, row.lack.what) % {"name": row.lack.name}
    if row.way == "none":
        return gettext(
            "The policy names no way to write to them. Give the party an address, and say how it is written to."
        )
    return ""


def _written(setting: Setting, one: Written) -> dict[str, Any]:
    return {
        "one": one,
        "state": _state(one),
        "duty": setting.duty(one.duty) if one.duty else "",
        "party": setting.party(one.party),
        "road": reverse("desk:notice", args=[one.key]),
        "files": [
            (file, reverse("desk:notice_file", args=[one.key, place])) for place, file in enumerate(one.files, 1)
        ],
        "text_road": reverse("desk:case_letter_text", args=[setting.number, one.key]),
        "sheet_road": reverse("desk:case_sheet", args=[setting.number, one.key]) if one.rows else "",
        "steps": _letter_steps(setting, one),
    }


def _state(one: Written) -> tuple[str, str, str]:
    """Say how far a letter got: words, tone, icon."""
    steps = (
        (one.bounced_at, gettext("Came back"), "bad", "alert"),
        (one.confirmed_at, gettext("Confirmed"), "good", "check"),
        (one.sent_at, gettext("Sent"), "info", "arrow"),
        (one.given_up_at, gettext("Did not leave"), "", "cross"),
        (one.awaits_second, gettext("Waits for a second person"), "wait", "people"),
        (one.channel == "hand", gettext("To be carried"), "wait", "document"),
        (True, gettext("Leaves with the next mail"), "wait", "clock"),
    )
    words, tone, icon = next(step[1:] for step in steps if step[0])
    return words, tone, icon


def _letter_steps(setting: Setting, one: Written) -> list[Step]:
    """Offer what can be done with a letter as it stands."""
    names: dict[str, str] = {}
    if one.waits and one.awaits_second:
        names["let_go"] = gettext("Somebody else than the one who wrote it lets it go.") if one.own else ""
    if one.waits and one.channel == "hand":
        names["carried"] = ""
    if one.waits and (one.awaits_second or one.channel == "hand"):
        names["take_back"] = ""
    if one.sent_at and not one.bounced_at:
        if not one.confirmed_at:
            names["confirmed"] = ""
        names["came_back"] = ""
    return [offer(setting, name, DEEDS[name], one.key, why) for name, why in names.items()]


def sheet_of(setting: Setting, key: str) -> dict[str, Any]:
    """Give a sheet as its page shows it. Raises NotVisible."""
    found = sheet(setting.viewer, setting.now, setting.number, key)
    return {
        "number": setting.number,
        "letter": _written(setting, found.letter),
        "portal": found.portal,
        "rows": [
            {"label": label, "said": said, "mandatory": field in found.must_say}
            for label, field, said in found.letter.rows
        ],
        "certainty": word(CERTAINTIES, found.read) if CERTAINTIES.get(found.read) else "",
        "back": setting.road(NAME),
    }
