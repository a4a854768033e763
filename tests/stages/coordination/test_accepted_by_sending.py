"""A letter with detail accepts the embargo that its receiver proposed, in the deed that sends it (duties.md 1.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.journal.facts import facts_of_case
from daybreak.stages.cases.embargo import propose_embargo
from tests.stages.coordination.test_letters import sent, told

if TYPE_CHECKING:
    from tests.cast import Site


@pytest.mark.parametrize(("asker", "accepted"), [("voice_platform", True), ("jp_coordinator", False), ("", False)])
def test_sending_the_report_while_they_propose_an_embargo(site: Site, asker: str, *, accepted: bool) -> None:
    """“Sending the report while an embargo is proposed = acceptance.”"""
    case, now = told(site), site.at.now
    propose_embargo(actor=site.hana.actor, now=now, case=case, until=now + timedelta(days=30), asked_by=asker)
    sent(site, case, "first_report")
    facts = facts_of_case(case.id)
    embargo = embargo_from(facts, site.at.now)
    assert embargo.state == ("active" if accepted else "proposed")
    assert [fact.codes.get("by_sending") for fact in facts if fact.kind == "embargo.accepted"] == [True] * accepted
    if accepted:
        assert (embargo.until, embargo.owners) == (now + timedelta(days=30), (asker,))
