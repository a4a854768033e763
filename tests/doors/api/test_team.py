"""The team's machines: what a token opens is what its person sees, and strangers learn nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from daybreak.core.access import PUBLIC
from daybreak.people.actions import revoke_token
from daybreak.records.models import ApiToken, Case, JournalEntry
from daybreak.stages.cases.actions import open_case
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.doors.api.conftest import token
from tests.stages.disclosure.telling import CVE, a_tuesday, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.cast import Site
    from tests.doors.api.conftest import Machine

CANARY = "Telnet root shell canary"
DESK = ("/cases", "/duties", "/reports", "/cases/{number}")


@pytest.fixture
def case(site: Site) -> Case:
    """A case that Hana opened from a report."""
    said = Submission("web", "security", "en", raw=b"raw", title=CANARY, answers={"steps": "x"})
    report = receive(actor=PUBLIC.actor, now=site.at.now, submission=said).report
    return open_case(actor=site.hana.actor, now=site.at.now, report=report)


class TestWhatATokenOpens:
    """Issue 2, 10: cases and duties for the desk's users by token."""

    def test_cases_duties_and_reports_of_its_person(self, site: Site, machine: Machine, case: Case) -> None:
        bearer = token(site, site.hana)
        (line,) = machine.get("/cases", **bearer).json()["cases"]
        assert (line["number"], line["title"]) == (case.number, CANARY)
        told = machine.get(f"/cases/{case.number}", **bearer).json()
        assert (told["title"], len(told["reports"])) == (CANARY, 1)
        assert told["state"]
        assert told["vulnerabilities"][0]["title"] == CANARY
        duties = machine.get("/duties?mine=true", **bearer).json()
        assert case.number in {duty["number"] for duty in duties["duties"]}
        assert machine.get("/reports?state=joined", **bearer).json()["reports"][0]["case"] == case.number

    def test_reading_a_case_is_journalled(self, site: Site, machine: Machine, case: Case) -> None:
        """P8: every read of restricted content."""
        machine.get(f"/cases/{case.number}", **token(site, site.hana))
        (entry,) = JournalEntry.objects.filter(kind="restricted.read", case=case)
        assert entry.actor == str(site.hana.actor)

    @pytest.mark.parametrize(
        "query",
        ["skip=-1", "skip=100001", "count=0", "count=101", "count=x", "state=weird", "skip=99999999999999999999"],
    )
    def test_numbers_are_bounded(self, site: Site, machine: Machine, case: Case, query: str) -> None:
        assert machine.get(f"/cases?{query}", **token(site, site.hana)).status_code == 422

    def test_parts_of_a_list(self, site: Site, machine: Machine, case: Case) -> None:
        bearer = token(site, site.hana)
        assert machine.get("/cases?skip=1", **bearer).json() == {"found": 1, "cases": []}


class TestStrangers:
    """Promises, P4 and control 5: the same bytes for what one may not see and for what does not exist."""

    @pytest.mark.parametrize("path", DESK)
    def test_without_a_valid_token_nothing_opens(self, site: Site, machine: Machine, case: Case, path: str) -> None:
        path = path.format(number=case.number)
        good = token(site, site.hana)["Authorization"]
        odd = {
            "none": {},
            "unknown": {"Authorization": "Bearer dbt_nothing"},
            "basic": {"Authorization": f"Basic {good.split()[1]}"},
            "bytes": {"Authorization": "Bearer é\x7f"},
            "long": {"Authorization": "Bearer " + "x" * 5000},
        }
        answers = [machine.get(path, **headers) for headers in odd.values()]
        assert {one.status_code for one in answers} == {401}
        assert len({one.content for one in answers}) == 1
        assert all(one["WWW-Authenticate"] == "Bearer" for one in answers)

    def test_an_expired_a_revoked_and_a_departed_one(self, site: Site, machine: Machine, case: Case) -> None:
        bearer = token(site, site.hana)
        row = ApiToken.objects.get()
        ApiToken.objects.update(expires_at=site.at.now - timedelta(seconds=1))
        assert machine.get("/cases", **bearer).status_code == 401
        ApiToken.objects.update(expires_at=site.at.now + timedelta(days=1))
        assert machine.get("/cases", **bearer).status_code == 200
        site.hana.person.is_active = False
        site.hana.person.save()
        assert machine.get("/cases", **bearer).status_code == 401
        site.hana.person.is_active = True
        site.hana.person.save()
        revoke_token(actor=site.hana.actor, now=site.at.now, token=row)
        assert machine.get("/cases", **bearer).status_code == 401

    def test_a_scope_opens_its_own_alone(self, site: Site, machine: Machine, case: Case) -> None:
        duties = token(site, site.hana, "duties:read")
        assert machine.get("/duties", **duties).status_code == 200
        for path in ("/cases", f"/cases/{case.number}", "/reports"):
            refused = machine.get(path, **duties)
            assert refused.status_code == 403
            assert ":read" in refused.json()["detail"]
            assert CANARY not in refused.content.decode()

    def test_mallory_sees_no_case_and_cannot_tell_one_from_none(self, site: Site, machine: Machine, case: Case) -> None:
        bearer = token(site, site.mallory)
        assert machine.get("/cases?state=all", **bearer).json() == {"found": 0, "cases": []}
        assert machine.get("/reports?state=all", **bearer).json() == {"found": 0, "reports": []}
        assert case.number not in machine.get("/duties?mine=false", **bearer).content.decode()
        hidden = machine.get(f"/cases/{case.number}", **bearer)
        absent = [machine.get(f"/cases/{number}", **bearer) for number in ("HC-2026-ZZZZZ", "x" * 60, "%00", "..", "é")]
        assert {one.status_code for one in [hidden, *absent]} == {404}
        assert {one.content for one in absent} == {hidden.content}
        assert not JournalEntry.objects.filter(kind="restricted.read").exists()

    def test_no_token_writes(self, site: Site, machine: Machine, case: Case) -> None:
        """Decisions: no token may release, unmask, export or purge; here none may write at all."""
        bearer = token(site, site.hana)
        for path in ("/cases", f"/cases/{case.number}", "/duties"):
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(machine.client, method)(f"/api/v1{path}", "{}", "application/json", headers=bearer)
                assert answer.status_code == 405


class TestThePublic:
    """Promises, P4: an advisory that is not public cannot be told from none."""

    def test_lists_nothing_before_anything_is_public(self, site: Site, machine: Machine, case: Case) -> None:
        assert machine.get("/advisories").json() == {"found": 0, "advisories": []}
        for number in ("HC-SA-2026-M4T9B", case.number, "%00", "x" * 99):
            assert machine.get(f"/advisories/{number}").status_code == 404
        assert machine.get("/advisories?page=0").status_code == 422
        assert machine.get("/advisories?page=99999999999").status_code == 422

    def test_reads_a_document_from_its_instant_on(
        self, site: Site, machine: Machine, stand: Callable[[datetime], None]
    ) -> None:
        """The bytes are those checked at release; one second earlier there is nothing."""
        told = tell(site)
        instant = told.arm(a_tuesday(site))
        number = told.advisory.number
        stand(instant - timedelta(seconds=30))
        early = [machine.get(f"/advisories/{one}") for one in (number, "HC-SA-2026-ZZZZZ")]
        assert [one.status_code for one in early] == [404, 404]
        assert early[0].content == early[1].content
        assert machine.get("/advisories").json()["found"] == 0
        stand(instant + timedelta(seconds=1))
        (line,) = machine.get("/advisories").json()["advisories"]
        assert (line["number"], line["cves"]) == (number, [CVE])
        for language, address in line["csaf"].items():
            document = machine.get(f"/advisories/{number}?language={language}")
            (row,) = told.revision.files.filter(path=urlsplit(address).path.lstrip("/"))
            assert hashlib.sha256(document.content).hexdigest() == row.sha256
            assert document.json()["document"]["tracking"]["id"].startswith(number)
