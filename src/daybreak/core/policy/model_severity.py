"""How severity is judged: the scores that count, the bands, what a changed severity does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from daybreak.core.policy.model_values import Id, Ids, Score, Section
from daybreak.core.words import Text


class Band(Section):
    """A band of scores: from this score (one decimal) up to the next band's."""

    id: Id
    from_: Score = Field(alias="from")
    name: Text


class WhenChanged(Section):
    """Whether clocks start again when severity is raised or lowered, and who is told."""

    raised: Literal["start_again", "keep_start"] = "keep_start"
    lowered: Literal["start_again", "keep_start"] = "keep_start"
    tell: Ids = ()


class Severity(Section):
    """The score (CVSS 4.0 where given, else 3.1), which of several counts, and the bands (A5, C5).

    `of` says for flaws of our own code and for those in components of others whether the base score alone counts, or
    the one with every metric that the vector states: upstream's base score, and ours with our environment.
    """

    score: Literal["cvss"] = "cvss"
    of: Mapping[Literal["own", "component"], Literal["base", "base_with_our_environment"]] = Field(default_factory=dict)
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    when_changed: WhenChanged = WhenChanged()

    def counted(self, component: str, *, base: Decimal, whole: Decimal) -> Decimal:
        """Give the score that counts for a flaw in this kind of component (`own`: our code); all of it if unsaid."""
        return base if self.of.get("own" if component == "own" else "component") == "base" else whole

    def band_of(self, score: Decimal) -> str:
        """Give the id of the band a score between 0.0 and 10.0 falls in (bands stand in rising order)."""
        return [band.id for band in self.bands if band.from_ <= score][-1]
