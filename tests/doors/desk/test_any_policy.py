"""The same desk under each of the example policies: no code knows which one runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import PUBLIC
from daybreak.journal.clock import database_now
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.doors.desk.conftest import Door

if TYPE_CHECKING:
    from tests.cast import Site

PAGES = ("", "?who=all", "today.csv?who=all", "reports/", "triage/", "notices/", "policy/", "people/", "account/")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_under_every_policy(any_site: Site, settings: object, language: str) -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # type: ignore[attr-defined] # pytest-django's settings
    any_site.at.now = database_now()
    sent = Submission(door="web", mailbox="security", language="en", raw=b"x", title="Overflow", answers={"steps": "1"})
    report = receive(actor=PUBLIC.actor, now=any_site.at.now, submission=sent).report
    client = Door(any_site).as_(any_site.hana)
    client.post("/i18n/setlang/", {"language": language})
    for page in (*PAGES, f"reports/{report.number}/"):
        answer = client.get(f"/desk/{page}")
        assert answer.status_code == 200, page
    answers = any_site.policy.intake.answers
    for one in answers:
        shown = client.get(f"/desk/reports/{report.number}/close/{one.id}/")
        assert report.number in shown.text
