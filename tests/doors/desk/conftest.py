"""Signed-in clients of the cast, each with an activated second factor, and reports as finders send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from daybreak.core.access import PUBLIC
from daybreak.journal import clock
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, Submission
from tests.doors.entering import entered

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.records.models import Report
    from tests.cast import Member, Site

SECRET_STEPS = "canary-9f3e: open a crafted clip"
"""Words of the report that nobody outside may read."""


@dataclass
class Door:
    """A site whose desk is entered: clients by member, and the instant at which pages are read."""

    site: Site
    clients: dict[str, Client] = field(default_factory=dict)

    def as_(self, member: Member, *, second_factor: bool = True) -> Client:
        """Give a client signed in as one of the cast."""
        key = f"{member.person.id} {second_factor}"
        if key not in self.clients:
            self.clients[key] = entered(member, second_factor=second_factor)
        return self.clients[key]

    def report(self, title: str = "Heap overflow in the clip parser", **more: str) -> Report:
        """Let Rita send a report; `mailbox`, `address` and her own `finder_date` may be given."""
        own_date = {"finder_date": more["finder_date"]} if "finder_date" in more else {}
        submission = Submission(
            door="web",
            mailbox=more.get("mailbox", "security"),
            language=more.get("language", "en"),
            raw=title.encode(),
            title=title,
            answers={"steps": SECRET_STEPS, "version": "2.4.0", **own_date},
            finder=Finder(name="Rita", address=more.get("address", "")),
        )
        return receive(actor=PUBLIC.actor, now=self.site.at.now, submission=submission).report


def stand(site: Site, monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Any) -> Door:
    """Let the pages' clock stand at the site's instant (by the rehearsal's clock file), and follow when it moves on."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    shift = settings.CLOCK_FILE = folder / "clock"
    move_on = site.at.later

    def follow() -> None:
        shift.write_text("0")
        shift.write_text(str((site.at.now - clock.database_now()).total_seconds()))

    def later(**amount: float) -> datetime:
        instant = move_on(**amount)
        follow()
        return instant

    follow()
    monkeypatch.setattr(site.at, "later", later)
    return Door(site)


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Door:
    """The desk of the device maker."""
    return stand(site, monkeypatch, tmp_path, settings)


@pytest.fixture
def any_desk(any_site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Door:
    """The desk under each of the example policies in turn."""
    return stand(any_site, monkeypatch, tmp_path, settings)


@pytest.fixture
def viewer(desk: Door) -> Viewer:
    """Hana, looking."""
    return desk.site.hana.viewer
