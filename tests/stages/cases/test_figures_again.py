"""Figures asked for again: what was added since is counted, and only it is read."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.core.metrics.account import Account
from daybreak.core.metrics.period import ALWAYS
from daybreak.journal.deed import deed
from daybreak.stages.cases.accounts import Accounts, Told
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.figures import figures

if TYPE_CHECKING:
    from tests.cast import Site

NOTHING = Account((), (), (), (), None, None)


def _bodies(queries: CaptureQueriesContext) -> int:
    return sum('"body"' in query["sql"] for query in queries.captured_queries)


class TestAgain:
    """“Metrics page”: the second look costs no reading of what was read."""

    def test_only_the_story_that_grew_is_read_again(self, site: Site) -> None:
        hana = site.hana
        cases = [open_case(actor=hana.actor, now=site.at.now, title=title) for title in ("one", "two")]
        now = site.at.later(days=3)
        before = figures(hana.viewer, now, ALWAYS)
        with CaptureQueriesContext(connection) as queries:
            assert figures(hana.viewer, now, ALWAYS) == before
        assert _bodies(queries) == 0
        confirm(actor=hana.actor, now=now, case=cases[0])
        with CaptureQueriesContext(connection) as queries:
            after = figures(hana.viewer, now, ALWAYS)
        assert _bodies(queries) == 1
        assert after != before

    def test_what_time_does_is_told_without_reading(self, site: Site) -> None:
        open_case(actor=site.hana.actor, now=site.at.now, title="one")
        ages = []
        for days in (1, 10, 40):
            now = site.at.later(days=days)
            found = figures(site.hana.viewer, now, ALWAYS)
            ages.append([sum(column) for column in zip(*(it.classes for it in found.ageing), strict=True)])
        assert ages == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]

    def test_a_story_that_became_a_drill_no_longer_counts(self, site: Site) -> None:
        case = open_case(actor=site.hana.actor, now=site.at.now, title="one")
        assert sum(sum(it.classes) for it in figures(site.hana.viewer, site.at.now, ALWAYS).ageing) == 1
        with deed(actor=site.hana.actor, now=site.at.now) as note:
            note("drill.started", {"case": case.id})
        assert sum(sum(it.classes) for it in figures(site.hana.viewer, site.at.now, ALWAYS).ageing) == 0


class TestHowManyAreKept:
    """The memory of a process that serves for months is bounded."""

    def test_the_first_goes_when_there_are_too_many(self, site: Site) -> None:
        kept, owners = Accounts(2), [uuid.uuid4() for _ in range(3)]
        for owner in owners:
            kept.note(owner, owner, 1, Told(NOTHING))
        assert [kept.of(owner, owner, 1, site.at.now) is not None for owner in owners] == [False, True, True]
        assert kept.of(owners[2], owners[2], 2, site.at.now) is None
