"""Every tab of a case opens under every policy, shows the rail, and the list finds the case."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.doors.desk_case.conftest import CANARY

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

TABS = ("", "vulnerabilities/", "products/", "remedies/", "conversation/", "members/", "duties/", "journal/")


def test_every_tab_opens_under_every_policy_with_header_and_rail(any_desk: CaseDesk) -> None:
    for tab in TABS:
        page = any_desk.page(tab)
        assert CANARY in page
        assert 'class="rail"' in page
        assert any_desk.case.number in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_tabs_open_in_both_languages(desk: CaseDesk, language: str) -> None:
    desk.as_(desk.site.hana).post("/i18n/setlang/", {"language": language, "next": "/desk/"})
    for tab in TABS:
        assert f'lang="{language}"' in desk.page(tab)
