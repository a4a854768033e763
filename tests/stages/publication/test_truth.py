"""What is public and when: no worker runs in any of these tests (B9, P7)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.formats.csaf_validate import judge_csaf
from daybreak.stages.disclosure.actions import content_of, hold, revise, write_content
from daybreak.stages.disclosure.refusals import ReadersSawIt
from daybreak.stages.publication.machine import csaf_changes, csaf_index
from daybreak.stages.publication.page import page_of
from daybreak.stages.publication.queries import (
    Wanted,
    public_advisories,
    public_advisory,
    public_cve,
    public_file,
    public_products,
    thanks,
)
from tests.stages.disclosure.telling import CANARY, CVE, Telling, a_tuesday, tell

if TYPE_CHECKING:
    from tests.cast import Site

SECOND = timedelta(seconds=1)


@pytest.fixture
def told(any_site: Site) -> Telling:
    """An advisory of each example policy, drafted."""
    return tell(any_site)


def paths(told: Telling) -> list[str]:
    """The paths of its prepared documents."""
    return [row.path for row in told.revision.files.order_by("path")]


class TestPublicExactlyFromItsInstant:
    """Decisions, Publication: public when `public_at <= now` and not held; no worker needed."""

    def test_before_at_and_after(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        for early in (told.now, instant - SECOND, instant - timedelta(microseconds=1)):
            assert public_advisory(early, told.advisory.number) is None
            assert public_advisories(early).lines == ()
            assert public_cve(early, CVE) == ()
            assert [public_file(early, path) for path in paths(told)] == [None] * len(paths(told))
            assert csaf_index(early) == csaf_changes(early) == b""
            assert thanks(early) == ()
            assert public_products(early) == {}
        for late in (instant, instant + timedelta(seconds=60)):
            public = public_advisory(late, told.advisory.number.lower())
            assert public is not None
            assert public.first_at == instant
            assert [line.number for line in public_advisories(late).lines] == [told.advisory.number]
            assert len(public_cve(late, CVE.lower())) == 1
            assert csaf_index(late).decode().split() == [path.removeprefix("csaf/white/") for path in paths(told)]
            assert [name for one in thanks(late) for it in one.thanks for name in it.names] == ["Rita Okafor"]

    def test_documents_are_valid_and_say_what_was_released(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        languages = told.site.policy.languages
        number = told.advisory.number.lower()
        names = [f"{number}{'' if one == languages[0] else f'-{one}'}.json" for one in languages]
        assert sorted(paths(told)) == sorted(f"csaf/white/2026/{name}" for name in names)
        for path in paths(told):
            found = public_file(instant, path)
            assert found is not None
            document = json.loads(found.body)
            judged = judge_csaf(document)
            assert [fault.sentence for fault in judged.faults] == []
            assert document["document"]["tracking"]["initial_release_date"] == "2026-12-01T05:00:00Z"
            assert document["document"]["tracking"]["version"] == "1"
            assert CANARY in found.body.decode()

    def test_lists_agree_with_the_documents(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        for line in csaf_changes(instant).decode().splitlines():
            path, current = (field.strip('"') for field in line.split(","))
            found = public_file(instant, f"csaf/white/{path}")
            assert found is not None
            assert json.loads(found.body)["document"]["tracking"]["current_release_date"] == current


class TestHold:
    """Decisions: a hold succeeded if its commit came before the instant; otherwise it says that it came late."""

    def test_ten_milliseconds_before_nothing_appears(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        now = instant - timedelta(milliseconds=10)
        assert hold(actor=told.site.mina.actor, now=now, revision=told.revision, reason="A mistake in the table")
        for late in (instant, instant + timedelta(days=9)):
            assert public_advisory(late, told.advisory.number) is None
            assert csaf_index(late) == b""

    def test_after_the_instant_it_says_that_it_came_late(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        assert not hold(actor=told.site.mina.actor, now=instant, revision=told.revision, reason="A mistake")
        assert public_advisory(instant + SECOND, told.advisory.number) is None
        content = content_of(told.revision).model_copy(update={"revision_note": None})
        with pytest.raises(ReadersSawIt):
            write_content(actor=told.site.hana.actor, now=instant, revision=told.revision, content=content)

    def test_what_readers_saw_keeps_its_place_in_the_history(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        told.site.at.now = instant + timedelta(minutes=5)
        hold(actor=told.site.mina.actor, now=told.now, revision=told.revision, reason="A mistake")
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        again = told.now + timedelta(hours=1)
        told.write(" corrected")
        told.agree(again)
        told.approve_all()
        told.release(again)
        public = public_advisory(again, told.advisory.number)
        assert public is not None
        page = page_of(public, "en")
        assert [past.number for past in page.history] == [2, 1]
        assert page.history[1].note.words == "Held after publication"
        assert "corrected" in page.history[0].note.words
        found = public_file(again, paths(told)[0])
        assert found is not None
        history = json.loads(found.body)["document"]["tracking"]["revision_history"]
        assert [entry["number"] for entry in history] == ["1", "2"]

    def test_released_again_it_goes_out_at_the_new_instant(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        hold(actor=told.site.mina.actor, now=told.now, revision=told.revision, reason="Wait a day")
        later = instant + timedelta(days=1)
        told.agree(later)
        told.release(later)
        assert public_advisory(instant, told.advisory.number) is None
        assert public_advisory(later, told.advisory.number) is not None


class TestRevision:
    """A12: the history says when what was updated."""

    def test_the_newest_stands_and_the_history_marks_what_changed(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        told.site.at.now = instant + timedelta(days=1)
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        second = told.now + timedelta(days=1)
        told.write(" newly found")
        told.agree(second)
        told.approve_all()
        told.release(second)
        before, after = (public_advisory(at, told.advisory.number) for at in (second - SECOND, second))
        assert before is not None
        assert after is not None
        assert [past.number for past in page_of(before, "en").history] == [1]
        page = page_of(after, told.site.policy.language)
        assert [past.number for past in page.history] == [2, 1]
        assert page.published_at == instant
        assert page.changed_at == second
        marked = {mark.part: mark.pieces for mark in page.history[0].marks}
        assert {"title", "notes", "remediations"} <= set(marked)
        assert any(piece.kind == "added" and "newly" in piece.words for piece in marked["title"])
        assert not any("reports" in mark.part for mark in page.history[0].marks)
        old, new = (public_file(at, paths(told)[0]) for at in (second - SECOND, second))
        assert old is not None
        assert new is not None
        assert json.loads(old.body)["document"]["tracking"]["version"] == "1"
        assert json.loads(new.body)["document"]["tracking"]["version"] == "2"
        assert len(csaf_index(second).splitlines()) == len(told.site.policy.languages)


class TestSearch:
    """Bulletin: search, filter by product and severity."""

    def test_finds_by_words_number_cve_product_and_band(self, told: Telling) -> None:
        instant = told.arm(a_tuesday(told.site))
        product = next(iter(public_products(instant)))
        band = told.site.policy.band_of(told.vulnerability.assessments.get().score)
        for wanted in (
            Wanted(text="ＭＥＭＯＲＹ") if "en" in told.site.policy.languages else Wanted(),
            Wanted(text=told.advisory.number.lower()),
            Wanted(text=CVE.lower()),
            Wanted(product=product),
            Wanted(severity=band),
        ):
            assert public_advisories(instant, wanted).count == 1
        for wanted in (
            Wanted(text="no such words"),
            Wanted(product="nothing"),
            Wanted(severity="none"),
            Wanted(page=9),
        ):
            assert public_advisories(instant, wanted).lines == ()
