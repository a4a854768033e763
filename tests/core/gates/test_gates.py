"""The gates before publication, under the three example policies: what is missing, in words, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.advisory import Advisory, canonical_json
from daybreak.core.policy.gate import Situation, issue
from daybreak.core.policy.gate_words import GATE_WORDS
from daybreak.core.policy.gates import gates, instant_verdict, is_released, may_release, readiness, release_verdict
from daybreak.core.verdict import ALLOWED, Refused
from tests.core.advisory.advisories import small
from tests.core.gates.stories import HASH, NOW, PLAN, TUESDAY, VECTOR, Story, life, life_b, shut, with_edit
from tests.shipped import read_policy as policy


class TestAnAdvisoryThatLacksNothingGoesOut:
    """Issue 2, 11: "each example policy carries one case from report to publication", by its file alone."""

    def test_policy_a(self) -> None:
        facts = life().tell("advisory.approved", {"advisory": "x"}, role="programme_manager", content=HASH).facts
        found = gates(policy("hoshimi-camera"), small(), facts, NOW, plan=PLAN)
        assert shut(found) == []
        assert readiness(found) == ALLOWED

    def test_policy_b(self) -> None:
        found = gates(policy("aoba-electric"), small(), life_b().facts, NOW, plan=PLAN)
        assert shut(found) == []
        assert [gate.id for gate in found if gate.id.startswith("approval")] == [
            "approval:division_head/network", "approval:legal", "approval:press",
        ]  # fmt: skip

    def test_policy_c_with_its_deputy(self) -> None:
        story = life().tell("advisory.approved", {"advisory": "x"}, role="manager", content=HASH)
        facts = story.tell("customers.told", {"advisory": "x"}).facts
        assert shut(gates(policy("kestrel-sdk"), small(), facts, NOW, plan=PLAN)) == []


STEP = {"advisory": "x"}


class TestSentBack:
    """Policy B, "in order": a step that sent this content back is not given until it is another, or asked for anew."""

    def _missing(self, story: Story, gate: str) -> list[str]:
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=PLAN)
        return [one.id for one in next(each for each in found if each.id == gate).missing]

    def _until_legal(self) -> Story:
        story = Story([fact for fact in life_b().facts if fact.codes.get("role") not in {"legal", "press"}])
        return story.tell("advisory.sent_back", STEP, role="legal", division="", content=HASH)

    def test_it_is_not_given_and_the_next_ones_wait(self) -> None:
        story = self._until_legal()
        assert self._missing(story, "approval:division_head/network") == [], (
            "the step before approved this very content"
        )
        assert self._missing(story, "approval:legal") == ["sent_back"]
        assert self._missing(story, "approval:press") == ["waits_for_turn"]
        story.tell("advisory.approved", STEP, role="legal", content=HASH)
        assert self._missing(story, "approval:legal") == ["sent_back"], "a no stands until somebody asks anew"

    def test_asked_anew_an_approval_counts_again(self) -> None:
        story = self._until_legal().tell("advisory.approval_asked", STEP, role="legal", content=HASH)
        assert self._missing(story, "approval:legal") == ["no_approval"]
        story.tell("advisory.approved", STEP, role="legal", content=HASH)
        assert self._missing(story, "approval:legal") == []

    def test_an_approval_from_before_is_void(self) -> None:
        story = life_b().tell("advisory.sent_back", STEP, role="legal", division="", content=HASH)
        story.tell("advisory.approval_asked", STEP, role="legal", content=HASH)
        assert self._missing(story, "approval:legal") == ["no_approval"]

    def test_another_content_another_division_or_another_role_is_not_sent_back(self) -> None:
        story = life_b().tell("advisory.sent_back", STEP, role="legal", division="", content="another")
        story.tell("advisory.sent_back", STEP, role="division_head", division="medical", content=HASH)
        story.tell("advisory.sent_back", STEP, role="programme_manager", division="", content=HASH)
        for gate in ("division_head/network", "legal", "press"):
            assert self._missing(story, f"approval:{gate}") == []


class TestEachClauseHoldsItsGateShut:
    """Product, life 6: "the gates say in words what is still missing"; each clause closes its own gate only."""

    @pytest.mark.parametrize(
        ("name", "kind", "gate"),
        [
            ("hoshimi-camera", "remedy.shipped", "trigger"),
            ("hoshimi-camera", "severity.assessed", "severity"),
            ("hoshimi-camera", "remedy.verified", "verified"),
            ("hoshimi-camera", "report.credit_chosen", "credit"),
            ("aoba-electric", "coordinator.date_agreed", "coordinator:jp_coordinator"),
        ],
    )
    def test_a_missing_fact(self, name: str, kind: str, gate: str) -> None:
        story = life_b() if name == "aoba-electric" else life()
        story.tell("advisory.approved", {"advisory": "x"}, role="programme_manager", content=HASH)
        found = gates(policy(name), small(), story.without(kind), NOW, plan=PLAN)
        assert gate in shut(found)
        sentence = next(each for each in found if each.id == gate).missing[0]
        assert sentence.in_("ja") != sentence.in_("en")
        assert isinstance(readiness(found), Refused)

    @pytest.mark.parametrize(
        ("path", "value", "gate"),
        [
            ("vulnerabilities/0/cve", None, "cve"),
            ("vulnerabilities/0/scores", [], "severity"),
            ("vulnerabilities/0/remediations", [], "remedy"),
            ("vulnerabilities/0/product_status", {}, "products"),
            ("document/title", {"en": "English only"}, "content"),
            ("document/publisher", None, "csaf"),
        ],
    )
    def test_a_missing_part_of_the_content(self, path: str, value: object, gate: str) -> None:
        found = gates(policy("hoshimi-camera"), with_edit(path, value), life().facts, NOW, plan=PLAN)
        assert gate in shut(found)

    @pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
    def test_a_fix_that_shipped_since_is_told(self, name: str) -> None:
        """A8: what went out must not say that there is no fix, once there is one; a roll-back takes it away again."""
        stale = with_edit("vulnerabilities/0/remediations/0/category", "none_available")
        assert "remedy" in shut(gates(policy(name), stale, life().facts, NOW, plan=PLAN))
        assert "remedy" not in shut(gates(policy(name), small(), life().facts, NOW, plan=PLAN))
        back = life().tell("remedy.rolled_back", {"remedy": "m1", "vulnerability": "v1"}).facts
        for facts in (life().without("remedy.shipped"), back):
            assert "remedy" not in shut(gates(policy(name), stale, facts, NOW, plan=PLAN))

    @pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
    @pytest.mark.parametrize("status", ["not_affected", "fixed", "under_investigation", "affected"])
    @pytest.mark.parametrize("release", ["1.0.0", ""])
    def test_products_stand_as_the_case_states_them_now(self, name: str, status: str, release: str) -> None:
        """B3: a product found affected after the advisory was written is not released as unaffected, or left out."""
        restated = {"vulnerability": "v1", "affect": f"a1{release}"}
        facts = life().tell("affect.stated", restated, status=status, product="model-0", release=release).facts
        gate = next(one for one in gates(policy(name), small(), facts, NOW, plan=PLAN) if one.id == "products")
        if (status, release) == ("affected", "1.0.0"):
            assert gate.passed
        else:
            assert [one.id for one in gate.missing] == ["products_untold"]
            assert gate.deed == "take_facts"

    def test_a_rolled_back_fix_is_no_reason_to_publish(self) -> None:
        facts = life().tell("remedy.rolled_back", {"remedy": "m1"}).facts
        assert "trigger" in shut(gates(policy("hoshimi-camera"), small(), facts, NOW, plan=PLAN))

    def test_what_readers_have_is_revised_all_the_same(self) -> None:
        """A12: also to say that the fix was taken back."""
        facts = life().tell("remedy.rolled_back", {"remedy": "m1"}).facts
        history = issue(Situation(policy("hoshimi-camera"), small(), [], NOW, PLAN), "en").history
        plan = replace(PLAN, history=history)
        assert "trigger" not in shut(gates(policy("hoshimi-camera"), small(), facts, NOW, plan=plan))

    def test_public_knowledge_opens_the_gate_also_without_a_fix(self) -> None:
        facts = [f for f in life().tell("vulnerability.public").facts if not f.kind.startswith("remedy.")]
        assert "trigger" not in shut(gates(policy("hoshimi-camera"), small(), facts, NOW, plan=PLAN))

    def test_a_score_other_than_the_cases_is_seen(self) -> None:
        other = with_edit(
            "vulnerabilities/0/scores/0", {"vector": VECTOR.replace("AV:N", "AV:L"), "products": ["model-0:1.0.0"]}
        )
        found = gates(policy("hoshimi-camera"), other, life().facts, NOW, plan=PLAN)
        assert VECTOR in next(gate for gate in found if gate.id == "severity").missing[0].in_("ja")


class TestB4aCveIds:
    """B4a: CVE IDs are assigned only to vulnerabilities specific to own products: any other says why it has none."""

    @pytest.mark.parametrize(("absent", "shut_"), [("", True), (" ", True), ("The flaw is another vendor's.", False)])
    def test_an_id_or_the_recorded_reason_for_none(self, absent: str, *, shut_: bool) -> None:
        plain = json.loads(canonical_json(small()))
        plain["vulnerabilities"][0] |= {"cve": None, "cve_absent": absent}
        content = Advisory.model_validate(plain)
        found = gates(policy("hoshimi-camera"), content, life().facts, NOW, plan=PLAN)
        assert ("cve" in shut(found)) is shut_

    @pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
    def test_what_was_decided_since_is_taken_from_the_case(self, name: str) -> None:
        """Who has recorded the ID is not sent to record it once more."""

        def told(content: Advisory, story: Story) -> tuple[list[str], str]:
            gate = next(one for one in gates(policy(name), content, story.facts, NOW, plan=PLAN) if one.id == "cve")
            return [one.id for one in gate.missing], gate.deed

        without, flaw = with_edit("vulnerabilities/0/cve", None), {"vulnerability": "v1"}
        given_ = life().tell("cve.reserved", flaw, cve="CVE-2026-1000")
        assert told(without, given_) == (["cve_untold"], "take_facts")
        assert told(small(), given_) == ([], "assign_cve")
        assert told(small(), life().tell("cve.reserved", flaw, cve="CVE-2026-9999"))[0] == ["cve_untold"]
        assert told(without, life().tell("cve.left_out", flaw))[0] == ["cve_untold"]
        assert told(small(), life().tell("cve.left_out", flaw, cve="CVE-2026-1000"))[0] == ["cve_untold"]
        assert told(without, life()) == (["cve_undecided"], "assign_cve")

    def test_a_vulnerability_without_id_is_called_by_its_title(self) -> None:
        """Product, life 6: “the gates say in words what is still missing”; of two flaws, one must know of which."""
        content = with_edit("vulnerabilities/0/cve", None)
        found = gates(policy("hoshimi-camera"), content, life().facts, NOW, plan=PLAN)
        sentence = next(gate for gate in found if gate.id == "cve").missing[0]
        assert "“Unsigned firmware”" in sentence.in_("en")
        assert "「署名のないファームウェア」" in sentence.in_("ja")


class TestNoAdvisoryForOtherPeoplesCode:
    """A9c: "for open-source vulnerabilities no advisory is published"."""

    def test_it_is_refused_where_the_policy_says_so(self) -> None:
        story = life()
        story.facts[3] = replace(story.facts[3], codes={**story.facts[3].codes, "component": "external"})
        assert "third_party" in shut(gates(policy("kestrel-sdk"), small(), story.facts, NOW, plan=PLAN))
        assert "third_party" not in shut(gates(policy("aoba-electric"), small(), story.facts, NOW, plan=PLAN))

    def test_the_newest_word_on_whose_code_it_is_counts(self) -> None:
        story = life()
        ours = {**story.facts[3].codes, "component": "own"}
        corrected = replace(story.facts[3], position=99, codes={**ours, "component": "external"})
        for stated, refused in (([], False), ([corrected], True)):
            found = gates(policy("kestrel-sdk"), small(), [*story.facts, *stated], NOW, plan=PLAN)
            assert ("third_party" in shut(found)) is refused


class TestThanksOnlyWithPermission:
    """A11: "Finders are thanked by name, with their permission only"."""

    def test_permission_taken_back_shuts_the_gate(self) -> None:
        facts = life().tell("report.credit_chosen", {"report": "r1"}, credit="anonymous").facts
        assert "credit" in shut(gates(policy("hoshimi-camera"), small(), facts, NOW, plan=PLAN))

    def test_permission_of_somebody_else_does_not_count(self) -> None:
        facts = (
            Story(life().without("report.credit_chosen"))
            .tell("report.credit_chosen", {"report": "r2"}, credit="name")
            .facts
        )
        assert "credit" in shut(gates(policy("hoshimi-camera"), small(), facts, NOW, plan=PLAN))

    def test_permission_by_other_means_is_recorded_in_the_content(self) -> None:
        told = with_edit("document/acknowledgments/0", {"names": ["R. Ita"], "permission": "letter of 2026-11-01"})
        found = gates(policy("hoshimi-camera"), told, life().without("report.credit_chosen"), NOW, plan=PLAN)
        assert "credit" not in shut(found)


class TestApprovalsByRoleInOrderForOneContent:
    """Issue 2, 8: "Approvals are by role, in the policy's order, with deputies; a change of content voids those"."""

    def test_an_edit_voids_them_and_says_so(self) -> None:
        edited = with_edit("document/title/en", "Edited")
        found = gates(policy("aoba-electric"), edited, life_b().facts, NOW, plan=PLAN)
        assert [gate for gate in shut(found) if gate.startswith("approval")] == [
            "approval:division_head/network", "approval:legal", "approval:press",
        ]  # fmt: skip
        words = next(gate for gate in found if gate.id == "approval:division_head/network").missing[0].in_("ja")
        assert "改めて承認" in words

    def test_one_given_before_its_turn_does_not_count(self) -> None:
        story = life()
        story.tell(
            "coordinator.date_agreed", {"party": "jp_coordinator"}, public_at=TUESDAY.isoformat(), confirmed=True
        )
        story.tell("advisory.approved", {"advisory": "x"}, role="legal", content=HASH)
        story.tell("advisory.approved", {"advisory": "x", "division": "network"}, role="division_head", content=HASH)
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=PLAN)
        assert shut(found) == ["approval:legal", "approval:press"]

    def test_every_affected_division_is_asked(self) -> None:
        story = life_b()
        story.tell("affect.stated", {"vulnerability": "v1", "affect": "a2"}, status="affected", division="compute")
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=PLAN)
        assert "approval:division_head/compute" in shut(found)
        assert "approval:division_head/network" not in shut(found)

    def test_low_severity_needs_neither_legal_nor_press(self) -> None:
        story = life_b()
        story.facts[2] = replace(story.facts[2], codes={**story.facts[2].codes, "band": "low"})
        found = gates(policy("aoba-electric"), small(), story.facts, NOW, plan=PLAN)
        assert [gate.id for gate in found if gate.id.startswith("approval")] == ["approval:division_head/network"]


class TestTwoDifferentPeopleRelease:
    """Decisions, Nouns: "Two people approve one content hash … any edit voids both"."""

    @given(st.lists(st.tuples(st.sampled_from("hqm"), st.sampled_from("xy")), max_size=6), st.sampled_from("hqm"))
    def test_released_means_two_people_on_one_hash(self, tried: list[tuple[str, str]], last: str) -> None:
        given_releases: list[tuple[str, str]] = []
        for person, content in [*tried, (last, "x")]:
            if release_verdict(given_releases, person, content) == ALLOWED:
                given_releases.append((person, content))
        assert len(given_releases) == len(set(given_releases))
        people = {person for person, content in given_releases if content == "x"}
        assert is_released(given_releases, "x") == (len(people) >= 2)
        assert len(people) <= 2

    def test_the_same_person_twice_is_refused_in_words(self) -> None:
        verdict = release_verdict([("hana", "x")], "hana", "x")
        assert isinstance(verdict, Refused)
        assert "different person" in str(verdict.reason)

    def test_a_release_of_an_earlier_content_is_void(self) -> None:
        assert release_verdict([("hana", "old"), ("quinn", "old")], "hana", "new") == ALLOWED
        assert not is_released([("hana", "old"), ("quinn", "new")], "new")

    def test_only_the_roles_the_policy_names_release(self) -> None:
        assert may_release(policy("aoba-electric"), {"psirt_on_call"}) == ALLOWED
        refusal = may_release(policy("aoba-electric"), {"press"})
        assert isinstance(refusal, Refused)
        assert policy("aoba-electric").roles["psirt"].name.in_("en") in str(refusal.reason)


class TestTheInstant:
    """Issue 2, bad input: "an instant in the past or without zone": a clear sentence."""

    @given(st.integers(-3 * 10**6, 3 * 10**6))
    def test_from_now_on_for_two_years(self, minutes: int) -> None:
        verdict = instant_verdict(NOW + timedelta(minutes=minutes), NOW)
        assert (verdict == ALLOWED) == (0 <= minutes <= 732 * 1440)

    @pytest.mark.parametrize("instant", [None, TUESDAY.replace(tzinfo=None), datetime(9999, 12, 31, tzinfo=UTC)])
    def test_none_or_without_zone_is_refused(self, instant: datetime | None) -> None:
        verdict = instant_verdict(instant, NOW)
        assert isinstance(verdict, Refused)
        assert str(verdict.reason).endswith(".")
        found = gates(policy("hoshimi-camera"), small(), life().facts, NOW, plan=replace(PLAN, public_at=instant))
        assert "instant" in shut(found)


class TestEverySentenceInBothLanguages:
    """B12: "The page and the portal speak English and Japanese"."""

    def test_all_templates_have_both_and_the_same_parameters(self) -> None:
        for template, words in GATE_WORDS.items():
            assert set(words) == {"en", "ja"}, template
            marks = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in words.values()]
            assert marks[0] == marks[1], template

    def test_every_gate_has_a_title_and_a_deed(self) -> None:
        for gate in gates(policy("aoba-electric"), small(), [], NOW):
            assert gate.title.in_("ja") != gate.title.in_("en")
            assert "{" not in gate.title.in_("ja")
            assert gate.deed

    def test_the_next_revision_keeps_the_history(self) -> None:
        first = issue(Situation(policy("aoba-electric"), small(), [], NOW, PLAN), "en")
        plan = replace(PLAN, history=first.history, public_at=TUESDAY + timedelta(days=3))
        second = issue(Situation(policy("aoba-electric"), small(), [], NOW, plan), "ja")
        assert (second.number, second.released_at) == (2, TUESDAY)
        assert second.current_at == TUESDAY + timedelta(days=3)
