"""The rules of embargoes that are no arrow: who wins, what silence means, what ends one (duties.md 1.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import KINDS, SEVERAL, Fact
from daybreak.core.lifecycle.embargo import Embargo, consequence, embargo_from, may
from daybreak.core.lifecycle.offers import agreement, asks_reason, unanswered_since
from daybreak.core.lifecycle.readiness import readiness
from daybreak.core.policy.conflicts import accepted_by_sending, may_write, silence_towards
from daybreak.core.verdict import ALLOWED, Refused
from tests.core.duties.teller import policy

if TYPE_CHECKING:
    from daybreak.core.facts import Code

T0 = datetime(2026, 11, 24, tzinfo=UTC)
DAY = timedelta(days=1)
HAS_EXPLOIT, KNOWS = "vulnerability.adversary_has_exploit", "vulnerability.adversary_knows"
COORDINATOR, PARTNER = "jp_coordinator", "voice_platform"


def tell(*told: tuple[str, dict[str, Code]] | str) -> list[Fact]:
    """Tell facts of one case, an hour after another."""
    found: list[Fact] = []
    for n, one in enumerate(told):
        kind, codes = (one, {}) if isinstance(one, str) else one
        at, subjects = T0 + n * timedelta(hours=1), {"case": "c"}
        if kind.startswith(("affect.", "remedy.")):
            subjects["affect"] = str(codes.get("on", "a"))
        found.append(Fact(kind, at, at, n + 1, "person:x", subjects, codes))
    return found


def proposed(days: int, by: str = "", **codes: Code) -> tuple[str, dict[str, Code]]:
    """Tell of a proposal that ends so many days after the start."""
    return "embargo.proposed", {"until": (T0 + days * DAY).isoformat(), **({"by": by} if by else {}), **codes}


def agreed(facts: list[Fact]) -> list[Fact]:
    """Tell that the open proposals are accepted, as the deed writes it."""
    later = facts[-1].happened_at + timedelta(hours=1)
    written = agreement(embargo_from(facts))
    return [*facts, *(Fact(kind, later, later, 99, "person:x", {"case": "c"}, codes) for kind, codes in written)]


ACTIVE = (proposed(30), "embargo.accepted")
READY = (("affect.stated", {"status": "affected"}), ("remedy.verified", {"kind": "fix"}))
PARTIES = st.sampled_from(["", "finder", COORDINATOR, PARTNER])


class TestShortestWins:
    """“Shortest proposal wins; the longer one becomes a revision proposal.”"""

    @given(st.lists(st.tuples(PARTIES, st.integers(1, 90)), min_size=1, max_size=6))
    def test_whoever_proposes_in_whatever_order(self, offers: list[tuple[str, int]]) -> None:
        newest = dict(offers)
        embargo = embargo_from(agreed(tell(*(proposed(days, by) for by, days in offers))))
        assert embargo.until == T0 + min(newest.values()) * DAY
        longer = [days for days in newest.values() if days > min(newest.values())]
        assert embargo.state == ("revising" if longer else "active")
        assert embargo.proposed_until == (T0 + max(longer) * DAY if longer else None)
        assert set(embargo.owners) - {""} == set(newest) - {""}

    @given(PARTIES, st.integers(1, 90), st.integers(1, 90))
    def test_one_who_proposes_anew_means_the_newest(self, by: str, first: int, second: int) -> None:
        embargo = embargo_from(agreed(tell(proposed(first, by), proposed(second, by))))
        assert (embargo.state, embargo.until) == ("active", T0 + second * DAY)

    def test_a_journal_from_before_means_what_it_meant(self) -> None:
        """An acceptance that names no end agreed to what was proposed last."""
        embargo = embargo_from(tell(proposed(30), proposed(60, "finder"), "embargo.accepted"))
        assert (embargo.state, embargo.until, embargo.asked_by) == ("active", T0 + 60 * DAY, "finder")

    @given(PARTIES, PARTIES, st.integers(1, 90))
    def test_a_new_end_frees_nobody_from_anothers_silence(self, first: str, second: str, days: int) -> None:
        """“The active embargo stays in force during R”: with its owners, and afterwards with both."""
        held = agreed(tell(proposed(30, first)))
        asked = [*held, *tell(proposed(days, second))]
        assert embargo_from(asked).owners == embargo_from(held).owners
        assert set(embargo_from(agreed(asked)).owners) - {""} == {first, second} - {""}
        rejected = [*asked, *tell("embargo.rejected")]
        assert embargo_from(rejected) == embargo_from(held)

    @given(PARTIES, PARTIES)
    def test_who_was_rejected_asks_for_nothing_more(self, first: str, second: str) -> None:
        facts = agreed(tell(proposed(30, first), "embargo.rejected", proposed(20, second)))
        assert embargo_from(facts).owners == (second,)


class TestWhatAnAdversaryHas:
    """“Adversary has exploit code -> end early (SHOULD)”; “knows technical details -> may end early (MAY)”."""

    def test_they_are_facts_of_the_journal(self) -> None:
        assert {HAS_EXPLOIT, KNOWS} <= KINDS.keys()

    def test_exploit_code_calls_for_an_early_end(self) -> None:
        embargo = embargo_from(tell(*ACTIVE, HAS_EXPLOIT))
        assert (embargo.in_force, len(embargo.should_end), embargo.may_end) == (True, 1, ())

    def test_knowledge_permits_an_early_end(self) -> None:
        embargo = embargo_from(tell(*ACTIVE, KNOWS))
        assert (embargo.in_force, embargo.should_end, len(embargo.may_end)) == (True, (), 1)
        assert may(embargo, "embargo.proposed", T0 + 90 * DAY, T0) == ALLOWED

    def test_nothing_forces_either_and_nothing_is_said_without_an_embargo(self) -> None:
        for told in ((HAS_EXPLOIT, KNOWS), (proposed(30), HAS_EXPLOIT, KNOWS)):
            embargo = embargo_from(tell(*told))
            assert embargo.should_end == embargo.may_end == ()
        for state in ("none", "proposed", "active", "revising", "exited"):
            held = state in {"active", "revising"}
            assert consequence(state, HAS_EXPLOIT) == ("should_end" if held else "nothing")
            assert consequence(state, KNOWS) == ("may_end" if held else "nothing")

    @given(st.integers(1, 90))
    def test_an_end_may_come_earlier_and_not_later(self, days: int) -> None:
        embargo = embargo_from(tell(*ACTIVE, HAS_EXPLOIT))
        verdict = may(embargo, "embargo.proposed", T0 + days * DAY, T0)
        assert isinstance(verdict, Refused) == (days > 30)


class TestFixReady:
    """“Fix ready (VF.): no new negotiations; reject pending; prepare to end.”"""

    def test_it_is_ready_once_every_affected_product_has_its_fix_verified(self) -> None:
        both = (("affect.stated", {"status": "affected", "on": one}) for one in "ab")
        first, second = (("remedy.verified", {"kind": "fix", "on": one}) for one in "ab")
        told = [*both, first]
        assert not embargo_from(tell(*told)).fix_ready
        assert embargo_from(tell(*told, second)).fix_ready
        assert not embargo_from(tell(*told, ("remedy.verified", {"kind": "workaround", "on": "b"}))).fix_ready
        assert embargo_from(tell(*told, ("affect.stated", {"status": "not_affected", "on": "b"}))).fix_ready

    @pytest.mark.parametrize("undone", ["remedy.dropped", "remedy.rolled_back"])
    def test_what_is_given_up_is_ready_no_more(self, undone: str) -> None:
        assert not embargo_from(tell(*READY, (undone, {"kind": "fix"}))).fix_ready

    @given(st.integers(1, 90))
    def test_one_in_force_stays_and_a_later_end_needs_a_reason(self, days: int) -> None:
        """A coordinator's common date may lie after the fix: people say why, and an earlier end needs no reason."""
        embargo = embargo_from(tell(*ACTIVE, *READY))
        assert (embargo.in_force, embargo.should_end) == (True, ())
        assert asks_reason(embargo, "embargo.proposed", T0 + days * DAY) == (days > 30)
        assert may(embargo, "embargo.proposed", T0 + days * DAY, T0) == ALLOWED

    def test_what_was_proposed_before_is_not_accepted(self) -> None:
        assert asks_reason(embargo_from(tell(proposed(30), *READY)), "embargo.accepted")
        anew = proposed(30, despite="fix.ready")
        assert not asks_reason(embargo_from(tell(proposed(30), *READY, anew)), "embargo.accepted")
        assert not asks_reason(embargo_from(tell(proposed(30))), "embargo.accepted")

    def test_once_it_is_out_nothing_new_begins(self) -> None:
        """“Fix deployed (VFD): no new embargo, end the existing one.”"""
        embargo = embargo_from(tell(*ACTIVE, *READY, ("remedy.shipped", {"kind": "fix"})))
        assert not embargo.fix_ready
        assert len(embargo.should_end) == 1
        assert isinstance(may(embargo, "embargo.proposed", T0 + 40 * DAY, T0), Refused)


class TestWorldIsNoLongerSilent:
    """“EM messages arriving when the case is no longer pxa: EP/EA answered ER; EV/EJ/EC answered ET.”"""

    @pytest.mark.parametrize(
        "event", ["vulnerability.public", "vulnerability.exploit_public", "vulnerability.attacked"]
    )
    def test_a_proposal_noted_afterwards_is_refused_with_the_reason(self, event: str) -> None:
        for before in ((), (proposed(30),), ACTIVE, (*ACTIVE, proposed(40))):
            embargo = embargo_from(tell(*before, event))
            for deed in ("embargo.proposed", "embargo.accepted"):
                assert isinstance(may(embargo, deed, T0 + 40 * DAY, T0), Refused)
            if event != "vulnerability.attacked":
                assert embargo.state == ("exited" if "embargo.accepted" in before else "none")


class TestSilence:
    """“No timely answer to a proposal may be read as rejection”; “no proposal and no default -> no embargo”."""

    def test_an_open_proposal_waits_since_the_newest_word(self) -> None:
        assert unanswered_since(embargo_from(tell(proposed(30), "case.confirmed"))) == T0
        assert unanswered_since(embargo_from(tell(proposed(30), proposed(40, "finder")))) == T0 + timedelta(hours=1)
        for answer in ("embargo.accepted", "embargo.rejected"):
            assert unanswered_since(embargo_from(tell(proposed(30), answer))) is None

    @given(st.lists(st.sampled_from(sorted(kind for kind in KINDS if kind != "embargo.proposed")), max_size=12))
    def test_nothing_begins_that_nobody_proposed(self, kinds: list[str]) -> None:
        assert embargo_from(tell(*kinds)).state == "none"


class TestQuorum:
    """“Quorum of vendors ready: may publish before the rest.”"""

    JOINED = tuple(("participant.joined", {"party": one}) for one in "xyz")

    def test_who_takes_part_counts_and_ourselves_where_we_are_affected(self) -> None:
        told = [*self.JOINED, ("participant.ready", {"party": "x"}), *READY]
        found = readiness(tell(*told), {"x", "y", "z"}, embargo_from(tell(*told)))
        assert (found.ready, found.waited_for) == (("", "x"), ("y", "z"))
        assert [found.reaches(share) for share in (None, 1, 50, 51, 100)] == [False, True, True, False, False]
        told += [("participant.declined", {"party": "y"}), ("participant.not_ready", {"party": "x"})]
        found = readiness(tell(*told), {"x", "y", "z"}, embargo_from(tell(*told)))
        assert (found.ready, found.waited_for) == (("",), ("x", "z"))

    def test_who_makes_no_fix_does_not_count(self) -> None:
        found = readiness(tell(*self.JOINED, ("participant.ready", {"party": "x"})), {"y"}, Embargo())
        assert (found.ready, found.waited_for, found.several) == ((), ("y",), False)

    @given(st.lists(st.sampled_from("xyz"), unique=True), st.integers(1, 100))
    def test_all_of_them_is_no_quorum_and_none_never_is(self, ready: list[str], share: int) -> None:
        """Where all are ready there is no rest to go ahead of."""
        told = tell(*self.JOINED, *(("participant.ready", {"party": one}) for one in ready))
        found = readiness(told, {"x", "y", "z"}, Embargo())
        assert found.reaches(share) == (0 < len(ready) < 3 and len(ready) * 100 >= share * 3)

    def test_it_ends_nothing_by_itself(self) -> None:
        assert embargo_from(tell(*ACTIVE, *self.JOINED, ("participant.ready", {"party": "x"}))).in_force


class TestSharing:
    """“Invite: share the report only after acceptance”; “remove the leaver from further messages”."""

    POLICY = policy("hoshimi-camera")
    AT = T0 + 2 * DAY

    @pytest.mark.parametrize("by", ["", "finder", COORDINATOR])
    @pytest.mark.parametrize("left", ["participant.invited", "participant.declined", "participant.removed"])
    def test_an_invited_party_and_one_that_left_are_told_nothing_under_any_embargo(self, by: str, left: str) -> None:
        rule = self.POLICY.duty("first_report")
        party: dict[str, Code] = {"party": str(rule.to)}
        held = [proposed(30, by), "embargo.accepted", ("participant.invited", party)]
        if left != "participant.invited":
            held += [("participant.joined", party), (left, party)]
        assert silence_towards(self.POLICY, tell(*held), self.AT, str(rule.to)) is not None
        assert isinstance(may_write(self.POLICY, tell(*held), self.AT, rule), Refused)
        joined = tell(*held, ("participant.invited", party), ("participant.joined", party))
        assert may_write(self.POLICY, joined, self.AT, rule) == ALLOWED
        over = tell(*held, "embargo.ended")
        assert may_write(self.POLICY, over, self.AT, rule) == ALLOWED

    def test_leaving_ends_nothing(self) -> None:
        """“Leaving an embargo is not termination.”"""
        assert embargo_from(tell(*ACTIVE, ("participant.declined", {"party": "x"}))).in_force

    def test_who_was_never_invited_is_told_under_our_own_embargo_as_before(self) -> None:
        assert may_write(self.POLICY, tell(*ACTIVE), self.AT, self.POLICY.duty("first_report")) == ALLOWED


class TestSendingAccepts:
    """“Sending the report while an embargo is proposed = acceptance.”"""

    POLICY = policy("hoshimi-camera")

    def sent(self, facts: list[Fact], **changed: str) -> list[str]:
        """Send the duty's letter, and give the kinds of what that is besides."""
        rule = self.POLICY.duty("first_report")
        assert rule.send is not None
        letter: dict[str, Code] = {"duty": rule.id, "party": rule.to, "template": rule.send.template, **changed}
        return [kind for kind, _codes in accepted_by_sending(self.POLICY, facts, T0 + DAY, letter)]

    def test_to_whom_proposed_it_and_to_nobody_else(self) -> None:
        theirs = str(self.POLICY.duty("first_report").to)
        assert self.sent(tell(proposed(30, theirs))) == ["embargo.accepted"]
        assert self.sent(tell(proposed(30, theirs), proposed(40))) == ["embargo.accepted", "embargo.proposed"]
        for facts in (
            tell(proposed(30)),
            tell(proposed(30, COORDINATOR)),
            tell(proposed(30, theirs), "embargo.accepted"),
        ):
            assert self.sent(facts) == []

    def test_not_without_detail_and_not_where_it_cannot_be_accepted(self) -> None:
        rule = self.POLICY.duty("first_report")
        theirs = str(rule.to)
        assert rule.send is not None
        assert rule.send.without_detail is not None
        assert self.sent(tell(proposed(30, theirs)), template=rule.send.without_detail.template) == []
        assert self.sent(tell(proposed(30, theirs)), duty="") == []
        assert self.sent(tell(proposed(30, theirs), *READY)) == []
        assert self.sent(tell(proposed(30, theirs), "vulnerability.attacked")) == []


def test_several_askers_are_written_a_line_each() -> None:
    """The acceptance names everybody who asks for the silence."""
    (_kind, codes), *_rest = agreement(embargo_from(tell(proposed(30, COORDINATOR), proposed(30, "finder"))))
    assert codes["by"] == SEVERAL.join((COORDINATOR, "finder"))
