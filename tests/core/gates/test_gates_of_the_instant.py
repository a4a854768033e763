"""The gates of the chosen instant: coordinators, customers, the embargo, publication days, and an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from daybreak.core.advisory import HistoryEntry
from daybreak.core.clocks.deadlines import instant_before
from daybreak.core.facts import Code, Fact
from daybreak.core.policy.gate import EmergencyCall, Gate, Plan, Situation, issue
from daybreak.core.policy.gates import gates, readiness
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from tests.core.advisory.advisories import small
from tests.core.gates.stories import HASH, NOW, PLAN, TUESDAY, Story, life, life_b, shut, warned, with_edit
from tests.shipped import read_policy as policy


class TestOneMomentWithTheCoordinator:
    """B4c/B9: "one and the same moment, the date agreed with the coordinating body"."""

    def gate(self, *told: tuple[str, dict[str, Code]], at: datetime = TUESDAY) -> Gate:
        """Give the coordinator's gate after these facts."""
        story = life()
        for kind, codes in told:
            story.tell(kind, {"party": "jp_coordinator"}, **codes)
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=replace(PLAN, public_at=at))
        return next(gate for gate in found if gate.id.startswith("coordinator"))

    def test_another_instant_than_the_agreed_one_is_refused(self) -> None:
        agreed = ("coordinator.date_agreed", {"public_at": TUESDAY.isoformat(), "confirmed": True})
        assert self.gate(agreed).passed
        assert self.gate(agreed, at=TUESDAY + timedelta(minutes=1)).missing[0].id == "other_date"

    def test_it_must_be_confirmed_a_business_day_before(self) -> None:
        missing = self.gate(("coordinator.date_agreed", {"public_at": TUESDAY.isoformat()})).missing[0]
        assert missing.id == "not_confirmed"
        assert "2026-11-30T05:00:00Z" in missing.in_("en")

    def test_a_moved_date_holds(self) -> None:
        moved = ("coordinator.date_moved", {"public_at": (TUESDAY + timedelta(days=7)).isoformat()})
        agreed = ("coordinator.date_agreed", {"public_at": TUESDAY.isoformat(), "confirmed": True})
        assert self.gate(agreed, moved).missing[0].id == "date_moved"

    def test_once_public_it_only_warns(self) -> None:
        assert not self.gate(("vulnerability.public", {})).binding

    @pytest.mark.parametrize(("covered", "again", "ids"), [
        ("v1", NOW - timedelta(days=2), []),
        ("v1", NOW + timedelta(days=2), ["other_date"]),
        ("another", NOW - timedelta(days=2), ["other_date"]),
    ])  # fmt: skip
    def test_a_revision_of_what_readers_have_needs_no_new_moment(
        self, covered: str, again: datetime, ids: list[str]
    ) -> None:
        """What is not public yet needs one, and so does a moment that was agreed for the revision."""
        story = life().tell("coordinator.date_agreed", {"party": "jp_coordinator"}, public_at=again.isoformat())
        story.tell("advisory.published", {"advisory": "x"}, vulnerabilities=covered)
        plan = replace(PLAN, history=(HistoryEntry(1, NOW, Text({"en": "First"})),))
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=plan)
        gate = next(gate for gate in found if gate.id.startswith("coordinator"))
        assert [sentence.id for sentence in gate.missing] == ids


class TestCustomersFirst:
    """Policy C: “customers_first: {party: customers_supported, before: 3 business days}”."""

    def gates(self, story: Story, plan: Plan = PLAN) -> tuple[Gate, ...]:
        """Ask the SDK vendor's gates about a case whose tech lead has approved."""
        story.tell("advisory.approved", {"advisory": "x"}, role="tech_lead", content=HASH)
        return gates(policy("kestrel-sdk"), small(), story.facts, NOW, plan=plan)

    def test_nothing_goes_out_before_they_were_told(self) -> None:
        found = self.gates(life())
        assert shut(found) == ["customers"]
        assert isinstance(readiness(found), Refused)
        assert shut(self.gates(life().tell("customers.told", {"advisory": "x"}))) == []

    @given(st.integers(0, 10 * 24))
    @example(3 * 24)
    def test_nor_sooner_than_the_policy_promises(self, hours: int) -> None:
        """Told on a Tuesday at the same time of day, three business days reach the Friday."""
        told = [fact.happened_at for fact in life().tell("customers.told", {"advisory": "x"}).facts][-1]
        instant = max(NOW, told) + timedelta(hours=hours)
        ours = policy("kestrel-sdk")
        first = ours.publication.customers_first
        assert first is not None
        by = instant_before(instant, first.before, ours.calendar())
        found = self.gates(life().tell("customers.told", {"advisory": "x"}), replace(PLAN, public_at=instant))
        assert ("customers" in shut(found)) == (by is not None and told > by)

    def test_once_the_world_knows_it_only_warns(self) -> None:
        found = self.gates(life().tell("vulnerability.public"))
        assert shut(found) == []
        assert "customers" in warned(found)

    def test_an_emergency_may_skip_them(self) -> None:
        call = EmergencyCall(frozenset({"security", "manager"}), "attacks", NOW)
        attacked = life().tell("vulnerability.attacked")
        assert shut(self.gates(attacked)) == ["customers"]
        assert shut(self.gates(attacked, replace(PLAN, emergency=call))) == []

    def test_a_revision_needs_no_word_ahead(self) -> None:
        before = issue(Situation(policy("kestrel-sdk"), small(), [], NOW, PLAN), "en").history
        assert "customers" not in {gate.id for gate in self.gates(life(), replace(PLAN, history=before))}


class TestNothingBeforeTheEmbargoEnds:
    """Promise P4 and duties.md 1.4: an embargo in force at the chosen instant forbids it."""

    @settings(max_examples=25)
    @example(0)
    @example(-1)
    @given(st.integers(-2000, 2000))
    def test_exactly_from_its_end_on(self, minutes: int) -> None:
        story = life().tell("embargo.proposed", until=TUESDAY.isoformat()).tell("embargo.accepted")
        at = TUESDAY + timedelta(minutes=minutes)
        situation = replace(PLAN, public_at=at)
        found = gates(policy("hoshimi-camera"), small(), story.facts, NOW, plan=situation)
        assert ("embargo" in shut(found)) == (minutes < 0)

    def test_a_mere_proposal_binds_nobody_and_an_ended_one_no_more(self) -> None:
        proposed = life().tell("embargo.proposed", until="2030-01-01T00:00:00Z")
        assert "embargo" not in shut(gates(policy("hoshimi-camera"), small(), proposed.facts, NOW, plan=PLAN))
        ended = proposed.tell("embargo.accepted").tell("embargo.ended", reason="fix")
        assert "embargo" not in shut(gates(policy("hoshimi-camera"), small(), ended.facts, NOW, plan=PLAN))


class TestPublicationDaysAndTranslationWarn:
    """Policy B #!24 and #!1: the window is advice; a translation may follow where the policy says so."""

    def test_a_friday_night_is_warned_of_with_the_next_fitting_instant(self) -> None:
        friday = replace(PLAN, public_at=datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
        found = gates(policy("hoshimi-camera"), small(), life().facts, NOW, plan=friday)
        assert "window" in warned(found)
        window = next(gate for gate in found if gate.id == "window")
        assert "2026-11-30T05:00:00Z" in window.missing[0].in_("en")

    def test_a_missing_translation_warns(self) -> None:
        only = with_edit("document/title", {"ja": "正文だけ"})
        found = gates(policy("aoba-electric"), only, life_b().facts, NOW, plan=PLAN)
        assert "translation" in warned(found)
        assert [one for one in shut(found) if "approval" not in one] == []

    def test_what_rules_where_two_languages_differ_is_no_translation(self) -> None:
        """“binding_language: this text rules where two languages differ”, first of the list or not (B12)."""
        only = with_edit("document/title", {"en": "Only"})
        found = gates(policy("aoba-electric"), only, life_b().facts, NOW, plan=PLAN)
        assert [one for one in shut(found) if "approval" not in one] == ["content"]
        assert "translation" not in warned(found)
        content = next(gate for gate in found if gate.id == "content")
        assert "in ja: by the policy, that text rules" in content.missing[0].in_("en")
        assert "正文" in content.missing[0].in_("ja")

    def test_what_lacks_words_is_named_by_its_title_where_it_has_no_number(self) -> None:
        """A title told in several languages stands in the sentence; the gates answer all the same."""
        flaw = small().vulnerabilities[0].model_copy(update={"cve": None, "ids": (), "notes": ()})
        content = small().model_copy(update={"vulnerabilities": (flaw,)})
        assert "content" in shut(gates(policy("aoba-electric"), content, life_b().facts, NOW, plan=PLAN))


class TestAnEmergencySkipsOnlyWhatThePolicyNames:
    """Issue 2, 8: "An emergency path (policy: what may be skipped, who decides, the longest delay)"."""

    CALL = EmergencyCall(frozenset({"psirt_on_call", "division_head"}), "attacks", NOW)

    def attacked(self) -> list[Fact]:
        """Tell policy B's case with attacks seen and the approval of the press missing."""
        return [f for f in life_b().tell("vulnerability.attacked").facts if f.codes.get("role") != "press"]

    def test_press_is_waived_once_those_who_may_have_decided(self) -> None:
        plan = replace(PLAN, emergency=self.CALL)
        assert shut(gates(policy("aoba-electric"), small(), self.attacked(), NOW, plan=PLAN)) == ["approval:press"]
        assert shut(gates(policy("aoba-electric"), small(), self.attacked(), NOW, plan=plan)) == []

    def test_legal_is_not(self) -> None:
        facts = [fact for fact in self.attacked() if fact.codes.get("role") != "legal"]
        found = gates(policy("aoba-electric"), small(), facts, NOW, plan=replace(PLAN, emergency=self.CALL))
        assert shut(found) == ["approval:legal"]

    @pytest.mark.parametrize("roles", [frozenset(), frozenset({"psirt"}), frozenset({"press", "legal"})])
    def test_one_alone_does_not_decide(self, roles: frozenset[str]) -> None:
        plan = replace(PLAN, emergency=EmergencyCall(roles, "", NOW))
        found = gates(policy("aoba-electric"), small(), self.attacked(), NOW, plan=plan)
        assert shut(found) == ["approval:press", "emergency"]

    def test_without_a_reason_in_the_facts_there_is_none(self) -> None:
        found = gates(policy("aoba-electric"), small(), life_b().facts, NOW, plan=replace(PLAN, emergency=self.CALL))
        assert shut(found) == ["emergency"]
