"""Issue 3: “replay runs all past cases under the new file and tells which duties would have been kept or missed”."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.policy import replay_show
from daybreak.core.policy.loading import composed_text, from_composed
from daybreak.core.policy.replay import PastCase, Replay, Tally, replay, standings
from daybreak.core.policy.replay_narrow import pair_of
from daybreak.core.policy.replay_result import NAMED, VERDICTS, Outcomes, ReplayResult, Row
from daybreak.core.words import Text
from tests.core.policy.past import NOW, T0, stories, with_limit
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.policy.model import Policy

CAMERA = "hoshimi-camera"
PASTS = st.lists(stories(), min_size=1, max_size=4)


def _cases(pasts: Sequence[Sequence[Fact]], policy: Policy) -> list[PastCase]:
    return [PastCase(f"HC-{number}", facts, policy) for number, facts in enumerate(pasts, 1)]


def _timed(policy: Policy) -> list[str]:
    """Name the duties whose limit is one counted time or a table of such."""
    return [
        rule.id
        for rule in policy.duties
        if rule.within and all(span.timed for _, span in rule.within.rows()) and rule.before is None
    ]


class TestUnderItsOwnPolicy:
    """“replay under the policy the cases ran under changes no verdict”."""

    @pytest.mark.parametrize("name", SHIPPED)
    @settings(max_examples=15, deadline=None)
    @given(pasts=PASTS)
    def test_no_verdict_differs(self, name: str, pasts: list[tuple[Fact, ...]]) -> None:
        policy = shipped(name)
        for same in (policy, from_composed(composed_text(policy))):
            found = replay(same, _cases(pasts, policy), NOW)
            assert found.shifts == ()
            assert all(row.before == row.after for row in found.rows)

    @pytest.mark.parametrize("name", SHIPPED)
    @settings(max_examples=10, deadline=None)
    @given(pasts=PASTS)
    def test_every_duty_is_counted_once(self, name: str, pasts: list[tuple[Fact, ...]]) -> None:
        policy = shipped(name)
        _, after = replay(policy, _cases(pasts, policy), NOW).total()
        assert sum(after.values()) == sum(len(standings(policy, facts, NOW)) for facts in pasts)


class TestATighterLimit:
    """“tightening a limit never turns a missed into kept”, in no duty, neither the changed one nor one that waits."""

    @pytest.mark.parametrize("name", SHIPPED)
    @settings(max_examples=15, deadline=None)
    @given(pasts=PASTS, draw=st.data())
    def test_saves_nothing(self, name: str, pasts: list[tuple[Fact, ...]], draw: st.DataObject) -> None:
        duty = draw.draw(st.sampled_from(_timed(shipped(name))))
        loose = with_limit(shipped(name), duty, draw.draw(st.integers(24, 2000)))
        tight = with_limit(loose, duty, draw.draw(st.integers(1, 23)))
        found = replay(tight, _cases(pasts, loose), NOW)
        late = {"missed", "kept_late"}
        assert not [it for it in found.shifts if it.before in late and it.after == "kept" and it.duty == duty]
        assert not [it for it in found.shifts if it.before == "missed" and it.after == "kept"]

    def test_is_told_with_the_cases_it_concerns(self) -> None:
        loose, tight = (with_limit(shipped(CAMERA), "first_report", hours) for hours in (24, 12))
        found = replay(tight, [PastCase(f"HC-{hours}", _reported(hours), loose) for hours in (6, 13, 20, 30)], NOW)
        (shift,) = found.shifts
        assert (shift.duty, shift.before, shift.after, shift.count) == ("first_report", "kept", "kept_late", 2)
        assert shift.cases == ("HC-13", "HC-20")
        (row,) = (row for row in found.rows if row.duty == "first_report")
        assert (row.before.counts, row.after.counts) == ({"kept": 3, "kept_late": 1}, {"kept": 1, "kept_late": 3})
        assert (row.before.median, row.after.median) == (timedelta(hours=7.5), timedelta(hours=-4.5))

    def test_what_was_never_done_is_missed_and_what_may_still_be_done_is_open(self) -> None:
        policy = shipped(CAMERA)
        facts = _reported(6)[:-1]
        for after, verdict in ((20, "open"), (30, "missed")):
            now = T0 + timedelta(hours=after)
            found = replay(policy, [PastCase("HC-1", facts, policy)], now)
            (row,) = (row for row in found.rows if row.duty == "first_report")
            assert row.after.counts == {verdict: 1}


def _reported(hours: int) -> tuple[Fact, ...]:
    """Give a case confirmed at once, whose partner was told so many hours later."""
    told: list[tuple[str, dict[str, str], int, dict[str, str]]] = [
        ("case.opened", {"case": "c"}, 0, {}),
        ("case.confirmed", {"case": "c"}, 0, {}),
        ("notice.sent", {"case": "c"}, hours, {"duty": "first_report", "party": "voice_platform"}),
    ]
    return tuple(
        Fact(kind, T0 + timedelta(hours=after), T0 + timedelta(hours=after), place, "person:hana", subjects, codes)
        for place, (kind, subjects, after, codes) in enumerate(told, 1)
    )


class TestOnlyWhatMayDiffer:
    """A duty that both policies treat alike is computed once; the outcome is as if everything were computed twice."""

    @settings(max_examples=25, deadline=None)
    @given(pasts=PASTS, draw=st.data())
    def test_it_is_as_if_both_policies_were_run_in_full(
        self, pasts: list[tuple[Fact, ...]], draw: st.DataObject
    ) -> None:
        old = shipped(draw.draw(st.sampled_from(SHIPPED)))
        new = old
        for duty in draw.draw(st.sets(st.sampled_from(_timed(old)), max_size=3)):
            new = with_limit(new, duty, draw.draw(st.integers(1, 3000)))
        gone = draw.draw(st.sets(st.sampled_from([rule.id for rule in new.duties]), max_size=2))
        if not any(gone & {*rule.waits_for} for rule in new.duties):
            new = new.model_copy(update={"duties": tuple(rule for rule in new.duties if rule.id not in gone)})
        whole = Tally()
        for case in _cases(pasts, old):
            whole.add(case.name, standings(old, case.facts, NOW), standings(new, case.facts, NOW))
        whole.names = {rule.id: rule.name for rule in old.duties}
        assert replay(new, _cases(pasts, old), NOW) == whole.result(new)

    def test_a_changed_limit_computes_its_duty_and_those_that_wait_for_it(self) -> None:
        old = shipped(CAMERA)
        pair = pair_of(old, with_limit(old, "cra_incident_notification", 1))
        waiting = {rule.id for rule in old.duties if "cra_incident_notification" in rule.waits_for}
        assert pair.differing == {"cra_incident_notification", *waiting}
        assert waiting

    def test_a_new_name_or_basis_is_no_reason_to_compute_anything(self) -> None:
        old = shipped(CAMERA)
        named = tuple(rule.model_copy(update={"name": old.duties[0].name, "basis": None}) for rule in old.duties)
        assert pair_of(old, old.model_copy(update={"duties": named})).needed == frozenset()

    @pytest.mark.parametrize("new", SHIPPED)
    @settings(max_examples=8, deadline=None)
    @given(pasts=PASTS)
    def test_quite_another_policy_is_compared_in_full(self, new: str, pasts: list[tuple[Fact, ...]]) -> None:
        old = shipped(CAMERA)
        before, _ = replay(shipped(new), _cases(pasts, old), NOW).total()
        assert sum(before.values()) == sum(len(standings(old, facts, NOW)) for facts in pasts)


class TestOtherBands:
    """A recorded score falls into the band that the policy that is tried has for it (A5)."""

    def test_a_score_is_judged_anew(self) -> None:
        old = shipped(CAMERA)
        bands = tuple(
            band.model_copy(update={"from_": Decimal("8.0")}) if band.id == "high" else band
            for band in old.severity.bands
        )
        new = old.model_copy(update={"severity": old.severity.model_copy(update={"bands": bands})})
        at = T0 + timedelta(hours=1)
        subjects = {"case": "c", "vulnerability": "v"}
        facts = [
            replace(_reported(1)[0]),
            Fact("vulnerability.added", T0, T0, 2, "person:hana", subjects),
            Fact("severity.assessed", at, at, 3, "person:hana", subjects, {"band": "high", "score": "7.5"}),
        ]
        found = replay(new, [PastCase("HC-1", facts, old)], NOW)
        plans = {row.band: row for row in found.rows if row.duty == "meet"}
        assert plans["high"].before.counts == {"missed": 1}
        assert plans["medium"].after.counts == {"missed": 1}
        unscored = replace(facts[2], codes={"band": "high"})
        kept = replay(new, [PastCase("HC-1", [*facts[:2], unscored], old)], NOW)
        assert kept.shifts == ()


class TestSharedWork:
    """Cases shared among several processes come out as if one had run them all."""

    @settings(max_examples=15, deadline=None)
    @given(pasts=st.lists(stories(), min_size=2, max_size=6), cut=st.integers(0, 6))
    def test_two_tallies_join_into_one(self, pasts: list[tuple[Fact, ...]], cut: int) -> None:
        old, new = shipped(CAMERA), with_limit(shipped(CAMERA), "fix", 100)
        cases, whole = _cases(pasts, old), Tally()
        run = Replay(new, NOW)
        for part in (cases[:cut], cases[cut:]):
            for case in part:
                run.add(case)
            whole.join(run.handed_over())
        assert whole.result(new) == replay(new, cases, NOW)

    def test_all_are_counted_but_not_all_named(self) -> None:
        loose, tight = (with_limit(shipped(CAMERA), "first_report", hours) for hours in (24, 12))
        facts = _reported(20)
        (shift,) = replay(tight, [PastCase(str(it), facts, loose) for it in range(NAMED + 50)], NOW).shifts
        assert (shift.count, shift.in_cases, len(shift.cases)) == (NAMED + 50, NAMED + 50, NAMED)
        assert " and 140 more" in replay_show.shown(
            replay(tight, [PastCase(str(it), facts, loose) for it in range(NAMED + 50)], NOW), tight, "en"
        )


class TestTelling:
    """“as text, JSON”."""

    def test_different_duties_of_one_name_are_told_apart(self) -> None:
        name, none = Text({"en": "First answer"}), Outcomes()
        rows = tuple(Row(duty, name, None, Outcomes({"kept": 1}), none) for duty in ("answer", "acknowledge"))
        alone = Row("fix", Text({"en": "Fix"}), None, Outcomes({"kept": 1}), none)
        text = replay_show.shown(ReplayResult(1, (*rows, alone), ()), shipped(CAMERA), "en")
        assert "First answer (answer) " in text
        assert "First answer (acknowledge) " in text
        assert "Fix  " in text, "a name that is one duty's alone stands as it is"

    def test_no_cases_are_a_sentence(self) -> None:
        for language, words in (("en", "There are no past cases"), ("ja", "案件がありません")):
            found = replay(shipped(CAMERA), [], NOW)
            assert words in replay_show.shown(found, shipped(CAMERA), language)

    @settings(max_examples=10, deadline=None)
    @given(pasts=PASTS, language=st.sampled_from(["en", "ja"]))
    def test_data_and_text_tell_the_same(self, pasts: list[tuple[Fact, ...]], language: str) -> None:
        old, new = shipped(CAMERA), with_limit(shipped(CAMERA), "answer", 1)
        found = replay(new, _cases(pasts, old), NOW)
        told = json.loads(json.dumps(replay_show.data(found)))
        assert told["cases"] == len(pasts)
        for side in ("before", "after"):
            for verdict in VERDICTS:
                assert sum(row[side][verdict] for row in told["duties"]) == told["total"][side].get(verdict, 0)
        text = replay_show.shown(found, new, language)
        assert all(name in text for shift in told["differences"] for name in shift["cases"])

    def test_a_row_shows_what_was_and_what_would_be(self) -> None:
        loose, tight = (with_limit(shipped(CAMERA), "first_report", hours) for hours in (24, 12))
        text = replay_show.shown(replay(tight, [PastCase("HC-1", _reported(20), loose)], NOW), tight, "en")
        assert "1 → 0" in text
        assert "4 h → 8 h late" in text
        assert "- First report to the partner (–): kept → kept late: 1 (HC-1)" in text
