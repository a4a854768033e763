"""A fresh site for every test under fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.processes import set_up

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A site of its own, because its processes are killed."""
    set_up(tmp_path)
    return tmp_path
