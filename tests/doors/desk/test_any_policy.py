"""The same desk under each of the example policies: no code knows which one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.doors.desk.conftest import Door

PAGES = ("", "?who=all", "today.csv?who=all", "reports/", "triage/", "notices/", "policy/", "people/", "account/")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_under_every_policy(any_desk: Door, language: str) -> None:
    site, report = any_desk.site, any_desk.report()
    client = any_desk.as_(site.hana)
    client.post("/i18n/setlang/", {"language": language})
    for page in (*PAGES, f"reports/{report.number}/"):
        assert client.get(f"/desk/{page}").status_code == 200, page
    for answer in site.policy.intake.answers:
        assert report.number in client.get(f"/desk/reports/{report.number}/close/{answer.id}/").text
    assert report.number in client.get("/desk/?who=all").text
