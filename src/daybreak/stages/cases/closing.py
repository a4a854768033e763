"""What would become of a case's duties if it were closed now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.closing import foretold
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.queries import case_for
from daybreak.stages.cases.site_groups import SITE_SCOPES

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.closing import Foretold


def foretold_closing(viewer: Viewer, now: datetime, number: str) -> tuple[Foretold, ...]:
    """Give each duty of a case that runs, or that the closing would start, with its fate. Raises NotVisible."""
    case = case_for(viewer, now, number)
    found = foretold(policy_of(case.policy), facts_of_case(case.id), now, str(case.id), pace_of(case))
    return tuple(one for one in found if one.duty.scope not in SITE_SCOPES)
