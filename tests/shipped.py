"""The example policies, each read once per process whoever asks: reading one takes a large part of a second."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

POLICIES = ("hoshimi-camera", "aoba-electric", "kestrel-sdk")


@cache
def read_policy(name: str) -> Policy:
    """Read one of the example policies."""
    return load(shipped_policy(name), name=f"{name}.yaml", include=shipped_overlay)
