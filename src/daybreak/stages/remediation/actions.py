"""Deeds of remediation: plan, staff, start, review, merge, verify, ship, roll out, roll back, drop (B3, C2, A6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.remedy import REMEDY, may_be_done_by
from daybreak.core.phrase import listed, phrase
from daybreak.core.supply.gates import gates_before
from daybreak.core.supply.lines import branch_of
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.products.gates import is_out
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Affect, Person, Remedy, RemedyNote
from daybreak.stages.cases.vulnerabilities import affect_codes
from daybreak.stages.cases.words import allowed, prose, still_open
from daybreak.stages.remediation.refusals import (
    NothingToRemedy,
    ReleaseMissing,
    ReleaseNotOut,
    ReleaseOfAnother,
    RemedyRefused,
)
from daybreak.vault.sealed import open_text, seal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.records.models import Case, Release

_UNFIXED = ("affected", "under_investigation")
KINDS = ("fix", "procedure", "workaround", "mitigation", "none_planned")


@dataclass(frozen=True)
class Plan:
    """What is planned: kind, words, by when, for which affected products, made by whom."""

    kind: str
    words: str
    affects: Sequence[Affect]
    due_on: date | None = None
    author: Person | None = None


def plan_remedy(*, actor: Actor, now: datetime, case: Case, plan: Plan) -> Remedy:
    """Plan a remedy for affected products. Journals `remedy.planned` per product. Raises NothingToRemedy."""
    still_open(case)
    if not plan.affects or any(affect.vulnerability.case_id != case.id for affect in plan.affects):
        raise NothingToRemedy
    if plan.kind not in KINDS:
        raise RemedyRefused(reason=phrase(_("Choose what kind of remedy it is.")))
    with deed(actor=actor, now=now):
        remedy = Remedy(
            case=case, data_key=case.data_key, kind=plan.kind, author=plan.author, planned_at=now, due_on=plan.due_on
        )
        seal(remedy, "plan_sealed", prose(plan.words, "words", required=True))
        remedy.save(force_insert=True)
        remedy.affects.set(plan.affects)
        _note(actor, now, remedy, "remedy.planned", {"due": plan.due_on.isoformat() if plan.due_on else None})
    return remedy


def replan_remedy(*, actor: Actor, now: datetime, remedy: Remedy, words: str, due_on: date | None) -> None:
    """Write a plan anew; the old one stays in the journal. Journals `remedy.planned`."""
    _may(actor, now, remedy, "remedy.planned")
    with deed(actor=actor, now=now):
        seal(remedy, "plan_sealed", prose(words, "words", required=True))
        remedy.due_on = due_on
        remedy.save(update_fields=["plan_sealed", "due_on"])
        _note(actor, now, remedy, "remedy.planned", {"due": due_on.isoformat() if due_on else None})


def staff_remedy(*, actor: Actor, now: datetime, remedy: Remedy, author: Person) -> None:
    """Say who makes it. Journals `remedy.staffed`."""
    _may(actor, now, remedy, "remedy.staffed")
    with deed(actor=actor, now=now):
        remedy.author = author
        remedy.save(update_fields=["author"])
        _note(actor, now, remedy, "remedy.staffed", {"author": f"person:{author.id}"})


def advance_remedy(*, actor: Actor, now: datetime, remedy: Remedy, kind: str) -> None:
    """Do a step that needs no words: started, merged, offered, roll-out paused, dropped. Journals that fact.

    Raises ReleaseOfAnother where it would be offered in a release of a product that it does not cover.
    """
    _may(actor, now, remedy, kind)
    if kind == "remedy.offered_to_all" and remedy.shipped_in:
        _of_its_products(remedy, remedy.shipped_in)
    with deed(actor=actor, now=now):
        _note(actor, now, remedy, kind, {})


def review_remedy(*, actor: Actor, now: datetime, remedy: Remedy, words: str) -> RemedyNote:
    """Keep a peer's review; never the author's own (C3c). Journals `remedy.reviewed`."""
    return _judged(actor, now, remedy, "remedy.reviewed", words)


def verify_remedy(*, actor: Actor, now: datetime, remedy: Remedy, words: str) -> RemedyNote:
    """Keep a quality engineer's verification; never the author's own (C2). Journals `remedy.verified`."""
    return _judged(actor, now, remedy, "remedy.verified", words)


def _judged(actor: Actor, now: datetime, remedy: Remedy, kind: str, words: str) -> RemedyNote:
    _may(actor, now, remedy, kind)
    with deed(actor=actor, now=now):
        kept = RemedyNote(
            remedy=remedy,
            data_key=remedy.data_key,
            kind=kind.removeprefix("remedy."),
            person=Person.objects.get(id=actor.id),
            written_at=now,
        )
        seal(kept, "note_sealed", prose(words, "words", required=True))
        kept.save(force_insert=True)
        _note(actor, now, remedy, kind, {})
    return kept


def ship_remedy(
    *, actor: Actor, now: datetime, remedy: Remedy, release: Release | None, also: Collection[str] = ()
) -> None:
    """Say in which release it ships; the release's product is fixed there (A9a).

    `also` names, by key, further products of the remedy whose users get the fix with this release. What is left gets
    a remedy of its own, planned in the same words: it is not fixed yet. Journals `remedy.shipped` and
    `release.published`, and `remedy.planned` for what is left. Raises ReleaseMissing, ReleaseOfAnother for a release
    of a product that the remedy does not cover, and ReleaseNotOut for one whose gates have not let it out (C3).
    """
    if release is None:
        raise ReleaseMissing
    _of_its_products(remedy, release)
    if gates_before(policy_in_force(now), release.version, release.product.surface) and not is_out(release, now):
        raise ReleaseNotOut(version=release.version)
    _may(actor, now, remedy, "remedy.shipped")
    with deed(actor=actor, now=now):
        _leave_out(actor, now, remedy, {release.product.key, *also})
        remedy.shipped_in = release
        remedy.save(update_fields=["shipped_in"])
        codes: dict[str, Code] = {"release": f"{release.product.key}:{release.key}"}
        _note(actor, now, remedy, "remedy.shipped", codes)
        _note(actor, now, remedy, "release.published", codes)


def note_delivery(*, actor: Actor, now: datetime, remedy: Remedy, share: int) -> None:
    """Note which share of devices has it, in per cent. Journals `remedy.delivered`. Raises ReleaseOfAnother."""
    _may(actor, now, remedy, "remedy.delivered")
    if remedy.shipped_in:
        _of_its_products(remedy, remedy.shipped_in)
    with deed(actor=actor, now=now):
        _note(actor, now, remedy, "remedy.delivered", {"share": max(0, min(share, 100))})


def roll_back(*, actor: Actor, now: datetime, remedy: Remedy, words: str) -> None:
    """Take a roll-out back: duties that it had ended are open again, and no release has the fix any more.

    Journals `remedy.rolled_back`.
    """
    _may(actor, now, remedy, "remedy.rolled_back")
    why = prose(words, "words", required=True)
    with deed(actor=actor, now=now):
        _note(actor, now, remedy, "remedy.rolled_back", {}, why)
        remedy.shipped_in = None
        remedy.save(update_fields=["shipped_in"])


def _of_its_products(remedy: Remedy, release: Release) -> None:
    products = {affect.product_id: affect.product for affect in remedy.affects.select_related("product")}
    if release.product_id not in products:
        raise ReleaseOfAnother(
            release=release.version,
            product=Text(release.product.name),
            covered=listed([Text(product.name) for product in products.values()]),
        )


def _leave_out(actor: Actor, now: datetime, remedy: Remedy, shipping: Collection[str]) -> None:
    """Take the products that do not ship now out of a remedy, and plan one of their own for them."""
    rest = list(remedy.affects.filter(status__in=_UNFIXED).exclude(product__key__in=shipping))
    if rest:
        remedy.affects.remove(*rest)
        plan = Plan(remedy.kind, open_text(remedy, "plan_sealed"), rest, remedy.due_on, remedy.author)
        plan_remedy(actor=actor, now=now, case=remedy.case, plan=plan)


def _may(actor: Actor, now: datetime, remedy: Remedy, kind: str) -> None:
    still_open(remedy.case)
    allowed(remedy.case, kind, actor, now)
    facts = [fact for fact in facts_of_case(remedy.case_id) if fact.subjects.get("remedy") == str(remedy.id)]
    author = f"person:{remedy.author_id}" if remedy.author_id else ""
    for verdict in (REMEDY.may(REMEDY.state_from(facts), kind), may_be_done_by(kind, author, str(actor))):
        if isinstance(verdict, Refused):
            raise RemedyRefused(reason=verdict.reason)


def _note(actor: Actor, now: datetime, remedy: Remedy, kind: str, codes: dict[str, Code], words: str = "") -> None:
    """Note a fact of a remedy once per affected product, so that each product's duty sees it."""
    affects = list(remedy.affects.select_related("product", "release", "vulnerability"))
    with deed(actor=actor, now=now) as note:
        for affect in affects:
            subjects = {
                "case": remedy.case_id,
                "remedy": remedy.id,
                "vulnerability": affect.vulnerability_id,
                "affect": affect.id,
            }
            author = f"person:{remedy.author_id}" if remedy.author_id else ""
            about = {**affect_codes(affect, now), **_line(affect, remedy.shipped_in)}
            given: dict[str, Code] = {**about, "kind": remedy.kind, "author": author, **codes}
            sealed = (remedy.data_key, {"words": words}) if words else None
            note(kind, subjects, codes=given, sealed=sealed)


def _line(affect: Affect, shipped: Release | None) -> dict[str, Code]:
    """Name the release line that has the fix: that of the release it ships in, not of the one that is affected."""
    if shipped is None:
        return {}
    whole = affect.release_id is None and affect.product_id == shipped.product_id
    releases = policy_of(affect.vulnerability.case.policy).releases
    branch = branch_of(releases, shipped.product.key, "" if whole else shipped.version)
    return {"branch": branch} if branch else {}
