"""Runs every suite this machine can run, and says in a plain line what was left out and how to get it.

With DAYBREAK_NOTHING_LEFT_OUT=1 (CI) anything left out is a failure. Names on the command line (core, faults, …) run
only the suites whose names begin with one of them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from daybreak import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULTS: list[tuple[str, bool, int]] = []
ROOT = Path(__file__).parents[1]
SOAK = ROOT / "docs" / "reference" / "soak.md"
SOAK_HEAD = """# Soak

The newest run of each suite with `make soak`: every kill and every finder at once, and properties on fresh draws.
A suite without a line has not been soaked yet.

| suite | day | result | time |
|---|---|---|---|"""
PYTEST = [sys.executable, "-m", "pytest", "-q"]
BY_FILE = ("-n2", "--dist=loadfile", "--no-loadscope-reorder")
"""A file is one process's, so that a site served for it is served once; files begin in the order they are named."""
LONGEST_FIRST = ("journeys", "cli", "connectors", "jobs")
"""Begun first, so that no process is left alone with a long file at the end."""

NOTHING_TO_LOSE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""A cluster thrown away at the end need not survive the machine."""


@dataclass(frozen=True)
class Suite:
    """One run of pytest: its name, arguments and further environment."""

    name: str
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def _program(*names: str) -> str | None:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None and names[0] == "initdb":
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        found = str(versions[-1]) if versions else None
    return found


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])


def _as_postgres(command: list[str]) -> None:
    """PostgreSQL refuses to run as root; as root it runs as user postgres."""
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_other, *command], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _cluster() -> Iterator[tuple[tuple[str, str], ...]]:
    """A throw-away PostgreSQL cluster with an owning role and the application's role."""
    initdb = _program("initdb")
    if initdb is None:
        raise FileNotFoundError
    binaries, port = Path(initdb).parent, _free_port()
    with tempfile.TemporaryDirectory(prefix="daybreak-pg-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"
        _as_postgres([initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {NOTHING_TO_LOSE}"
        _as_postgres([str(binaries / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", f"{folder}/log", "start"])
        try:
            roles = (
                "CREATE ROLE daybreak_owner LOGIN CREATEDB; CREATE ROLE daybreak_app LOGIN NOINHERIT; "
                "GRANT daybreak_owner TO daybreak_app"
            )
            psql = ["psql", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-q", "-c"]
            subprocess.run([*psql, roles], check=True)
            yield (
                ("DAYBREAK_DATABASE_URL", f"postgresql://daybreak_app@127.0.0.1:{port}/postgres"),
                ("DAYBREAK_DATABASE_OWNER_URL", f"postgresql://daybreak_owner@127.0.0.1:{port}/postgres"),
            )
        finally:
            _as_postgres([str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop"])


def _wanted(name: str) -> bool:
    return not sys.argv[1:] or any(name.lower().startswith(one.lower()) for one in sys.argv[1:])


def _environment(compiled: str) -> dict[str, str]:
    """Let the many processes of a suite read what the first of them compiled, even where none may be kept for good."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": compiled} if len(kept) < len(os.environ) else kept


def _run(suite: Suite) -> bool:
    if not _wanted(suite.name):
        return True
    began = time.monotonic()
    print(f"== {suite.name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="daybreak-compiled-") as compiled:
        done = subprocess.run(
            [*PYTEST, *suite.arguments], cwd=ROOT, env=_environment(compiled) | dict(suite.environment), check=False
        )
    print(
        f"== {suite.name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s\n",
        flush=True,
    )
    RESULTS.append((suite.name, done.returncode == 0, round(time.monotonic() - began)))
    return done.returncode == 0


def _write_soak() -> None:
    """Keep the dated result of each suite's newest run with full counts; suites that did not run now keep theirs."""
    today = datetime.now(UTC).date()
    ran = {
        name: f"| {name} | {today} | {'passed' if passed else 'FAILED'} | {seconds} s on {os.cpu_count()} cores |"
        for name, passed, seconds in RESULTS
    }
    kept = {line.split("|")[1].strip(): line for line in SOAK.read_text().splitlines() if line.startswith("| ")}
    rows = [row for name, row in (kept | ran).items() if name != "suite"]
    SOAK.write_text("\n".join((SOAK_HEAD, *rows)) + "\n")


ELSEWHERE = {"core", "browser", "faults"}
NEEDS_NO_DATABASE = {"house", "cli", "design", "connectors"}
READS_THE_FILE = ("--ignore=tests/journeys/test_erasure.py",)
"""It searches SQLite's own file for the destroyed key."""
GATHERING = "tests/house/test_catalogue.py::test_the_catalogue_holds_every_sentence_of_the_code"

EMBEDDING = "tests/core/formats/test_typeface.py"


def _without_gnupg() -> tuple[str, ...]:
    return () if _program("gpg") else ("--ignore=tests/jobs/test_encrypted.py",)


def _folders(*left_out: str) -> tuple[str, ...]:
    """Name the folders of tests that have no suite of their own, those that take longest first."""
    names = sorted(path.name for path in (ROOT / "tests").iterdir() if any(path.rglob("test_*.py")))
    first = [name for name in LONGEST_FIRST if name in names]
    ordered = (*first, *(name for name in names if name not in first))
    return tuple(f"tests/{name}" for name in ordered if name not in left_out)


def _everywhere(left_out: list[str]) -> list[Suite]:
    without_django = (("DAYBREAK_TESTS_WITHOUT_DJANGO", "1"),)
    deselected = _without_gnupg()
    if deselected:
        left_out.append("opening what came encrypted: apt install gnupg")
    if not _program("xgettext"):
        left_out.append("whether the catalogue is complete: apt install gettext")
        deselected = (*deselected, "--deselect", GATHERING)
    faceless = () if environment.read().typeface else (f"--ignore={EMBEDDING}",)
    if faceless:
        left_out.append("reports that embed their letters: apt install fonts-ipaexfont-gothic")
    return [
        Suite("core, without Django", ("tests/core", "-n2", *faceless), without_django),
        Suite("SQLite", (*_folders(*ELSEWHERE), *deselected, *BY_FILE)),
        Suite("faults", ("tests/faults", "-n2")),
    ]


def main() -> int:
    """Run what can be run; give 1 if anything failed, or was left out where nothing may be."""
    left_out: list[str] = []
    passed = [_run(suite) for suite in _everywhere(left_out)]
    if not _wanted("PostgreSQL"):
        pass
    elif _program("initdb") and _program("psql"):
        with _cluster() as urls:
            passed.append(
                _run(
                    Suite(
                        "PostgreSQL",
                        (*_folders(*ELSEWHERE, *NEEDS_NO_DATABASE), *READS_THE_FILE, *_without_gnupg(), *BY_FILE),
                        urls,
                    )
                )
            )
    else:
        left_out.append("PostgreSQL: apt install postgresql")
    if _program("chromium", "chromium-browser", "google-chrome"):
        passed.append(_run(Suite("browser", ("tests/browser",))))
    else:
        left_out.append("the browser: apt install chromium fonts-noto-cjk")
    if not os.environ.get("DAYBREAK_CORPUS"):
        print("Left out: the corpus of real advisories and mails (set DAYBREAK_CORPUS to its folder)")
    for line in left_out:
        print(f"Left out: {line}")
    if os.environ.get("DAYBREAK_SOAK"):
        _write_soak()
    must_have_all = os.environ.get("DAYBREAK_NOTHING_LEFT_OUT") == "1"
    return 0 if all(passed) and not (left_out and must_have_all) else 1


if __name__ == "__main__":
    sys.exit(main())
