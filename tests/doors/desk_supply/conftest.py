"""The SDK vendor's desk, with components, releases, keys and what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.doors.desk_case.conftest import CaseDesk, make_desk

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

    from tests.cast import Member


class SupplyDesk:
    """A case desk, with short ways to post at any address of the desk."""

    def __init__(self, desk: CaseDesk) -> None:
        """Stand on a desk of cases."""
        self.desk, self.site = desk, desk.site

    def get(self, road: str, member: Member | None = None) -> str:
        """Read a page below /desk/; it must answer 200."""
        answer = self.desk.as_(member or self.site.hana).get(f"/desk/{road}")
        assert answer.status_code == 200, answer.content.decode()[:3000]
        return str(answer.content.decode())

    def post(self, road: str, name: str, member: Member | None = None, /, **values: Any) -> HttpResponse:
        """Send an offer's form below /desk/."""
        sent = {"do": name, **{f"{name}-{field}": value for field, value in values.items()}}
        return self.desk.as_(member or self.site.hana).post(f"/desk/{road}", sent)

    def do(self, road: str, name: str, member: Member | None = None, /, **values: Any) -> None:
        """Send an offer's form; it must be done."""
        answer = self.post(road, name, member, **values)
        assert answer.status_code == 303, answer.content.decode()

    def refused(self, road: str, name: str, member: Member | None = None, /, *, code: int = 422, **values: Any) -> str:
        """Send an offer's form that must be refused; give the page."""
        answer = self.post(road, name, member, **values)
        page = str(answer.content.decode())
        assert answer.status_code == code, page
        return page


@pytest.fixture
def supply(db: None, settings: Any, tmp_path: Path) -> SupplyDesk:
    """The SDK vendor's desk."""
    return SupplyDesk(make_desk("kestrel-sdk", settings, tmp_path))
