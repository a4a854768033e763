"""Restating an anchor (“we were aware on …”), and tables read for a case that has several surfaces."""

from __future__ import annotations

from typing import Any

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import AFFECT, CASE, DAY, REMEDY, T0, VULNERABILITY, Teller, at, only, with_rules

SECOND = {**CASE, "vulnerability": "v2"}
AWARE: dict[str, Any] = {
    "id": "d", "per": "vulnerability", "since": "vulnerability.attacked", "within": "24 hours",
    "done_by": "users.informed",
}  # fmt: skip


class TestWhatIsRestated:
    """“Named anchors per case, vulnerability or product. Restating one keeps the old value and the reason.”"""

    def attacked(self) -> Teller:
        story = Teller().confirmed().tell("vulnerability.added", 2, SECOND, component="own")
        return story.tell("vulnerability.attacked", 10, VULNERABILITY).tell("vulnerability.attacked", 50, SECOND)

    def starts(self, story: Teller, **words: Any) -> dict[str, Any]:
        found = duties(with_rules({**AWARE, **words}), story.facts, T0)
        return {duty.subject: (duty.start, duty.restated_from) for duty in found if duty.id == "d"}

    def test_of_one_vulnerability_alone(self) -> None:
        story = self.attacked()
        story.tell("anchor.restated", 60, VULNERABILITY, kind_="vulnerability.attacked", at=at(5).isoformat())
        assert self.starts(story) == {"v1": (at(5), at(10)), "v2": (at(50), None)}
        assert self.starts(story, per="case") == {"c1": (at(5), at(10))}

    def test_a_later_one_restated_does_not_hide_the_earlier(self) -> None:
        story = self.attacked()
        story.tell("anchor.restated", 60, SECOND, kind_="vulnerability.attacked", at=at(45).isoformat())
        assert self.starts(story, per="case") == {"c1": (at(10), None)}

    def test_without_a_thing_every_one_is_meant(self) -> None:
        story = self.attacked().tell("anchor.restated", 60, CASE, kind_="vulnerability.attacked", at=at(5).isoformat())
        assert self.starts(story) == {"v1": (at(5), at(10)), "v2": (at(5), at(50))}

    def test_what_follows_from_it_moves_too(self) -> None:
        """A fix is available since it shipped; known better when that was, the clocks of both follow."""
        story = Teller().confirmed().affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        story.tell("remedy.shipped", 100, REMEDY)
        story.tell("anchor.restated", 110, REMEDY, kind_="remedy.shipped", at=at(80).isoformat())
        duty = only(with_rules({**AWARE, "per": None, "since": "fix.available"}), story, "d")
        assert (duty.start, duty.restated_from) == (at(80), at(100))

    def test_what_happened_again_afterwards_is_not_what_was_restated(self) -> None:
        story = Teller().confirmed().affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        story.tell("remedy.shipped", 100, REMEDY)
        story.tell("anchor.restated", 110, REMEDY, kind_="remedy.shipped", at=at(80).isoformat())
        story.tell("remedy.rolled_back", 120, REMEDY).tell("remedy.shipped", 130, REMEDY)
        assert only(with_rules({**AWARE, "per": None, "since": "fix.available"}), story, "d").start == at(130)


class TestSeveralRows:
    """“Tables by severity band x surface x support state”: what is of several, the row that ends first counts."""

    def rule(self, within: Any) -> dict[str, Any]:
        return {"id": "d", "since": "case.confirmed", "within": within, "done_by": "advisory.published"}

    def test_of_two_surfaces_the_tighter(self) -> None:
        rules = with_rules(self.rule({"cloud": "9 days", "app": "no plan", "firmware": "1 day"}))
        story = Teller().confirmed().affected(surface="cloud")
        assert only(rules, story, "d").limit == at(2) + 9 * DAY
        story.tell("affect.stated", 5, {**AFFECT, "affect": "a2"}, status="affected", surface="firmware")
        story.tell("affect.stated", 5, {**AFFECT, "affect": "a3"}, status="affected", surface="app")
        duty = only(rules, story, "d")
        assert (duty.limit, duty.waiting_for, duty.surface) == (at(2) + DAY, "", None)

    def test_of_a_supported_and_an_old_product_the_tighter(self) -> None:
        rules = with_rules(self.rule({"supported": "3 days", "end_of_life": "no plan"}))
        story = Teller().confirmed().affected(support="end_of_life")
        assert only(rules, story, "d").no_plan
        story.tell("affect.stated", 5, {**AFFECT, "affect": "a2"}, status="affected", support="supported")
        assert only(rules, story, "d").limit == at(2) + 3 * DAY

    def test_of_aims_without_a_limit_the_tighter(self) -> None:
        rule = {"id": "d", "since": "case.confirmed", "done_by": "advisory.published",
                "aim": {"cloud": "9 days", "app": "5 days", "firmware": "1 day"}}  # fmt: skip
        story = Teller().confirmed().affected(surface="cloud")
        story.tell("affect.stated", 5, {**AFFECT, "affect": "a2"}, status="affected", surface="firmware")
        duty = only(with_rules(rule), story, "d")
        assert (duty.aim, duty.limit) == (at(2) + DAY, None)
