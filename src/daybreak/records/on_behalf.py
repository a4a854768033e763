"""On whose behalf the database answers: one viewer, the house itself, or nobody, who sees nothing (control 3).

On PostgreSQL each is a setting that row security reads (`row_security.py`) and that ends with the transaction. SQLite
knows no row security; there all of this does nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

VIEWER = "daybreak.viewer"
"""The setting that names the kind of viewer: `person`, `finder`, `public`, HOUSE, or nothing."""
HOUSE = "house"
_as_the_house: ContextVar[bool] = ContextVar("as_the_house", default=False)
"""Whether the innermost block is the house's, so that a look-up inside a deed asks the database for nothing."""


@dataclass(frozen=True)
class Looking:
    """Who looks: the kind of viewer, the key of their person or report, the instant (ISO 8601), watched mailboxes."""

    viewer: str = ""
    key: str = ""
    now: str = ""
    mailboxes: str = ""


def watched(mailboxes: Collection[str]) -> str:
    """Write mailboxes as PostgreSQL writes an array of text."""
    escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in sorted(mailboxes))
    return "{" + ",".join(f'"{one}"' for one in escaped) + "}"


@contextmanager
def looking_as(looking: Looking) -> Iterator[None]:
    """Let the database answer for this viewer: in a transaction, begun here where none is open."""
    with _answering({f"daybreak.{name}": said for name, said in asdict(looking).items()}):
        yield


@contextmanager
def as_nobody() -> Iterator[None]:
    """Let the database answer as it does where nobody was named: not at all."""
    with looking_as(Looking()):
        yield


@contextmanager
def as_the_house() -> Iterator[None]:
    """Let the database answer for the house, which sees and writes every row, until this block ends.

    The one road past row security inside a request: deeds take it, and the few look-ups that a test lists.
    """
    if _as_the_house.get():
        yield
        return
    with _answering({VIEWER: HOUSE}):
        yield


def this_process_is_the_house() -> None:
    """Let every connection of this process answer for the house: for worker and command line, never for `serve`."""
    options, wanted = connection.settings_dict["OPTIONS"], f"-c {VIEWER}={HOUSE}"
    if connection.vendor != "postgresql" or wanted in options.get("options", ""):
        return
    hang_up()
    options["options"] = f"{options.get('options', '')} {wanted}".strip()


def hang_up() -> None:
    """Close this thread's connection, and PostgreSQL's pool with it."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL's own


@contextmanager
def _answering(settings: Mapping[str, str]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    token = _as_the_house.set(settings[VIEWER] == HOUSE)
    try:
        with _settings_beneath(settings) if connection.in_atomic_block else _settings_of_a_transaction(settings):
            yield
    finally:
        _as_the_house.reset(token)


@contextmanager
def _settings_of_a_transaction(settings: Mapping[str, str]) -> Iterator[None]:
    with transaction.atomic():
        _set(settings)
        yield


@contextmanager
def _settings_beneath(settings: Mapping[str, str]) -> Iterator[None]:
    before = _exchanged(settings)
    try:
        yield
    finally:
        # Where the transaction is broken, its roll-back gives the settings of before back.
        if not _broken():
            _set(before)


def _set(settings: Mapping[str, str]) -> None:
    told = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {told}", [part for pair in settings.items() for part in pair])


def _exchanged(settings: Mapping[str, str]) -> dict[str, str]:
    """Set anew and give what was set before, in one round trip."""
    known = ", ".join(f"coalesce(current_setting(%s, true), '') AS s{place}" for place in range(len(settings)))
    held = ", ".join(f"s{place}" for place in range(len(settings)))
    told = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    values = [*settings, *(part for pair in settings.items() for part in pair)]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH before AS MATERIALIZED (SELECT {known}) SELECT {held}, {told} FROM before", values)  # noqa: S608 - made of placeholders
        return dict(zip(settings, cursor.fetchone(), strict=False))


def _broken() -> bool:
    raw = connection.connection
    return connection.needs_rollback or raw is None or raw.info.transaction_status.name != "INTRANS"
