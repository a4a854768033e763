"""What one letter is about: the whole case, or the one vulnerability, product, remedy or division its duty names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.drill.pace import owed
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.vulnerabilities import component_key
from daybreak.stages.coordination.refusals import LetterAboutWhich

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Affect, Case, Remedy, Vulnerability

WHOLE = frozenset({"case", "policy", "mailbox", "key"})
"""Scopes of duties whose letter is about the case as a whole."""


@dataclass(frozen=True)
class About:
    """The scope and subject of a duty; both empty for the whole case. A subject may end in `/release line`."""

    scope: str = ""
    subject: str = ""

    @property
    def key(self) -> str:
        """The key of the thing itself, without a release line."""
        return self.subject.partition("/")[0]


@dataclass(frozen=True)
class Material:
    """The vulnerabilities, product statements and remedies that a letter may speak of."""

    vulnerabilities: tuple[Vulnerability, ...]
    affects: tuple[Affect, ...]
    remedies: tuple[Remedy, ...]


def about_which(case: Case, rule: DutyRule, subject: str, now: datetime) -> About:
    """Find what the letter of a duty is about: `subject`, or the only thing that the duty exists for.

    Raises LetterAboutWhich where the duty exists for several and none is named, or not for the one named.
    """
    if rule.scope in WHOLE:
        if subject:
            raise LetterAboutWhich
        return About()
    found = [
        one.subject
        for one in owed(policy_of(case.policy), facts_of_case(case.id), now, pace_of(case))
        if one.id == rule.id
    ]
    if not found and rule.scope == "vulnerability":
        found = [str(row.id) for row in case.vulnerabilities.all()]
    if subject in found:
        return About(rule.scope, subject)
    if subject or len(found) != 1:
        raise LetterAboutWhich
    return About(rule.scope, found[0])


def material(case: Case, about: About) -> Material:
    """Give what the letter may speak of: nothing of another vulnerability, product or division."""
    every = tuple(case.vulnerabilities.all())
    stated = [one for row in every for one in row.affects.select_related("product", "release")]
    remedies = list(case.remedies.prefetch_related("affects"))
    if not about.scope:
        return Material(every, tuple(stated), tuple(remedies))
    affects = [one for one in stated if _is_about(one, about, remedies)]
    wanted = {one.id for one in affects}
    touched = {one.vulnerability_id for one in affects}
    return Material(
        tuple(row for row in every if _chosen(row, about) or (about.scope not in _OWN and row.id in touched)),
        tuple(affects),
        tuple(row for row in remedies if str(row.id) == about.key or wanted & {one.id for one in row.affects.all()}),
    )


_OWN = frozenset({"vulnerability", "component"})


def _chosen(row: Vulnerability, about: About) -> bool:
    return about.key == (str(row.id) if about.scope == "vulnerability" else component_key(row))


def _is_about(affect: Affect, about: About, remedies: list[Remedy]) -> bool:
    """Tell whether a product statement belongs to the thing a letter is about."""
    if about.scope == "remedy":
        own = next((row for row in remedies if str(row.id) == about.key), None)
        return own is not None and affect.id in {one.id for one in own.affects.all()}
    named = {
        "vulnerability": str(affect.vulnerability_id),
        "affect": str(affect.id),
        "division": affect.product.division,
        "component": component_key(affect.vulnerability),
    }
    return named.get(about.scope, about.key) == about.key
