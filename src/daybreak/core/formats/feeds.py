"""An Atom 1.0 feed of advisories in one language (RFC 4287), its ids as tag URIs (RFC 4151)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from daybreak.core.advisory.document import NoteCategory
from daybreak.core.advisory.issued import stamp
from daybreak.core.formats.csaf import csaf_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.issued import Issued
    from daybreak.core.words import Text

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOLD_IN: tuple[NoteCategory, ...] = ("summary", "description", "general", "details")


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself.

    `host` names whom its ids belong to and `since` the aware instant since which it does (its UTC date goes into the
    id); `name` is the id's last part, unique per feed. `updated` is the aware instant given where no entry is newer.
    """

    host: str
    since: datetime
    name: str
    title: str
    author: str
    language: str
    self_url: str
    page_url: str
    updated: datetime


def tag_uri(host: str, since: datetime, name: str) -> str:
    """Make a tag URI (RFC 4151) of the host's name, the UTC date of an aware instant, and a name of our own."""
    authority = (urlsplit(f"//{host}").hostname or "localhost").lower()
    return f"tag:{authority},{since.astimezone(UTC).date().isoformat()}:{quote(name, safe='')}"


def atom_feed(feed: Feed, entries: Sequence[tuple[Advisory, Issued]]) -> bytes:
    """Write the feed as UTF-8 XML, newest change first; each advisory keeps its id through all its revisions."""
    newest = sorted(entries, key=lambda entry: entry[1].current_at, reverse=True)
    root = ET.Element("feed", {"xmlns": ATOM, _XML_LANG: feed.language})
    _put(root, "id", tag_uri(feed.host, feed.since, feed.name))
    _put(root, "title", feed.title)
    _put(root, "updated", stamp(max([feed.updated, *(issued.current_at for _, issued in newest)])))
    _put(ET.SubElement(root, "author"), "name", feed.author)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.self_url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    for advisory, issued in newest:
        _entry(root, feed, advisory, issued)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(root: ET.Element, feed: Feed, advisory: Advisory, issued: Issued) -> None:
    """Add one advisory as an entry."""
    number = advisory.document.tracking.id
    entry = ET.SubElement(root, "entry")
    _put(entry, "id", tag_uri(feed.host, issued.released_at, number))
    title = advisory.document.title
    _spoken(entry, "title", title, issued, f"{number}: ") if title else _put(entry, "title", number)
    _put(entry, "published", stamp(issued.released_at))
    _put(entry, "updated", stamp(issued.current_at))
    if issued.page_url:
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": issued.page_url})
    document = f"{issued.base_url}/{csaf_path(advisory, issued)}"
    ET.SubElement(entry, "link", {"rel": "related", "type": "application/json", "href": document})
    for vulnerability in advisory.vulnerabilities:
        if vulnerability.cve:
            ET.SubElement(entry, "category", {"term": vulnerability.cve})
    summary = _summary(advisory)
    if summary:
        _spoken(entry, "summary", summary, issued)


def _summary(advisory: Advisory) -> Text | None:
    """Choose the words that tell it shortest: the advisory's notes first, then those of its vulnerabilities."""
    places = (advisory.document.notes, *(vulnerability.notes for vulnerability in advisory.vulnerabilities))
    told = {note.category: note.text for notes in reversed(places) for note in reversed(notes)}
    return next((told[category] for category in _TOLD_IN if category in told), None)


def _spoken(parent: ET.Element, name: str, words: Text, issued: Issued, before: str = "") -> None:
    """Add an element with words; where they are not in the feed's language their own is marked."""
    told = issued.read_in(words)
    element = _put(parent, name, before + told)
    language = next((tag for tag, text in words.root.items() if text == told), issued.language)
    if words.root.get(issued.language) != told:
        element.set(_XML_LANG, language)


def _put(parent: ET.Element, name: str, words: str) -> ET.Element:
    """Add an element with plain text; characters that XML 1.0 cannot hold become U+FFFD."""
    element = ET.SubElement(parent, name)
    element.text = _NOT_XML.sub("\ufffd", words)
    return element
