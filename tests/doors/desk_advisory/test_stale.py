"""What the case states otherwise than the advisory people gave their word for stands on its page, with the way out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.records.models import Affect, Product
from daybreak.stages.cases.vulnerabilities import Status, assess, give_cve, state_affect
from daybreak.stages.disclosure.actions import hold

if TYPE_CHECKING:
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
