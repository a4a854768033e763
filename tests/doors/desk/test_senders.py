"""What is known about the sender of a mail stands on the report's page, in plain words (B13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.mail_in import import_mail

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.doors.desk.conftest import Door

MAIL = (
    b"Authentication-Results: mx.house.example; spf=pass; dkim=none; dmarc=%s header.from=finder.example\r\n"
    b"From: rita@finder.example\r\nTo: psirt@house.example\r\nSubject: canary-77 overflow\r\n\r\nSteps.\r\n"
)


@pytest.mark.parametrize(("found", "said"), [(b"pass", "Proven"), (b"fail", "Not proven")])
def test_the_page_says_what_our_mail_server_found(
    desk: Door, settings: SettingsWrapper, found: bytes, said: str
) -> None:
    """“Recorded for incoming mail”: and shown to whoever decides about the report, to nobody else."""
    settings.MAIL_SERVER = "mx.house.example"
    number = import_mail(MAIL % found, desk.site.at.now).report.number
    page = desk.as_(desk.site.hana).get(f"/desk/reports/{number}/").text
    assert said in page
    assert ("Not proven" in page) == (said == "Not proven")
    assert all(word in page for word in ("SPF", "DKIM", "DMARC", found.decode()))
    japanese = desk.as_(desk.site.hana).get(f"/desk/reports/{number}/", headers={"Accept-Language": "ja"}).text
    assert "送信ドメイン認証" in japanese
    stranger = desk.as_(desk.site.mallory).get(f"/desk/reports/{number}/")
    assert stranger.status_code == 404
    assert "canary-77" not in stranger.text
    assert "DMARC" not in stranger.text


def test_where_no_server_is_named_the_page_says_that_nobody_checked(desk: Door) -> None:
    """Anybody can write such a line into a mail."""
    number = import_mail(MAIL % b"pass", desk.site.at.now).report.number
    page = desk.as_(desk.site.hana).get(f"/desk/reports/{number}/").text
    assert "Not checked" in page
    assert "Proven" not in page
