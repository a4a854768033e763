"""For which products a remedy is planned, of which one's release it ships in, and what is left of it (B3, A9a, B6)."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.core.lifecycle.finder import finder_stage
from daybreak.journal.facts import facts_of_case
from daybreak.people.actions import grant_role, register_person
from daybreak.products.actions import NewRelease, register_release
from daybreak.records.models import Product
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import Status, state_affect
from daybreak.stages.disclosure.products import remediations
from daybreak.stages.remediation import actions
from daybreak.stages.remediation.refusals import ReleaseOfAnother
from tests.cast import OPERATOR, PASSWORD, Member
from tests.doors.desk_case.conftest import make_desk

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from daybreak.records.models import Affect, Release, Remedy
    from tests.doors.desk_case.conftest import CaseDesk

OURS, THEIRS, OTHER = "ab-router-x", "ab-server-os", "ab-storage-manager"


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The group of companies' desk; a router and a server of different divisions are affected."""
    desk = make_desk("aoba-electric", settings, tmp_path)
    for key in (OURS, THEIRS):
        _state(desk, key)
    return desk


def _state(desk: CaseDesk, key: str) -> None:
    state_affect(
        actor=desk.site.hana.actor,
        now=desk.site.at.now,
        vulnerability=desk.case.vulnerabilities.get(),
        product=Product.objects.get(key=key),
        release=None,
        stated=Status("affected"),
    )


def _affect(desk: CaseDesk, key: str) -> Affect:
    return desk.case.vulnerabilities.get().affects.get(product__key=key)


def _release(desk: CaseDesk, key: str, version: str) -> Release:
    new = NewRelease(version, released_on=desk.site.at.now.date())
    actor, product = desk.site.hana.actor, Product.objects.get(key=key)
    return register_release(actor=actor, now=desk.site.at.now, product=product, release=new)


def _verified(desk: CaseDesk, *keys: str) -> Remedy:
    """Plan a fix for these products and verify it."""
    hana, now = desk.site.hana.actor, desk.site.at.now
    plan = actions.Plan("fix", "Check the length.", [_affect(desk, key) for key in keys])
    remedy = actions.plan_remedy(actor=hana, now=now, case=desk.case, plan=plan)
    actions.advance_remedy(actor=hana, now=now, remedy=remedy, kind="remedy.started")
    actions.verify_remedy(actor=desk.site.quinn.actor, now=now, remedy=remedy, words="Tried.")
    return remedy


def _ticked(desk: CaseDesk, who: Member) -> set[str]:
    """Give the keys of the products that the form for a plan has ticked for somebody."""
    page = desk.page("remedies/", who, do="plan")
    return {key for key in (OURS, THEIRS) if f'value="{_affect(desk, key).id}"' in page and _checked(page, desk, key)}


def _checked(page: str, desk: CaseDesk, key: str) -> bool:
    return "checked" in page.split(f'value="{_affect(desk, key).id}"', 1)[1].split(">", 1)[0]


class TestPlanned:
    """B3: a division plans for its own products; whoever speaks for all plans for all."""

    def test_a_divisions_planner_starts_with_its_own_products(self, group: CaseDesk) -> None:
        now, email = group.site.at.now, "ken@house.example"
        person = register_person(actor=OPERATOR, now=now, email=email, name="Ken", password=PASSWORD)
        grant_role(actor=OPERATOR, now=now, person=person, role="division_desk", division="network")
        let_in(actor=group.site.hana.actor, now=now, case=group.case, person=person, role="division_desk")
        ken = Member(person, group.site.at)
        assert _ticked(group, ken) == {OURS}
        assert _ticked(group, group.site.hana) == {OURS, THEIRS}
        page = unescape(group.page("remedies/", ken, do="plan"))
        assert "· Affected · Computing" in page
        assert "· Affected · Network Products" in page

    def test_a_stranger_sees_no_product(self, group: CaseDesk) -> None:
        answer = group.as_(group.site.mallory).get(group.road("remedies/"), {"do": "plan"})
        assert answer.status_code == 404
        assert "Computing" not in answer.content.decode()


class TestShipped:
    """A9a: what readers update to must exist and be theirs."""

    def test_a_release_of_a_product_that_is_not_covered_is_refused_beside_the_field(self, group: CaseDesk) -> None:
        remedy, foreign = _verified(group, OURS), _release(group, THEIRS, "99.1")
        page = group.page("remedies/", do="ship", on=str(remedy.id))
        assert str(foreign.id) not in page, "it is not offered"
        page = group.refused("remedies/", "ship", str(remedy.id), code=409, release=str(foreign.id))
        names = {key: Product.objects.get(key=key).name["en"] for key in (OURS, THEIRS)}
        told = f"Release 99.1 is of {names[THEIRS]}; this remedy is for {names[OURS]}."
        assert told in unescape(page).split('id="do"', 1)[1].split("</form>", 1)[0]
        assert 'id="id_release_error"' in page
        remedy.refresh_from_db()
        assert remedy.shipped_in is None

    def test_neither_is_it_offered_nor_counted_in_one(self, group: CaseDesk) -> None:
        hana, now, remedy = group.site.hana.actor, group.site.at.now, _verified(group, OURS)
        actions.ship_remedy(actor=hana, now=now, remedy=remedy, release=_release(group, OURS, "99.0"))
        remedy.affects.set([_affect(group, THEIRS)])
        with pytest.raises(ReleaseOfAnother):
            actions.advance_remedy(actor=hana, now=now, remedy=remedy, kind="remedy.offered_to_all")
        with pytest.raises(ReleaseOfAnother):
            actions.note_delivery(actor=hana, now=now, remedy=remedy, share=5)

    def test_what_is_not_ticked_is_planned_on_its_own_and_not_said_to_be_fixed(self, group: CaseDesk) -> None:
        """B6: the finder reads that a fix is available once one is out for every product that will get one."""
        remedy, release = _verified(group, OURS, THEIRS), _release(group, OURS, "99.0")
        page = group.page("remedies/", do="ship", on=str(remedy.id))
        assert "Users of these other products get the fix with this release as well" in page
        group.do("remedies/", "ship", str(remedy.id), release=str(release.id))
        left = group.case.remedies.exclude(id=remedy.id).get()
        assert [one.product.key for one in remedy.affects.all()] == [OURS]
        assert [one.product.key for one in left.affects.all()] == [THEIRS]
        assert left.shipped_in is None
        said = self._said(group)
        assert said[OURS] == ["vendor_fix"]
        assert said[THEIRS] == ["none_available"]
        assert finder_stage(facts_of_case(group.case.id)) == "fixing"
        second = _release(group, THEIRS, "99.1")
        hana, now = group.site.hana.actor, group.site.at.now
        actions.verify_remedy(actor=group.site.quinn.actor, now=now, remedy=left, words="Tried.")
        actions.ship_remedy(actor=hana, now=now, remedy=left, release=second)
        assert self._said(group)[THEIRS] == ["vendor_fix"]
        assert finder_stage(facts_of_case(group.case.id)) == "fixed"

    def test_what_is_ticked_ships_with_it_and_stays_so(self, group: CaseDesk) -> None:
        remedy, release = _verified(group, OURS, THEIRS), _release(group, OURS, "99.0")
        group.do("remedies/", "ship", str(remedy.id), release=str(release.id), also=[THEIRS])
        assert group.case.remedies.count() == 1
        assert self._said(group) == {OURS: ["vendor_fix"], THEIRS: ["vendor_fix"]}
        assert finder_stage(facts_of_case(group.case.id)) == "fixed"
        page = group.page("remedies/", do="ship", on=str(remedy.id))
        assert "checked" in page.split(f'value="{THEIRS}"', 1)[1].split(">", 1)[0]

    def test_a_product_without_any_fix_to_come_does_not_hold_the_finder_back(self, group: CaseDesk) -> None:
        hana, now = group.site.hana.actor, group.site.at.now
        none = actions.Plan("none_planned", "Replace it.", [_affect(group, THEIRS)])
        actions.plan_remedy(actor=hana, now=now, case=group.case, plan=none)
        remedy, release = _verified(group, OURS), _release(group, OURS, "99.0")
        actions.ship_remedy(actor=hana, now=now, remedy=remedy, release=release)
        assert finder_stage(facts_of_case(group.case.id)) == "fixed"
        _state(group, OTHER)
        assert finder_stage(facts_of_case(group.case.id)) == "fixing"

    def _said(self, group: CaseDesk) -> dict[str, list[str]]:
        row = group.case.vulnerabilities.get()
        affects = list(row.affects.select_related("product", "release"))
        found = remediations(row, affects, group.site.policy, None)
        return {key: [one.category for one in found if f"{key}:all" in one.product_ids] for key in (OURS, THEIRS)}
