"""A severity already judged follows the policy's rule for the code that a flaw is said to lie in later (C5, C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.journal.facts import facts_of_case
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.components import say_whose
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess
from tests.cast import make_site

if TYPE_CHECKING:
    from daybreak.records.models import Vulnerability
    from tests.cast import Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/MAV:P/MPR:H"
"""9.8 by itself, much lower in our environment."""


def judged(site: Site, component: str) -> Vulnerability:
    """A flaw in this code, judged by the vector."""
    hana, now = site.hana.actor, site.at.now
    case = open_case(actor=hana, now=now, title="Overflow")
    flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow", component=component)
    assess(actor=hana, now=now, vulnerability=flaw, vector=VECTOR, reason="As upstream says.")
    return flaw


def counted(flaw: Vulnerability) -> tuple[str, str]:
    row = flaw.assessments.get(counts=True)
    return row.band, row.vector


@pytest.mark.django_db
class TestC5OneCounts:
    """“Severity is CVSS”; which score counts depends on whose code it is: the base score, or our environment's."""

    def test_it_is_scored_as_it_counts_there_and_the_change_is_told(self) -> None:
        site = make_site("kestrel-sdk")
        flaw, straight = judged(site, "own"), judged(site, "internal")
        assert counted(flaw) != counted(straight)
        site.at.later(hours=1)
        say_whose(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, whose="internal")
        assert counted(flaw) == counted(straight)
        told = [fact for fact in facts_of_case(flaw.case_id) if fact.kind.startswith("severity.")]
        assert [fact.kind for fact in told] == ["severity.assessed", "severity.assessed", "severity.changed"]
        assert told[-1].codes["was"] == "critical"
        assert told[-1].codes["raised"] is False
        assert flaw.assessments.count() == 2, "the earlier judgement is kept beside it"
        say_whose(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, whose="own")
        assert counted(flaw)[0] == "critical"

    def test_where_the_policy_counts_alike_nothing_is_judged_anew(self) -> None:
        site = make_site("hoshimi-camera")
        flaw = judged(site, "own")
        say_whose(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, whose="common_software")
        assert flaw.assessments.count() == 1
        assert sum(fact.kind == "severity.assessed" for fact in facts_of_case(flaw.case_id)) == 1

    def test_what_nobody_judged_stays_unjudged(self) -> None:
        site = make_site("kestrel-sdk")
        hana, now = site.hana.actor, site.at.now
        case = open_case(actor=hana, now=now, title="Overflow")
        flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow")
        say_whose(actor=hana, now=now, vulnerability=flaw, whose="internal")
        assert not flaw.assessments.exists()
