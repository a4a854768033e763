"""A site of its own by its command line, because its processes are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

POLICY = Path(__file__).parents[2] / "src" / "daybreak" / "policies" / "kestrel-sdk.yaml"
DAYBREAK = [sys.executable, "-m", "daybreak"]


def environment_of(home: Path) -> dict[str, str]:
    """Give the environment of a process that works on the site in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    return kept | {"DAYBREAK_HOME": str(home)}


def set_up(home: Path) -> None:
    """Make the site."""
    command = [*DAYBREAK, "setup", "--policy", str(POLICY), "--admin", "hana@kestrel.example", "--password-stdin"]
    subprocess.run(command, input=b"correct horse battery staple\n", env=environment_of(home), check=True)


def mail(number: int, sender: str = "rita") -> bytes:
    """Write the mail of this number."""
    return (
        f"From: {sender}@finder.example\r\nTo: security@kestrel.example\r\nSubject: Report {number}\r\n"
        f"Message-ID: <{number}@finder.example>\r\n\r\n{'Overflow. ' * 500}\r\n"
    ).encode()


def verified(home: Path) -> bool:
    """Tell whether the site's journal is whole."""
    return subprocess.run([*DAYBREAK, "journal", "verify"], env=environment_of(home), check=False).returncode == 0
