"""The conversation tab: what finders wrote, per report, and answering them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daybreak.core.written import LONGEST_TEXT
from daybreak.design.pieces import Attachment, Message
from daybreak.doors.desk.case_deeds import CaseDeed, Tab, step
from daybreak.doors.desk.case_forms import DayField, DeedForm, prose_field
from daybreak.stages.cases.queries import report_of
from daybreak.stages.cases.talks import talks
from daybreak.stages.intake.conversation import answer_finder, explain
from daybreak.stages.intake.finder_date import name_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.talks import Said, Talk

NAME = "case_conversation"
Values = dict[str, Any]


class AnswerForm(DeedForm):
    """A message to one finder."""

    body = prose_field(
        _("Message"), help_text=_("The finder reads it with the tracking code; a mail says only that there is news.")
    )
    asks = forms.BooleanField(label=_("This asks the finder something"), required=False)

    def prepare(self) -> None:
        """Refuse a report of another case; write in the finder's language."""
        report = report_of(self.setting.case, self.target)
        self.fields["body"].widget.attrs["lang"] = report.language


class ExplainForm(DeedForm):
    """The reasoned answer to an objection."""

    body = forms.CharField(label=_("Your reasons"), widget=forms.Textarea, max_length=LONGEST_TEXT, strip=False)

    def prepare(self) -> None:
        """Refuse a report of another case."""
        report_of(self.setting.case, self.target)


class DayForm(DeedForm):
    """The day on which the finder means to go public."""

    day = DayField(
        label=_("The finder goes public on"),
        required=False,
        help_text=_(
            "As they told us. It counts down on every line of the case. Left empty, an earlier day is taken back."
        ),
    )

    def prepare(self) -> None:
        """Refuse a report of another case."""
        report_of(self.setting.case, self.target)


def _answer(setting: Setting, target: str, values: Values) -> None:
    report = report_of(setting.case, target)
    answer_finder(actor=setting.actor, now=setting.now, report=report, body=values["body"], asks=values["asks"])


def _name_day(setting: Setting, target: str, values: Values) -> None:
    report = report_of(setting.case, target)
    name_day(actor=setting.actor, now=setting.now, report=report, day=values["day"])


def _explain(what: Literal["severity", "closure"]) -> Any:
    def act(setting: Setting, target: str, values: Values) -> None:
        report = report_of(setting.case, target)
        explain(actor=setting.actor, now=setting.now, report=report, what=what, body=values["body"])

    return act


DEEDS: dict[str, CaseDeed] = {
    "answer": CaseDeed(_("Write to the finder"), _answer, AnswerForm, _("The finder can read it now.")),
    "day": CaseDeed(_("Note the finder's own day"), _name_day, DayForm, _("The finder's day is noted.")),
    "explain_severity": CaseDeed(
        _("Answer the objection to the severity"), _explain("severity"), ExplainForm, _("The reasons are given.")
    ),
    "explain_closure": CaseDeed(
        _("Answer the objection to the closing"), _explain("closure"), ExplainForm, _("The reasons are given.")
    ),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give every report's conversation."""
    return {"talks": [_talk(setting, one) for one in talks(setting.viewer, setting.now, setting.number)]}


def _talk(setting: Setting, talk: Talk) -> dict[str, Any]:
    answering = [step(setting, NAME, (name, DEEDS[name]), talk.key) for name in ("answer", "day")]
    for what in talk.objections:
        name = f"explain_{what}"
        answering.append(step(setting, NAME, (name, DEEDS[name]), talk.key))
    return {
        "talk": talk,
        "road": reverse("desk:report", args=[talk.number]),
        "messages": [_message(talk, one) for one in talk.messages],
        "steps": answering,
    }


def _message(talk: Talk, said: Said) -> Message:
    files = tuple(
        Attachment(file.name, filesizeformat(file.size), reverse("desk:report_file", args=[talk.number, file.key]))
        for file in said.files
    )
    return Message(said.at, said.who, said.words, said.ours, files)


TAB = Tab(NAME, _("Conversation"), "desk/case/conversation.html", read, DEEDS)
