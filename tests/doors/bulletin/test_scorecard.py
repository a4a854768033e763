"""The public scorecard: only closed and published cases, in groups that are large enough, once the year is over."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.policy.model_page import Scorecard
from daybreak.journal.deed import deed
from daybreak.program.versions import adopt
from daybreak.records.models import Advisory, Case, Revision
from daybreak.stages.cases.actions import confirm, open_case, reopen
from daybreak.stages.cases.restating import Stated, restate_anchor
from daybreak.stages.cases.vulnerabilities import assess
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.conversation import answer_finder
from daybreak.stages.intake.submission import Submission
from tests.cast import OPERATOR

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.bulletin.conftest import Bulletin

CANARY = "canary-c04d"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"
LEAST = 3


@pytest.fixture
def card(ja_bulletin: Bulletin) -> Bulletin:
    """A bulletin whose policy publishes a card of each year, of groups of three."""
    site = ja_bulletin.told.site
    rule = Scorecard(show=("promises", "times", "orders"), smallest_group=LEAST)
    page = site.policy.page.model_copy(update={"scorecard": rule})
    adopt(
        actor=OPERATOR, now=site.at.now, policy=site.policy.model_copy(update={"page": page}), in_force_from=site.at.now
    )
    return ja_bulletin


def _lived(site: Site, title: str, *, closed: bool = True, public: bool = True) -> Case:
    """Let a case be reported, answered, confirmed and judged; close and publish it as told."""
    hana = site.hana.actor
    report = receive(
        actor=OPERATOR, now=site.at.now, submission=Submission("web", "security", "en", title.encode(), title, {})
    ).report
    answer_finder(actor=hana, now=site.at.later(hours=1), report=report, body="Thank you.", asks=False)
    case = open_case(actor=hana, now=site.at.later(hours=1), report=report)
    confirm(actor=hana, now=site.at.later(hours=1), case=case)
    assess(actor=hana, now=site.at.later(hours=1), vulnerability=case.vulnerabilities.get(), vector=VECTOR)
    if public:
        advisory = Advisory.objects.create(number=f"A-{case.number}", case=case, drafted_at=site.at.now)
        Revision.objects.create(
            advisory=advisory, data_key=case.data_key, number=1, content_sealed=b"", content_hash=case.number,
            edited_at=site.at.now, released_at=site.at.now, public_at=site.at.now,
        )  # fmt: skip
    if closed:
        Case.objects.filter(id=case.id).update(closed_at=site.at.now, outcome="fixed")
        with deed(actor=hana, now=site.at.now) as note:
            note("case.closed", {"case": case.id}, codes={"outcome": "fixed"})
    return case


def _next_year(bulletin: Bulletin) -> Bulletin:
    return bulletin.at(bulletin.told.now.replace(year=2027, month=2, day=3))


def _json(bulletin: Bulletin) -> Any:
    return json.loads(bulletin.read("/en/scorecard.json"))


class TestWhatCounts:
    """“Only closed & published cases; drills never count.”"""

    def test_enough_closed_and_published_cases_are_told(self, card: Bulletin) -> None:
        for place in range(LEAST):
            _lived(card.told.site, f"{CANARY} {place}")
        told = _json(_next_year(card))
        assert {it["duty"] for it in told["promises"]} >= {"answer"}
        assert {it["count"] for it in told["promises"]} == {LEAST}
        assert {it["measure"]: it["median_days"] for it in told["times"]}["answered"] == 1
        assert told["period"]["until"].startswith("2026-12-31T15:00")

    @pytest.mark.parametrize("lacks", [{"closed": False}, {"public": False}, {"drill": True}])
    def test_one_too_few_for_any_reason_and_nothing_is_told(self, card: Bulletin, lacks: dict[str, bool]) -> None:
        site = card.told.site
        drill = lacks.pop("drill", False)
        cases = [_lived(site, f"{CANARY} {place}", **(lacks if not place else {})) for place in range(LEAST)]
        if drill:
            with deed(actor=site.hana.actor, now=site.at.now) as note:
                note("drill.started", {"case": cases[0].id})
        told = _json(_next_year(card))
        assert (told["promises"], told["times"], told["orders"]) == ([], [], [])
        assert "Too few cases to tell" in card.read("/en/scorecard/")

    def test_what_is_not_over_is_not_told(self, card: Bulletin) -> None:
        for place in range(LEAST):
            _lived(card.told.site, f"{CANARY} {place}")
        card.at(card.told.now + timedelta(days=1))
        assert _json(card)["promises"] == []

    def test_open_cases_change_no_byte(self, card: Bulletin) -> None:
        """P4: nothing counts what is not public."""
        roads = [f"/{language}/scorecard{end}" for language in ("en", "ja") for end in ("/", ".csv", ".json")]
        before = [_next_year(card).get(road).content for road in roads]
        _lived(card.told.site, CANARY, closed=False, public=False)
        assert [_next_year(card).get(road).content for road in roads] == before

    def test_what_comes_after_the_period_moves_no_figure(self, card: Bulletin) -> None:
        """Two readings of one card, from which one case could be told by what moved, are the same bytes."""
        cases = [_lived(card.told.site, f"{CANARY} {place}") for place in range(LEAST + 1)]
        roads = [f"/{language}/scorecard{end}" for language in ("en", "ja") for end in ("/", ".csv", ".json")]
        before = [_next_year(card).get(road).content for road in roads]
        assert b'"count": 4' in before[2] or b'"count":4' in before[2]
        site = card.told.site
        later, hana = card.told.now.replace(year=2027, month=2, day=4), site.hana.actor
        reopen(actor=hana, now=later, case=Case.objects.get(id=cases[0].id), reason="Seen again")
        restate_anchor(
            actor=hana, now=later, case=cases[1], what=Stated("report.received"), at=site.at.now - timedelta(days=90),
            reason="It lay in another mailbox",
        )  # fmt: skip
        assert [_next_year(card).get(road).content for road in roads] == before


class TestThePage:
    """“On the bulletin in both languages; CSV and JSON”, and only where the policy says so."""

    def test_it_is_read_in_both_languages_and_names_no_case(self, card: Bulletin) -> None:
        cases = [_lived(card.told.site, f"{CANARY} {place}") for place in range(LEAST)]
        _next_year(card)
        pages = [card.read(road) for road in ("/en/scorecard/", "/ja/scorecard/", "/en/scorecard.csv")]
        assert "How we kept our promises" in pages[0]
        assert "約束の達成状況" in pages[1]
        rows = list(csv.DictReader(io.StringIO(pages[2].lstrip("\ufeff"))))
        assert {row["Of how many"] for row in rows} == {str(LEAST)}
        assert all(one not in page for page in pages for one in (CANARY, *(case.number for case in cases)))
        assert "/en/scorecard/" in card.read("/en/policy/")

    @pytest.mark.parametrize("end", ["/", ".csv", ".json"])
    def test_without_the_word_there_is_none(self, ja_bulletin: Bulletin, end: str) -> None:
        assert ja_bulletin.get(f"/en/scorecard{end}").status_code == 404
        assert "scorecard" not in ja_bulletin.read("/en/policy/")
