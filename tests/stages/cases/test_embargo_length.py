"""The longest embargo that a policy agrees to, counted from the first report of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import adopt
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.case_page import usual_end
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.refusals import EmbargoRefused
from daybreak.stages.intake.submission import Finder
from tests.cast import OPERATOR
from tests.received import received

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span
    from daybreak.records.models import Case
    from tests.cast import Site

LONGEST = timedelta(days=180)


def reported(site: Site) -> Case:
    """Open a case from a report."""
    report = received(site, finder=Finder(name="Rita")).report
    return open_case(actor=site.hana.actor, now=site.at.now, report=report)


def readopt(site: Site, **changed: Span | tuple[str, ...] | str | None) -> None:
    """Put a policy in force that says something else about embargoes."""
    rules = site.policy.disclosure
    changed_rules = rules.model_copy(update={"embargo": rules.embargo.model_copy(update=changed)})
    policy = site.policy.model_copy(update={"disclosure": changed_rules})
    adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now - timedelta(hours=1))


class TestTheLongest:
    """`embargo: {default: 90 days, longest: 180 days}` holds from the first report on."""

    def test_the_last_instant_is_agreed_to_and_none_beyond(self, site: Site) -> None:
        case, hana, start = reported(site), site.hana.actor, site.at.now
        with pytest.raises(EmbargoRefused, match=r"beyond 2027-05-23 10:00 Asia/Tokyo"):
            propose_embargo(actor=hana, now=start, case=case, until=start + LONGEST + timedelta(minutes=1))
        propose_embargo(actor=hana, now=start, case=case, until=start + LONGEST)
        accept_embargo(actor=hana, now=start, case=case)

    def test_a_revision_counts_from_the_first_report_not_from_now(self, site: Site) -> None:
        case, hana, start = reported(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=start, case=case, until=start + timedelta(days=90))
        accept_embargo(actor=hana, now=start, case=case)
        later = site.at.later(days=80)
        with pytest.raises(EmbargoRefused):
            propose_embargo(actor=hana, now=later, case=case, until=later + timedelta(days=101))
        propose_embargo(actor=hana, now=later, case=case, until=later + timedelta(days=100))

    def test_an_asker_whom_the_policy_lets_may_have_more(self, site: Site) -> None:
        readopt(site, longer_if_asked_by=("coordinator",))
        case, hana, now = reported(site), site.hana.actor, site.at.now
        far = now + timedelta(days=300)
        for asker in ("", "finder"):
            with pytest.raises(EmbargoRefused):
                propose_embargo(actor=hana, now=now, case=case, until=far, asked_by=asker)
        propose_embargo(actor=hana, now=now, case=case, until=far, asked_by="jp_coordinator")
        accept_embargo(actor=hana, now=now, case=case)
        assert [fact.kind for fact in facts_of_case(case.id)][-1] == "embargo.accepted"

    def test_without_a_longest_there_is_no_bound(self, site: Site) -> None:
        readopt(site, longest=None)
        case, now = reported(site), site.at.now
        propose_embargo(actor=site.hana.actor, now=now, case=case, until=now + timedelta(days=3000))

    def test_the_end_that_is_offered_first_lies_within(self, site: Site) -> None:
        case, start = reported(site), site.at.now
        assert usual_end(case, start, "") == start + timedelta(days=90)
        assert usual_end(case, start + timedelta(days=120), "") == start + LONGEST
