"""Overlays add or tighten; what would change or loosen is named with both places, and circles are found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.clocks.spans import parse_span
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import (
    composed_text,
    from_composed,
    load,
    shipped_overlay,
    shipped_policy,
)
from daybreak.core.policy.model import Policy
from tests.core.policy.files import edited, faults, place_of, told
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

SDK = "kestrel-sdk"
INCLUDING = "daybreak: 1\ninclude: [extra]\n"


def with_overlay(overlay: str) -> Policy:
    """Load the SDK vendor's policy with one overlay called extra."""
    text = edited(SDK, ("daybreak: 1\n", INCLUDING))
    return load(text, name="policy.yaml", include={"extra": overlay}.__getitem__)


def clashes(overlay: str) -> list[str]:
    """Give the faults of the SDK vendor's policy with one overlay, as lines."""
    text = edited(SDK, ("daybreak: 1\n", INCLUDING))
    return [str(fault) for fault in faults(text, {"extra": overlay})]


class TestAdding:
    """An overlay brings duties, parties and templates, and joins lists."""

    def test_new_entries_stand_behind_the_policys_own(self) -> None:
        policy = with_overlay(
            "daybreak: 1\nduties:\n  - {id: more, name: {en: More}, since: case.opened, within: 1 day, who: manager, "
            "done_by: case.closed}\npublication: {channels: [cve]}\n"
        )
        assert policy.duties[-1].id == "more"
        assert policy.publication.channels[-1] == "cve"
        assert policy.included == ("extra",)

    def test_the_same_words_twice_are_said_once(self) -> None:
        policy = with_overlay("daybreak: 1\npublication: {channels: [csaf, vex]}\n")
        assert policy.publication.channels == shipped(SDK).publication.channels

    def test_an_overlay_includes_another(self) -> None:
        texts = {"extra": "daybreak: 1\ninclude: [inner]\n", "inner": "daybreak: 1\npublication: {channels: [cve]}\n"}
        policy = load(edited(SDK, ("daybreak: 1\n", INCLUDING)), name="p", include=texts.__getitem__)
        assert policy.included == ("inner", "extra")


class TestTightening:
    """Shorter times and stronger duties win; longer and weaker ones are conflicts."""

    @pytest.mark.parametrize("time", ["1 business day", "3 business days", "at once", "72 hours", "2 days"])
    def test_a_shorter_limit_holds(self, time: str) -> None:
        policy = with_overlay(f"daybreak: 1\nduties:\n  - {{id: escalate, within: {time}}}\n")
        assert str(policy.duty("escalate").limit_for()) == time

    @pytest.mark.parametrize("time", ["80 hours", "4 days", "1 week"])
    def test_a_limit_that_is_longer_on_some_days_is_a_conflict(self, time: str) -> None:
        """Three business days from a Monday are 72 hours: what is shorter only over a weekend would loosen."""
        (found,) = clashes(f"daybreak: 1\nduties:\n  - {{id: escalate, within: {time}}}\n")
        assert "an overlay may add or tighten only" in found

    @pytest.mark.parametrize(
        ("one", "other"), [("30 days", "1 month"), ("1 day", "24 hours"), ("90 days", "1 quarter")]
    )
    def test_a_month_may_be_shorter_than_thirty_days(self, one: str, other: str) -> None:
        assert not parse_span(one).never_longer(parse_span(other))
        assert parse_span("28 days").never_longer(parse_span("31 days"))
        assert parse_span("23 hours").never_longer(parse_span("1 day"))

    def test_a_longer_limit_is_a_conflict_with_both_places(self) -> None:
        (found,) = clashes("daybreak: 1\nduties:\n  - {id: escalate, within: 4 business days}\n")
        text = edited(SDK, ("daybreak: 1\n", INCLUDING))
        line, column = place_of(text, "3 business days\n    who: security\n    done_by: [case.escalated")
        assert found.startswith('extra.yaml:3:28: duties, escalate, within is "4 business days" here')
        assert f'but "3 business days" at policy.yaml:{line}:{column}' in found

    def test_a_stronger_duty_holds(self) -> None:
        policy = with_overlay("daybreak: 1\nduties:\n  - {id: resolve, strength: law}\n")
        assert policy.duty("resolve").strength == "law"

    def test_a_weaker_one_does_not(self) -> None:
        text = edited(
            "hoshimi-camera",
            ("fill: {reporter: programme_manager}}", "fill: {reporter: programme_manager}}\n  - weaker"),
        )
        overlay = "daybreak: 1\nduties:\n  - {id: first_report, strength: programme rule}\n"
        found = faults(text, {"cra": shipped_overlay("cra"), "weaker": overlay})
        assert [fault.file for fault in found] == ["weaker.yaml"]
        assert 'is "programme rule" here but "contract" at policy.yaml' in found[0].sentence

    @pytest.mark.parametrize(
        "loosening",
        [
            "extend_for: [complexity]",
            "otherwise: best effort",
            "pause_while: {waiting_for: finder, at_most: 1 week}",
            "done_by: [case.escalated, report.closed, report.answered]",
            "when: {severity: high}",
        ],
    )
    def test_a_duty_gains_nothing_that_loosens_it(self, loosening: str) -> None:
        (found,) = clashes(f"daybreak: 1\nduties:\n  - {{id: escalate, {loosening}}}\n")
        assert "an overlay may add or tighten only" in found

    def test_nobody_gains_a_right(self) -> None:
        for overlay in (
            "roles: {manager: {everyone: true}}",
            "disclosure: {emergency: {may_skip: [tech_lead, translation]}}",
            "disclosure: {release_by: {of: [employee]}}",
        ):
            assert "an overlay may add or tighten only" in clashes(f"daybreak: 1\n{overlay}\n")[0]

    def test_another_person_is_a_conflict(self) -> None:
        (found,) = clashes("daybreak: 1\nduties:\n  - {id: escalate, who: manager}\n")
        assert 'duties, escalate, who is "manager" here but "security"' in found

    def test_a_cell_of_a_table_may_be_shortened(self) -> None:
        policy = with_overlay("daybreak: 1\nduties:\n  - {id: resolve, within: {critical: 3 weeks}}\n")
        assert str(policy.duty("resolve").limit_for("critical")) == "3 weeks"
        assert str(policy.duty("resolve").limit_for("high")) == "2 months"


class TestIncluding:
    """Unknown overlays, circles and open blanks are faults at the line that includes."""

    def test_an_unknown_overlay(self) -> None:
        text = edited(SDK, ("daybreak: 1\n", "daybreak: 1\ninclude: [nowhere]\n"))
        (found,) = (told(text)[place_of(text, "nowhere")],)
        assert found == 'There is no overlay "nowhere"; known are: cna, cra, jp-partnership.'
        near = edited(SDK, ("daybreak: 1\n", "daybreak: 1\ninclude: [cro]\n"))
        assert 'did you mean "cra"?' in told(near)[place_of(near, "cro")]

    @pytest.mark.parametrize("name", ["../kestrel-sdk", "/etc/passwd", "a b", "X"])
    def test_a_name_that_is_none(self, name: str) -> None:
        text = edited(SDK, ("daybreak: 1\n", f"daybreak: 1\ninclude: ['{name}']\n"))
        assert "Name an overlay" in told(text)[place_of(text, f"'{name}'")]

    def test_a_circle(self) -> None:
        texts = {"extra": "daybreak: 1\ninclude: [other]\n", "other": "daybreak: 1\ninclude: [extra]\n"}
        found = faults(edited(SDK, ("daybreak: 1\n", INCLUDING)), texts)
        assert any("includes itself, by way of extra → other → extra" in str(fault) for fault in found)

    def test_an_overlays_faults_carry_its_name(self) -> None:
        assert any(it.startswith("extra.yaml:2:4:") for it in clashes("daybreak: 1\na: *x\n"))
        assert any(it.startswith("extra.yaml:2:1:") for it in clashes("daybreak: 1\ndutys: [x]\n"))

    @pytest.mark.parametrize(
        ("overlay", "start", "words"),
        [
            ("publication: {channels: [cve]}\n", "extra.yaml:1:1:", "begins with `daybreak: 1`"),
            ("daybreak: 2\n", "extra.yaml:1:11:", "begins with `daybreak: 1`"),
            ("daybreak: 1\nincluded: [x]\n", "extra.yaml:2:1:", "no word of an overlay"),
            ("daybreak: 1\noverlay: {blank: x}\n", "extra.yaml:2:11:", 'did you mean "blanks"?'),
        ],
    )
    def test_a_header_that_is_none(self, overlay: str, start: str, words: str) -> None:
        assert any(it.startswith(start) and words in it for it in clashes(overlay))

    @settings(max_examples=15, deadline=None)
    @given(st.text(max_size=200))
    def test_random_words_as_an_overlay(self, text: str) -> None:
        clashes("daybreak: 1\nnothing_known: 1\n" + text)

    def test_an_open_blank_and_one_that_is_none(self) -> None:
        text = edited(SDK, ("daybreak: 1\n", "daybreak: 1\ninclude: [{overlay: cna, fill: {cna_taem: security}}]\n"))
        sentences = told(text).values()
        assert any('no blank "cna_taem"; did you mean "cna_team"?' in it for it in sentences)
        assert any("leaves <cna_team> to you" in it for it in sentences)

    def test_the_policys_own_file_cannot_claim_to_be_composed(self) -> None:
        assert any("is no word of a policy file" in it for it in told("daybreak: 1\nincluded: [cra]\n").values())

    @pytest.mark.parametrize("overlay", ["cra", "cna", "jp-partnership"])
    def test_every_shipped_overlay_has_text(self, overlay: str) -> None:
        assert "overlay:" in shipped_overlay(overlay)

    def test_there_is_no_way_out_of_the_shipped_folder(self) -> None:
        for read in (shipped_overlay, shipped_policy):
            with pytest.raises(LookupError):
                read("../../pyproject")


class TestComposedText:
    """The composed policy is stored by the hash of its text: the same policy, the same bytes, read back as it was."""

    @pytest.mark.parametrize("name", SHIPPED)
    def test_there_and_back(self, name: str) -> None:
        policy = shipped(name)
        text = composed_text(policy)
        again = from_composed(text)
        assert again == policy
        assert composed_text(again) == text
        assert [rule.roles_for("security", "network") for rule in again.duties] == [
            rule.roles_for("security", "network") for rule in policy.duties
        ]

    def test_comments_and_order_of_words_leave_no_trace(self) -> None:
        text = shipped_policy(SDK).replace("# Example policy C", "# Something else")
        assert composed_text(load(text, name="other", include=shipped_overlay)) == composed_text(shipped(SDK))

    @pytest.mark.parametrize("text", ["", "{}", "[]", "nothing", "[" * 100_000, '{"daybreak": 1}'])
    def test_something_else_is_refused(self, text: str) -> None:
        with pytest.raises(PolicyFaults, match="stored policy"):
            from_composed(text)
