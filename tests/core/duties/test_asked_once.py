"""What is found once for every rule is what each rule would have found by itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import facts_from
from daybreak.core.policy.anchors import NO_ANSWER, Story
from daybreak.core.policy.duties import duties, read
from tests.core.duties.teller import AFFECT, CASE, REMEDY, T0, VULNERABILITY, Teller, at
from tests.shipped import read_policy as policy

KINDS = (
    ("anchor.restated", CASE, {"kind_": "case.confirmed", "at": at(1).isoformat()}),
    ("affect.stated", AFFECT, {"status": "under_investigation", "surface": "firmware"}),
    ("remedy.planned", REMEDY, {"kind_": "fix"}),
    ("remedy.shipped", REMEDY, {}),
    ("remedy.rolled_back", REMEDY, {}),
    ("severity.assessed", VULNERABILITY, {"band": "low"}),
    ("severity.assessed", VULNERABILITY, {"band": "high"}),
    ("case.closed", CASE, {"outcome": "fixed"}),
    ("case.reopened", CASE, {}),
    ("case.concern_set", CASE, {"concern": 'own "network", \n[{}]'}),
)
happened = st.lists(st.tuples(st.sampled_from(KINDS), st.floats(2, 900)), max_size=12)


def told(events: list[tuple[tuple[str, dict[str, str], dict[str, Any]], float]]) -> Teller:
    """Tell a confirmed case's further life."""
    story = Teller().confirmed()
    for (kind, subjects, codes), hours in sorted(events, key=lambda event: event[1]):
        story.tell(kind, hours, subjects, **dict(codes))
    return story


class TestFoundOnce:
    """Issue 3, Proof: replay of 100,000 closed cases. Nothing is found otherwise for being found once."""

    @given(happened)
    def test_a_thing_remembers_what_the_story_says(self, events: Any) -> None:
        facts, rules = told(events).facts, policy("hoshimi-camera")
        reading, fresh = read(rules, facts, T0), Story(facts, {})
        duties(rules, facts, T0)
        for scope in ("case", "vulnerability", "affect", "remedy"):
            for thing in reading.things.of(scope):
                for kind in ("case.confirmed", "fix.available", "affect.stated", "severity.assessed", "case.closed"):
                    once, again = thing.about(kind), thing.about(kind)
                    assert once is again
                    assert [one.fact for one in once] == [one.fact for one in fresh.about(kind, thing.lineage)]
                    for without in (NO_ANSWER, frozenset[str]()):
                        anew = fresh.anchor_among(fresh.about(kind, thing.lineage), kind, without=without)
                        assert thing.anchor(kind, without=without) == thing.anchor(kind, without=without) == anew
                assert list(thing.judged) == Story(facts, {}).judgements(thing.severity_lineage)

    @given(happened)
    def test_entries_read_together_are_those_read_one_by_one(self, events: Any) -> None:
        facts = told(events).facts
        bodies = [json.dumps(asdict(fact), default=datetime.isoformat) for fact in facts]
        assert facts_from(bodies) == [one for body in bodies for one in facts_from((body,))] == list(facts)

    @given(happened)
    def test_a_duty_with_other_values_is_that_duty_with_them(self, events: Any) -> None:
        for duty in duties(policy("hoshimi-camera"), told(events).facts, T0):
            assert duty.but(limit=T0, missed=7) == duty._replace(limit=T0, missed=7)
            assert duty.but() == duty
