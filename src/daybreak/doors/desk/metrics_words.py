"""The metrics in words and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daybreak.core.metrics.figures import COUNTED, MEASURES
from daybreak.core.metrics.orderings import JUDGED
from daybreak.design.speech import language, span
from daybreak.doors.desk.case_words import OUTCOMES, word
from daybreak.doors.desk.metrics_charts import Bar, Chart, Line, counted, reaching, stacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.metrics.figures import Figures, Measure, Timing
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import Verdict
    from daybreak.core.words import Text

VERDICTS: dict[str, Any] = {
    "kept": pgettext_lazy("duties", "kept in time"),
    "kept_late": pgettext_lazy("duties", "kept late"),
    "missed": pgettext_lazy("duties", "missed"),
    "open": pgettext_lazy("duties", "open"),
    "waived": pgettext_lazy("duties", "waived"),
}
STEPS: dict[str, Any] = {
    "answered": gettext_lazy("Received to answered by a person"),
    "assessed": gettext_lazy("Received to severity assessed"),
    "fixed": gettext_lazy("Confirmed to fix available"),
    "published": gettext_lazy("Received to published"),
}
AGE_WORDS = (
    gettext_lazy("under 7 days"),
    gettext_lazy("7 to 29 days"),
    gettext_lazy("30 to 89 days"),
    gettext_lazy("90 days and more"),
)
EVENTS: dict[str, Any] = {
    "V": pgettext_lazy("order of events", "our awareness"),
    "F": pgettext_lazy("order of events", "the fix"),
    "D": pgettext_lazy("order of events", "the fix for all"),
    "P": pgettext_lazy("order of events", "publicity"),
    "X": pgettext_lazy("order of events", "a public exploit"),
    "A": pgettext_lazy("order of events", "attacks"),
}
JUDGEMENTS: dict[str, Any] = {
    "satisfied": pgettext_lazy("order of events", "as desired"),
    "violated": pgettext_lazy("order of events", "the other way round"),
    "undetermined": pgettext_lazy("order of events", "not decided yet"),
}
DOORS: dict[str, Any] = {
    "web": gettext_lazy("Web form"),
    "mail": gettext_lazy("Mail"),
    "api": gettext_lazy("API"),
    "colleague": gettext_lazy("A colleague"),
    "coordinator": gettext_lazy("Coordinator"),
    "feeds": gettext_lazy("Feed"),
    "test": gettext_lazy("Testing"),
}
WAYS_OUT: dict[str, Any] = OUTCOMES | {
    "waiting": gettext_lazy("Waits for a decision"),
    "in_case": gettext_lazy("In an open case"),
    "closed": gettext_lazy("Closed"),
    "merged": gettext_lazy("Handled in another case"),
}


def charts(figures: Figures, policy: Policy) -> tuple[Chart, ...]:
    """Draw every group of figures."""
    told = _Telling(figures, policy)
    return (
        told.by_band(),
        told.ages(),
        told.by_duty(),
        *(told.times(one) for one in MEASURES),
        told.orders(),
        told.arrived(),
    )


class _Telling:
    """Figures on their way into words."""

    def __init__(self, figures: Figures, policy: Policy) -> None:
        self._figures, self._policy = figures, policy

    def by_band(self) -> Chart:
        """Draw what became of duties, by severity."""
        totals = {band: self._figures.total_in(band) for band in self._figures.bands}
        known = [(self._band(band), counts) for band, counts in totals.items() if sum(counts.values())]
        title, note = _("Promises by severity"), _("Every duty whose clock started in the period.")
        lines = tuple(Line((name,), _counts(counts)) for name, counts in known)
        bars = tuple(_promise_bar(name, counts) for name, counts in known)
        return Chart("severity", title, note, _legend(VERDICTS), bars, (_("Severity"),), _promise_columns(), lines)

    def by_duty(self) -> Chart:
        """Draw what became of each duty; the table parts it by severity."""
        rules = {it.rule: it.name for it in self._figures.promises}
        bars = tuple(_promise_bar(self._said(name), self._figures.total(rule)) for rule, name in rules.items())
        lines = tuple(
            Line((self._said(it.name), self._band(it.band)), _counts(it.counts)) for it in self._figures.promises
        )
        note = _("The same duties, by what is owed. The table says more: it parts each by severity.")
        heads = (_("Duty"), _("Severity"))
        return Chart("duty", _("Promises by duty"), note, _legend(VERDICTS), bars, heads, _promise_columns(), lines)

    def times(self, measure: Measure) -> Chart:
        """Draw how long one step took, by severity and over all."""
        found = [it for it in self._figures.times if it.measure == measure and it.spread.count]
        whole = max((it.spread.most for it in found if it.spread.most), default=None)
        overall = self._figures.overall[measure]
        bars = tuple(self._time_bar(it, whole) for it in found)
        lines = [Line((self._band(it.band),), (it.spread.count, it.spread.median, it.spread.most)) for it in found]
        if found:
            lines.append(Line((_("All severities"),), (overall.count, overall.median, overall.most)))
        legend = (("median", str(_("median"))), ("most", str(_("90th percentile"))))
        columns = (_("How many"), _("Median"), _("90th percentile"))
        note = _("Steps that ended in the period.")
        return Chart(measure, str(STEPS[measure]), note, legend, bars, (_("Severity"),), columns, tuple(lines))

    def ages(self) -> Chart:
        """Draw how old the open cases are, by severity."""
        words = tuple(str(name) for name in AGE_WORDS)
        looks = tuple(f"age-{place}" for place in range(len(words)))
        known = [(self._band(it.band), it.classes) for it in self._figures.ageing if sum(it.classes)]
        whole = max((sum(classes) for _name, classes in known), default=0)
        bars = tuple(
            Bar(name, stacked(zip(looks, classes, strict=True), whole), counted(words, classes))
            for name, classes in known
        )
        lines = tuple(Line((name,), (sum(classes), *classes)) for name, classes in known)
        note = _(
            "Open cases as they stand now, whatever the period: days since the first report, or since the opening."
        )
        legend = tuple(zip(looks, words, strict=True))
        columns = (_("Open cases"), *words)
        return Chart("ageing", _("Age of open cases"), note, legend, bars, (_("Severity"),), columns, lines)

    def orders(self) -> Chart:
        """Draw in how many vulnerabilities events came in the desired order."""
        names = tuple(str(JUDGEMENTS[one]) for one in JUDGED)
        bars, lines = [], []
        for order in self._figures.orders:
            counts = tuple(order.counts[one] for one in JUDGED)
            words = {"first": EVENTS[order.first], "second": EVENTS[order.second]}
            name = capfirst(_("%(first)s before %(second)s") % words)
            bars.append(Bar(name, stacked(zip(JUDGED, counts, strict=True), sum(counts)), counted(names, counts)))
            lines.append(Line((name, f"{order.first}<{order.second}"), counts))
        note = _(
            "For each vulnerability that we came to know of in the period: which of two events came first. "
            "The twelve orders are those of the Vultron protocol."
        )
        heads = (_("Desired order"), _("Short"))
        title, legend = _("Order of events"), _legend(JUDGEMENTS)
        return Chart("orders", title, note, legend, tuple(bars), heads, names, tuple(lines))

    def arrived(self) -> Chart:
        """Draw through which doors reports came and what became of them."""
        found = [(self._door(it.door), word(WAYS_OUT, it.outcome), it.count) for it in self._figures.arrived]
        whole = max((count for *_names, count in found), default=0)
        bars = tuple(
            Bar(f"{door}: {outcome}", stacked([("plain", count)], whole), str(count)) for door, outcome, count in found
        )
        lines = tuple(Line((door, outcome), (count,)) for door, outcome, count in found)
        title, note = _("Reports by door and outcome"), _("Reports that were received in the period.")
        return Chart("reports", title, note, (), bars, (_("Door"), _("Outcome")), (_("Reports"),), lines)

    def _time_bar(self, timing: Timing, whole: Any) -> Bar:
        spread, name = timing.spread, self._band(timing.band)
        if spread.median is None or spread.most is None:
            return Bar(name, (), "")
        words = _("median %(median)s · 90 %% within %(most)s · of %(count)s")
        said = words % {"median": span(spread.median), "most": span(spread.most), "count": spread.count}
        return Bar(name, reaching((("most", spread.most), ("median", spread.median)), whole), said)

    def _band(self, band: str | None) -> str:
        if band is None:
            return _("Not assessed")
        return self._said(self._policy.band_name(band)) if band in self._policy.bands else band

    def _door(self, door: str) -> str:
        kinds = {one.id: one.door for one in self._policy.intake.doors}
        return word(DOORS, kinds.get(door, door))

    def _said(self, text: Text) -> str:
        return text.in_(language(), self._policy.language)


def _counts(counts: Mapping[Verdict, int]) -> tuple[int, ...]:
    each = tuple(counts.get(verdict, 0) for verdict in COUNTED)
    return (sum(each), *each)


def _promise_bar(name: str, counts: Mapping[Verdict, int]) -> Bar:
    whole, *each = _counts(counts)
    words = counted([str(VERDICTS[verdict]) for verdict in COUNTED], each)
    return Bar(name, stacked(zip(COUNTED, each, strict=True), whole), words)


def _promise_columns() -> tuple[str, ...]:
    return (_("Duties"), *(str(VERDICTS[verdict]) for verdict in COUNTED))


def _legend(words: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((look, str(name)) for look, name in words.items())
