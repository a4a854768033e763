"""The clauses of the starting policies: in which words of the example files each stands, and which tests quote it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SHOWN = 3
"""So many tests are named for each clause, so that the page does not change with every further one."""

CLAUSES: dict[str, str] = {
    "A1": "Anybody may report; everything is looked at, nothing is lost, each gets an acknowledgement",
    "A2": "Two front doors: a general contact form and a security mailbox",
    "A3": "The mailboxes are looked at every day; what is security-related is handed over; silence is overdue",
    "B6": "What a report asks for: product, version, kind, steps, proof, impact",
    "B7": "Encrypted reports; the key with all its data; keys expire with warnings, and old ones still decrypt",
    "B13": "Sender authentication is recorded for incoming mail and right for outgoing mail",
    "B2": "Coordinators, internal finders and divisions report and share within one system",
    "C-emp": "Every employee can report a concern; a digest of what was learnt, and who has read it",
    "B1": "Work is handed to the company's CSIRT and back without leaving the system",
    "A4": "The security team judges severity and reports to the programme manager",
    "A5": "Bands of impact, by standard scoring practice",
    "C5": "Severity is CVSS, with its bands",
    "A6h": "High: the manager convenes at once; the meeting yields a proposal; cloud work begins at once",
    "A6m": "Medium: the manager convenes; a plan; the table's time",
    "A6l": "Low: the manager consults; a plan; the table's time",
    "A6t": "The table of deadlines by severity and surface",
    "C6": "Deadlines by severity as ranges, earliest aim and latest limit, counted from escalation",
    "C-esc": "Escalation is a deed of its own; an incident opens a case of its own kind",
    "A7a": "A first report reaches the partner within 24 hours for every incident; a bounce reopens it",
    "A7b": "A second report with plan and schedule follows",
    "B3": "Divisions are asked, answer, pass on; where affected they prepare fix, procedure or workaround",
    "B4a": "CVE IDs only for what is specific to own products",
    "B4b": "Past end of life a CVE is still assigned, the investigation may be left out",
    "C7": "Kinds of components with what is promised for each; the supplier is the party to tell",
    "C2": "Developers, quality engineers who verify each fix, managers who own the gates",
    "A13": "Promises hold for supported products; an extension has a recorded reason",
    "C3a": "A dependency audit before every release, its result kept",
    "C3b": "Component review before each release; a scan before a major one, left out only with a reason",
    "C4a": "A component is evaluated before it is used; the approved ones are a list",
    "C4b": "The list of components with versions is published and current",
    "C3c": "Every change is reviewed by a peer before it reaches an official branch",
    "A8": "An advisory upon a fix, a workaround, or publicity; the policy says which obliges",
    "B4c": "One agreed instant with the coordinator, who publishes on the national portal",
    "B9": "The instant agreed with the coordinator holds for both; a moved date is followed or held",
    "A9a": "Release notes name the number that stands in the advisory",
    "A9b": "A fix may ship before its advisory; the number answers early if the policy says so",
    "A9c": "Flaws in open source: the public CVE in the release note, no advisory",
    "A10": "An advisory links references",
    "A11": "Finders are thanked by name with their permission only",
    "A12": "The revision history says when what was updated",
    "C9": "A page per CVE, released like an advisory",
    "A14": "Anyone subscribes to advisories by mail; a wrong address gets a clear message",
    "B10": "A flaw in others' software found by ourselves is reported out",
    "B11": "The policy page has references, a disclaimer and dated updates naming the section",
    "C1": "Two versions of the policy are compared: additions, removals, wording apart from formatting",
    "B12": "The page and the portal speak English and Japanese",
    "B8": "Reporters' and customers' data: consent, retention, erasure",
    "C8": "The policy is reviewed, stays aligned with standards, lessons are written and followed up",
}
"""Every clause in our own words, in the order of a report's life."""

GAPS: dict[str, str] = {}
"""Clauses that no test quotes yet, each with why; the list only shrinks."""

_SECTION, _KEY, _ID = re.compile(r"([a-z_]+):"), re.compile(r"  ([a-z_]+):"), re.compile(r"  - \{?id: ([a-z0-9_]+)")


def in_policies() -> dict[str, list[str]]:
    """Give for each clause where the example files name it: `hoshimi-camera: duties.fix`."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "src" / "daybreak" / "policies").rglob("*.yaml")):
        section = entry = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if top := _SECTION.match(line):
                section, entry = top[1], ""
            elif inside := _ID.match(line) or _KEY.match(line):
                entry = inside[1]
            place = f"{file.stem}: {section}{'.' + entry if entry else ''}"
            for clause in _named(line.partition("#")[2]) if section else ():
                if place not in found[clause]:
                    found[clause].append(place)
    return found


def in_tests() -> dict[str, list[str]]:
    """Give for each clause the test classes and test functions whose own words name it, as `folder/test_x.py: Name`.

    Laws come first: what holds on paper, before what a door shows of it.
    """
    found: dict[str, list[str]] = defaultdict(list)
    files = (ROOT / "tests").rglob("test_*.py")
    for file in sorted(files, key=lambda one: (one.relative_to(ROOT / "tests").parts[0] != "core", one)):
        for name, words in _told(ast.parse(file.read_text(encoding="utf-8"))):
            for clause in _named(words):
                found[clause].append(f"{file.relative_to(ROOT / 'tests').as_posix()}: {name}")
    return found


def page(made: str) -> str:
    """Write the table."""
    words, tests = in_policies(), in_tests()
    rows = []
    for clause, said in CLAUSES.items():
        proof = _listed(tests.get(clause, [])) or f"none yet: {GAPS.get(clause, '')}"
        rows.append(f"| {clause} | {said} | {_listed(words.get(clause, []))} | {proof} |")
    return (
        "# Clauses\n\n" + made + "What the starting policies ask of the software, in our words; where the example "
        "policies say it; and tests that quote it (the first three of each).\n\n"
        "| clause | what it asks | in the examples | tests |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _listed(places: list[str]) -> str:
    return "<br>".join(f"`{place}`" for place in places[:SHOWN])


def _told(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give each class with all words of its own and its tests', and each test outside a class."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            inside = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            yield node.name, " ".join(ast.get_docstring(part) or "" for part in (node, *inside))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, ast.get_docstring(node) or ""


def _named(words: str) -> set[str]:
    """Find the clauses that words name."""
    return {clause for clause in CLAUSES if re.search(rf"(?<![\w-]){re.escape(clause)}(?![\w-])", words)}
