"""A replay in words and drawings: what would have come of each duty, beside what did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from daybreak.core.policy.replay_result import VERDICTS
from daybreak.design.speech import language, span
from daybreak.doors.desk.metrics_charts import Bar, Chart, counted, stacked
from daybreak.doors.desk.metrics_words import VERDICTS as COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import Outcomes, Row, Shift, Verdict
    from daybreak.core.words import Text
    from daybreak.stages.cases.trial import Tried

ALWAYS_SHOWN = 4
"""So many verdicts have their column in the table even where they never happened."""
LISTED = 12
"""So many cases of one difference are linked; how many more there are is said."""
WORDS: dict[str, Any] = COMMON | {"no_clock": pgettext_lazy("duties", "no clock ran")}


@dataclass(frozen=True)
class Cell:
    """A figure as it was and as it would have been."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Tell whether it would have been another."""
        return self.before != self.after


@dataclass(frozen=True)
class Line:
    """One duty in one band: its counts verdict by verdict, and the median of the time that was left."""

    name: str
    band: str
    cells: tuple[Cell, ...]
    margin: Cell


@dataclass(frozen=True)
class Moved:
    """Duties whose verdict differs: from which to which, how many, in which cases (number, address), how many more."""

    name: str
    band: str
    before: str
    after: str
    count: int
    cases: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class Told:
    """Everything the page shows of a replay."""

    cases: int
    there: int
    charts: tuple[Chart, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    moved: tuple[Moved, ...]


def told(tried: Tried, policy: Policy) -> Told:
    """Say and draw a replay for the reader."""
    telling = _Telling(tried, policy)
    columns = tuple(str(WORDS[verdict]) for verdict in telling.verdicts)
    lines = tuple(telling.line(row) for row in tried.result.rows if row.started)
    moved = tuple(telling.moved(shift) for shift in tried.result.shifts)
    return Told(tried.result.cases, tried.there, tuple(telling.charts()), columns, lines, moved)


class _Telling:
    """A replay on its way into words."""

    def __init__(self, tried: Tried, policy: Policy) -> None:
        self._tried, self._policy = tried, policy
        happened = {verdict for counts in tried.result.total() for verdict in counts}
        often = set(VERDICTS[:ALWAYS_SHOWN]) | happened
        self.verdicts: tuple[Verdict, ...] = tuple(it for it in VERDICTS if it in often)

    def charts(self) -> Iterator[Chart]:
        """Draw all duties together, then each that comes out differently."""
        legend = tuple((verdict, str(WORDS[verdict])) for verdict in self.verdicts)
        before, after = self._tried.result.total()
        note = _("Above as the cases ran, below under this policy. The facts are the same: what people did, they did.")
        bars = tuple(self._pair(_("All duties"), before, after))
        yield Chart("replay", _("Kept and missed"), note, legend, bars, (), (), ())
        rows = [row for row in self._tried.result.rows if row.after.counts != row.before.counts]
        each = tuple(bar for row in rows for bar in self._pair(self._name(row), row.before.counts, row.after.counts))
        if each:
            note = _("Only duties and severities that come out differently; the table holds all of them.")
            yield Chart("replay-duties", _("What differs, by duty and severity"), note, legend, each, (), (), ())

    def line(self, row: Row) -> Line:
        """Say one line of the table."""
        cells = tuple(Cell(str(row.before.of(it)), str(row.after.of(it))) for it in self.verdicts)
        margin = Cell(_margin(row.before), _margin(row.after))
        return Line(self._called(row), self._band(row.band), cells, margin)

    def moved(self, shift: Shift) -> Moved:
        """Say one difference, with links to its first cases."""
        first = shift.cases[:LISTED]
        was, would = (str(WORDS[verdict]) if verdict else _("not asked for") for verdict in (shift.before, shift.after))
        name, band = self._called(shift), self._band(shift.band)
        roads = tuple((number, self._road(number)) for number in first)
        return Moved(name, band, was, would, shift.count, roads, shift.in_cases - len(first))

    def _pair(self, name: str, before: Mapping[Verdict, int], after: Mapping[Verdict, int]) -> Iterator[Bar]:
        whole = max(sum(before.values()), sum(after.values()))
        for words, counts in ((name, before), (_("under this policy"), after)):
            each = [counts.get(verdict, 0) for verdict in self.verdicts]
            said = counted([str(WORDS[verdict]) for verdict in self.verdicts], each)
            yield Bar(words, stacked(zip(self.verdicts, each, strict=True), whole), said)

    def _road(self, number: str) -> str:
        return reverse("desk:case" if number in self._tried.numbers else "desk:report", args=[number])

    def _name(self, row: Row) -> str:
        band = self._band(row.band)
        return f"{self._called(row)} · {band}" if row.band else self._called(row)

    def _called(self, one: Row | Shift) -> str:
        return self._tried.result.called(one, language(), self._policy.language)

    def _band(self, band: str | None) -> str:
        if band is None:
            return "–"
        return self._said(self._policy.band_name(band)) if band in self._policy.bands else band

    def _said(self, text: Text) -> str:
        return text.in_(language(), self._policy.language)


def _margin(outcomes: Outcomes) -> str:
    middle: timedelta | None = outcomes.median
    if middle is None:
        return "–"
    return _("%(time)s late") % {"time": span(-middle)} if middle.total_seconds() < 0 else span(middle)
