"""“The public key is published with key ID, type, size, creation date, expiry date, user ID, fingerprint” (B7).

The keys were made by GnuPG, which also told the expected data.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.formats.openpgp import read_public_key

KEYS = Path(__file__).parent / "openpgp"
RSA = (KEYS / "rsa4096.asc").read_text()


def test_everything_that_is_published_is_read_from_the_key_itself() -> None:
    key = read_public_key(RSA)
    assert key.fingerprint == "9C4116E0E37F8AF78BF1079F800538E12FDD736E"
    assert key.key_id == "800538E12FDD736E"
    assert (key.algorithm, key.size) == ("RSA", 4096)
    assert key.user_id == "Kestrel Security <security@kestrel.example>"
    assert key.created_at == datetime.fromtimestamp(1795332750, UTC)
    assert key.expires_at == datetime.fromtimestamp(1858404750, UTC)


def test_a_curve_without_an_end() -> None:
    key = read_public_key((KEYS / "ed25519.asc").read_text())
    assert (key.algorithm, key.size, key.expires_at) == ("Curve25519", 255, None)
    assert key.fingerprint == "24BCAA217DA746DFB4BE5BDC5536942FA827C3E3"


def test_a_private_key_is_refused_with_a_warning() -> None:
    with pytest.raises(ValueError, match="private key"):
        read_public_key("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgE\n-----END PGP PRIVATE KEY BLOCK-----")


@given(st.text(max_size=300))
def test_any_other_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        read_public_key(text)


@given(st.integers(60, len(RSA) - 60), st.characters(codec="ascii"))
def test_a_changed_key_is_another_or_damaged_but_never_this_one(place: int, mark: str) -> None:
    changed = RSA[:place] + mark + RSA[place + 1 :]
    try:
        key = read_public_key(changed)
    except ValueError:
        return
    same = read_public_key(RSA)
    assert key.fingerprint == same.fingerprint or key.fingerprint != ""
    assert len(key.fingerprint) == len(same.fingerprint)


@given(st.binary(max_size=200))
def test_any_bytes_in_armour_are_refused_or_read(raw: bytes) -> None:
    import base64

    armored = (
        f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{base64.b64encode(raw).decode()}\n-----END PGP PUBLIC KEY BLOCK-----"
    )
    with pytest.raises(ValueError, match="key"):
        read_public_key(armored)
