"""The duties of the site as a whole, for whoever answers for them: how each stands, and its row for a deed about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce

from daybreak.core.policy.duties import duties
from daybreak.core.policy.reading import having_a_say
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Person, Release
from daybreak.stages.cases.affected import row_words
from daybreak.stages.cases.board_rows import owed_outside
from daybreak.stages.cases.duty_board import DutyLine, in_turn
from daybreak.stages.cases.evidence import waiver_asker
from daybreak.stages.cases.naming import key_words
from daybreak.stages.cases.next_deed import NextDeed
from daybreak.stages.cases.queries import NotVisible, one_of
from daybreak.stages.cases.site_groups import ALONE, group_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import DutyRow

SITE = "site"
"""What stands for a number where a duty is of no case and no report."""
NAMED = ("release", "person", "mailbox", "key")
"""Scopes of which there may be several things: a line says which one it is about."""
FEW = 50
"""Of so many releases or readings the facts are asked for by name; of more, all of them."""


def site_row(viewer: Viewer, now: datetime, rule: str, subject: str = "") -> DutyRow:
    """Give the row of a duty of the site; without `subject` one that the viewer owes before others. Raises NotVisible.

    It is shown to whoever owes it and to those whom the policy gives a say in it (extending, waiving, escalation).
    """
    rows = _seen(viewer, now).filter(rule=rule)
    rows = rows.filter(subject=subject) if subject else rows.exclude(Q(owes=False, scope="person"))
    row = rows.order_by("-owes", Coalesce("limit", "aim").asc(nulls_last=True), "subject").first()
    if row is None:
        raise NotVisible
    return row


def site_duty_of(viewer: Viewer, now: datetime, key: str) -> DutyRow:
    """Give the row of a duty of the site by its key. Raises NotVisible."""
    return one_of(_seen(viewer, now), key)


def site_duties(viewer: Viewer, now: datetime) -> tuple[DutyLine, ...]:
    """List the duties of the site that the viewer owes or has a say in, as on the board; not everybody's readings."""
    policy = policy_in_force(now)
    rows = list(_seen(viewer, now).exclude(Q(owes=False, scope="person")))
    told = {scope: _facts(scope, rows) for scope in {row.scope for row in rows}}
    derived = {_key(one): one for facts in told.values() for one in duties(policy, facts, now)}
    names, about = _asked(rows, told, now), things_named(rows, policy)
    lines = [
        DutyLine(
            key=str(row.id),
            duty=duty,
            state=duty.state(now),
            about=about.get(row.subject, ""),
            waiver_asked_by=names.get(str(row.id), ""),
            deed=NextDeed(next(iter(duty.deeds), "")),
        )
        for row in rows
        if (duty := derived.get((row.rule, row.scope, row.subject))) is not None
    ]
    return tuple(sorted(lines, key=in_turn))


def _facts(scope: str, rows: Iterable[DutyRow]) -> list[Fact]:
    keys = {row.subject.partition("/")[0] for row in rows if row.scope == scope} if scope in ALONE else set()
    return group_facts(scope, keys if len(keys) <= FEW else ())


def things_named(rows: Iterable[DutyRow], policy: Policy) -> dict[str, str]:
    """Say which release, person or key the duties of these rows are about; of a mailbox its kind."""
    keys = {
        scope: {row.subject: row.subject.partition("/")[0] for row in rows if row.scope == scope} for scope in NAMED
    }
    releases = Release.objects.filter(id__in=set(keys["release"].values())).select_related("product")
    names = {str(one.id): row_words(one.product, one, policy.language) for one in releases}
    names |= {str(one.id): str(one) for one in Person.objects.filter(id__in=set(keys["person"].values()))}
    names |= key_words(set(keys["key"].values()))
    names |= {one: one for one in keys["mailbox"]}
    return {subject: names[key] for named in keys.values() for subject, key in named.items() if key in names}


def _seen(viewer: Viewer, now: datetime) -> QuerySet[DutyRow]:
    """Give the rows that the viewer owes (`owes`) or has a say in."""
    if viewer.kind != "person":
        raise NotVisible
    rows = owed_outside(viewer, visible_to(viewer, now).duties_of_no_case().filter(report=None))
    return rows.filter(Q(owes=True) | Q(rule__in=having_a_say(policy_in_force(now), viewer.roles)))


def _key(duty: Duty) -> tuple[str, str, str]:
    return duty.id, duty.scope, duty.subject


def _asked(rows: Iterable[DutyRow], told: Mapping[str, Sequence[Fact]], now: datetime) -> dict[str, str]:
    return {str(row.id): waiver_asker(row, told[row.scope], now) for row in rows}
