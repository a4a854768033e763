"""A case's journal as it is read: every fact with its actor's name, its particulars and its opened words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daybreak.core.policy.own_part import for_another
from daybreak.journal.facts import fact_of, words_of
from daybreak.program.versions import policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import Affect, JournalEntry, Person, Release, Remedy, Vulnerability
from daybreak.stages.cases.affected import row_key, row_words
from daybreak.stages.cases.earshot import earshot_in
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import case_for
from daybreak.vault.data_keys import KeyDestroyed
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Code, Fact
    from daybreak.core.policy.earshot import Earshot
    from daybreak.records.models import Case


@dataclass(frozen=True)
class Happening:
    """One fact of the journal, ready to be said: `names` are the words for its `subjects`, `said` restricted words."""

    position: int
    kind: str
    who: str
    at: datetime
    recorded_at: datetime
    codes: Mapping[str, Code]
    subjects: Mapping[str, str]
    names: Mapping[str, str]
    said: Mapping[str, Any]

    @property
    def group(self) -> str:
        """The first word of its kind, by which the page filters."""
        return self.kind.partition(".")[0]


def timeline(viewer: Viewer, now: datetime, number: str) -> tuple[Happening, ...]:
    """Give every fact of a case and of its reports, newest first. Raises NotVisible."""
    case = case_for(viewer, now, number)
    mine = JournalEntry.objects.filter(of_case(case.id)).select_related("data_key")
    told = [(entry, fact_of(entry.body)) for entry in mine.order_by("-position")]
    entries = [entry for entry, fact in told if not for_another(fact, str(case.id))]
    facts = {fact.position: fact for _entry, fact in told}
    people, earshot = names_of(entry.actor for entry in entries), earshot_in(case, viewer, now)
    things = _things(case, facts.values(), policy_of(case.policy).language)
    return tuple(
        Happening(
            position=entry.position,
            kind=entry.kind,
            who=people[entry.actor],
            at=entry.happened_at,
            recorded_at=entry.recorded_at,
            codes=_codes(facts[entry.position], earshot),
            subjects=facts[entry.position].subjects,
            names=_names(facts[entry.position], things),
            said=_said(entry) if earshot.words(facts[entry.position]) else {},
        )
        for entry in entries
    )


def _codes(fact: Fact, earshot: Earshot) -> Mapping[str, Code]:
    """Give a fact's particulars; why another division says that it is not affected is that division's word."""
    if earshot.of(str(fact.codes.get("division") or "")):
        return fact.codes
    return {name: code for name, code in fact.codes.items() if name != "justification"}


def _names(fact: Fact, things: dict[str, str]) -> dict[str, str]:
    """Give a word for each subject of a fact, and for the release that it names by its code."""
    names = {scope: things.get(key, "") for scope, key in fact.subjects.items()}
    return names | ({"release": things.get(str(fact.codes["release"]), "")} if "release" in fact.codes else {})


def _said(entry: JournalEntry) -> dict[str, Any]:
    """Open the entry's words; what was erased says nothing any more."""
    try:
        return words_of(entry)
    except KeyDestroyed:
        return {}


def _things(case: Case, facts: Iterable[Fact], first: str) -> dict[str, str]:
    """Give a word for each subject of the facts, by key."""
    told: dict[str, str] = {str(report.id): report.number for report in case.reports.all()}
    for row in Vulnerability.objects.filter(case=case).select_related("data_key"):
        told[str(row.id)] = open_text(row, "title_sealed")
    for affect in Affect.objects.filter(vulnerability__case=case).select_related("product", "release"):
        told[str(affect.id)] = row_words(affect.product, affect.release, first)
    codes = {str(fact.codes["release"]) for fact in facts if "release" in fact.codes}
    keys = [code.partition(":")[2] for code in codes]
    for release in Release.objects.filter(key__in=keys).select_related("product"):
        told[row_key(release.product, release)] = row_words(release.product, release, first)
    for remedy in Remedy.objects.filter(case=case):
        told[str(remedy.id)] = remedy.kind
    named = {fact.subjects["person"] for fact in facts if "person" in fact.subjects}
    told |= {str(person.id): str(person) for person in Person.objects.filter(id__in=named)}
    return told
