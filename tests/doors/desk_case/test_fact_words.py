"""Every kind of fact has its name on the screens."""

from __future__ import annotations

from django.utils.translation import override

from daybreak.core.facts import KINDS
from daybreak.doors.desk.case_sentences import GROUPS
from daybreak.doors.desk.fact_words import KIND_WORDS


def test_each_kind_of_fact_is_named_and_nothing_else() -> None:
    """House law: the journal reads as sentences, never as codes."""
    assert set(KIND_WORDS) == set(KINDS)


def test_each_group_of_facts_is_named_apart_in_both_languages() -> None:
    """The journal's filter offers groups by their names, never by a code, and no two under one name."""
    assert set(GROUPS) == {kind.partition(".")[0] for kind in KINDS}
    for language in ("en", "ja"):
        with override(language):
            names = [str(words) for words in GROUPS.values()]
        assert len(set(names)) == len(names), sorted(one for one in names if names.count(one) > 1)
        assert not set(names) & set(GROUPS)
