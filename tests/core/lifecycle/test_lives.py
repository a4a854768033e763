"""States follow from facts: cases, embargoes with their forced ends, advisories at an instant, the finder's stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import KINDS, Fact
from daybreak.core.lifecycle.advisory import advisory_from
from daybreak.core.lifecycle.case import CASE, may_close, state_from
from daybreak.core.lifecycle.embargo import Embargo, consequence, embargo_from, may
from daybreak.core.lifecycle.finder import STAGES, finder_stage
from daybreak.core.lifecycle.offers import shortest
from daybreak.core.lifecycle.participant import consent_from
from daybreak.core.lifecycle.remedy import REMEDY, may_be_done_by
from daybreak.core.lifecycle.report import REPORT
from daybreak.core.lifecycle.world import UNTOUCHED, after, allowed_events, histories, letter_of, states
from daybreak.core.verdict import ALLOWED, Refused

TABLE = """
    vfdpxa:VPXA vfdpxA:VPX vfdpXa:P vfdpXA:P vfdPxa:V vfdPxA:V vfdPXa:V vfdPXA:V
    Vfdpxa:FPXA VfdpxA:FPX VfdpXa:P VfdpXA:P VfdPxa:FXA VfdPxA:FX VfdPXa:FA VfdPXA:F
    VFdpxa:DPXA VFdpxA:DPX VFdpXa:P VFdpXA:P VFdPxa:DXA VFdPxA:DX VFdPXa:DA VFdPXA:D
    VFDpxa:PXA VFDpxA:PX VFDpXa:P VFDpXA:P VFDPxa:XA VFDPxA:X VFDPXa:A VFDPXA:
"""
"""The published table of the six flags (1.5)."""
T0 = datetime(2026, 11, 24, tzinfo=UTC)
DAY = timedelta(days=1)


def story(*kinds: str | tuple[str, dict[str, str]]) -> list[Fact]:
    """Tell facts one day after the other."""
    told = [(kind, {}) if isinstance(kind, str) else kind for kind in kinds]
    return [
        Fact(kind, T0 + DAY * n, T0 + DAY * n, n, "person:hana", {"case": "c"}, dict(codes))
        for n, (kind, codes) in enumerate(told)
    ]


kinds = st.lists(st.sampled_from(sorted(KINDS)), max_size=40)


class TestReports:
    """A1: every submission is looked at, none is lost."""

    @given(kinds)
    def test_a_received_report_never_vanishes(self, told: list[str]) -> None:
        """Whatever happens, it stays received, triaged, joined or closed."""
        state = REPORT.state_from(story("report.received", *told))
        assert state in {"received", "triaged", "joined", "closed"}
        if "report.joined" in told:
            assert state == "joined"


class TestCases:
    """Vultron RM: no valid case is closed without a decision, none while its embargo is in force."""

    @pytest.mark.parametrize(
        ("told", "state"),
        [
            ((), "start"), (("case.opened",), "received"), (("case.opened", "case.confirmed"), "valid"),
            (("case.opened", "case.confirmed", "remedy.planned"), "accepted"),
            (("case.opened", "case.confirmed", "case.escalated", ("case.closed", {"outcome": "fixed"})), "closed"),
            (("case.opened", ("case.closed", {"outcome": "not_a_vulnerability"})), "closed"),
            (("case.opened", "case.confirmed", ("case.merged", {"into": "d"})), "closed"),
            (("case.opened", "case.confirmed", ("case.closed", {"outcome": "fixed"})), "valid"),
            (("case.opened", "case.confirmed", "remedy.planned", ("case.closed", {}), "case.reopened"), "received"),
        ],
    )  # fmt: skip
    def test_from_facts(self, told: tuple[str, ...], state: str) -> None:
        """The state follows."""
        assert state_from(story(*told)) == state

    def test_a_confirmed_case_is_decided_on_before_it_ends(self) -> None:
        """Vultron: V to C is forbidden."""
        verdict = may_close("valid", "fixed")
        assert isinstance(verdict, Refused)
        assert "Plan a remedy" in str(verdict.reason)
        assert may_close("valid", "deferred") == ALLOWED
        assert may_close("accepted", "fixed") == ALLOWED

    def test_an_unjudged_case_ends_only_as_no_vulnerability(self) -> None:
        """Otherwise it is confirmed first."""
        verdict = may_close("received", "fixed")
        assert isinstance(verdict, Refused)
        assert "Confirm it" in str(verdict.reason)
        assert may_close("received", "not_a_vulnerability") == ALLOWED
        assert may_close("received", "duplicate") == ALLOWED
        assert isinstance(may_close("closed", "fixed"), Refused)

    @pytest.mark.parametrize("state", CASE.states)
    @pytest.mark.parametrize("embargo", ["active", "revising"])
    def test_not_while_an_embargo_is_in_force(self, state: str, embargo: str) -> None:
        """From no state and with no outcome."""
        verdict = may_close(state, "fixed", embargo)
        assert isinstance(verdict, Refused)
        assert "embargo" in str(verdict.reason)

    @given(kinds)
    def test_closing_allowed_means_closed_afterwards(self, told: list[str]) -> None:
        """The verdict and the state that follows agree for every story and outcome."""
        before = story("case.opened", *told)
        for outcome in ("fixed", "duplicate", "not_a_vulnerability", "no_plan"):
            closed = [*before, *story(("case.closed", {"outcome": outcome}))]
            allowed = may_close(state_from(before), outcome) == ALLOWED
            assert allowed == (state_from(before) != "closed" and state_from(closed) == "closed")


class TestEmbargoes:
    """reference/duties.md 1.4: terms, ends, and what the world forces."""

    UNTIL = (T0 + 30 * DAY).isoformat()
    LATER = (T0 + 60 * DAY).isoformat()

    def active(self) -> list[str | tuple[str, dict[str, str]]]:
        """Tell of an embargo proposed and accepted."""
        return [("embargo.proposed", {"until": self.UNTIL}), "embargo.accepted"]

    def test_terms(self) -> None:
        """A proposal in force changes nothing until accepted; rejecting it keeps the old end."""
        assert embargo_from(story(*self.active())).until == T0 + 30 * DAY
        revising = [*self.active(), ("embargo.proposed", {"until": self.LATER})]
        assert embargo_from(story(*revising)).until == T0 + 30 * DAY
        assert embargo_from(story(*revising)).in_force
        assert embargo_from(story(*revising, "embargo.rejected")).until == T0 + 30 * DAY
        assert embargo_from(story(*revising, "embargo.accepted")).until == T0 + 60 * DAY

    @pytest.mark.parametrize("event", ["vulnerability.public", "vulnerability.exploit_public"])
    def test_public_knowledge_ends_it_at_once(self, event: str) -> None:
        """SHALL terminate, without waiting for a deed; a proposal is dropped; nothing new begins."""
        ended = embargo_from(story(*self.active(), event))
        assert (ended.state, ended.ended_at) == ("exited", T0 + 2 * DAY)
        assert embargo_from(story("embargo.proposed", event)).state == "none"
        for told in ([event], [*self.active(), event]):
            verdict = may(embargo_from(story(*told)), "embargo.proposed", T0 + 9 * DAY, T0)
            assert isinstance(verdict, Refused)

    def test_a_fix_that_shipped_calls_for_the_end_until_it_is_rolled_back(self) -> None:
        """“Fix deployed: no new embargo, end the existing one”: by the facts that the journal has of remedies."""

        def told(*facts: tuple[str, str, str]) -> list[Fact]:
            about = [
                Fact(kind, T0 + DAY * n, T0 + DAY * n, n, "", {"case": "c", "affect": affect}, {"kind": what})
                for n, (kind, affect, what) in enumerate(facts, start=5)
            ]
            both = (Fact("affect.stated", T0, T0, 3, "", {"affect": one}, {"status": "affected"}) for one in "ab")
            return [*story(*self.active()), *both, *about]

        first, second = ("remedy.shipped", "a", "fix"), ("remedy.offered_to_all", "b", "fix")
        assert not embargo_from(told(first)).should_end
        assert not embargo_from(told(first, ("remedy.shipped", "b", "workaround"))).should_end
        out = embargo_from(told(first, second))
        assert len(out.should_end) == 1
        refused = may(out, "embargo.revised", T0 + 90 * DAY, T0)
        assert isinstance(refused, Refused)
        assert "a fix is out" in str(refused.reason)
        assert not embargo_from(told(first, second, ("remedy.rolled_back", "a", "fix"))).should_end

    @pytest.mark.parametrize("event", ["vulnerability.attacked", "fix.available"])
    def test_attacks_and_fixes_call_for_the_end(self, event: str) -> None:
        """SHOULD terminate: people decide, and read why; nothing new begins."""
        embargo = embargo_from(story(*self.active(), event))
        assert embargo.in_force
        assert len(embargo.should_end) == 1
        assert isinstance(may(embargo, "embargo.revised", T0 + 90 * DAY, T0), Refused)
        assert may(embargo, "embargo.ended") == ALLOWED

    def test_consequences_of_every_event_in_every_state(self) -> None:
        """Only what is proposed or in force is touched."""
        musts = {"vulnerability.public", "vulnerability.exploit_public"}
        for state in ("none", "proposed", "active", "revising", "exited"):
            for event in (*musts, "vulnerability.attacked", "fix.available", "case.opened"):
                expected = "nothing"
                if event != "case.opened" and state not in {"none", "exited"}:
                    expected = ("must_" if event in musts else "should_") + ("drop" if state == "proposed" else "end")
                assert consequence(state, event) == expected

    def test_an_end_is_named_and_lies_ahead(self) -> None:
        """No embargo without an end, none that ends in the past."""
        fresh = Embargo()
        assert isinstance(may(fresh, "embargo.proposed"), Refused)
        assert isinstance(may(fresh, "embargo.proposed", T0, T0), Refused)
        assert may(fresh, "embargo.proposed", T0 + DAY, T0) == ALLOWED
        assert isinstance(may(fresh, "embargo.accepted", T0 + DAY, T0), Refused)

    def test_what_was_proposed_is_accepted_with_the_end_it_named(self) -> None:
        """“An embargo has an unambiguous end date-time and starts when accepted.”"""
        proposed = Embargo("proposed", proposed_until=T0 + DAY)
        assert may(proposed, "embargo.accepted", now=T0) == ALLOWED
        assert isinstance(may(proposed, "embargo.accepted", now=T0 + DAY), Refused)
        assert isinstance(may(Embargo("proposed"), "embargo.accepted", now=T0), Refused)

    def test_no_end_lies_beyond_the_longest(self) -> None:
        """“No indefinite delay, by repeated extension or a remote end date”: up to the last instant, and no further."""
        active = Embargo("active", until=T0 + DAY, since=T0)
        for deed in ("embargo.proposed", "embargo.revised"):
            assert may(active, deed, T0 + 2 * DAY, T0, T0 + 2 * DAY) == ALLOWED
            assert isinstance(may(active, deed, T0 + 2 * DAY, T0, T0 + 2 * DAY - timedelta(hours=1)), Refused)

    def test_the_shortest_rules(self) -> None:
        """Of proposals, and of merged cases: the earliest."""
        assert shortest([T0 + DAY, None, T0]) == T0
        assert shortest([None]) is None

    def test_an_instant_without_zone_is_a_mistake(self) -> None:
        """Codes hold instants with their offset."""
        with pytest.raises(ValueError, match="without zone"):
            embargo_from(story(("embargo.proposed", {"until": "2026-12-01T00:00:00"})))

    @given(kinds)
    def test_never_in_force_after_the_world_knows(self, told: list[str]) -> None:
        """For every story: once public, no embargo holds."""
        facts = [
            f if f.kind != "embargo.proposed" else story(("embargo.proposed", {"until": self.UNTIL}))[0]
            for f in story(*told)
        ]
        embargo = embargo_from(facts)
        order = [fact.kind for fact in facts]
        world = {"vulnerability.public", "vulnerability.exploit_public"}
        if embargo.in_force:
            known = max((n for n, kind in enumerate(order) if kind in world), default=-1)
            assert "embargo.accepted" in order[known + 1 :]


class TestConsent:
    """An invitation nobody answers counts as declined after seven days."""

    def test_silence(self) -> None:
        """Up to the seventh day invited, then declined."""
        facts = story("participant.invited")
        assert consent_from(facts, "v", T0 + 7 * DAY) == "invited"
        assert consent_from(facts, "v", T0 + 7 * DAY + timedelta(seconds=1)) == "declined"

    def test_a_new_end_needs_new_consent(self) -> None:
        """Joined is consent; a revised end lets it lapse; the end forgets it."""
        joined = ["participant.invited", "participant.joined"]
        assert consent_from(story(*joined), "v", T0 + 99 * DAY) == "signatory"
        assert consent_from(story(*joined, "embargo.revised"), "v", T0) == "lapsed"
        assert consent_from(story(*joined, "embargo.ended"), "v", T0) == "no_embargo"

    def test_only_their_own(self) -> None:
        """Another participant's facts do not count."""
        asked = Fact("participant.invited", T0, T0, 1, subjects={"case": "c", "participant": "v"})
        other = Fact("participant.joined", T0, T0, 2, subjects={"case": "c", "participant": "w"})
        assert consent_from([asked, other], "v", T0) == "invited"
        assert consent_from([asked, other], "w", T0) == "signatory"


class TestRemedyAuthors:
    """C2, C3c: a remedy is reviewed and verified by somebody else than its author."""

    @pytest.mark.parametrize("deed", REMEDY.deeds)
    def test_by_the_author(self, deed: str) -> None:
        """Only reviewing and verifying need another person."""
        refused = isinstance(may_be_done_by(deed, "hana", "hana"), Refused)
        assert refused == (deed in {"remedy.reviewed", "remedy.verified"})
        assert may_be_done_by(deed, "hana", "quinn") == ALLOWED


class TestAdvisories:
    """A revision is public from its armed instant on, unless held before; a worker is not needed for the truth."""

    AT = T0 + 10 * DAY
    READY = ("advisory.drafted", "advisory.approved", "advisory.released")

    def armed(self, *then: str) -> list[Fact]:
        """Tell of an advisory armed for its instant, and what came then."""
        return story(*self.READY, ("advisory.armed", {"public_at": self.AT.isoformat()}), *then)

    def test_the_instant(self) -> None:
        """A microsecond before it is armed; at the instant it is public."""
        assert advisory_from(self.armed(), self.AT - timedelta(microseconds=1)).state == "armed"
        life = advisory_from(self.armed(), self.AT)
        assert (life.state, life.revisions, life.ever_public) == ("public", 1, True)

    def test_recorded_or_not_it_counts_once(self) -> None:
        """The worker's own entry adds nothing."""
        late = [*self.armed(), Fact("advisory.published", self.AT + DAY, self.AT + DAY)]
        assert advisory_from(late, self.AT + 2 * DAY) == advisory_from(self.armed(), self.AT + 2 * DAY)

    def test_hold_before_and_after(self) -> None:
        """Before the instant it stops it; at the instant it comes late."""
        assert advisory_from(self.armed("advisory.held"), self.AT + DAY).state == "held"
        late = [*self.armed(), Fact("advisory.held", self.AT, self.AT)]
        assert advisory_from(late, self.AT + DAY).state == "public"

    @pytest.mark.parametrize("then", ["advisory.changed", "advisory.held", "advisory.withdrawn"])
    def test_what_stops_it(self, then: str) -> None:
        """A change, a hold and a withdrawal before the instant."""
        assert not advisory_from(self.armed(then), self.AT + DAY).ever_public

    def test_a_further_revision(self) -> None:
        """A change after publication is a draft; the published revision stays counted."""
        facts = [*self.armed(), Fact("advisory.changed", self.AT + DAY, self.AT + DAY)]
        life = advisory_from(facts, self.AT + 2 * DAY)
        assert (life.state, life.revisions) == ("draft", 1)


class TestFinder:
    """What the finder reads follows from the facts."""

    @pytest.mark.parametrize(
        ("told", "stage"),
        [
            (("report.received", "report.acknowledged"), "received"), (("report.received", "report.answered"),
            "examined"),
            (("report.received", "report.joined", "case.confirmed"), "confirmed"),
            (("case.confirmed", "remedy.planned"), "fixing"), (("remedy.planned", "remedy.shipped"), "fixed"),
            (("remedy.shipped", "remedy.rolled_back"), "fixing"), (("advisory.armed",), "publishing"),
            (("remedy.planned", "advisory.armed", "advisory.held"), "fixing"),
            (("advisory.published", "case.closed"), "published"), (("report.received", "report.closed"), "closed"),
            (("report.received", "report.closed", "report.joined"), "examined"),
            (("case.confirmed", "case.closed", "case.reopened"), "confirmed"),
        ],
    )  # fmt: skip
    def test_stages(self, told: tuple[str, ...], stage: str) -> None:
        """Each stage has its facts."""
        assert finder_stage(story(*told)) == stage

    def test_the_instant_came(self) -> None:
        """With the time given, an armed advisory is published from its instant on."""
        facts = story(("advisory.armed", {"public_at": (T0 + DAY).isoformat()}))
        assert finder_stage(facts, T0) == "publishing"
        assert finder_stage(facts, T0 + DAY) == "published"

    @given(kinds)
    def test_always_one_of_the_stages(self, told: list[str]) -> None:
        """No story leaves the finder without a stage, and what was published stays so."""
        stage = finder_stage(story(*told))
        assert stage in STAGES
        assert (stage == "published") >= ("advisory.published" in told)


class TestStateOfTheWorld:
    """reference/duties.md 1.5: 32 states, 58 edges, 70 histories."""

    def test_counts(self) -> None:
        """The published figures."""
        assert len(set(states())) == 32
        assert sum(len(allowed_events(state)) for state in states()) == 58
        assert len(set(histories())) == 70

    @pytest.mark.parametrize(
        ("state", "events"),
        [("vfdpxa", "VPXA"), ("vfdpxA", "VPX"), ("vfdpXa", "P"), ("vfdPXA", "V"), ("Vfdpxa", "FPXA"), ("VFdPXa", "DA"),
         ("VFDpxa", "PXA"), ("VFDPXA", ""), ("VfdPXA", "F"), ("VFdpXA", "P")],
    )  # fmt: skip
    def test_rows(self, state: str, events: str) -> None:
        """Rows of the published table."""
        assert "".join(allowed_events(state)) == events

    def test_every_row_of_the_table(self) -> None:
        """All 58 edges, written down a second time, state by state; every other event is refused."""
        told = {row.partition(":")[0]: row.partition(":")[2] for row in TABLE.split()}
        assert {state: "".join(allowed_events(state)) for state in states()} == told
        for state, events in told.items():
            for event in "VFDPXA":
                if event in events:
                    assert after(state, event) == state.replace(event.lower(), event)
                else:
                    with pytest.raises(ValueError, match="cannot happen"):
                        after(state, event)

    def test_errata_are_not_copied(self) -> None:
        """“VFdPxA --X--> VFdPXA”, not VFDPXA; “keep p unless P is separately observed”; pXa cannot stay, nor v.P."""
        assert after("VFdPxA", "X") == "VFdPXA"
        for state in states():
            if "A" in allowed_events(state):
                assert ("p" in after(state, "A")) == ("p" in state)
        assert all(allowed_events(state) == ("P",) for state in states() if "pX" in state)
        assert all(allowed_events(state) == ("V",) for state in states() if state.startswith("vfdP"))

    def test_each_edge_sets_one_flag_for_ever(self) -> None:
        """No flag is cleared, none set twice, and every state is reached."""
        reached = {UNTOUCHED}
        for history in histories():
            state = UNTOUCHED
            for event in history:
                following = after(state, event)
                assert sum(old != new for old, new in zip(state, following, strict=True)) == 1
                assert following in states()
                state = following
                reached.add(state)
            assert state == "VFDPXA"
        assert len(reached) == 32

    def test_what_cannot_come(self) -> None:
        """A fix before the vendor knows; a state that is none."""
        with pytest.raises(ValueError, match="F cannot happen in vfdpxa"):
            after(UNTOUCHED, "F")
        with pytest.raises(ValueError, match="no state"):
            allowed_events("vFdpxa")

    def test_facts_set_flags(self) -> None:
        """The facts that set them are kinds of the journal."""
        assert letter_of("vulnerability.public") == "P"
        assert letter_of("case.opened") is None
