"""B4a: “CVE IDs are assigned only to vulnerabilities specific to own products.”"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.gates import gates
from daybreak.core.policy.model_disclosure import CveRule
from daybreak.core.policy.reading import is_ours_to_number
from tests.core.gates.stories import NOW, PLAN, Story, life, shut, with_edit
from tests.shipped import read_policy as policy

COMPONENTS = st.frozensets(st.sampled_from(["own", "internal", "external"]))


def anywhere(name: str = "kestrel-sdk"):
    """Give a policy that asks for an ID wherever it finds a flaw."""
    ours = policy(name)
    rule = CveRule.model_validate({**ours.disclosure.cve.model_dump(by_alias=True), "for": "any product"})
    return ours.model_copy(update={"disclosure": ours.disclosure.model_copy(update={"cve": rule})})


def foreign() -> Story:
    """Tell a case whose product is affected by what lies in a component of others."""
    story = life()
    story.facts = [fact for fact in story.facts if fact.kind != "affect.stated"]
    return story.tell(
        "affect.stated",
        {"vulnerability": "v1", "affect": "a1"},
        status="affected",
        product="model-0",
        component="external",
        support="supported",
    )


@given(COMPONENTS)
def test_ours_is_what_lies_in_our_own_code_too(components: frozenset[str]) -> None:
    assert is_ours_to_number(policy("kestrel-sdk"), components) == (not components or "own" in components)
    assert is_ours_to_number(anywhere(), components)


def test_no_advisory_waits_for_an_id_that_is_not_ours_to_give() -> None:
    """The group tells of others' flaws as of its own: no gate asks it for a number of theirs."""
    without = with_edit("vulnerabilities/0/cve", None)
    facts = foreign().facts
    assert "cve" not in shut(gates(policy("aoba-electric"), without, facts, NOW, plan=PLAN))
    assert "cve" in shut(gates(anywhere("aoba-electric"), without, facts, NOW, plan=PLAN))
    assert "cve" in shut(gates(policy("aoba-electric"), without, life().facts, NOW, plan=PLAN))
