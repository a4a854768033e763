"""One case is led through the page from confirmation to its end, under every example policy alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.core.clocks.calendars import zone_of

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

VECTOR = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def local(desk: CaseDesk, **ahead: float) -> str:
    """Write an instant ahead of now as a datetime-local control of the organisation's zone sends it."""
    zone = zone_of(desk.site.policy.organisation.time_zone)
    return (desk.site.at.now + timedelta(**ahead)).astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def surely(desk: CaseDesk, part: str, deed: str, on: str = "", *, kind: str) -> None:
    """Do what cannot be taken back: without the confirmation nothing is done and the page says what is missing."""
    assert "Confirm that you want this." in desk.refused(part, deed, on, code=422)
    assert kind not in desk.kinds()
    desk.do(part, deed, on, sure="on")
    assert kind in desk.kinds()


def test_a_case_goes_its_whole_way_through_the_page(any_desk: CaseDesk) -> None:
    """House law 7 and clauses A4, A6, B3, C2, C8: each deed has its place on the page, whichever policy runs."""
    desk, mina, quinn = any_desk, any_desk.site.mina, any_desk.site.quinn
    surely(desk, "", "confirm", kind="case.confirmed")
    surely(desk, "", "escalate", kind="case.escalated")
    desk.do("", "summarise", title="Heap overflow in clips", summary="A crafted clip.")
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=VECTOR, source="ourselves", reason="")
    desk.do("", "manager", words="High. We propose a fix.")
    role = next(iter(desk.site.policy.roles))
    desk.do("", "convene", starts_at=local(desk, hours=2), roles=[role])
    meeting = str(desk.case.meetings.get().id)
    desk.do("", "minutes", meeting, minutes="We fix the bounds check.", began_at=local(desk, hours=-1))
    desk.do("", "propose", until=local(desk, days=30))
    desk.do("", "accept")
    row = _first_release(desk)
    state = {"vulnerability": desk.vulnerability, "rows": [row], "status": "affected", "justification": "", "note": ""}
    desk.do("products/", "state", **state)
    affect = str(desk.case.vulnerabilities.get().affects.get().id)
    plan = {"kind": "fix", "words": "Bounds check.", "affects": [affect], "due_on": "", "author": str(mina.person.id)}
    desk.do("remedies/", "plan", **plan)
    remedy = str(desk.case.remedies.get().id)
    desk.do("remedies/", "start", remedy, by=mina)
    desk.do("remedies/", "review", remedy, words="Read the change.")
    desk.do("remedies/", "merge", remedy, by=mina)
    _verify(desk, remedy)
    assert desk.site.quinn.person.memberships.filter(case=desk.case).exists()
    release = str(desk.case.vulnerabilities.get().affects.get().release.id)
    desk.do("remedies/", "ship", remedy, release=release, by=mina)
    surely(desk, "remedies/", "offer", remedy, kind="remedy.offered_to_all")
    desk.do("remedies/", "deliver", remedy, share="40")
    desk.do("", "lesson", lesson="Check lengths.", what="Fuzz the parser", person=str(desk.site.quinn.person.id),
            until="2099-01-01")  # fmt: skip
    desk.do("", "end", reason="Everything is out.", sure="on")
    desk.do("", "close", outcome="resolved", words="Fixed and told.", sure="on")
    assert "Reopen the case" in desk.page()
    desk.do("", "reopen", reason="One product was forgotten.")
    for kind in ("remedy.verified", "remedy.shipped", "embargo.ended", "case.closed", "case.reopened"):
        assert kind in desk.kinds()
    journal = desk.page("journal/")
    assert "Fuzz the parser" in journal
    assert quinn.person.name in journal


def _first_release(desk: CaseDesk) -> str:
    from daybreak.products.queries import catalogue

    return next(release.product_id for line in catalogue(desk.site.at.now) for release in line.releases)


def _verify(desk: CaseDesk, remedy: str) -> None:
    """Let Quinn verify; where no duty let Quinn in yet, Hana does."""
    quinn = desk.site.quinn
    if not quinn.person.memberships.filter(case=desk.case).exists():
        desk.do("members/", "let_in", person=str(quinn.person.id), role="", until="")
    desk.do("remedies/", "verify", remedy, by=quinn, words="Fuzzed for a night, nothing found.")
