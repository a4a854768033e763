"""Faults of writing and of words: each has its line and column and says what to change; nothing else ever escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.core.policy.faults import Fault, PolicyFaults
from daybreak.core.policy.loading import decoded, load, shipped_overlay, shipped_policy
from daybreak.core.policy.model import Policy
from daybreak.core.policy.sentences import EXAMPLES
from daybreak.core.policy.tree import MOST_CHARACTERS
from tests.core.policy.files import JAPANESE, edited, faults, place_of, said_in_japanese, told

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = r"^[a-z][a-z0-9_]{0,59}$"
CAMERA = "hoshimi-camera"
SDK = "kestrel-sdk"


class TestYamlThatAPolicyHasNoUseFor:
    """Issue 2: unknown and duplicate keys, aliases, anchors, tags, depth, size and random bytes are refused."""

    @pytest.mark.parametrize(
        ("text", "line", "column", "words"),
        [
            ("a: 1\nb: 2\na: 3", 3, 1, "a second time; it was first said in line 1"),
            ("a: &x 1", 1, 4, "no anchors"),
            ("a: *x", 1, 4, "*x repeats"),
            ("a: !!int 3", 1, 4, "no tags"),
            ("a:\nb: 2", 1, 1, "Nothing is written here"),
            ("- a", 1, 1, "A policy is a mapping"),
            ("", 1, 1, "A policy is a mapping"),
            ("words", 1, 1, "A policy is a mapping"),
            ("a: x\n---\nb: y", 2, 1, "one document"),
            ("%YAML 1.2\n---\na: 1", 2, 1, "no % directive"),
            ("? [a]\n: b", 1, 3, "A key is one word"),
            ("a: 1\nb: \x00", 2, 4, "not YAML"),
            ("a: [1, 2", 1, 9, "not YAML"),
            ("a: " + "[" * 100, 1, 67, "more than 64 deep"),
            ("a: \ud800", 1, 4, "not YAML"),
            ('a: "x\\0"', 1, 4, "control character"),
            ('a: "\\ud83d"', 1, 4, "half a character"),
            ('a: "\\UFFFFFFFF"', 1, 1, "not YAML"),
        ],
    )
    def test_is_refused_at_its_place(self, text: str, line: int, column: int, words: str) -> None:
        assert any((it.line, it.column) == (line, column) and words in it.sentence for it in faults(text)), faults(text)

    @pytest.mark.parametrize(
        ("text", "words", "japanese"),
        [
            ("a: b: c", "put these words in quotes", "引用符で囲んで"),
            ("a: 1\nbb\nc: 2", 'a ":" with a space', "空白がありません"),
            ("a:\n  - b\n c: d", "not indented", "字下げ"),
            ("a: - b", 'a "-" stands', "行を改めて"),
            ("a: [1, 2\nb: 3", "[", "「[」"),
            ("a: {b: 1\nc: 2", "{", "「{」"),
            ("a: @b", "put it in quotes", "引用符で囲んで"),
            ('a: "b', "the file ends within quotes", "ファイルが終わって"),
            ('a: "\\q"', "a backslash", "バックスラッシュ"),
        ],
    )
    def test_what_yaml_cannot_read_is_said_in_our_own_words(self, text: str, words: str, japanese: str) -> None:
        found = faults(text)
        assert any(words in it.sentence for it in found), found
        assert any(japanese in it.told(JAPANESE.gettext, "ja") for it in found), found

    def test_a_file_too_large_is_refused_before_it_is_read(self) -> None:
        (fault,) = faults("a: " + "b" * MOST_CHARACTERS)
        assert "at most 1,000,000 characters" in fault.sentence

    def test_words_stay_words(self) -> None:
        tree = shipped_policy(SDK).replace("version: 9.0.0", "version: 9.10")
        policy = load(tree, name="x", include=shipped_overlay)
        assert policy.products[0].releases[1].version == "9.10"


class TestWritingAndWordsTogether:
    """“Names file, line, column and a sentence for every fault (all of them, not the first)” (issue 2)."""

    def test_a_key_written_twice_hides_no_other_fault(self) -> None:
        text = edited(CAMERA, ("who: security_team", "who: *team"), ("since: case.confirmed", "since: case.cofirmed"))
        text += "\nzebra: 1\nduties: []\n"
        found = told(text)
        assert "repeats another place" in found[place_of(text, "*team")]
        assert "is no fact" in found[place_of(text, "case.cofirmed")]
        assert '"zebra" is no word' in found[place_of(text, "zebra")]
        assert "a second time" in found[(text.count("\n"), 1)]
        assert len(found) == 4

    @pytest.mark.parametrize("wide", ["within： 24 hours", "within:　24 hours"])
    def test_a_colon_or_a_space_of_full_width_has_its_own_line(self, wide: str) -> None:
        text = edited(CAMERA, ("within: 24 hours", wide))
        (sentence,) = told(text).values()
        assert list(told(text)) == [place_of(text, wide)]
        assert "written in full width" in sentence

    def test_a_value_left_out_is_one_fault(self) -> None:
        text = edited(CAMERA, ("within: 24 hours", "within:"))
        (sentence,) = told(text).values()
        assert sentence.startswith("Nothing is written here")

    def test_a_wrong_word_in_a_blank_is_a_fault_of_who_filled_it(self) -> None:
        """The overlay's own file is not the reader's to change; nor are eight lines of it one fault."""
        text = edited(CAMERA, ("reporter: programme_manager", "reporter: nobody"))
        assert {(it.file, it.line, it.column) for it in faults(text)} == {("policy.yaml", *place_of(text, "nobody"))}

    def test_what_is_no_utf_8_has_its_line_and_column(self) -> None:
        with pytest.raises(PolicyFaults) as caught:
            decoded("daybreak: 1\n名: ".encode() + b"\xff", "policy.yaml")
        (fault,) = caught.value.faults
        assert (fault.line, fault.column) == (2, 4)
        said_in_japanese(fault)

    def test_an_overlay_that_is_no_utf_8_is_a_fault_of_its_own(self) -> None:
        def include(name: str) -> str:
            return decoded(b"\xff", f"{name}.yaml")

        with pytest.raises(PolicyFaults) as caught:
            load(shipped_policy(CAMERA), name="policy.yaml", include=include)
        assert {it.file for it in caught.value.faults} != {"policy.yaml"}


class TestUnknownWords:
    """Every word of the file is known; an unknown one is named with the word that was perhaps meant."""

    @pytest.mark.parametrize(
        ("old", "new", "sought", "words"),
        [
            ("within: 1 business day", "wihtin: 1 business day", "wihtin", 'did you mean "within"?'),
            ("page:  ", "pages: ", "pages", 'did you mean "page"?'),
            ("strength: contract", "strength: contrackt", "contrackt", "'law', 'contract'"),
            (
                "done_by: manager.informed",
                "done_by: manager.informd",
                "manager.informd",
                'the nearest is "manager.informed"',
            ),
            ("within: 24 hours", "within: 24 houres", "24 houres", "is no unit of time"),
            ("within: 24 hours", "within: 1000000 days", "1000000 days", "longer than ten years"),
            ("within: 24 hours", "within: [24 hours]", "[24 hours]", "write a length of time"),
            ("from: 4.0", "from: 4.05", "4.05", "one decimal"),
            ("from: 4.0", "from: eleven", "eleven", "no score"),
            ("each: 50 MB", "each: 50 elephants", "50 elephants", "write a size"),
            ("warn_at: [50%, 75%]", "warn_at: [50%, 175%]", "175%", "share of the time"),
            ("date: 2026-11-01, section", "date: 2026-13-01, section", "2026-13-01", "is no date"),
            ("id: look_daily", "id: Look Daily", "Look Daily", "is no id"),
            ("release_by: {people: 2", "release_by: {people: 1", "1, of:", "write 2 or more"),
            ("fix_may_ship_first: true", "fix_may_ship_first: perhaps", "perhaps", "neither true nor false"),
            ("address: security@", "address: security at ", "security at ", "write a mail address"),
            ("{ja: クラウド, en: Cloud}", "Cloud", "Cloud\n", "for example {en: Firmware}"),
            ("files: {each: 50 MB, together: 200 MB, count: 20}", "files: big", "big", "write a mapping here"),
            ("daybreak: 1", "daybreak: 2", "2\n", "newer than this Daybreak; it reads format 1"),
            ("within: 24 hours", "within: 1000000000 days", "1000000000 days", "longer than ten years"),
            ("within: 24 hours", "within: 1.5 days", "1.5 days", "no length of time"),
            ("within: 24 hours", "within: -3 days", "-3 days", "no length of time"),
            ("within: 24 hours", "within: 0 days", "0 days", '"0 days" is no time at all'),
            ("within: 24 hours", "within: ２４ hours", "２４ hours", 'written in full width; write "24 hours"'),
            ("at_once: 4 hours", "at_once: at once", "at once", "write a time that ends"),
            ("at_once: 4 hours", "at_once: no plan", "no plan", "write a time that ends"),
            ("at_most: 20 business days", "at_most: next release", "next release", "write a time that ends"),
            ("default: 90 days", "default: no plan", "no plan", "write a time that ends"),
            ("keep: 30 days", "keep: none", "none", "write a time that ends"),
            ("every: 1 year", "every: at once", "at once", "write a time that ends"),
            ("every: 1 year", "every: next release", "next release", "write a time that ends"),
            ('at: "14:00"', 'at: "24:00"', '"24:00"', 'write for example "14:00"'),
            ("{75%: programme_manager", "{100%: programme_manager", "100%", "write for example 75%, due, overdue"),
            ("{75%: programme_manager", "{0%: programme_manager", "0%", "write for example 75%, due, overdue"),
            ("holidays: JP", "holidays: Japan", "Japan", "write for example JP"),
            ("count: 20", f"count: 1{'0' * 5000}", "10000", "is no whole number"),
        ],
    )
    def test_has_its_place_and_a_sentence(self, old: str, new: str, sought: str, words: str) -> None:
        text = edited(CAMERA, (old, new))
        at = place_of(text[text.index(new) :], sought)
        line, column = place_of(text, new)
        place = (line, column + at[1] - 1)
        assert words in told(text)[place]

    def test_a_list_emptied_by_its_one_wrong_entry_is_no_second_fault(self) -> None:
        text = edited(CAMERA, ("date: 2026-11-01, section", "date: 2026-13-01, section"))
        assert len(told(text)) == 1

    def test_a_name_on_two_lines_is_said_on_one(self) -> None:
        text = edited(CAMERA, ("id: look_daily", 'id: "look\\ndaily"'))
        assert 'In duties, look daily, id: "look daily" is no id' in told(text)[place_of(text, '"look')]

    def test_every_shape_has_an_example_of_its_own(self) -> None:
        """No reader of a policy reads a regular expression: a new pattern needs its line in EXAMPLES."""
        assert set(_shapes(Policy.model_json_schema())) - {ID} == EXAMPLES.keys()

    def test_what_is_missing_is_named_with_its_holder(self) -> None:
        text = edited(CAMERA, ("    who: customer_service\n", ""))
        assert told(text)[place_of(text, "id: hand_over")] == '"who" is missing in duties, hand_over; add it.'

    def test_all_faults_are_told_not_the_first(self) -> None:
        """Words that are wrong do not hide what contradicts itself elsewhere in the file."""
        text = edited(
            CAMERA,
            ("within: 24 hours", "within: 24 houres"),
            ("who: quality", "who: qualty"),
            ("from: 4.0", "from: 9.5"),
            ("time_zone: Asia/Tokyo", "time_zone: Asia/Tokio"),
            ("per: remedy", "pre: remedy"),
        )
        found = told(text)
        assert {place_of(text, it) for it in ("24 houres", "7.0, name", "Asia/Tokio", "pre: remedy")} <= found.keys()

    def test_a_word_left_out_causes_no_second_fault(self) -> None:
        text = edited(CAMERA, ("customer_service: {name: {ja:", "customer_service: {nme: {ja:"))
        assert all("There is no role" not in sentence for sentence in told(text).values())


class TestNothingElseEscapes:
    """Bad input: whatever the bytes, there is a policy or PolicyFaults, each fault with a place in the file."""

    @given(st.text(max_size=300))
    def test_random_words(self, text: str) -> None:
        self._only_faults(text)

    @given(st.binary(max_size=300))
    def test_random_bytes(self, data: bytes) -> None:
        self._only_faults(data.decode("utf-8", "replace"))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_a_policy_with_a_piece_replaced(self, data: st.DataObject) -> None:
        text = shipped_policy(SDK)
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 60))
        piece = data.draw(st.text(alphabet=st.sampled_from("{}[]:,-#&*!|>'\"%@ \n\tabc019.é日"), max_size=12))
        self._only_faults(text[:start] + piece + text[start + length :])

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_a_policy_with_two_lines_exchanged(self, data: st.DataObject) -> None:
        lines = shipped_policy(SDK).splitlines()
        one = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[one], lines[other] = lines[other], lines[one]
        self._only_faults("\n".join(lines))

    @staticmethod
    def _only_faults(text: str) -> None:
        lines = len(re.split("\r\n|[\n\r\x85\u2028\u2029]", text)) + 1
        for fault in _faults_or_none(text):
            assert 1 <= fault.line <= lines
            assert fault.column >= 1
            assert fault.sentence
            assert "\n" not in fault.sentence
            said_in_japanese(fault)


def _shapes(schema: object) -> Iterator[str]:
    """List every pattern in a JSON schema, those of keys too."""
    if isinstance(schema, dict):
        yield from (said for word, said in schema.items() if word == "pattern" and isinstance(said, str))
        yield from schema.get("patternProperties", ())
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in inner:
        yield from _shapes(part)


def _faults_or_none(text: str) -> list[Fault]:
    """Give the faults of a text, none if it is a policy; whatever else is raised fails the test."""
    try:
        load(text, name="policy.yaml", include=shipped_overlay)
    except PolicyFaults as found:
        return found.faults or [Fault("policy.yaml", 0, 0, "refused without a fault")]
    return []
