"""Letters to colleagues: a number, a duty's name and a link; never a detail (promises, control 9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.access import WORKER
from daybreak.core.policy.concerned import OF_ONE, TELLING, concerned
from daybreak.core.words import gettext_noop
from daybreak.journal.facts import facts_within_case
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import concerned_holders, holders, person_named, viewer_of
from daybreak.people.sight import visible_to
from daybreak.records.models import Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, DutyRow, Person, Report

REMINDER = "reminder"
NEWS_INSIDE = "told"
INSIDE = frozenset({REMINDER, NEWS_INSIDE})
"""Templates of letters to colleagues; none of them is ever told about in another."""

MAILBOXES = {
    "general": gettext_noop("General"),
    "security": gettext_noop("Security"),
    "components": gettext_noop("Components"),
}
"""The mailboxes of which each has a duty of the same name."""
OPEN_IT = gettext_noop("Open it at the desk:\n%(link)s\n")


@dataclass(frozen=True)
class About:
    """What a letter to a colleague is about: a case, a report without one, or the site as a whole."""

    case: Case | None = None
    report: Report | None = None

    @property
    def number(self) -> str:
        """The number that may be named; "" for the site."""
        owner = self.case or self.report
        return owner.number if owner else ""

    @property
    def link(self) -> str:
        """Where to read more, behind sign-in."""
        kind = "cases" if self.case else "reports" if self.report else ""
        return f"{settings.BASE_URL}/desk/{kind}/{self.number}/" if kind else f"{settings.BASE_URL}/desk/"

    def seen_by(self, person: Person, now: datetime) -> bool:
        """Whether this person may know of it."""
        sight = visible_to(viewer_of(person, now), now)
        if self.case is not None:
            return sight.cases().filter(id=self.case.id).exists()
        return self.report is None or sight.reports().filter(id=self.report.id).exists()


def people_in(
    policy: Policy, roles: Iterable[str], now: datetime, divisions: Collection[str] | None = None
) -> list[Person]:
    """List the holders of these roles, or of the first deputy role that anybody holds; nobody twice.

    With `divisions`, of a role that each division has only theirs: the others are not concerned (B3).
    """
    found: dict[object, Person] = {}
    for role in roles:
        named = person_named(role) if role.startswith("person:") else None
        if named is not None and named.is_active:
            found[named.id] = named
            continue
        if role in policy.roles and policy.roles[role].everyone:
            continue
        for stand_in in policy.stand_ins(role) or (role,):
            called = (
                holders({stand_in}, now) if divisions is None else concerned_holders(policy, stand_in, now, divisions)
            )
            holding = list(called)
            found.update({person.id: person for person in holding})
            if holding:
                break
    return list(found.values())


def divisions_of(row: DutyRow, policy: Policy, roles: Iterable[str]) -> frozenset[str] | None:
    """Give the divisions that a duty is about, whose roles alone it calls.

    None for one of no case, which is the whole house's, and where no division has one of these roles, or a deputy's.
    """
    chains = (policy.stand_ins(role) for role in roles)
    if row.case_id is None or not any(policy.roles[one].one_per == "division" for chain in chains for one in chain):
        return None
    naming = row.subject.partition("/")[0] if row.scope in OF_ONE else ""
    return concerned(facts_within_case(row.case_id, TELLING, naming=naming), row.scope, row.subject)


def once(*parts: object) -> str:
    """Name a letter so that it is written once, whatever its parts' lengths."""
    named = "|".join(str(part) for part in parts)
    return f"inside|{hashlib.sha256(named.encode()).hexdigest()}"


def already_written(keys: Collection[str]) -> set[str]:
    """Tell which of these letters were written before."""
    wanted, found = list(keys), set[str]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found.update(str(key) for key in Notice.objects.filter(once_key__in=part).values_list("once_key", flat=True))
    return found


def tell(now: datetime, person: Person, about: About, sentence: str, once_key: str) -> None:
    """Queue a letter that says one sentence (translated; it may name `%(number)s`) and gives the link."""
    with override(person.language):
        words = _(sentence) % {"number": about.number}
        body = f"{words}\n\n{_(OPEN_IT) % {'link': about.link}}"
    letter = Letter(NEWS_INSIDE, person.email, words, body, person.language, once_key=once_key)
    queue(actor=WORKER, now=now, letter=letter, case=about.case, report=about.report)
