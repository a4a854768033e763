"""What words name of facts that have changed: whole versions and numbers, in any script, for as long as it is so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.advisory import Advisory, canonical_json
from daybreak.core.advisory.content import from_json
from daybreak.core.advisory.outdated import named_in, outdated
from daybreak.core.formats.csaf import csaf_bytes
from tests.core.advisory.advisories import advisories, edited, issued, small

WORDS = "vulnerabilities/0/remediations/0/details"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Update to 4.3.", True),
        ("Update to v4.3, then restart.", True),
        ("バージョン４．３に更新してください。", True),
        ("Ver.4.3をご利用ください", True),
        ("4.3", True),
        ("Update to 4.3.1.", False),
        ("Update to 14.3.", False),
        ("Update to 1.4.3.", False),
        ("Update to 4.30.", False),
        ("Update to 4.3b.", False),
        ("", False),
    ],
)
def test_a_version_is_named_as_a_whole(words: str, named: bool) -> None:
    assert named_in(words, "4.3") is named


def test_a_number_is_no_part_of_a_longer_one() -> None:
    assert named_in("see cve-2026-1000.", "CVE-2026-1000")
    assert not named_in("see CVE-2026-10001", "CVE-2026-1000")


def _with_words(words: str) -> Advisory:
    return edited(small(), WORDS, {"en": words, "ja": words})


def test_a_version_that_is_fixed_no_longer_is_outdated_while_it_is_named() -> None:
    told = _with_words("Update to 1.0.1 now.")
    (fixed,) = told.vulnerabilities[0].product_status.fixed
    version = fixed.rpartition(":")[2]
    told = _with_words(f"Update to {version} now.")
    known = edited(told, "vulnerabilities/0/product_status/fixed", [])
    assert outdated(told, told) == ()
    assert outdated(told, known) == (version,)
    again = known.model_copy(update={"outdated": (version,)})
    assert outdated(again, known) == (version,), "taking the facts twice makes no words true"
    assert outdated(again, told) == (), "what holds again is not outdated"
    assert outdated(told, edited(known, WORDS, {"en": "Wait.", "ja": "お待ちください。"})) == ()


@given(advisories())
def test_the_same_facts_leave_no_words_behind(told: Advisory) -> None:
    assert outdated(told, told) == ()


@given(advisories(), st.lists(st.text("abc.123", min_size=1, max_size=8), max_size=3))
def test_it_is_kept_and_published_nowhere(told: Advisory, marks: list[str]) -> None:
    marked = told.model_copy(update={"outdated": tuple(marks)})
    assert from_json(canonical_json(marked)).outdated == tuple(marks)
    assert csaf_bytes(marked, issued(marked)) == csaf_bytes(told, issued(told))
