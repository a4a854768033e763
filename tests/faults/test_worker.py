"""The worker under fire: killed again and again while it delivers (promises, P6)."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing, suppress
from email import message_from_bytes
from pathlib import Path

from tests.faults.processes import DAYBREAK, environment_of, mail, verified

KILLS = 40 if os.environ.get("DAYBREAK_SOAK") else 4
AN_HOUR = "3600"
"""Longer than any lease: what a killed worker had taken is free again."""


def _outbox(home: Path) -> list[Path]:
    return list((home / "outbox").glob("*.eml"))


def _rows(home: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "daybreak.sqlite3")) as database:
        return database.execute(query).fetchall()


def _kill_at_the_next_message(home: Path, environment: dict[str, str]) -> bool:
    """Start a worker and kill it as soon as one more message lies there; give whether it was still at work."""
    before = len(_outbox(home))
    worker = subprocess.Popen([*DAYBREAK, "worker", "--once"], stderr=subprocess.DEVNULL, env=environment)
    while worker.poll() is None and len(_outbox(home)) == before:
        with suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=0.002)
    worker.send_signal(signal.SIGKILL)
    return worker.wait() == -signal.SIGKILL


def test_nothing_is_lost_or_recorded_twice_however_often_the_worker_is_killed(home: Path) -> None:
    """Issue 2: the worker “survives being killed at any point without loss or double record”."""
    for number in range(2 * KILLS):
        raw = mail(number, sender=f"rita{number}")
        subprocess.run([*DAYBREAK, "mail", "import", "-"], input=raw, env=environment_of(home), check=True)
    shift = home / "clock"
    environment = environment_of(home) | {"DAYBREAK_CLOCK_FILE": str(shift)}
    killed = 0
    for turn in range(KILLS):
        shift.write_text(str(turn * float(AN_HOUR)))
        killed += _kill_at_the_next_message(home, environment)
    assert killed
    shift.write_text(str(KILLS * float(AN_HOUR)))
    subprocess.run([*DAYBREAK, "worker", "--once"], env=environment, check=True)

    assert _rows(home, "SELECT id FROM records_notice WHERE sent_at IS NULL") == []
    notices = [key for (key,) in _rows(home, "SELECT message_id FROM records_notice")]
    assert len(notices) >= 2 * KILLS
    arrived = {message_from_bytes(path.read_bytes())["Message-ID"].strip("<>") for path in _outbox(home)}
    assert arrived == {key.strip("<>") for key in notices}
    recorded = Counter(_rows(home, "SELECT json_extract(body, '$.subjects.notice') FROM records_journalentry "
                                   "WHERE kind = 'notice.sent'"))  # fmt: skip
    assert set(recorded.values()) == {1}
    assert len(recorded) == len(notices)
    assert verified(home)
