"""A role that each division has is let in, reminded and called in those divisions alone that a case concerns (B3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Actor
from daybreak.jobs.letters import REMINDER
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round
from daybreak.notices.actions import content_of
from daybreak.people.actions import grant_role, register_person
from daybreak.people.queries import viewer_of
from daybreak.people.sight import visible_to
from daybreak.products.queries import product_row
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow, Notice
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.board import board
from daybreak.stages.cases.board_rows import Wanted
from daybreak.stages.cases.consulting import consult
from daybreak.stages.cases.meetings import When, convene
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import AnotherDivisionsProduct
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, state_affect
from daybreak.stages.coordination.asking import ask_divisions, pass_on
from tests.cast import OPERATOR, PASSWORD, make_site

if TYPE_CHECKING:
    from daybreak.records.models import Case, Person
    from daybreak.stages.cases.board_rows import Whose
    from tests.cast import Site

DESKS = {"ken": "network", "yuki": "compute", "poko": "aoba_pos"}
HEADS = {"nell": "network", "dora": "compute", "paul": "aoba_pos"}


@pytest.fixture
def group(db: None) -> tuple[Site, Case, dict[str, Person]]:
    """The group of companies with a desk and a head in each division; none holds a role for the whole house."""
    site = make_site("aoba-electric")
    people = {}
    for role, held in (("division_desk", DESKS), ("division_head", HEADS)):
        for name, division in held.items():
            email = f"{name}@house.example"
            person = register_person(actor=OPERATOR, now=site.at.now, email=email, name=name.title(), password=PASSWORD)
            grant_role(actor=OPERATOR, now=site.at.now, person=person, role=role, division=division)
            people[name] = person
    case = open_case(actor=site.hana.actor, now=site.at.now, title="Overflow")
    confirm(actor=site.hana.actor, now=site.at.now, case=case)
    return site, case, people


def seen_by(site: Site, case: Case, people: dict[str, Person]) -> set[str]:
    """Tell who of these sees the case."""
    return {
        name
        for name, person in people.items()
        if visible_to(viewer_of(person, site.at.now), site.at.now).cases().filter(id=case.id).exists()
    }


def ask(site: Site, case: Case, *divisions: str) -> None:
    """Ask these divisions."""
    ask_divisions(actor=site.hana.actor, now=site.at.now, case=case, divisions=divisions, question="Is it yours?")


class TestB3NeedToKnow:
    """“One question goes to many divisions”: whoever was not asked cannot tell that the case exists."""

    def test_only_the_asked_see_the_case(self, group: tuple[Site, Case, dict[str, Person]]) -> None:
        site, case, people = group
        assert seen_by(site, case, people) == set()
        ask(site, case, "network")
        assert seen_by(site, case, people) == {"ken"}

    def test_passing_on_lets_the_next_one_in_and_nobody_else(self, group: tuple[Site, Case, dict[str, Person]]) -> None:
        site, case, people = group
        ask(site, case, "network")
        pass_on(actor=site.hana.actor, now=site.at.now, case=case, division="network", to="compute", words="Theirs.")
        assert seen_by(site, case, people) == {"ken", "yuki"}

    def test_reminders_and_escalations_reach_the_asked_division_alone(
        self, group: tuple[Site, Case, dict[str, Person]]
    ) -> None:
        site, case, people = group
        ask(site, case, "network")
        row = DutyRow.objects.get(case=case, rule="investigate")
        assert row.limit is not None
        site.at.now = row.limit + timedelta(seconds=1)
        remind_due(Round(lambda: site.at.now))
        told = {content_of(one).to for one in Notice.objects.filter(template=REMINDER, case=case)}
        assert told & {person.email for person in people.values()} == {"ken@house.example", "nell@house.example"}
        assert seen_by(site, case, people) == {"ken", "nell"}, "its head hears of it once it is overdue"

    def test_meetings_and_advice_call_the_divisions_concerned(
        self, group: tuple[Site, Case, dict[str, Person]]
    ) -> None:
        site, case, people = group
        ask(site, case, "network")
        when = When(site.at.now + timedelta(hours=4), 45, "Room 4")
        convene(actor=site.hana.actor, now=site.at.now, case=case, when=when, roles=("division_head",))
        assert seen_by(site, case, people) == {"ken", "nell"}
        hana, now = site.hana.actor, site.at.now
        flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow")
        server = product_row("ab-server-os")
        assert server is not None
        state_affect(actor=hana, now=now, vulnerability=flaw, product=server, release=None, stated=Status("affected"))
        consult(actor=hana, now=now, case=case, roles=("division_head",), question="May it wait?")
        assert seen_by(site, case, people) == {"ken", "nell", "yuki", "dora"}


class TestB3OnesOwnLines:
    """“Who has not answered”: what another division owes stands on no other division's own board."""

    def lines(self, site: Site, person: Person, whose: Whose) -> set[tuple[str, str, bool]]:
        found = board(viewer_of(person, site.at.now), site.at.now, Wanted(whose=whose)).lines
        return {(one.rule, one.about, one.mine) for one in found if one.per in {"division", "affect", "remedy"}}

    def test_each_division_finds_its_own_questions_products_and_remedies(
        self, group: tuple[Site, Case, dict[str, Person]]
    ) -> None:
        site, case, people = group
        hana, now = site.hana.actor, site.at.now
        ask(site, case, "network", "compute")
        flaw = case.vulnerabilities.first() or add_vulnerability(actor=hana, now=now, case=case, title="Overflow")
        router = product_row("ab-router-x")
        assert router is not None
        state_affect(actor=hana, now=now, vulnerability=flaw, product=router, release=None, stated=Status("affected"))
        ken = {(rule, about) for rule, about, _mine in self.lines(site, people["ken"], "mine")}
        yuki = {(rule, about) for rule, about, _mine in self.lines(site, people["yuki"], "mine")}
        assert {rule for rule, _about in ken} == {"investigate", "prepare"}
        assert {rule for rule, _about in yuki} == {"investigate"}
        assert not ken & yuki
        every = self.lines(site, people["yuki"], "all")
        assert {(rule, about) for rule, about, _mine in every} == ken | yuki, "who is inside may look at all"
        assert {(rule, about) for rule, about, mine in every if mine} == yuki
        assert self.lines(site, people["poko"], "all") == set()

    def test_a_head_deputises_for_the_desk_of_the_own_division_alone(
        self, group: tuple[Site, Case, dict[str, Person]]
    ) -> None:
        site, case, people = group
        ask(site, case, "network", "compute")
        let_in(actor=site.hana.actor, now=site.at.now, case=case, person=people["nell"], role="", basis="invited")
        assert len(self.lines(site, people["nell"], "mine")) == 1


class TestB3OwnProducts:
    """“The product divisions investigate whether their product is affected.”"""

    def test_a_division_states_its_own_products_and_no_other_ones(
        self, group: tuple[Site, Case, dict[str, Person]]
    ) -> None:
        site, case, people = group
        ask(site, case, "network", "compute")
        flaw = case.vulnerabilities.first() or add_vulnerability(
            actor=site.hana.actor, now=site.at.now, case=case, title="Overflow"
        )
        server = product_row("ab-server-os")
        assert server is not None

        def state(actor: Actor) -> None:
            state_affect(
                actor=actor,
                now=site.at.now,
                vulnerability=flaw,
                product=server,
                release=None,
                stated=Status("not_affected", "component_not_present"),
            )

        with pytest.raises(AnotherDivisionsProduct, match=r"コンピューティング|Computing"):
            state(Actor("person", str(people["ken"].id)))
        assert not flaw.affects.exists()
        state(Actor("person", str(people["yuki"].id)))
        assert flaw.affects.get().status == "not_affected"
        state(site.hana.actor)


class TestB3EachCaseByItsOwnPolicy:
    """“Every policy version in the database is tied to every case”: whose role is a division's, the case's own says."""

    @pytest.fixture
    def cases(self, group: tuple[Site, Case, dict[str, Person]]) -> tuple[Case, Case]:
        """Two cases: one under a policy with a desk in each division, a later one under a policy with one desk for all.

        The later policy is in force; both divisions are asked in both cases.
        """
        site, old, _people = group
        one_desk = {name: role.model_copy(update={"one_per": None}) for name, role in site.policy.roles.items()}
        policy = site.policy.model_copy(update={"roles": one_desk})
        ask(site, old, "network", "compute")
        site.at.later(hours=1)
        adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now)
        new = open_case(actor=site.hana.actor, now=site.at.now, title="Underflow")
        confirm(actor=site.hana.actor, now=site.at.now, case=new)
        ask(site, new, "network", "compute")
        assert old.policy_id != new.policy_id
        return old, new

    def test_the_lines_of_the_board(
        self, group: tuple[Site, Case, dict[str, Person]], cases: tuple[Case, Case]
    ) -> None:
        site, _case, people = group
        old, new = cases
        mine = self.asked(site, people["ken"], "mine")
        assert len(mine[old.number]) == 1, "the other division's question is not his in the case of the old policy"
        assert len(mine[new.number]) == 2, "one desk for all answers for every division"
        assert self.asked(site, people["poko"], "all").keys() == {new.number}, "not asked in the old case: sees none"
        looked = board(viewer_of(people["ken"], site.at.now), site.at.now, Wanted(whose="all")).lines
        told = {(one.number, one.about): one.mine for one in looked if one.per == "division"}
        assert sorted(told.values()) == [False, True, True, True]

    def test_what_may_be_stated_of_a_product(
        self, group: tuple[Site, Case, dict[str, Person]], cases: tuple[Case, Case]
    ) -> None:
        site, _case, people = group
        server, ken = product_row("ab-server-os"), Actor("person", str(people["ken"].id))
        assert server is not None
        old, new = (
            add_vulnerability(actor=site.hana.actor, now=site.at.now, case=case, title="A flaw") for case in cases
        )
        stated = Status("affected")
        with pytest.raises(AnotherDivisionsProduct):
            state_affect(actor=ken, now=site.at.now, vulnerability=old, product=server, release=None, stated=stated)
        state_affect(actor=ken, now=site.at.now, vulnerability=new, product=server, release=None, stated=stated)
        assert (old.affects.count(), new.affects.count()) == (0, 1)

    def asked(self, site: Site, person: Person, whose: Whose) -> dict[str, set[str]]:
        """Give, by the case's number, the divisions whose answer somebody finds on the board."""
        found: dict[str, set[str]] = {}
        for one in board(viewer_of(person, site.at.now), site.at.now, Wanted(whose=whose)).lines:
            if one.per == "division":
                found.setdefault(one.number, set()).add(one.about)
        return found
