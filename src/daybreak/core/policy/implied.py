"""Duties that a policy owes without writing them as a duty: what another section promises by a time of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from daybreak.core.policy.model_duty import DutyRule

if TYPE_CHECKING:
    from daybreak.core.policy.model_disclosure import Emergency

EMERGENCY = "emergency_advisory"
"""The id of the duty that `disclosure.emergency` promises; no duty of a file may take it."""


@lru_cache(maxsize=64)
def emergency_duty(rule: Emergency) -> DutyRule:
    """Give the duty to publish in time once somebody who may has declared an emergency: the longest delay (A8).

    Those who decide about an emergency answer for it. It starts with the first declaration, not with the event itself:
    an ended embargo or an attack publishes nothing and orders nothing by itself.
    """
    return DutyRule.model_validate(
        {
            "id": EMERGENCY,
            "name": {"en": "Publish the advisory in the emergency", "ja": "緊急時にアドバイザリを公開する"},
            "since": "emergency.declared",
            "within": str(rule.advise_within),
            "who": list(rule.by),
            "done_by": "advisory.published",
            "warn_at": ["50%", "75%"],
            "escalate": {"overdue": list(rule.by)},
        }
    )
