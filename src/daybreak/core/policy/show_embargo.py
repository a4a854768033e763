"""What a policy says of embargoes, a label and words each: for the policy's page at the desk and `policy show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy


def embargo_words(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    """Say how long an embargo is, how long an answer is waited for, and how many ready vendors are enough."""
    rules = policy.disclosure.embargo
    longest = f" ({word('longest', language)}: {rules.longest.spoken(language)})" if rules.longest else ""
    yield word("embargo", language), rules.default.spoken(language) + longest
    yield word("answer_within", language), rules.answer_within.spoken(language)
    yield word("quorum", language), f"{rules.quorum}%" if rules.quorum else word("people_decide", language)
