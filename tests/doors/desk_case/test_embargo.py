"""The embargo on a case's summary: what ends it, who proposes what, nothing for a stranger (duties.md 1.4)."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from daybreak.journal.deed import deed
from daybreak.stages.cases.embargo import propose_embargo
from tests.doors.desk_case.test_life import local

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

CANARY = "canary-52 sold in a closed forum"
FLAWS = "vulnerabilities/"


def section(desk: CaseDesk, **language: str) -> str:
    """Give what the summary says of the embargo."""
    return unescape(desk.page(**language)).partition('id="embargo"')[2].partition("</section>")[0]


def in_force(desk: CaseDesk, days: int = 30) -> None:
    """Agree an embargo."""
    desk.do("", "propose", until=local(desk, days=days))
    desk.do("", "accept")


def fix_ready(desk: CaseDesk) -> None:
    """Note that the fix of the one affected product is verified."""
    about = {"case": desk.case.id, "affect": uuid4(), "remedy": uuid4()}
    with deed(actor=desk.site.hana.actor, now=desk.site.at.now) as note:
        note("affect.stated", about, codes={"status": "affected"})
        note("remedy.verified", about, codes={"kind": "fix"})


class TestAnAdversary:
    """“Adversary has exploit code -> end early”; “Adversary knows technical details -> may end early”."""

    @pytest.mark.parametrize(
        ("event", "sentence"),
        [
            ("adversary_has_exploit", "The embargo should end now: an adversary has exploit code."),
            ("adversary_knows", "The embargo may end early: an adversary knows technical details."),
        ],
    )
    def test_from_the_note_to_the_sentence(self, any_desk: CaseDesk, event: str, sentence: str) -> None:
        in_force(any_desk)
        noted = {"event": event, "at": local(any_desk, hours=-1), "sure": "on"}
        assert "Write something here." in any_desk.refused(FLAWS, "event", any_desk.vulnerability, code=409, **noted)
        assert sentence not in section(any_desk)
        any_desk.do(FLAWS, "event", any_desk.vulnerability, source=CANARY, **noted)
        assert sentence in section(any_desk)
        assert CANARY in any_desk.page(FLAWS)
        assert CANARY in any_desk.page("journal/")
        assert "In force until" in section(any_desk)
        if any_desk.site.policy.disclosure.embargo.ended_early_by == "1 person" or "should" in sentence:
            any_desk.do("", "end", reason="They have it.", sure="on")
            assert sentence not in section(any_desk)

    def test_its_instant_can_be_restated_as_the_form_says(self, desk: CaseDesk) -> None:
        noted = {"event": "adversary_knows", "at": local(desk, hours=-1), "sure": "on", "source": CANARY}
        desk.do(FLAWS, "event", desk.vulnerability, **noted)
        what = f"vulnerability.adversary_knows vulnerability {desk.vulnerability}"
        desk.do("duties/", "restate", kind=what, at=local(desk, hours=-3), reason="The talk was earlier.")
        assert desk.kinds()[-1] == "anchor.restated"

    def test_a_stranger_reads_none_of_it_and_notes_nothing(self, desk: CaseDesk) -> None:
        in_force(desk)
        noted = {"event": "adversary_knows", "at": local(desk, hours=-1), "sure": "on", "source": CANARY}
        desk.do(FLAWS, "event", desk.vulnerability, **noted)
        kinds, stranger = desk.kinds(), desk.as_(desk.site.mallory)
        for part in ("", FLAWS, "journal/"):
            answer = stranger.get(desk.road(part))
            assert answer.status_code == 404
            assert CANARY.encode() not in answer.content
        for part, sent in ((FLAWS, {"do": "event", "on": desk.vulnerability, **noted}), ("", {"do": "keep_default"})):
            assert stranger.post(desk.road(part), sent).status_code == 404
        assert desk.kinds() == kinds


class TestSeveralProposals:
    """“Shortest proposal wins; the longer one becomes a revision proposal.”"""

    def test_both_stand_there_and_the_shortest_is_accepted(self, desk: CaseDesk) -> None:
        desk.do("", "propose", until=local(desk, days=60), asked_by="jp_coordinator")
        desk.do("", "propose", until=local(desk, days=30), asked_by="finder")
        page = section(desk)
        assert "Proposed by the finder: until" in page
        assert "The shortest is what is accepted" in page
        desk.do("", "accept")
        page = section(desk)
        assert "In force until" in page
        assert page.count("Proposed by") == 1
        assert desk.kinds()[-2:] == ["embargo.accepted", "embargo.proposed"]
        journal = unescape(desk.page("journal/"))
        assert "the finder" in journal.partition("Embargo accepted")[2][:200]

    def test_nobody_answered(self, desk: CaseDesk) -> None:
        """“No timely answer to a proposal may be read as rejection.”"""
        desk.do("", "propose", until=local(desk, days=60))
        desk.later(days=6)
        assert "The silence may be read as a rejection." not in section(desk)
        desk.later(days=2)
        assert "The silence may be read as a rejection." in section(desk)
        desk.do("", "reject")
        assert "No embargo" in section(desk)


class TestPublishedDefault:
    """“Receiver's published default = an initial proposal; silence of the sender = accepted.”"""

    def test_one_button_agrees_it(self, any_desk: CaseDesk) -> None:
        assert "Our published default" in section(any_desk)
        any_desk.do("", "keep_default")
        page = section(any_desk)
        assert "In force until" in page
        assert "Our published default" not in page
        any_desk.refused("", "keep_default", code=409)


class TestFixReady:
    """“Fix ready: no new negotiations; reject pending; prepare to end.”"""

    def test_a_reason_is_asked_beside_its_field(self, desk: CaseDesk) -> None:
        in_force(desk)
        fix_ready(desk)
        assert "The fix is ready: prepare the end of the embargo." in section(desk)
        later = {"until": local(desk, days=60), "asked_by": "jp_coordinator"}
        page = desk.refused("", "propose", code=409, **later)
        assert "no new embargo is negotiated without a reason" in page
        desk.do("", "propose", reason=CANARY, **later)
        assert "reject what was proposed before" in section(desk)
        assert "although the fix was ready" in desk.page("journal/")
        desk.do("", "accept")
        assert "In force until" in section(desk)

    def test_what_was_proposed_before_is_refused(self, desk: CaseDesk) -> None:
        until = desk.site.at.now.replace(year=2027)
        propose_embargo(actor=desk.site.hana.actor, now=desk.site.at.now, case=desk.case, until=until.replace(month=1))
        fix_ready(desk)
        assert "this was proposed before" in desk.refused("", "accept", code=409)


def test_all_of_it_in_japanese(desk: CaseDesk) -> None:
    """B12."""
    in_force(desk)
    for event in ("adversary_has_exploit", "adversary_knows"):
        noted = {"event": event, "at": local(desk, hours=-1), "sure": "on", "source": "x"}
        desk.do(FLAWS, "event", desk.vulnerability, **noted)
    fix_ready(desk)
    page = desk.as_(desk.site.hana).get(desk.road(), headers={"accept-language": "ja"}).content.decode()
    assert "公表禁止期間を今すぐ終了すべきです：攻撃者が攻撃コードを保有している。" in page
    assert "公表禁止期間を早めに終了できます：攻撃者が技術的な詳細を把握している。" in page
    assert "修正の準備が完了しました。公表禁止期間の終了を準備してください。" in page
