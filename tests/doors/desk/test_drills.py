"""Drills at the desk: started, marked on every page, ended, and told to nobody outside."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from daybreak.records.models import Drill
from daybreak.stages.cases.actions import open_case

if TYPE_CHECKING:
    from tests.doors.desk.conftest import Door

WORLD = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def started(desk: Door) -> Drill:
    """Start a drill with the button."""
    answer = desk.as_(desk.site.hana).post("/desk/drills/", {"story": "attack_at_night", "speed": "144"})
    assert answer.status_code == 303, answer.text
    return Drill.objects.get()


class TestButton:
    """Issue 3: “`daybreak drill` and a desk button play a fictitious incident”."""

    def test_started_marked_and_ended(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        assert "No drill yet" in client.get("/desk/drills/").text
        drill = started(desk)
        page = client.get(f"/desk/drills/{drill.number}/").text
        assert "Attack at night" in page
        assert "First answer by a person" in page
        assert drill.number in client.get("/desk/").text
        report = drill.reports.get()
        assert "This report is a drill" in client.get(f"/desk/reports/{report.number}/").text
        case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=report)
        for part in ("", "duties/", "journal/"):
            assert "This case is a drill" in client.get(f"/desk/cases/{case.number}/{part}").text
        road = f"/desk/drills/{drill.number}/"
        assert client.post(road, {}).status_code == 422
        assert client.post(road, {"sure": "on"}).status_code == 303
        assert "The drill has ended." in client.get(road).text
        refused = client.post(road, {"sure": "on"})
        assert refused.status_code == 422
        assert "has ended" in refused.text

    def test_every_list_says_that_it_is_one_and_the_board_leaves_it_out(self, desk: Door) -> None:
        """“Drills never count”: a machine that reads the lists can tell them from real work."""
        real = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=desk.report())
        drill, client = started(desk), desk.as_(desk.site.hana)
        case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=drill.reports.get())
        table = list(csv.reader(io.StringIO(client.get("/desk/cases/cases.csv").content.decode("utf-8-sig"))))
        assert {row[0]: row[-1] for row in table} == {"Number": "Drill", real.number: "", case.number: drill.number}
        assert client.get("/desk/cases/").text.count("chip tone-info") == 1
        duties = client.get("/desk/today.csv?whose=all").content.decode()
        assert real.number in duties
        assert case.number not in duties

    def test_refused_with_the_values_kept(self, desk: Door) -> None:
        answer = desk.as_(desk.site.hana).post("/desk/drills/", {"story": "a_date_is_set", "speed": "9999"})
        assert answer.status_code == 422
        assert 'value="9999"' in answer.text
        refused = desk.as_(desk.site.mallory).post("/desk/drills/", {"story": "a_date_is_set", "speed": "10"})
        assert refused.status_code == 422
        assert "looks through the security mailbox" in refused.text
        assert not Drill.objects.exists()

    def test_in_japanese(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        client.post("/desk/drills/", {"story": "attack_at_night", "speed": "144"}, headers={"accept-language": "ja"})
        drill = Drill.objects.get()
        assert drill.language == "ja"
        page = client.get(f"/desk/drills/{drill.number}/", headers={"accept-language": "ja"}).text
        assert "夜間の攻撃" in page
        assert "訓練内の経過時間" in page

    def test_mallory_reads_nothing_of_it(self, desk: Door) -> None:
        mallory = desk.as_(desk.site.mallory)
        before = [WORLD.sub("", mallory.get(road).text) for road in ("/desk/", "/desk/drills/")]
        drill = started(desk)
        assert [WORLD.sub("", mallory.get(road).text) for road in ("/desk/", "/desk/drills/")] == before
        assert mallory.get(f"/desk/drills/{drill.number}/").status_code == 404
        assert mallory.post(f"/desk/drills/{drill.number}/", {"sure": "on"}).status_code == 404
        assert Drill.objects.get().ended_at is None


class TestRead:
    """Issue 3, read by whoever starts it: what a story holds, how fast it may run, and what is a drill in a list."""

    def test_each_story_is_told_once_beside_its_choice(self, desk: Door) -> None:
        page = desk.as_(desk.site.hana).get("/desk/drills/").text
        assert page.count("Attack at night") == 1
        assert page.count("hours later a customer sees it being used") == 1
        assert "24 hours of its own time" in page
        assert "Between 1, as slow as life, and 1440" in page

    def test_whoever_may_not_start_one_reads_why(self, desk: Door) -> None:
        page = desk.as_(desk.site.mallory).get("/desk/drills/").text
        assert "looks through the security mailbox" in page
        assert "Start the drill" not in page

    def test_look_again_leads_to_the_page_itself(self, desk: Door) -> None:
        drill = started(desk)
        page = desk.as_(desk.site.hana).get(f"/desk/drills/{drill.number}/").text
        assert f'href="/desk/drills/{drill.number}/">Look again' in page
        assert 'href=""' not in page

    def test_lists_mark_what_is_a_drill_and_nothing_else(self, desk: Door) -> None:
        client, real = desk.as_(desk.site.hana), desk.report()
        mark = '<span class="chip tone-info">'
        assert mark not in client.get("/desk/reports/").text
        drill = started(desk)
        page = client.get("/desk/reports/").text
        assert real.number in page
        assert page.count(mark) == 1
        assert client.get("/desk/triage/").text.count(mark) == 1
        open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=drill.reports.get())
        assert client.get("/desk/cases/").text.count(mark) == 1
