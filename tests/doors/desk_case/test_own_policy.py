"""A policy of one's own that says every time-word of the language, walked over the real pages."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.access import PUBLIC
from daybreak.core.policy.loading import load, shipped_overlay
from daybreak.program.versions import adopt
from daybreak.stages.cases.actions import open_case
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, Submission
from tests.cast import OPERATOR
from tests.core.policy.files import edited
from tests.doors.desk_case.conftest import CaseDesk, make_desk
from tests.doors.desk_case.test_duties import line
from tests.doors.desk_case.test_life import local

if TYPE_CHECKING:
    from pathlib import Path

LOW = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
BRIEF = """  - id: brief
    name: {ja: 社内説明, en: Tell the house}
    since: {later_of: [case.confirmed, severity.assessed]}
    within: 3 days
    never_ends_on: [fri, closed day]
    who: security_team
    done_by: meeting.held
    unless_done_by: manager.informed
"""
EDITS = (
    ("at_most: 20 business days, then: go_on", "at_most: 2 days, then: go_on"),
    ("low: 20 business days}\n    who: programme_manager", "low: no plan}\n    who: programme_manager"),
    ("  - id: meet ", f"{BRIEF}  - id: meet "),
)


@pytest.fixture
def own(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """A case received under a policy that was put in force after the shipped one."""
    desk = make_desk("hoshimi-camera", settings, tmp_path)
    policy = load(edited("hoshimi-camera", *EDITS), name="own.yaml", include=shipped_overlay)
    adopt(actor=OPERATOR, now=desk.site.at.now, policy=policy, in_force_from=desk.site.at.now)
    desk.later(minutes=1)
    sent = Submission(door="web", mailbox="security", language="en", raw=b"another", title="Another", answers={},
                      finder=Finder(name="Rita"))  # fmt: skip
    report = receive(actor=PUBLIC.actor, now=desk.site.at.now, submission=sent).report
    case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, report=report)
    return CaseDesk(desk.site, report, case, desk.clock_file)


def assessed(desk: CaseDesk, vector: str, source: str = "ourselves") -> None:
    """Judge the case's flaw at the desk."""
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=vector, source=source, reason="")


class TestEachTimeWordOverTheDesk:
    """Issue 3, "The duty language", said by a file alone and seen on the page."""

    def test_an_anchor_of_two_an_ending_off_friday_and_an_earlier_act(self, own: CaseDesk) -> None:
        """“An anchor may be the … later of several”, “endings that avoid Fridays or shutdowns”, “already provided”."""
        own.do("", "confirm", sure="on")
        assert line(own, "brief").state == "not_started"
        assessed(own, LOW)
        brief = line(own, "brief").duty
        assert brief.start is not None
        assert brief.limit is not None
        zone = own.site.policy.calendar()
        assert (zone.wall(brief.start).strftime("%a"), zone.wall(brief.limit).strftime("%a")) == ("Tue", "Thu")
        own.do("", "manager", words="Low; no plan.")
        assert line(own, "brief").state == "kept"
        assert "Tell the house" in own.page("duties/")

    def test_no_plan_is_an_answer_until_severity_is_raised(self, own: CaseDesk) -> None:
        """“No plan” as an answer; ““high” is recomputed when severity changes, with history”."""
        own.do("", "confirm", sure="on")
        assessed(own, LOW)
        stated = {"rows": ["hc-drive-2"], "status": "affected", "note": ""}
        own.do("products/", "state", vulnerability=own.vulnerability, **stated)
        assert line(own, "plan").state == "no_plan"
        assert "no plan" in own.page("duties/").lower()
        own.later(hours=30)
        assessed(own, HIGH)
        plan = line(own, "plan")
        assert plan.state in {"open", "due_soon"}
        assert plan.duty.restarted_from is not None or plan.duty.start == own.site.at.now
        history = unescape(own.page("vulnerabilities/"))
        assert LOW in history
        assert HIGH in history
        assert "Low → High" in unescape(own.page("journal/"))

    def test_scores_stand_side_by_side_and_ours_counts(self, own: CaseDesk) -> None:
        """“Scores of finder, upstream, coordinator and ourselves stand side by side and one counts.”"""
        own.do("", "confirm", sure="on")
        assessed(own, LOW)
        for source in ("finder", "upstream", "coordinator"):
            assessed(own, HIGH, source)
        own.do("products/", "state", vulnerability=own.vulnerability, rows=["hc-drive-2"], status="affected", note="")
        assert own.page("vulnerabilities/").count(HIGH) >= 3
        assert own.case.vulnerabilities.get().assessments.get(counts=True).vector == LOW
        assert line(own, "plan").duty.band == "low"

    def test_a_pause_lasts_at_most_so_long(self, own: CaseDesk) -> None:
        """“Pause while waiting for the finder (reason, at most so long).”"""
        confirm = line(own, "confirm")
        own.do("duties/", "pause", confirm.key, words="We asked for a sample.")
        assert line(own, "confirm").state == "paused"
        own.later(days=1, hours=23)
        assert line(own, "confirm").state == "paused"
        own.later(hours=2)
        assert line(own, "confirm").state != "paused"

    def test_at_once_is_late_after_four_hours(self, own: CaseDesk) -> None:
        """“At once”: late after the policy's `at_once`."""
        own.do("", "confirm", sure="on")
        assessed(own, HIGH)
        own.later(hours=3.9)
        assert line(own, "report_to_manager").state == "due_soon"
        own.later(hours=0.2)
        assert line(own, "report_to_manager").state == "overdue"

    def test_what_is_restated_keeps_the_old_value_and_the_reason(self, own: CaseDesk) -> None:
        """“Restating one (“we were aware on …”) keeps the old value and the reason.”"""
        own.later(hours=5)
        own.do("", "confirm", sure="on")
        told = {"kind": "case.confirmed", "at": local(own, hours=-3), "reason": "We knew <in> the morning."}
        own.do("duties/", "restate", **told)
        first = line(own, "first_report").duty
        confirmed = own.case.entries.get(kind="case.confirmed").happened_at
        assert first.restated_from == confirmed
        assert first.start is not None
        assert first.start < confirmed
        journal = own.page("journal/")
        assert "We knew &lt;in&gt; the morning." in journal
        assert own.as_(own.site.mallory).get(own.road("journal/")).status_code == 404
