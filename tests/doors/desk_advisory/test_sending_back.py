"""At the advisory's page: an approver sends the content back with a reason, and whoever writes goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.policy.duties import duties
from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.reactions import react_due
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import content_of
from daybreak.records.models import JournalEntry, Notice
from daybreak.stages.cases.membership import let_in
from tests.doors.desk_advisory.clicks import local
from tests.doors.desk_advisory.conftest import make_desk
from tests.jobs.reminded import at
from tests.stages.disclosure.telling import a_tuesday

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.desk_advisory.conftest import AdvisoryDesk

ROLE, WHY = "programme_manager", "Say which models are meant: canary-why-71"
KIND = "advisory.sent_back"


@pytest.fixture
def asked(desk: AdvisoryDesk) -> AdvisoryDesk:
    """Give the device maker's advisory, written and asked for."""
    desk.told.write()
    desk.do("ask")
    return desk


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> AdvisoryDesk:
    """The group: heads of divisions first, then legal, then the press."""
    return make_desk("aoba-electric", settings, tmp_path)


def kinds(desk: AdvisoryDesk) -> list[str]:
    """List what happened in the case."""
    return [fact.kind for fact in facts_of_case(desk.told.case.id)]


def started(desk: AdvisoryDesk) -> bool:
    """Tell whether the manager's time to approve runs."""
    found = duties(desk.told.site.policy, facts_of_case(desk.told.case.id), desk.told.now)
    return any(one.id.startswith("approve_") and one.start is not None for one in found)


class TestSendingBack:
    """An approver may say no, with a reason, and it is known to whoever writes."""

    def test_the_page_says_who_when_and_why_until_it_is_asked_for_anew(self, asked: AdvisoryDesk) -> None:
        assert "Send this content back" in asked.page(by=asked.mina)
        quinn, told = asked.told.site.quinn, asked.told
        let_in(actor=asked.hana.actor, now=told.now, case=told.case, person=quinn.person, role="", basis="invited")
        assert "Send this content back" not in asked.page(by=quinn), "no role of his approves"
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        page = asked.page()
        assert all(words in page for words in (WHY, "sent this content back", "ask Programme manager"))
        assert str(asked.mina.person) in page.partition('id="approvals"')[2].partition(WHY)[0]
        assert not started(asked)
        theirs = asked.page(by=asked.mina)
        assert "Approve this content" not in theirs
        assert "Send this content back" not in theirs
        assert "before it is approved" in asked.refused("approve", asked.mina, code=409, role=ROLE)
        asked.do("ask")
        assert WHY not in asked.page()
        assert started(asked)
        asked.do("approve", asked.mina, role=ROLE)
        assert "ask Programme manager" not in asked.page()

    def test_another_content_is_not_the_one_sent_back(self, asked: AdvisoryDesk) -> None:
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        asked.told.write("; more")
        assert WHY not in asked.page()
        asked.do("approve", asked.mina, role=ROLE)

    def test_nothing_is_released_that_was_sent_back(self, asked: AdvisoryDesk) -> None:
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        instant = a_tuesday(asked.told.site)
        asked.told.agree(instant)
        page = asked.refused("release", code=409, public_at=local(asked, instant), sure="on")
        assert "sent this content back; change it, or ask for the approval anew" in page

    def test_a_reason_and_a_confirmation_are_asked_beside_their_fields(self, asked: AdvisoryDesk) -> None:
        for code, nothing in ((422, ""), (409, " ")):
            page = asked.refused("send_back", asked.mina, code=code, role=ROLE, reason=nothing, sure="on")
            assert 'href="#send_back-reason"' in page, "the error leads to its field"
        page = asked.refused("send_back", asked.mina, code=422, role=ROLE, reason=WHY)
        assert 'href="#send_back-sure"' in page
        assert WHY in page, "what was written is kept"
        assert KIND not in kinds(asked)

    def test_only_what_is_awaited_is_sent_back(self, asked: AdvisoryDesk) -> None:
        asked.do("approve", asked.mina, role=ROLE)
        sent = {"role": ROLE, "reason": WHY, "sure": "on"}
        assert "nothing to send back" in asked.refused("send_back", asked.mina, code=409, **sent)
        assert asked.refused("send_back", asked.mina, code=409, content="0" * 64, **sent)
        assert KIND not in kinds(asked)

    def test_whose_approval_it_is_not_sends_nothing_back(self, asked: AdvisoryDesk) -> None:
        quinn, told = asked.told.site.quinn, asked.told
        let_in(actor=asked.hana.actor, now=told.now, case=told.case, person=quinn.person, role="", basis="invited")
        page = asked.refused("send_back", quinn, code=409, role=ROLE, reason=WHY, sure="on")
        assert "nor are you its deputy" in page
        assert KIND not in kinds(asked)

    def test_a_stranger_sees_and_does_nothing(self, asked: AdvisoryDesk) -> None:
        mallory = asked.told.site.mallory
        assert asked.send("send_back", mallory, role=ROLE, reason=WHY, sure="on").status_code == 404
        assert KIND not in kinds(asked)
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        answer = asked.as_(mallory).get(asked.road())
        assert (answer.status_code, WHY in answer.content.decode()) == (404, False)

    def test_japanese_readers_read_japanese(self, asked: AdvisoryDesk) -> None:
        """B12: the form, the sentence of the gate, and the journal."""
        asked.as_(asked.mina).post("/i18n/setlang/", {"language": "ja", "next": "/desk/"})
        assert "差し戻す理由" in asked.page(by=asked.mina)
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        assert "この内容を差し戻しました。内容を直すか" in asked.page(by=asked.mina)
        journal = asked.as_(asked.mina).get(f"/desk/cases/{asked.told.case.number}/journal/").content.decode()
        assert "アドバイザリの差し戻し" in journal


class TestTheRelease:
    """Two people release: the second one may say no, and the first one may think again."""

    def test_the_words_given_count_no_more(self, asked: AdvisoryDesk) -> None:
        told, instant = asked.told, a_tuesday(asked.told.site)
        told.agree(instant)
        asked.do("approve", asked.mina, role=ROLE)
        assert "Send the release back" not in asked.page(by=asked.mina)
        asked.do("release", public_at=local(asked, instant), sure="on")
        assert "Send the release back" in asked.page(by=asked.mina)
        assert 'href="#release_back-reason"' in asked.refused(
            "release_back", asked.mina, code=422, reason="", sure="on"
        )
        assert asked.send("release_back", told.site.mallory, reason=WHY, sure="on").status_code == 404
        assert KIND not in kinds(asked)
        page = asked.do("release_back", asked.mina, reason=WHY, sure="on")
        assert WHY in page
        assert "Send the release back" not in page
        assert "Approve this content" not in page, "what was approved stands"
        assert told.revision.votes.count() == 0
        assert "nothing to send back" in asked.refused("release_back", asked.mina, code=409, reason=WHY, sure="on")
        asked.do("release", asked.mina, public_at=local(asked, instant), sure="on")
        assert WHY not in asked.page()
        assert told.revision.released_at is None, "one person's word is not two"
        asked.do("release", public_at=local(asked, instant), sure="on")
        assert told.revision.public_at == instant

    def test_who_may_not_release_sends_none_back(self, asked: AdvisoryDesk) -> None:
        told, instant, quinn = asked.told, a_tuesday(asked.told.site), asked.told.site.quinn
        told.agree(instant)
        asked.do("approve", asked.mina, role=ROLE)
        asked.do("release", public_at=local(asked, instant), sure="on")
        let_in(actor=asked.hana.actor, now=told.now, case=told.case, person=quinn.person, role="", basis="invited")
        assert "A release is given by" in asked.refused("release_back", quinn, code=409, reason=WHY, sure="on")
        assert told.revision.votes.count() == 1


class TestInOrder:
    """Several steps, several divisions: what others approved of this content stands."""

    def test_earlier_steps_stand_and_are_not_asked_twice(self, group: AdvisoryDesk) -> None:
        told = group.told
        told.write()
        group.do("ask")
        for division in told.divisions:
            group.do("approve", group.mina, role="division_head", division=division)
        before = kinds(group).count("advisory.approval_asked")
        group.do("send_back", group.mina, role="legal", reason=WHY, sure="on")
        assert kinds(group).count("advisory.approval_asked") == before
        group.do("ask")
        turns = [fact for fact in facts_of_case(told.case.id) if fact.kind == "advisory.approval_asked"]
        assert turns[-1].codes["role"] == "legal"
        for role in ("legal", "press"):
            group.do("approve", group.mina, role=role)
        assert "It cannot be released before everybody asked" not in group.page()


class TestTold:
    """Whoever is inside hears of it, once, without the reason; nobody else does."""

    def test_those_inside_are_told(self, asked: AdvisoryDesk) -> None:
        react_due(at(asked.told.site))
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        react_due(at(asked.told.site))
        letters = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE)]
        told = [one for one in letters if "was sent back" in one.subject]
        assert asked.hana.person.email in {one.to for one in told}
        assert not {asked.mina.person.email, asked.told.site.mallory.person.email} & {one.to for one in told}
        assert all(WHY not in one.body + one.subject for one in letters)

    def test_the_reason_is_sealed(self, asked: AdvisoryDesk) -> None:
        asked.do("send_back", asked.mina, role=ROLE, reason=WHY, sure="on")
        entry = JournalEntry.objects.get(kind=KIND)
        assert "canary-why-71" not in str(entry.body)
        assert entry.data_key_id == asked.told.case.data_key_id
