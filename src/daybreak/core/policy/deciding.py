"""What people may decide about a running duty: a later limit, that its clock stands or goes on, that it is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from daybreak.core.policy.model_duty import DutyRule

Decision = Literal["extend", "pause", "resume", "waive"]


def may_decide(
    rule: DutyRule,
    ends: tuple[datetime | None, datetime | None],
    *,
    paused: bool,
    roles: Collection[str] | None = None,
) -> tuple[Decision, ...]:
    """Give what the policy lets people decide about a duty with these ends (aim, limit), in the order of a page.

    With `roles`, only what it lets somebody who acts in them decide; anybody may begin a waiver, and two end it.
    """
    aim, limit = ends
    theirs = roles is None or rule.extension_by is None or not set(rule.extension_by.by).isdisjoint(roles)
    movable = limit is not None or (rule.within is None and aim is not None)
    named: dict[Decision, bool] = {
        "extend": bool(rule.extend_for) and movable and theirs,
        "pause": rule.pause_while is not None and not paused,
        "resume": paused,
        "waive": True,
    }
    return tuple(name for name, offered in named.items() if offered)
