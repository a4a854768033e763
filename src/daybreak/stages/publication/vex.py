"""The public answers as VEX documents: listed beside the advisories, made anew from what two people released (C9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from daybreak.core.formats.csaf import csaf_bytes, csaf_path, document_languages
from daybreak.core.formats.csaf_index import Listed
from daybreak.core.formats.csaf_index import listed as listed_as
from daybreak.program.versions import policy_in_force, version_in_force
from daybreak.records.models import AnswerRevision
from daybreak.stages.disclosure.answers import answer_of
from daybreak.stages.disclosure.vex import content_as_vex, issued_as_vex, publishes_vex
from daybreak.stages.publication.kept import Kept
from daybreak.stages.publication.queries import PublicFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory

KEPT = 500
MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class VexDocument:
    """A public VEX document: its CVE, its path from the bulletin's root, its language, its current release."""

    cve: str
    path: str
    language: str
    current_at: datetime


@dataclass(frozen=True)
class _Out:
    """An answer that is out: its CVE, the instants of its released revisions, the newest of them."""

    cve: str
    releases: tuple[datetime, ...]
    newest: AnswerRevision


def vex_documents(now: datetime, cve: str = "") -> tuple[VexDocument, ...]:
    """List the VEX documents that are public at `now`, of one CVE or of all, newest change first."""
    told = [
        VexDocument(one.cve, f"/{path}", language, one.releases[-1])
        for one in _answers(now, cve)
        for language, (path, _body) in _files(one).items()
    ]
    return tuple(sorted(told, key=lambda one: one.current_at, reverse=True))


def vex_listed(now: datetime) -> Iterator[Listed]:
    """Give the lines of the VEX documents in the lists of `csaf/white/`."""
    for one in _answers(now):
        vex, policy = _vex(one), policy_in_force(one.releases[-1])
        for language in document_languages(vex, policy.languages):
            yield listed_as(vex, issued_as_vex(policy, one.cve, one.releases, language))


def vex_file(now: datetime, path: str) -> PublicFile | None:
    """Give a VEX document by its path from the bulletin's root, as it stands at `now`; else None."""
    name = path.rpartition("/")[2].upper().removesuffix(".JSON").removeprefix("VEX-")
    for one in _answers(now):
        if not name.startswith(one.cve):
            continue
        for known, body in _files(one).values():
            if known == path:
                return PublicFile(body, MEDIA_TYPE, hashlib.sha256(body).hexdigest())
    return None


def _answers(now: datetime, cve: str = "") -> Iterator[_Out]:
    """List what is out and was released while the policy published VEX."""
    rows = AnswerRevision.objects.filter(released_at__lte=now).select_related("answer", "data_key")
    if cve:
        rows = rows.filter(answer__cve_id=cve.strip().upper())
    for named, revisions in groupby(rows.order_by("answer__cve_id", "number"), key=lambda row: row.answer.cve_id):
        out = list(revisions)
        found = _Out(named, tuple(row.released_at for row in out if row.released_at), out[-1])
        if publishes_vex(policy_in_force(found.releases[-1])):
            yield found


_made: Kept[dict[str, tuple[str, bytes]]] = Kept(KEPT)
"""Documents by language, made once per process; keyed by content and instants, so that no other answer is given."""


def _files(one: _Out) -> dict[str, tuple[str, bytes]]:
    policy = version_in_force(one.releases[-1]).sha256
    return _made.give((policy, one.newest.content_hash, *one.releases), lambda: _make(one))


def _make(one: _Out) -> dict[str, tuple[str, bytes]]:
    vex, policy = _vex(one), policy_in_force(one.releases[-1])
    made = {}
    for language in document_languages(vex, policy.languages):
        issued = issued_as_vex(policy, one.cve, one.releases, language)
        made[language] = (csaf_path(vex, issued), csaf_bytes(vex, issued))
    return made


def _vex(one: _Out) -> Advisory:
    return content_as_vex(answer_of(one.newest), policy_in_force(one.releases[-1]))
