"""`daybreak setup`, `migrate`, `serve`, `worker`: making a site and running its processes."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daybreak import environment
from daybreak.cli.words import NO_TEXT, OWN_ALONE, as_owner, read_settings, refuse, say, start
from daybreak.core.access import Actor
from daybreak.vault import site_keys

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

OPERATOR = Actor("operator")
ON_STDERR = {
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
"""What the server says is for people; stdout is for data."""
ADMINISTRATOR = "administrator"
NO_TYPEFACE = (
    "Reports as PDF in Japanese will need a font of the reader's own: this site has none that they could embed. "
    "Install the package fonts-ipaexfont-gothic, or name a TrueType font in DAYBREAK_TYPEFACE."
)


@click.command()
@click.option("--policy", "file", prompt="Policy file", help="The policy file the site runs under.")
@click.option("--admin", "email", prompt="Your e-mail address", help="The first administrator's e-mail address.")
@click.option("--name", default="", help="The administrator's name as colleagues know them.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@click.option(
    "--role", "roles", multiple=True, help="Roles of the policy for the administrator; all of them by default."
)
def setup(file: str, email: str, name: str, roles: tuple[str, ...], *, password_stdin: bool) -> None:
    """Make a new site in DAYBREAK_HOME: keys, database, policy, catalogue, first administrator."""
    from daybreak.cli.policy import read_policy

    policy = read_policy(file)
    unknown = sorted(set(roles) - set(policy.roles))
    if unknown:
        refuse(f"The policy has no role {', '.join(unknown)}. Its roles: {', '.join(policy.roles)}.")
    password = _given_password() if password_stdin else _ask_password()
    name = name or email.partition("@")[0]
    _refuse_unfit(email, name, password)
    make_site()
    _fill(policy, email, name, password, roles or _given(policy))
    say(f"The site stands in {environment.read().home}. Next: `daybreak serve` and `daybreak worker`.")
    say("At the first sign-in you set up a second factor; the desk opens only with one.")


def _given_password() -> str:
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        refuse(NO_TEXT)


def _ask_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _refuse_unfit(email: str, name: str, password: str) -> None:
    """Refuse an administrator whom nobody could register before anything is made."""
    as_owner()
    read_settings()
    from daybreak.people.actions import unregistered

    unregistered(email=email, name=name, password=password)


def make_site() -> None:
    """Make home, keys and database, or bring what exists up to date."""
    found = environment.read()
    os.umask(OWN_ALONE)
    try:
        found.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (found.home / "static").mkdir(exist_ok=True)
        site_keys.make(found.keys)
    except OSError as fault:
        refuse(f"{fault.filename}: {fault.strerror}. Let DAYBREAK_HOME name a folder that can be written.")
    as_owner()
    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from daybreak.stages.intake.privacy.keeping import rebuild

    rebuild()
    erased_again()


def erased_again() -> None:
    """Erase again what a restored backup brought back, before anybody can read it."""
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.privacy.replaying import replay

    again = replay(database_now())
    if again:
        say(f"{again} erasures of erased.log were done again on this database.")


def _erased_before_serving() -> None:
    """Erase again as the house, and leave no connection behind: the serving processes are forked from this one."""
    from daybreak.records.on_behalf import as_the_house, hang_up

    with as_the_house():
        erased_again()
    hang_up()


def _given(policy: Policy) -> tuple[str, ...]:
    """Give the roles that somebody has to be given: not those that everybody has."""
    return tuple(key for key, role in policy.roles.items() if not role.everyone)


def _fill(policy: Policy, email: str, name: str, password: str, roles: tuple[str, ...]) -> None:
    from django.db import transaction

    from daybreak.journal.clock import database_now
    from daybreak.people.actions import grant_role, register_person
    from daybreak.products.actions import register_catalogue
    from daybreak.program.versions import adopt

    now = database_now()
    with transaction.atomic():
        adopt(actor=OPERATOR, now=now, policy=policy, in_force_from=now)
        register_catalogue(actor=OPERATOR, now=now, policy=policy)
        person = register_person(
            actor=OPERATOR, now=now, email=email, name=name, password=password, language=policy.language
        )
        for role in (ADMINISTRATOR, *roles):
            grant_role(actor=OPERATOR, now=now, person=person, role=role)


@click.command()
def migrate() -> None:
    """Bring the database up to date; uses DAYBREAK_DATABASE_OWNER_URL where it is set."""
    make_site()
    say("The database is up to date, and its guards are in force.")
    from daybreak.jobs import deriving

    left = deriving.left()
    if left:
        say(
            f"The duties of {left} reports and cases are not yet derived by this program: the worker does so, in steps."
        )
        say("`daybreak duties rebuild` does it at once.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 256))
def serve(host: str, port: int, threads: int) -> None:
    """Serve all four doors."""
    if not os.environ.get("DAYBREAK_BASE_URL"):
        os.environ["DAYBREAK_BASE_URL"] = _own_url(host, port)
    found = environment.read()
    start(as_the_house=False)
    port_is_free(host, port)
    _erased_before_serving()
    from daybreak.stages.coordination.typeface import typeface

    if typeface() is None:
        say(NO_TYPEFACE)
    from granian.constants import Interfaces
    from granian.server import Server

    say(f"Daybreak serves {found.base_url} (Ctrl-C ends it).")
    Server(
        "daybreak.wsgi:application",
        address=_address_of(host),
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        working_dir=Path.cwd(),
        log_access=False,
        log_dictconfig=ON_STDERR,
    ).serve()


def _own_url(host: str, port: int) -> str:
    """Give the address a browser on this machine would use."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def port_is_free(host: str, port: int) -> None:
    """End with a sentence if this address cannot be listened on."""
    try:
        with socket.create_server((host, port), family=_family_of(host)):
            return
    except OSError as fault:
        refuse(f"{host}:{port} cannot be used: {fault.strerror}. Choose another with --port.")


def _address_of(host: str) -> str:
    """Give a name's address: the server listens on addresses alone."""
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])


def _family_of(host: str) -> int:
    return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(*, once: bool) -> None:
    """Deliver notices, remind ahead of deadlines, react to what happened."""
    start()
    erased_again()
    from daybreak.jobs import worker as job

    if once:
        say(job.told(job.run_once()))
        return
    say("The worker runs (Ctrl-C ends it).")
    job.run_forever()
