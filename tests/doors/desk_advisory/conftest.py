"""An advisory on the desk of each example policy, with clients of the cast and a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.journal import clock
from tests.cast import make_site
from tests.doors.entering import Entered
from tests.shipped import POLICIES
from tests.stages.disclosure.telling import Telling, tell

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from tests.cast import Member


@dataclass
class AdvisoryDesk(Entered):
    """A told advisory, and everybody's client."""

    told: Telling
    clock_file: Path

    def __post_init__(self) -> None:
        """Let pages be read at the cast's instant."""
        self.at(self.told.now)

    def at(self, instant: datetime) -> None:
        """Set the cast's clock, and the pages' with it."""
        self.told.site.at.now = instant
        self.clock_file.write_text("0")
        self.clock_file.write_text(str((instant - clock.database_now()).total_seconds()))

    @property
    def hana(self) -> Member:
        """She handles."""
        return self.told.site.hana

    @property
    def mina(self) -> Member:
        """She manages."""
        return self.told.site.mina

    def road(self, part: str = "") -> str:
        """Give the address of one of the advisory's pages."""
        return f"/desk/advisories/{self.told.advisory.number}/{part}"

    def page(self, part: str = "", by: Member | None = None) -> str:
        """Read a page as Hana, or as somebody else; it must answer 200."""
        answer = self.as_(by or self.hana).get(self.road(part))
        assert answer.status_code == 200, answer.content.decode()[-3000:]
        return unescape(answer.content.decode())

    def send(self, deed: str, by: Member | None = None, **values: Any) -> HttpResponse:
        """Send a deed's form on the content that stands now."""
        sent = {"do": deed, "content": self.told.revision.content_hash, **values}
        return self.as_(by or self.hana).post(self.road(), sent)

    def do(self, deed: str, by: Member | None = None, **values: Any) -> str:
        """Send a deed's form; it must be done. Gives the page that follows."""
        answer = self.send(deed, by, **values)
        assert answer.status_code == 303, unescape(answer.content.decode())[-6000:]
        return self.page(by=by)

    def refused(self, deed: str, by: Member | None = None, *, code: int, **values: Any) -> str:
        """Send a deed's form that must be refused with this status; give the page."""
        answer = self.send(deed, by, **values)
        assert answer.status_code == code, answer.status_code
        return unescape(answer.content.decode())


def make_desk(name: str, settings: Any, tmp_path: Path) -> AdvisoryDesk:
    """Make a site under an example policy with a drafted advisory; Mina is let into the case."""
    from daybreak.stages.cases.membership import let_in

    settings.CLOCK_FILE = tmp_path / "clock"
    site = make_site(name)
    told = tell(site)
    let_in(actor=site.hana.actor, now=told.now, case=told.case, person=site.mina.person, role="", basis="invited")
    return AdvisoryDesk(told, tmp_path / "clock")


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> AdvisoryDesk:
    """The device maker's desk."""
    return make_desk("hoshimi-camera", settings, tmp_path)


@pytest.fixture(params=POLICIES)
def any_desk(db: None, settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> AdvisoryDesk:
    """The desk under each example policy in turn."""
    return make_desk(request.param, settings, tmp_path)
