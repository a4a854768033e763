"""Who hears that an embargo may have to end, and that one shared with another case has changed (duties.md 1.4)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.reactions import react_due
from daybreak.notices.actions import content_of
from daybreak.records.models import Notice
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.embargo import accept_embargo, end_embargo, propose_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import add_vulnerability, note_world_event
from daybreak.stages.disclosure.splitting import Leaving, split_case
from tests.jobs.reminded import at
from tests.jobs.work import CANARY

if TYPE_CHECKING:
    from tests.cast import Site


class TestWhatAnAdversaryHas:
    """“Adversary has exploit code -> end early”; “Adversary knows technical details -> may end early”."""

    @pytest.mark.parametrize("event", ["adversary_has_exploit", "adversary_knows"])
    def test_what_an_adversary_has_is_told_to_those_inside_alone(self, site: Site, event: str) -> None:
        """By a number and a link: without the detail, and without how we know it."""
        case, hana, now = open_case(actor=site.hana.actor, now=site.at.now, title=CANARY), site.hana.actor, site.at.now
        let_in(actor=hana, now=now, case=case, person=site.quinn.person, role="", basis="invited")
        flaw = add_vulnerability(actor=hana, now=now, case=case, title=CANARY)
        note_world_event(actor=hana, now=now, vulnerability=flaw, event=event, at=now, source=CANARY)
        react_due(at(site))
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, case=case)]
        heard = [one.to for one in told if "An adversary may be ahead" in one.subject]
        assert heard.count(site.quinn.person.email) == 1
        assert not {site.hana.person.email, site.mallory.person.email} & set(heard)
        assert all(CANARY not in f"{one.subject}{one.body}" for one in told)


class TestSiblings:
    """1.4: “Split cases: embargo is inherited; changes are told to sibling cases”."""

    def test_those_inside_the_other_part_hear_of_it_by_their_own_number(self, site: Site) -> None:
        hana, now = site.hana.actor, site.at.now
        case = open_case(actor=hana, now=now, title=CANARY)
        first, _second = (add_vulnerability(actor=hana, now=now, case=case, title=title) for title in ("One", "Two"))
        propose_embargo(actor=hana, now=now, case=case, until=now + timedelta(days=30))
        accept_embargo(actor=hana, now=now, case=case)
        other = split_case(actor=hana, now=now, case=case, leaving=Leaving((str(first.id),), (), "Half", "Two flaws."))
        let_in(actor=hana, now=now, case=other, person=site.quinn.person, role="", basis="invited")
        react_due(at(site))
        assert heard_of_siblings() == [], "that it was inherited is no change"
        propose_embargo(actor=hana, now=now, case=case, until=now + timedelta(days=10))
        react_due(at(site))
        assert heard_of_siblings() == [], "a proposal changes nothing"
        accept_embargo(actor=hana, now=now, case=case)
        react_due(at(site))
        react_due(at(site))
        heard = heard_of_siblings()
        assert (other.number, site.quinn.person.email) in heard
        assert {number for number, _to in heard} == {other.number}
        assert not {site.hana.person.email, site.mallory.person.email} & {to for _number, to in heard}
        end_embargo(actor=hana, now=now, case=other, reason="Both are public soon.")
        let_in(actor=hana, now=now, case=case, person=site.mina.person, role="", basis="invited")
        react_due(at(site))
        react_due(at(site))
        fresh = set(heard_of_siblings()) - set(heard)
        assert fresh == {(case.number, site.mina.person.email)}, "whoever did it knows"


def heard_of_siblings() -> list[tuple[str, str]]:
    """Give the number that each letter about a sibling's embargo names, and to whom it went; no other number."""
    told = Notice.objects.filter(template=NEWS_INSIDE).order_by("queued_at", "id")
    found = []
    for one in told:
        said = content_of(one)
        if one.case and "shares with a case" in said.subject:
            assert set(re.findall(r"HC-2026-\w+", f"{said.subject} {said.body}")) == {one.case.number}
            found.append((one.case.number, said.to))
    return found
