"""Duties on the page: extended, paused, waived by two, restated; letters and divisions towards others."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.reactions import react_due
from daybreak.jobs.round import Round
from daybreak.journal import clock
from daybreak.journal.facts import fact_of
from daybreak.notices.actions import content_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases import membership
from daybreak.stages.cases.duty_board import case_duties
from tests.doors.desk_case.conftest import make_desk
from tests.doors.desk_case.test_life import local

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from daybreak.stages.cases.duty_board import DutyLine
    from tests.cast import Member
    from tests.doors.desk_case.conftest import CaseDesk


def line(desk: CaseDesk, rule: str) -> DutyLine:
    """Give the case's duty of a rule, as Hana sees it."""
    lines = case_duties(desk.site.hana.viewer, clock.database_now(), desk.case.number)
    return next(one for one in lines if one.duty.id == rule)


def let_in(desk: CaseDesk, member: Member) -> None:
    """Let somebody into the case."""
    membership.let_in(
        actor=desk.site.hana.actor,
        now=desk.site.at.now,
        case=desk.case,
        person=member.person,
        role="quality",
        basis="x",
    )


def affected(desk: CaseDesk) -> None:
    """Let a supported product be affected, so that the fix has a clock."""
    desk.do("", "confirm", sure="on")
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=vector, source="ourselves", reason="")
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["hc-drive-2"], status="affected", note="")


def test_a_duty_is_extended_for_the_policys_reasons_only_and_forward(desk: CaseDesk) -> None:
    """A13."""
    affected(desk)
    fix = line(desk, "fix")
    for deed in ("extend", "waive"):
        assert "· Bring the fix to the users</h2>" in desk.page("duties/", do=deed, on=fix.key), "which one it is"
    sent = {"until": local(desk, days=200), "reason": "complexity", "words": "The parser is shared."}
    assert fix.duty.limit is not None
    assert "must lie after the present one" in desk.refused(
        "duties/", "extend", fix.key, code=409, **{**sent, "until": local(desk, days=1)}
    )
    desk.refused("duties/", "extend", fix.key, code=422, **{**sent, "reason": "laziness"})
    desk.refused("duties/", "extend", fix.key, code=422, **{**sent, "words": ""})
    assert "This field is required." in desk.refused("duties/", "extend", fix.key, code=422, **{**sent, "reason": ""})
    assert "The present limit is " in desk.page("duties/", do="extend", on=fix.key)
    desk.do("duties/", "extend", fix.key, **sent)
    later = line(desk, "fix")
    assert later.duty.limit is not None
    assert later.duty.limit > fix.duty.limit
    kept = fact_of(JournalEntry.objects.get(kind="duty.extended").body).codes["until"]
    assert kept == later.duty.limit.astimezone(UTC).isoformat(), "typed in Tokyo, kept in UTC"
    assert "The fix is complex" in desk.page("duties/")


def test_only_whom_the_policy_names_extends_a_duty(desk: CaseDesk) -> None:
    """“Extend with a reason from the policy's list”: and by whom (A13)."""
    affected(desk)
    fix = line(desk, "fix")
    let_in(desk, desk.site.quinn)
    sent = {"until": local(desk, days=200), "reason": "complexity", "words": "The parser is shared."}
    page = desk.refused("duties/", "extend", fix.key, by=desk.site.quinn, code=409, **sent)
    assert "The policy gives this to Programme manager" in page
    assert line(desk, "fix").duty.limit == fix.duty.limit


def test_the_page_says_whom_the_policy_wants_told(desk: CaseDesk) -> None:
    """“Told to whom”: of an extension, and of a severity that is another one now."""
    affected(desk)
    assert "wants told" not in desk.page("duties/")
    fix = line(desk, "fix")
    desk.do("duties/", "extend", fix.key, until=local(desk, days=200), reason="complexity", words="Shared parser.")
    assert "The policy wants told of the extension: the finder." in desk.page("duties/")
    assert "The severity has changed" not in desk.page("duties/")
    lower = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=lower, source="ourselves", reason="Only locally.")
    assert "The severity has changed. To be told: the finder, Example Voice" in " ".join(desk.page("duties/").split())
    react_due(Round(clock.database_now))
    subjects = {content_of(one).subject for one in desk.case.notices.filter(template=NEWS_INSIDE)}
    assert {words for words in subjects if "extended" in words}
    assert {words for words in subjects if "severity" in words}


def test_waiving_asks_once_more_who_one_is(desk: CaseDesk) -> None:
    """“Waive with two people”, each of whom has just shown who they are."""
    desk.do("", "confirm", sure="on")
    session = desk.as_(desk.site.hana).session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = desk.send("duties/", "waive", line(desk, "assess").key, words="It is an exercise.", sure="on")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert "duty.waiver_asked" not in desk.kinds()


def test_a_duty_waits_for_the_finder_and_goes_on(desk: CaseDesk) -> None:
    confirm = line(desk, "confirm")
    desk.do("duties/", "pause", confirm.key, words="We asked for a sample.")
    assert line(desk, "confirm").state == "paused"
    desk.do("duties/", "resume", confirm.key)
    assert line(desk, "confirm").state == "open"


def test_a_duty_is_waived_by_two_people(desk: CaseDesk) -> None:
    desk.do("", "confirm", sure="on")
    assess = line(desk, "assess")
    desk.do("duties/", "waive", assess.key, words="It is an exercise.", sure="on")
    assert "Hana asks to waive it" in desk.page("duties/")
    page = desk.refused("duties/", "waive", assess.key, code=409, words="Still.", sure="on")
    assert "somebody else must agree" in page
    desk.do("duties/", "waive", assess.key, by=desk.site.mina, words="Agreed.", sure="on")
    assert line(desk, "assess").state == "waived"


def test_an_anchor_is_restated_and_the_old_instant_stays(desk: CaseDesk) -> None:
    desk.later(hours=5)
    desk.do("", "confirm", sure="on")
    before = line(desk, "first_report").duty.limit
    sent = {"kind": "case.confirmed", "at": local(desk, hours=-3), "reason": "We knew in the morning."}
    desk.do("duties/", "restate", **sent)
    after = line(desk, "first_report").duty
    assert before is not None
    assert after.limit is not None
    assert after.limit < before
    assert after.restated_from is not None
    assert "future" in desk.refused("duties/", "restate", code=422, **{**sent, "at": local(desk, hours=3)})


def test_a_letter_says_what_the_policy_demands_and_a_second_person_lets_it_go(desk: CaseDesk) -> None:
    """A7a and promises, control 9."""
    desk.do("", "confirm", sure="on")
    form = desk.page("outside/", do="letter", on="first_report")
    assert 'name="say_severity_or_unknown"' in form
    assert "The letter as it stands" in form
    page = desk.refused("outside/", "letter", "first_report", code=422, say_severity_or_unknown="not judged yet")
    assert "The policy wants this said" in page
    sent = {"say_description": "A crafted clip crashes the camera.", "say_severity_or_unknown": "not judged yet"}
    desk.do("outside/", "letter", "first_report", **sent)
    letter = desk.case.notices.get(duty="first_report")
    assert letter.awaits_second
    assert "Somebody else than the one who wrote it lets it go." in desk.page()
    assert f"do=let_go&amp;on={letter.id}" in desk.page(member=desk.site.mina)
    assert "somebody else" in desk.refused("outside/", "let_go", str(letter.id), code=409, sure="on")
    desk.do("outside/", "let_go", str(letter.id), by=desk.site.mina, sure="on")
    letter.refresh_from_db()
    assert not letter.awaits_second
    assert "The letter is written and waits to be sent." in desk.page()


def test_divisions_are_asked_answer_and_pass_on(db: None, settings: Any, tmp_path: Path) -> None:
    """B3: one question to many, the table shows who has not answered, passing on keeps the clock."""
    desk = make_desk("aoba-electric", settings, tmp_path)
    first, second, *_rest = desk.site.policy.organisation.divisions
    desk.do("outside/", "ask", divisions=[first], question="Is your player concerned?")
    assert "Not answered yet" in desk.page("outside/")
    desk.do("outside/", "pass_on", first, to=second, words="Not ours.")
    desk.do("outside/", "division", second, words="Two models are.")
    page = desk.page("outside/")
    assert "Two models are." in page
    assert "Passed on to" in page
    desk.refused("outside/", "ask", code=422, divisions=["nobody"], question="?")


def test_of_two_vulnerabilities_one_anchor_is_restated(desk: CaseDesk) -> None:
    """“We were aware on …” of one vulnerability says nothing of when we were aware of the other."""
    sent = {"title": "Another hole", "description": "", "cwe": "", "component": "own", "found_by": "finder"}
    desk.do("vulnerabilities/", "add", **sent)
    first, second = (str(key) for key in desk.case.vulnerabilities.order_by("added_at").values_list("id", flat=True))
    desk.later(hours=5)
    for key in (first, second):
        desk.do("vulnerabilities/", "event", key, event="attacked", at=local(desk, hours=-1), sure="on")
    assert "Another hole" in desk.page("duties/", do="restate")
    told = {"kind": f"vulnerability.attacked vulnerability {first}", "at": local(desk, hours=-3), "reason": "A log."}
    desk.do("duties/", "restate", **told)
    found = case_duties(desk.site.hana.viewer, clock.database_now(), desk.case.number)
    anew = {one.duty.subject: one.duty.restated_from for one in found if one.duty.id == "cra_early_warning"}
    assert {key: was is not None for key, was in anew.items()} == {first: True, second: False}
