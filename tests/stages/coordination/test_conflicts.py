"""Deeds about a duty against an embargo, where the desk's tests do not reach: finders, parties without a way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import Case, JournalEntry, Message
from daybreak.stages.cases.actions import close_case, confirm, open_case
from daybreak.stages.cases.conflicting import conflicts_among, conflicts_of
from daybreak.stages.cases.embargo import accept_embargo, end_embargo, propose_embargo
from daybreak.stages.cases.refusals import AskerUnknown, CaseClosed
from daybreak.stages.coordination.actions import note_coordinator
from daybreak.stages.coordination.conflicts import ask_leave, decide_conflict, note_leave
from daybreak.stages.coordination.refusals import (
    ConflictDecided,
    ConflictOver,
    DecisionUnknown,
    NobodyToAsk,
    NoVariantWithoutDetail,
)
from daybreak.stages.coordination.sending import send_letter
from daybreak.stages.intake.submission import Finder
from tests.cast import make_site
from tests.received import received

if TYPE_CHECKING:
    from tests.cast import Site


def bound(site: Site, by: str) -> Case:
    """Open and confirm a case from a report, under an embargo that somebody asked for."""
    hana, now = site.hana.actor, site.at.now
    report = received(site, finder=Finder(name="Rita")).report
    case = open_case(actor=hana, now=now, report=report)
    confirm(actor=hana, now=now, case=case)
    propose_embargo(actor=hana, now=now, case=case, until=now + timedelta(days=30), asked_by=by)
    accept_embargo(actor=hana, now=now, case=case)
    return case


@pytest.fixture
def group(db: None) -> Site:
    """A site under the group's policy: two coordinators."""
    return make_site("aoba-electric")


class TestAskingLeave:
    """Issue 3: “ask leave”."""

    def test_a_coordinators_secrecy_against_the_answer_owed_to_another(self, group: Site) -> None:
        case, hana, now = bound(group, "us_coordinator"), group.hana.actor, group.at.now
        note_coordinator(actor=hana, now=now, case=case, party="jp_coordinator", event="notified_us")
        told = {one.rule.id: (one.party, one.silence.owners) for one in conflicts_of(case, now)}
        assert told["answer_coordinator"] == ("jp_coordinator", ("us_coordinator",))
        assert set(conflicts_among([case], now)) == {(str(case.id), rule) for rule in told}
        asked = ask_leave(actor=hana, now=now, case=case, rule_id="answer_coordinator", words="May we?")
        assert asked is not None
        assert asked.party == "us_coordinator"
        with pytest.raises(NoVariantWithoutDetail):
            send_letter(actor=hana, now=now, case=case, rule_id="jp_report_verification", words={}, brief=True)
        brief = send_letter(actor=hana, now=now, case=case, rule_id="answer_coordinator", words={}, brief=True)
        assert (brief.party, brief.template) == ("jp_coordinator", "vendor_notice")

    def test_without_an_embargo_no_case_is_computed(self, group: Site) -> None:
        case = open_case(actor=group.hana.actor, now=group.at.now, title="Quiet")
        assert conflicts_among([case], group.at.now) == {}

    def test_a_finder_who_asked_is_asked_in_the_conversation(self, site: Site) -> None:
        strict = site.policy.disclosure.embargo.model_copy(update={"binds_if_asked_by": ("finder", "ourselves")})
        disclosure = site.policy.disclosure.model_copy(update={"embargo": strict})
        readopt(site, disclosure=disclosure)
        case, hana, now = bound(site, "finder"), site.hana.actor, site.at.now
        assert ask_leave(actor=hana, now=now, case=case, rule_id="first_report", words="May we tell them?") is None
        assert Message.objects.filter(thread__report__case=case).count() == 1
        assert JournalEntry.objects.filter(case=case, kind="finder.asked").exists()
        assert conflicts_of(case, now)[0].settling.standing == "asked"

    def test_our_own_silence_has_nobody_to_ask(self, site: Site) -> None:
        strict = site.policy.disclosure.embargo.model_copy(update={"binds_if_asked_by": ("ourselves",)})
        readopt(site, disclosure=site.policy.disclosure.model_copy(update={"embargo": strict}))
        case = bound(site, "")
        with pytest.raises(NobodyToAsk):
            ask_leave(actor=site.hana.actor, now=site.at.now, case=case, rule_id="first_report", words="?")


class TestItIsOver:
    """A conflict that is over, or a closed case, takes no deed."""

    def test_after_the_embargo(self, site: Site) -> None:
        case, hana, now = bound(site, "jp_coordinator"), site.hana.actor, site.at.now
        end_embargo(actor=hana, now=now, case=case, reason="They let go.")
        with pytest.raises(ConflictOver):
            note_leave(actor=hana, now=now, case=case, rule_id="first_report", given=True, words="Yes")
        with pytest.raises(ConflictOver):
            decide_conflict(actor=hana, now=now, case=case, rule_id="first_report", decision="tell", reason="x")
        close_case(actor=hana, now=now, case=case, outcome="not_a_vulnerability", words="x")
        with pytest.raises(CaseClosed):
            decide_conflict(actor=hana, now=now, case=case, rule_id="first_report", decision="tell", reason="x")

    def test_what_two_decided_is_not_undone_by_saying_it_again(self, site: Site) -> None:
        case, now = bound(site, "jp_coordinator"), site.at.now
        for member in (site.hana, site.mina):
            decide_conflict(
                actor=member.actor, now=now, case=case, rule_id="first_report", decision="tell", reason="Owed."
            )
        with pytest.raises(ConflictDecided, match="already"):
            decide_conflict(
                actor=site.mina.actor, now=now, case=case, rule_id="first_report", decision="tell", reason="Once more."
            )

    def test_foreign_words(self, site: Site) -> None:
        case, hana, now = bound(site, "jp_coordinator"), site.hana.actor, site.at.now
        with pytest.raises(DecisionUnknown):
            decide_conflict(actor=hana, now=now, case=case, rule_id="first_report", decision="perhaps", reason="x")
        with pytest.raises(AskerUnknown):
            propose_embargo(actor=hana, now=now, case=case, until=now + timedelta(days=3), asked_by="nobody")


def readopt(site: Site, **changed: object) -> None:
    """Put a changed policy in force before anything is received."""
    from daybreak.program.versions import adopt
    from tests.cast import OPERATOR

    policy = site.policy.model_copy(update=changed)
    adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now - timedelta(hours=1))
