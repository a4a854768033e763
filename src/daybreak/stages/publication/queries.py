"""What the public may ask for; nothing that is not public yet can be told apart from what does not exist."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from daybreak.core.advisory.thanks import with_thanks
from daybreak.core.formats.csaf import csaf_bytes
from daybreak.core.identifiers import read_cve
from daybreak.records.models import PreparedFile
from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.publication.kept import Kept
from daybreak.stages.publication.summary import Line, folded, haystack, line_of, named_products
from daybreak.stages.publication.truth import GoneMeanwhile, PublicAdvisory, public_revisions, told_of, whats_public
from daybreak.stages.publication.wishes import wishes_in, withdrawn_before
from daybreak.vault.sealed import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from daybreak.core.advisory.document import Acknowledgment
    from daybreak.core.words import Text
    from daybreak.records.models import Revision

_LEAN = (
    "sha256", "media_type", "language", "revision__number", "revision__released_at", "revision__public_at",
    "revision__advisory__number", "revision__advisory__case",
)  # fmt: skip
"""What is read of a document and its revision before anything sealed is asked for."""
_bodies: Kept[bytes] = Kept(500)
LONGEST_SEARCH = 200
PER_PAGE = 20


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for: a product's key, a band, words; each empty for all. `page` counts from 1."""

    product: str = ""
    severity: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class Found:
    """One page of lines and how many there are in all."""

    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True)
class PublicFile:
    """The bytes of a public document with its media type and SHA-256."""

    body: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True)
class Thanked:
    """Whom an advisory thanks, each by consent (A11)."""

    number: str
    title: Text | None
    first: str
    at: datetime
    thanks: tuple[Acknowledgment, ...]


def public_advisories(now: datetime, wanted: Wanted | None = None) -> Found:
    """List what is public at `now`, newest change first, filtered and by pages of 20."""
    wanted = wanted or Wanted()
    fits = [one for one in standing(now) if _fits(one, wanted)]
    start = (max(wanted.page, 1) - 1) * PER_PAGE
    return Found(tuple(line_of(one) for one in fits[start : start + PER_PAGE]), len(fits))


def standing(now: datetime, number: str | None = None) -> Iterator[PublicAdvisory]:
    """Go through what is public at `now`, newest change first, without what was held while we looked."""
    for one in whats_public(now, number):
        try:
            one.content()
        except GoneMeanwhile:
            continue
        yield one


def _fits(public: PublicAdvisory, wanted: Wanted) -> bool:
    if not (wanted.product or wanted.severity or wanted.text):
        return True
    line = line_of(public)
    if wanted.product and wanted.product not in dict(line.products):
        return False
    if wanted.severity and (line.rated is None or line.rated.band != wanted.severity):
        return False
    hay = haystack(public.content(), public.number) if wanted.text else ""
    return all(word in hay for word in folded(wanted.text[:LONGEST_SEARCH]).split())


def public_advisory(now: datetime, number: str) -> PublicAdvisory | None:
    """Give the advisory of this number if it is public at `now`; None for any other reason."""
    return next(standing(now, number.upper()), None)


def state_of_page(now: datetime, number: str) -> tuple[object, ...]:
    """Give all that an advisory's page follows from at `now`, to find the page that was made from the same before.

    Empty while it is not public.
    """
    rows, wishes = told_of(now, number.upper())
    return (rows, wishes) if rows else ()


def public_cve(now: datetime, cve: str) -> tuple[PublicAdvisory, ...]:
    """List the public advisories that speak of a CVE ID (C9); none for an ID that is written wrongly or not public."""
    try:
        wanted = read_cve(cve)
    except ValueError:
        return ()
    return tuple(one for one in standing(now) if any(told.cve == wanted for told in one.content().vulnerabilities))


def public_file(now: datetime, path: str) -> PublicFile | None:
    """Open a prepared document if its revision is the one in force for its advisory at `now`; else None."""
    rows = PreparedFile.objects.filter(path=path, revision__in=public_revisions(now)).select_related(
        "revision__advisory"
    )
    lean = rows.only(*_LEAN)
    row = lean.order_by("-revision__number").first()
    if row is None:
        return None
    overtaken = public_revisions(now).filter(advisory_id=row.revision.advisory_id, number__gt=row.revision.number)
    if overtaken.exists():
        return None
    withdrawn = _withdrawn(row.revision)
    body = _bodies.give((row.id, row.sha256, *sorted(withdrawn)), lambda: _document(now, row, withdrawn))
    return PublicFile(body, row.media_type, hashlib.sha256(body).hexdigest())


def _withdrawn(revision: Revision) -> Mapping[str, frozenset[str]]:
    """Give the reports whose finders took their name back between the release and its instant."""
    if revision.released_at is None or revision.public_at is None:
        return {}
    return withdrawn_before(wishes_in({revision.advisory.case_id}, revision.released_at), revision.public_at)


def _document(now: datetime, row: PreparedFile, withdrawn: Mapping[str, frozenset[str]]) -> bytes:
    """Open the prepared bytes; where somebody took their name back before the instant, make them anew without it."""
    public = public_advisory(now, row.revision.advisory.number) if withdrawn else None
    if public is None:
        return open_bytes(row, "body_sealed")
    content = with_thanks(content_of(row.revision), withdrawn)
    return csaf_bytes(content, replace(public.issued(row.language), generator_version=version("daybreak")))


def public_products(now: datetime) -> dict[str, Text | str]:
    """Name the products that public advisories speak of, by key, as the newest advisory names them."""
    found: dict[str, Text | str] = {}
    for one in standing(now):
        for named in named_products(one.content()).values():
            found.setdefault(named.key, named.name)
    return found


def thanks(now: datetime) -> tuple[Thanked, ...]:
    """List whom public advisories thank, newest advisory first; names stand there by consent only (A11)."""
    told = []
    for one in standing(now):
        content = one.content()
        said = [*content.document.acknowledgments, *(it for v in content.vulnerabilities for it in v.acknowledgments)]
        if said:
            title = content.document.title
            told.append(Thanked(one.number, title, one.policy.language, one.first_at, tuple(said)))
    return tuple(sorted(told, key=lambda one: one.at, reverse=True))
