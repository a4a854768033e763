"""A site of its own for each journey, made by the real command line and served by a real process."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMIN = "ada@house.example"
PASSWORD = "seven quiet herons at dawn"
POLICIES = Path(__file__).parents[2] / "src" / "daybreak" / "policies"
DAYBREAK = [sys.executable, "-m", "daybreak"]
TICK = timedelta(milliseconds=1)
"""The step of SQLite's clock, which leaves the rest away: a question within it would be asked before the instant."""
PATIENCE = 150
"""How often the port is tried before a server counts as not started: once in a fifth of a second."""


@dataclass(frozen=True)
class Said:
    """What a command said: its exit code, data and words."""

    code: int
    out: bytes
    err: bytes

    @property
    def json(self) -> Any:
        """The data."""
        return json.loads(self.out)


@dataclass
class Served:
    """A served site. Its clock stands where `at` put it, and runs on from there."""

    home: Path
    base: str
    environment: dict[str, str]
    spoken: list[bytes] = field(default_factory=list)

    @property
    def _clock(self) -> Path:
        return Path(self.environment["DAYBREAK_CLOCK_FILE"])

    @property
    def shift(self) -> float:
        """The seconds by which the site's clock is ahead of this machine's."""
        return float(self._clock.read_text())

    @property
    def now(self) -> datetime:
        """The present instant of the site."""
        return datetime.now(UTC) + timedelta(seconds=self.shift)

    def at(self, instant: datetime) -> None:
        """Set the site's clock to an instant, which it has then reached however coarsely its database counts."""
        fresh = self._clock.with_suffix(".fresh")
        fresh.write_text(repr((instant + TICK - datetime.now(UTC)).total_seconds()))
        fresh.replace(self._clock)

    def later(self, **amount: float) -> datetime:
        """Move the site's clock on, and give its new instant."""
        self.at(self.now + timedelta(**amount))
        return self.now

    def visitor(self, name: str, language: str = "en") -> Visitor:
        """Give somebody a browser."""
        return Visitor(self.base, name, {"Accept-Language": language})

    def run(self, *words: str, given: bytes = b"", code: int | None = 0) -> Said:
        """Run a command of `daybreak` on this site; what it says on stderr is kept for the search for leaks."""
        done = subprocess.run([*DAYBREAK, *words], env=self.environment, input=given, capture_output=True, check=False)
        self.spoken.append(done.stderr)
        if code is not None:
            assert done.returncode == code, f"{words}: exit {done.returncode}: {done.stderr.decode(errors='replace')}"
        return Said(done.returncode, done.stdout, done.stderr)

    def work(self) -> None:
        """Let the worker do what is due now."""
        self.run("worker", "--once")

    def letters(self) -> list[bytes]:
        """Read every mail that left the house."""
        return [path.read_bytes() for path in sorted((self.home / "outbox").glob("*.eml"))]

    def heard(self) -> bytes:
        """Give everything the server and the commands said on stderr so far."""
        return (self.home.parent / "server.log").read_bytes() + b"\n".join(self.spoken)


@contextmanager
def served(policy: str, begins: datetime) -> Iterator[Served]:
    """Make a site under one of the example policies, at an instant of its own, and serve it until the end."""
    with tempfile.TemporaryDirectory(prefix="daybreak-journey-") as folder, _database() as addresses:
        site = _site(Path(folder), addresses)
        site.at(begins)
        site.run("setup", "--policy", str(POLICIES / f"{policy}.yaml"), "--admin", ADMIN, "--name", "Ada",
                 "--password-stdin", given=f"{PASSWORD}\n".encode())  # fmt: skip
        with (Path(folder) / "server.log").open("wb") as log:
            port = str(urlsplit(site.base).port)
            server = subprocess.Popen(
                [*DAYBREAK, "serve", "--port", port], env=site.environment, stderr=log, stdout=log
            )
            try:
                _wait_for(int(port), server)
                yield site
            except BaseException:
                sys.stderr.write(site.heard().decode(errors="replace")[-6000:])
                raise
            finally:
                server.terminate()
                server.wait(timeout=30)


def _site(folder: Path, addresses: dict[str, str]) -> Served:
    (folder / "passing").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    ours = {
        "DAYBREAK_HOME": str(folder / "home"),
        "DAYBREAK_CLOCK_FILE": str(folder / "clock"),
        "DAYBREAK_BASE_URL": base,
        "TMPDIR": str(folder / "passing"),
        "DJANGO_SETTINGS_MODULE": "daybreak.settings",
    }
    return Served(folder / "home", base, kept | ours | addresses)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    waiting = Event()
    for _try in range(PATIENCE):
        assert server.poll() is None, "the server ended before it answered"
        with socket.socket() as knock:
            knock.settimeout(1)
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        waiting.wait(0.2)
    raise AssertionError(f"nothing answers at port {port}")


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """Give a PostgreSQL database for this journey alone, where the run has one; else nothing: SQLite in the home."""
    owner = os.environ.get("DAYBREAK_DATABASE_OWNER_URL", "")
    if not owner:
        yield {}
        return
    name = f"daybreak_journey_{secrets.token_hex(6)}"
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    urls = {key: os.environ[key] for key in ("DAYBREAK_DATABASE_URL", "DAYBREAK_DATABASE_OWNER_URL")}
    try:
        yield {key: urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for key, url in urls.items()}
    finally:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
