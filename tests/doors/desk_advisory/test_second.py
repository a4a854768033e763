"""A second advisory about one vulnerability is warned of: the first is linked, and a reason is asked."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from daybreak.journal.facts import facts_of_case
from daybreak.records.models import Advisory
from daybreak.stages.cases.vulnerabilities import add_vulnerability

if TYPE_CHECKING:
    from tests.doors.desk_advisory.conftest import AdvisoryDesk

WHY = "Customers of the old line read another page. canary-91"


def road(desk: AdvisoryDesk) -> str:
    """Give the address of the case's tab."""
    return f"/desk/advisories/of/{desk.told.case.number}/"


def test_the_first_is_linked_and_a_reason_asked(desk: AdvisoryDesk) -> None:
    """A8, A12: what changed is told by a revision; readers do not find one flaw twice."""
    first, client = desk.told.advisory.number, desk.as_(desk.hana)
    flaw = desk.told.case.vulnerabilities.get()
    page = unescape(client.get(road(desk)).content.decode())
    assert f'<a href="/desk/advisories/{first}/">{first}</a>' in page
    assert "Why a further advisory" in page
    assert f'value="{flaw.id}" id="id_vulnerabilities_0">' in page, "it is not chosen beforehand"
    refused = client.post(road(desk), {"vulnerabilities": [str(flaw.id)]})
    assert refused.status_code == 422
    words = unescape(refused.content.decode())
    assert f"Named already in {first}" in words
    assert 'id="id_reason_error"' in words
    assert Advisory.objects.filter(case=desk.told.case).count() == 1
    done = client.post(road(desk), {"vulnerabilities": [str(flaw.id)], "reason": WHY})
    assert done.status_code == 303
    assert Advisory.objects.filter(case=desk.told.case).count() == 2
    told = [fact for fact in facts_of_case(desk.told.case.id) if fact.kind == "advisory.named_again"]
    assert len(told) == 1
    assert "canary-91" not in repr(told)


def test_a_flaw_that_none_names_is_chosen_and_asks_for_nothing(desk: AdvisoryDesk) -> None:
    hana, now = desk.hana, desk.told.now
    fresh = add_vulnerability(actor=hana.actor, now=now, case=desk.told.case, title="A later one")
    page = desk.as_(hana).get(road(desk)).content.decode()
    assert f'value="{fresh.id}" id="id_vulnerabilities_1" checked>' in page
    assert desk.as_(hana).post(road(desk), {"vulnerabilities": [str(fresh.id)]}).status_code == 303


def test_a_stranger_learns_of_no_advisory(desk: AdvisoryDesk) -> None:
    mallory, flaw = desk.as_(desk.told.site.mallory), desk.told.case.vulnerabilities.get()
    assert mallory.get(road(desk)).status_code == 404
    assert mallory.post(road(desk), {"vulnerabilities": [str(flaw.id)], "reason": WHY}).status_code == 404
    assert Advisory.objects.filter(case=desk.told.case).count() == 1
