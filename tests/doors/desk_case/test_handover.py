"""B1: an incident that concerns the company's network goes to its own CSIRT, and back, without leaving the system."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.jobs.reactions import react_due
from daybreak.jobs.worker import run_once
from daybreak.people.actions import grant_role, register_person
from daybreak.records.models import DutyRow, Notice
from daybreak.stages.cases.actions import confirm, set_concern
from daybreak.stages.cases.handover import hand_back, hand_over
from daybreak.stages.cases.vulnerabilities import assess
from daybreak.stages.disclosure.merging import merge_case
from tests.cast import OPERATOR, PASSWORD, Member, own_case
from tests.doors.desk_case.conftest import CaseDesk, make_desk
from tests.jobs.reminded import at
from tests.jobs.work import Ledger

if TYPE_CHECKING:
    from pathlib import Path

WHY = "Their mail server was used on the way in."
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> CaseDesk:
    """The group, whose policy names its own CSIRT."""
    desk = make_desk("aoba-electric", settings, tmp_path)
    confirm(actor=desk.site.hana.actor, now=desk.site.at.now, case=desk.case)
    return desk


@pytest.fixture
def sato(group: CaseDesk) -> Member:
    """Somebody of the company's CSIRT, who is in no other role."""
    now = group.site.at.now
    person = register_person(actor=OPERATOR, now=now, email="sato@maker.example", name="Sato", password=PASSWORD)
    grant_role(actor=OPERATOR, now=now, person=person, role="csirt_team")
    return Member(person, group.site.at)


def owed_by(group: CaseDesk, rule: str) -> list[str]:
    """Give who owes a duty of the case."""
    return list(DutyRow.objects.get(case=group.case, rule=rule).who)


def test_only_what_concerns_the_network_is_handed_over(group: CaseDesk, sato: Member) -> None:
    assert "State first that it holds" in unescape(group.page())
    group.refused("", "hand_over", code=409, to="csirt_team", reason=WHY)
    assert group.as_(sato).get(group.road()).status_code == 404


def test_they_take_over_and_hand_back(group: CaseDesk, sato: Member) -> None:
    group.do("", "concern", "own_network", holds="yes")
    assert owed_by(group, "assess") == ["psirt"]
    group.refused("", "hand_over", code=422, to="psirt", reason=WHY)
    group.do("", "hand_over", to="csirt_team", reason=WHY)
    assert owed_by(group, "assess") == ["csirt_team"]
    assert DutyRow.objects.get(case=group.case, rule="hand_to_csirt").kept is not None
    page = unescape(group.page(member=sato))
    assert "Company CSIRT" in page
    assert "Hand it back" in page
    post = Ledger()
    group.later(minutes=1)
    run_once(group.site.at.now, connector=post, sweeping=False)
    assert "sato@maker.example" in {sent.to for sent in post.taken if "handed over to you" in sent.subject}
    assess(actor=sato.actor, now=group.site.at.now, vulnerability=group.case.vulnerabilities.get(), vector=VECTOR)
    group.refused("", "hand_over", code=409, to="csirt_team", reason=WHY)
    answer = group.send("", "hand_back", by=sato, reason="The network is clean.")
    assert answer.status_code == 303
    assert owed_by(group, "publish") == ["psirt"]
    assert group.as_(sato).get(group.road()).status_code == 404
    journal = unescape(group.page("journal/"))
    assert "Case handed over" in journal
    assert "The network is clean." in journal
    group.refused("", "hand_back", code=409, reason="Again")


def test_a_policy_without_such_a_team_shows_nothing_of_it(db: None, settings: Any, tmp_path: Path) -> None:
    del db
    desk = make_desk("hoshimi-camera", settings, tmp_path)
    assert 'id="handover"' not in desk.page()
    assert desk.send("", "hand_over", to="csirt_team", reason=WHY).status_code == 422


def test_a_stranger_takes_nothing_over(group: CaseDesk, sato: Member) -> None:
    group.do("", "concern", "own_network", holds="yes")
    for outsider in (sato, group.site.mallory):
        answer = group.as_(outsider).post(group.road(), {"do": "hand_over", "to": "csirt_team", "reason": WHY})
        assert answer.status_code == 404
    assert "case.handed_over" not in group.kinds()


@pytest.mark.parametrize("first", ["held", "handed back"])
def test_a_merge_takes_no_case_from_who_holds_it(group: CaseDesk, sato: Member, first: str) -> None:
    """B1: the company's CSIRT holds a case until it hands it back, and a merge is no such word."""
    other = own_case(group.site.hana, group.site.at.now, "Seen twice")
    road = f"/desk/cases/{group.case.number}/merge/"
    for case in (other, *((group.case,) if first == "handed back" else ())):
        set_concern(actor=group.site.hana.actor, now=group.site.at.now, case=case, concern="own_network", holds=True)
        hand_over(actor=group.site.hana.actor, now=group.site.at.now, case=case, to="csirt_team", reason=WHY)
    if first == "handed back":
        hand_back(actor=sato.actor, now=group.site.at.now, case=other, reason="It is clean.")
    page = unescape(group.as_(group.site.hana).get(road, {"other": other.number}).content.decode())
    assert ("Company CSIRT: the other case was handed over to them" in page) is (first == "held")
    react_due(at(group.site))
    before = Notice.objects.count()
    merge_case(actor=group.site.hana.actor, now=group.site.at.now, case=group.case, other=other, reason=WHY)
    assert owed_by(group, "assess") == ["csirt_team"]
    react_due(at(group.site))
    assert Notice.objects.count() == before, "nobody is told again what was told then"
