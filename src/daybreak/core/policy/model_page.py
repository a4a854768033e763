"""The words of the policy: the public page's prose, templates of what is sent, the revisions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from daybreak.core.policy.model_values import Certainty, Id, Ids, Section
from daybreak.core.words import Text

FIELD = re.compile(r"\{([a-z_]{1,40})\}")
"""How a template names a field: `{number}`."""

ROW = re.compile(r"([^{}:：]{1,120})[:：]\s*\{([a-z_]{1,40})\}")
"""A line of a template that names one field: `Product: {product}`."""

FIELDS: dict[str, str] = {
    "organisation": "the organisation's name",
    "number": "the number of the report or case",
    "received_at": "when the report was received, with zone",
    "hash": "SHA-256 of the report as received",
    "code": "the tracking code, in the receipt only",
    "box": "the address where the finder reads and writes",
    "next_by": "the date by which the finder hears next",
    "link": "a link to sign in and read more",
    "party": "the name of the party written to",
    "product": "products concerned",
    "affected": "affected products and releases",
    "products": "status of every product asked about",
    "our_releases": "our releases that contain the component",
    "release_schedule": "when fixes ship or roll out, per product",
    "plan": "what is planned, per product",
    "description": "what the vulnerability is",
    "severity": "the severity's name, score and vector",
    "severity_or_unknown": "severity, or that it is not judged yet",
    "cve": "CVE IDs",
    "component": "the component's name",
    "version": "the version concerned",
    "advisory_number": "the advisory's number",
    "advisory_address": "where the advisory is or will be",
    "advisory_title": "the advisory's title",
    "public_at": "the instant of publication, with zone",
    "credit": "who is thanked, by consent",
    "exploitation": "whether attacks or exploits are known",
    "measures": "measures taken",
    "user_measures": "what users can do",
    "suspected_cause": "whether an unlawful or malicious cause is suspected",
    "member_states": "countries where the product is available",
    "sensitivity": "how sensitive the information is",
    "root_cause": "root cause or type of threat",
    "threat_actor": "what is known of the malicious actor",
    "ongoing": "measures that are still under way",
    "impact": "what it could lead to or led to",
    "question": "what is asked",
    "reason": "the reason given",
    "update_note": "that this is an update, and of what",
    "minutes": "the minutes' fix proposal",
    "contact": "how to reach us",
    "references": "references, one a line",
}
"""Every field a template may name or `must_say` may demand, and what stands there."""


def fields_in(text: Text) -> frozenset[str]:
    """List the fields that the words of a template name, over all languages."""
    return frozenset(name for words in text.root.values() for name in FIELD.findall(words))


class Template(Section):
    """What a message says; `{field}` is replaced, see `FIELDS`.

    Where a person enters it at a portal, each line `What the portal calls it: {field}` is one field of the sheet, in
    the portal's order; `read` says how surely that order is known.
    """

    subject: Text
    body: Text
    read: Certainty = "in_the_text"

    @property
    def fields(self) -> frozenset[str]:
        """Every field it names."""
        return fields_in(self.subject) | fields_in(self.body)

    def rows(self, language: str, first: str | None = None) -> tuple[tuple[str, str], ...]:
        """Give the lines of the body that hold one named field each, in order: (label, field)."""
        found = (ROW.fullmatch(line.strip()) for line in self.body.in_(language, first).split("\n"))
        return tuple((hit[1].strip(), hit[2]) for hit in found if hit)

    def filled(self, language: str, values: Mapping[str, str], first: str | None = None) -> tuple[str, str]:
        """Give subject and body in `language`, each field replaced; KeyError names a field without a value.

        Where a value stands after words of the template, its further lines are set in, so that none looks like a line
        of the template.
        """
        subject, body = (
            FIELD.sub(lambda hit: _set_in(hit, values[hit[1]]), text.in_(language, first))
            for text in (self.subject, self.body)
        )
        return " ".join(subject.split()), body


def _set_in(hit: re.Match[str], value: str) -> str:
    before = hit.string[: hit.start()].rpartition("\n")[2]
    return re.sub(r"\n(?=.)", "\n  ", value) if before.strip() else value


class Reference(Section):
    """A page the policy refers to (B11)."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]{3,}$")]
    title: Text


Part = Literal[
    "contacts", "roles", "prevention", "table", "components", "improvement", "cve_pages", "disclosure", "privacy", "key"
]


class Scorecard(Section):
    """The figures that the public reads: which, of the last whole quarter or year, of groups of at least how many.

    `duties` names whose keeping is told; none named: those whose times the page tells. Only cases that are closed and
    published count.
    """

    show: Annotated[tuple[Literal["promises", "times", "orders"], ...], Field(min_length=1)]
    duties: Ids = ()
    per: Literal["quarter", "year"] = "year"
    smallest_group: Annotated[int, Field(ge=3, le=1000)] = 5


class Page(Section):
    """The prose of the public policy page; the rest is written from the rules, in the order of `show` (B11)."""

    introduction: Text
    disclaimer: Text | None = None
    safe_harbour: Text | None = None
    references: tuple[Reference, ...] = ()
    show: tuple[Part, ...] = ("contacts", "table", "disclosure", "privacy", "key")
    prose: Mapping[Id, Text] = Field(default_factory=dict)
    scorecard: Scorecard | None = None


class RevisionNote(Section):
    """One dated change of the policy, naming the section changed (B11)."""

    date: dt.date
    section: Id | None = None
    note: Text
