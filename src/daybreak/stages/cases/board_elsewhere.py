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
from daybreak.records.models import Affect, DutyRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy

KEY = 36
"""The length of a key; a branch of releases may follow it."""


def named(roles: Iterable[str]) -> Q:
    """Rows whose `who`, a JSON list of role ids, holds one of these roles; ids have no character that JSON escapes."""
    places = (StrIndex(F("named"), Value(f'"{role}"')) for role in sorted(roles))
    return reduce(or_, (Q(GreaterThan(place, 0)) for place in places), Q(pk__in=()))


@dataclass(frozen=True)
class Elsewhere:
    """What other divisions answer for: their keys and those of their products' states and remedies.

    `general` are the roles, and oneself, by which a line is mine whatever division it is about.
    """

    divisions: frozenset[str]
    things: frozenset[str]
    general: frozenset[str]

    def left_out(self, rows: QuerySet[DutyRow]) -> QuerySet[DutyRow]:
        """Leave out the lines that are another division's."""
        if not self.divisions:
            return rows
        theirs = Q(scope="division", subject__in=self.divisions) | Q(
            scope__in=("affect", "remedy"), head__in=self.things
        )
        told = rows.annotate(head=Left("subject", KEY), named=Cast("who", TextField()))
        return told.filter(~theirs | named(self.general))

    def holds(self, row: DutyRow) -> bool:
        """Tell whether a line is another division's."""
        if self.general & set(row.who):
            return False
        if row.scope == "division":
            return row.subject in self.divisions
        return row.scope in {"affect", "remedy"} and row.subject[:KEY] in self.things


NOWHERE = Elsewhere(frozenset(), frozenset(), frozenset())


def elsewhere(viewer: Viewer, now: datetime, policy: Policy) -> Elsewhere:
    """Find what is other divisions' for somebody whose role each division has, and who holds it in some alone."""
    own = {role for role in viewer.roles if role in policy.roles and policy.roles[role].one_per == "division"}
    divisions = divisions_without(viewer, now, own) if own and viewer.kind == "person" else frozenset()
    if not divisions:
        return NOWHERE
    sight = visible_to(viewer, now)
    affects = sight.affects().filter(product__division__in=divisions, vulnerability__case__closed_at=None)
    mine = Affect.objects.exclude(product__division__in=divisions)
    remedies = sight.remedies().filter(affects__in=affects).exclude(affects__in=mine)
    keys = [*affects.values_list("id", flat=True), *remedies.values_list("id", flat=True)]
    return Elsewhere(divisions, frozenset(map(str, keys)), (viewer.roles - own) | {str(viewer.actor)})
