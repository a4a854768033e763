"""The metrics page: what one may see is counted, nothing else is, and it is drawn, tabled and downloaded alike."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.test import Client

from daybreak.cli import main
from daybreak.core.metrics.figures import COUNTED
from daybreak.core.metrics.period import ALWAYS
from daybreak.core.policy.duties import duties
from daybreak.core.policy.replay_result import verdict_of
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.stages.cases.figures import figures, site_figures
from daybreak.stages.cases.site_groups import SITE_SCOPES
from tests.cast import own_case
from tests.doors.desk_metrics.conftest import CANARY, lived

if TYPE_CHECKING:
    from tests.cast import Member
    from tests.doors.desk.conftest import Door

PAGE, TABLE = "/desk/metrics/", "/desk/metrics.csv"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce-[^"\']+')


def _page(desk: Door, member: Member, query: str = "", status: int = 200) -> str:
    answer = desk.as_(member).get(PAGE + query)
    assert answer.status_code == status
    return answer.content.decode()


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class TestWhatOneMaySee:
    """“restricted to cases one may see”; Mallory gets the same bytes whether cases exist or not (P4)."""

    def test_mallory_sees_zeros_and_the_same_bytes_whether_cases_exist_or_not(self, desk: Door) -> None:
        mallory = desk.site.mallory
        queries = ("", "?period=2026", "?first=2026-01-01", "?first=2026-02-01&last=2026-01-01")
        roads = [road + query for road in (PAGE, TABLE) for query in queries]
        before = [desk.as_(mallory).get(road) for road in roads]
        lived(desk)
        desk.report("another that waits")
        after = [desk.as_(mallory).get(road) for road in roads]
        for old, new in zip(before, after, strict=True):
            assert old.status_code == new.status_code
            assert _without_tokens(old.content) == _without_tokens(new.content)
        found = figures(mallory.viewer, desk.site.at.now, ALWAYS)
        assert (found.promises, found.arrived) == ((), ())
        assert {count for it in found.ageing for count in it.classes} == {0}
        assert {count for it in found.orders for count in it.counts.values()} == {0}

    def test_a_stranger_is_sent_to_the_sign_in(self, desk: Door) -> None:
        lived(desk)
        for road in (PAGE, TABLE):
            answer = Client().get(road)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/accounts/login/")

    def test_whoever_is_let_into_one_case_counts_that_one_alone(self, desk: Door) -> None:

        lived(desk)
        mallory = desk.site.mallory
        own_case(mallory, desk.site.at.now, "Mallory's own")
        found = figures(mallory.viewer, desk.site.at.now, ALWAYS)
        assert sum(count for it in found.ageing for count in it.classes) == 1
        assert found.arrived == ()
        whole = site_figures(desk.site.at.now, ALWAYS)
        assert sum(count for it in whole.ageing for count in it.classes) == 2

    def test_no_title_is_told(self, desk: Door) -> None:
        case = lived(desk)
        for page in (_page(desk, desk.site.hana), desk.as_(desk.site.hana).get(TABLE).content.decode()):
            assert CANARY not in page
            assert case.number not in page

    def test_a_drill_never_counts(self, desk: Door) -> None:
        case = lived(desk)
        with deed(actor=desk.site.hana.actor, now=desk.site.at.now) as note:
            note("drill.started", {"case": case.id})
        found = figures(desk.site.hana.viewer, desk.site.at.now, ALWAYS)
        assert (found.promises, found.arrived) == ((), ())


class TestTheFigures:
    """“kept/missed per duty and severity, medians and 90th percentiles, ageing”, from the journal's facts."""

    def test_duties_of_each_case_and_lone_report_are_counted_once(self, any_desk: Door) -> None:
        site = any_desk.site
        cases = [lived(any_desk), lived(any_desk, "two")]
        lone = any_desk.report("three")
        now = site.at.later(days=40)
        owed = [
            duty
            for case in cases
            for duty in duties(site.policy, facts_of_case(case.id), now)
            if duty.scope not in SITE_SCOPES
        ]
        owed += [duty for duty in duties(site.policy, facts_of_report(lone.id), now) if duty.scope == "report"]
        expected = [verdict_of(duty, now) for duty in owed]
        found = figures(site.hana.viewer, now, ALWAYS)
        assert found.total() == {verdict: expected.count(verdict) for verdict in COUNTED}
        assert sum(found.total().values()) > 0
        assert site_figures(now, ALWAYS) == found
        assert {(it.outcome, it.count) for it in found.arrived} == {("in_case", 2), ("waiting", 1)}
        assert found.overall["assessed"].count == 2
        assert found.overall["assessed"].median == found.overall["assessed"].most
        assert sum(it.classes[2] for it in found.ageing) == 2

    def test_the_page_draws_and_tables_them(self, desk: Door) -> None:
        lived(desk)
        page = _page(desk, desk.site.hana)
        assert page.count('<svg class="chart-bar">') >= 12 + 2
        assert page.count("<table>") == 8 - 2  # nothing is fixed or published, so that two groups have no table
        assert "style=" not in page
        assert "Our awareness before publicity" in page
        assert 'href="/desk/metrics/"' in page

    def test_the_spreadsheet_says_the_same(self, desk: Door) -> None:
        lived(desk)
        answer = desk.as_(desk.site.hana).get(TABLE)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = _rows(answer.content)
        total = figures(desk.site.hana.viewer, desk.site.at.now, ALWAYS).total()
        told = [row for row in rows if row["Figures"] == "Promises by duty" and row["Measure"] == "kept in time"]
        assert sum(int(row["Figure (times in hours)"]) for row in told) == total["kept"]
        (median,) = {
            row["Figure (times in hours)"]
            for row in rows
            if row["Figures"] == "Received to severity assessed" and row["Measure"] == "Median"
        }
        assert median == "4.0"


class TestThePeriod:
    """“period filter (quarter, year, custom)”."""

    @pytest.mark.parametrize(
        ("query", "counted"),
        [
            ("", True),
            ("?period=2026", True),
            ("?period=2026-Q4", True),
            ("?period=2026-Q3", False),
            ("?period=2025", False),
            ("?first=2026-11-24&last=2026-11-24", True),
            ("?first=2026-11-25", False),
            ("?last=2026-11-23", False),
            ("?period=2025&first=2026-11-24", True),
        ],
    )
    def test_only_what_lies_inside_is_counted(self, desk: Door, query: str, *, counted: bool) -> None:
        lived(desk)
        rows = _rows(desk.as_(desk.site.hana).get(TABLE + query).content)
        assert any(row["Figures"] == "Promises by duty" for row in rows) is counted
        assert any(row["Figures"] == "Reports by door and outcome" for row in rows) is counted
        assert any(row["Figures"] == "Age of open cases" for row in rows)

    @pytest.mark.parametrize(
        "query",
        ["?first=2026-02-01&last=2026-01-01", "?first=soon", "?period=2026-Q9", "?last=0001-01-01", "?period=\x00"],
    )
    def test_what_cannot_be_meant_is_refused_beside_its_field(self, desk: Door, query: str) -> None:
        page = _page(desk, desk.site.hana, query, status=422)
        assert "field-bad" in page
        assert "chart-bar" not in page
        assert desk.as_(desk.site.hana).get(TABLE + query).status_code == 422


class TestTheCommand:
    """“`daybreak metrics`”: the operator's figures over all cases, counts only."""

    def test_it_gives_counts_and_no_title(self, desk: Door) -> None:
        case = lived(desk)
        expected = figures(desk.site.hana.viewer, desk.site.at.now, ALWAYS)
        for arguments in (["metrics"], ["metrics", "--json"]):
            done = CliRunner().invoke(main, arguments)
            assert done.exit_code == 0, done.output
            assert CANARY not in done.output
            assert case.number not in done.output
        assert json.loads(done.output)["total"] == expected.total()

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--from", "soon"), "'soon' is no day"),
            (("--from", "2026-02-01", "--to", "2026-01-01"), "ends before it begins"),
        ],
    )
    def test_days_that_cannot_be_meant_are_a_sentence(self, desk: Door, arguments: tuple[str, ...], words: str) -> None:
        lived(desk)
        done = CliRunner().invoke(main, ["metrics", *arguments])
        assert done.exit_code == 1
        assert words in done.output


def _without_tokens(content: bytes) -> bytes:
    return TOKEN.sub(b"", content)
