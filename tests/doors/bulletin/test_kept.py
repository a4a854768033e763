"""A public page is made once; what it follows from is asked anew for each reader: nothing outlives its truth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.core.words import Text
from daybreak.program.versions import adopt
from daybreak.stages.disclosure.actions import hold, revise
from tests.cast import OPERATOR
from tests.stages.disclosure.telling import CANARY, a_tuesday

if TYPE_CHECKING:
    from tests.doors.bulletin.conftest import Bulletin


def armed(bulletin: Bulletin) -> tuple[str, str]:
    """Arm the advisory, go to a minute after its instant; give the addresses of its page and its document."""
    instant = bulletin.told.arm(a_tuesday(bulletin.told.site))
    bulletin.at(instant + timedelta(minutes=1))
    bulletin.told.site.at.now = instant + timedelta(minutes=1)
    document = bulletin.told.revision.files.get(language=bulletin.told.site.policy.language)
    return f"/en/advisories/{bulletin.told.advisory.number}/", f"/{document.path}"


class TestReadingCostsNoUnsealing:
    """Decisions, Publication: "After its instant the plain bytes may be kept … so that reading costs no unsealing"."""

    def test_the_second_reader_opens_nothing(self, bulletin: Bulletin) -> None:
        for road in armed(bulletin):
            first = bulletin.get(road)
            with CaptureQueriesContext(connection) as asked:
                second = bulletin.get(road)
            said = " ".join(query["sql"] for query in asked.captured_queries)
            assert (second.content, second["ETag"]) == (first.content, first["ETag"])
            assert CANARY in second.content.decode()
            assert "_sealed" not in said
            assert "datakey" not in said
            assert len([query for query in asked.captured_queries if "records_" in query["sql"]]) <= 5

    def test_languages_and_addresses_are_kept_apart(self, ja_bulletin: Bulletin) -> None:
        road, _document = armed(ja_bulletin)
        pages = [ja_bulletin.read(one) for one in (road, road.replace("/en/", "/ja/"), road, road.lower())]
        assert 'lang="en"' in pages[0]
        assert 'lang="ja"' in pages[1]
        assert pages[2] == pages[0]


class TestNothingOutlivesItsTruth:
    """P5: "never early"; P7: "A hold … stops every channel": kept bytes answer only while the database says so."""

    def test_a_clock_that_steps_back_takes_it_away_again(self, bulletin: Bulletin) -> None:
        roads = armed(bulletin)
        kept = [bulletin.get(road).content for road in roads]
        instant = bulletin.told.revision.public_at
        assert instant is not None
        for step in (-timedelta(seconds=30), timedelta(days=2), -timedelta(days=3), timedelta(seconds=1)):
            bulletin.at(instant + step)
            answers = [bulletin.get(road) for road in roads]
            if step < timedelta():
                assert [answer.status_code for answer in answers] == [404, 404]
                assert all(CANARY.encode() not in answer.content for answer in answers)
            else:
                assert [answer.content for answer in answers] == kept

    def test_a_hold_takes_it_away_at_once(self, bulletin: Bulletin) -> None:
        roads = armed(bulletin)
        for road in roads:
            bulletin.read(road)
        told = bulletin.told
        hold(actor=told.site.hana.actor, now=told.now, revision=told.revision, reason="Wrong table")
        assert [bulletin.get(road).status_code for road in roads] == [404, 404]

    def test_a_withdrawal_takes_it_away_at_once(self, bulletin: Bulletin) -> None:
        roads = armed(bulletin)
        for road in roads:
            bulletin.read(road)
        revision = bulletin.told.revision
        revision.withdrawn_at = bulletin.told.now
        revision.save(update_fields=["withdrawn_at"])
        assert [bulletin.get(road).status_code for road in roads] == [404, 404]

    def test_a_revision_takes_its_place_at_its_instant(self, bulletin: Bulletin) -> None:
        road, document = armed(bulletin)
        before = [bulletin.get(one).content for one in (road, document)]
        told = bulletin.told
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        instant = told.now + timedelta(days=7)
        told.write("second")
        told.agree(instant)
        told.approve_all()
        told.release(instant)
        bulletin.at(instant - timedelta(seconds=30))
        assert [bulletin.get(one).content for one in (road, document)] == before
        bulletin.at(instant)
        after = [bulletin.get(one).content for one in (road, document)]
        assert b"second" in after[0]
        assert after[1] != before[1]

    def test_a_policy_put_in_force_shows_in_the_page(self, ja_bulletin: Bulletin) -> None:
        road, _document = armed(ja_bulletin)
        assert "Renamed Cameras" not in ja_bulletin.read(road)
        policy = ja_bulletin.told.site.policy
        named = policy.organisation.model_copy(update={"name": Text({"ja": "新", "en": "Renamed Cameras"})})
        now = ja_bulletin.told.now
        renamed = policy.model_copy(update={"organisation": named})
        adopt(actor=OPERATOR, now=now, policy=renamed, in_force_from=now)
        assert "Renamed Cameras" in ja_bulletin.read(road)

    def test_what_somebody_typed_is_not_kept(self, ja_bulletin: Bulletin) -> None:
        road, _document = armed(ja_bulletin)
        ja_bulletin.read(f"{road}?typed=by-mallory")
        assert "by-mallory" not in ja_bulletin.read(road)
