"""`daybreak drill`: play an invented incident by a fast clock, so that a team practises a day in ten minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from daybreak.cli.words import give, refuse, say, start
from daybreak.core.drill.pace import DAY_IN_TEN_MINUTES, SPEEDS

if TYPE_CHECKING:
    from daybreak.stages.cases.drill_page import DrillPage

EMAIL = "Who does it: the e-mail address of somebody of the site."


@click.group()
def drill() -> None:
    """Practise: nothing of a drill counts, leaves the house or is told outside."""


@drill.command("stories")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--language", default="en", show_default=True, help="The language to say them in.")
def list_stories(language: str, *, as_json: bool) -> None:
    """List the stories that can be played."""
    from daybreak.core.drill.story import stories

    told = [(one.id, one.name.in_(language), one.summary.in_(language)) for one in stories().values()]
    if as_json:
        give([{"id": key, "name": name, "summary": summary} for key, name, summary in told])
        return
    for key, name, summary in told:
        click.echo(f"{key}: {name}\n  {summary}")


@drill.command("start")
@click.argument("story", default="attack_at_night")
@click.option("--as", "email", required=True, help=EMAIL)
@click.option(
    "--speed",
    default=DAY_IN_TEN_MINUTES,
    show_default=True,
    type=click.IntRange(*SPEEDS),
    help="How many times as fast as a real clock: 144 plays a day in ten minutes.",
)
@click.option("--language", default="", help="The language the story is told in; the policy's first by default.")
@click.option("--json", "as_json", is_flag=True, help="The drill as JSON on stdout.")
def begin(story: str, email: str, speed: int, language: str, *, as_json: bool) -> None:
    """Start a drill of STORY; its first report arrives at once, the worker plays the rest."""
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.stages.cases.drills import start_drill

    made = start_drill(
        actor=acting(email),
        now=database_now(),
        story_id=story.replace("-", "_").replace(" ", "_"),
        speed=speed,
        language=language,
    )
    if as_json:
        give({"number": made.number, "report": made.reports.get().number, "ends_at": made.ends_at.isoformat()})
        return
    say(f"{made.number} runs until {made.ends_at:%H:%M:%S} UTC; report {made.reports.get().number} has come in.")
    say(f"Let `daybreak worker` run. At its end: `daybreak drill show {made.number}`.")


@drill.command("end")
@click.argument("number")
@click.option("--as", "email", required=True, help=EMAIL)
def finish(number: str, email: str) -> None:
    """End drill NUMBER now; its clock stands."""
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.people.queries import person_named, viewer_of
    from daybreak.stages.cases.drill_page import drill_for
    from daybreak.stages.cases.drills import end_drill
    from daybreak.stages.cases.queries import NotVisible

    actor, now = acting(email), database_now()
    person = person_named(str(actor))
    try:
        found = drill_for(viewer_of(person, now), now, number) if person else refuse("Nobody.")
    except NotVisible:
        refuse(f"There is no drill {number} that {email} may see.")
    end_drill(actor=actor, now=now, drill=found)
    say(f"{found.number} has ended. `daybreak drill show {found.number}` says what was kept and missed.")


@drill.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout; lengths of the drill's own time in hours.")
@click.option("--language", default="en", show_default=True, help="The language of the duties' names.")
def show(number: str, language: str, *, as_json: bool) -> None:
    """Say what came of drill NUMBER: which duties were kept and missed, and when. No titles."""
    start()
    from daybreak.doors.told import drill_told
    from daybreak.journal.clock import database_now
    from daybreak.stages.cases.drill_page import site_drill_page
    from daybreak.stages.cases.queries import NotVisible

    try:
        page = site_drill_page(database_now(), number)
    except NotVisible:
        refuse(f"There is no drill {number}.")
    if as_json:
        give(drill_told(page, language))
        return
    click.echo(_said(page, language))


def _said(page: DrillPage, language: str) -> str:
    from daybreak.core.clocks.speech import length

    line = page.line
    state = "ended" if line.ended_at else "runs"
    told = [f"{line.number} {line.story.in_(language)}: {state}, {length(line.played)} of its own time, x{line.speed}"]
    told.append(", ".join(f"{state.replace('_', ' ')} {count}" for state, count in page.counts.items()))
    for one in page.duties:
        due = f"due after {length(one.due_after)}" if one.due_after is not None else "no limit"
        done = f", done after {length(one.done_after)}" if one.done_after is not None else ""
        told.append(f"{one.state.replace('_', ' '):10}  {one.number}  {one.name.in_(language)}: {due}{done}")
    return "\n".join(told)
