"""What a CSAF provider lays beside its documents: index.txt, changes.csv, provider-metadata.json (CSAF 2.0, 7.1)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from daybreak.core.advisory.issued import stamp
from daybreak.core.formats.csaf import csaf_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.document import Publisher
    from daybreak.core.advisory.issued import Issued


@dataclass(frozen=True)
class Listed:
    """One document in the lists: its path below the listing's folder (`2026/<file>`) and its aware current release."""

    path: str
    current_at: datetime


@dataclass(frozen=True)
class PublicKey:
    """An OpenPGP key that signs the documents: its fingerprint in hexadecimal and where it is to be had."""

    fingerprint: str
    url: str


@dataclass(frozen=True)
class Provider:
    """What the provider says of itself; `updated_at` is aware, `base_url` https and without a slash at its end."""

    publisher: Publisher
    base_url: str
    language: str
    updated_at: datetime
    keys: tuple[PublicKey, ...] = ()
    role: Literal["csaf_publisher", "csaf_provider", "csaf_trusted_provider"] = "csaf_provider"


def listed(advisory: Advisory, issued: Issued) -> Listed:
    """Give the line of a document in the lists of `csaf/white/`."""
    return Listed(csaf_path(advisory, issued).split("/", 2)[2], issued.current_at)


def index_txt(documents: Iterable[Listed]) -> bytes:
    """List all documents, one path a line, sorted (CSAF 2.0, 7.1.12)."""
    return "".join(f"{path}\n" for path in sorted({document.path for document in documents})).encode()


def changes_csv(documents: Iterable[Listed]) -> bytes:
    """List all documents with their current release, newest first, every field quoted (CSAF 2.0, 7.1.13)."""
    newest = sorted(sorted(documents, key=lambda item: item.path), key=lambda item: item.current_at, reverse=True)
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        (document.path, stamp(document.current_at)) for document in newest
    )
    return out.getvalue().encode()


def provider_metadata(provider: Provider) -> dict[str, Any]:
    """Describe the provider for machines (CSAF 2.0, 7.1.7 and its provider schema)."""
    publisher = provider.publisher
    told: dict[str, Any] = {
        "category": publisher.category,
        "name": publisher.name if isinstance(publisher.name, str) else publisher.name.in_(provider.language),
        "namespace": publisher.namespace,
    }
    for member in ("contact_details", "issuing_authority"):
        words = getattr(publisher, member)
        if words is not None:
            told[member] = words.in_(provider.language)
    metadata: dict[str, Any] = {
        "canonical_url": f"{provider.base_url}/.well-known/csaf/provider-metadata.json",
        "distributions": [{"directory_url": f"{provider.base_url}/csaf/white/"}],
        "last_updated": stamp(provider.updated_at),
        "list_on_CSAF_aggregators": True,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": True,
        "publisher": told,
        "role": provider.role,
    }
    if provider.keys:
        metadata["public_openpgp_keys"] = [{"fingerprint": key.fingerprint, "url": key.url} for key in provider.keys]
    return {member: metadata[member] for member in sorted(metadata)}


def provider_metadata_bytes(provider: Provider) -> bytes:
    """Write the provider's description as UTF-8 JSON."""
    return f"{json.dumps(provider_metadata(provider), ensure_ascii=False, indent=2)}\n".encode()
