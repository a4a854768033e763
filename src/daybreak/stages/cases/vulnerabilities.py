"""Deeds about a vulnerability: add, describe, assess, state products, note what the world knows, decide on a CVE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.facts import SEVERAL
from daybreak.core.identifiers import read_cve, read_cwe
from daybreak.core.phrase import phrase, why_not
from daybreak.core.policy.reading import is_ours_to_number, markets_of, whose_code
from daybreak.core.severity.cvss import read_vector
from daybreak.core.supply.lines import branch_of
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.people.queries import speaks_elsewhere
from daybreak.products.queries import support_ends
from daybreak.program.versions import policy_of
from daybreak.records.models import Affect, Assessment, Vulnerability
from daybreak.stages.cases.refusals import (
    AnotherDivisionsProduct,
    CveAlone,
    CveTaken,
    JustificationMissing,
    NotInADrill,
    WordsRefused,
)
from daybreak.stages.cases.words import allowed, line, prose, still_open
from daybreak.vault.sealed import open_text, seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.severity.cvss import CvssVector
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Case, Product, Release

STATUSES = ("under_investigation", "affected", "not_affected", "fixed")
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
"""Why not affected: CSAF 2.0's flag labels."""
CVE_EVENTS = ("requested", "told_to_finder", "published", "updated", "rejected", "disputed")
OF_ADVERSARIES = ("adversary_has_exploit", "adversary_knows")
WORLD_EVENTS = ("public", "exploit_public", "attacked", *OF_ADVERSARIES)
THEIR_RECORD = phrase(
    _("Whoever assigned this CVE ID publishes, changes or rejects its record; the policy assigns none of ours to it.")
)
NOT_OURS = phrase(
    _("The policy assigns CVE IDs for our own products alone. Record the ID that this component's maker was given.")
)


def add_vulnerability(  # noqa: PLR0913 - what is known at the start
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    title: str,
    description: str = "",
    cwe: str = "",
    component: str = "own",
    found_by: str = "finder",
) -> Vulnerability:
    """Add a vulnerability to a case. Journals `vulnerability.added`."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        row = Vulnerability(case=case, data_key=case.data_key, component=component, found_by=found_by, added_at=now)
        row.cwe = _read(read_cwe, cwe, "cwe")
        seal(row, "title_sealed", line(title, "title"))
        seal(row, "description_sealed", prose(description, "description"))
        row.save(force_insert=True)
        codes = {"component": component, "found_by": found_by, "in": whose_code(component)}
        note("vulnerability.added", {"case": case.id, "vulnerability": row.id}, codes=codes)
    return row


def describe(
    *, actor: Actor, now: datetime, vulnerability: Vulnerability, title: str, description: str, cwe: str
) -> None:
    """Write a vulnerability's title, description and weakness anew. Journals `vulnerability.described`."""
    still_open(vulnerability.case)
    with deed(actor=actor, now=now) as note:
        vulnerability.cwe = _read(read_cwe, cwe, "cwe")
        seal(vulnerability, "title_sealed", line(title, "title"))
        seal(vulnerability, "description_sealed", prose(description, "description"))
        vulnerability.save(update_fields=["cwe", "title_sealed", "description_sealed"])
        note("vulnerability.described", _subjects(vulnerability))


def assess(
    *,
    actor: Actor,
    now: datetime,
    vulnerability: Vulnerability,
    vector: str,
    reason: str = "",
    source: str = "ourselves",
) -> Assessment:
    """Judge severity by a CVSS vector; ours counts, others' stand beside it (A4, C5). Journals `severity.assessed`.

    Where our judgement moves to another band, `severity.changed` too. Raises WordsRefused beside `vector` for anything
    that is no CVSS 3.x or 4.0 base vector.
    """
    case = vulnerability.case
    still_open(case)
    allowed(case, "severity.assessed", actor, now)
    try:
        judged = read_vector(vector)
    except ValueError as fault:
        raise WordsRefused(reason=why_not(fault), place="vector") from None
    counts = source == "ourselves"
    with deed(actor=actor, now=now) as note:
        before = vulnerability.assessments.filter(counts=True).first() if counts else None
        if counts:
            vulnerability.assessments.filter(counts=True).update(counts=False)
        row = _judged(actor, now, vulnerability, judged, source)
        seal(row, "reason_sealed", prose(reason, "reason"))
        row.save(force_insert=True)
        kind = "severity.assessed" if counts else "severity.scored_elsewhere"
        note(kind, _subjects(vulnerability), codes=_judgement(row))
        if before is not None and before.band != row.band:
            note("severity.changed", _subjects(vulnerability), codes=_change(case, before.band, row.band))
    return row


def score_anew(note: Deed, actor: Actor, now: datetime, vulnerability: Vulnerability) -> None:
    """Score our judgement anew where the policy counts otherwise for the code it now lies in; the vector stays.

    Journals `severity.assessed` and, in another band, `severity.changed`; nothing where the score stays.
    """
    before = vulnerability.assessments.filter(counts=True).select_related("data_key").first()
    if before is None:
        return
    row = _judged(actor, now, vulnerability, read_vector(before.vector), before.source)
    row.counts = True
    if (row.score, row.band) == (before.score, before.band):
        return
    vulnerability.assessments.filter(counts=True).update(counts=False)
    seal(row, "reason_sealed", open_text(before, "reason_sealed"))
    row.save(force_insert=True)
    note("severity.assessed", _subjects(vulnerability), codes=_judgement(row))
    if before.band != row.band:
        note("severity.changed", _subjects(vulnerability), codes=_change(vulnerability.case, before.band, row.band))


def _judged(actor: Actor, now: datetime, vulnerability: Vulnerability, judged: CvssVector, source: str) -> Assessment:
    """Make the row of a judgement, unsaved, by the score that counts and in its band under the case's policy."""
    policy = policy_of(vulnerability.case.policy)
    score = policy.severity.counted(vulnerability.component, base=judged.base, whole=judged.score)
    return Assessment(
        vulnerability=vulnerability,
        data_key=vulnerability.case.data_key,
        source=source,
        counts=source == "ourselves",
        version=judged.version,
        vector=judged.vector,
        score=score,
        band=policy.band_of(score),
        assessed_at=now,
        assessed_by=str(actor),
    )


def _judgement(row: Assessment) -> dict[str, Code]:
    codes: dict[str, Code] = {"version": row.version, "vector": row.vector, "score": str(row.score)}
    return codes | {"band": row.band, "by": row.source, "counts": row.counts}


def _change(case: Case, was: str, band: str) -> dict[str, Code]:
    """Say from which band to which a judgement moved, and whether that is up; a band the policy lacks ranks lowest."""
    ranks = {name: rank for rank, name in enumerate(policy_of(case.policy).bands)}
    return {"band": band, "was": was, "raised": ranks.get(band, -1) > ranks.get(was, -1)}


@dataclass(frozen=True)
class Status:
    """What is stated about a product: status, why not affected (a CSAF flag), and a note in words."""

    status: str
    justification: str = ""
    note: str = ""


def state_affect(
    *,
    actor: Actor,
    now: datetime,
    vulnerability: Vulnerability,
    product: Product,
    release: Release | None,
    stated: Status,
) -> Affect:
    """State whether a product, or one release of it, is affected (B3). Journals `affect.stated`.

    Raises JustificationMissing where "not affected" stands without a reason, AnotherDivisionsProduct for somebody who
    speaks for other divisions alone.
    """
    case = vulnerability.case
    still_open(case)
    _of_own_division(actor, now, case, product)
    if stated.status not in STATUSES:
        raise WordsRefused(reason=phrase(_("Choose one of the four answers.")), place="status")
    if stated.status == "not_affected" and stated.justification not in JUSTIFICATIONS:
        raise JustificationMissing
    with deed(actor=actor, now=now) as note:
        row = Affect.objects.filter(vulnerability=vulnerability, product=product, release=release).first()
        row = row or Affect(vulnerability=vulnerability, product=product, release=release, data_key=case.data_key)
        row.status, row.stated_at = stated.status, now
        row.justification = stated.justification if stated.status == "not_affected" else ""
        seal(row, "note_sealed", prose(stated.note, "note"))
        row.save()
        note("affect.stated", affect_subjects(row), codes=affect_codes(row, now))
    return row


def _of_own_division(actor: Actor, now: datetime, case: Case, product: Product) -> None:
    policy = policy_of(case.policy)
    divisions = policy.organisation.divisions
    if product.division in divisions and speaks_elsewhere(policy, actor, now, product.division):
        raise AnotherDivisionsProduct(division=divisions[product.division].name.in_(policy.language))


def affect_subjects(affect: Affect) -> dict[str, object]:
    """Name what a fact about an affected product concerns."""
    flaw = affect.vulnerability
    return {**_subjects(flaw), "affect": affect.id, "component": component_key(flaw) or None}


def component_key(vulnerability: Vulnerability) -> str:
    """Name the component of others that a vulnerability lies in; "" for our own code.

    Until one of the inventory is named, the vulnerability's own key stands for it, so that its supplier is still owed
    a word (C7).
    """
    if vulnerability.of_component_id:
        return str(vulnerability.of_component_id)
    return "" if vulnerability.component == "own" else str(vulnerability.id)


def affect_codes(affect: Affect, now: datetime) -> dict[str, Code]:
    """Give the open particulars by which duties choose their row of the table."""
    product, release = affect.product, affect.release
    ends = support_ends(product, release)
    over = ends is not None and ends < now.date()
    policy = policy_of(affect.vulnerability.case.policy)
    branch = branch_of(policy.releases, product.key, release.version if release else "")
    return {
        "status": affect.status,
        "justification": affect.justification,
        "product": product.key,
        "release": release.key if release else "",
        "surface": product.surface,
        "division": product.division,
        "support": "end_of_life" if over else "supported",
        "component": affect.vulnerability.component,
        "market": SEVERAL.join(markets_of(policy, product.key)),
        **({"branch": branch} if branch else {}),
    }


def note_world_event(
    *, actor: Actor, now: datetime, vulnerability: Vulnerability, event: str, at: datetime, source: str = ""
) -> None:
    """Note that the vulnerability is public, an exploit is, attacks are seen, or what an adversary has or knows.

    `at` is when we came to know, `source` how: it is sealed, and needed for what an adversary has or knows, which no
    one can look up. Set once, never cleared (Vultron P, X, A; 1.4). Journals `vulnerability.<event>`.
    """
    still_open(vulnerability.case)
    if event not in WORLD_EVENTS:
        raise WordsRefused(reason=phrase(_("Choose what happened.")), place="event")
    words = prose(source, "source", required=event in OF_ADVERSARIES)
    with deed(actor=actor, now=now) as note:
        sealed = (vulnerability.data_key, {"source": words}) if words else None
        note(f"vulnerability.{event}", _subjects(vulnerability), at=min(at, now), sealed=sealed)


def give_cve(*, actor: Actor, now: datetime, vulnerability: Vulnerability, cve: str) -> None:
    """Record the CVE ID of a vulnerability. Journals `cve.reserved`. Raises CveTaken, WordsRefused.

    Only the vulnerabilities of the same case are asked: of other cases the answer would tell, by a refusal, that
    one exists (P4); and two cases may honestly name one CVE.
    """
    still_open(vulnerability.case)
    _no_drill(vulnerability)
    cve_id = _read(read_cve, cve, "cve")
    if not cve_id:
        raise WordsRefused(reason=phrase(_("Write the CVE ID.")), place="cve")
    with deed(actor=actor, now=now) as note:
        siblings = Vulnerability.objects.select_for_update().filter(case=vulnerability.case_id).order_by("id")
        if any(row.cve_id == cve_id and row.id != vulnerability.id for row in siblings):
            raise CveTaken(cve=cve_id)
        vulnerability.cve_id, vulnerability.cve_waived = cve_id, ""
        vulnerability.save(update_fields=["cve_id", "cve_waived"])
        note("cve.reserved", _subjects(vulnerability), codes={"cve": cve_id})


def leave_without_cve(*, actor: Actor, now: datetime, vulnerability: Vulnerability, reason: str) -> None:
    """Record why no CVE ID is assigned (B4a: only flaws of own products get one). Journals `cve.left_out`.

    An ID that stands on another vulnerability of the case too, as after a merge, is taken off this one; its clocks run
    on for the other. Raises CveAlone for an ID of this one alone.
    """
    still_open(vulnerability.case)
    words = {"reason": prose(reason, "reason", required=True)}
    with deed(actor=actor, now=now) as note:
        siblings = list(Vulnerability.objects.select_for_update().filter(case=vulnerability.case_id).order_by("id"))
        taken_off = next(row.cve_id for row in siblings if row.id == vulnerability.id) or ""
        if taken_off and [row.cve_id for row in siblings].count(taken_off) == 1:
            raise CveAlone(cve=taken_off)
        vulnerability.cve_id, vulnerability.cve_waived = None, "decided"
        vulnerability.save(update_fields=["cve_id", "cve_waived"])
        codes: dict[str, Code] = {"cve": taken_off} if taken_off else {}
        note("cve.left_out", _subjects(vulnerability), codes=codes, sealed=(vulnerability.data_key, words))


def note_cve(*, actor: Actor, now: datetime, vulnerability: Vulnerability, event: str) -> None:
    """Note what became of the CVE ID: requested, told to the finder, record published, updated, rejected, disputed.

    Of an ID that others assign only that the finder was told is ours to note (B4a). Raises WordsRefused.
    """
    _no_drill(vulnerability)
    ours = is_ours_to_number(policy_of(vulnerability.case.policy), {vulnerability.component})
    if event != "told_to_finder" and not ours:
        raise WordsRefused(reason=NOT_OURS if event == "requested" else THEIR_RECORD, place="event")
    if event not in CVE_EVENTS or (event != "requested" and not vulnerability.cve_id):
        raise WordsRefused(reason=phrase(_("Record the CVE ID first.")), place="event")
    with deed(actor=actor, now=now) as note:
        note(f"cve.{event}", _subjects(vulnerability), codes={"cve": vulnerability.cve_id})


def _no_drill(vulnerability: Vulnerability) -> None:
    if vulnerability.case.drill_id is not None:
        raise NotInADrill


def _read(reader: Callable[[str], str], text: str, place: str) -> str:
    if not text.strip():
        return ""
    try:
        return reader(text)
    except ValueError as fault:
        raise WordsRefused(reason=why_not(fault), place=place) from None


def _subjects(vulnerability: Vulnerability) -> dict[str, object]:
    return {"case": vulnerability.case_id, "vulnerability": vulnerability.id}
