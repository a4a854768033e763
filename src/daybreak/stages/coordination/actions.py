"""Deeds about what coordinators, suppliers and users hear and say, and the instant agreed with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import utc_code
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.stages.cases.vulnerabilities import component_key
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.refusals import (
    AskedBeforehand,
    InstantNotAhead,
    NoInstantAgreed,
    NotASuppliersComponent,
    NumberMissing,
    PartyUnknown,
    UpstreamNotTold,
    UpstreamUnknown,
)

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Vulnerability

COORDINATOR_DEEDS = ("notified_us", "draft_checked", "number_given", "entry_seen")
AFTERWARDS = frozenset({"number_given", "entry_seen"})
"""What a coordinator may still do once the case is closed."""
UPSTREAM_DEEDS = ("notified", "answered", "fixed", "declined")


def inform_users(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    vulnerability: Vulnerability | None,
    words: str,
    at: datetime | None = None,
) -> None:
    """Record how the users concerned were told, of one vulnerability or of the whole case; `at` if it was earlier.

    Journals `users.informed`; the words are sealed.
    """
    sealed = (case.data_key, {"words": prose(words, "words", required=True)})
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "vulnerability": vulnerability.id if vulnerability else None}
        note("users.informed", subjects, sealed=sealed, at=min(at, now) if at else now)


def note_report_asked(
    *, actor: Actor, now: datetime, case: Case, until: datetime, words: str, at: datetime | None = None
) -> None:
    """Note that an authority asked for a report on how things stand, until when; `at` if they asked earlier.

    What they asked is sealed. Journals `authority.report_asked`. Raises CaseClosed, AskedBeforehand.
    """
    still_open(case)
    sealed = (case.data_key, {"words": prose(words, "words", required=True)})
    asked = min(at, now) if at else now
    if until.tzinfo is None or until <= asked:
        raise AskedBeforehand
    with deed(actor=actor, now=now) as note:
        note("authority.report_asked", {"case": case.id}, codes={"until": utc_code(until)}, sealed=sealed, at=asked)


def note_coordinator(  # noqa: PLR0913 - one deed: whose, what, in which words, when
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    party: str,
    event: str,
    words: str = "",
    at: datetime | None = None,
) -> None:
    """Note what a coordinator did: notified us, draft checked, number given, entry seen; `at` if it was earlier.

    The words (the number they gave, for example) are sealed. Journals `coordinator.<event>`. Raises PartyUnknown,
    NumberMissing.
    """
    if event not in AFTERWARDS:
        still_open(case)
    _must_be_party(case, party)
    if event not in COORDINATOR_DEEDS:
        raise PartyUnknown
    said = prose(words, "words")
    if event == "number_given" and not said:
        raise NumberMissing
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "party": party}
        happened = min(at, now) if at else now
        note(
            f"coordinator.{event}",
            subjects,
            codes={"party": party},
            sealed=(case.data_key, {"words": said}),
            at=happened,
        )


def agree_date(*, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime, confirmed: bool) -> None:
    """Note the one instant agreed with a coordinator, and whether they have confirmed it (B4c).

    Journals `coordinator.date_agreed` and, once they have, `coordinator.date_confirmed`. Raises PartyUnknown,
    InstantNotAhead.
    """
    still_open(case)
    _must_be_party(case, party)
    _must_be_ahead(public_at, now)
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": utc_code(public_at), "confirmed": confirmed}
        note("coordinator.date_agreed", {"case": case.id, "party": party}, codes=codes)
        if confirmed:
            note("coordinator.date_confirmed", {"case": case.id, "party": party}, codes=codes)


def move_date(*, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime) -> None:
    """Note that a coordinator moved the agreed instant. Journals `coordinator.date_moved`.

    Raises PartyUnknown, InstantNotAhead, NoInstantAgreed.
    """
    still_open(case)
    policy = _must_be_party(case, party)
    _must_be_ahead(public_at, now)
    agreed = (fact for fact in facts_of_case(case.id) if fact.kind == "coordinator.date_agreed")
    if not any(fact.subjects.get("party") == party for fact in agreed):
        raise NoInstantAgreed(party=policy.parties[party].name.in_(policy.language))
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": utc_code(public_at)}
        note("coordinator.date_moved", {"case": case.id, "party": party}, codes=codes)


def _must_be_party(case: Case, party: str) -> Policy:
    policy = policy_of(case.policy)
    if party not in policy.parties:
        raise PartyUnknown
    return policy


def _must_be_ahead(public_at: datetime, now: datetime) -> None:
    if public_at.tzinfo is None or public_at <= now:
        raise InstantNotAhead


def note_upstream(*, actor: Actor, now: datetime, vulnerability: Vulnerability, event: str, words: str) -> None:
    """Note what a supplier was told or did about its component: notified, answered, fixed, declined (C7).

    The words say who, how and what; they are sealed. Journals `upstream.<event>`. Raises NotASuppliersComponent,
    UpstreamUnknown, UpstreamNotTold.
    """
    case = vulnerability.case
    still_open(case)
    if not is_suppliers(policy_of(case.policy), vulnerability.component):
        raise NotASuppliersComponent
    if event not in UPSTREAM_DEEDS:
        raise UpstreamUnknown
    said = prose(words, "words", required=True)
    if event in {"answered", "declined"} and not _was_told(vulnerability):
        raise UpstreamNotTold
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "vulnerability": vulnerability.id, "component": component_key(vulnerability)}
        codes: dict[str, Code] = {"component": vulnerability.component}
        note(f"upstream.{event}", subjects, codes=codes, sealed=(case.data_key, {"words": said}))


def _was_told(vulnerability: Vulnerability) -> bool:
    """Tell whether the supplier was told of a vulnerability, by a letter that did not come back or otherwise."""
    facts, about = facts_of_case(vulnerability.case_id), str(vulnerability.id)
    back = {fact.subjects.get("notice") for fact in facts if fact.kind == "notice.bounced"}
    return any(
        fact.kind == "upstream.notified"
        and fact.subjects.get("vulnerability") == about
        and (fact.subjects.get("notice") is None or fact.subjects["notice"] not in back)
        for fact in facts
    )


def is_suppliers(policy: Policy, component: str) -> bool:
    """Tell whether the policy promises to work with a supplier for this kind of component (C7)."""
    kind = policy.components.kinds.get(component) if policy.components else None
    return kind is not None and kind.promise == "communicate"
