"""Each line of the example files that says who does what by when begins, is kept by its deed alone, and can be late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.facts import KINDS
from daybreak.core.policy.anchors import DERIVED, TERMS, VOIDED_BY
from daybreak.core.policy.conditions import FLAGS
from daybreak.core.policy.duties import duties
from daybreak.core.policy.duty_terms import WAITS
from tests.core.duties.teller import Teller, at
from tests.shipped import POLICIES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model_duty import DutyRule

BEGINNING = ("report.received", "case.opened", "report.joined", "vulnerability.added")
EVER = 24 * 365 * 12
KEYS = ("mailbox", "report", "case", "vulnerability", "affect", "component", "remedy", "division")
WITHIN = {"report": 2, "case": 3, "vulnerability": 4, "affect": 6, "component": 6, "remedy": 7, "division": 8}
"""How many of the keys a fact about a thing of a scope names."""
ENDING = {"case.closed", "case.merged", "case.split", "report.closed", "finder.erased", "finder.silent", "key.revoked"}
UNSAID = {*ENDING, *TERMS, *DERIVED, *FLAGS.values(), *(by for undone in VOIDED_BY.values() for _, by in undone),
          *(kind for begun, ended in WAITS.values() for kind in (begun, *ended)), "case.concern_set", "case.kind_set",
          "severity.assessed", "affect.stated", "anchor.restated", "case.handed_over",
          "report.handed_over"}  # fmt: skip
"""What ends, moves or changes clocks by itself: everything else must leave them alone."""
LINES = [
    (name, rule.id)
    for name in POLICIES
    for rule in policy(name).duties
    if rule.scope in WITHIN and rule.since and not rule.every
]


class Line:
    """One line of a policy, and a story in which everything has happened that it waits for, and nothing it asks for."""

    def __init__(self, name: str, rule_id: str) -> None:
        self.policy = policy(name)
        self.rule: DutyRule = self.policy.duty(rule_id)
        said = {word: str(values[0]) for word, values in self.rule.when.demands().items()}
        self.story = Teller()
        self.codes: dict[str, Any] = {
            "mailbox": said.get("mailbox", "security"), "found_by": said.get("found_by", "finder"), "by": "ourselves",
            "component": said.get("component", "own"), "in": said.get("in", "own_product"), "status": "affected",
            "band": said.get("severity", "high"), "surface": said.get("surface", next(iter(self.policy.surfaces))),
            "support": "supported", "product": "p", "division": "network", "holds": True,
            "until": at(24 * 9).isoformat(),
            "public_at": at(99).isoformat(), "concern": said.get("concerns", "none"),
            "kind_": said.get("kind", "vulnerability"), "market": "EU",
        }  # fmt: skip
        needed = {FLAGS[word] for word in said if word in FLAGS} | (
            {"case.concern_set"} if "concerns" in said else set()
        )
        for kind in (*BEGINNING, "case.kind_set", "severity.assessed", "affect.stated", *sorted(needed)):
            if kind not in self.rule.fulfilled_by() and (kind not in self.rule.starts or kind in BEGINNING):
                self.tell(kind, 0)
        self.begin(self.rule)

    def begin(self, rule: DutyRule) -> None:
        """Tell of what a rule starts from, and of the keeping of the rule it waits for."""
        if rule.scope == "remedy":
            self.tell("remedy.planned", 0)
        for anchor in rule.starts:
            if anchor.startswith("kept."):
                before = self.policy.duty(anchor.removeprefix("kept."))
                self.begin(before)
                self.tell("notice.sent", 2, duty=before.id, party=before.to)
            else:
                self.tell("remedy.shipped" if anchor in DERIVED else anchor, 1)

    def tell(self, kind: str, hours: float, **codes: Any) -> None:
        """Tell of a fact about everything there is: the report alone, until it belongs to a case."""
        first, scope = kind.partition(".")[0], self.rule.scope
        count = {"report.received": 2, "report.joined": 3}.get(kind, WITHIN.get(first, 3))
        count = max(count, WITHIN[scope]) if kind not in BEGINNING and first not in {"report", "case"} else count
        subjects = {key: f"{key}-1" for key in KEYS[1:count]} | ({"mailbox": "web"} if count == 2 else {})
        subjects |= {first: f"{first}-1"} if first in {"remedy", "finding"} else {}
        chosen = {word: code for word, code in self.codes.items() if word != "kind_" or kind == "case.kind_set"}
        self.story.tell(kind, hours, subjects, **{**chosen, **codes})

    def duties(self) -> list[Duty]:
        """Give what the line asks for now."""
        return [duty for duty in duties(self.policy, self.story.facts, at(EVER)) if duty.id == self.rule.id]


@pytest.mark.parametrize(("name", "rule_id"), LINES)
class TestEveryLine:
    """“Every clause that says who must do what by when is a line in a policy file, its clock stands on the board.”"""

    def test_it_begins_and_is_late_when_nobody_does_it(self, name: str, rule_id: str) -> None:
        line = Line(name, rule_id)
        (duty,) = line.duties()
        assert duty.start is not None
        assert duty.who
        if duty.limit is not None:
            assert duty.state(duty.limit) != "overdue"
            assert duty.state(at(EVER)) == "overdue"
        else:
            assert duty.aim or line.rule.before, "what has no limit has an aim, or must come before a fact"

    def test_each_of_its_deeds_keeps_it(self, name: str, rule_id: str) -> None:
        for deed in policy(name).duty(rule_id).fulfilled_by(Line(name, rule_id).codes["surface"]):
            line = Line(name, rule_id)
            line.tell(deed, 3, duty=rule_id, party=line.rule.to or "", actor="person:quinn")
            (duty,) = line.duties()
            assert duty.kept is not None, deed

    def test_nothing_else_keeps_it(self, name: str, rule_id: str) -> None:
        line = Line(name, rule_id)
        spared = {kind for kind in line.rule.unless_done_by if not kind.startswith("kept.")}
        others = KINDS.keys() - UNSAID - {*line.rule.fulfilled_by(), *line.rule.starts} - spared
        for kind in sorted(others):
            line.tell(kind, 3, duty="another", at=at(1).isoformat(), actor="person:quinn")
        assert {duty.kept for duty in line.duties()} == {None}
