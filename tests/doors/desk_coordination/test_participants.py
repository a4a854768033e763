"""Who takes part in a case: invited with the embargo first, told once they have joined; nobody else sees any of it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

from daybreak.journal.deed import deed
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from tests.doors.desk_coordination.conftest import TAB

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

CANARY = "canary-71 asked by telephone"


def section(desk: CaseDesk) -> str:
    """Give the part of the tab that says who takes part."""
    return unescape(desk.page(TAB)).partition('id="participants"')[2].partition("</section>")[0]


def silent(desk: CaseDesk) -> None:
    """Put the case under the coordinator's embargo."""
    hana, now = desk.site.hana.actor, desk.site.at.now
    until = now + timedelta(days=30)
    propose_embargo(actor=hana, now=now, case=desk.case, until=until, asked_by="jp_coordinator")
    accept_embargo(actor=hana, now=now, case=desk.case)


class TestInvitingANewParty:
    """“Invite a new party: propose the existing embargo first; share the report only after acceptance” (1.4)."""

    def test_from_the_invitation_to_the_statement(self, camera: CaseDesk) -> None:
        silent(camera)
        assert "Nobody outside takes part in this case." in section(camera)
        assert 'id="conflict-first_report"' in camera.page(TAB)
        camera.do(TAB, "invite", party="voice_platform", words=CANARY)
        page = section(camera)
        assert "Asked to keep the embargo" in page
        assert CANARY in page
        assert 'id="conflict-first_report"' in camera.page(TAB), "an invitation lets nothing out"
        camera.do(TAB, "participant_joined", "voice_platform", words="By mail.")
        page = section(camera)
        assert "Takes part" in page
        assert "Keeps the embargo" in page
        assert 'id="conflict-first_report"' not in camera.page(TAB)
        camera.do(TAB, "participant_stated", "voice_platform", words="Not affected.")
        assert "Party stated its products" in section(camera)
        camera.do(TAB, "participant_removed", "voice_platform")
        assert "Removed" in section(camera)
        assert 'id="conflict-first_report"' in camera.page(TAB)

    def test_a_new_end_is_asked_for_anew(self, camera: CaseDesk) -> None:
        """Vultron's consent: whoever agreed to an earlier end has not agreed to a later one."""
        silent(camera)
        camera.do(TAB, "invite", party="voice_platform")
        camera.do(TAB, "participant_joined", "voice_platform")
        hana, now = camera.site.hana.actor, camera.site.at.now
        propose_embargo(actor=hana, now=now, case=camera.case, until=now + timedelta(days=40))
        assert "Keeps the embargo" in section(camera)
        accept_embargo(actor=hana, now=now, case=camera.case)
        assert "Agreed to an earlier end only: ask anew" in section(camera)
        camera.do(TAB, "participant_invited", "voice_platform")
        assert "Asked to keep the embargo" in section(camera)
        camera.do(TAB, "participant_joined", "voice_platform")
        assert "Keeps the embargo" in section(camera)

    def test_silence_counts_as_declined(self, camera: CaseDesk) -> None:
        """“Unanswered invite counts as declined after a policy window, default 7 days.”"""
        silent(camera)
        camera.do(TAB, "invite", party="voice_platform")
        camera.later(days=8)
        assert "Is not bound by the embargo" in section(camera)

    def test_what_the_table_has_no_arrow_for_is_refused_with_a_sentence(self, camera: CaseDesk) -> None:
        page = camera.refused(TAB, "participant_joined", "voice_platform", code=409, words="<b>kept</b>")
        assert "The participant is not invited." in page
        assert "&lt;b&gt;kept&lt;/b&gt;" in page
        camera.do(TAB, "invite", party="voice_platform")
        camera.do(TAB, "participant_declined", "voice_platform")
        assert "Declined" in section(camera)
        answer = camera.as_(camera.site.hana).post(camera.road(TAB), {"do": "participant_joined", "on": "nobody"})
        assert answer.status_code == 404

    def test_whose_fix_is_ready(self, camera: CaseDesk) -> None:
        """“Quorum of vendors ready: may publish before the rest”: the page counts, and people decide."""
        silent(camera)
        camera.refused(TAB, "participant_ready", "voice_platform", code=409)
        camera.do(TAB, "invite", party="voice_platform")
        camera.do(TAB, "participant_joined", "voice_platform")
        with deed(actor=camera.site.hana.actor, now=camera.site.at.now) as note:
            note("affect.stated", {"case": camera.case.id, "affect": uuid4()}, codes={"status": "affected"})
        assert "0 of 2 vendors have their fix ready" in camera.page()
        camera.do(TAB, "participant_ready", "voice_platform", words="By mail.")
        assert "Party's fix is ready" in section(camera)
        assert "1 of 2 vendors have their fix ready" in camera.page()
        camera.do(TAB, "participant_not_ready", "voice_platform")
        assert "0 of 2 vendors have their fix ready" in camera.page()

    def test_whoever_has_not_joined_is_told_no_detail_under_our_own_embargo(self, camera: CaseDesk) -> None:
        """“Share the report only after acceptance”; “remove the leaver from further messages”."""
        hana, now = camera.site.hana.actor, camera.site.at.now
        propose_embargo(actor=hana, now=now, case=camera.case, until=now + timedelta(days=30))
        accept_embargo(actor=hana, now=now, case=camera.case)
        assert 'id="conflict-first_report"' not in camera.page(TAB)
        camera.do(TAB, "invite", party="voice_platform")
        assert 'id="conflict-first_report"' in camera.page(TAB)
        camera.do(TAB, "participant_joined", "voice_platform")
        assert 'id="conflict-first_report"' not in camera.page(TAB)
        camera.do(TAB, "participant_declined", "voice_platform")
        assert 'id="conflict-first_report"' in camera.page(TAB)

    def test_a_stranger_sees_nothing(self, camera: CaseDesk) -> None:
        camera.do(TAB, "invite", party="voice_platform", words=CANARY)
        stranger = camera.as_(camera.site.mallory)
        assert stranger.get(camera.road(TAB)).status_code == 404
        said = stranger.post(camera.road(TAB), {"do": "participant_joined", "on": "voice_platform"})
        assert said.status_code == 404
        assert CANARY.encode() not in said.content
