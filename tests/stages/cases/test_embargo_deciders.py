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
from daybreak.stages.cases.vulnerabilities import note_world_event
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
        assert state(case, any_site) == "active"

    def test_decides_where_the_policy_names_nobody(self, site: Site) -> None:
        readopt(site, decided_by=())
        case, quinn, now = joined(site), site.quinn.actor, site.at.now
        propose_embargo(actor=quinn, now=now, case=case, until=now + MONTH)
        accept_embargo(actor=quinn, now=now, case=case)
        end_embargo(actor=quinn, now=now, case=case, reason="It is known.")
        assert state(case, site) == "exited"


class TestTwoPeople:
    """`ended_early_by: 2 people`: one proposes the earlier end, another accepts it; no one ends it early alone."""

    def agreed(self, site: Site) -> Case:
        """Agree an embargo that one person alone may not end."""
        readopt(site, ended_early_by="2 people")
        case, hana, now = joined(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + MONTH, asked_by="jp_coordinator")
        accept_embargo(actor=hana, now=now, case=case)
        return case

    def test_one_proposes_and_another_accepts(self, site: Site) -> None:
        case, now = self.agreed(site), site.at.now
        with pytest.raises(NotYours, match="two people end an embargo early"):
            end_embargo(actor=site.mina.actor, now=now, case=case, reason="We are done.")
        propose_embargo(actor=site.hana.actor, now=now, case=case, until=now + timedelta(minutes=5))
        with pytest.raises(NotYours, match="somebody else accepts it"):
            accept_embargo(actor=site.hana.actor, now=now, case=case)
        accept_embargo(actor=site.mina.actor, now=now, case=case)
        site.at.later(minutes=6)
        assert state(case, site) == "exited"

    def test_a_later_end_is_one_persons(self, site: Site) -> None:
        case, hana, now = self.agreed(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + 2 * MONTH)
        accept_embargo(actor=hana, now=now, case=case)
        assert state(case, site) == "active"

    def test_where_it_should_end_one_is_enough(self, site: Site) -> None:
        """“If A (attacks) occurs: terminate”: whoever sees attacks waits for nobody."""
        case, hana, now = self.agreed(site), site.hana.actor, site.at.now
        flaw = case.vulnerabilities.get()
        note_world_event(actor=hana, now=now, vulnerability=flaw, event="attacked", at=now)
        end_embargo(actor=hana, now=now, case=case, reason="Attacks are seen.")
        assert state(case, site) == "exited"

    def test_one_person_where_the_policy_says_nothing(self, site: Site) -> None:
        case, hana, now = joined(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + MONTH)
        accept_embargo(actor=hana, now=now, case=case)
        end_embargo(actor=hana, now=now, case=case, reason="They let go.")
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
