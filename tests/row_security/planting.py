"""Rows for every table with a road to a case or report, made from the models alone: a new table has them too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from daybreak.records.models import Membership, Report
from daybreak.records.row_rules import RULES, Rule, ruled_models
from tests.cast import START

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES: dict[type[models.Field[Any, Any]], Any] = {
    models.BinaryField: lambda: b"sealed",
    models.BooleanField: lambda: False,
    models.DateTimeField: lambda: START,
    models.DateField: lambda: date(2026, 11, 24),
    models.TextField: lambda: "{}",
    models.EmailField: lambda: f"{secrets.token_hex(4)}@row.example",
    models.CharField: lambda: secrets.token_hex(4),
    models.JSONField: list,
    models.DecimalField: lambda: 1,
    models.BigIntegerField: lambda: 10**9 + secrets.randbelow(10**9),
    models.IntegerField: lambda: secrets.randbelow(30000),
}
"""The likeliest kind first: the first that a column is an instance of gives its value."""


@dataclass
class World:
    """One case with one report, and a row of every table for each road that leads from it to one of them."""

    shared: dict[type[models.Model], models.Model] = field(default_factory=dict)
    mine: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    """By model: the road taken, and the key of the row."""

    def plant_all(self) -> None:
        """Plant rows in every table."""
        for name, model in ruled_models().items():
            self.mine[name] = list(self._each_road(model))

    def keys(self, name: str, *roads: str) -> set[Any]:
        """Give the keys of this world's rows of a model; only those by these roads, if any is given."""
        return {key for road, key in self.mine[name] if not roads or road in roads}

    def _each_road(self, model: type[models.Model]) -> Iterator[tuple[str, Any]]:
        roads = _first_steps(model)
        if not roads:
            return
        if len(roads) == 1 or model is Report:
            yield max(roads), self.row(model).pk
            return
        for road in roads:
            yield road, self._plant(model, leaving_out=roads - {road}).pk

    def row(self, model: type[models.Model]) -> models.Model:
        """Give this world's own row of a model that others hang on."""
        if model not in self.shared:
            self.shared[model] = self._plant(model, leaving_out=set())
        return self.shared[model]

    def _plant(self, model: type[models.Model], leaving_out: set[str]) -> models.Model:
        made = model()
        for one in _columns(model):
            if (one.name in leaving_out and one.null) or (one.has_default() and not one.is_relation):
                continue
            if isinstance(one, models.ForeignKey):
                if not one.null or one.name in _first_steps(model):
                    setattr(made, one.name, self._target(one))
            elif not one.null and not isinstance(one, models.AutoField):
                setattr(made, one.name, next(value for kind, value in VALUES.items() if isinstance(one, kind))())
        made.save(force_insert=True)
        return made

    def _target(self, key: models.ForeignKey[Any, Any]) -> models.Model:
        """Give the shared row, or a fresh one where each row has its own (a data key, a member)."""
        target = key.related_model
        fresh = isinstance(key, models.OneToOneField) or (key.model is Membership and key.name == "person")
        return self._plant(target, set()) if fresh else self.row(target)


def _columns(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(model._meta.concrete_fields)


def _first_steps(model: type[models.Model]) -> set[str]:
    return {road.partition("__")[0] for road in RULES.get(model.__name__, Rule()).roads}
