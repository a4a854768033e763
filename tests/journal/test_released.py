"""What makes an advisory public: an instant, a release or a hold changed beside the journal is found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.journal.released import release_faults
from daybreak.journal.verify import verify
from daybreak.records.models import Revision
from daybreak.stages.disclosure.actions import hold, revise
from tests.stages.disclosure.telling import a_tuesday, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Site
    from tests.stages.disclosure.telling import Telling

SECOND = timedelta(seconds=1)
CHANGES: dict[str, Callable[[Revision], dict[str, Any]]] = {
    "the instant": lambda it: {"public_at": it.public_at - SECOND if it.public_at else None},
    "the release": lambda it: {"released_at": it.released_at - SECOND if it.released_at else None},
    "the content": lambda _it: {"content_hash": "0" * 64},
    "a hold": lambda it: {"held_at": it.released_at},
    "a withdrawal": lambda it: {"withdrawn_at": it.released_at},
}


@pytest.fixture
def told(site: Site) -> Telling:
    """An advisory armed for a Tuesday."""
    told = tell(site)
    told.arm(a_tuesday(site))
    return told


class TestPublicAsTheJournalTells:
    """“Public from its instant on … and never early” (P6): nobody moves that instant beside the journal."""

    def test_nothing_is_told_of_what_is_whole(self, told: Telling) -> None:
        assert Revision.objects.exclude(released_at=None).exists()
        assert list(release_faults()) == []

    @pytest.mark.parametrize("what", CHANGES)
    def test_every_single_change(self, told: Telling, what: str) -> None:
        revision = told.advisory.revisions.get()
        Revision.objects.filter(id=revision.id).update(**CHANGES[what](revision))
        assert len(list(release_faults())) == 1

    def test_a_draft_that_somebody_releases_beside_it(self, site: Site) -> None:
        told = tell(site)
        assert list(release_faults()) == []
        told.advisory.revisions.update(released_at=told.now, public_at=told.now)
        assert "which no entry tells" in next(release_faults())

    def test_a_hold_lifted_beside_it(self, told: Telling) -> None:
        revision = told.advisory.revisions.get()
        hold(actor=told.site.hana.actor, now=told.now, revision=revision, reason="The fix fails.")
        assert list(release_faults()) == []
        Revision.objects.filter(id=revision.id).update(held_at=None)
        assert any("is on hold" in fault for fault in verify())

    def test_a_hold_of_a_public_one_and_its_revision(self, told: Telling) -> None:
        revision = told.advisory.revisions.get()
        assert revision.public_at is not None
        later = revision.public_at + timedelta(hours=1)
        assert not hold(actor=told.site.hana.actor, now=later, revision=revision, reason="Wrong versions.")
        revise(actor=told.site.hana.actor, now=later + SECOND, advisory=told.advisory)
        assert list(release_faults()) == []
