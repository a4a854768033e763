"""The projection of duties says what the journal says, and can be derived again at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import Actor
from daybreak.core.policy.concerned import concerned
from daybreak.jobs.letters import divisions_of
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import DutyRow, Membership, Product
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.projection import COLUMNS
from daybreak.stages.cases.vulnerabilities import Status, assess, state_affect
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.derived import rebuild

if TYPE_CHECKING:
    from tests.cast import Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"


def _lived(site: Site) -> None:
    submission = Submission("web", "security", "en", b"{}", "Overflow", {"steps": "x"})
    report = receive(actor=Actor("public"), now=site.at.now, submission=submission).report
    hana = site.hana.actor
    case = open_case(actor=hana, now=site.at.later(hours=1), report=report)
    confirm(actor=hana, now=site.at.later(hours=1), case=case)
    flaw = case.vulnerabilities.get()
    assess(actor=hana, now=site.at.later(hours=1), vulnerability=flaw, vector=VECTOR)
    product = Product.objects.order_by("key").first()
    assert product is not None
    state_affect(
        actor=hana,
        now=site.at.later(hours=1),
        vulnerability=flaw,
        product=product,
        release=product.releases.first(),
        stated=Status("affected"),
    )


def _rows() -> set[tuple[object, ...]]:
    return {
        (row.rule, row.scope, row.subject, *(str(getattr(row, column)) for column in COLUMNS))
        for row in DutyRow.objects.all()
    }


def test_a_rebuilt_projection_is_the_one_that_was_written_along(any_site: Site) -> None:
    """“It is rebuilt from the journal and a test compares.”"""
    _lived(any_site)
    written = _rows()
    assert len(written) > 5
    rebuild(any_site.at.now)
    assert _rows() == written


def test_a_started_duty_lets_in_those_it_names_and_nobody_else(any_site: Site) -> None:
    """“Roles named by a started duty … become rows, journalled.”"""
    _lived(any_site)
    inside = set(Membership.objects.values_list("person_id", flat=True))
    assert any_site.mina.person.id in inside
    assert any_site.mallory.person.id not in inside


def test_whom_a_duty_calls_is_read_from_the_few_facts_that_say_it(any_site: Site) -> None:
    """B3: of a role that each division has, only those it is about; of a role of the house nothing is read for it."""
    _lived(any_site)
    rows = list(DutyRow.objects.exclude(case=None))
    assert len(rows) > 5
    divided = any(role.one_per for role in any_site.policy.roles.values())
    told = {row.pk: divisions_of(row, any_site.policy, tuple(any_site.policy.roles)) for row in rows}
    whole = {row.pk: concerned(facts_of_case(str(row.case_id)), row.scope, row.subject) for row in rows}
    assert told == (whole if divided else dict.fromkeys(told))
    assert divisions_of(rows[0], any_site.policy, ()) is None
