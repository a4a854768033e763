"""A beginning that many tests share is told once per process by its deeds; later its rows are put back as they were.

The last hash of the journal's chain names the state a beginning starts from, and all it leaves. The keys of the site
are the process's own, so what is sealed in the rows opens again. Files and the head outside the database have no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Callable

Given = TypeVar("Given")
OURS = ("records", "account")
"""The applications whose tables deeds write: ours, and the library's for mail addresses."""
Rows = dict[type[Any], dict[Any, tuple[Any, ...]]]
_KNOWN: dict[tuple[str, str], tuple[Rows, Any]] = {}
_ENDS = {""}
"""The states that beginnings may start from: an empty site, and what another beginning left."""


def once(name: str, begin: Callable[[], Given]) -> Given:
    """Do `begin` and give what it gives (plain values), or bring about what it once did to this same state."""
    key = name, _state()
    if key in _KNOWN:
        rows, given = _KNOWN[key]
        _put_back(rows)
        return given
    given = begin()
    if key[1] in _ENDS:
        _KNOWN[key] = _rows(), given
        _ENDS.add(_state())
    return given


def _state() -> str:
    from daybreak.records.models import JournalEntry

    return JournalEntry.objects.order_by("-position").values_list("hash", flat=True).first() or ""


def _rows() -> Rows:
    models = [model for one in OURS for model in apps.get_app_config(one).get_models(include_auto_created=True)]
    return {model: {row[0]: row for row in model._base_manager.values_list(*_columns(model))} for model in models}


def _columns(model: type[Any]) -> list[str]:
    """Name a table's columns, its key first."""
    every = [field.attname for field in model._meta.concrete_fields]
    return [model._meta.pk.attname, *(name for name in every if name != model._meta.pk.attname)]


def _put_back(rows: Rows) -> None:
    present = _rows()
    for model, wanted in rows.items():
        there, columns = present[model], _columns(model)
        gone = [key for key, row in there.items() if wanted.get(key) != row]
        if gone:
            model._base_manager.filter(pk__in=gone)._raw_delete(model._base_manager.db)
        missing = [dict(zip(columns, row, strict=True)) for key, row in wanted.items() if there.get(key) != row]
        model._base_manager.bulk_create([model(**row) for row in missing])
