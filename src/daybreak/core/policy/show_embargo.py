"""What a policy says of embargoes, a label and words each: for the policy's page at the desk and `policy show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy


def embargo_words(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    """Say how long an embargo is and an answer is waited for, how many ready vendors are enough, and who decides."""
    rules = policy.disclosure.embargo
    longest = f" ({word('longest', language)}: {rules.longest.spoken(language)})" if rules.longest else ""
    yield word("embargo", language), rules.default.spoken(language) + longest
    yield word("answer_within", language), rules.answer_within.spoken(language)
    yield word("quorum", language), f"{rules.quorum}%" if rules.quorum else word("people_decide", language)
    names = [policy.roles[role].name.in_(language, policy.language) for role in rules.decided_by]
    yield word("embargo_decided_by", language), ", ".join(names) if names else word("whoever_is_inside", language)
    yield word("ended_early_by", language), word(rules.ended_early_by, language)
