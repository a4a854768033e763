"""What became public is noted once, at its own instant, by whichever worker comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.core.access import WORKER
from daybreak.core.facts import covered_by
from daybreak.jobs.publish import note_published
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import Notice
from daybreak.stages.disclosure.actions import hold, revise
from daybreak.stages.publication.actions import note_public, unnoted
from daybreak.vault.data_keys import destroy
from tests.stages.disclosure.telling import Telling, a_tuesday, tell

if TYPE_CHECKING:
    from daybreak.core.facts import Fact
    from tests.cast import Site


def noted(told: Telling) -> list[Fact]:
    """The facts of publication, in order."""
    return [fact for fact in facts_of_case(told.case.id) if fact.kind in {"advisory.published", "advisory.revised"}]


class TestNoting:
    """The worker notes `advisory.published` first and `advisory.revised` after, exactly once each."""

    def test_once_at_its_instant_whenever_the_worker_comes(self, any_site: Site) -> None:
        told = tell(any_site)
        instant = told.arm(a_tuesday(any_site))
        assert note_published(instant - timedelta(microseconds=1)) == 0
        late = instant + timedelta(hours=7)
        assert note_published(late) == 1
        assert note_published(late) == 0
        assert [(fact.kind, fact.happened_at) for fact in noted(told)] == [("advisory.published", instant)]
        assert Notice.objects.filter(report=told.report, template="news").count() == 1

    def test_it_names_what_it_is_about(self, site: Site) -> None:
        """A duty of one vulnerability is kept by an advisory about it alone: both facts name it."""
        told = tell(site)
        note_published(told.arm(a_tuesday(site)))
        drafted = [fact for fact in facts_of_case(told.case.id) if fact.kind == "advisory.drafted"]
        assert [covered_by(fact) for fact in (*drafted, *noted(told))] == [frozenset({str(told.vulnerability.id)})] * 2

    def test_two_workers_note_it_once(self, site: Site) -> None:
        told = tell(site)
        instant = told.arm(a_tuesday(site))
        [key] = unnoted(instant)
        assert [note_public(actor=WORKER, now=instant, revision_id=key) for _worker in "ab"] == [True, False]
        assert len(noted(told)) == 1

    def test_held_in_time_nothing_is_noted_and_held_late_it_is(self, site: Site) -> None:
        told = tell(site)
        instant = told.arm(a_tuesday(site))
        hold(actor=site.hana.actor, now=told.now, revision=told.revision, reason="x")
        assert note_published(instant) == 0
        told.release(instant)
        hold(actor=site.hana.actor, now=instant, revision=told.revision, reason="x")
        assert note_published(instant + timedelta(hours=1)) == 1

    def test_a_further_revision_is_a_revision(self, site: Site) -> None:
        told = tell(site)
        first = told.arm(a_tuesday(site))
        site.at.now = first + timedelta(days=1)
        revise(actor=site.hana.actor, now=told.now, advisory=told.advisory)
        second = told.arm(told.now + timedelta(days=1))
        assert note_published(second) == 2
        assert [(fact.kind, fact.happened_at) for fact in noted(told)] == [
            ("advisory.published", first), ("advisory.revised", second),
        ]  # fmt: skip

    def test_an_erased_finder_is_told_nothing_and_stops_nothing(self, site: Site) -> None:
        told = tell(site)
        instant = told.arm(a_tuesday(site))
        destroy(told.report.data_key, told.now)
        assert note_published(instant) == 1
        assert Notice.objects.filter(report=told.report, template="news").count() == 0
