"""The rail "What is next": running duties with their clocks, each with its deed or the sentence why not yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.core.policy.show_duties import source_words
from daybreak.design import speech
from daybreak.design.pieces import Clock, Deed, NextStep
from daybreak.doors.desk.case_roads import BARE, ROADS, road_of
from daybreak.doors.desk.case_words import WAITS, word
from daybreak.doors.refusals import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.policy.duty import Duty
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.duty_board import DutyLine


def rail(setting: Setting, lines: Iterable[DutyLine]) -> list[NextStep]:
    """Give the running duties of the case, soonest first; the first that can be done wears the accent."""
    steps = [next_step(setting, line) for line in lines]
    first = next((place for place, step in enumerate(steps) if step.deed is not None), None)
    return [replace(step, first=place == first) for place, step in enumerate(steps)]


def next_step(setting: Setting, line: DutyLine) -> NextStep:
    """Say one duty as a line: title, who, clock, basis, and its deed or why not."""
    duty = line.duty
    title = setting.said(duty.name)
    button = _button(setting, line) if line.deed.possible else None
    return NextStep(
        title=f"{title}\u00a0· {line.about}" if line.about else title,
        who=setting.roles(duty.who),
        clock=clock_of(line),
        strength=duty.strength.replace("_", " "),
        basis=basis_of(duty),
        deed=button,
        why_not="" if button else why_open(setting, line),
    )


def clock_of(line: DutyLine) -> Clock:
    """Give a duty's clock; of one that recurs the running round's, whatever kept an earlier one."""
    duty = line.duty
    kept = None if line.running else duty.kept
    return Clock(duty.start, duty.aim, duty.limit, kept, paused=line.state == "paused")


def basis_of(duty: Duty) -> str:
    """Say where a duty comes from."""
    return source_words(duty.basis, speech.language())


def why_open(setting: Setting, line: DutyLine) -> str:
    """Say why nothing can be done here about a duty now."""
    if line.deed.reserved:
        return setting.given_to(line.deed.kind)
    if line.deed.why_not:
        return said(line.deed.why_not)
    if line.duty.waiting_for:
        return word(WAITS, line.duty.waiting_for)
    return _("This is done on another page: see Notices and Reports.")


def _button(setting: Setting, line: DutyLine) -> Deed | None:
    road, address = ROADS.get(line.deed.kind), road_of(setting.number, line.deed.kind, line.deed.target)
    if road is None or not address:
        return None
    if road.deed in BARE:
        return Deed(str(road.verb), address, post=True, hidden=(("do", road.deed), ("on", line.deed.target)))
    return Deed(str(road.verb), address)
