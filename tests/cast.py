"""The cast: Hana handles, Quinn verifies, Mina manages, Rita reports, Mallory is none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Actor, Viewer
from tests.once import once
from tests.shipped import POLICIES, read_policy

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Person

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Tokyo."""
PASSWORD = "correct horse battery staple"
OPERATOR = Actor("operator")
CAST = ("hana", "quinn", "mina", "mallory")


@dataclass
class Clock:
    """The instant a test stands at; `later` moves it on."""

    now: datetime = START

    def later(self, **amount: float) -> datetime:
        """Move on and give the new instant."""
        self.now += timedelta(**amount)
        return self.now


@dataclass(frozen=True)
class Member:
    """One of the cast, as person, actor and viewer."""

    person: Person
    at: Clock

    @property
    def actor(self) -> Actor:
        """The doer."""
        return Actor("person", str(self.person.id))

    @property
    def viewer(self) -> Viewer:
        """The onlooker, with the roles held now."""
        from daybreak.people.queries import viewer_of

        return viewer_of(self.person, self.at.now)


@dataclass(frozen=True)
class Site:
    """A site with a policy in force and its team."""

    policy: Policy
    at: Clock
    hana: Member
    quinn: Member
    mina: Member
    mallory: Member


def make_site(name: str) -> Site:
    """Adopt an example policy and sign the cast on: Hana and Mina hold every role but Quinn's."""
    from daybreak.records.models import Person

    policy, at = read_policy(name), Clock()
    once(f"site of {name}", lambda: _settle(policy, at.now))
    people = {person.email.partition("@")[0]: Member(person, at) for person in Person.objects.all()}
    return Site(policy, at, **{who: people[who] for who in CAST})


def _settle(policy: Policy, now: datetime) -> None:
    from daybreak.people.actions import grant_role, register_person
    from daybreak.products.actions import register_catalogue
    from daybreak.program.versions import adopt

    adopt(actor=OPERATOR, now=now, policy=policy, in_force_from=now - timedelta(days=400))
    register_catalogue(actor=OPERATOR, now=now, policy=policy)
    people = {
        who: register_person(actor=OPERATOR, now=now, email=f"{who}@maker.example", name=who.title(), password=PASSWORD)
        for who in CAST
    }
    quality = [role for role in policy.roles if role.startswith("quality")]
    for role in policy.roles:
        for who in ("quinn",) if role in quality else ("hana", "mina"):
            grant_role(actor=OPERATOR, now=now, person=people[who], role=role)


def own_case(member: Member, now: datetime, title: str) -> Case:
    """Open a case that nobody but its opener is inside, whatever roles the policy calls in."""
    from daybreak.records.models import Membership
    from daybreak.stages.cases.actions import open_case

    case = open_case(actor=member.actor, now=now, title=title)
    Membership.objects.filter(case=case).exclude(person=member.person).delete()
    return case


@pytest.fixture
def site(db: None) -> Site:
    """A site under the device maker's policy."""
    return make_site("hoshimi-camera")


@pytest.fixture(params=POLICIES)
def any_site(db: None, request: pytest.FixtureRequest) -> Site:
    """A site under each of the example policies in turn."""
    return make_site(request.param)
