"""The summary offers an embargo's decision to whom the policy leaves it, and says to others who that is."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from daybreak.stages.cases.membership import let_in
from tests.doors.desk_case.conftest import make_desk
from tests.doors.desk_case.test_life import local

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

SENTENCE = "agree, reject or end an embargo"


def as_quinn(desk: CaseDesk, **language: str) -> str:
    """Give what the summary says of the embargo to Quinn, who verifies fixes."""
    page = unescape(desk.page(member=desk.site.quinn, **language))
    return page.partition('id="embargo"')[2].partition("</section>")[0]


def join(desk: CaseDesk) -> None:
    """Let Quinn in."""
    site = desk.site
    let_in(actor=site.hana.actor, now=site.at.now, case=desk.case, person=site.quinn.person, role="", basis="invited")


def test_whoever_may_not_reads_who_may_and_is_refused(any_desk: CaseDesk) -> None:
    join(any_desk)
    quinn = any_desk.site.quinn
    assert SENTENCE in as_quinn(any_desk)
    assert 'value="keep_default"' not in as_quinn(any_desk)
    any_desk.do("", "propose", by=quinn, until=local(any_desk, days=20))
    shown = as_quinn(any_desk)
    assert SENTENCE in shown
    assert 'value="accept"' not in shown
    assert 'value="reject"' not in shown
    for name in ("accept", "reject"):
        assert SENTENCE in unescape(any_desk.refused("", name, by=quinn, code=409))
    any_desk.do("", "accept")
    assert "do=end" not in as_quinn(any_desk)
    assert "do=propose" in as_quinn(any_desk)
    before = any_desk.kinds()
    assert SENTENCE in unescape(any_desk.refused("", "end", by=quinn, code=409, reason="Out.", sure="on"))
    assert any_desk.kinds() == before


def test_where_two_people_end_it_early_the_page_says_how(db: None, settings: object, tmp_path: object) -> None:
    """B4c: “the date agreed with the coordinating body” is given up by no one alone."""
    desk = make_desk("aoba-electric", settings, tmp_path)
    desk.do("", "propose", until=local(desk, days=20))
    desk.do("", "accept")
    page = unescape(desk.page()).partition('id="embargo"')[2].partition("</section>")[0]
    assert "two people end an embargo early" in page
    assert "do=end" not in page
    assert "two people" in unescape(desk.refused("", "end", code=409, reason="Out.", sure="on"))
    desk.do("", "propose", until=local(desk, days=1))
    assert "You have proposed this earlier end" in unescape(desk.page())
    assert "You have proposed this earlier end" in unescape(desk.refused("", "accept", code=409))
    desk.do("", "accept", by=desk.site.mina)


def test_in_japanese(desk: CaseDesk) -> None:
    join(desk)
    desk.as_(desk.site.quinn).cookies["django_language"] = "ja"
    assert "公表禁止期間の合意・拒否・終了は、ポリシーによりセキュリティチームが決定します。" in as_quinn(desk)


def test_a_stranger_decides_nothing_and_reads_nothing(desk: CaseDesk) -> None:
    desk.do("", "propose", until=local(desk, days=20))
    before, mallory = desk.kinds(), desk.as_(desk.site.mallory)
    for name in ("accept", "reject", "end", "keep_default"):
        answer = mallory.post(desk.road(), {"do": name, "reason": "x", "sure": "on"})
        assert answer.status_code == 404
        assert SENTENCE not in answer.content.decode()
    assert desk.kinds() == before
