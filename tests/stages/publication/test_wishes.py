"""A finder's consent to be named may be taken back at any time; what is released never changes in silence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.worker import run_once
from daybreak.notices.actions import content_of as letter_of
from daybreak.records.models import Notice
from daybreak.stages.disclosure.actions import revise, take_facts_anew
from daybreak.stages.disclosure.desk_page import advisory_page
from daybreak.stages.publication.page import page_of
from daybreak.stages.publication.queries import public_advisory, public_file, thanks
from tests.jobs.work import Ledger
from tests.stages.disclosure.telling import Telling, a_tuesday, tell
from tests.stages.publication.wishing import wish

if TYPE_CHECKING:
    from datetime import datetime

    from tests.cast import Site

NAME = "Rita Okafor"
SECOND = timedelta(seconds=1)


@pytest.fixture
def told(site: Site) -> Telling:
    """An advisory that thanks Rita by name."""
    return tell(site)


def on_page(told: Telling, now: datetime) -> bool:
    """Tell whether the page, the thanks page or its history names her."""
    public = public_advisory(now, told.advisory.number)
    assert public is not None
    return NAME in repr(page_of(public, "en")) or NAME in repr(thanks(now))


def in_document(told: Telling, now: datetime) -> bool:
    """Tell whether one of the documents names her; each must be valid JSON."""
    found = [public_file(now, row.path) for row in told.revision.files.all()]
    bodies = [file.body for file in found if file is not None]
    assert len(bodies) == len(told.site.policy.languages)
    return any(NAME in json.dumps(json.loads(body), ensure_ascii=False) for body in bodies)


class TestTakenBackAfterItWasPublic:
    """A11: "Finders are thanked by name, with their permission only"; B8: "consent … and its withdrawal"."""

    def test_pages_forget_the_name_at_once_and_documents_with_the_revision(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        later = instant + timedelta(days=1)
        assert on_page(told, later)
        assert in_document(told, later)
        wish(told, later, "anonymous")
        assert not on_page(told, later + SECOND)
        assert in_document(told, later + SECOND), "released bytes do not change in silence"
        told.site.at.now = later + timedelta(hours=1)
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
        again = told.arm(a_tuesday(told.site) + timedelta(days=14))
        assert not in_document(told, again)
        assert not on_page(told, again), "not even as what the revision removed"

    def test_another_name_takes_the_old_one_off(self, told: Telling) -> None:
        later = told.arm(a_tuesday(told.site)) + timedelta(days=1)
        wish(told, later, "name", "r0")
        assert not on_page(told, later + SECOND)
        public = public_advisory(later + SECOND, told.advisory.number)
        assert public is not None
        assert "r0" not in repr(page_of(public, "en")), "a new name waits for a revision"

    def test_taken_back_and_given_again_is_as_released(self, told: Telling) -> None:
        later = told.arm(a_tuesday(told.site)) + timedelta(days=1)
        wish(told, later, "anonymous")
        wish(told, later + SECOND, "name", NAME)
        assert on_page(told, later + 2 * SECOND)


class TestTakenBackBeforeItsInstant:
    """An armed advisory goes out without a name whose consent has ended; nobody has to be awake for that."""

    def test_neither_page_nor_document_ever_names_them(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        wish(told, instant - timedelta(hours=1), "anonymous")
        assert not on_page(told, instant)
        assert not in_document(told, instant)

    def test_the_document_is_the_released_one_but_for_the_thanks(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        before = [public_file(instant, row.path) for row in told.revision.files.all()]
        wish(told, instant - timedelta(hours=1), "anonymous")
        after = [public_file(instant, row.path) for row in told.revision.files.all()]
        for was, now in zip(before, after, strict=True):
            assert was is not None
            assert now is not None
            old, new = json.loads(was.body), json.loads(now.body)
            assert old["document"].pop("acknowledgments")
            assert old == new


class TestTheTeamIsAsked:
    """A new credit after the release alters nothing that is out and asks the team for a revision."""

    @pytest.mark.parametrize("days", [-1, 1])
    def test_at_the_desk_and_by_mail(self, told: Telling, days: int) -> None:
        site, instant = told.site, told.arm(a_tuesday(told.site))
        at = instant + timedelta(days=days, hours=12)
        assert told.now < at
        page = advisory_page(site.hana.viewer, at, told.advisory.number)
        assert page is not None
        assert not page.thanks_differ
        run_once(told.now, connector=Ledger())
        wish(told, at, "name", "r0")
        page = advisory_page(site.hana.viewer, at + SECOND, told.advisory.number)
        assert page is not None
        assert page.thanks_differ
        run_once(at + SECOND, connector=Ledger())
        letters = [letter_of(one) for one in Notice.objects.filter(template="told")]
        assert site.hana.person.email in {one.to for one in letters if "how to be thanked" in one.subject}
        assert not any("r0" in one.body for one in letters)

    def test_a_draft_asks_nobody(self, told: Telling) -> None:
        wish(told, told.now, "anonymous")
        run_once(told.now, connector=Ledger())
        assert not any("thanked" in letter_of(one).subject for one in Notice.objects.filter(template="told"))
