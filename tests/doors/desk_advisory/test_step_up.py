"""Before a release one shows again who one is (promises, control 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doors.desk_advisory.conftest import AdvisoryDesk


def test_a_release_asks_again_once_the_sign_in_is_old(desk: AdvisoryDesk) -> None:
    """“Step-up before release.”"""
    client = desk.as_(desk.hana)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = desk.send("release", public_at="2027-01-12T14:00")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
