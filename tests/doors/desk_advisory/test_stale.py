"""What the case states otherwise than the advisory people gave their word for stands on its page, with the way out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.reactions import react_due
from daybreak.jobs.round import Round
from daybreak.notices.actions import content_of
from daybreak.records.models import Affect, Product
from daybreak.stages.cases.vulnerabilities import Status, assess, give_cve, state_affect
from daybreak.stages.disclosure.actions import hold
from tests.stages.disclosure.telling import VECTOR

if TYPE_CHECKING:
    from daybreak.notices.letter import Letter
    from tests.doors.desk_advisory.conftest import AdvisoryDesk

HEADING = "The case states facts otherwise by now"
LOWER = {
    "CVSS:3.1": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N",
    "CVSS:4.0": "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N",
}


def callout(page: str) -> str:
    """Give what the callout says; "" where there is none."""
    return page.split(HEADING, 1)[1].split("</div>", 1)[0] if HEADING in page else ""


def state_another(desk: AdvisoryDesk) -> str:
    """State one more product as affected; give its name."""
    told = desk.told
    stated = Affect.objects.filter(vulnerability=told.vulnerability).values_list("product_id", flat=True)
    product = Product.objects.exclude(id__in=list(stated)).order_by("key").first()
    assert product is not None
    affected = Status("affected")
    state_affect(
        actor=desk.hana.actor,
        now=told.now,
        vulnerability=told.vulnerability,
        product=product,
        release=None,
        stated=affected,
    )
    return str(product.name["en"])


def test_the_ordinary_way_never_shows_it(desk: AdvisoryDesk) -> None:
    """A warning that stands on every page is read by nobody."""
    assert not callout(desk.page())
    instant = desk.told.arm(desk.told.now + timedelta(hours=5))
    desk.at(desk.told.now)
    assert not callout(desk.page())
    desk.at(instant + timedelta(minutes=1))
    assert not callout(desk.page())


def test_a_product_stated_since_is_named_and_the_way_out_is_what_can_be_done(desk: AdvisoryDesk) -> None:
    instant = desk.told.arm(desk.told.now + timedelta(hours=5))
    desk.at(desk.told.now)
    name = state_another(desk)
    said = callout(desk.page())
    assert name in said
    assert "which products are affected or fixed, what users can do" in said
    assert 'href="#hold"' in said
    desk.at(instant + timedelta(minutes=1))
    assert 'href="#revise"' in callout(desk.page())
    answer = desk.as_(desk.told.site.mallory).get(desk.road())
    assert answer.status_code == 404
    assert HEADING not in answer.content.decode()
    desk.do("revise", **{f"note.{one}": "A further product" for one in desk.told.site.policy.languages})
    assert not callout(desk.page()), "nobody gave their word for the new draft yet"
    desk.do("facts")
    assert not callout(desk.page())


def test_those_inside_hear_that_a_released_advisory_tells_otherwise(desk: AdvisoryDesk) -> None:
    """An armed advisory goes out by itself: whoever does not look at its page must hear that it no longer holds."""
    told = desk.told
    assess(actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, vector=VECTOR, reason="The same")
    told.arm(told.now + timedelta(hours=5))
    desk.at(told.now + timedelta(minutes=1))
    react_due(Round(lambda: told.now))
    assess(actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, vector=VECTOR, reason="Once more")
    react_due(Round(lambda: told.now))
    assert heard(desk) == []
    name = state_another(desk)
    react_due(Round(lambda: told.now))
    inside = set(told.case.memberships.values_list("person__email", flat=True))
    assert sorted(one.to for one in heard(desk)) == sorted(inside - {desk.hana.person.email})
    assert told.site.mallory.person.email not in inside
    assert not any(name in f"{one.subject}{one.body}" for one in heard(desk))


def heard(desk: AdvisoryDesk) -> list[Letter]:
    """Give the mails that say that a released advisory differs from its case."""
    found = [content_of(one) for one in desk.told.case.notices.filter(template=NEWS_INSIDE)]
    words = ("states facts otherwise than an advisory", "公開を承認済みのアドバイザリ")
    return [one for one in found if any(said in one.subject for said in words)]


def test_what_was_approved_and_not_released_says_so_until_the_facts_are_taken_anew(desk: AdvisoryDesk) -> None:
    told = desk.told
    told.write()
    told.agree(told.now + timedelta(hours=5))
    told.approve_all()
    desk.at(told.now)
    assert not callout(desk.page())
    state_another(desk)
    if not told.revision.approvals.exists():
        assert not callout(desk.page())
        return
    assert 'href="#facts"' in callout(desk.page())
    desk.do("facts")
    assert not callout(desk.page())


def test_number_and_severity_are_named(desk: AdvisoryDesk) -> None:
    told = desk.told
    told.arm(told.now + timedelta(hours=5))
    desk.at(told.now)
    give_cve(actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, cve="CVE-2026-77777")
    counting = told.vulnerability.assessments.get(counts=True)
    lower = LOWER[counting.vector[:8]]
    assess(actor=desk.hana.actor, now=told.now, vulnerability=told.vulnerability, vector=lower, reason="Reads one byte")
    assert "<b>CVE-2026-77777</b>: CVE ID, severity" in callout(desk.page())
    hold(actor=desk.hana.actor, now=told.now, revision=told.revision, reason="Wrong.")
    assert not callout(desk.page())
