"""Sealed text and files: bound to their place, and gone with their key."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.records.models import Message
from daybreak.vault import files
from daybreak.vault.data_keys import KeyDestroyed, destroy, new_data_key, opened
from daybreak.vault.sealed import SealBroken, open_text, seal

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class TestSealedText(TestCase):
    """“AES-GCM, AAD bound to table, row and owner.”"""

    def _message(self) -> Message:
        key = new_data_key(NOW)
        key.save()
        message = Message(data_key=key)
        seal(message, "body_sealed", "蒸気 embargoed words")
        return message

    def test_opens_where_it_was_sealed(self) -> None:
        assert open_text(self._message(), "body_sealed") == "蒸気 embargoed words"

    def test_does_not_open_in_another_row(self) -> None:
        message = self._message()
        message.id = uuid.uuid4()
        with pytest.raises(SealBroken):
            open_text(message, "body_sealed")

    def test_does_not_open_after_one_bit_changed(self) -> None:
        message = self._message()
        sealed = bytearray(message.body_sealed)
        for place in range(len(sealed)):
            sealed[place] ^= 1
            message.body_sealed = bytes(sealed)
            with pytest.raises(SealBroken):
                open_text(message, "body_sealed")
            sealed[place] ^= 1

    def test_is_gone_with_its_key(self) -> None:
        message = self._message()
        destroy(message.data_key, NOW)
        with pytest.raises(KeyDestroyed):
            open_text(message, "body_sealed")


class TestSealedFiles:
    """“Files: sealed in 1 MiB chunks while streaming.”"""

    @settings(max_examples=20, deadline=None)
    @given(pieces=st.lists(st.binary(max_size=700_000), max_size=5))
    def test_what_was_written_is_read(self, pieces: list[bytes]) -> None:
        key, file_id = opened(new_data_key(NOW)), uuid.uuid4()
        writer = files.SealedWriter(key, file_id)
        for piece in pieces:
            writer.write(piece)
        writer.close()
        assert b"".join(files.read(key, file_id)) == b"".join(pieces)
        files.path_of(file_id).unlink()

    @pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 2 * files.CHUNK])
    def test_a_cut_or_changed_file_does_not_open(self, size: int) -> None:
        key, file_id = opened(new_data_key(NOW)), uuid.uuid4()
        writer = files.SealedWriter(key, file_id)
        writer.write(b"x" * size)
        writer.close()
        path = files.path_of(file_id)
        whole = path.read_bytes()
        for forged in (
            whole[:-1],
            whole[: files.CHUNK + files.TAG_BYTES] if size > files.CHUNK else whole[:-5],
            whole[::-1],
        ):
            path.write_bytes(forged)
            with pytest.raises(SealBroken):
                list(files.read(key, file_id))
        path.unlink()
