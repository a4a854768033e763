"""Checklists: the points at which a policy is looked at again, per standard that it names (C8)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from ruamel.yaml import YAML

from daybreak.core.policy.model_values import Id, Line, Section
from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy

Outcome = Literal["met", "gap", "not_applicable"]
OUTCOMES: tuple[Outcome, ...] = ("met", "gap", "not_applicable")


class Point(Section):
    """One thing to look at, with the clause it belongs to."""

    id: Id
    clause: Line
    text: Text


class Checklist(Section):
    """The points of one standard; `read` says how surely we know its text."""

    standard: Line
    edition: Line
    read: Literal["in_the_text", "in_part", "from_memory"]
    points: Annotated[tuple[Point, ...], Field(min_length=1)]


@cache
def checklist(standard: str) -> Checklist | None:
    """Give the checklist of a standard that comes with Daybreak; None where there is none."""
    name = re.sub(r"[^a-z0-9]+", "-", standard.casefold()).strip("-")
    file = files("daybreak") / "policies" / "checklists" / f"{name}.yaml"
    if not name or not file.is_file():
        return None
    return Checklist.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def standards_of(policy: Policy) -> tuple[str, ...]:
    """Name the standards that the policy's duties to review it name, in their order."""
    rules = (rule for rule in policy.duties if "policy.reviewed" in rule.fulfilled_by())
    return tuple(dict.fromkeys(standard for rule in rules for standard in rule.check_against))


def points_of(policy: Policy) -> Iterator[tuple[str, str, Point | None]]:
    """Give every point to look at as (key, standard, point); a standard without a list is one point as a whole."""
    for place, standard in enumerate(standards_of(policy)):
        known = checklist(standard)
        if known is None:
            yield f"s{place}", standard, None
            continue
        for point in known.points:
            yield f"s{place}_{point.id}", standard, point
