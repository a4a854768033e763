"""Invented incidents as data: what arrives at which hour, in every language; no policy is named in them."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from daybreak.core.policy.model_values import Id, Section
from daybreak.core.words import Text

Hours = Annotated[float, Field(ge=0, le=24 * 90)]


class Beat(Section):
    """One thing that happens: a report arrives, the finder writes again, or the last letter sent comes back."""

    after_hours: Hours
    what: Literal["report", "message", "bounce"]
    title: Text | None = None
    words: Text
    sender: str = ""

    @property
    def after(self) -> timedelta:
        """How long after the drill's start, on the drill's clock."""
        return timedelta(hours=self.after_hours)


class Story(Section):
    """An incident that never happened; it begins with a report and ends after so many hours of its own time."""

    id: Id
    name: Text
    summary: Text
    ends_after_hours: Hours
    publishes_after_hours: Hours | None = None
    beats: Annotated[tuple[Beat, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Story:
        hours = [beat.after_hours for beat in self.beats]
        if self.beats[0].what != "report" or hours[0] or hours != sorted(hours) or hours[-1] >= self.ends_after_hours:
            message = "a story begins with a report at hour 0, goes on in order, and ends after its last beat"
            raise ValueError(message)
        if any(beat.what == "report" and beat.title is None for beat in self.beats):
            message = "a report has a title"
            raise ValueError(message)
        return self

    @property
    def ends_after(self) -> timedelta:
        """How long the drill lasts, on its own clock."""
        return timedelta(hours=self.ends_after_hours)


@cache
def stories() -> dict[str, Story]:
    """Read every story that comes with Daybreak, by its id."""
    folder = files("daybreak").joinpath("drills")
    reader = YAML(typ="safe", pure=True)
    told = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    read = [Story.model_validate(reader.load(one.read_text(encoding="utf-8"))) for one in told]
    return {story.id: story for story in read}
