"""“Before every major or minor release third-party components are reviewed … owned by managers” (C2, C3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.formats.npm_audit import worst_band
from daybreak.core.policy.duties import duties
from daybreak.core.supply.approval import may_say, needs_supplier, state_after
from daybreak.core.supply.gates import gates_before, may_leave_out, may_publish, may_sign, may_work, standings
from daybreak.core.supply.kinds import OTHER, kind_of
from daybreak.core.verdict import Refused
from tests.core.duties.teller import T0, Teller
from tests.shipped import read_policy as policy

SDK = policy("kestrel-sdk")
SHAPES = {"major": "X.0.0", "minor": "x.Y.0", "patch": "x.y.Z"}
NUMBER = st.integers(0, 999)


def fact(kind: str, **codes: object) -> Fact:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Fact(kind, at, at, 1, "", {"release": "r"}, codes)  # type: ignore[arg-type] # codes as the journal has them


class TestKinds:
    """“The kinds of releases, by the shape of their version.”"""

    @given(NUMBER, NUMBER, NUMBER, st.sampled_from(["", "-rc1", "+build.7"]))
    def test_the_last_part_that_moved_names_the_kind(self, x: int, y: int, z: int, tail: str) -> None:
        wanted = "patch" if z else "minor" if y else "major"
        assert kind_of(f"{x}.{y}.{z}{tail}", SHAPES) == wanted

    @pytest.mark.parametrize(("version", "kind"), [("4.3", "minor"), ("12", "major"), ("v2.0.0", "major")])
    def test_parts_not_written_are_nought(self, version: str, kind: str) -> None:
        assert kind_of(version, SHAPES) == kind

    @pytest.mark.parametrize("version", ["", "2026a-b", "next", "-1.0.0", "١.٠.٠"])
    def test_a_version_of_no_shape_is_other(self, version: str) -> None:
        assert kind_of(version, SHAPES) in {OTHER, "major"}
        assert kind_of("next", SHAPES) == OTHER

    @given(st.text(max_size=40))
    def test_any_text_is_answered(self, version: str) -> None:
        assert kind_of(version, SHAPES) in {*SHAPES, OTHER}


class TestSignedForItsList:
    """C2: managers “own the gates”; what they sign is the release as it is, and no other one."""

    @given(st.lists(st.sampled_from(("work", "sign", "leave", "change")), max_size=8))
    def test_a_change_opens_what_was_kept_and_signed_before_it(self, told: list[str]) -> None:
        (gate, *_) = gates_before(SDK, "9.0.0", "web")
        facts = {
            "work": fact("release.audited", gate=gate.id, worst="low"),
            "sign": fact("release.gate_signed", gate=gate.id, left_out=False),
            "leave": fact("release.gate_signed", gate=gate.id, left_out=True),
            "change": fact("release.changed"),
        }
        since = told[len(told) - told[::-1].index("change") :] if "change" in told else told
        (one,) = standings([gate], [facts[name] for name in told])
        (plain,) = standings([gate], [facts[name] for name in since])
        assert (one.state, one.worst) == (plain.state, plain.worst)
        assert one.again is (one.state == "open" and any(name != "change" for name in told))


class TestGates:
    """C3a, C3b, C3c: which gates stand before which release, and what opens them."""

    def test_each_release_has_its_own_gates(self) -> None:
        names = {
            (version, surface): [gate.id for gate in gates_before(SDK, version, surface)]
            for version in ("9.0.0", "9.1.0", "9.1.1")
            for surface in ("web", "native")
        }
        assert names["9.1.1", "native"] == ["changes_reviewed", "component_list"]
        assert names["9.1.1", "web"] == ["audit", "changes_reviewed", "component_list"]
        assert "component_review" in names["9.1.0", "native"]
        assert "scan" not in names["9.1.0", "native"]
        assert set(names["9.0.0", "web"]) == {"audit", "component_review", "scan", "changes_reviewed", "component_list"}
        assert gates_before(policy("hoshimi-camera"), "1.0.0", "firmware") == ()

    def test_work_comes_before_the_owners_signature(self) -> None:
        gates = gates_before(SDK, "9.1.0", "web")
        audit = standings(gates, ())[0]
        assert isinstance(may_sign(SDK, audit, {"tech_lead"}), Refused)
        done = standings(gates, [fact("release.audited", gate="audit", worst="low")])[0]
        assert not isinstance(may_sign(SDK, done, {"tech_lead"}), Refused)
        assert isinstance(may_sign(SDK, done, {"developer"}), Refused)
        assert isinstance(
            may_work(SDK, standings(gates, [fact("release.gate_signed", gate="audit")])[0], {"tech_lead"}), Refused
        )

    def test_findings_above_the_allowed_band_are_not_signed_until_a_better_result(self) -> None:
        gates = gates_before(SDK, "9.1.0", "web")
        bad = fact("release.audited", gate="audit", worst="high")
        assert isinstance(may_sign(SDK, standings(gates, [bad])[0], {"tech_lead"}), Refused)
        mended = [bad, fact("release.audited", gate="audit", worst="")]
        assert not isinstance(may_sign(SDK, standings(gates, mended)[0], {"tech_lead"}), Refused)

    def test_only_what_the_policy_says_is_left_out(self) -> None:
        stands = {one.gate.id: one for one in standings(gates_before(SDK, "9.0.0", "web"), ())}
        assert not isinstance(may_leave_out(SDK, stands["scan"], {"manager"}), Refused)
        assert isinstance(may_leave_out(SDK, stands["scan"], {"quality"}), Refused)
        assert isinstance(may_leave_out(SDK, stands["audit"], {"tech_lead"}), Refused)

    @given(st.sets(st.sampled_from(["audit", "component_review", "scan", "changes_reviewed", "component_list"])))
    def test_a_release_goes_out_only_when_every_gate_has_ended(self, signed: set[str]) -> None:
        gates = gates_before(SDK, "9.0.0", "web")
        stands = standings(gates, [fact("release.gate_signed", gate=gate, left_out=gate == "scan") for gate in signed])
        verdict = may_publish(SDK, stands, (), {"manager"})
        assert isinstance(verdict, Refused) == (signed != {gate.id for gate in gates})

    def test_an_unapproved_component_keeps_it_back(self) -> None:
        assert isinstance(may_publish(SDK, (), ("zlib 1.3",), {"manager"}), Refused)


class TestOnTheBoard:
    """“Component review before each release … on the board.”"""

    def told(self, **more: str) -> Teller:
        codes = {"product": "kg-core", "surface": "native", "release_kind": "minor", **more}
        return Teller().tell("release.registered", 0, {"release": "r1", "product": "p"}, **codes)

    def test_each_gate_is_a_duty_of_the_release_until_it_is_signed(self) -> None:
        story = self.told()
        found = {duty.id: duty for duty in duties(SDK, story.facts, T0)}
        assert set(found) == {"gate_component_review", "gate_changes_reviewed", "gate_component_list"}
        assert found["gate_component_review"].who == ("developer", "tech_lead")
        assert all(duty.state(T0) == "open" and duty.scope == "release" for duty in found.values())
        story.tell("release.gate_signed", 1, {"release": "r1"}, gate="component_list")
        kept = {duty.id for duty in duties(SDK, story.facts, T0) if duty.kept}
        assert kept == {"gate_component_list"}

    def test_what_came_out_without_it_is_late(self) -> None:
        story = self.told().tell("release.published", 5, {"release": "r1"})
        assert {duty.state(T0.replace(day=25)) for duty in duties(SDK, story.facts, T0)} == {"overdue"}

    def test_a_release_from_before_owes_nothing(self) -> None:
        story = Teller().tell("release.registered", 0, {"release": "r1", "product": "p"}, product="kg-core")
        assert duties(SDK, story.facts, T0) == ()


class TestApproval:
    """“A third-party component is evaluated before it is integrated; the approved ones form a list.”"""

    def test_evaluated_then_approved_each_by_whom_the_policy_says(self) -> None:
        assert isinstance(may_say(SDK, "new", "approved", {"manager"}), Refused)
        assert isinstance(may_say(SDK, "new", "evaluated", {"developer"}), Refused)
        assert not isinstance(may_say(SDK, "new", "evaluated", {"tech_lead"}), Refused)
        assert not isinstance(may_say(SDK, "evaluated", "approved", {"manager"}), Refused)
        assert isinstance(may_say(SDK, "approved", "refused", {"manager"}), Refused)

    @given(st.lists(st.sampled_from(["evaluated", "approved", "refused"])))
    def test_the_newest_word_counts(self, verdicts: list[str]) -> None:
        assert state_after(verdicts) == (verdicts[-1] if verdicts else "new")

    def test_only_what_we_do_not_resolve_needs_a_supplier(self) -> None:
        assert needs_supplier(SDK, "external")
        assert not needs_supplier(SDK, "internal")
        assert not needs_supplier(policy("hoshimi-camera"), "external")


class TestNpmAudit:
    """“For web toolkits: npm audit”: the worst finding is read from the result itself."""

    def result(self, **counts: int) -> bytes:
        import json

        levels = dict.fromkeys(("info", "low", "moderate", "high", "critical"), 0) | counts
        return json.dumps({"auditReportVersion": 2, "metadata": {"vulnerabilities": levels}}).encode()

    def test_the_worst_level_counts(self) -> None:
        assert worst_band(self.result()) == ""
        assert worst_band(self.result(low=3, moderate=1)) == "medium"
        assert worst_band(self.result(critical=1, info=9)) == "critical"

    @given(st.binary(max_size=200))
    def test_anything_else_is_refused_with_a_sentence(self, raw: bytes) -> None:
        with pytest.raises(ValueError, match="npm audit"):
            worst_band(raw)

    @pytest.mark.parametrize(
        "raw", [b'{"metadata": {"vulnerabilities": {"low": "x"}}}', b"[" * 100_000, b'{"error": {}}']
    )
    def test_a_failed_run_is_no_result(self, raw: bytes) -> None:
        with pytest.raises(ValueError, match="npm audit"):
            worst_band(raw)
