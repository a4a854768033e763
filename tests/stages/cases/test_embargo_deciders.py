"""Whoever fixes or verifies proposes an embargo's end; agreeing, rejecting and ending it is the policy's roles'."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.policy.reading import everyones_roles
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.stages.cases.embargo import accept_embargo, end_embargo, keep_default, propose_embargo, reject_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import NotYours
from tests.stages.cases.test_embargo_length import readopt, reported

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from tests.cast import Site

MONTH = timedelta(days=30)


def joined(site: Site) -> Case:
    """Open a reported case and let Quinn in, who verifies and does nothing else."""
    case = reported(site)
    let_in(actor=site.hana.actor, now=site.at.now, case=case, person=site.quinn.person, role="", basis="invited")
    assert {role for role in site.quinn.viewer.roles if role != "quality"} <= everyones_roles(site.policy)
    return case


def state(case: Case, site: Site) -> str:
    """Give how the embargo stands."""
    return embargo_from(facts_of_case(case.id), site.at.now).state


class TestWhoMayNot:
    """A role the policy does not name decides nothing, and the journal says nothing of the attempt."""

    def test_proposes_and_decides_nothing(self, any_site: Site) -> None:
        case, quinn, now = joined(any_site), any_site.quinn.actor, any_site.at.now
        with pytest.raises(NotYours, match="agree, reject or end an embargo"):
            keep_default(actor=quinn, now=now, case=case)
        propose_embargo(actor=quinn, now=now, case=case, until=now + MONTH)
        for refused in (accept_embargo, reject_embargo):
            with pytest.raises(NotYours):
                refused(actor=quinn, now=now, case=case)
        assert state(case, any_site) == "proposed"
        accept_embargo(actor=any_site.hana.actor, now=now, case=case)
        with pytest.raises(NotYours):
            end_embargo(actor=quinn, now=now, case=case, reason="Our fix is out.")
        assert state(case, any_site) == "active"
        end_embargo(actor=any_site.mina.actor, now=now, case=case, reason="Our fix is out.")
        assert state(case, any_site) == "exited"

    def test_decides_where_the_policy_names_nobody(self, site: Site) -> None:
        readopt(site, decided_by=())
        case, quinn, now = joined(site), site.quinn.actor, site.at.now
        propose_embargo(actor=quinn, now=now, case=case, until=now + MONTH)
        accept_embargo(actor=quinn, now=now, case=case)
        end_embargo(actor=quinn, now=now, case=case, reason="It is known.")
        assert state(case, site) == "exited"


class TestThePast:
    """Law 3, “State is derived”: permission is asked at the deed, and what the journal tells stands."""

    def test_what_somebody_without_the_right_agreed_before_holds(self, site: Site) -> None:
        case, now = joined(site), site.at.now
        until = (now + MONTH).isoformat()
        for kind, codes in (("embargo.proposed", {"until": until}), ("embargo.accepted", {"until": until})):
            with deed(actor=site.quinn.actor, now=now) as note:
                note(kind, {"case": case.id}, codes=codes)
        assert state(case, site) == "active"
