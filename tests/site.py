"""The test database: migrated once per process, SQLite in a file or PostgreSQL as the application's own role."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.client import ClientHandler

from daybreak.records.on_behalf import as_nobody, this_process_is_the_house

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Slow hashing protects people's passwords; the cast's is printed in cast.py."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Make the database of this process, once; tests roll back, or copy it, and never flush."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined] # pytest-django's own type
        if settings.ENVIRONMENT.database_url:
            _postgresql()
        else:
            settings.DATABASES["default"]["NAME"] = str(settings.HOME / "daybreak.sqlite3")
            call_command("migrate", verbosity=0)


def _postgresql() -> None:
    """Make a database as the owning role, migrate it there, then connect as the application's role."""
    owner = settings.ENVIRONMENT.owner_url
    name = f"daybreak_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = os.environ | {
        "DAYBREAK_DATABASE_URL": _named(owner, name),
        "DJANGO_SETTINGS_MODULE": "daybreak.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=environment, check=True)
    connections["default"].close_pool()
    connections["default"].settings_dict["NAME"] = name
    _look_as_in_life()


def _look_as_in_life() -> None:
    """Let tests see every row, and the doors they knock at none but those they ask for, as behind `daybreak serve`."""
    this_process_is_the_house()
    knock = ClientHandler.__call__

    def knock_as_nobody(self: ClientHandler, environ: dict[str, Any]) -> Any:
        with as_nobody():
            return knock(self, environ)

    ClientHandler.__call__ = knock_as_nobody  # type: ignore[method-assign] # the one road of every test to a door


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
