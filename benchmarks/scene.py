"""A passing site to measure on, and how a ratio is taken: both sides in turn, medians of several rounds."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.core.policy.model import Policy

ROUNDS = 7


def make_site(policy_name: str = "aoba-electric", *, adopted: bool = True) -> Policy:
    """Make a site in a passing folder and, unless told otherwise, adopt an example policy; give it."""
    home = Path(tempfile.mkdtemp(prefix="daybreak-bench-"))
    os.environ["DAYBREAK_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.settings"
    from daybreak.cli.site import make_site as make

    make()
    from datetime import timedelta

    from daybreak.core.access import Actor
    from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy
    from daybreak.journal.clock import database_now
    from daybreak.products.actions import register_catalogue
    from daybreak.program.versions import adopt

    policy = load(shipped_policy(policy_name), name=policy_name, include=shipped_overlay)
    if not adopted:
        return policy
    then = database_now() - timedelta(days=30)
    adopt(actor=Actor("operator"), now=then, policy=policy, in_force_from=then)
    register_catalogue(actor=Actor("operator"), now=then, policy=policy)
    return policy


def rate(work: Callable[[], None], count: int) -> float:
    """Do `work` `count` times; give how often a second."""
    began = time.perf_counter()
    for _ in range(count):
        work()
    return count / (time.perf_counter() - began)


def compare(ours: Callable[[], None], floor: Callable[[], None], count: int) -> tuple[float, float, float]:
    """Run both in turn; give the medians of our rate, the floor's rate, and of the pairs' ratio floor to ours."""
    pairs = [(rate(ours, count), rate(floor, count)) for _ in range(ROUNDS)]
    ratios = [theirs / mine for mine, theirs in pairs]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), statistics.median(ratios)
