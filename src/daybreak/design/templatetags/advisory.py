"""Tags and filters for an advisory: prose from Markdown, words for the codes of CSAF. `{% load advisory %}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString
    from markdown_it.token import Token

register = template.Library()

_WRITTEN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
_TAGS = {
    "p", "br", "hr", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a", "h3", "h4", "h5",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}
"""An author's headings stand below the page's own."""

REMEDIES = {
    "vendor_fix": _("Update"),
    "workaround": _("Workaround"),
    "mitigation": _("Mitigation"),
    "none_available": _("No fix yet"),
    "no_fix_planned": _("No fix planned"),
}
REASONS = {
    "component_not_present": _("The component is not in this product"),
    "vulnerable_code_not_present": _("The vulnerable code is not in this product"),
    "vulnerable_code_not_in_execute_path": _("The vulnerable code is never run"),
    "vulnerable_code_cannot_be_controlled_by_adversary": _("An attacker cannot reach the vulnerable code"),
    "inline_mitigations_already_exist": _("The product already prevents the attack"),
}
STATUSES = {
    "affected": _("Affected"),
    "fixed": pgettext_lazy("status of a product", "Fixed"),
    "not_affected": _("Not affected"),
    "under_investigation": _("Under investigation"),
}
NOTES = {
    "summary": _("Summary"),
    "description": _("Description"),
    "details": _("Details"),
    "faq": _("Questions and answers"),
    "general": _("General"),
    "legal_disclaimer": _("Disclaimer"),
    "other": _("Further notes"),
    "impact": _("Impact"),
    "exploit_status": _("Known attacks"),
    "target_set": _("Who is aimed at"),
}
PARTS = {
    "title": _("Title"),
    "notes": _("Description"),
    "aggregate_severity": _("Severity"),
    "scores": _("Severity score"),
    "product_status": _("Affected and fixed versions"),
    "flags": _("Why products are not affected"),
    "product_tree": _("Products"),
    "remediations": _("What to do"),
    "threats": _("Impact and known attacks"),
    "references": _("References"),
    "acknowledgments": _("Thanks"),
    "cve": _("CVE ID"),
    "cwe": _("Kind of weakness"),
    "ids": _("Numbers"),
}
_WORDS = {"remedy": REMEDIES, "reason": REASONS, "note": NOTES, "part": PARTS}


_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")


@register.filter
def prose(words: str) -> SafeString:
    """Render Markdown without HTML and without images; what is left is cleaned once more before it is trusted."""
    tokens = _WRITTEN.parse(str(words))
    _lower(tokens)
    _join(tokens)
    html = _WRITTEN.renderer.render(tokens, _WRITTEN.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def _lower(tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag)


def _join(tokens: Sequence[Token]) -> None:
    """Let a line that ends in Japanese flow into the next: a browser would show the line's end as a space."""
    for children in (token.children for token in tokens if token.children):
        for before, between, after in zip(children, children[1:], children[2:], strict=False):
            if between.type == "softbreak" and _WIDE.match(before.content[-1:]) and _WIDE.match(after.content[:1]):
                between.type, between.tag = "text", ""


@register.filter
def worded_as(code: str, table: str) -> str:
    """Say a code of CSAF (`remedy`, `reason`, `note`, `part`) in the reader's language; an unknown one as it is."""
    return str(_WORDS[table].get(code, code.replace("_", " ")))


@register.simple_tag
def said(words: object) -> SafeString | str:
    """Show words that carry the language they fell back to."""
    tongue = getattr(words, "lang", "")
    return format_html('<span lang="{}">{}</span>', tongue, words) if tongue else str(words)


SECTIONS = {
    "policy": _("Policy"),
    "contacts": _("How to report"),
    "roles": _("Who does what"),
    "prevention": _("How we prevent vulnerabilities"),
    "table": _("By when we act"),
    "components": _("Components of others"),
    "improvement": _("How we learn"),
    "cve_pages": _("Answers about a CVE"),
    "disclosure": _("How we publish"),
    "privacy": _("Privacy"),
    "key": _("Encryption"),
    "contact_data": _("Contact data"),
    "customer_data": _("Customers' data in reports"),
    "report": _("Reports"),
}


@register.filter
def policy_part(section: str) -> str:
    """Name a section of the policy page, or a kind of data it speaks of; an unknown one as it is."""
    return str(SECTIONS.get(section, section.replace("_", " ")))


@register.filter
def part_of(prose_by_part: dict[str, object], part: str) -> object:
    """Give the policy's own prose for a section, or nothing."""
    return prose_by_part.get(part, "")


@register.filter
def answer_status(status: str) -> str:
    """Say how a product stands in a public answer."""
    return str(STATUSES.get(status, status))


@register.filter
def answer_why(justification: str) -> str:
    """Say why a product is not affected."""
    return str(REASONS.get(justification, justification))
