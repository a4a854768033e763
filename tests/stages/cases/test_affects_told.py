"""A stated product tells where it is sold, and whether it is still supported, by the catalogue of its policy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from daybreak.journal.facts import facts_of_case
from daybreak.products.actions import register_catalogue
from daybreak.records.models import Product
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, state_affect

if TYPE_CHECKING:
    from daybreak.core.facts import Fact
    from tests.cast import Site


FAR, DAY = date.max, timedelta(days=1)


def test_every_market_of_the_product_is_told(site: Site) -> None:
    """`when: {market: …}` asks for what the catalogue says under `markets`."""
    hana, now = site.hana.actor, site.at.now
    case = open_case(actor=hana, now=now, title="Parser")
    flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow")
    for entry in site.policy.products:
        product = Product.objects.get(key=entry.key)
        stated = Status("affected")
        state_affect(actor=hana, now=now, vulnerability=flaw, product=product, release=None, stated=stated)
    told = {one.codes["product"]: one.codes["market"] for one in _stated(case.id)}
    assert told == {entry.key: "\n".join(entry.markets) for entry in site.policy.products}
    assert "JP\nEU" in told.values()


def _stated(case: object) -> list[Fact]:
    return [fact for fact in facts_of_case(str(case)) if fact.kind == "affect.stated"]


def test_a_release_past_its_own_support_is_told_so(site: Site) -> None:
    """“Promises hold for supported products” (A13): the catalogue may end a release's support before its product's."""
    hana, now = site.hana.actor, site.at.now
    entry = next(one for one in site.policy.products if one.releases and (one.support_end or FAR) > now.date())
    ended = entry.model_copy(
        update={
            "key": "ended",
            "releases": tuple(one.model_copy(update={"support_end": now.date() - DAY}) for one in entry.releases),
        }
    )
    register_catalogue(actor=hana, now=now, policy=site.policy.model_copy(update={"products": (ended,)}))
    product = Product.objects.get(key="ended")
    case = open_case(actor=hana, now=now, title="Parser")
    flaw = add_vulnerability(actor=hana, now=now, case=case, title="Overflow")
    for release in (None, product.releases.first()):
        stated = Status("affected")
        state_affect(actor=hana, now=now, vulnerability=flaw, product=product, release=release, stated=stated)
    assert [one.codes["support"] for one in _stated(case.id)] == ["supported", "end_of_life"]
