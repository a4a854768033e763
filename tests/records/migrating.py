"""A database of its own to migrate step by step, beside the one the other tests share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.apps.registry import Apps

ALIAS = "migrating"


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Open an empty database under the alias `migrating`, and forget it afterwards."""
    told = {**connections["default"].settings_dict, "NAME": str(folder / "migrating.sqlite3"), "OPTIONS": {}}
    told["ENGINE"] = "django.db.backends.sqlite3"
    own = DatabaseWrapper(told, ALIAS)
    connections[ALIAS] = own
    try:
        yield
    finally:
        own.close()
        del connections[ALIAS]


def migrate_to(name: str) -> Apps:
    """Migrate the records of that database to a migration, and give the models as they were then."""
    executor = MigrationExecutor(connections[ALIAS])
    goal = [("records", name)]
    executor.migrate(goal)
    return MigrationExecutor(connections[ALIAS]).loader.project_state(goal).apps
