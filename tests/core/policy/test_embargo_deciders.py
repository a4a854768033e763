"""`embargo: {decided_by: [roles]}`: the policy says who agrees, rejects and ends an embargo; without it anybody."""

from __future__ import annotations

import pytest

from daybreak.core.policy.diff import compare
from daybreak.core.policy.model import Policy
from daybreak.core.policy.reading import may_decide_embargo
from daybreak.core.verdict import ALLOWED, Refused
from tests.shipped import POLICIES, read_policy

DECIDERS = {"hoshimi-camera": "security_team", "aoba-electric": "psirt", "kestrel-sdk": "security"}


def without(policy: Policy) -> Policy:
    """Give the policy as it was before it named anybody."""
    rules = policy.disclosure
    open_to_all = rules.embargo.model_copy(update={"decided_by": ()})
    return policy.model_copy(update={"disclosure": rules.model_copy(update={"embargo": open_to_all})})


@pytest.mark.parametrize("name", POLICIES)
class TestWhoDecides:
    """In each example those who lead the work decide; whoever verifies, develops or owns a line does not."""

    def test_the_named_roles_and_everyone_who_stands_in_for_them(self, name: str) -> None:
        policy, named = read_policy(name), DECIDERS[name]
        theirs = {deputy for role in policy.disclosure.embargo.decided_by for deputy in policy.stand_ins(role)}
        assert named in policy.disclosure.embargo.decided_by
        for role in policy.roles:
            assert (may_decide_embargo(policy, {role}) == ALLOWED) is (role in theirs), role
        assert theirs != set(policy.roles)
        assert may_decide_embargo(policy, {"quality", named}) == ALLOWED

    def test_the_sentence_names_them(self, name: str) -> None:
        policy = read_policy(name)
        verdict = may_decide_embargo(policy, {"quality"})
        assert isinstance(verdict, Refused)
        assert policy.roles[DECIDERS[name]].name.in_("en", policy.language) in str(verdict.reason.places)

    def test_a_policy_without_the_word_leaves_it_to_everybody(self, name: str) -> None:
        assert may_decide_embargo(without(read_policy(name)), ()) == ALLOWED

    def test_a_comparison_says_it(self, name: str) -> None:
        after = read_policy(name)
        for language, words in (("en", "Agreed, rejected or ended by"), ("ja", "合意・拒否・終了の決定者")):
            told = compare(without(after), after, language)
            assert told.count == 1
            assert words in str(told)
