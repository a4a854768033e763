"""The desk of each example policy with a confirmed case, for the coordination tab; as in tests/doors/desk_case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from daybreak.records.models import Product
from daybreak.stages.cases.actions import confirm, escalate
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, state_affect
from tests.doors.desk_case.conftest import CaseDesk, make_desk
from tests.once import once

if TYPE_CHECKING:
    from pathlib import Path

TAB = "outside/"
"""The end of the coordination tab's address."""


def _confirmed(desk: CaseDesk) -> CaseDesk:
    once("confirmed", lambda: confirm(actor=desk.site.hana.actor, now=desk.site.at.now, case=desk.case))
    desk.case.refresh_from_db()
    return desk


@pytest.fixture
def camera(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The device maker: a partner written to in plain as agreed, a European portal by hand."""
    return _confirmed(make_desk("hoshimi-camera", settings, tmp_path))


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The group: divisions, coordinators, its own CSIRT."""
    return _confirmed(make_desk("aoba-electric", settings, tmp_path))


@pytest.fixture
def vendor(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The SDK vendor: a vulnerability in a component that a supplier delivers."""
    desk = make_desk("kestrel-sdk", settings, tmp_path)
    once("a flaw in a component", lambda: _escalated(desk))
    desk.case.refresh_from_db()
    return desk


def _escalated(desk: CaseDesk) -> None:
    hana, now = desk.site.hana.actor, desk.site.at.now
    escalate(actor=hana, now=now, case=desk.case)
    add_vulnerability(actor=hana, now=now, case=desk.case, title="Overflow in libshape", component="external")


def affected(desk: CaseDesk) -> None:
    """State the first product of the catalogue as affected."""
    vulnerability = desk.case.vulnerabilities.order_by("added_at").first()
    product = Product.objects.order_by("key").first()
    state_affect(
        actor=desk.site.hana.actor,
        now=desk.site.at.now,
        vulnerability=vulnerability,
        product=product,
        release=None,
        stated=Status("affected"),
    )
