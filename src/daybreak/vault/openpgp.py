"""OpenPGP at work: the private halves of published keys, kept sealed, and what was encrypted to them opened (B7).

GnuPG does it, in a folder in memory that is gone afterwards; it has no network, and nothing plain touches a disk.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from django.conf import settings

from daybreak.core.formats.openpgp_message import keys_in
from daybreak.vault.sealed import open_for_site, seal_for_site

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LARGEST = 100 * 1024 * 1024
"""Bytes that come out of one message at most: a small one may swell."""
PATIENCE = 60.0
"""Seconds for one run of GnuPG."""
MEMORY = Path("/dev/shm")  # noqa: S108 - the one folder that never reaches a disk
_PURPOSE = "openpgp"
_PROGRAM = "gpg"
_QUIET = (
    "--batch", "--no-tty", "--yes", "--quiet", "--no-options", "--status-fd", "2", "--trust-model", "always",
    "--disable-dirmngr", "--no-auto-key-retrieve", "--pinentry-mode", "loopback",
)  # fmt: skip

Signature = Literal["none", "unknown", "came_along", "bad"]
"""None; by a key that is not known here; good, by a key that came in the message itself; not of this content."""
Why = Literal["no_program", "no_key", "damaged"]


class CannotOpen(Exception):
    """It could not be opened; `why` says what stands in the way."""

    def __init__(self, why: Why) -> None:
        """Say why."""
        super().__init__(why)
        self.why: Why = why


class NotOurKey(Exception):
    """What was given is no private key, or the passphrase does not open it."""


@dataclass(frozen=True)
class Plain:
    """What a message held: its bytes, the fingerprint of the key that opened it, and what is known of a signature."""

    content: bytes
    key: str
    signature: Signature
    signer: str


def keep(armored: str, passphrase: str, known: Collection[str]) -> str:
    """Keep a private key sealed under the site's own, once it has proven to open what is encrypted to it.

    `known` are the fingerprints of which it must have one; gives its own. Raises NotOurKey, or CannotOpen where GnuPG
    is missing.
    """
    with _home() as home:
        _run(home, ("--import",), armored.encode(), passphrase)
        listed = _run(home, ("--with-colons", "--list-secret-keys")).stdout.decode(errors="replace").splitlines()
        fingerprint = next((line.split(":")[9] for line in listed if line.startswith("fpr:")), "")
        if fingerprint not in known:
            raise NotOurKey
        trial = _run(home, ("--encrypt", "--recipient", fingerprint), b"trial")
        if _run(home, ("--decrypt",), trial.stdout, passphrase).stdout != b"trial":
            raise NotOurKey
    _write(fingerprint, seal_for_site(_PURPOSE, json.dumps({"key": armored, "passphrase": passphrase})))
    return fingerprint


def kept() -> tuple[str, ...]:
    """Give the fingerprints of the keys whose private half is kept, the newest first."""
    found = _folder().glob("*.sealed") if _folder().is_dir() else ()
    return tuple(path.stem for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def opened(content: bytes, beside: bytes = b"") -> Plain:
    """Open a message with the first kept key that fits; public keys `beside` it serve to check its signature.

    Raises CannotOpen.
    """
    reason: Why = "no_key"
    for fingerprint in kept():
        with _home() as home:
            held = json.loads(open_for_site(_PURPOSE, (_folder() / f"{fingerprint}.sealed").read_text()))
            _run(home, ("--import",), held["key"].encode(), held["passphrase"])
            done = _decrypted(home, content, held["passphrase"])
            if "DECRYPTION_OKAY" in _status(done):
                return _told(home, fingerprint, (done, content, beside), held["passphrase"])
            reason = reason if "NO_SECKEY" in _status(done) else "damaged"
    raise CannotOpen(reason)


def _told(
    home: Path, fingerprint: str, came: tuple[subprocess.CompletedProcess[bytes], bytes, bytes], passphrase: str
) -> Plain:
    """Say what is known of the signature: an unknown signer's is tried again with the keys that came along."""
    done, content, beside = came
    along = keys_in(done.stdout) + keys_in(beside)
    if "ERRSIG" in _status(done) and along:
        for key in along:
            _run(home, ("--import",), key)
        again = _decrypted(home, content, passphrase)
        done = again if "DECRYPTION_OKAY" in _status(again) else done
    said = _status(done)
    signer = next((said[word][0] for word in ("VALIDSIG", "BADSIG", "ERRSIG") if said.get(word)), "")
    signature: Signature = "none" if "ERRSIG" not in said else "unknown"
    if "BADSIG" in said:
        signature = "bad"
    elif "GOODSIG" in said:
        signature = "came_along"
    return Plain(done.stdout, fingerprint, signature, signer)


def _decrypted(home: Path, content: bytes, passphrase: str) -> subprocess.CompletedProcess[bytes]:
    return _run(home, ("--max-output", str(LARGEST), "--decrypt"), content, passphrase)


def _status(done: subprocess.CompletedProcess[bytes]) -> dict[str, list[str]]:
    """Read GnuPG's own words for machines: each with what follows it."""
    lines = (line.split()[1:] for line in done.stderr.decode(errors="replace").splitlines() if line[:9] == "[GNUPG:] ")
    return {words[0]: words[1:] for words in lines if words}


@contextmanager
def _home() -> Iterator[Path]:
    """Give GnuPG a folder in memory; its agent ends with it."""
    if shutil.which(_PROGRAM) is None or not MEMORY.is_dir():
        raise CannotOpen("no_program")
    with TemporaryDirectory(prefix="daybreak-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        try:
            yield Path(folder)
        finally:
            for word in ("--kill", "--remove-socketdir"):
                agent = ("all",) if word == "--kill" else ()
                _spawn(("gpgconf", "--homedir", folder, word, *agent), b"", ())


def _run(
    home: Path, words: tuple[str, ...], given: bytes = b"", passphrase: str = ""
) -> subprocess.CompletedProcess[bytes]:
    reading, writing = os.pipe()
    try:
        os.write(writing, f"{passphrase}\n".encode())
        os.close(writing)
        command = (_PROGRAM, "--homedir", str(home), *_QUIET, "--passphrase-fd", str(reading), *words)
        return _spawn(command, given, (reading,))
    finally:
        os.close(reading)


def _spawn(command: tuple[str, ...], given: bytes, handles: tuple[int, ...]) -> subprocess.CompletedProcess[bytes]:
    """Run a program of GnuPG's; a message goes in by standard input alone. Raises CannotOpen if it takes too long."""
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - no word of a message on the command line
            command, input=given, capture_output=True, timeout=PATIENCE, pass_fds=handles, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotOpen("damaged") from None


def _folder() -> Path:
    return settings.KEYS / "openpgp"


def _write(fingerprint: str, sealed: str) -> None:
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _folder() / f"{fingerprint}.fresh"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_folder() / f"{fingerprint}.sealed")
