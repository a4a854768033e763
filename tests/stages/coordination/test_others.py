"""Divisions, coordinators and suppliers: who owes an answer, which instant holds, what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import content_of
from daybreak.records.models import DutyRow, JournalEntry, Membership, Notice
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.duties import extend_duty
from daybreak.stages.cases.refusals import LimitMustMoveForward, WordsRefused
from daybreak.stages.cases.vulnerabilities import add_vulnerability
from daybreak.stages.coordination.actions import agree_date, move_date, note_coordinator, note_upstream
from daybreak.stages.coordination.asking import answer_for_division, ask_divisions, pass_on
from daybreak.stages.coordination.divisions import answered_with, standings
from daybreak.stages.coordination.queries import outside
from daybreak.stages.coordination.refusals import (
    DivisionHasAnswered,
    DivisionNotAsked,
    DivisionUnknown,
    InstantNotAhead,
    NoInstantAgreed,
    NotASuppliersComponent,
    NumberMissing,
    PartyUnknown,
    SpeaksForOthers,
    UpstreamNotTold,
    UpstreamUnknown,
)
from tests.cast import START, make_site
from tests.stages.coordination.test_letters import duty

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from daybreak.records.models import Case
    from tests.cast import Site


@pytest.fixture
def group(db: None) -> tuple[Site, Case]:
    """The group of companies, with a confirmed case."""
    site = make_site("aoba-electric")
    case = open_case(actor=site.hana.actor, now=site.at.now, title="Overflow")
    confirm(actor=site.hana.actor, now=site.at.now, case=case)
    return site, case


def clock(site: Site, case: Case, division: str) -> Duty:
    """Give the clock of a division's answer."""
    from daybreak.core.policy.duties import duties

    found = duties(site.policy, facts_of_case(case.id), site.at.now)
    return next(one for one in found if one.id == "investigate" and one.subject == division)


class TestDivisions:
    """B3: one question to many divisions; the table shows who has not answered; passing on keeps the clock."""

    def ask(self, site: Site, case: Case, *divisions: str) -> None:
        ask_divisions(actor=site.hana.actor, now=site.at.now, case=case, divisions=divisions, question="Is it yours?")

    def test_many_are_asked_at_once_and_their_desks_are_told_without_detail(self, group: tuple[Site, Case]) -> None:
        site, case = group
        self.ask(site, case, "network", "compute")
        seen = outside(site.hana.viewer, site.at.now, case.number)
        assert [(one.division, one.answered_at) for one in seen.asked] == [("network", None), ("compute", None)]
        assert all(one.duty and one.duty.duty.limit for one in seen.asked)
        assert Membership.objects.filter(case=case, basis="division:network", person=site.mina.person).exists()
        letters = [content_of(one) for one in Notice.objects.filter(case=case, template="division", party="")]
        assert len(letters) == 4
        names = [site.policy.organisation.divisions[key].name for key in ("network", "compute")]
        for name in names:
            said = {name.in_(tongue) for tongue in ("en", "ja")}
            about = [one for one in letters if any(words in one.subject and words in one.body for words in said)]
            assert len(about) == 2, "a desk of several divisions knows from the letter which is asked"

    def test_passing_on_keeps_the_clock_and_one_answer_settles_both(self, group: tuple[Site, Case]) -> None:
        site, case = group
        self.ask(site, case, "network")
        began = site.at.now
        site.at.later(days=2)
        pass_on(actor=site.hana.actor, now=site.at.now, case=case, division="network", to="compute", words="Theirs.")
        assert clock(site, case, "network").start == clock(site, case, "compute").start == began
        assert clock(site, case, "network").kept is None
        answer_for_division(
            actor=site.hana.actor, now=site.at.later(hours=1), case=case, division="compute", words="Yes."
        )
        assert clock(site, case, "network").kept == clock(site, case, "compute").kept == site.at.now
        asked = {one.division: one for one in outside(site.hana.viewer, site.at.now, case.number).asked}
        assert asked["compute"].question == "Is it yours?"
        assert asked["network"].passed_to == "compute"

    def test_may_be_passed_back_but_not_to_whom_has_answered(self, group: tuple[Site, Case]) -> None:
        site, case = group
        self.ask(site, case, "network", "compute")
        hana, now = site.hana.actor, site.at.now
        pass_on(actor=hana, now=now, case=case, division="network", to="aoba_pos", words="Theirs.")
        pass_on(actor=hana, now=now, case=case, division="aoba_pos", to="network", words="No, yours.")
        answer_for_division(actor=hana, now=now, case=case, division="compute", words="No.")
        with pytest.raises(DivisionHasAnswered):
            pass_on(actor=hana, now=now, case=case, division="network", to="compute", words="Theirs.")
        answer_for_division(actor=hana, now=now, case=case, division="network", words="Ours after all.")
        assert all(not one.open for one in standings(facts_of_case(case.id)).values())

    def test_refuses_what_was_not_asked_or_is_unknown(self, group: tuple[Site, Case]) -> None:
        site, case = group
        hana, now = site.hana.actor, site.at.now
        with pytest.raises(DivisionNotAsked):
            answer_for_division(actor=hana, now=now, case=case, division="network", words="Yes.")
        with pytest.raises(DivisionUnknown):
            answer_for_division(actor=hana, now=now, case=case, division="moon", words="Yes.")
        self.ask(site, case, "network")
        for to in ("network", "moon"):
            with pytest.raises(DivisionUnknown):
                pass_on(actor=hana, now=now, case=case, division="network", to=to, words="Theirs.")
        with pytest.raises(WordsRefused):
            answer_for_division(actor=hana, now=now, case=case, division="network", words="  ")
        with pytest.raises(DivisionUnknown):
            self.ask(site, case)

    def test_only_the_desk_or_those_who_ask_speak_for_a_division(self, group: tuple[Site, Case]) -> None:
        site, case = group
        self.ask(site, case, "network")
        for stranger in (site.quinn, site.mallory):
            with pytest.raises(SpeaksForOthers):
                answer_for_division(actor=stranger.actor, now=site.at.now, case=case, division="network", words="No.")
        answer_for_division(actor=site.mina.actor, now=site.at.now, case=case, division="network", words="No.")

    def test_another_divisions_desk_does_not_speak_for_this_one(self, group: tuple[Site, Case]) -> None:
        from daybreak.people.actions import grant_role
        from tests.cast import OPERATOR

        site, case = group
        self.ask(site, case, "network")
        grant_role(
            actor=OPERATOR, now=site.at.now, person=site.mallory.person, role="division_desk", division="compute"
        )
        with pytest.raises(SpeaksForOthers):
            answer_for_division(actor=site.mallory.actor, now=site.at.now, case=case, division="network", words="No.")


KINDS = st.sampled_from(["asked", "answered", "passed_on"])
STEPS = st.lists(st.tuples(KINDS, st.sampled_from("abc"), st.sampled_from("abc")), max_size=12)


@given(STEPS)
def test_whoever_answers_settles_each_question_once_and_nobody_is_lost(steps: list[tuple[str, str, str]]) -> None:
    """B3: in whatever order things happen, every division that was asked stands in the table."""
    facts = [
        Fact(f"division.{kind}", START + timedelta(hours=place), START, place, "", {"division": one}, {"to": other})
        for place, (kind, one, other) in enumerate(steps)
    ]
    told = standings(facts)
    assert set(told) == {one for kind, one, _other in steps if kind == "asked"}
    for division, standing in told.items():
        settled = answered_with(told, division)
        assert len(settled) == len(set(settled))
        assert settled[0] == division
        assert standing.answered_at is None or standing.answered_at >= standing.asked_at


class TestCoordinators:
    """B4c/B9: one instant, agreed with the coordinating body; they may move it; their number is kept."""

    PARTY = "jp_coordinator"

    def test_their_number_is_sealed_and_shown(self, group: tuple[Site, Case]) -> None:
        site, case = group
        hana, now = site.hana.actor, site.at.now
        with pytest.raises(NumberMissing):
            note_coordinator(actor=hana, now=now, case=case, party=self.PARTY, event="number_given", words=" ")
        note_coordinator(actor=hana, now=now, case=case, party=self.PARTY, event="number_given", words="JVN#12345678")
        entry = JournalEntry.objects.get(kind="coordinator.number_given")
        assert "12345678" not in entry.body
        one = next(one for one in outside(site.hana.viewer, now, case.number).coordinators if one.party == self.PARTY)
        assert one.number == "JVN#12345678"

    def test_being_told_starts_the_clocks_from_when_it_was_so(self, group: tuple[Site, Case]) -> None:
        site, case = group
        hana, then = site.hana.actor, site.at.now
        note_coordinator(
            actor=hana, now=site.at.later(days=1), case=case, party=self.PARTY, event="notified_us", at=then
        )
        assert duty(site, case, "answer_coordinator").start == then

    def test_the_45_days_are_a_target_that_is_extended_with_a_reason(self, group: tuple[Site, Case]) -> None:
        """“`jp-partnership`: steps and 45-day target”, extended for a reason of the policy's list, and never late."""
        site, case = group
        hana, now = site.hana.actor, site.at.now
        note_coordinator(actor=hana, now=now, case=case, party=self.PARTY, event="notified_us")
        target = duty(site, case, "jp_publish_within_45_days")
        row = DutyRow.objects.get(case=case, rule="jp_publish_within_45_days")
        assert (target.aim, target.limit) == (row.aim, None)
        why = {"reason": "complexity", "words": "Three vendors share the parser."}
        with pytest.raises(LimitMustMoveForward):
            extend_duty(actor=hana, now=now, duty=row, until=now + timedelta(days=40), **why)
        extend_duty(actor=hana, now=now, duty=row, until=now + timedelta(days=60), **why)
        moved = duty(site, case, "jp_publish_within_45_days")
        assert (moved.aim, moved.limit, moved.extensions[0].reason) == (now + timedelta(days=60), None, "complexity")

    def test_the_instant_is_agreed_confirmed_and_moved(self, group: tuple[Site, Case]) -> None:
        site, case = group
        hana, now = site.hana.actor, site.at.now
        first, second = now + timedelta(days=20), now + timedelta(days=30)
        with pytest.raises(NoInstantAgreed):
            move_date(actor=hana, now=now, case=case, party=self.PARTY, public_at=first)
        agree_date(actor=hana, now=now, case=case, party=self.PARTY, public_at=first, confirmed=False)
        assert self.stands(site, case) == (first, False, False)
        agree_date(actor=hana, now=now, case=case, party=self.PARTY, public_at=first, confirmed=True)
        assert self.stands(site, case) == (first, True, False)
        move_date(actor=hana, now=now, case=case, party=self.PARTY, public_at=second)
        assert self.stands(site, case) == (second, False, True)
        assert duty(site, case, "jp_check_draft").start == now

    def stands(self, site: Site, case: Case) -> tuple[datetime | None, bool, bool]:
        seen = outside(site.hana.viewer, site.at.now, case.number)
        one = next(one for one in seen.coordinators if one.party == self.PARTY)
        return one.public_at, one.confirmed, one.moved

    def test_refuses_the_past_and_what_has_no_zone(self, group: tuple[Site, Case]) -> None:
        site, case = group
        now = site.at.now
        for instant in (now, now - timedelta(days=1), (now + timedelta(days=2)).replace(tzinfo=None)):
            with pytest.raises(InstantNotAhead):
                agree_date(
                    actor=site.hana.actor, now=now, case=case, party=self.PARTY, public_at=instant, confirmed=True
                )
        with pytest.raises(PartyUnknown):
            note_coordinator(actor=site.hana.actor, now=now, case=case, party="nobody", event="notified_us")
        with pytest.raises(PartyUnknown):
            note_coordinator(actor=site.hana.actor, now=now, case=case, party=self.PARTY, event="dreamt")


class TestSuppliers:
    """C7: a component may sit inside a supplied one; the party to tell is then that supplier."""

    def test_a_supplier_is_told_answers_and_fixes(self, db: None) -> None:
        site = make_site("kestrel-sdk")
        hana, now = site.hana.actor, site.at.now
        case = open_case(actor=hana, now=now, title="Overflow in libshape")
        flaw = add_vulnerability(actor=hana, now=now, case=case, title="In libshape", component="external")
        with pytest.raises(UpstreamNotTold):
            note_upstream(actor=hana, now=now, vulnerability=flaw, event="answered", words="They look.")
        for event in ("notified", "answered", "fixed"):
            note_upstream(
                actor=hana, now=site.at.later(days=1), vulnerability=flaw, event=event, words=f"canary {event}"
            )
        (one,) = outside(site.hana.viewer, site.at.now, case.number).suppliers
        assert [heard.event for heard in one.heard] == ["notified", "answered", "fixed"]
        assert one.heard[0].words == "canary notified"
        assert not any("canary" in entry.body for entry in JournalEntry.objects.filter(case=case))
        with pytest.raises(UpstreamUnknown):
            note_upstream(actor=hana, now=now, vulnerability=flaw, event="danced", words="x")

    def test_what_we_resolve_ourselves_has_no_supplier(self, any_site: Site) -> None:
        hana, now = any_site.hana.actor, any_site.at.now
        case = open_case(actor=hana, now=now, title="Overflow")
        for component in ("own", "internal"):
            flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow", component=component)
            with pytest.raises(NotASuppliersComponent):
                note_upstream(actor=hana, now=now, vulnerability=flaw, event="notified", words="x")
        assert outside(any_site.hana.viewer, now, case.number).suppliers == ()
