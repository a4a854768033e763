"""C1: “Two versions of the policy can be compared, additions, removals and wording apart from formatting marked.”"""

from __future__ import annotations

import json
import typing
from functools import lru_cache
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.facts import KINDS
from daybreak.core.policy import diff_show
from daybreak.core.policy.diff import Comparison, compare
from daybreak.core.policy.diff_contents import CONTENTS
from daybreak.core.policy.diff_text import pieces, plain
from daybreak.core.policy.diff_values import VALUES
from daybreak.core.policy.diff_words import FIELDS
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import composed_text, from_composed, load, shipped_overlay
from daybreak.core.policy.model import Policy
from daybreak.core.policy.model_page import FIELDS as LETTER_FIELDS
from daybreak.core.policy.model_values import Section
from daybreak.core.policy.show_words import word
from tests.core.policy.files import edited
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

BOTH = ("en", "ja")


@lru_cache
def changed(name: str, *edits: tuple[str, str]) -> Policy:
    """Give an example policy with some places of its file replaced."""
    return load(edited(name, *edits), name="new.yaml", include=shipped_overlay)


def sentences(found: Comparison) -> list[str]:
    """Give every changed rule as `about | sentence`."""
    return [f"{change.about} | {change.sentence}" for change in found.rules]


CAMERA: dict[tuple[str, str], tuple[str, str]] = {
    ("must_say: [plan, release_schedule]", "must_say: [plan]"): (
        "Second report to the partner with the plan | What is sent, Must say: plan, schedule of releases → plan",
        "連携先への第二報（対応計画） | 送付物・必須の記載: 計画、リリース予定 → 計画",
    ),
    ("firmware: 60 days}", "firmware: 45 days}"): (
        "Bring the fix to the users | High, Firmware: 60 days → 45 days",
        "修正の提供 | 高・ファームウェア: 60日 → 45日",
    ),
    ("within: 24 hours\n    who", "within: 12 hours\n    who"): (
        "First report to the partner | Limit: 24 hours → 12 hours",
        "連携先への第一報（24時間以内） | 期限: 24時間 → 12時間",
    ),
    ("    aim: 2 business days\n", "    aim: 1 business day\n"): (
        "Second report to the partner with the plan | Aim: 2 business days → 1 business day",
        "連携先への第二報（対応計画） | 目標: 2営業日 → 1営業日",
    ),
    ("when: {severity: high, surface: cloud}", "when: {severity: [high, medium], surface: cloud}"): (
        "Start the cloud fix | Holds for, Severity: High → High, Medium",
        "クラウド側の修正着手 | 適用条件・深刻度: 高 → 高、中",
    ),
    ("who: customer_service\n", "who: [customer_service, quality]\n"): (
        "Sort general inquiries | Who: Customer service → Customer service, Quality assurance",
        "一般窓口での仕分け | 担当: お客様窓口 → お客様窓口、品質保証",
    ),
    ("    - {id: impact, kind: text, label: {ja: 想定される影響, en: What it could lead to}}\n", ""): (
        " | Removed from Questions: What it could lead to; Kind: text",
        " | お尋ねする項目から削除: 想定される影響、種別: 文章",
    ),
    ("  release_by: {people: 2", "    - {by: quality}\n  release_by: {people: 2"): (
        " | Added to Approvals: By: Quality assurance",
        " | 承認に追加: 担当: 品質保証",
    ),
    ("{id: high, from: 7.0", "{id: high, from: 7.5"): ("Bands: High | From: 7.0 → 7.5", "区分: 高 | 起点: 7.0 → 7.5"),
    ("bulletin, csaf, feeds, cve,", "bulletin, csaf, feeds, cve, vex,"): (
        " | Added to Channels: VEX",
        " | 公開経路に追加: VEX",
    ),
    ("language: en\n    written_to: agreed_plain", "language: en\n    written_to: pgp"): (
        "Example Voice | Written to by: plain mail, as agreed → OpenPGP",
        "Example Voice（音声サービス） | 連絡の方法: 合意した平文メール → OpenPGP",
    ),
    ("number_answers_early: true", "number_answers_early: false"): (
        " | The number answers before publication: yes → no",
        " | 公表前の番号照会: はい → いいえ",
    ),
}
"""Edits of the device maker's file, each with the one sentence it must give in English and Japanese."""


class TestTheSame:
    """“Apart from formatting”: what says the same is no change."""

    @pytest.mark.parametrize("name", SHIPPED)
    @pytest.mark.parametrize("language", BOTH)
    def test_a_policy_does_not_differ_from_itself(self, name: str, language: str) -> None:
        assert compare(shipped(name), from_composed(composed_text(shipped(name))), language).count == 0

    def test_comments_line_breaks_and_the_order_of_duties_are_formatting(self) -> None:
        new = changed(
            "kestrel-sdk",
            ("duties:\n", "duties: # all of them\n"),
            (
                "kits that other people's programs are built with. What is",
                "kits that\n      other people's programs are built with.  What is",
            ),
            ("within: {critical: 4 weeks, high: 2 months,", "within: {high: 2 months, critical: 4 weeks,"),
        )
        turned = new.model_copy(update={"duties": tuple(reversed(new.duties))})
        assert compare(shipped("kestrel-sdk"), turned, "en").count == 0

    def test_it_is_said_in_a_sentence(self) -> None:
        same = compare(shipped("kestrel-sdk"), shipped("kestrel-sdk"), "en")
        assert diff_show.shown(same) == "The two policies say the same.\n"


class TestKnownEdits:
    """“of the rules ("High, firmware: 60 -> 45 days")”: exactly the sentences of what was edited, no other."""

    @settings(max_examples=12, deadline=None)
    @given(edits=st.sets(st.sampled_from(sorted(CAMERA))), which=st.sampled_from([0, 1]))
    def test_any_choice_of_edits_gives_their_sentences(self, edits: set[tuple[str, str]], which: int) -> None:
        found = compare(shipped("hoshimi-camera"), changed("hoshimi-camera", *sorted(edits)), BOTH[which])
        assert set(sentences(found)) == {CAMERA[edit][which] for edit in edits}
        assert len(found.rules) == len(edits)
        assert found.texts == ()

    @pytest.mark.parametrize(
        ("name", "old", "new", "expected"),
        [
            ("aoba-electric", "within: 2 business days", "within: 1 hour", "Limit: 2 business days → 1 hour"),
            ("kestrel-sdk", "high: 2 months,", "high: 1 month,", "High: 2 months → 1 month"),
            ("kestrel-sdk", "aim: {critical: 1 week,", "aim: {critical: 2 weeks,", "Critical (aim): 1 week → 2 weeks"),
            ("kestrel-sdk", "every: business day,", "every: day,", "How often: 1 business day → 1 day"),
            (
                "kestrel-sdk",
                "since: case.escalated\n    within: 2 business days\n    who: tech_lead",
                "since: case.confirmed\n    within: 2 business days\n    who: tech_lead",
                "Counted from: escalation → confirmation",
            ),
            (
                "kestrel-sdk",
                "    escalate: {75%: tech_lead, overdue: [tech_lead, manager]}\n",
                "    escalate: {75%: tech_lead}\n",
                "Escalation, overdue: Tech lead, Manager → –",
            ),
        ],
    )
    def test_one_edit_of_each_example_gives_one_sentence(self, name: str, old: str, new: str, expected: str) -> None:
        found = compare(shipped(name), changed(name, (old, new)), "en")
        assert [change.sentence for change in found.rules] == [expected]

    def test_a_new_duty_is_told_with_who_and_by_when(self) -> None:
        said = "id: tell_all, name: {en: Tell everybody}, since: case.closed, within: 3 days"
        rule = f"  - {{{said}, who: manager, done_by: digest.read}}\n"
        found = compare(shipped("kestrel-sdk"), changed("kestrel-sdk", ("duties:\n", f"duties:\n{rule}")), "en")
        assert sentences(found) == [" | Added: Tell everybody; Manager; 3 days from closing of the case"]
        assert found.rules[0].kind == "added"
        assert found.texts == ()

    def test_one_time_that_becomes_a_table_is_compared_cell_by_cell(self) -> None:
        old, new = "within: {high: at once, medium: 3 business days}", "within: 3 business days"
        found = compare(shipped("hoshimi-camera"), changed("hoshimi-camera", (old, new)), "en")
        assert {change.sentence for change in found.rules} == {
            "any other: – → 3 business days",
            "High: at once → 3 business days",
        }

    def test_two_parties_of_one_name_are_told_apart_by_their_keys(self) -> None:
        """A line "X → X" says nothing: what differs is the key."""
        head = "parties:\n"
        name = "{en: National coordinator, ja: 国内調整機関}"
        twin = f"{head}  twin: {{kind: coordinator, name: {name}, mail: vul@twin.example, written_to: pgp}}\n"
        one = changed("aoba-electric", (head, twin))
        other = changed("aoba-electric", (head, twin), ("    to: jp_coordinator\n", "    to: twin\n"))
        said = [change.sentence for change in compare(one, other, "en").rules]
        assert said == ["To: National coordinator (jp_coordinator) → National coordinator (twin)"]

    def test_the_order_of_approvals_is_a_rule(self) -> None:
        one, two = "    - {by: tech_lead, within: 2 business days}\n", "    - {by: manager}\n"
        first = changed("kestrel-sdk", (one, one + two))
        second = changed("kestrel-sdk", (one, two + one))
        assert [it.sentence for it in compare(first, second, "en").rules] == [
            "Order: Approvals: Tech lead, Manager → Manager, Tech lead"
        ]


class TestBothWays:
    """A comparison backwards finds the same places."""

    @pytest.mark.parametrize("old", SHIPPED)
    @pytest.mark.parametrize("new", SHIPPED)
    @pytest.mark.parametrize("language", BOTH)
    def test_as_many_changes_at_the_same_places(self, old: str, new: str, language: str) -> None:
        there, back = (compare(shipped(a), shipped(b), language) for a, b in ((old, new), (new, old)))
        assert there.count == back.count
        turned = {"added": "removed", "removed": "added", "changed": "changed"}
        assert sorted((it.path, turned[it.kind]) for it in there.rules) == sorted(
            (it.path, it.kind) for it in back.rules
        )
        assert sorted((it.path, it.language) for it in there.texts) == sorted(
            (it.path, it.language) for it in back.texts
        )


def _places(node: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in below for place in ((*above, key), *_places(value, (*above, key)))]


@lru_cache
def _composed(name: str) -> tuple[str, list[tuple[Any, ...]]]:
    text = composed_text(shipped(name))
    return text, _places(json.loads(text))


class TestNothingIsOverlooked:
    """Whatever is taken out of a policy is told."""

    @settings(max_examples=80, deadline=None)
    @given(name=st.sampled_from(SHIPPED), draw=st.data())
    def test_a_policy_with_anything_left_out_differs(self, name: str, draw: st.DataObject) -> None:
        text, places = _composed(name)
        place = draw.draw(st.sampled_from(places))
        tree = json.loads(text)
        node = tree
        for key in place[:-1]:
            node = node[key]
        del node[place[-1]]
        try:
            less = from_composed(json.dumps(tree))
        except PolicyFaults:
            return
        found = compare(shipped(name), less, "en")
        assert (found.count > 0) == (composed_text(less) != text), place


class TestWords:
    """“additions, removals and wording apart from formatting marked”."""

    WORDS = st.text("ab cd\n.、修正 する{x}アプリ", max_size=60)

    @settings(max_examples=200, deadline=None)
    @given(old=WORDS, new=WORDS)
    def test_what_stayed_and_came_is_the_new_text(self, old: str, new: str) -> None:
        found = pieces(old, new)
        if not found:
            assert plain(old).split() == plain(new).split() or _blankless(old) == _blankless(new)
            return
        assert "".join(it.text for it in found if it.kind != "removed") == plain(new)
        assert _blankless("".join(it.text for it in found if it.kind != "added")) == _blankless(old)
        assert {it.kind for it in found} & {"added", "removed"}

    @settings(max_examples=60, deadline=None)
    @given(words=st.lists(st.sampled_from(["fix", "報告", "users,", "{number}"]), min_size=1), gaps=st.data())
    def test_line_breaks_and_blanks_do_not_count(self, words: list[str], gaps: st.DataObject) -> None:
        spread = "".join(word + gaps.draw(st.sampled_from([" ", "\n", "  \n "])) for word in words)
        assert pieces(" ".join(words), spread) == ()

    def test_prose_names_and_templates_are_compared_word_by_word(self) -> None:
        new = changed(
            "hoshimi-camera",
            ("ja: 受信箱の毎日の確認, en: Daily look at", "ja: 受信箱の日次の確認, en: Daily check of"),
            ("A person will answer you by {next_by}.", "Somebody will answer you by {next_by}."),
        )
        found = compare(shipped("hoshimi-camera"), new, "en")
        assert found.rules == ()
        assert [(it.path, it.language) for it in found.texts] == [
            ("duties.look_daily.name", "en"),
            ("templates.receipt.body", "en"),
            ("duties.look_daily.name", "ja"),
        ]
        assert diff_show.marked(found.texts[0]) == "Daily [-look at-] {+check of+} the mailbox"
        assert "[-A person-] {+Somebody+} will answer you by {next_by}." in diff_show.shown(found)
        assert [it.text for it in found.texts_in("ja")[0].pieces] == ["受信箱の", "毎日", "日次", "の確認"]

    def test_very_long_words_are_replaced_as_a_whole(self) -> None:
        found = pieces("a " * 3000, "b " * 3000)
        assert [it.kind for it in found] == ["removed", "added"]


class TestSaying:
    """Every field and choice of the file has a name in both languages."""

    def test_every_field_and_choice_has_words(self) -> None:
        fields, values = _vocabulary(Policy, set())
        assert fields <= FIELDS.keys()
        assert CONTENTS.keys() == LETTER_FIELDS.keys()
        assert {it for it in values if it not in VALUES and it not in KINDS and word(it, "ja") == it} == set()

    def test_data_and_text_tell_every_change(self) -> None:
        found = compare(shipped("hoshimi-camera"), shipped("kestrel-sdk"), "ja")
        told = json.loads(json.dumps(diff_show.data(found)))
        assert told["count"] == len(told["rules"]) + len(told["texts"]) == found.count
        text = diff_show.shown(found)
        assert all(change.sentence in text for change in found.rules)
        assert sum(len(group.changes) for group in found.groups) == len(found.rules)


def _blankless(text: str) -> str:
    return "".join(text.split())


def _vocabulary(kind: Any, seen: set[Any]) -> tuple[set[str], set[str]]:
    fields: set[str] = set()
    values: set[str] = set()
    if typing.get_origin(kind) is Literal:
        return fields, {it for it in typing.get_args(kind) if isinstance(it, str)}
    inner = list(typing.get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Section) and kind not in seen:
        seen.add(kind)
        fields |= {field.alias or name for name, field in kind.model_fields.items()}
        inner += [field.annotation for field in kind.model_fields.values()]
    for one in inner:
        more = _vocabulary(one, seen)
        fields |= more[0]
        values |= more[1]
    return fields, values
