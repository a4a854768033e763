"""What a policy promises about release notes and others' code, a sentence each: for its page and `policy show` (A9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy


def note_words(policy: Policy, language: str) -> Iterator[str]:
    """Say what a release note names, whether a fix may come first, and what is said of others' code."""
    rules, noted = policy.disclosure, "release_notes" in policy.publication.channels
    said = {
        "noted": noted,
        "fix_first": rules.fix_may_ship_first,
        "answers_early": rules.number_answers_early,
        "others_no_advisory": rules.third_party.advisory == "never",
        "others_noted": noted and rules.third_party.release_note == "public_cve",
    }
    yield from (word(label, language) for label, holds in said.items() if holds)
