"""The head of an advisory: title, publisher, tracking id, notes, references and thanks (CSAF 2.0, section 3.2.1)."""

from __future__ import annotations

from typing import ClassVar, Literal

from daybreak.core.advisory.node import Identifier, Identifiers, LanguageTag, Line, Name, Node, Url, Words

NoteCategory = Literal["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"]


class Note(Node):
    """A passage of prose of one category, with an optional heading and readership."""

    category: NoteCategory
    text: Words
    title: Words | None = None
    audience: Words | None = None


class Reference(Node):
    """An address worth reading (A10); `self` is the advisory's own place, anything else somebody else's."""

    url: Url
    summary: Words
    category: Literal["external", "self"] | None = None


class Acknowledgment(Node):
    """Thanks to finders or helpers (A11).

    `reports` are the keys of the reports whose finders allowed it; `permission` says how permission was given where
    it did not come through a report. Neither is ever published.
    """

    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reports", "permission"})

    names: tuple[Line, ...] = ()
    organization: Line | None = None
    summary: Words | None = None
    urls: tuple[Url, ...] = ()
    reports: tuple[str, ...] = ()
    permission: str = ""


class AggregateSeverity(Node):
    """The publisher's own word for how bad the whole is, with the address of the scale it comes from."""

    text: Name
    namespace: Url | None = None


class Tlp(Node):
    """The traffic light label, in CSAF 2.0's words (WHITE is what TLP 2.0 calls CLEAR)."""

    label: Literal["AMBER", "GREEN", "RED", "WHITE"] = "WHITE"
    url: Url | None = None


class Distribution(Node):
    """Who may pass the advisory on."""

    tlp: Tlp | None = Tlp()
    text: Words | None = None


class Publisher(Node):
    """Who answers for the advisory; `namespace` is a web address the publisher controls."""

    name: Name
    namespace: Url
    category: Literal["coordinator", "discoverer", "other", "translator", "user", "vendor"] = "vendor"
    contact_details: Words | None = None
    issuing_authority: Words | None = None


class Tracking(Node):
    """The advisory's own number and what else it has been called; the rest of CSAF's tracking is the publication's."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"current_release_date", "initial_release_date", "revision_history", "status", "version", "generator"}
    )

    id: Identifier
    aliases: Identifiers = ()


class Document(Node):
    """The head of the advisory; `lang` is the exact tag of an imported document, else empty."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"csaf_version"})

    tracking: Tracking
    publisher: Publisher | None = None
    title: Words | None = None
    category: str = "csaf_security_advisory"
    lang: LanguageTag | None = None
    source_lang: LanguageTag | None = None
    aggregate_severity: AggregateSeverity | None = None
    distribution: Distribution | None = Distribution()
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    acknowledgments: tuple[Acknowledgment, ...] = ()
