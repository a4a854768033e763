"""Remedies as they are shown: state from the journal, steps by the table of arrows, others with their sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.vulnerabilities import Status, state_affect
from daybreak.stages.remediation import actions
from daybreak.stages.remediation.queries import STEPS, affects_named, release_named, releases_for, remedies, remedy_of

if TYPE_CHECKING:
    from daybreak.records.models import Case, Remedy
    from daybreak.stages.remediation.queries import RemedyView
    from tests.cast import Site


@pytest.fixture
def case(site: Site) -> Case:
    """A case with one affected product."""
    from daybreak.stages.cases.affected import product_and_release

    case = open_case(actor=site.hana.actor, now=site.at.now, title="Heap overflow")
    product, release = product_and_release("hc-drive-2:2.4.0")
    row = case.vulnerabilities.get()
    stated = Status("affected")
    state_affect(
        actor=site.hana.actor, now=site.at.now, vulnerability=row, product=product, release=release, stated=stated
    )
    return case


@pytest.fixture
def remedy(site: Site, case: Case) -> Remedy:
    """A fix that Mina makes."""
    affects = list(case.vulnerabilities.get().affects.all())
    plan = actions.Plan("fix", "Bounds check.", affects, author=site.mina.person)
    return actions.plan_remedy(actor=site.hana.actor, now=site.at.now, case=case, plan=plan)


def seen(site: Site, case: Case, who: str) -> RemedyView:
    """Give the one remedy as somebody of the cast sees it."""
    return remedies(getattr(site, who).viewer, site.at.now, case.number)[0]


def test_a_planned_remedy_can_be_started_and_not_shipped(site: Site, case: Case, remedy: Remedy) -> None:
    view = seen(site, case, "hana")
    assert (view.key, view.state, view.author) == (str(remedy.id), "planned", "Mina")
    assert view.affects == ("Hoshimi Drive 2 2.4.0",)
    assert "remedy.started" not in view.why_not
    assert "can ship only when" in str(view.why_not["remedy.shipped"])


def test_the_author_is_told_to_ask_a_colleague_and_verifying_is_reserved(
    site: Site, case: Case, remedy: Remedy
) -> None:
    """C2, C3c."""
    assert "ask a colleague" in str(seen(site, case, "mina").why_not["remedy.reviewed"])
    assert "remedy.reviewed" not in seen(site, case, "hana").why_not
    assert "remedy.verified" in seen(site, case, "hana").reserved


def test_shares_notes_and_release_are_shown(site: Site, case: Case, remedy: Remedy) -> None:
    from daybreak.stages.cases.membership import let_in

    now, hana = site.at.now, site.hana.actor
    actions.advance_remedy(actor=site.mina.actor, now=now, remedy=remedy, kind="remedy.started")
    let_in(actor=hana, now=now, case=case, person=site.quinn.person, role="quality")
    actions.verify_remedy(actor=site.quinn.actor, now=now, remedy=remedy, words="Fuzzed.")
    key, name = next((key, name) for key, name in releases_for(case).items() if name.endswith("2.4.0"))
    actions.ship_remedy(actor=hana, now=now, remedy=remedy, release=release_named(case, key))
    actions.note_delivery(actor=hana, now=now, remedy=remedy, share=40)
    view = seen(site, case, "hana")
    assert (view.state, view.share, view.shipped_in) == ("shipped", 40, name)
    assert [(note.kind, note.who, note.words) for note in view.notes] == [("verified", "Quinn", "Fuzzed.")]


def test_things_of_another_case_are_not_found(site: Site, case: Case, remedy: Remedy) -> None:
    other = open_case(actor=site.hana.actor, now=site.at.now, title="Another")
    with pytest.raises(NotVisible):
        remedy_of(other, str(remedy.id))
    with pytest.raises(NotVisible):
        affects_named(other, [str(case.vulnerabilities.get().affects.get().id)])
    with pytest.raises(NotVisible):
        release_named(other, next(iter(releases_for(case))))
    assert set(seen(site, case, "hana").why_not) <= set(STEPS)
