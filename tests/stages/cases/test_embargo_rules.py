"""What people do about an embargo: the published default, several proposals, a ready fix (reference/duties.md 1.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.clocks.spans import Span
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, words_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.actions import close_case, open_case
from daybreak.stages.cases.embargo import (
    accept_embargo,
    end_embargo,
    keep_default,
    propose_embargo,
    reject_embargo,
)
from daybreak.stages.cases.embargo_page import embargo_told
from daybreak.stages.cases.refusals import CaseClosed, EmbargoRefused, WordsRefused
from daybreak.stages.cases.vulnerabilities import add_vulnerability, note_world_event
from daybreak.stages.coordination.participants import note_participant
from daybreak.stages.intake.finder_date import day_begins, name_day
from tests.stages.cases.test_embargo_length import readopt, reported

if TYPE_CHECKING:
    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.records.models import Case
    from tests.cast import Site

DAYS = {days: timedelta(days=days) for days in (1, 7, 8, 30, 40, 60, 90)}
CANARY = "canary-63 a forum behind an invitation sells it"


def stands(case: Case, site: Site) -> Embargo:
    """Give the embargo as the journal has it."""
    return embargo_from(facts_of_case(case.id), site.at.now)


def fix_ready(site: Site, case: Case) -> None:
    """Note that the fix of the one affected product is verified."""
    about = {"case": case.id, "affect": "a", "remedy": "r"}
    with deed(actor=site.hana.actor, now=site.at.now) as note:
        note("affect.stated", about, codes={"status": "affected", "product": "hc-2"})
        note("remedy.verified", about, codes={"kind": "fix"})


class TestPublishedDefault:
    """“Receiver's published default = an initial proposal; silence of the sender = accepted.”"""

    def test_it_counts_from_the_report_and_is_agreed_in_one_deed(self, site: Site) -> None:
        case, start = reported(site), site.at.now
        site.at.later(days=3)
        assert embargo_told(case, site.at.now).default == (("", start + DAYS[90]),)
        keep_default(actor=site.hana.actor, now=site.at.now, case=case)
        embargo = stands(case, site)
        assert (embargo.state, embargo.until, embargo.owners) == ("active", start + DAYS[90], ("",))
        assert embargo_told(case, site.at.now).default == ()
        with pytest.raises(EmbargoRefused):
            keep_default(actor=site.hana.actor, now=site.at.now, case=case)

    def test_an_earlier_day_of_the_finder_wins_and_ours_stays_proposed(self, site: Site) -> None:
        """“Shortest proposal wins; the longer one becomes a revision proposal.”"""
        case, start = reported(site), site.at.now
        report = case.reports.get()
        named = (start + DAYS[60]).date()
        day = day_begins(named, site.policy)
        name_day(actor=site.hana.actor, now=start, report=report, day=named)
        keep_default(actor=site.hana.actor, now=start, case=case)
        embargo = stands(case, site)
        assert (embargo.state, embargo.until, embargo.proposed_until) == (
            "revising",
            day,
            start + DAYS[90],
        )
        reject_embargo(actor=site.hana.actor, now=start, case=case)
        assert (stands(case, site).state, stands(case, site).until) == ("active", day)

    def test_nobody_was_told_of_it_where_nobody_reported(self, site: Site) -> None:
        """“No proposal and no default -> no embargo.”"""
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Found by ourselves")
        assert embargo_told(case, site.at.now).default == ()
        with pytest.raises(EmbargoRefused, match="published default"):
            keep_default(actor=site.hana.actor, now=site.at.now, case=case)
        assert stands(case, site).state == "none"

    def test_not_where_somebody_proposed_or_the_world_knows(self, site: Site) -> None:
        case, hana = reported(site), site.hana.actor
        propose_embargo(actor=hana, now=site.at.now, case=case, until=site.at.now + DAYS[30])
        with pytest.raises(EmbargoRefused):
            keep_default(actor=hana, now=site.at.now, case=case)
        reject_embargo(actor=hana, now=site.at.now, case=case)
        flaw = case.vulnerabilities.get()
        note_world_event(actor=hana, now=site.at.now, vulnerability=flaw, event="public", at=site.at.now)
        with pytest.raises(EmbargoRefused, match="public"):
            keep_default(actor=hana, now=site.at.now, case=case)


class TestSeveralProposals:
    """“Shortest proposal wins.”"""

    def test_the_shortest_is_accepted_and_the_longest_stays(self, site: Site) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        for asker, days in (("jp_coordinator", 60), ("finder", 30), ("", 40)):
            propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[days], asked_by=asker)
        assert [one.until for one in embargo_told(case, now).offers] == [now + DAYS[days] for days in (30, 40, 60)]
        accept_embargo(actor=hana, now=now, case=case)
        embargo = stands(case, site)
        assert (embargo.until, embargo.proposed_until) == (now + DAYS[30], now + DAYS[60])
        assert embargo.owners == ("jp_coordinator", "finder")
        accept_embargo(actor=hana, now=now, case=case)
        assert (stands(case, site).state, stands(case, site).until) == ("active", now + DAYS[60])


class TestFixReady:
    """“Fix ready: no new negotiations; reject pending; prepare to end.”"""

    def test_a_new_end_needs_a_reason_which_is_sealed(self, site: Site) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        fix_ready(site, case)
        with pytest.raises(WordsRefused, match="fix is ready"):
            propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30])
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30], reason=CANARY)
        entry = JournalEntry.objects.get(case=case, kind="embargo.proposed")
        assert words_of(entry) == {"reason": CANARY}
        assert CANARY not in entry.body
        accept_embargo(actor=hana, now=now, case=case)
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[7])
        accept_embargo(actor=hana, now=now, case=case)
        assert stands(case, site).until == now + DAYS[7]

    def test_what_was_proposed_before_is_rejected_or_proposed_anew(self, site: Site) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30])
        fix_ready(site, case)
        with pytest.raises(EmbargoRefused, match="proposed before"):
            accept_embargo(actor=hana, now=now, case=case)
        reject_embargo(actor=hana, now=now, case=case)
        with pytest.raises(EmbargoRefused, match="fix is ready"):
            keep_default(actor=hana, now=now, case=case)


class TestClosed:
    """“EM should not be started from I, D or C”; “do not close while an embargo is A or R”."""

    def test_a_closed_case_begins_none(self, site: Site) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        close_case(actor=hana, now=now, case=case, outcome="out_of_scope", words="Not ours.")
        case.refresh_from_db()
        with pytest.raises(CaseClosed):
            propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30])
        with pytest.raises(CaseClosed):
            accept_embargo(actor=hana, now=now, case=case)
        with pytest.raises(CaseClosed):
            keep_default(actor=hana, now=now, case=case)


class TestWhatAnAdversaryHas:
    """“Adversary has exploit code -> end early”; “knows technical details -> may end early”."""

    @pytest.mark.parametrize("event", ["adversary_has_exploit", "adversary_knows"])
    def test_it_is_noted_with_how_we_know_and_sealed(self, site: Site, event: str) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        flaw = case.vulnerabilities.get()
        with pytest.raises(WordsRefused):
            note_world_event(actor=hana, now=now, vulnerability=flaw, event=event, at=now)
        note_world_event(actor=hana, now=now, vulnerability=flaw, event=event, at=now, source=CANARY)
        entry = JournalEntry.objects.get(case=case, kind=f"vulnerability.{event}")
        assert words_of(entry) == {"source": CANARY}
        assert CANARY not in entry.body

    def test_exploit_code_lets_an_embargo_end_earlier_and_no_later(self, site: Site) -> None:
        case, hana, now = reported(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30])
        accept_embargo(actor=hana, now=now, case=case)
        flaw = add_vulnerability(actor=hana, now=now, case=case, title="Second")
        has = "adversary_has_exploit"
        note_world_event(actor=hana, now=now, vulnerability=flaw, event=has, at=now, source="Seen.")
        with pytest.raises(EmbargoRefused, match="no later end"):
            propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[60])
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[7])
        end_embargo(actor=hana, now=now, case=case, reason="They have it.")
        assert stands(case, site).state == "exited"


class TestByThePolicy:
    """`answer_within` and `quorum` are the policy's."""

    def test_how_long_an_answer_is_waited_for(self, site: Site) -> None:
        """“No timely answer to a proposal may be read as rejection”: a sentence, and people reject."""
        readopt(site, answer_within=Span("day", 30))
        case, start = reported(site), site.at.now
        propose_embargo(actor=site.hana.actor, now=start, case=case, until=start + DAYS[90])
        assert embargo_told(case, start + DAYS[30]).silent_since is None
        assert embargo_told(case, start + DAYS[30] + DAYS[1]).silent_since == start
        assert stands(case, site).state == "proposed"

    def test_enough_vendors_are_ready(self, site: Site) -> None:
        """“Quorum of vendors ready: may publish before the rest.”"""
        readopt(site, quorum=50)
        case, hana, now = reported(site), site.hana.actor, site.at.now
        propose_embargo(actor=hana, now=now, case=case, until=now + DAYS[30])
        accept_embargo(actor=hana, now=now, case=case)
        for event in ("invited", "joined"):
            note_participant(actor=hana, now=now, case=case, party="voice_platform", event=event)
        assert not embargo_told(case, now).enough
        fix_ready(site, case)
        told = embargo_told(case, now)
        assert (told.ready.ready, told.ready.waited_for, told.enough) == (("",), ("voice_platform",), True)
        assert stands(case, site).in_force
        note_participant(actor=hana, now=now, case=case, party="voice_platform", event="ready")
        assert not embargo_told(case, now).enough, "there is no rest to go ahead of"
