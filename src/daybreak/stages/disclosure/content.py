"""An advisory's content from its case: facts are taken from the case, words are kept as people wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from daybreak.core.advisory.content import Advisory as Content
from daybreak.core.advisory.content import from_json
from daybreak.core.advisory.document import (
    Acknowledgment,
    AggregateSeverity,
    Document,
    Note,
    Publisher,
    Reference,
    Tracking,
)
from daybreak.core.advisory.outdated import outdated
from daybreak.core.advisory.vulnerability import Cwe, Score, TrackingNumber
from daybreak.core.advisory.vulnerability import Vulnerability as Told
from daybreak.core.advisory.weakness import weakness_name
from daybreak.core.policy.gate_content import CONSENT
from daybreak.core.words import Text
from daybreak.journal.facts import facts_of_report
from daybreak.stages.disclosure.products import flags, product_tree, remediations, set_aside, statuses
from daybreak.stages.disclosure.words import impact_place
from daybreak.stages.intake.own_part import tellers
from daybreak.vault.sealed import open_bytes, open_json, open_text, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.advisory.vulnerability import ProductStatus, Threat
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Advisory, Affect, Report, Revision, Vulnerability

CVE_RECORD = "https://www.cve.org/CVERecord?id="


def opened_content(revision: Revision) -> Content:
    """Open a revision's content."""
    return from_json(open_bytes(revision, "content_sealed"))


def content_from_case(advisory: Advisory, policy: Policy, kept: Content | None = None) -> Content:
    """Compose the content anew: every fact from the case as it stands, every word from `kept` where there is one.

    What `kept` stated and the case states no longer is marked where the kept words still name it.
    """
    rows = list(advisory.vulnerabilities.select_related("case", "data_key").order_by("added_at"))
    affects = {
        row.id: list(row.affects.select_related("product", "release").order_by("product__key", "release__key"))
        for row in rows
    }
    before = {told.key: told for told in kept.vulnerabilities} if kept else {}
    every = [affect for some in affects.values() for affect in some]
    content = Content(
        document=_document(advisory, policy, rows, kept),
        product_tree=product_tree(every, policy),
        vulnerabilities=tuple(_told(advisory, policy, row, affects[row.id], before.get(str(row.id))) for row in rows),
        revision_note=kept.revision_note if kept else _first_note(policy),
    )
    return content.model_copy(update={"outdated": outdated(kept, content)}) if kept else content


def _first_note(policy: Policy) -> Text:
    words = {"en": "First version", "ja": "初版"}
    return Text({language: words.get(language, words["en"]) for language in policy.languages})


def _document(advisory: Advisory, policy: Policy, rows: Sequence[Vulnerability], kept: Content | None) -> Document:
    bands = [found.band for row in rows if (found := row.assessments.filter(counts=True).first())]
    highest = max(bands, key=policy.bands.index) if bands else None
    title = {policy.binding_language: open_text(advisory.case, "title_sealed")}
    return Document(
        tracking=Tracking(id=advisory.number),
        publisher=Publisher(
            name=policy.organisation.name.in_(policy.language, policy.language), namespace=settings.BASE_URL
        ),
        title=kept.document.title if kept else Text(title),
        aggregate_severity=AggregateSeverity(text=policy.band_name(highest)) if highest else None,
        notes=kept.document.notes if kept else (),
        references=_references(rows, policy, kept.document.references if kept else ()),
        acknowledgments=thanks_of(advisory, policy, kept.document.acknowledgments if kept else ()),
    )


def _references(rows: Sequence[Vulnerability], policy: Policy, kept: Sequence[Reference]) -> tuple[Reference, ...]:
    """Keep what people wrote, and add the record of each CVE ID that is not there yet."""
    known = {one.url for one in kept}
    return tuple(kept) + tuple(
        Reference(
            url=f"{CVE_RECORD}{row.cve_id}",
            summary=Text(dict.fromkeys(policy.languages, row.cve_id)),
            category="external",
        )
        for row in rows
        if row.cve_id and f"{CVE_RECORD}{row.cve_id}" not in known
    )


def thanks_of(advisory: Advisory, policy: Policy, kept: Sequence[Acknowledgment]) -> tuple[Acknowledgment, ...]:
    """Thank by name those finders who want it, for what they told of, in whichever case their report lies (A11).

    The case holds no copy of an identity but the credit by consent: of an erased finder the thanks stay as they were
    written, until consent is withdrawn.
    """
    if policy.disclosure.credit == "never":
        return ()
    found = []
    flaws = {str(key) for key in advisory.vulnerabilities.values_list("id", flat=True)}
    for report in tellers(advisory.case_id, flaws):
        if not readable(report):
            found += [one for one in kept if one.reports == (str(report.id),) and _consents(report)]
            continue
        finder = open_json(report, "finder_sealed") or {}
        names = [finder.get("credit_name") or finder.get("name") or "", *finder.get("co_finders", ())]
        if finder.get("credit") == CONSENT and any(names):
            organisation = finder.get("organisation") or None
            found.append(
                Acknowledgment(
                    names=tuple(name for name in names if name), organization=organisation, reports=(str(report.id),)
                )
            )
    return tuple(found)


def _consents(report: Report) -> bool:
    chosen = [fact for fact in facts_of_report(report.id) if fact.kind == "report.credit_chosen"]
    return bool(chosen) and chosen[-1].codes.get("credit") == CONSENT


def _told(advisory: Advisory, policy: Policy, row: Vulnerability, affects: Sequence[Affect], kept: Told | None) -> Told:
    judged = row.assessments.filter(counts=True).first()
    states = statuses(affects)
    scored = tuple(dict.fromkeys(states.affected()))
    name = policy.organisation.name.in_(policy.language, policy.language)
    helping = remediations(row, affects, policy, kept)
    return Told(
        key=str(row.id),
        title=kept.title if kept else Text({policy.binding_language: open_text(row, "title_sealed")}),
        cve=row.cve_id,
        cve_absent=row.cve_waived,
        ids=(TrackingNumber(system_name=name, text=advisory.number),),
        cwe=_weakness(row.cwe),
        notes=kept.notes if kept else _first_words(row, policy),
        product_status=states,
        scores=(Score(vector=judged.vector, products=scored),) if judged and scored else (),
        remediations=helping,
        set_aside=set_aside(kept, helping) if kept else (),
        threats=_threats(kept, states) if kept else (),
        flags=flags(affects),
        references=kept.references if kept else (),
    )


def _threats(kept: Told, states: ProductStatus) -> tuple[Threat, ...]:
    """Keep the words about harm, for the products that are affected now."""
    place = impact_place(kept)
    ids = states.affected() or states.all_fixed()
    return tuple(
        threat.model_copy(update={"product_ids": ids}) if spot == place else threat
        for spot, threat in enumerate(kept.threats)
    )


def _weakness(cwe: str) -> Cwe | None:
    name = weakness_name(cwe) if cwe else None
    return Cwe(id=cwe, name=name) if name else None


def _first_words(row: Vulnerability, policy: Policy) -> tuple[Note, ...]:
    words = open_text(row, "description_sealed").strip()
    return (Note(category="description", text=Text({policy.binding_language: words})),) if words else ()
