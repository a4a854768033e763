"""An advisory as one reader sees it: facts first, then what to do, then the words; shared with the desk's preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.stages.disclosure.release import HELD, note_of
from daybreak.stages.disclosure.spoken import Reader, Said
from daybreak.stages.publication.marks import Mark, marks
from daybreak.stages.publication.page_products import ProductRow, product_rows, remedies_of
from daybreak.stages.publication.summary import Named, highest, named_products, rated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.advisory.document import Acknowledgment, Note, Reference
    from daybreak.core.advisory.vulnerability import Vulnerability as Flaw
    from daybreak.core.policy.model import Policy
    from daybreak.stages.publication.page_products import Measure
    from daybreak.stages.publication.truth import PublicAdvisory


@dataclass(frozen=True)
class Issue:
    """One revision in the history: number from 1, aware instant (None in a preview), content (None: held)."""

    number: int
    at: datetime | None
    content: Content | None


@dataclass(frozen=True)
class Severity:
    """A severity for readers: the band's id and name, the score, the CVSS version, the vector, for which products."""

    band: str
    name: Said
    score: Decimal
    version: str
    vector: str
    products: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """Prose with its kind (`summary`, `description`, …) and a heading where the author wrote one."""

    kind: str
    title: Said
    words: Said


@dataclass(frozen=True)
class Link:
    """A reference: address and what stands there (A10)."""

    url: str
    words: Said


@dataclass(frozen=True)
class Thanks:
    """Somebody thanked by consent (A11)."""

    names: tuple[str, ...]
    organisation: str
    words: Said
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One vulnerability on the page; `number` is its CVE ID or our own number for it."""

    number: str
    title: Said
    cve: str
    cwe: str
    cwe_name: str
    severities: tuple[Severity, ...]
    rows: tuple[ProductRow, ...]
    passages: tuple[Passage, ...]
    threats: tuple[Passage, ...]
    references: tuple[Link, ...]
    thanks: tuple[Thanks, ...]


@dataclass(frozen=True)
class Past:
    """One line of the revision history with what it changed, marked (A12)."""

    number: int
    at: datetime | None
    note: Said
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class AdvisoryPage:
    """Everything the page shows, in one language; `severity` is the worst one, instants are None in a preview."""

    number: str
    title: Said
    severity: Severity | None
    cves: tuple[str, ...]
    published_at: datetime | None
    changed_at: datetime | None
    revision: int
    summary: tuple[Passage, ...]
    flaws: tuple[Told, ...]
    measures: tuple[Measure, ...]
    workarounds: tuple[Measure, ...]
    notes: tuple[Passage, ...]
    references: tuple[Link, ...]
    thanks: tuple[Thanks, ...]
    history: tuple[Past, ...]


def advisory_page(issues: Sequence[Issue], policy: Policy, language: str) -> AdvisoryPage:
    """Compose the page of the last issue; the ones before it are its history, oldest first and none missing.

    Raises ValueError where the last issue has no content.
    """
    newest = issues[-1]
    content, reader = newest.content, Reader(language, policy.language)
    if content is None:
        message = "what was held is not shown"
        raise ValueError(message)
    products = named_products(content)
    measures = remedies_of(content, products, reader)
    notes = tuple(_passage(note, reader) for note in content.document.notes)
    return AdvisoryPage(
        number=content.document.tracking.id,
        title=reader.hears(content.document.title),
        severity=_worst(content, policy, reader),
        cves=tuple(told.cve for told in content.vulnerabilities if told.cve),
        published_at=issues[0].at,
        changed_at=newest.at,
        revision=newest.number,
        summary=tuple(one for one in notes if one.kind == "summary"),
        flaws=tuple(_told(flaw, content, policy, reader) for flaw in content.vulnerabilities),
        measures=tuple(one for one in measures if one.kind not in {"workaround", "mitigation"}),
        workarounds=tuple(one for one in measures if one.kind in {"workaround", "mitigation"}),
        notes=tuple(one for one in notes if one.kind != "summary"),
        references=_links(content.document.references, reader),
        thanks=tuple(_thanks(one, reader) for one in content.document.acknowledgments),
        history=_history(issues, policy, reader),
    )


def _history(issues: Sequence[Issue], policy: Policy, reader: Reader) -> tuple[Past, ...]:
    """Tell each revision and mark what it changed against the one that stood before it."""
    lines: list[Past] = []
    before: Content | None = None
    for issue in issues:
        content = issue.content
        marked = marks(before, content, policy, reader) if before and content else ()
        lines.append(Past(issue.number, issue.at, reader.hears(note_of(content) if content else HELD), marked))
        before = content or before
    return tuple(reversed(lines))


def _worst(content: Content, policy: Policy, reader: Reader) -> Severity | None:
    worst = highest(content, policy)
    return _severity(worst.vector, (), policy, reader) if worst else None


def _severity(vector: str, products: tuple[str, ...], policy: Policy, reader: Reader) -> Severity:
    judged = rated(vector, policy)
    name = reader.hears(policy.band_name(judged.band))
    return Severity(judged.band, name, judged.score, judged.version, judged.vector, products)


def _told(flaw: Flaw, content: Content, policy: Policy, reader: Reader) -> Told:
    products = named_products(content)
    several = len(flaw.scores) > 1
    return Told(
        number=flaw.cve or (flaw.ids[0].text if flaw.ids else ""),
        title=reader.hears(flaw.title),
        cve=flaw.cve or "",
        cwe=flaw.cwe.id if flaw.cwe else "",
        cwe_name=flaw.cwe.name if flaw.cwe else "",
        severities=tuple(
            _severity(one.vector, _names(one.products, products, reader) if several else (), policy, reader)
            for one in flaw.scores
        ),
        rows=product_rows(flaw, content, products, reader),
        passages=tuple(_passage(note, reader) for note in flaw.notes),
        threats=tuple(
            Passage(one.category, Said(), reader.hears(one.details)) for one in flaw.threats if _of_affected(one, flaw)
        ),
        references=_links(flaw.references, reader),
        thanks=tuple(_thanks(one, reader) for one in flaw.acknowledgments),
    )


def _of_affected(threat: object, flaw: Flaw) -> bool:
    """Tell whether a threat speaks of what is affected; why something is not stands in the products' table."""
    ids = set(getattr(threat, "product_ids", ()))
    return not ids or not ids <= set(flaw.product_status.known_not_affected)


def _names(ids: Sequence[str], products: dict[str, Named], reader: Reader) -> tuple[str, ...]:
    named = (products[one] for one in ids if one in products)
    return tuple(dict.fromkeys(f"{reader.hears(one.name)} {one.version}".strip() for one in named))


def _passage(note: Note, reader: Reader) -> Passage:
    return Passage(note.category, reader.hears(note.title), reader.hears(note.text))


def _links(references: Sequence[Reference], reader: Reader) -> tuple[Link, ...]:
    return tuple(Link(one.url, reader.hears(one.summary)) for one in references)


def _thanks(one: Acknowledgment, reader: Reader) -> Thanks:
    return Thanks(one.names, one.organization or "", reader.hears(one.summary), one.urls)


def issues_of(public: PublicAdvisory) -> tuple[Issue, ...]:
    """Give the revisions of a public advisory, oldest first. Raises GoneMeanwhile."""
    every = enumerate(public.history(), start=1)
    return tuple(Issue(place, one.public_at, content) for place, (one, content) in every)


def page_of(public: PublicAdvisory, language: str) -> AdvisoryPage:
    """Compose the page of a public advisory in one language. Raises GoneMeanwhile."""
    return advisory_page(issues_of(public), public.policy, language)
