"""Policies changed in their structure: each is refused in sentences, or can be shown, compared, run and replayed."""

from __future__ import annotations

import json
import os
import random
from copy import deepcopy
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.core.policy import diff_show, replay_show
from daybreak.core.policy.conflicts import conflicts
from daybreak.core.policy.diff import compare
from daybreak.core.policy.duties import duties
from daybreak.core.policy.faults import Fault, PolicyFaults
from daybreak.core.policy.loading import composed_text, from_composed, load, shipped_overlay, shipped_policy
from daybreak.core.policy.replay import PastCase, replay
from daybreak.core.policy.show import show
from daybreak.core.policy.tree import read_tree
from tests.core.policy.files import said_in_japanese
from tests.core.policy.past import NOW, T0, stories
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy

TIMES = 2000 if os.environ.get("DAYBREAK_SOAK") else 20
ODD: tuple[Any, ...] = (
    "", "x", "high", "unknown", "cloud", "finder", "owning division", "asked division", "affected product", "none",
    "no plan", "at once", "next release", "day named", "2 quarters", "0 days", "-1 day", "1.5 days", "24:00", "0%",
    "150%", "kept.answer", "kept.", "report.received", "case.closed", "remedy.shipped", "02-30", "JP", "on\ntwo",
    "Mars/Olympus", "日本", "💥", "<reporter>", "%", "{number}", True, False, [], ["x"], {}, {"en": "x"},
    {"by": "x"}, {"high": "1 day"},
)  # fmt: skip


@lru_cache
def plain(name: str) -> Any:
    """Give an example file as lists, mappings and words."""
    return read_tree(shipped_policy(name), name).plain()


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the path to everything in a file."""
    if path:
        yield path
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def held(part: Any, path: tuple[Any, ...]) -> Any:
    """Give what stands at a path."""
    for key in path:
        part = part[key]
    return part


def changed(name: str, seed: int, times: int) -> str:
    """Give an example file with some of its parts taken out, doubled, exchanged or put in another kind, as JSON."""
    draw, tree = random.Random(seed), deepcopy(plain(name))  # noqa: S311 - nothing is secret here
    for _ in range(times):
        every = list(places(tree))
        path = draw.choice([it for it in every if it[0] == "duties"] if draw.random() < 0.5 else every)
        holder, key = held(tree, path[:-1]), path[-1]
        alike = [it for it in every if it[-1] == key] if isinstance(key, str) else every
        other = deepcopy(held(tree, draw.choice(alike)))
        match draw.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case 1 | 2:
                holder[key] = deepcopy(draw.choice(ODD))
            case 3 | 4:
                holder[key] = other
            case _:
                holder[key] = [holder[key]] if draw.random() < 0.5 else {"x": holder[key]}
    return json.dumps(tree, ensure_ascii=False, indent=1)


def loaded(text: str) -> tuple[Policy | None, list[Fault]]:
    """Give the policy, or at least one fault."""
    try:
        return load(text, name="policy.yaml", include=shipped_overlay), []
    except PolicyFaults as refused:
        return None, refused.faults or [Fault("policy.yaml", 0, 0, "refused without a fault")]


class TestStructure:
    """“An include cycle, an unknown calendar … : sentences with line numbers”, whatever is wrong, and never more."""

    @settings(max_examples=TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(SHIPPED), st.integers(0, 2**40), st.integers(1, 4), stories())
    def test_whatever_is_changed(self, name: str, seed: int, times: int, past: tuple[Fact, ...]) -> None:
        text = changed(name, seed, times)
        policy, found = loaded(text)
        if policy is not None:
            self._is_usable(policy, shipped(name), past)
        for fault in found:
            assert 1 <= fault.line <= text.count("\n") + 1 or fault.file != "policy.yaml"
            assert "\n" not in fault.sentence
            if "%(" not in text:
                said_in_japanese(fault)

    @staticmethod
    def _is_usable(policy: Policy, before: Policy, past: tuple[Fact, ...]) -> None:
        for language in ("en", "ja"):
            assert show(policy, language)
            for comparison in (compare(before, policy, language), compare(policy, before, language)):
                assert diff_show.shown(comparison)
                assert json.dumps(diff_show.data(comparison))
        assert composed_text(from_composed(composed_text(policy))) == composed_text(policy)
        for days in (0, 3, 700):
            found = duties(policy, past, T0 + timedelta(days=days))
            assert all(duty.state(NOW) for duty in found)
            assert all(at >= T0 - timedelta(days=800) for duty in found for at in duty.warns)
            conflicts(policy, past, NOW, found)
        assert replay_show.shown(replay(policy, [PastCase("1", past, before)], NOW), policy, "ja")
