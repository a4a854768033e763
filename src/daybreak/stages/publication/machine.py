"""What machines read of the bulletin: CSAF lists and provider, Atom feeds, security.txt; all made on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from daybreak.core.advisory.document import Publisher
from daybreak.core.formats.csaf import csaf_path
from daybreak.core.formats.csaf_index import Listed, Provider, changes_csv, index_txt, provider_metadata_bytes
from daybreak.core.formats.csaf_index import listed as listed_as
from daybreak.core.formats.feeds import Feed, atom_feed
from daybreak.core.formats.securitytxt import SecurityTxt
from daybreak.program.versions import policy_in_force
from daybreak.records.models import PolicyVersion
from daybreak.stages.disclosure.release import site_of
from daybreak.stages.intake.keys import key_in_use
from daybreak.stages.publication.queries import standing
from daybreak.stages.publication.vex import vex_documents, vex_listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.stages.publication.truth import PublicAdvisory

EXPIRES_AFTER = timedelta(days=180)
FEED_NAME = "advisories"


def csaf_index(now: datetime) -> bytes:
    """List every public CSAF document, one path a line (CSAF 2.0, 7.1.12)."""
    return index_txt(_documents(now))


def csaf_changes(now: datetime) -> bytes:
    """List every public CSAF document with its current release, newest first (CSAF 2.0, 7.1.13)."""
    return changes_csv(_documents(now))


def _documents(now: datetime) -> Iterator[Listed]:
    for one in standing(now):
        for tongue in one.tongues():
            yield listed_as(one.content(), one.issued(tongue))
    yield from vex_listed(now)


@dataclass(frozen=True)
class Document:
    """A public CSAF document: its path from the bulletin's root, its language, and its current release."""

    path: str
    language: str
    number: str
    current_at: datetime


def documents_of(public: PublicAdvisory) -> tuple[Document, ...]:
    """List the CSAF documents of one advisory."""
    return tuple(
        Document(
            f"/{csaf_path(public.content(), public.issued(tongue))}", tongue, public.number, public.current.public_at
        )
        for tongue in public.tongues()
    )


def documents(now: datetime) -> tuple[Document, ...]:
    """List every public CSAF document, newest change first."""
    return tuple(document for one in standing(now) for document in documents_of(one))


def csaf_provider(now: datetime) -> bytes:
    """Describe ourselves as a CSAF provider (CSAF 2.0, 7.1.7)."""
    policy, begun = policy_in_force(now), _begun()
    name = policy.organisation.name.in_(policy.language)
    told = [*(one.current.public_at for one in standing(now)), *(one.current_at for one in vex_documents(now))]
    newest = max(told, default=begun)
    provider = Provider(Publisher(name=name, namespace=site_of()), site_of(), policy.language, max(newest, begun))
    return provider_metadata_bytes(provider)


def feed(now: datetime, language: str, title: str) -> bytes:
    """Write the Atom feed of public advisories for readers of one language; `title` is the feed's own."""
    policy, base = policy_in_force(now), site_of()
    begun = _begun()
    about = Feed(
        host=urlsplit(base).netloc,
        since=begun,
        name=f"{FEED_NAME}-{language}",
        title=title,
        author=policy.organisation.name.in_(language, policy.language),
        language=language,
        self_url=f"{base}/{language}/feed.atom",
        page_url=f"{base}/{language}/",
        updated=begun,
    )
    return atom_feed(about, [(one.content(), one.issued(language)) for one in standing(now)])


def security_txt(now: datetime, report_path: str, language: str) -> bytes | None:
    """Write security.txt, or None where there is no way to report that RFC 9116 could name (no https, no mail)."""
    policy, base = policy_in_force(now), site_of()
    secure = base.startswith("https://")
    contacts = ((f"{base}{report_path}",) if secure else ()) + _mail_contacts(policy)
    if not contacts:
        return None
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def page(place: str) -> tuple[str, ...]:
        return (f"{base}/{place}",) if secure else ()

    key = key_in_use(now)
    ends = day + EXPIRES_AFTER
    return SecurityTxt(
        contacts=contacts,
        expires=min(ends, key.expires_at) if key and key.expires_at else ends,
        encryption=page(f"keys/{key.fingerprint}.asc") if key else (),
        languages=policy.languages,
        canonical=page(".well-known/security.txt"),
        policy=page(f"{language}/policy/"),
        acknowledgments=page(f"{language}/thanks/"),
        csaf=page(".well-known/csaf/provider-metadata.json"),
    ).to_bytes()


def _mail_contacts(policy: Policy) -> tuple[str, ...]:
    doors = (door for door in policy.intake.doors if door.address and door.for_ == "security")
    return tuple(dict.fromkeys(f"mailto:{door.address}" for door in doors))


def _begun() -> datetime:
    """Give the instant since which this site has a policy: its feeds' ids hang on that day for ever."""
    first = PolicyVersion.objects.order_by("adopted_at").values_list("adopted_at", flat=True).first()
    return first or datetime(2000, 1, 1, tzinfo=UTC)
