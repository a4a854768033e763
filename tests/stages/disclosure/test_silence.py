"""“Silence” is the house's promise: no case publishes a CVE ID against the embargo of another one (1.4), P4."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import Membership
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.embargo import accept_embargo, end_embargo, propose_embargo
from daybreak.stages.cases.vulnerabilities import give_cve, note_world_event
from daybreak.stages.disclosure.refusals import ReleaseHeld, SilentElsewhere
from tests.stages.disclosure.telling import Telling, tell
from tests.stages.disclosure.test_release import ready, vote

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.records.models import Case
    from tests.cast import Site


@pytest.fixture
def told(site: Site) -> Telling:
    """The device maker's advisory, drafted about a flaw with a CVE ID."""
    return tell(site)


def other(told: Telling, until: datetime, *, hidden: bool) -> Case:
    """Open another case about the CVE, under an embargo; nobody but Hana, or nobody at all, is inside."""
    hana, now = told.site.hana.actor, told.now
    case = open_case(actor=hana, now=now, title="The same library")
    give_cve(actor=hana, now=now, vulnerability=case.vulnerabilities.get(), cve=str(told.vulnerability.cve_id))
    propose_embargo(actor=hana, now=now, case=case, until=until)
    accept_embargo(actor=hana, now=now, case=case)
    inside = Membership.objects.filter(case=case)
    (inside if hidden else inside.exclude(person=told.site.hana.person)).delete()
    return case


class TestAnotherCasesEmbargo:
    """It holds an advisory back, named to whoever sees that case and to nobody else."""

    def test_of_a_hidden_case_nothing_is_told(self, told: Telling) -> None:
        instant = ready(told)
        case = other(told, instant + timedelta(days=5), hidden=True)
        with pytest.raises(ReleaseHeld) as refused:
            vote(told, told.site.hana, instant)
        for word in (case.number, "embargo", "case"):
            assert word not in str(refused.value)
        assert told.revision.released_at is None

    def test_whoever_sees_the_other_case_reads_which_and_may_end_it(self, told: Telling) -> None:
        instant = ready(told)
        case = other(told, instant + timedelta(days=5), hidden=False)
        with pytest.raises(SilentElsewhere, match=case.number):
            vote(told, told.site.hana, instant)
        end_embargo(actor=told.site.hana.actor, now=told.now, case=case, reason="They agree.")
        vote(told, told.site.hana, instant)
        assert vote(told, told.site.mina, instant)

    def test_one_that_comes_between_two_words_holds_the_second(self, told: Telling) -> None:
        instant = ready(told)
        vote(told, told.site.hana, instant)
        other(told, instant + timedelta(days=5), hidden=False)
        with pytest.raises(ReleaseHeld):
            vote(told, told.site.mina, instant)
        assert told.revision.released_at is None

    def test_one_that_is_over_by_then_holds_nothing(self, told: Telling) -> None:
        instant = ready(told)
        other(told, instant, hidden=True)
        vote(told, told.site.hana, instant)
        assert vote(told, told.site.mina, instant)

    def test_what_the_world_knows_goes_out(self, told: Telling) -> None:
        """“If P occurs: terminate at once”: silence about what is public protects nobody."""
        instant = ready(told)
        other(told, instant + timedelta(days=5), hidden=True)
        hana, flaw = told.site.hana.actor, told.vulnerability
        note_world_event(actor=hana, now=told.now, vulnerability=flaw, event="public", at=told.now)
        vote(told, told.site.hana, instant)
        assert vote(told, told.site.mina, instant)
