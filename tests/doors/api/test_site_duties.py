"""The duties of the site through the API: the same law, the same people, the same refusals as at the desk."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.people.actions import grant_role
from daybreak.records.models import JournalEntry
from tests.cast import OPERATOR
from tests.doors.api.conftest import code, token
from tests.doors.api.deeds import EVERY, NOBODYS, ask, kinds
from tests.granting import CANARY, REVIEW, let_grant, row_of

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.api.conftest import Machine

READS = ("GET /site/duties", f"GET /evidence/site/{REVIEW}", f"GET /evidence/site/{REVIEW}?of=policy")
WRITES = ("extend", "pause", "resume", "waive")


@pytest.fixture(autouse=True)
def _granting(site: Site) -> None:
    let_grant(site)


def said(site: Site, deed: str) -> dict[str, Any]:
    """A body that is well written."""
    until = (site.at.now + timedelta(days=500)).isoformat()
    return {"extend": {"until": until, "reason": "complexity", "words": CANARY}, "resume": {}}.get(
        deed, {"words": CANARY}
    )


class TestReading:
    """“the same routes' shape”: listed with keys, and each with the evidence that the desk shows."""

    def test_listed_with_what_may_be_done(self, site: Site, machine: Machine) -> None:
        listed = machine.get("/site/duties", **token(site, site.hana, *EVERY)).json()["duties"]
        (review,) = (one for one in listed if one["rule"] == REVIEW)
        assert (review["key"], review["extend_for"], review["state"]) == (str(row_of().id), ["complexity"], "open")
        assert {one["rule"] for one in listed} >= {"look_daily", REVIEW}
        says = machine.get("/site/duties", **token(site, site.quinn, *EVERY)).json()["duties"]
        assert {one["rule"] for one in says} == {"look_daily", REVIEW}, "who extends them sees them"

    def test_the_evidence_takes_site_for_a_number(self, site: Site, machine: Machine) -> None:
        before = kinds()
        found = machine.get(f"/evidence/site/{REVIEW}", **token(site, site.hana, *EVERY)).json()
        assert (found["number"], found["duty"], found["state"]) == ("site", REVIEW, "open")
        assert found["started_by"][0]["kind"] == "policy.adopted"
        assert kinds() == before
        assert not JournalEntry.objects.filter(kind="restricted.read").exists()


class TestDoing:
    """Extended by whom the policy names, waived by two people who each say who they are."""

    def test_extending(self, site: Site, machine: Machine) -> None:
        road, body = f"/site/duties/{row_of().id}/extend", said(site, "extend")
        refused = machine.post(road, body, **token(site, site.hana, *EVERY))
        assert refused.status_code == 422
        done = machine.post(road, body, **token(site, site.quinn, *EVERY))
        assert (done.status_code, done.json()["number"]) == (201, "site")
        assert row_of().limit is not None
        assert row_of().limit.isoformat() == body["until"]  # type: ignore[union-attr] # just asserted
        found = machine.get(f"/evidence/site/{REVIEW}", **token(site, site.quinn, *EVERY)).json()
        assert [one["reason"] for one in found["extensions"]] == ["complexity"]
        assert CANARY in json.dumps(found["changes"])

    def test_waiving(self, site: Site, machine: Machine) -> None:
        road, body = f"/site/duties/{row_of().id}/waive", said(site, "waive")
        hana, mina = (token(site, one, *EVERY) for one in (site.hana, site.mina))
        assert machine.post(road, body, **hana).status_code == 403
        asked = machine.post(road, body, **hana, **code(site.hana))
        assert (asked.status_code, asked.json()["settled"]) == (201, False)
        assert machine.post(road, body, **hana, **code(site.hana)).status_code == 422
        (review,) = (one for one in machine.get("/site/duties", **mina).json()["duties"] if one["rule"] == REVIEW)
        assert review["waiver_asked_by"] == "Hana"
        agreed = machine.post(road, body, **mina, **code(site.mina))
        assert (agreed.status_code, agreed.json()["settled"]) == (201, True)
        assert row_of().start == JournalEntry.objects.get(kind="duty.waived").happened_at

    def test_what_the_policy_does_not_let_wait_is_not_paused(self, site: Site, machine: Machine) -> None:
        road = f"/site/duties/{row_of().id}/pause"
        assert machine.post(road, said(site, "pause"), **token(site, site.hana, *EVERY)).status_code == 422


class TestStrangers:
    """Control 5: the same bytes for what one may not see and for what does not exist."""

    @pytest.mark.parametrize("deed", WRITES)
    def test_nothing_can_be_told_or_done(self, site: Site, machine: Machine, deed: str) -> None:
        bearer, before = token(site, site.mallory, *EVERY) | code(site.mallory), kinds()
        hidden = machine.post(f"/site/duties/{row_of().id}/{deed}", said(site, deed), **bearer)
        absent = machine.post(f"/site/duties/{NOBODYS}/{deed}", said(site, deed), **bearer)
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert hidden.content == absent.content
        assert machine.post(f"/site/duties/x/{deed}", said(site, deed), **bearer).status_code == 404
        assert kinds() == before

    def test_nothing_can_be_read(self, site: Site, machine: Machine) -> None:
        machine.post(
            f"/site/duties/{row_of().id}/waive", said(site, "waive"), **token(site, site.hana, *EVERY) | code(site.hana)
        )
        mallory = token(site, site.mallory, *EVERY)
        assert machine.get("/site/duties", **mallory).json() == {"duties": []}
        hidden, absent = (machine.get(f"/evidence/site/{rule}", **mallory) for rule in (REVIEW, "no_such_duty"))
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert hidden.content == absent.content
        assert CANARY not in hidden.text

    @pytest.mark.parametrize("operation", [*READS, *(f"POST /site/duties/{{key}}/{deed}" for deed in WRITES)])
    def test_without_a_token_and_without_the_scope(self, site: Site, machine: Machine, operation: str) -> None:
        named, body = operation.format(key=row_of().id), said(site, operation.rpartition("/")[2])
        assert ask(machine, named, body).status_code == 401
        narrow = token(site, site.hana, "reports:read") | code(site.hana)
        assert ask(machine, named, body, **narrow).status_code == 403

    def test_a_case_key_is_none_here(self, site: Site, machine: Machine) -> None:
        from tests.doors.api.deeds import a_case, key_of

        grant_role(actor=OPERATOR, now=site.at.now, person=site.quinn.person, role="engineer")
        key = key_of(a_case(site))
        answer = machine.post(f"/site/duties/{key}/pause", said(site, "pause"), **token(site, site.hana, *EVERY))
        assert answer.status_code == 404
