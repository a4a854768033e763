"""The duty that the tests of reminders wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import DutyRow
from tests.jobs.reminded import RULE
from tests.jobs.work import report_of_rita

if TYPE_CHECKING:
    from tests.cast import Site


@pytest.fixture
def duty(site: Site) -> DutyRow:
    """The duty to answer Rita."""
    report = report_of_rita(site)
    return DutyRow.objects.get(rule=RULE, report=report)
