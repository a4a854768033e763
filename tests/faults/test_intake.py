"""Intake under fire: killed at any moment, sent many times at once (promises, P1 to P3)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
from pathlib import Path

from tests.faults.processes import DAYBREAK, environment_of, mail, verified

KILLS = 60 if os.environ.get("DAYBREAK_SOAK") else 8
AT_ONCE = 50 if os.environ.get("DAYBREAK_SOAK") else 6


def _ledger(home: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [*DAYBREAK, "report", "list", "--json"], env=environment_of(home), check=True, capture_output=True
    )
    return json.loads(done.stdout)


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
            env=environment_of(home),
        )
        try:
            output, _ = importing.communicate(mail(number), timeout=0.4 + chance.random() * 1.4)
        except subprocess.TimeoutExpired:
            importing.send_signal(signal.SIGKILL)
            output, _ = importing.communicate()
        if output.strip().endswith(b"}"):
            answered.add(json.loads(output)["sha256"])
    stored = {line["sha256"] for line in _ledger(home)}
    assert answered <= stored
    assert stored <= {hashlib.sha256(mail(number)).hexdigest() for number in range(KILLS)}
    assert verified(home)


def test_the_same_mail_many_times_at_once_is_one_report(home: Path) -> None:
    """“The same report sent again becomes one report with one acknowledgement.”"""
    sending = [
        subprocess.Popen(
            [*DAYBREAK, "mail", "import", "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment_of(home),
        )
        for _ in range(AT_ONCE)
    ]
    for one in sending:
        one.communicate(mail(1))
    assert [one.returncode for one in sending] == [0] * AT_ONCE
    assert [line["sha256"] for line in _ledger(home)] == [hashlib.sha256(mail(1)).hexdigest()]
    assert verified(home)
