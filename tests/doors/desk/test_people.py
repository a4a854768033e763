"""People and accounts: roles are given by administrators, tokens made by oneself, and neither opens a case."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from allauth.account.internal.flows.login import user_id_to_str

from daybreak.people.actions import grant_role, issue_token
from daybreak.people.administration import ADMINISTRATOR
from daybreak.people.queries import bearer
from daybreak.people.sight import visible_to
from daybreak.records.models import ApiToken, JournalEntry, Person, RoleGrant
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.naming import names_of
from tests.cast import OPERATOR, PASSWORD

if TYPE_CHECKING:
    from django.test import Client

    from tests.cast import Member
    from tests.doors.desk.conftest import Door

NEW = {
    "register-name": "Taro",
    "register-email": "Taro@maker.example",
    "register-password": PASSWORD,
    "register-language": "ja",
}


def administrator(desk: Door, member: Member) -> Client:
    """Make one of the cast an administrator and sign them in."""
    grant_role(actor=OPERATOR, now=desk.site.at.now, person=member.person, role=ADMINISTRATOR)
    return desk.as_(member)


class TestRoster:
    """Who holds which role."""

    def test_colleagues_see_roles_without_addresses(self, desk: Door) -> None:
        text = desk.as_(desk.site.hana).get("/desk/people/").text
        assert "Security team" in text
        assert "mina@maker.example" not in text
        assert "Give a role" not in text

    def test_who_holds_no_role_sees_themself_alone(self, desk: Door) -> None:
        text = desk.as_(desk.site.mallory).get("/desk/people/").text
        assert "Mallory" in text
        assert "Hana" not in text

    def test_a_role_that_nobody_holds_is_named_to_colleagues_alone(self, desk: Door) -> None:
        """A3: a duty is nobody's where its role is; whoever looks at the roles sees it, a stranger does not."""
        assert "Roles that nobody holds" in desk.as_(desk.site.hana).get("/desk/people/").text, "an administrator"
        client = administrator(desk, desk.site.mina)
        assert "Roles that nobody holds" not in client.get("/desk/people/").text
        RoleGrant.objects.filter(role="quality").update(until=desk.site.at.now)
        _before, _mark, after = client.get("/desk/people/").text.partition("Roles that nobody holds")
        assert "Quality assurance" in after[:200]
        assert "Roles that nobody holds" not in desk.as_(desk.site.mallory).get("/desk/people/").text

    def test_a_new_colleagues_mail_is_in_the_houses_language_unless_said_otherwise(self, desk: Door) -> None:
        """B12: the first language of the policy is the default."""
        page = administrator(desk, desk.site.mina).get("/desk/people/").text
        assert '<option value="ja" selected' in page.partition('name="register-language"')[2]


class TestAdministrator:
    """The one role that no policy names."""

    def test_registers_a_colleague(self, desk: Door) -> None:
        client = administrator(desk, desk.site.mina)
        assert client.post("/desk/people/register/", NEW).status_code == 303
        person = Person.objects.get(email="taro@maker.example")
        assert (person.name, person.language) == ("Taro", "ja")
        assert person.check_password(PASSWORD)

    def test_a_weak_password_is_refused_and_the_rest_kept(self, desk: Door) -> None:
        client = administrator(desk, desk.site.mina)
        answer = client.post("/desk/people/register/", {**NEW, "register-password": "short"})
        assert answer.status_code == 422
        assert "Taro@maker.example" in answer.text
        assert not Person.objects.filter(name="Taro").exists()

    def test_gives_a_role_and_takes_it_back(self, desk: Door) -> None:
        client, person = administrator(desk, desk.site.mina), desk.site.mallory.person
        sent = {"role-person": str(person.id), "role-role": "engineer"}
        assert client.post("/desk/people/roles/", sent).status_code == 303
        grant = RoleGrant.objects.get(person=person)
        assert (grant.role, grant.until) == ("engineer", None)
        assert client.post(f"/desk/people/roles/{grant.id}/end/").status_code == 303
        grant.refresh_from_db()
        assert grant.until is not None

    def test_a_role_the_policy_does_not_have(self, desk: Door) -> None:
        client = administrator(desk, desk.site.mina)
        sent = {"role-person": str(desk.site.hana.person.id), "role-role": "emperor"}
        assert client.post("/desk/people/roles/", sent).status_code == 422

    def test_the_last_administrator_stays(self, desk: Door) -> None:
        client = administrator(desk, desk.site.mina)
        grant = RoleGrant.objects.get(role=ADMINISTRATOR)
        answer = client.post(f"/desk/people/roles/{grant.id}/end/", follow=True)
        assert "last administrator" in answer.text
        grant.refresh_from_db()
        assert grant.until is None

    def test_being_one_opens_no_case_and_no_report(self, desk: Door) -> None:
        report = desk.report(title="canary")
        case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="canary", report=report)
        client = administrator(desk, desk.site.mallory)
        assert client.get(f"/desk/cases/{case.number}/").status_code == 404
        assert client.get(f"/desk/reports/{report.number}/").status_code == 404
        assert "canary" not in client.get("/desk/reports/?state=all").text

    @pytest.mark.parametrize("who", ["hana", "mallory"])
    def test_nobody_else_may(self, desk: Door, who: str) -> None:
        member: Member = getattr(desk.site, who)
        client = desk.as_(member)
        grants = RoleGrant.objects.count()
        assert client.post("/desk/people/register/", NEW).status_code == 422
        client.post("/desk/people/roles/", {"role-person": str(member.person.id), "role-role": ADMINISTRATOR})
        client.post(f"/desk/people/roles/{RoleGrant.objects.first().id}/end/")
        assert not Person.objects.filter(name="Taro").exists()
        assert RoleGrant.objects.filter(until=None).count() == grants


class TestAccount:
    """Language, second factor, machine tokens."""

    def make(self, client: Client, **more: object) -> object:
        return client.post("/desk/account/tokens/", {"token-label": "nightly", "token-scopes": ["duties:read"], **more})

    def test_a_token_is_shown_once_and_works(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        answer = self.make(client)
        assert answer.status_code == 201
        token = next(part for part in answer.text.replace("<", ">").split(">") if part.startswith("dbt_"))
        found = bearer(token, desk.site.at.now)
        assert found
        assert found[0].id == str(desk.site.hana.person.id)
        kept = client.get("/desk/account/").text
        assert token not in kept
        listed = kept.split("</thead>")[1].split("</table>")[0]
        assert "Read the duties I may see" in listed
        assert "duties:read" not in listed

    def test_a_token_without_scope_is_refused(self, desk: Door) -> None:
        answer = self.make(desk.as_(desk.site.hana), **{"token-scopes": []})
        assert answer.status_code == 422
        assert not ApiToken.objects.exists()

    def test_one_ends_ones_own_token_alone(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        self.make(client)
        token = ApiToken.objects.get()
        road = f"/desk/account/tokens/{token.id}/end/"
        desk.as_(desk.site.quinn).post(road)
        token.refresh_from_db()
        assert token.revoked_at is None
        client.post(road)
        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_the_language_is_switched_at_the_desk(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        answer = client.post("/i18n/setlang/", {"language": "ja", "next": "/desk/account/"}, follow=True)
        assert '<html lang="ja">' in answer.text


class TestLeaving:
    """Who leaves keeps their name in the journal, and nothing else."""

    def test_nothing_opens_any_more_and_the_name_stays(self, desk: Door) -> None:
        site = desk.site
        client = signed_in(site.mina, administrator(desk, site.mina))
        case = open_case(actor=site.hana.actor, now=site.at.now, title="A case")
        token = issue_token(actor=site.hana.actor, now=site.at.now, person=site.hana.person, label="x",
                            scopes=["cases:read"])  # fmt: skip
        leaving = desk.as_(site.hana)
        assert leaving.get("/desk/").status_code == 200
        road = f"/desk/people/{site.hana.person.id}/leave/"
        assert "Does Hana leave the house?" in client.get(road).text
        assert client.post(road).status_code == 303
        site.at.later(hours=1)
        assert leaving.get("/desk/").status_code == 302
        assert bearer(token, site.at.now) is None
        assert visible_to(site.hana.viewer, site.at.now).cases().count() == 0
        assert "Hana has left" in client.get("/desk/people/").text
        assert "Hana" not in client.get("/desk/people/").text
        assert names_of([str(site.hana.actor)]) == {str(site.hana.actor): "Hana"}
        told = JournalEntry.objects.filter(kind__in=("person.left", "access.revoked"))
        assert told.filter(kind="person.left").count() == 1
        assert told.filter(case=case).exists()

    def test_only_an_administrator_may_and_one_always_stays(self, desk: Door) -> None:
        site = desk.site
        road = f"/desk/people/{site.mina.person.id}/leave/"
        assert desk.as_(site.hana).get(road).status_code == 404
        assert desk.as_(site.hana).post(road).status_code == 404
        client = signed_in(site.mina, administrator(desk, site.mina))
        assert client.post(road).status_code == 303
        assert Person.objects.get(id=site.mina.person.id).is_active


def signed_in(member: Member, client: Client) -> Client:
    """Let a client have just shown who it is (promises, control 7)."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(member.person)
    session.save()
    return client
