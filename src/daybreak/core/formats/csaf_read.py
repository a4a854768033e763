"""The content of an advisory, and its revision history, from a foreign CSAF 2.0 document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from daybreak.core.advisory.content import Advisory
from daybreak.core.advisory.issued import HistoryEntry
from daybreak.core.advisory.node import LANGUAGE
from daybreak.core.formats.csaf import primary
from daybreak.core.formats.cvss_json import v4_scores
from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.advisory.vulnerability import Vulnerability


class UnreadableCsafError(ValueError):
    """The document is not CSAF 2.0, or holds something that CSAF 2.0 does not allow; the sentence says where."""


@dataclass(frozen=True)
class ForeignIssue:
    """What a foreign document says of its own publication; `history` is renumbered from 1 in order of time."""

    version: str
    status: str
    released_at: datetime
    current_at: datetime
    history: tuple[HistoryEntry, ...]


def read_csaf(document: Mapping[str, Any], *, default_language: str = "en") -> Advisory:
    """Read the content of a CSAF 2.0 document; its words are in its own language, else in `default_language`.

    Members without a field are kept in `imported`. Raises UnreadableCsafError with a sentence naming the first place
    that cannot be read.
    """
    language = _language(document, default_language)
    try:
        advisory = Advisory.model_validate(dict(document), context={LANGUAGE: language})
    except ValidationError as problem:
        raise UnreadableCsafError(_sentence(problem)) from problem
    return advisory.model_copy(
        update={"vulnerabilities": tuple(_with_v4(vulnerability) for vulnerability in advisory.vulnerabilities)}
    )


def read_issue(document: Mapping[str, Any], *, default_language: str = "en") -> ForeignIssue:
    """Read when and as what a CSAF 2.0 document was published; raises UnreadableCsafError where that is not told."""
    language = _language(document, default_language)
    try:
        tracking = document["document"]["tracking"]
        entries = sorted(
            ((_instant(entry["date"]), str(entry["summary"])) for entry in tracking["revision_history"]),
            key=lambda entry: entry[0],
        )
        return ForeignIssue(
            version=str(tracking["version"]),
            status=str(tracking["status"]),
            released_at=_instant(tracking["initial_release_date"]),
            current_at=_instant(tracking["current_release_date"]),
            history=tuple(
                HistoryEntry(number, at, Text({language: summary}))
                for number, (at, summary) in enumerate(entries, start=1)
            ),
        )
    except (KeyError, TypeError, ValueError) as problem:
        message = f"The document's tracking cannot be read ({problem}); CSAF 2.0 asks for dates, version and history."
        raise UnreadableCsafError(message) from problem


def _language(document: Mapping[str, Any], default_language: str) -> str:
    """Find the document's language; raises UnreadableCsafError when it is no CSAF 2.0 document at all."""
    head = document.get("document")
    if not isinstance(head, dict) or head.get("csaf_version") != "2.0":
        message = "This is not a CSAF 2.0 document: document.csaf_version must be 2.0."
        raise UnreadableCsafError(message)
    tag = head.get("lang")
    return primary(tag) if isinstance(tag, str) and tag else default_language


def _with_v4(vulnerability: Vulnerability) -> Vulnerability:
    """Turn the notes that stand for CVSS 4.0 back into scores."""
    notes, scores = v4_scores(vulnerability.notes)
    if not scores:
        return vulnerability
    return vulnerability.model_copy(update={"notes": notes, "scores": (*vulnerability.scores, *scores)})


def _instant(value: object) -> datetime:
    """Read an RFC 3339 instant; raises ValueError without zone."""
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        message = f"{value} has no zone"
        raise ValueError(message)
    return instant


def _sentence(problem: ValidationError) -> str:
    """Say the first fault of many as one sentence with its path."""
    first = problem.errors(include_url=False, include_input=False)[0]
    place = "/".join(str(step) for step in first["loc"])
    return f"The document cannot be read at {place}: {first['msg']}."
