"""A whole life: report, case, work, advisory, publication, and what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.beginning import assemble, case_opens, report_comes
from tests.journeys.served import served

if TYPE_CHECKING:
    from tests.journeys.life import Life


def live(life: Life) -> None:
    """Live it."""
    with served(life.policy, life.begins) as site:
        world = assemble(site, life)
        report_comes(world)
        case_opens(world)
        world.work()
