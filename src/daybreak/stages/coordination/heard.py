"""What was noted of others: coordinators with their numbers and the agreed instant, suppliers, CVE records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import instant_code
from daybreak.core.policy.reading import is_ours_to_number
from daybreak.journal.facts import fact_of, words_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.components import supplier_of
from daybreak.stages.cases.naming import names_of
from daybreak.stages.coordination.actions import is_suppliers
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.records.models import Case, Vulnerability


@dataclass(frozen=True)
class Heard:
    """One thing noted of somebody else: the kind of fact, the party, when it was so, the instant named, the words.

    `letter` is the key of the letter by which it was done, "" where a person noted it in words.
    """

    kind: str
    party: str
    at: datetime
    public_at: datetime | None
    words: str
    who: str
    vulnerability: str
    letter: str = ""

    @property
    def event(self) -> str:
        """The second word of its kind."""
        return self.kind.partition(".")[2]


@dataclass(frozen=True)
class Coordinator:
    """How it stands with one coordinator: since when, their number, the instant of publication, confirmed or moved."""

    party: str
    notified_at: datetime | None
    number: str
    public_at: datetime | None
    confirmed: bool
    moved: bool
    draft_checked_at: datetime | None
    entry_seen_at: datetime | None


@dataclass(frozen=True)
class Supplied:
    """A vulnerability in a component that reaches us through a supplier, and what that supplier was told and did.

    `supplier_key` and `component_key` name them in the inventory, "" where none is named.
    """

    key: str
    title: str
    component: str
    named: str
    supplier: str
    contact: str
    component_key: str
    supplier_key: str
    heard: tuple[Heard, ...]

    @property
    def told(self) -> bool:
        """Whether the supplier was told."""
        return any(one.event == "notified" for one in self.heard)


OUTSIDE = frozenset({"finder", "coordinator", "customer"})
"""Who found a vulnerability and has to be told its number; what we found ourselves has nobody to be told."""

STEPS_OF_AN_ID = frozenset({"reserved", "told_to_finder", "published", "updated", "rejected", "disputed"})
"""What is noted of one CVE ID: it says nothing of another that the vulnerability has since."""


@dataclass(frozen=True)
class CveLine:
    """A vulnerability's CVE ID ("" while it has none) and when each step of its record was noted.

    `ours` says that an ID is ours to assign (B4a), `finder` that somebody outside found it and is told. `events` stand
    in the order in which each was noted last.
    """

    key: str
    title: str
    cve: str
    waived: bool
    ours: bool
    finder: bool
    events: Mapping[str, datetime]

    @property
    def disputed(self) -> bool:
        """Whether a dispute stands: the record has not been updated, which also ends one, since it was noted last."""
        noted = list(self.events)
        return "disputed" in noted and "updated" not in noted[noted.index("disputed") :]


def heard_of(case: Case) -> tuple[Heard, ...]:
    """Give what was noted of coordinators, suppliers and those who take part, oldest first, with its opened words.

    What a letter did that came back is left out.
    """
    kinds = JournalEntry.objects.filter(case=case, kind__startswith="coordinator.")
    kinds |= JournalEntry.objects.filter(case=case, kind__startswith="upstream.")
    kinds |= JournalEntry.objects.filter(case=case, kind__startswith="participant.")
    entries = list(kinds.select_related("data_key").order_by("position"))
    names = names_of(entry.actor for entry in entries)
    back = {str(key) for key in case.notices.exclude(bounced_at=None).values_list("id", flat=True)}
    heard = (_heard(entry, names[entry.actor]) for entry in entries)
    return tuple(one for one in heard if one.letter not in back)


def coordinators_of(case: Case, facts: Sequence[Fact], heard: Sequence[Heard]) -> tuple[Coordinator, ...]:
    """Give how it stands with each coordinator of the policy."""
    parties = policy_of(case.policy).parties
    return tuple(_coordinator(key, facts, heard) for key, party in parties.items() if party.kind == "coordinator")


def suppliers_of(case: Case, heard: Sequence[Heard]) -> tuple[Supplied, ...]:
    """Give the vulnerabilities about which the policy promises to work with a supplier (C7)."""
    policy = policy_of(case.policy)
    rows = case.vulnerabilities.select_related(
        "data_key", "of_component__supplier__data_key", "of_component__inside__supplier__data_key"
    )
    return tuple(_supplied(row, heard) for row in rows if is_suppliers(policy, row.component))


def _supplied(row: Vulnerability, heard: Sequence[Heard]) -> Supplied:
    supplier = supplier_of(row.of_component) if row.of_component else None
    return Supplied(
        key=str(row.id),
        title=open_text(row, "title_sealed"),
        component=row.component,
        named=str(row.of_component or ""),
        supplier=supplier.name if supplier else "",
        contact=open_text(supplier, "contact_sealed") if supplier else "",
        component_key=str(row.of_component_id or ""),
        supplier_key=str(supplier.id) if supplier else "",
        heard=tuple(one for one in heard if one.kind.startswith("upstream.") and one.vulnerability == str(row.id)),
    )


def cve_lines(case: Case, facts: Sequence[Fact]) -> tuple[CveLine, ...]:
    """Give each vulnerability's CVE ID and the steps of its record, none of an ID that it has no longer."""
    events: dict[str, dict[str, datetime]] = {}
    ids = {str(row.id): row.cve_id for row in case.vulnerabilities.all()}
    for fact in facts:
        key, event = fact.subjects.get("vulnerability", ""), fact.kind.partition(".")[2]
        of_another = event in STEPS_OF_AN_ID and fact.codes.get("cve") not in {None, ids.get(key)}
        if fact.kind.startswith("cve.") and not of_another:
            mine = events.setdefault(key, {})
            mine.pop(event, None)
            mine[event] = fact.happened_at
    return tuple(
        CveLine(
            key=str(row.id),
            title=open_text(row, "title_sealed"),
            cve=row.cve_id or "",
            waived=bool(row.cve_waived),
            ours=is_ours_to_number(policy_of(case.policy), {row.component}),
            finder=row.found_by in OUTSIDE,
            events=events.get(str(row.id), {}),
        )
        for row in case.vulnerabilities.select_related("data_key")
    )


def _heard(entry: JournalEntry, who: str) -> Heard:
    fact = fact_of(entry.body)
    return Heard(
        kind=entry.kind,
        party=fact.subjects.get("party", ""),
        at=entry.happened_at,
        public_at=instant_code(fact, "public_at"),
        words=str(words_of(entry).get("words", "")),
        who=who,
        vulnerability=fact.subjects.get("vulnerability", ""),
        letter=fact.subjects.get("notice", ""),
    )


def _coordinator(party: str, facts: Sequence[Fact], heard: Sequence[Heard]) -> Coordinator:
    mine = [one for one in heard if one.party == party]
    first = {one.event: one.at for one in reversed(mine)}
    last = {one.event: one for one in mine}
    dated = [
        fact
        for fact in facts
        if fact.kind in {"coordinator.date_agreed", "coordinator.date_moved"} and fact.subjects.get("party") == party
    ]
    number = last.get("number_given")
    return Coordinator(
        party=party,
        notified_at=first.get("notified_us"),
        number=number.words if number else "",
        public_at=instant_code(dated[-1], "public_at") if dated else None,
        confirmed=bool(dated) and dated[-1].codes.get("confirmed") is True,
        moved=bool(dated) and dated[-1].kind == "coordinator.date_moved",
        draft_checked_at=last["draft_checked"].at if "draft_checked" in last else None,
        entry_seen_at=first.get("entry_seen"),
    )
