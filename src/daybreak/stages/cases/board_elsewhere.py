"""Lines of the board that name a role of mine and concern another division: they are not mine (B3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left, StrIndex
from django.db.models.lookups import GreaterThan

from daybreak.people.queries import divisions_without
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.models import Affect, DutyRow, PolicyVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Viewer
    from daybreak.people.sight import Sight

KEY = 36
"""The length of a key; a branch of releases may follow it."""


def named(roles: Iterable[str]) -> Q:
    """Rows whose `who`, a JSON list of role ids, holds one of these roles; ids have no character that JSON escapes."""
    places = (StrIndex(F("named"), Value(f'"{role}"')) for role in sorted(roles))
    return reduce(or_, (Q(GreaterThan(place, 0)) for place in places), Q(pk__in=()))


@dataclass(frozen=True)
class Elsewhere:
    """What other divisions answer for, in the cases of each policy: their divisions' keys; and things in any case.

    `things` are the keys of their products' states and remedies. `general` are, by policy, the roles, and oneself, by
    which a line is mine whatever division it is about.
    """

    divisions: Mapping[UUID, frozenset[str]]
    things: frozenset[str]
    general: Mapping[UUID, frozenset[str]]

    def left_out(self, rows: QuerySet[DutyRow]) -> QuerySet[DutyRow]:
        """Leave out the lines that are another division's."""
        if not self.divisions:
            return rows
        told = rows.annotate(head=Left("subject", KEY), named=Cast("who", TextField()))
        return told.filter(~reduce(or_, map(self._theirs, self.divisions)))

    def _theirs(self, policy: UUID) -> Q:
        asked = Q(scope="division", subject__in=self.divisions[policy])
        others = asked | Q(scope__in=("affect", "remedy"), head__in=self.things)
        return Q(case__policy=policy) & others & ~named(self.general[policy])

    def holds(self, row: DutyRow) -> bool:
        """Tell whether a line is another division's."""
        policy = row.case.policy_id if row.case else None
        if policy is None or policy not in self.divisions or self.general[policy] & set(row.who):
            return False
        if row.scope == "division":
            return row.subject in self.divisions[policy]
        return row.scope in {"affect", "remedy"} and row.subject[:KEY] in self.things


NOWHERE = Elsewhere({}, frozenset(), {})


def elsewhere(viewer: Viewer, granted: Collection[tuple[str, str]], now: datetime) -> Elsewhere:
    """Find what is other divisions' for somebody whose role each division has, and who holds it in some alone.

    `granted` are their own roles with the division each is held for.
    Each case's own policy says which roles its divisions have, and which divisions there are.
    """
    if not any(division for _role, division in granted):
        return NOWHERE
    sight = visible_to(viewer, now)
    divisions: dict[UUID, frozenset[str]] = {}
    general: dict[UUID, frozenset[str]] = {}
    things: set[str] = set()
    for version in PolicyVersion.objects.filter(id__in=sight.cases().values("policy_id")):
        policy = policy_of(version)
        own = {role for role in viewer.roles if role in policy.roles and policy.roles[role].one_per == "division"}
        theirs = divisions_without(policy, granted, own) if own else frozenset()
        if theirs:
            divisions[version.id], general[version.id] = theirs, (viewer.roles - own) | {str(viewer.actor)}
            things |= _things(sight, version, theirs)
    return Elsewhere(divisions, frozenset(things), general)


def _things(sight: Sight, version: PolicyVersion, divisions: frozenset[str]) -> set[str]:
    """Give the keys of what open cases of this policy state of these divisions' products, and of remedies for them."""
    within = Q(vulnerability__case__policy=version, vulnerability__case__closed_at=None)
    affects = sight.affects().filter(within, product__division__in=divisions)
    mine = Affect.objects.exclude(product__division__in=divisions)
    remedies = sight.remedies().filter(affects__in=affects).exclude(affects__in=mine)
    return {str(key) for keys in (affects, remedies) for key in keys.values_list("id", flat=True)}
