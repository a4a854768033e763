"""Every `DAYBREAK_*` variable: name, default and meaning; docs/reference/settings.md is made from here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Variable:
    """One environment variable with its default and one sentence of meaning."""

    name: str
    default: str
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable("DAYBREAK_HOME", "var", "The folder of all data: database, sealed files, keys, outgoing mail."),
    Variable("DAYBREAK_KEYS", "", "The folder of the site's keys; empty means `keys` in DAYBREAK_HOME."),
    Variable("DAYBREAK_BASE_URL", "http://127.0.0.1:8000", "The site's public address; https turns strict cookies on."),
    Variable("DAYBREAK_HOSTS", "", "Further host names this site answers to, separated by commas."),
    Variable(
        "DAYBREAK_DATABASE_URL", "", "postgresql://… of the application role; empty means SQLite in DAYBREAK_HOME."
    ),
    Variable("DAYBREAK_DATABASE_OWNER_URL", "", "postgresql://… of the owning role, used by `migrate` alone."),
    Variable(
        "DAYBREAK_SMTP_URL",
        "",
        "smtp://user:password@host:port, or smtps://; empty writes .eml files to DAYBREAK_HOME/outbox.",
    ),
    Variable(
        "DAYBREAK_MAIL_SERVER",
        "",
        "The name with which your receiving mail server begins its Authentication-Results; empty: none is believed.",
    ),
    Variable(
        "DAYBREAK_TYPEFACE",
        "",
        "A TrueType font with Japanese letters, to embed in reports as PDF; empty: IPAex Gothic where Debian keeps it.",
    ),
    Variable("DAYBREAK_CORPUS", "", "A folder of real advisories and mails for the tests; empty leaves those out."),
    Variable("DAYBREAK_CLOCK_FILE", "", "For rehearsals only: a file holding seconds by which the clock is shifted."),
)


TYPEFACES = (
    Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"),
    Path("/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf"),
)
"""Where the packages fonts-ipaexfont-gothic and fonts-ipafont-gothic put theirs."""


class EnvironmentFaulty(Exception):
    """A variable holds something that cannot be used; the message says which and what would do."""


@dataclass(frozen=True)
class Environment:
    """The variables, read once, as typed values."""

    home: Path
    keys: Path
    base_url: str
    hosts: tuple[str, ...]
    database_url: str
    owner_url: str
    smtp_url: str
    mail_server: str
    typeface: Path | None
    clock_file: Path | None

    @property
    def on_https(self) -> bool:
        """Whether the public address is https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def allowed_hosts(self) -> list[str]:
        """Host names to answer to."""
        own = urlsplit(self.base_url).hostname or "localhost"
        loopback = [] if self.on_https else ["127.0.0.1", "localhost", "[::1]"]
        return list(dict.fromkeys([own, *self.hosts, *loopback]))

    def database(self) -> dict[str, Any]:
        """Give Django's database settings: PostgreSQL by URL, else SQLite in the home folder."""
        return postgresql(self.database_url) if self.database_url else sqlite(self.home / "daybreak.sqlite3")


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """Read the variables; raises EnvironmentFaulty with a sentence."""
    given = os.environ if environ is None else environ
    values = {one.name: given.get(one.name, "") or one.default for one in VARIABLES}
    home = Path(values["DAYBREAK_HOME"]).expanduser().resolve()
    base_url = values["DAYBREAK_BASE_URL"].rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"DAYBREAK_BASE_URL is {base_url!r}; write an address such as https://psirt.example"
        raise EnvironmentFaulty(message)
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        message = f"DAYBREAK_BASE_URL is {base_url!r}; plain http is for this machine alone, use https"
        raise EnvironmentFaulty(message)
    clock = values["DAYBREAK_CLOCK_FILE"]
    return Environment(
        home=home,
        keys=Path(values["DAYBREAK_KEYS"]).expanduser().resolve() if values["DAYBREAK_KEYS"] else home / "keys",
        base_url=base_url,
        hosts=tuple(host.strip() for host in values["DAYBREAK_HOSTS"].split(",") if host.strip()),
        database_url=values["DAYBREAK_DATABASE_URL"],
        owner_url=values["DAYBREAK_DATABASE_OWNER_URL"],
        smtp_url=values["DAYBREAK_SMTP_URL"],
        mail_server=values["DAYBREAK_MAIL_SERVER"].strip(),
        typeface=_typeface(values["DAYBREAK_TYPEFACE"].strip()),
        clock_file=Path(clock) if clock else None,
    )


def _typeface(given: str) -> Path | None:
    """Give the font that is embedded, the one named or the first that is there; raises EnvironmentFaulty."""
    if not given:
        return next((path for path in TYPEFACES if path.is_file()), None)
    found = Path(given).expanduser().resolve()
    if not found.is_file():
        message = f"DAYBREAK_TYPEFACE is {given!r}; there is no such file"
        raise EnvironmentFaulty(message)
    return found


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite with a write-ahead log, full durability, and writers that wait for their turn."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": str(path.parent / "test.sqlite3")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL through psycopg's pool, from a postgresql:// address.

    Its compiling of queries is off: row security makes them look long to it, and it then compiles for a fifth of a
    second what runs in a few thousandths.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        message = "DAYBREAK_DATABASE_URL must begin with postgresql://, or be empty for SQLite"
        raise EnvironmentFaulty(message)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"-c jit=off {query.get('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **query},
    }
