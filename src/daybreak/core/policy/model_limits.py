"""How long a duty gives: one span, or a table by severity band, surface or support state (A6t, C6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_serializer, model_validator

from daybreak.core.clocks.spans import Span
from daybreak.core.policy.model_values import Id, Section, SpanField

UNKNOWN = "unknown"
"""The row of a table that holds while severity is not yet judged."""


SUPPORT = ("supported", "end_of_life")
"""The states of support that a table may have rows for."""


class Limits(Section):
    """One span, or a table whose keys are bands, surfaces or support states, nested in any order.

    Written in the file as the span itself or the mapping itself: `within: {high: {cloud: 3 days, app: 30 days}}`.
    """

    span: SpanField | None = None
    table: Mapping[Id, Limits] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"table": raw} if isinstance(raw, Mapping) and raw else {"span": raw}

    @model_serializer
    def _write(self) -> str | dict[str, Any]:
        return str(self.span) if self.span is not None else {key: row.model_dump() for key, row in self.table.items()}

    def find(self, *keys: str | None) -> Span | None:
        """Give the span for these particulars (band, surface, support); None where the table has no row for them."""
        if self.span is not None:
            return self.span
        for key in keys:
            if key and key in self.table:
                return self.table[key].find(*keys)
        return None

    def rows(self, *above: str) -> Iterator[tuple[tuple[str, ...], Span]]:
        """List every cell with the keys that lead to it, in the order written."""
        if self.span is not None:
            yield above, self.span
        for key, row in self.table.items():
            yield from row.rows(*above, key)

    def tables(self, *above: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """List every table within, as the keys that lead to it and the keys it has."""
        if self.table:
            yield above, tuple(self.table)
        for key, row in self.table.items():
            yield from row.tables(*above, key)
