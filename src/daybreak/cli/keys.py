"""`daybreak key`: publish the OpenPGP key for encrypted reports, keep its private half, list keys, revoke one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from daybreak.cli.words import give, refuse, say, start


@click.group()
def key() -> None:
    """The OpenPGP key that reports are encrypted to."""


@key.command()
@click.argument("file")
@click.option("--as", "email", required=True, help="Who publishes it: the e-mail address of an administrator.")
def publish(file: str, email: str) -> None:
    """Publish the armored public key in FILE, with all its data, on the policy page and in security.txt."""
    armored = _armored(file, "gpg --armor --export KEYID")
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.keys import publish_key

    row = publish_key(actor=acting(email), now=database_now(), armored=armored)
    say(f"Published {row.fingerprint} ({row.user_id}); it expires on {row.expires_at:%Y-%m-%d}.")


@key.command()
@click.argument("file")
@click.option("--passphrase-stdin", is_flag=True, help="Read its passphrase from standard input instead of asking.")
@click.option("--as", "email", required=True, help="Who gives it: the e-mail address of an administrator.")
def keep(file: str, email: str, *, passphrase_stdin: bool) -> None:
    """Keep the armored private key in FILE, sealed, to open what is encrypted to it; old ones stay kept."""
    armored = _armored(file, "gpg --armor --export-secret-keys KEYID")
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.keys import keep_private_key

    given = sys.stdin.readline().rstrip("\r\n") if passphrase_stdin else _passphrase()
    fingerprint = keep_private_key(actor=acting(email), now=database_now(), armored=armored, passphrase=given)
    say(f"{fingerprint} is kept; what was encrypted to it is opened by the worker. Remove {file} from this machine.")


def _armored(file: str, written_by: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii")
    except OSError as fault:
        refuse(f"{file}: {fault.strerror}.")
    except UnicodeDecodeError:
        refuse(f"{file} is not armored; write it with `{written_by}`.")


def _passphrase() -> str:
    return str(click.prompt("Its passphrase (empty for none)", default="", hide_input=True, show_default=False))


@key.command("list")
def listed() -> None:
    """List the published keys as JSON, the newest first."""
    start()
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.keys import keys_published

    give(
        [
            {
                "fingerprint": one.fingerprint,
                "key_id": one.key_id,
                "algorithm": one.algorithm,
                "size": one.size,
                "user_id": one.user_id,
                "created_at": one.created_at.isoformat(),
                "expires_at": one.expires_at.isoformat() if one.expires_at else None,
                "opens": one.opens,
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            }
            for one in keys_published(database_now())
        ]
    )


@key.command()
@click.argument("fingerprint")
@click.option("--as", "email", required=True, help="Who revokes it: the e-mail address of an administrator.")
def revoke(fingerprint: str, email: str) -> None:
    """Take the key of this FINGERPRINT back: nobody is asked to encrypt to it any more."""
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.keys import revoke_key

    revoke_key(actor=acting(email), now=database_now(), fingerprint=fingerprint)
    say("Revoked. It stays on the list, marked as such.")
