"""A CSAF 2.0 document from the content of an advisory, one document per language (OASIS CSAF 2.0)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from daybreak.core.advisory.issued import stamp
from daybreak.core.advisory.node import Node
from daybreak.core.advisory.vulnerability import Vulnerability
from daybreak.core.formats.cvss_json import csaf_score, is_v4, v4_note
from daybreak.core.words import Text

if TYPE_CHECKING:
    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.issued import Issued

ENGINE = "Daybreak"
_NOT_IN_FILE_NAMES = re.compile(r"[^+\-a-z0-9]+")
_SELF = {"en": "This document", "ja": "この文書"}
_PAGE = {"en": "This advisory as a page", "ja": "このアドバイザリのページ"}
_SIBLING = {"en": "This advisory in another language ({})", "ja": "このアドバイザリの別言語版({})"}


def csaf_id(advisory: Advisory, issued: Issued) -> str:
    """Give the tracking id of the document: bare in the default language, else with the language as its suffix."""
    number = advisory.document.tracking.id
    return number if issued.language == issued.default_language else f"{number}-{issued.language}"


def csaf_filename(tracking_id: str) -> str:
    """Give the file name that CSAF 2.0, section 5.1 derives from a tracking id."""
    return f"{_NOT_IN_FILE_NAMES.sub('_', tracking_id.lower())}.json"


def csaf_path(advisory: Advisory, issued: Issued) -> str:
    """Give the document's place below the bulletin's root: `csaf/white/<year of the first release>/<file>`."""
    distribution = advisory.document.distribution
    label = distribution.tlp.label.lower() if distribution and distribution.tlp else "white"
    year = stamp(issued.released_at)[:4]
    return f"csaf/{label}/{year}/{csaf_filename(csaf_id(advisory, issued))}"


def document_languages(advisory: Advisory, languages: tuple[str, ...]) -> tuple[str, ...]:
    """List the languages, in the policy's order, that get a document: those the title is told in, else the default."""
    told = advisory.languages()
    return tuple(language for language in languages if language in told) or languages[:1]


def csaf_document(advisory: Advisory, issued: Issued) -> dict[str, Any]:
    """Render the content as a CSAF 2.0 document in `issued.language`; what the content lacks is simply missing.

    Whether the outcome is valid is for `csaf_validate.judge_csaf` to say. Members are sorted (CSAF 2.0, 6.2.13).
    """
    rendered = _node(advisory, issued)
    document = rendered["document"]
    document["csaf_version"] = "2.0"
    document["lang"] = _language_tag(advisory, issued)
    document["tracking"] |= _tracking(advisory, issued)
    document["references"] = _references(advisory, issued, document.get("references", []))
    ordered: dict[str, Any] = _sorted(rendered)
    return ordered


def csaf_bytes(advisory: Advisory, issued: Issued) -> bytes:
    """Write the CSAF document as UTF-8 bytes, the same for the same content and publication."""
    written = json.dumps(csaf_document(advisory, issued), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{written}\n".encode()


def _node(node: Node, issued: Issued) -> dict[str, Any]:
    """Render one node by its fields' names, which are CSAF's; empty ones are left out, imported ones put back."""
    members: dict[str, Any] = dict(node.imported)
    for name in type(node).model_fields:
        if name == "imported" or name in node.PRIVATE:
            continue
        value = _value(getattr(node, name), issued)
        if value not in (None, "", [], {}):
            members[name] = value
    if isinstance(node, Vulnerability):
        _put_scores(node, issued, members)
    return members


def _value(value: object, issued: Issued) -> Any:
    """Render one field's value: words in the document's language, instants as RFC 3339."""
    if isinstance(value, Text):
        return issued.read_in(value)
    if isinstance(value, Node):
        return _node(value, issued)
    if isinstance(value, tuple):
        return [_value(item, issued) for item in value]
    if isinstance(value, datetime):
        return stamp(value)
    return value


def _put_scores(vulnerability: Vulnerability, issued: Issued, members: dict[str, Any]) -> None:
    """Write CVSS 2 and 3 as scores and CVSS 4.0, which CSAF 2.0 does not know, as notes."""
    members.pop("scores", None)
    scores = [
        {**score.imported, **csaf_score(score), "products": list(score.products)}
        for score in vulnerability.scores
        if not is_v4(score)
    ]
    if scores:
        members["scores"] = scores
    v4 = [v4_note(score) for score in vulnerability.scores if is_v4(score)]
    if v4:
        members["notes"] = [*(_node(note, issued) for note in vulnerability.notes), *v4]


def _language_tag(advisory: Advisory, issued: Issued) -> str:
    """Give the document's language tag; an import keeps its exact tag, such as en-US, in its own language."""
    exact = advisory.document.lang
    return exact if exact and primary(exact) == issued.language else issued.language


def primary(tag: str) -> str:
    """Give the primary language of a BCP 47 tag in lower case."""
    return tag.split("-", 1)[0].lower()


def _tracking(advisory: Advisory, issued: Issued) -> dict[str, Any]:
    """Give the members of CSAF's tracking that belong to the publication."""
    return {
        "current_release_date": stamp(issued.current_at),
        "generator": {"engine": {"name": ENGINE, "version": issued.generator_version}},
        "id": csaf_id(advisory, issued),
        "initial_release_date": stamp(issued.released_at),
        "revision_history": [
            {"date": stamp(entry.at), "number": str(entry.number), "summary": issued.read_in(entry.note)}
            for entry in issued.history
        ],
        "status": issued.status,
        "version": str(issued.number),
    }


def _references(advisory: Advisory, issued: Issued, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the document's own address, its page and its other languages before the references of the content."""
    own = [_reference("self", _said(_SELF, issued), f"{issued.base_url}/{csaf_path(advisory, issued)}")]
    if issued.page_url:
        own.append(_reference("self", _said(_PAGE, issued), issued.page_url))
    for language in document_languages(advisory, issued.languages):
        if language != issued.language:
            sibling = csaf_path(advisory, issued.for_language(language))
            summary = _said(_SIBLING, issued).format(language)
            own.append(_reference("external", summary, f"{issued.base_url}/{sibling}"))
    taken = {reference["url"] for reference in own}
    return [*own, *(reference for reference in given if reference["url"] not in taken)]


def _reference(category: str, summary: str, url: str) -> dict[str, str]:
    """Give one CSAF reference."""
    return {"category": category, "summary": summary, "url": url}


def _said(table: dict[str, str], issued: Issued) -> str:
    """Give one of our own sentences in the document's language, else in English."""
    return table.get(issued.language, table["en"])


def _sorted(value: Any) -> Any:
    """Sort the members of every object by name; arrays keep their order."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
