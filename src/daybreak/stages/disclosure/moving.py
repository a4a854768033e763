"""What merging and splitting share: how a case stands, and moving rows and facts from one case to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import SEVERAL, utc_code
from daybreak.core.lifecycle.embargo import embargo_from, instant_code
from daybreak.core.lifecycle.joining import INCIDENT, KIND_SET, Side, goes_along, is_drill, merged_into
from daybreak.core.policy.handover import HANDED, holder_of
from daybreak.core.policy.own_part import FIRST_IN, TAKEN_FROM, WISHES
from daybreak.journal.facts import fact_of, facts_of_case, facts_of_report, words_of
from daybreak.records.models import JournalEntry, Report, Revision
from daybreak.vault.data_keys import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from django.db.models import Manager

    from daybreak.core.facts import Code
    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.core.lifecycle.offers import Offer
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Case


def side_of(case: Case, now: datetime) -> Side:
    """Tell how a case stands for being merged or split."""
    facts = facts_of_case(case.id)
    armed = Revision.objects.filter(
        advisory__case=case, released_at__isnull=False, held_at=None, withdrawn_at=None, public_at__gt=now
    )
    into = merged_into(facts) if case.outcome == "merged" else ""
    drill, embargo = is_drill(facts), embargo_from(facts, now)
    return Side(case.number, case.closed_at is not None, armed.exists(), drill, embargo, into)


def keys_of(rows: Manager[Any]) -> set[str]:
    """Give the keys of a case's rows of one kind."""
    return {str(key) for key in rows.values_list("id", flat=True)}


def tell_anew(note: Deed, source: Case, target: Case, things: Collection[str] | None = None) -> None:
    """Tell the target what happened in the source, each fact at its own instant; its words are sealed with the target.

    `things` are the keys of the vulnerabilities, remedies and advisories that move; None for all. An incident makes the
    target one, from the instant at which it was stated.
    """
    kind = things is not None or source.kind == INCIDENT
    entries = JournalEntry.objects.filter(case=source, report=None).select_related("data_key").order_by("position")
    for entry in entries:
        fact = fact_of(entry.body)
        if goes_along(fact, str(source.id), things) or (kind and fact.kind == KIND_SET):
            _retell(note, entry, target, source)


def propose_anew(note: Deed, sources: Sequence[Case], target: Case, offers: Collection[Offer]) -> None:
    """Keep open what was proposed in these cases and nobody has answered: by whom, until when, and since when."""
    wanted = {(offer.asker, offer.since, offer.until) for offer in offers}
    told = JournalEntry.objects.filter(case__in=sources, kind="embargo.proposed").select_related("case", "data_key")
    for entry in told.order_by("position"):
        fact = fact_of(entry.body)
        offered = str(fact.codes.get("by") or ""), fact.happened_at, instant_code(fact, "until")
        if entry.case and offered in wanted:
            _retell(note, entry, target, entry.case)


def keep_held(note: Deed, case: Case, source: Case) -> None:
    """Say again who holds a case where the source's own story of hand-overs, told anew, says otherwise."""
    handed = {fact.kind for fact in facts_of_case(source.id)}.intersection(HANDED)
    if handed and holder_of(facts_of_case(case.id)):
        told = JournalEntry.objects.filter(case=case, kind="case.handed_over").select_related("data_key")
        _retell(note, told.order_by("-position")[0], case, case)


def _retell(note: Deed, entry: JournalEntry, target: Case, source: Case) -> None:
    fact, words = fact_of(entry.body), _words(entry)
    sealed = (target.data_key, words) if words else None
    first = str(fact.codes.get(FIRST_IN) or source.id)
    codes: dict[str, Code] = {TAKEN_FROM: source.number, FIRST_IN: first}
    note.retell(fact, {**fact.subjects, "case": target.id}, codes=codes, sealed=sealed)


def keep_tellers(note: Deed, case: Case, named: Mapping[str, frozenset[str]]) -> None:
    """Say of vulnerabilities that now lie in a case which reports tell of them, though not all lie there.

    What their finders wish counts here from now on: how to be thanked, and the day on which they mean to go public.
    """
    for flaw, reports in sorted(named.items()):
        subjects = {"case": case.id, "vulnerability": flaw}
        note("vulnerability.reported_in", subjects, codes={"reports": SEVERAL.join(sorted(reports))})
    keys = frozenset[str]().union(*named.values())
    for report in Report.objects.filter(id__in=keys).exclude(case=case).select_related("case").order_by("received_at"):
        latest = {fact.kind: fact for fact in facts_of_report(report.id) if fact.kind in WISHES}
        codes = {TAKEN_FROM: report.case.number} if report.case else {}
        for fact in latest.values():
            note.retell(fact, {"report": report.id, "case": case.id}, codes=codes)


def bind(note: Deed, case: Case, embargo: Embargo, asked_by: str) -> None:
    """Write down an embargo that comes from another case: proposed and accepted in this deed."""
    if embargo.until is None:
        return
    codes = {"until": utc_code(embargo.until), **({"by": asked_by} if asked_by else {})}
    note("embargo.proposed", {"case": case.id}, codes=codes)
    note("embargo.accepted", {"case": case.id})


def _words(entry: JournalEntry) -> dict[str, Any]:
    try:
        return words_of(entry)
    except KeyDestroyed:
        return {}
