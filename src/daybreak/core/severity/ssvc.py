"""SSVC: decision tables as data, and the one engine that reads them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY = "*"


@dataclass(frozen=True)
class DecisionTable:
    """A table of rows: each question has its possible answers, and the first row that fits decides.

    `rows` holds one answer (or `*`) per question, then the outcome. A table must decide every combination.
    """

    id: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse (ValueError) a table with foreign answers, or one that leaves a combination undecided."""
        for row in self.rows:
            if len(row) != len(self.questions) + 1:
                message = f"each row of {self.id} has one answer per question and an outcome"
                raise ValueError(message)
            for (question, answers), answer in zip(self.questions, row, strict=False):
                if answer not in {*answers, ANY}:
                    message = f'"{answer}" is no answer to {question} in {self.id}'
                    raise ValueError(message)
        for answers in product(*(known for _, known in self.questions)):
            if self._find(answers) is None:
                message = f"{self.id} does not decide {', '.join(answers)}"
                raise ValueError(message)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The possible outcomes, in the order the rows name them."""
        return tuple(dict.fromkeys(row[-1] for row in self.rows))

    def decide(self, answers: Mapping[str, str]) -> str:
        """Give the outcome for one answer per question; ValueError names the question that lacks a known answer."""
        for question, known in self.questions:
            if answers.get(question) not in known:
                message = f"answer {question} with one of {', '.join(known)}"
                raise ValueError(message)
        found = self._find(tuple(answers[question] for question, _ in self.questions))
        if found is None:
            message = f"{self.id} is incomplete"
            raise ValueError(message)
        return found

    def _find(self, answers: tuple[str, ...]) -> str | None:
        for row in self.rows:
            if all(wanted in {ANY, given} for wanted, given in zip(row, answers, strict=False)):
                return row[-1]
        return None


def _supplier_rows() -> tuple[tuple[str, ...], ...]:
    """Unfold the published grid: a letter per impact and safety, in the order partial, total x minimal, significant."""
    names = {"d": "defer", "s": "scheduled", "o": "out_of_cycle", "i": "immediate"}
    impacts = tuple(product(("partial", "total"), ("minimal", "significant")))
    return tuple(
        (exploitation, utility, *impact, names[letter])
        for (exploitation, utility), letters in _SUPPLIER_GRID.items()
        for impact, letter in zip(impacts, letters, strict=True)
    )


_EXPLOITATION = ("none", "public_poc", "active")
_UTILITY = ("laborious", "efficient", "super_effective")
_SUPPLIER_LETTERS = ("dsso", "soso", "sooo", "sosi", "sioi", "oioi", "oioi", "oioi", "iiii")
_SUPPLIER_GRID = dict(zip(product(_EXPLOITATION, _UTILITY), _SUPPLIER_LETTERS, strict=True))

SUPPLIER = DecisionTable(
    "supplier",
    (
        ("exploitation", _EXPLOITATION),
        ("utility", _UTILITY),
        ("technical_impact", ("partial", "total")),
        ("public_safety_impact", ("minimal", "significant")),
    ),
    _supplier_rows(),
)
"""SSVC's supplier tree (CERTCC/SSVC e3b00a2; reference/duties.md 5.5): how soon a supplier acts."""
