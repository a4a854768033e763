"""`daybreak key`: publish the OpenPGP public key for encrypted reports, list keys, revoke one."""

from __future__ import annotations

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
    try:
        armored = Path(file).read_text(encoding="ascii")
    except OSError as fault:
        refuse(f"{file}: {fault.strerror}.")
    except UnicodeDecodeError:
        refuse(f"{file} is not armored; write it with `gpg --armor --export KEYID`.")
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.keys import publish_key

    row = publish_key(actor=acting(email), now=database_now(), armored=armored)
    say(f"Published {row.fingerprint} ({row.user_id}); it expires on {row.expires_at:%Y-%m-%d}.")


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
