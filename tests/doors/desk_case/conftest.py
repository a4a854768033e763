"""A case on the desk of each example policy, and clients of the cast with an activated second factor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.journal import clock
from daybreak.stages.cases.actions import open_case
from daybreak.stages.intake.submission import Finder
from tests.cast import make_site
from tests.doors.entering import Entered
from tests.once import once
from tests.received import received

if TYPE_CHECKING:
    from django.http import HttpResponse

    from daybreak.records.models import Case, Report
    from tests.cast import Member, Site

CANARY = "canary-4c1e heap overflow in the clip parser"
"""Words that nobody outside the case may read."""


@dataclass
class CaseDesk(Entered):
    """A site, one case with one report, and everybody's client."""

    site: Site
    report: Report
    case: Case
    clock_file: Path

    def __post_init__(self) -> None:
        """Let pages be read at the cast's instant."""
        self.later()

    def later(self, **amount: float) -> None:
        """Move the cast's clock, and the pages' with it."""
        self.site.at.later(**amount)
        self.clock_file.write_text("0")
        self.clock_file.write_text(str((self.site.at.now - clock.database_now()).total_seconds()))

    def road(self, part: str = "") -> str:
        """Give the address of a tab."""
        return f"/desk/cases/{self.case.number}/{part}"

    def page(self, part: str = "", member: Member | None = None, **query: str) -> str:
        """Read a tab as Hana, or as somebody else; it must answer 200."""
        answer = self.as_(member or self.site.hana).get(self.road(part), query)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return str(answer.content.decode())

    def send(self, part: str, deed: str, on: str = "", *, by: Member | None = None, **values: Any) -> HttpResponse:
        """Send a deed's form as Hana, or as somebody else."""
        sent = {"do": deed, "on": on, **values}
        return self.as_(by or self.site.hana).post(self.road(part), sent)

    def do(self, part: str, deed: str, on: str = "", *, by: Member | None = None, **values: Any) -> None:
        """Send a deed's form; it must be done, and the page behind it must open."""
        answer = self.send(part, deed, on, by=by, **values)
        assert answer.status_code == 303, answer.content.decode()
        assert self.as_(by or self.site.hana).get(answer.headers["Location"]).status_code == 200

    def refused(self, part: str, deed: str, on: str = "", *, code: int, by: Member | None = None, **values: Any) -> str:
        """Send a deed's form that must be refused with this status; give the page."""
        answer = self.send(part, deed, on, by=by, **values)
        page = str(answer.content.decode())
        assert answer.status_code == code, page
        return page

    @property
    def vulnerability(self) -> str:
        """The key of the case's first vulnerability."""
        return str(self.case.vulnerabilities.order_by("added_at").first().id)

    def kinds(self) -> list[str]:
        """The kinds of facts of the case, in order."""
        return list(self.case.entries.order_by("position").values_list("kind", flat=True))


def make_desk(name: str, settings: Any, tmp_path: Path) -> CaseDesk:
    """Make a site under an example policy with a case from a report."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    settings.CLOCK_FILE = tmp_path / "clock"
    from daybreak.records.models import Case

    site = make_site(name)
    once("a case from a report", lambda: _begin(site))
    case = Case.objects.select_related("policy", "data_key").get()
    return CaseDesk(site, case.reports.get(), case, settings.CLOCK_FILE)


def _begin(site: Site) -> None:
    finder, steps = Finder(name="Rita"), {"steps": "open a crafted clip"}
    report = received(site, CANARY, answers=steps, finder=finder).report
    open_case(actor=site.hana.actor, now=site.at.now, report=report)


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The device maker's desk."""
    return make_desk("hoshimi-camera", settings, tmp_path)


@pytest.fixture(params=["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
def any_desk(db: None, settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> CaseDesk:
    """The desk under each example policy in turn."""
    return make_desk(request.param, settings, tmp_path)
