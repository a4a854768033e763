"""Figures add up, fall into their bands and periods, and no case changes what is said of another band."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.metrics.account import Past, account_of
from daybreak.core.metrics.figures import COUNTED, MEASURES, Figures
from daybreak.core.metrics.period import ALWAYS, Period
from daybreak.core.metrics.show import age_names, data, shown
from daybreak.core.metrics.spread import Spread
from daybreak.core.metrics.tally import Tally
from daybreak.core.policy.duties import duties, read
from daybreak.core.policy.replay_result import verdict_of
from tests.core.policy.past import NOW, T0, stories
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.facts import Fact

CAMERA = "hoshimi-camera"
Told = tuple["Fact", ...]
INSTANTS = st.integers(0, 17000).map(lambda hours: T0 + timedelta(hours=hours))


def _named(facts: Sequence[Fact], name: str) -> Told:
    """Let the facts be about things of another name."""
    return tuple(replace(one, subjects={key: f"{key}-{name}" for key in one.subjects}) for one in facts)


def _past(facts: Sequence[Fact], name: str = "1", policy: str = CAMERA) -> Past:
    told = _named(facts, name)
    return Past(f"case-{name}", read(shipped(policy), told, NOW), duties(shipped(policy), told, NOW))


def _counted(pasts: Sequence[Past], period: Period = ALWAYS, policy: str = CAMERA) -> Figures:
    tally = Tally(period, NOW)
    for past in pasts:
        tally.add(account_of(past, NOW))
    return tally.figures(shipped(policy))


def _of(facts: Sequence[Told]) -> list[Past]:
    return [_past(one, str(place)) for place, one in enumerate(facts)]


class TestPromises:
    """“kept/missed per duty and severity”."""

    @pytest.mark.parametrize("name", SHIPPED)
    @settings(max_examples=10)
    @given(told=stories())
    def test_kept_late_missed_open_and_waived_make_all_duties_whose_clock_started(self, name: str, told: Told) -> None:
        past = _past(told, policy=name)
        found = _counted([past], policy=name)
        started = [duty for duty in past.owed if verdict_of(duty, NOW) != "no_clock"]
        assert sum(found.total().values()) == len(started) == sum(it.duties for it in found.promises)
        for promises in found.promises:
            mine = [duty for duty in started if (duty.id, duty.band) == (promises.rule, promises.band)]
            assert promises.duties == sum(promises.counts.get(one, 0) for one in COUNTED) == len(mine)
        assert sum(sum(found.total_in(band).values()) for band in found.bands) == len(started)

    @settings(max_examples=20)
    @given(told=st.lists(stories(), max_size=3), cut=INSTANTS)
    def test_two_periods_that_touch_make_the_whole(self, told: list[Told], cut: object) -> None:
        pasts = _of(told)
        before, after = (_counted(pasts, one) for one in (Period(None, cut), Period(cut, None)))  # type: ignore[arg-type] # drawn as an instant
        whole = _counted(pasts)
        assert whole.total() == {one: before.total()[one] + after.total()[one] for one in COUNTED}
        for measure in MEASURES:
            assert whole.overall[measure].count == sum(one.overall[measure].count for one in (before, after))
        for all_, early, late in zip(whole.orders, before.orders, after.orders, strict=True):
            assert all_.counts == {word: early.counts[word] + late.counts[word] for word in all_.counts}
        assert sum(it.count for it in whole.arrived) == sum(it.count for it in (*before.arrived, *after.arrived))
        assert whole.ageing == before.ageing == after.ageing


class TestBesideOneAnother:
    """“adding an unrelated case never changes another band's median”; in whatever order cases are read."""

    @settings(max_examples=30)
    @given(told=st.lists(stories(), max_size=3), other=stories())
    def test_a_case_changes_figures_of_its_own_bands_only(self, told: list[Told], other: Told) -> None:
        alone, fresh = _counted(_of(told)), _past(other, "other")
        both = _counted([*_of(told), fresh])
        touched = {it.band for it in _counted([fresh]).times if it.spread.count}
        before = {(it.measure, it.band): it.spread for it in alone.times}
        for timing in both.times:
            if timing.band not in touched:
                assert timing.spread == before.get((timing.measure, timing.band), Spread())
        assert _counted([fresh, *reversed(_of(told))]) == both

    def test_of_nothing_everything_is_zero(self) -> None:
        found = _counted([])
        assert (found.promises, found.arrived) == ((), ())
        assert set(found.total().values()) == {0}
        assert {it.spread for it in found.times} == {Spread()} == set(found.overall.values())
        assert {count for it in found.ageing for count in it.classes} == {0}
        assert {count for it in found.orders for count in it.counts.values()} == {0}


class TestTimes:
    """“times received to answered, received to assessed, confirmed to fix available, received to published”."""

    @settings(max_examples=40)
    @given(told=stories())
    def test_each_is_the_length_between_its_two_facts(self, told: Told) -> None:
        first = {kind: next((one.happened_at for one in told if one.kind == kind), None) for kind in _ENDS}
        nowhere = first["remedy.planned"] and not first["affect.stated"]
        out = ("remedy.shipped", "remedy.offered_to_all") if not nowhere else ()
        shipping = [at for kind in out if (at := first[kind])]
        ends = {
            "answered": (first["report.received"], first["report.answered"]),
            "assessed": (first["report.received"], first["severity.assessed"]),
            "fixed": (first["case.confirmed"], min(shipping, default=None)),
            "published": (first["report.received"], first["advisory.published"]),
        }
        found = _counted([_past(told)])
        for measure in MEASURES:
            start, end = ends[measure]
            length = end - start if start and end else None
            assert found.overall[measure] == Spread(int(length is not None), length, length), measure


_ENDS = (
    "report.received",
    "report.answered",
    "severity.assessed",
    "affect.stated",
    "remedy.planned",
    "case.confirmed",
    "remedy.shipped",
    "remedy.offered_to_all",
    "advisory.published",
)


class TestAgeing:
    """“ageing of open cases (under 7 days, under 30, under 90, more)”, from the first report on."""

    @pytest.mark.parametrize(
        ("days", "place"), [(0, 0), (6.99, 0), (7, 1), (29.99, 1), (30, 2), (89.99, 2), (90, 3), (699, 3)]
    )
    def test_an_open_case_stands_in_one_class_of_its_band(self, days: float, place: int) -> None:
        found = _counted([_opened(days)])
        assert sum(count for it in found.ageing for count in it.classes) == 1
        assert next(it for it in found.ageing if it.band is None).classes[place] == 1

    def test_a_closed_case_has_no_age_until_it_is_opened_again(self) -> None:
        closed = _opened(40, ("case.closed", {"outcome": "resolved"}))
        again = _opened(40, ("case.closed", {"outcome": "resolved"}), ("case.reopened", {}))
        sums = [sum(count for it in _counted([one]).ageing for count in it.classes) for one in (closed, again)]
        assert sums == [0, 1]
        assert [_counted([one]).arrived[0].outcome for one in (closed, again)] == ["resolved", "in_case"]

    def test_what_proved_to_be_no_vulnerability_has_no_order_of_events(self) -> None:
        outcomes = {"resolved": 1, "not_a_vulnerability": 0, "duplicate": 0}
        for outcome, counted in outcomes.items():
            found = _counted([_opened(40, ("case.closed", {"outcome": outcome}))])
            assert {sum(it.counts.values()) for it in found.orders} == {counted}


def _opened(days: float, *more: tuple[str, dict[str, str]]) -> Past:
    from daybreak.core.facts import Fact

    at = NOW - timedelta(days=days)
    rows = (
        ("report.received", ("report",), {"door": "web", "mailbox": "security"}),
        ("case.opened", ("case",), {}),
        ("report.joined", ("report", "case"), {}),
        ("vulnerability.added", ("case", "vulnerability"), {"component": "own"}),
        *((kind, ("case",), codes) for kind, codes in more),
    )
    facts = [
        Fact(kind, at, at, place, "", {scope: f"{scope}-1" for scope in scopes}, codes)
        for place, (kind, scopes, codes) in enumerate(rows, 1)
    ]
    return _past(facts)


class TestReports:
    """“reports by door and outcome”, those that never became part of a case too."""

    @pytest.mark.parametrize(
        ("closing", "outcome"), [({}, "waiting"), ({"outcome": "known"}, "known"), ({"outcome": ""}, "closed")]
    )
    def test_a_report_alone_waits_or_was_closed(self, closing: dict[str, str], outcome: str) -> None:
        (received, *_) = _opened(3).reading.story.facts
        closed = replace(received, kind="report.closed", position=9, codes=closing)
        facts = (received, *((closed,) if closing else ()))
        found = _counted([Past(None, read(shipped(CAMERA), facts, NOW), duties(shipped(CAMERA), facts, NOW))])
        assert [(it.door, it.outcome, it.count) for it in found.arrived] == [("web", outcome, 1)]
        assert {count for it in found.ageing for count in it.classes} == {0}


class TestShown:
    """“--json everywhere”: the same figures for a machine and for a reader."""

    @settings(max_examples=10)
    @given(told=st.lists(stories(), max_size=2))
    def test_data_and_text_tell_the_same(self, told: list[Told]) -> None:
        found = _counted(_of(told))
        given_, text = data(found), shown(found)
        assert given_["total"] == found.total()
        assert sum(it["duties"] for it in given_["promises"]) == sum(found.total().values())
        assert [it["count"] for it in given_["times"]] == [it.spread.count for it in found.times if it.spread.count]
        for promises in found.promises:
            assert f"\n{promises.rule} " in text
        assert age_names() == ("0-6", "7-29", "30-89", "90+")
        assert all(name in text for name in age_names())
