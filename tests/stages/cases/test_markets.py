"""A stated product tells where it is sold, by the catalogue of the case's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.journal.facts import facts_of_case
from daybreak.records.models import Product
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, state_affect

if TYPE_CHECKING:
    from daybreak.core.facts import Fact
    from tests.cast import Site


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
