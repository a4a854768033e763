"""Whose words somebody reads in one case, by the roles in which they are inside and the case's own policy (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from daybreak.core.policy.earshot import EVERYTHING, earshot_of
from daybreak.people.queries import granted_to
from daybreak.program.versions import policy_of
from daybreak.records.models import Membership

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.earshot import Earshot
    from daybreak.records.models import Case


def earshot_in(case: Case, viewer: Viewer, now: datetime) -> Earshot:
    """Say whose words this viewer reads in a case that they may see."""
    policy = policy_of(case.policy)
    if viewer.kind != "person" or not policy.organisation.divisions:
        return EVERYTHING
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case, person_id=UUID(viewer.id))
    inside = set(live.filter(valid_from__lte=now).values_list("role", flat=True))
    return earshot_of(policy, inside, granted_to(viewer.actor, now))
