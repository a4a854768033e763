"""A bulletin whose clock a test sets, over a told advisory of each example policy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from daybreak.journal import clock
from daybreak.stages.publication.subscribing import by_mail
from tests.stages.disclosure.telling import Telling, tell

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from tests.cast import Site


@dataclass
class Bulletin:
    """What the public reads, at an instant."""

    told: Telling
    clock_file: Path
    client: Client

    def at(self, instant: datetime) -> Bulletin:
        """Set the database's clock for the pages that follow; it goes on from there."""
        self.clock_file.write_text("0")
        self.clock_file.write_text(str((instant - clock.database_now()).total_seconds()))
        return self

    def get(self, path: str, **headers: Any) -> HttpResponse:
        """Read an address as the public."""
        return self.client.get(path, headers=headers)

    def read(self, path: str, **headers: Any) -> str:
        """Read an address that must answer."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.content.decode())


def _bulletin(site: Site, tmp_path: Path, settings: Any) -> Bulletin:
    settings.CLOCK_FILE = tmp_path / "clock"
    return Bulletin(tell(site), tmp_path / "clock", Client()).at(site.at.now)


@pytest.fixture
def bulletin(any_site: Site, tmp_path: Path, settings: Any) -> Bulletin:
    """A bulletin under each example policy."""
    return _bulletin(any_site, tmp_path, settings)


@pytest.fixture
def ja_bulletin(site: Site, tmp_path: Path, settings: Any) -> Bulletin:
    """A bulletin under the device maker's policy, Japanese first."""
    return _bulletin(site, tmp_path, settings)


@pytest.fixture
def offered(ja_bulletin: Bulletin) -> Bulletin:
    """A bulletin whose policy offers subscriptions."""
    assert by_mail(ja_bulletin.told.now)
    return ja_bulletin
