"""Drills at the desk: the list with its start, and one drill with what is due, kept and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from daybreak.core.clocks.speech import length
from daybreak.core.drill.pace import DAY_IN_TEN_MINUTES, SPEEDS
from daybreak.core.drill.story import stories
from daybreak.design import speech
from daybreak.doors.audience import for_desk
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.case_forms import sure_field
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, word
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.today import shown_line
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.refusals import spoken
from daybreak.doors.responses import see_other
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.drill_page import drill_for, drill_page, drills
from daybreak.stages.cases.drills import end_drill, may_start, start_drill
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.refusals import DrillNotYours

if TYPE_CHECKING:
    from datetime import timedelta

    from django.utils.safestring import SafeString

    from daybreak.core.drill.story import Story
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.cases.drill_page import DrillPage


class StartForm(ChoosingForm):
    """Which story, and how fast."""

    story = forms.ChoiceField(label=_("Story"), widget=forms.RadioSelect)
    speed = forms.IntegerField(
        label=_("How many times as fast as a real clock"),
        initial=DAY_IN_TEN_MINUTES,
        min_value=SPEEDS[0],
        max_value=SPEEDS[1],
        help_text=_("Between 1, as slow as life, and 1440, a day in one minute. 144 plays a day in ten minutes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the stories in the reader's language."""
        super().__init__(*args, **kwargs)
        told = [(one.id, _offered(one)) for one in stories().values()]
        self.offer("story", told)
        self.initial.setdefault("story", told[0][0])


def _offered(story: Story) -> SafeString:
    """Say what a story is called, what it practises and how long it lasts."""
    hours = int(story.ends_after_hours)
    lasts = ngettext("%(hours)s hour of its own time", "%(hours)s hours of its own time", hours) % {"hours": hours}
    words = (story.name.in_(speech.language()), story.summary.in_(speech.language()), lasts)
    return format_html('<span><b>{}</b><span class="hint">{} {}</span></span>', *words)


class EndForm(forms.Form):
    """That it really ends."""

    sure = sure_field(_("A drill that has ended does not go on."))


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def drill_list(request: HouseRequest) -> HttpResponse:
    """List drills, or start one."""
    form = StartForm(request.POST if request.method == "POST" else None)
    started: list[str] = []

    def act(said: dict[str, Any]) -> None:
        about = {"story_id": said["story"], "speed": said["speed"], "language": speech.language()}
        started.append(start_drill(actor=request.viewer.actor, now=request.now, **about).number)

    if form.is_bound and done(form, act):
        messages.success(request, gettext("The drill runs: its first report has come in."))
        return see_other("desk:drill", started[0])
    return _listed(request, form)


def _listed(request: HouseRequest, form: StartForm) -> HttpResponse:
    why_not = "" if may_start(request.viewer.actor, request.now) else spoken(DrillNotYours())
    seen = {"form": form, "lines": drills(request.viewer, request.now), "why_not": why_not, "section": "today"}
    return render(request, "desk/drills.html", seen, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def drill(request: HouseRequest, number: str) -> HttpResponse:
    """Show one drill, or end it; 404 for whoever sees nothing of it."""
    form = EndForm(request.POST if request.method == "POST" else None)
    try:
        row = drill_for(request.viewer, request.now, number)
    except NotVisible:
        raise Http404 from None
    if form.is_bound and done(form, lambda _said: end_drill(actor=request.viewer.actor, now=request.now, drill=row)):
        messages.success(request, gettext("The drill has ended."))
        return see_other("desk:drill", row.number)
    page = drill_page(request.viewer, request.now, number)
    lines = board(request.viewer, request.now, Wanted("all", count=200, drill=row.id)).lines
    seen = _shown(page) | {"form": form, "lines": [shown_line(one) for one in lines]}
    return render(request, "desk/drill.html", seen, status=UNPROCESSABLE if form.errors else 200)


def _shown(page: DrillPage) -> dict[str, Any]:
    states = {state: (word(DUTY_STATES, state), DUTY_LOOKS.get(state, "")) for state in DUTY_STATES}
    rows = [
        {
            "one": one,
            "word": states[one.state][0],
            "look": states[one.state][1],
            "due": _length(one.due_after),
            "done": _length(one.done_after),
        }
        for one in page.duties
    ]
    tally = [
        {"word": states[state][0], "look": states[state][1], "count": count} for state, count in page.counts.items()
    ]
    played = _length(page.line.played)
    return {"page": page, "rows": rows, "tally": tally, "played": played, "section": "today"}


def _length(span: timedelta | None) -> str:
    return length(span, speech.language()) if span is not None else ""
