"""`daybreak policy show` and the policy page say what the file means: aims beside limits, conditions, every table."""

from __future__ import annotations

import pytest

from daybreak.core.facts import KINDS
from daybreak.core.policy.diff import compare
from daybreak.core.policy.loading import composed_text, from_composed, load, shipped_overlay
from daybreak.core.policy.model import Policy
from daybreak.core.policy.show import show
from daybreak.core.policy.show_facts import FACTS
from daybreak.core.policy.show_grid import Grid, grid
from tests.core.policy.files import edited, place_of, told
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

FIX = """    within:
      high: {cloud: 3 days, app: 30 days, firmware: 60 days}
      medium: {cloud: 14 days, app: 60 days, firmware: 90 days}
      low: {cloud: 90 days, app: 180 days, firmware: 180 days}
"""


def made(*edits: tuple[str, str], name: str = "hoshimi-camera") -> Policy:
    """Give an example policy with edits."""
    return load(edited(name, *edits), name="policy.yaml", include=shipped_overlay)


def line(policy: Policy, name: str, language: str = "en") -> str:
    """Give the line on which a duty is shown."""
    return next(one for one in show(policy, language).splitlines() if one.startswith(name))


class TestReleaseNotes:
    """A9a, A9b, A9c: the policy says what a release note names, what may come first, and what gets no advisory."""

    def test_each_promise_of_the_file_is_said(self) -> None:
        said = show(shipped("hoshimi-camera"), "en")
        assert "- Release notes name a CVE ID or our tracking number" in said
        assert "- Where updating soon is better for users, a fix is released before its advisory" in said
        assert "- A number in a release note can be looked up here" in said
        assert "- Flaws in others' code, open source included, get no advisory of ours" in said
        assert "オープンソースを含む他者のコードの脆弱性" in show(shipped("hoshimi-camera"), "ja")

    def test_what_the_file_does_not_promise_is_not_said(self) -> None:
        changed = made(
            ("fix_may_ship_first: true", "fix_may_ship_first: false"), ("advisory: never", "advisory: like_own")
        )
        assert "a fix is released before its advisory" not in show(changed, "en")
        assert "get no advisory of ours" not in show(changed, "en")


class TestEmbargo:
    """Vultron EM: silence counts as declining, and how many vendors must be ready is said before anybody waits."""

    def test_the_time_for_an_answer_and_the_share_are_said(self) -> None:
        said = show(shipped("aoba-electric"), "en")
        assert "- Embargo unless agreed otherwise: 45 days (at most, from the first report: 365 days)" in said
        assert "- Declined where nobody answers within: 7 days" in said
        assert "- Enough vendors with their fix ready: 50%" in said
        assert "- 他社を待たずに進める修正完了ベンダーの割合: 50%" in show(shipped("aoba-electric"), "ja")

    def test_without_a_share_people_decide(self) -> None:
        assert "- Enough vendors with their fix ready: people decide, with a reason" in show(made(), "en")
        assert "修正完了ベンダーの割合: 担当者が理由を添えて判断" in show(made(), "ja")

    def test_who_agrees_and_ends_one_is_said(self) -> None:
        said = "- An embargo is agreed, rejected or ended by: "
        assert f"{said}Security manager, Tech lead\n" in show(shipped("kestrel-sdk"), "en")
        assert "ended early by: two people: one proposes the earlier end" in show(shipped("aoba-electric"), "en")
        assert "- An embargo is ended early by: one person\n" in show(shipped("kestrel-sdk"), "en")
        anybody = made((", decided_by: [security_team]", ""))
        assert f"{said}anybody in the case\n" in show(anybody, "en")
        assert "- 公表禁止期間の合意・拒否・終了を決める担当: 案件の担当者全員\n" in show(anybody, "ja")


class TestADutysLine:
    """“Aim and limit on one duty”; “conditions on facts”; what is from memory or inferred “is labelled so”."""

    def test_the_aim_stands_beside_the_limit(self) -> None:
        group = shipped("aoba-electric")
        assert "72 hours (aim 24 hours) from publication" in line(group, "Publish the CVE record")
        assert "72時間以内（目標24時間）" in line(group, "CVEレコードの公開", "ja")

    def test_for_what_alone_it_holds_and_what_else(self) -> None:
        camera = shipped("hoshimi-camera")
        assert "Severity: High; Surface: Cloud" in line(camera, "Start the cloud fix")
        assert "Support: supported (otherwise best effort)" in line(camera, "Bring the fix")
        assert "深刻度: 高" in line(camera, "クラウド側の修正着手", "ja")

    def test_for_which_release_lines_it_is_owed(self) -> None:
        vendor = shipped("kestrel-sdk")
        assert "from escalation, for each supported release line" in line(vendor, "Resolve it in a release")
        assert "（サポート中のリリース系列ごと）" in line(vendor, "Resolve it in a release", "ja")
        newest = made(("on_branches: supported", "on_branches: latest"), name="kestrel-sdk")
        assert ", for the newest release line" in line(newest, "Resolve it in a release")

    def test_a_day_that_somebody_names_is_said_so(self) -> None:
        camera = shipped("hoshimi-camera")
        assert "by the day named with an authority asking for a report" in line(camera, "EU intermediate report")
        assert "当局からの報告の要求に際して定められた期日まで" in line(camera, "EU中間報告", "ja")
        assert "by the day named anew" in line(camera, "Update: EU intermediate report")

    def test_a_basis_has_its_version_and_how_surely_it_was_read(self) -> None:
        group = shipped("aoba-electric")
        said = line(group, "Agree the date of publication")
        assert "Early-warning partnership guideline, step 7 (2024, from memory)" in said
        assert "step 7（2024、記憶による）" in line(group, "公表日の合意", "ja")
        assert "in the text" not in show(group, "en")

    def test_a_curve_has_no_size(self) -> None:
        curved = show(made(("type: RSA, size: 4096", "type: Curve25519")), "en")
        assert "Curve25519, 2 years" in curved
        assert "4096" not in curved


class TestCurve:
    """B7: a policy may promise a curve; its key has the size that such keys have, and can be published."""

    def test_the_size_follows_the_kind(self) -> None:
        key = made(("type: RSA, size: 4096", "type: Curve25519")).intake.key
        assert key is not None
        assert (key.type, key.size) == ("Curve25519", 255)
        assert from_composed(composed_text(made(("type: RSA, size: 4096", "type: Curve25519")))).intake.key == key

    def test_a_size_that_no_curve_has_is_a_fault(self) -> None:
        text = edited("hoshimi-camera", ("type: RSA, size: 4096", "type: Curve25519, size: 4096"))
        assert "has 255 bits" in told(text)[place_of(text, "4096")]


class TestEveryTable:
    """“Tables by severity band x surface x support state”: whatever a table speaks of is a row or a column."""

    def test_by_surface_alone(self) -> None:
        shown = grid_of(made((FIX, "    within: {cloud: 3 days, app: 30 days, firmware: 60 days}\n")))
        assert shown.columns == ("Cloud", "App", "Firmware")
        assert shown.rows == (("By when", ("3 days", "30 days", "60 days")),)

    def test_by_support_alone(self) -> None:
        rules = made(
            (FIX, "    within: {supported: 3 days, end_of_life: no plan}\n"),
            (
                "    per: affected product\n    when: {support: supported}\n    otherwise: best effort  ",
                "    per: affected product  ",
            ),
        )
        shown = grid_of(rules)
        assert shown.columns == ("supported", "past end of support")
        assert shown.rows == (("By when", ("3 days", "no plan")),)

    def test_an_aim_alone_has_its_table(self) -> None:
        shown = grid_of(made((FIX, "    aim: {high: 3 days, medium: 5 days, low: none}\n")))
        assert shown.rows == (("High", ("aim 3 days",)), ("Medium", ("aim 5 days",)))

    def test_three_deep(self) -> None:
        cell = "{cloud: {supported: 3 days, end_of_life: no plan}, app: 30 days, firmware: 60 days}"
        rules = made(
            ("high: {cloud: 3 days, app: 30 days, firmware: 60 days}", f"high: {cell}"),
            (
                "    per: affected product\n    when: {support: supported}\n    otherwise: best effort  ",
                "    per: affected product  ",
            ),
        )
        shown = grid_of(rules)
        assert shown.columns[:2] == ("Cloud, supported", "Cloud, past end of support")
        assert shown.rows[0] == ("High", ("3 days", "no plan", "30 days", "30 days", "60 days", "60 days"))
        assert "by severity and surface and state of support, from" in show(rules, "en")


class TestTheLowestBand:
    """C5: only 0.0 alone is no severity; a lowest band with scores of its own needs its row."""

    def test_scores_below_one_are_not_left_out(self) -> None:
        text = edited("hoshimi-camera", ("{id: low, from: 0.1", "{id: low, from: 1.0"))
        assert any("says nothing of none" in sentence for sentence in told(text).values())


class TestFactsInWords:
    """B12: a reader of either language is told facts in that language, in a sentence."""

    def test_every_kind_has_words(self) -> None:
        assert set(FACTS) == set(KINDS)
        assert all(english and japanese and english != japanese for english, japanese in FACTS.values())

    @pytest.mark.parametrize("name", SHIPPED)
    def test_no_duty_is_told_in_the_journals_sentences(self, name: str) -> None:
        for language in shipped(name).languages:
            said = show(shipped(name), language)
            assert not [kind for kind in KINDS if kind in said]
            assert not [sentence for sentence in KINDS.values() if sentence in said]

    def test_nor_a_difference(self) -> None:
        new = made(("firmware: remedy.offered_to_all", "firmware: remedy.delivered"))
        told = str(compare(shipped("hoshimi-camera"), new, "ja"))
        assert "全機器への修正の提供" in told
        assert "一部機器への適用" in told


def grid_of(policy: Policy) -> Grid:
    """Lay out the device maker's duty to fix."""
    return grid(policy, policy.duty("fix"), "en")
