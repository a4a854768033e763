"""Intake under fire: killed at any moment, sent many times at once (promises, P1 to P3)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

POLICY = Path(__file__).parents[2] / "src" / "daybreak" / "policies" / "kestrel-sdk.yaml"
KILLS = 60 if os.environ.get("DAYBREAK_SOAK") else 8
AT_ONCE = 50 if os.environ.get("DAYBREAK_SOAK") else 6
DAYBREAK = [sys.executable, "-m", "daybreak"]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    return kept | {"DAYBREAK_HOME": str(home)}


def _mail(number: int) -> bytes:
    return (
        f"From: rita@finder.example\r\nTo: security@kestrel.example\r\nSubject: Report {number}\r\n"
        f"Message-ID: <{number}@finder.example>\r\n\r\n{'Overflow. ' * 500}\r\n"
    ).encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A site of its own, because its processes are killed."""
    command = [*DAYBREAK, "setup", "--policy", str(POLICY), "--admin", "hana@kestrel.example", "--password-stdin"]
    subprocess.run(command, input=b"correct horse battery staple\n", env=_environment(tmp_path), check=True)
    return tmp_path


def _ledger(home: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [*DAYBREAK, "report", "list", "--json"], env=_environment(home), check=True, capture_output=True
    )
    return json.loads(done.stdout)


def _verified(home: Path) -> bool:
    return subprocess.run([*DAYBREAK, "journal", "verify"], env=_environment(home), check=False).returncode == 0


def test_what_was_answered_is_stored_whatever_is_killed(home: Path) -> None:
    """“A report answered … is stored, complete and byte-identical, whatever is killed afterwards.”"""
    chance = random.Random(20261122)  # noqa: S311 - moments to kill at, not secrets
    answered: set[str] = set()
    for number in range(KILLS):
        importing = subprocess.Popen(
            [*DAYBREAK, "mail", "import", "--json", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(home),
        )
        try:
            output, _ = importing.communicate(_mail(number), timeout=0.4 + chance.random() * 1.4)
        except subprocess.TimeoutExpired:
            importing.send_signal(signal.SIGKILL)
            output, _ = importing.communicate()
        if output.strip().endswith(b"}"):
            answered.add(json.loads(output)["sha256"])
    stored = {line["sha256"] for line in _ledger(home)}
    assert answered <= stored
    assert stored <= {hashlib.sha256(_mail(number)).hexdigest() for number in range(KILLS)}
    assert _verified(home)


def test_the_same_mail_many_times_at_once_is_one_report(home: Path) -> None:
    """“The same report sent again becomes one report with one acknowledgement.”"""
    sending = [
        subprocess.Popen(
            [*DAYBREAK, "mail", "import", "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(home),
        )
        for _ in range(AT_ONCE)
    ]
    for one in sending:
        one.communicate(_mail(1))
    assert [one.returncode for one in sending] == [0] * AT_ONCE
    assert [line["sha256"] for line in _ledger(home)] == [hashlib.sha256(_mail(1)).hexdigest()]
    assert _verified(home)
