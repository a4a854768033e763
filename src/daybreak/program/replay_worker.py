"""Runs batches of stored stories under the policy that is tried: in this process, or in processes of their own."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import facts_from
from daybreak.core.policy.loading import from_composed
from daybreak.core.policy.replay import PastCase, Replay, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from daybreak.core.policy.model import Policy


class StoredStory(NamedTuple):
    """A case as the journal holds it: its number, the key of the policy it runs under, its entries' bodies in order."""

    number: str
    version: str
    bodies: Sequence[str]


class Trial(NamedTuple):
    """What is tried: the composed new policy, the composed old ones by key, and the instant at which duties are judged.

    Everything a process of its own needs, as text.
    """

    policy: str
    versions: Mapping[str, str]
    now: datetime


class StoryUnreadable(ValueError):
    """A story's facts lack what their kinds promise; the message names the case."""


class Runner:
    """Runs batches of one trial; needs neither Django nor a database, so that a process of its own starts fast."""

    def __init__(self, trial: Trial) -> None:
        """Load the new policy; the old ones are loaded when a case first needs them."""
        self._trial = trial
        self._replay = Replay(from_composed(trial.policy), trial.now)
        self._loaded: dict[str, Policy] = {}

    def run(self, batch: Sequence[StoredStory]) -> Tally:
        """Run a batch and give its counts. Raises StoryUnreadable."""
        for story in batch:
            facts = facts_from(story.bodies)
            try:
                self._replay.add(PastCase(story.number, facts, self._version(story.version)))
            except ValueError as fault:
                raise StoryUnreadable(f"{story.number}: {fault}") from fault
        return self._replay.handed_over()

    def _version(self, key: str) -> Policy:
        if key not in self._loaded:
            self._loaded[key] = from_composed(self._trial.versions[key])
        return self._loaded[key]


SWEPT_AFTER = 50_000
"""Containers that a process may make before it looks for circles among them; a case makes some thousands."""
_HELD: list[Runner] = []
"""The runner of this process, where it is one of several."""


def begin(trial: Trial) -> None:
    """Make a fresh process ready to run batches. What is loaded now lives as long as the process: it is not swept.

    A case leaves next to no circles behind, so that sweeping for them seldom costs a seventh less of the whole.
    """
    _HELD[:] = [Runner(trial)]
    gc.freeze()
    gc.set_threshold(SWEPT_AFTER)


def run(batch: Sequence[StoredStory]) -> Tally:
    """Run a batch in a process that `begin` made ready."""
    return _HELD[0].run(batch)
