"""The kinds of weakness a finder may choose from: a few broad families, each by its CWE id."""

from __future__ import annotations

from daybreak.core.words import gettext_noop as _

FAMILIES: dict[str, str] = {
    "CWE-119": _("Memory corruption (overflow, use after free)"),
    "CWE-74": _("Injection of commands, code or queries"),
    "CWE-79": _("Cross-site scripting"),
    "CWE-352": _("Cross-site request forgery"),
    "CWE-918": _("Server-side request forgery"),
    "CWE-22": _("Path traversal"),
    "CWE-502": _("Unsafe deserialisation"),
    "CWE-20": _("Missing check of input"),
    "CWE-287": _("Broken sign-in"),
    "CWE-284": _("Missing or wrong access control"),
    "CWE-269": _("Raising one's own privileges"),
    "CWE-798": _("Fixed passwords or keys"),
    "CWE-693": _("Weak or missing cryptography"),
    "CWE-200": _("Disclosure of information"),
    "CWE-345": _("Missing check of updates or signatures"),
    "CWE-362": _("Race condition"),
    "CWE-400": _("Exhaustion of resources, denial of service"),
    "CWE-16": _("Unsafe configuration"),
    "other": _("Something else, or not sure"),
}
"""CWE id to words (msgids); cwe.mitre.org names each class."""
