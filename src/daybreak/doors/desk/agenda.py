"""The rows of the triage agenda: what is offered for each undecided report, and what became of what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.policy.model_intake import GENERAL
from daybreak.design import speech
from daybreak.design.pieces import Clock
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.doing import done
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.triage import HAND_OVER, JOIN, OPEN, decide, decision_at_table
from daybreak.stages.intake.queries import ReportFilter, report_for, reports
from daybreak.stages.intake.refusals import ReportDecidedAlready

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.intake.queries import ReportLine

AT_A_TIME = 50


class RowForm(ChoosingForm):
    """One row: what becomes of the report, the words that go with it, and the number it belongs to."""

    what = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    said = forms.CharField(
        label=gettext_lazy("Reason, or title of the case"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    other = forms.CharField(label=gettext_lazy("Case or first report"), required=False, max_length=40)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these decisions."""
        super().__init__(*args, **kwargs)
        self.offer("what", choices)


@dataclass(frozen=True)
class Row:
    """A report at the table, with its form."""

    line: ReportLine
    form: RowForm


def asked(request: HouseRequest) -> list[Row]:
    """Put every undecided report on the table that the viewer may see, the longest waiting first."""
    return [Row(line, _form(request, line)) for line in _undecided(request)[:AT_A_TIME]]


def answered(request: HouseRequest) -> list[Row]:
    """Do what was chosen, row by row; gives the rows that stay: undecided ones, and refused ones with their words."""
    numbers = dict.fromkeys(request.POST.getlist("row")[:AT_A_TIME])
    every = reports(request.viewer, request.now, wanted=ReportFilter(state="all"))
    rows = [Row(line, _form(request, line, bound=True)) for line in every if line.number in numbers]
    _tell_gone(request, [number for number in numbers if number not in {row.line.number for row in rows}])
    return [row for row in reversed(rows) if not _decided(request, row)]


def _tell_gone(request: HouseRequest, numbers: list[str]) -> None:
    """Say which rows are out of sight meanwhile, with the words written there, so that none is lost."""
    for number in numbers:
        said = request.POST.get(f"{number}-said", "")
        words = _("%(number)s is not among the reports you may see any more; nothing was done. You wrote: “%(said)s”")
        messages.warning(request, words % {"number": number[:40], "said": said[:2000]})


def lines_of(rows: list[Row]) -> list[dict[str, Any]]:
    """Give the template each row with its clock."""
    return [{"row": row, "clock": Clock(row.line.received_at, None, row.line.due)} for row in rows]


def _undecided(request: HouseRequest) -> list[ReportLine]:
    return list(reversed(reports(request.viewer, request.now, wanted=ReportFilter())))


def _decided(request: HouseRequest, row: Row) -> bool:
    """Decide one row; False where nothing was chosen or the deed was refused."""

    def act(said: dict[str, Any]) -> None:
        report = report_for(request.viewer, request.now, row.line.number)
        if report is None:
            raise ReportDecidedAlready(number=row.line.number)
        if not said["what"]:
            return
        decision = decision_at_table(
            request.viewer, request.now, report, what=said["what"], said=said["said"], other=said["other"]
        )
        decide(actor=request.viewer.actor, now=request.now, report=report, decision=decision)

    if not done(row.form, act) or not row.form.cleaned_data["what"]:
        return False
    messages.success(request, _("%(number)s is decided.") % {"number": row.line.number})
    return True


def _form(request: HouseRequest, line: ReportLine, *, bound: bool = False) -> RowForm:
    choices = _choices(request, line)
    return RowForm(request.POST if bound else None, prefix=line.number, choices=choices)


def _choices(request: HouseRequest, line: ReportLine) -> list[tuple[str, str]]:
    policy, language = policy_in_force(request.now), speech.language()
    answers = [(one.id, one.name.in_(language, policy.language)) for one in policy.intake.answers]
    over = [(HAND_OVER, _("Hand over to security"))] if line.mailbox == GENERAL else []
    return [("", _("Leave for now")), (OPEN, _("Open a case")), (JOIN, _("Join a case")), *over, *answers]
