"""Today: what is due, by whom, with clocks (A3: a day without a look is itself an overdue duty)."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybreak.core.access import Viewer
from daybreak.core.clocks.calendars import zone_of
from daybreak.core.policy.reading import team_of
from daybreak.doors.desk.verbs import deed_of
from daybreak.people.actions import grant_role
from daybreak.people.sight import visible_to
from daybreak.records.models import DutyRow, JournalEntry, Product
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.board import FLAWED, Counts, Wanted, board, every_line
from daybreak.stages.cases.board_rows import FEW
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, assess, state_affect
from daybreak.stages.remediation.actions import Plan, plan_remedy
from tests.cast import OPERATOR, START

ALL = Wanted("all")
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"
HOURS = st.integers(-300, 300)
MOMENT = timedelta(seconds=1)
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')

if TYPE_CHECKING:
    from daybreak.stages.cases.board import Whose
    from tests.doors.desk.conftest import Door


def plainly(row: DutyRow, now: datetime) -> str:
    """Say how a row stands, read straight off the law."""
    end = row.limit or row.aim
    if row.paused:
        return "paused"
    if row.limit and row.limit < now:
        return "overdue"
    zone = zone_of("Asia/Tokyo")
    if end and end.astimezone(zone).date() <= now.astimezone(zone).date():
        return "today"
    return "week" if end and end <= now + timedelta(days=7) else "later"


class TestBoard:
    """Duties one may see, joined with the policy's words, what is overdue first, then what ends soonest."""

    def test_an_empty_board_leads_to_a_wider_one(self, desk: Door) -> None:
        client = desk.as_(desk.site.mallory)
        assert 'href="?who=all">Show all I may see' in client.get("/desk/").text
        assert 'href="?who=team">Show all lines' in client.get("/desk/?who=team&state=paused").text

    def test_an_empty_board_says_so(self, desk: Door) -> None:
        page = desk.as_(desk.site.mallory).get("/desk/")
        assert page.status_code == 200
        assert "Nothing is due from your roles" in page.text

    def test_a_report_brings_its_duties(self, desk: Door) -> None:
        report = desk.report()
        page = desk.as_(desk.site.hana).get("/desk/")
        assert report.number in page.text
        assert "First answer by a person" in page.text
        assert f"/desk/reports/{report.number}/#answer" in page.text

    def test_two_vulnerabilities_without_cve_are_told_apart(self, desk: Door) -> None:
        """“each line with its clock, basis and the deed”: two lines alike would say twice the same."""
        site, hana = desk.site, desk.site.hana.actor
        case = open_case(actor=hana, now=site.at.now, title="The parser", report=desk.report())
        alone = {line.about for line in board(site.hana.viewer, site.at.now, ALL).lines if line.per == "vulnerability"}
        add_vulnerability(actor=hana, now=site.at.later(hours=1), case=case, title="canary-5d second flaw")
        for flaw in case.vulnerabilities.all():
            assess(actor=hana, now=site.at.now, vulnerability=flaw, vector=VECTOR)
            state_affect(
                actor=hana,
                now=site.at.now,
                vulnerability=flaw,
                product=Product.objects.first(),
                release=None,
                stated=Status("affected"),
            )
        lines = [line for line in board(site.hana.viewer, site.at.now, ALL).lines if line.per in FLAWED]
        told = Counter((line.rule, line.about) for line in lines)
        assert alone <= {""}
        assert set(told.values()) == {1}
        assert len(told) > 1
        assert any("canary-5d" in about for _rule, about in told)
        table = desk.as_(site.hana).get("/desk/today.csv?who=all").content.decode()
        assert "canary-5d" not in table
        assert "Vulnerability 2" in table
        assert "canary-5d" not in desk.as_(site.mallory).get("/desk/?who=all").text

    def test_a_fix_is_planned_before_it_is_shipped(self, desk: Door) -> None:
        """“the deed that fulfils it”: nothing can be shipped or verified while nobody has planned it."""
        site, hana = desk.site, desk.site.hana.actor
        case = open_case(actor=hana, now=site.at.now, title="The parser", report=desk.report())
        confirm(actor=hana, now=site.at.now, case=case)
        flaw, product = case.vulnerabilities.get(), Product.objects.first()
        assess(actor=hana, now=site.at.now, vulnerability=flaw, vector=VECTOR)
        stated = Status("affected")
        affect = state_affect(
            actor=hana, now=site.at.now, vulnerability=flaw, product=product, release=None, stated=stated
        )
        assert _verbs_of_fixing(desk) == {"Plan"}
        plan_remedy(actor=hana, now=site.at.now, case=case, plan=Plan("fix", "Bound it.", (affect,)))
        assert "Plan" not in _verbs_of_fixing(desk)

    def test_the_first_line_alone_wears_the_accent(self, desk: Door) -> None:
        desk.report()
        assert desk.as_(desk.site.hana).get("/desk/").text.count("button-next") == 1

    def test_a_case_leads_to_its_page_and_names_the_contract(self, desk: Door) -> None:
        site = desk.site
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        text = desk.as_(site.hana).get("/desk/?strength=contract").text
        assert f"/desk/cases/{case.number}/" in text
        assert "Partner agreement, section 4" in text
        assert "First answer by a person" not in text

    def test_every_button_leads_somewhere(self, desk: Door) -> None:
        site = desk.site
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"
        assess(actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), vector=vector)
        desk.report(title="Another")
        client = desk.as_(site.hana)
        board_alone = client.get("/desk/?who=all").text.split("</ol>")[0].split("<ol")[1]
        roads = {html.unescape(road).partition("#")[0] for road in re.findall(r'href="(/desk/[^"]+)"', board_alone)}
        assert len(roads) > 4
        for road in roads:
            assert client.get(road).status_code == 200, road

    def test_what_is_overdue_stands_first_then_what_ends_soonest(self, desk: Door) -> None:
        """A limit in 304 days does not stand above an aim in 14, nor an aim that has passed above what is overdue."""
        site, hana = desk.site, desk.site.hana
        case = open_case(actor=hana.actor, now=site.at.now, title="Parser", report=desk.report())
        now = site.at.later(days=30)
        ends = {"late": (-9, -1), "later": (None, -2), "wished": (-20, None), "near": (14, None), "far": (3, 304)}
        DutyRow.objects.all().delete()
        DutyRow.objects.bulk_create(
            DutyRow(
                rule=name,
                scope="case",
                subject=str(case.id),
                case=case,
                who=["security_team"],
                strength="own_promise",
                start=now - timedelta(days=25),
                aim=None if aim is None else now + timedelta(days=aim),
                limit=None if limit is None else now + timedelta(days=limit),
            )
            for name, (aim, limit) in {"endless": (None, None), **ends}.items()
        )
        told = ["later", "late", "wished", "near", "far", "endless"]
        assert [line.rule for line in board(hana.viewer, now, ALL).lines] == told
        assert [line.rule for line in every_line(hana.viewer, now, ALL)] == told
        each = [board(hana.viewer, now, Wanted("all", first=place, count=1)).lines for place in range(7)]
        assert [line.rule for lines in each for line in lines] == told
        rows = csv.reader(io.StringIO(desk.as_(hana).get("/desk/today.csv?who=all").content.decode("utf-8-sig")))
        assert [row[1] for row in rows][1:] == told

    def test_mine_are_those_of_my_roles(self, desk: Door) -> None:
        site = desk.site
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        every = board(site.hana.viewer, site.at.now, Wanted("all"))
        mine = board(site.hana.viewer, site.at.now, Wanted("mine"))
        assert {line.mine for line in mine.lines} == {True}
        assert mine.found <= every.found

    def test_what_is_mine_only_as_a_deputy_says_so(self, desk: Door) -> None:
        """A deputy answers when the role's holder does not: the line stays in the list, and says whose it is first."""
        site, report = desk.site, desk.report()
        grant_role(actor=OPERATOR, now=site.at.now, person=site.quinn.person, role="programme_manager")
        said = "(as deputy)"
        page = desk.as_(site.quinn).get("/desk/").text
        assert report.number in page
        assert said in page
        assert "（代理として）" in desk.as_(site.quinn).get("/desk/", headers={"Accept-Language": "ja"}).text
        assert said not in desk.as_(site.hana).get("/desk/").text
        stranger = desk.as_(site.mallory).get("/desk/").text
        assert report.number not in stranger
        assert said not in stranger

    def test_late_is_said_and_counted(self, desk: Door) -> None:
        desk.report()
        desk.site.at.later(days=5)
        seen = board(desk.site.hana.viewer, desk.site.at.now)
        assert seen.counts.overdue > 0
        text = desk.as_(desk.site.hana).get("/desk/?state=overdue").text
        assert "late" in text
        assert "duty-late" in text

    def test_no_line_fits_the_filter(self, desk: Door) -> None:
        text = desk.as_(desk.site.hana).get("/desk/?state=paused").text
        assert "No duty fits this filter" in text

    def test_nonsense_in_the_address_is_no_error(self, desk: Door) -> None:
        for query in ("?page=x", "?page=-3", "?page=99999999", "?state=%00", "?who=1&strength=2"):
            assert desk.as_(desk.site.hana).get(f"/desk/{query}").status_code == 200

    def test_a_page_behind_the_last_leads_to_the_last(self, desk: Door) -> None:
        """Its lines were done since: it said that nothing is due."""
        desk.report()
        for road in ("/desk/?who=all&page=9", "/desk/notices/?page=9"):
            answer = desk.as_(desk.site.hana).get(road)
            assert answer.status_code == 302
            assert answer.headers["Location"] == "?" + road.partition("?")[2].replace("page=9", "page=1")
            assert desk.as_(desk.site.hana).get(road, follow=True).status_code == 200

    def test_states_at_the_edges(self, desk: Door) -> None:
        """Law 8: late is `limit < now`; at the limit itself it is not late yet."""
        report, now = desk.report(), desk.site.at.now
        row = report.duties.filter(rule="answer").get()

        def state(at: datetime) -> str:
            return next(line.state for line in board(desk.site.hana.viewer, at).lines if line.rule == "answer")

        assert row.limit is not None
        assert state(row.limit) == "today"
        assert state(row.limit + MOMENT) == "overdue"
        assert state(now) == "week"
        row.paused = now
        row.save()
        assert state(row.limit + MOMENT) == "paused"

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        limit=st.none() | HOURS,
        aim=st.none() | HOURS,
        paused=st.booleans(),
        clock=st.integers(0, 23),
    )
    def test_the_database_states_as_the_law_does(
        self, desk: Door, limit: int | None, aim: int | None, *, paused: bool, clock: int
    ) -> None:
        """Law 8, against a plain reading of it: days are the organisation's, a week is seven times 24 hours."""
        now = START.replace(hour=clock)
        row = DutyRow.objects.filter(rule="answer").first() or desk.report().duties.get(rule="answer")
        row.start = now - timedelta(days=400)
        row.limit = None if limit is None else now + timedelta(hours=limit)
        row.aim = None if aim is None else now + timedelta(hours=aim)
        row.paused = now if paused else None
        row.save()
        seen = board(desk.site.hana.viewer, now, Wanted("all"))
        assert next(line.state for line in seen.lines if line.rule == "answer") == plainly(row, now)
        for state in ("overdue", "today", "week", "later", "paused"):
            found = board(desk.site.hana.viewer, now, Wanted("all", state=state))
            assert all(line.state == state for line in found.lines)
            assert found.found == sum(line.state == state for line in seen.lines)

    def test_my_teams_are_those_of_roles_that_stand_in_for_each_other(self, desk: Door) -> None:
        """Issue 3: mine, my team's. The manager's deputy chain is the team; quality stands outside it."""
        site = desk.site
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"
        assess(actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), vector=vector)
        one = Viewer("person", site.hana.viewer.id, frozenset({"security_team"}))
        mine, team, every = (board(one, site.at.now, Wanted(whose)) for whose in ("mine", "team", "all"))
        assert mine.found < team.found <= every.found
        assert team_of(site.policy, one.roles) == {"security_team", "programme_manager", "engineering_head"}
        assert {line.rule for line in mine.lines} < {line.rule for line in team.lines}

    def test_a_page_is_cut_by_the_database_and_loses_no_line(self, desk: Door) -> None:
        for place in range(4):
            desk.report(title=f"Report {place}")
        viewer, now = desk.site.hana.viewer, desk.site.at.now
        every = board(viewer, now, Wanted("all", count=500))
        cut = [board(viewer, now, Wanted("all", first=first, count=3)).lines for first in range(0, every.found, 3)]
        assert [line for part in cut for line in part] == list(every.lines)
        assert len(every.lines) == every.found > 6

    def test_the_finders_own_date_counts_down_on_every_line_of_the_case(self, desk: Door) -> None:
        """Issue 3: “The finder's own date counts down on every line of the case.”"""
        site = desk.site
        report = desk.report(finder_date="2027-01-15")
        before = board(site.hana.viewer, site.at.now).lines
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=report)
        lines = board(site.hana.viewer, site.at.now, Wanted("all")).lines
        day = datetime(2027, 1, 14, 15, 0, tzinfo=UTC)
        assert {line.finder_date for line in before if line.number == report.number} == {day}
        assert {line.finder_date for line in lines if line.number == case.number} == {day}
        assert {line.finder_date for line in lines if line.scope == "mailbox"} <= {None}
        page = desk.as_(site.hana).get("/desk/").text
        assert "The finder plans to publish" in page


def _verbs_of_fixing(desk: Door) -> set[str]:
    lines = board(desk.site.hana.viewer, desk.site.at.now, ALL).lines
    return {str(deed_of(line).label) for line in lines if "remedy.shipped" in line.fulfilled_by}


class TestManyLines:
    """Issue 3: the board of a user with 10,000 visible cases. Many lines are read off an index, few are sorted."""

    def _many(self, desk: Door, count: int) -> None:
        site = desk.site
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
        now = site.at.now
        DutyRow.objects.bulk_create(
            DutyRow(
                rule=f"rule-{place % 3}",
                scope="affect",
                subject=str(UUID(int=place)),
                case=None if place % 6 == 5 else case,
                who=["engineer"] if place % 2 else ["security_team", "quality"],
                strength="own_promise",
                start=now - timedelta(days=9, minutes=place % 7),
                aim=now + timedelta(hours=place % 11) if place % 5 == 0 else None,
                limit=now + timedelta(hours=place % 41 - 20) if place % 4 else None,
                kept=now if place % 13 == 0 else None,
                paused=now if place % 17 == 0 else None,
            )
            for place in range(count)
        )

    @pytest.mark.parametrize("whose", ["mine", "team", "all"])
    def test_pages_of_many_lines_are_those_of_all_lines_in_order(self, desk: Door, whose: Whose) -> None:
        self._many(desk, 6 * FEW // 2)
        viewer, now = desk.site.hana.viewer, desk.site.at.now
        every = list(every_line(viewer, now, Wanted(whose)))
        assert len(every) > FEW
        for first in (0, 50, 450, FEW // 2, len(every) // 2, len(every) - 30):
            page = board(viewer, now, Wanted(whose, first=first, titles=False))
            assert page.found == len(every)
            assert list(page.lines) == every[first : first + 50]
            counts = Counter(line.state for line in every)
            assert page.counts == Counts(counts["overdue"], counts["today"], counts["week"])
        late = board(viewer, now, Wanted(whose, state="overdue", titles=False))
        assert list(late.lines) == [line for line in every if line.state == "overdue"][:50]

    def test_more_lines_ask_no_more_questions(self, desk: Door) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as questions:
                assert desk.as_(desk.site.hana).get("/desk/?who=all").status_code == 200
            return len(questions)

        self._many(desk, 60)
        before = asked()
        DutyRow.objects.filter(scope="affect").delete()
        self._many(desk, 2 * FEW)
        assert asked() <= before

    def test_a_page_asks_once_which_policy_is_in_force(self, desk: Door) -> None:
        with CaptureQueriesContext(connection) as questions:
            assert desk.as_(desk.site.hana).get("/desk/").status_code == 200
        told = [one["sql"] for one in questions if 'FROM "records_policyversion"' in one["sql"]]
        assert len([sql for sql in told if '"in_force_from" <=' in sql]) == 1

    def test_a_stranger_is_told_of_none_of_them(self, desk: Door) -> None:
        self._many(desk, 2 * FEW)
        seen = board(desk.site.mallory.viewer, desk.site.at.now, Wanted("all"))
        assert {line.scope for line in seen.lines} <= {"mailbox", "policy", "key"}
        assert not list(visible_to(desk.site.mallory.viewer, desk.site.at.now).duties_in_turn())


class TestCsv:
    """The same lines for a spreadsheet, without sealed words."""

    def test_lines_without_titles(self, desk: Door) -> None:
        report = desk.report(title="=HYPERLINK(canary)")
        answer = desk.as_(desk.site.hana).get("/desk/today.csv")
        assert "canary" not in answer.text
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert report.number in {row[0] for row in rows}
        assert len({len(row) for row in rows}) == 1
        assert "attachment" in answer.headers["Content-Disposition"]


class TestNeedToKnow:
    """Promise P4: whoever is outside learns nothing, not even that something exists."""

    def test_mallory_sees_an_empty_board(self, desk: Door) -> None:
        mallory = desk.as_(desk.site.mallory)
        before = CSRF.sub("", mallory.get("/desk/?who=all").text)
        report = desk.report(title="canary-title")
        open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="canary-case", report=report)
        after = mallory.get("/desk/?who=all")
        assert CSRF.sub("", after.text) == before
        assert "canary" not in after.text

    def test_looking_at_the_board_changes_nothing(self, desk: Door) -> None:
        desk.report()
        before = JournalEntry.objects.count()
        for road in ("/desk/", "/desk/?who=all", "/desk/today.csv", "/desk/search/?q=clip", "/desk/policy/"):
            desk.as_(desk.site.hana).get(road)
        assert JournalEntry.objects.count() == before
