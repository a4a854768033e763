"""Every word of the policy language does something: each field of its model is read where the software runs.

A name that several sections share is looked for once: which of them is meant is not told apart here.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from daybreak.core.policy.model_values import Section

SOURCE = Path(__file__).parents[2] / "src" / "daybreak"
POLICY = SOURCE / "core" / "policy"
SAYING = ("core/policy/show", "core/policy/diff", "core/policy/check", "stages/publication/policy_")
"""Rooms that say or check what a policy means, and do nothing by it."""
SAID_ONLY = {
    "covers": "the policy page says whose data the statement speaks of",
    "daybreak": "the version of the language; the model takes no other",
    "disclaimer": "prose of the policy page",
    "included": "which overlays were composed into it",
    "incoming": "what the receiving server says stands in the raw message that is kept",
    "introduction": "prose of the policy page",
    "keep_old": "nothing here ever deletes a key",
    "mail_authentication": "see incoming and outgoing",
    "outgoing": "the server that sends our mail signs it",
    "publish": "lists of components are published with every release, always",
    "safe_harbour": "prose of the policy page",
}
CHECKED_ONLY = {
    "cve_page": "must go with answer_by, which decides who writes what a CVE's page says",
    "family": "must be one of the owning division's",
    "investigate_end_of_life": "where required, no duty may spare what is past end of life",
}
BY_NAME = {
    "adversary_has_exploit": "Condition",
    "adversary_knows": "Condition",
    "attacked": "Condition",
    "exploit_public": "Condition",
    "market": "Condition",
    "release_kind": "Condition",
    "support": "Condition",
}
"""Fields that `Condition.demands` gives out by their names, to be met by what the facts state."""
FIRST_STEPS = ("checklists.py",)
"""Files that begin like a room that only says something, and do not."""


def fields() -> dict[str, set[str]]:
    """Give every field of the policy's model with the sections that have it."""
    found: dict[str, set[str]] = {}
    for path in sorted(POLICY.glob("model*.py")):
        module = importlib.import_module(f"daybreak.core.policy.{path.stem}")
        for name, kind in vars(module).items():
            if inspect.isclass(kind) and issubclass(kind, Section) and kind.__module__ == module.__name__:
                for field in kind.model_fields:
                    found.setdefault(field, set()).add(name)
    return found


def read_in(*, saying: bool) -> set[str]:
    """Give every attribute that is read in the rooms that only say something, or in all others."""
    names: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        says = str(path.relative_to(SOURCE)).startswith(SAYING) and path.name not in FIRST_STEPS
        if says is saying:
            tree = ast.parse(path.read_text())
            names |= {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
            }
    return names


FIELDS = fields()
USED, SAID = read_in(saying=False), read_in(saying=True)


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_word_is_read_where_it_counts_or_says_why_not(field: str) -> None:
    """Issue 3: "every line does something"."""
    excused = {**SAID_ONLY, **CHECKED_ONLY}
    if field in BY_NAME:
        assert FIELDS[field] & {BY_NAME[field]}
    elif field in excused:
        assert field not in USED, f"{field} is read now; take it off the list"
        assert field in SAID or field in {"daybreak", "publish"}, f"{field} is not even said"
    else:
        assert field in USED, f"{field} of {', '.join(sorted(FIELDS[field]))} does nothing"


def test_no_reason_stands_for_a_word_that_is_gone() -> None:
    """The lists above name fields that exist."""
    assert {*SAID_ONLY, *CHECKED_ONLY, *BY_NAME} <= FIELDS.keys()
