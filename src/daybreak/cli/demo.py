"""`daybreak demo`: a site to look at, or the whole life headless."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daybreak import environment
from daybreak.cli.site import make_site, port_is_free
from daybreak.cli.words import refuse, say, start
from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy
from daybreak.core.policy.model import Policy

if TYPE_CHECKING:
    from daybreak.demo.play import Played

MARK = "demo-sign-ins.json"
BEGUN = "demo-begun"
"""Stands while the story is played: a demo that was ended before begins anew, since nobody has worked in it yet."""
ENDS_WITH_US = "import ctypes; ctypes.CDLL(None).prctl(1, 15); from daybreak.cli import main; main()"
"""A child that the kernel ends (PR_SET_PDEATHSIG, SIGTERM) when we are killed, so that it keeps no port."""


def _policy(name: str) -> Policy:
    return load(shipped_policy(name), name=f"{name}.yaml", include=shipped_overlay)


@click.group(invoke_without_command=True)
@click.option("--headless", is_flag=True, help="Play without server and browser, in a passing folder.")
@click.option("--out", type=click.Path(file_okay=False), help="With --headless: where the bulletin's files go.")
@click.option("--fresh", is_flag=True, help="Begin anew: the demo's folder is emptied first.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def demo(context: click.Context, *, headless: bool, out: str | None, fresh: bool, host: str, port: int) -> None:
    """Play the lives of two well-known vulnerabilities; then serve the site they left behind."""
    if context.invoked_subcommand:
        return
    if headless:
        _headless(_writable(Path(out)) if out else None)
        return
    if out:
        message = "--out goes with --headless."
        raise click.UsageError(message)
    # A browser registers no passkey for a bare address: the loopback is called by its name.
    os.environ.setdefault("DAYBREAK_BASE_URL", f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    port_is_free(host, port)
    home = environment.read().home
    if fresh or (home / BEGUN).exists():
        _empty(home)
    elif (home / "keys" / "vault.key").exists() and not (home / MARK).exists():
        refuse(f"{home} holds a site that is not the demo's. Set DAYBREAK_HOME to another folder.")
    played = _played(home)
    _greet(played.published, played.running)
    _serve(host, port)


def _played(home: Path) -> Played:
    """Make the site and play, or find both; until the play is over, a mark says that it has only begun."""
    if not (home / MARK).exists():
        with suppress(OSError):  # a folder that cannot be made is told by make_site
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            (home / BEGUN).touch()
    make_site()
    from daybreak.demo.play import POLICY, play

    played = play(_policy(POLICY), click.echo)
    (home / BEGUN).unlink(missing_ok=True)
    return played


def _empty(home: Path) -> None:
    ours = (home / MARK).exists() or (home / BEGUN).exists()
    if home.exists() and any(home.iterdir()) and not ours:
        refuse(f"{home} holds something that is not the demo's; nothing was removed.")
    shutil.rmtree(home, ignore_errors=True)


def _writable(out: Path) -> Path:
    """Give the folder, made; end with a sentence before anything is played if nothing can be written to it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            return out
    except OSError as fault:
        refuse(f"{out} cannot be written: {fault.strerror}. Name another folder with --out.")


def _headless(out: Path | None) -> None:
    usual = os.umask(0)
    with tempfile.TemporaryDirectory(prefix="daybreak-demo-") as home:
        os.environ["DAYBREAK_HOME"] = home
        for outside in ("DAYBREAK_KEYS", "DAYBREAK_DATABASE_URL", "DAYBREAK_DATABASE_OWNER_URL", "DAYBREAK_SMTP_URL"):
            os.environ.pop(outside, None)
        make_site()
        from daybreak.demo.play import POLICY, play
        from daybreak.demo.tree import write_tree
        from daybreak.journal.verify import count, verify

        policy = _policy(POLICY)
        played = play(policy, click.echo)
        faults = verify()
        if faults:
            refuse(faults[0])
        click.echo(f"The journal holds {count()} entries, each in its place and unchanged.")
        if out is not None:
            os.umask(usual)
            written = write_tree(out, policy.languages)
            click.echo(f"{len(written)} files of the bulletin are in {out}; {played.published} among them.")


def _greet(published: str, running: str) -> None:
    from daybreak.demo.team import TEAM, address_of, code_now, known

    base = environment.read().base_url
    say("")
    say(f"  The public bulletin   {base}/en/advisories/{published}/   (日本語: {base}/ja/)")
    say(f"  Report as a finder    {base}/en/report")
    say(f"  The team's desk       {base}/desk/")
    say("")
    say("  Sign in at the desk with one of these; the code changes every 30 seconds:")
    for part in TEAM:
        known_one = known()[address_of(part.name)]
        code = code_now(known_one["secret"])
        say(f"    {address_of(part.name):20} {known_one['password']}   code {code}   {part.does}")
    say("  A fresh code:         .venv/bin/daybreak demo code hana")
    say("")
    say(f"  Click first: sign in as hana, open Today, then case {running}; see “What is next” on the right.")
    say("")


@demo.command()
@click.argument("name")
def code(name: str) -> None:
    """Print NAME's sign-in code of this moment (demo only)."""
    start()
    from daybreak.demo.team import address_of, code_now, known

    found = known().get(address_of(name))
    if found is None:
        refuse(f"The demo's team has no {name}. It has: {', '.join(one.partition('@')[0] for one in known())}.")
    click.echo(code_now(found["secret"]))


def _serve(host: str, port: int) -> None:
    """Run server and worker until this process is interrupted or ended; leave neither behind."""
    command = [sys.executable, *(("-c", ENDS_WITH_US) if sys.platform == "linux" else ("-m", "daybreak"))]
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _as_interrupt)
    children = [_started([*command, "worker"])]
    try:
        children.append(_started([*command, "serve", "--host", host, "--port", str(port)]))
        children[-1].wait()
    except KeyboardInterrupt:
        say("Ended. Run `make demo` again to go on, or `make demo FRESH=1` to begin anew.")
    finally:
        for child in children:
            _ended(child)


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches it through us, once."""
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command


def _ended(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _as_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
