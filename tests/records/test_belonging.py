"""A case's rows are found by keys: its own, and those of its reports; no other case's, and no whole table is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db.models import Q

from daybreak.core.access import PUBLIC
from daybreak.records.belonging import of_case
from daybreak.records.models import DutyRow, JournalEntry
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.cast import START

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from tests.cast import Site


def _case(site: Site, title: str) -> Case:
    submission = Submission("web", "security", "en", title.encode(), title, {"steps": title})
    report = receive(actor=PUBLIC.actor, now=START, submission=submission).report
    case = open_case(actor=site.hana.actor, now=START, title=title, report=report)
    confirm(actor=site.hana.actor, now=START, case=case)
    return case


@pytest.mark.parametrize("table", [JournalEntry, DutyRow])
class TestOfCase:
    """Law 3: state is derived from a case's facts, its reports' included; every deed asks for them."""

    def test_gives_the_rows_of_the_case_and_of_its_reports(
        self, site: Site, table: type[JournalEntry | DutyRow]
    ) -> None:
        ours, theirs = _case(site, "Overflow"), _case(site, "Injection")
        found = {row.pk for row in table.objects.filter(of_case(ours.id))}
        joined = table.objects.filter(Q(case=ours) | Q(report__case=ours))
        assert found == {row.pk for row in joined}
        assert table is DutyRow or any(row.case_id is None for row in joined), "some name the report alone"
        assert not found & {row.pk for row in table.objects.filter(of_case(theirs.id))}

    def test_joins_no_table(self, site: Site, table: type[JournalEntry | DutyRow]) -> None:
        """Under row security an OR across a join asks the rule of every row of the site."""
        case = _case(site, "Overflow")
        assert "JOIN" not in str(table.objects.filter(of_case(case.id)).query)
