"""What `disclosure` and `publication` promise with a time of its own stands on the board: approvals and the rest."""

from __future__ import annotations

import pytest

from daybreak.core.clocks.deadlines import instant_before
from daybreak.core.policy.duties import duties
from daybreak.core.policy.implied import CONFIRMATION, CUSTOMERS, TRANSLATION
from daybreak.core.policy.show import show
from tests.core.duties.teller import CASE, DAY, T0, VULNERABILITY, Teller, at, found
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

ADVISORY = {**CASE, "advisory": "s1"}
PUBLIC_AT = (T0 + 14 * DAY).isoformat()


def turn(role: str, advisory: str = "s1") -> dict[str, str]:
    """Give the subjects of a fact about one role's approval of an advisory."""
    return {**CASE, "advisory": advisory, "approval": f"{advisory}:{role}"}


class TestApprovals:
    """“`within` is how long the approver has, from the moment it is their turn.”"""

    def test_the_clock_runs_from_being_asked_and_ends_with_the_step(self) -> None:
        ours = policy("hoshimi-camera")
        story = Teller().confirmed().tell("advisory.drafted", 10, ADVISORY)
        name = "approve_1_programme_manager"
        assert name not in found(ours, story)
        story.tell("advisory.approval_asked", 24, turn("programme_manager"), role="programme_manager", content="x")
        duty = found(ours, story)[name]
        assert (duty.start, duty.limit, duty.who) == (at(24), T0 + 3 * DAY, ("programme_manager",))
        story.tell("advisory.approved", 30, ADVISORY, role="programme_manager", content="x")
        assert found(ours, story)[name].kept is None
        story.tell("advisory.step_approved", 30, turn("programme_manager"), role="programme_manager", content="x")
        assert found(ours, story)[name].state(at(31)) == "kept"

    def test_a_changed_content_is_asked_for_anew(self) -> None:
        ours = policy("hoshimi-camera")
        story = Teller().confirmed().tell("advisory.drafted", 10, ADVISORY)
        asked = turn("programme_manager")
        story.tell("advisory.approval_asked", 24, asked).tell("advisory.step_approved", 30, asked)
        story.tell("advisory.changed", 40, ADVISORY)
        assert found(ours, story)["approve_1_programme_manager"].state(at(41)) == "not_started"
        story.tell("advisory.approval_asked", 50, asked)
        duty = found(ours, story)["approve_1_programme_manager"]
        assert (duty.start, duty.kept) == (at(50), None)

    def test_what_was_sent_back_is_owed_no_more_before_it_is_asked_for_anew(self) -> None:
        ours = policy("aoba-electric")
        story = Teller().confirmed().judged("critical")
        for role in ("division_head", "legal"):
            story.tell("advisory.approval_asked", 24, turn(role)).tell("advisory.approval_asked", 24, turn(role, "s2"))
        story.tell("advisory.step_approved", 28, turn("division_head")).tell("advisory.sent_back", 30, turn("legal"))
        states = {
            duty.subject: duty.state(at(31)) for duty in duties(ours, story.facts, at(31)) if duty.id[:8] == "approve_"
        }
        assert (states["s1:division_head"], states["s1:legal"]) == ("kept", "not_started")
        assert states["s2:legal"] == states["s2:division_head"] != "not_started", "the other advisory's clock runs on"
        story.tell("advisory.approval_asked", 50, turn("legal"))
        again = {duty.subject: duty for duty in duties(ours, story.facts, at(51))}["s1:legal"]
        assert (again.start, again.kept) == (at(50), None)

    def test_each_role_and_each_advisory_has_its_own(self) -> None:
        ours = policy("aoba-electric")
        story = Teller().confirmed().judged("critical")
        for role in ("division_head", "legal"):
            story.tell("advisory.approval_asked", 24, turn(role)).tell("advisory.approval_asked", 24, turn(role, "s2"))
        story.tell("advisory.step_approved", 30, turn("division_head"))
        kept = {
            (duty.id, duty.subject): duty.kept is not None
            for duty in duties(ours, story.facts, T0)
            if duty.id.startswith("approve_")
        }
        assert kept == {
            ("approve_1_division_head", "s1:division_head"): True,
            ("approve_1_division_head", "s2:division_head"): False,
            ("approve_2_legal", "s1:legal"): False,
            ("approve_2_legal", "s2:legal"): False,
        }

    def test_conditions_of_the_approval_hold_for_its_duty(self) -> None:
        """Legal approves from high on."""
        story = Teller().confirmed().judged("low").tell("advisory.approval_asked", 24, turn("legal"))
        assert "approve_2_legal" not in found(policy("aoba-electric"), story)


class TestTheConfirmedInstant:
    """B4c: “must_confirm: 1 business day before”."""

    def test_it_is_due_that_long_before_the_agreed_instant(self) -> None:
        ours = policy("aoba-electric")
        rule = ours.disclosure.agreed_instant
        assert rule is not None
        party = {**CASE, "party": "jp_coordinator"}
        story = Teller().confirmed().tell("coordinator.date_agreed", 10, party, public_at=PUBLIC_AT, confirmed=False)
        wanted = instant_before(T0 + 14 * DAY, rule.must_confirm, ours.calendar())
        assert found(ours, story)[CONFIRMATION].limit == wanted
        story.tell("coordinator.date_confirmed", 20, party)
        assert found(ours, story)[CONFIRMATION].kept == at(20)
        later = (T0 + 20 * DAY).isoformat()
        story.tell("coordinator.date_moved", 30, party, public_at=later)
        moved = found(ours, story)[CONFIRMATION]
        assert moved.kept is None
        assert moved.limit == instant_before(T0 + 20 * DAY, rule.must_confirm, ours.calendar())


class TestCustomersFirst:
    """“customers_first: before: 3 business days”: its end is known once an instant is."""

    def test_it_waits_for_the_instant_and_ends_with_the_telling(self) -> None:
        ours = policy("kestrel-sdk")
        first = ours.publication.customers_first
        assert first is not None
        story = Teller().confirmed().tell("advisory.drafted", 10, ADVISORY)
        waiting = found(ours, story)[CUSTOMERS]
        assert (waiting.limit, waiting.waiting_for, waiting.state(at(9999))) == (None, "fact", "open")
        story.tell("advisory.armed", 20, ADVISORY, public_at=PUBLIC_AT)
        due = found(ours, story)[CUSTOMERS]
        assert due.limit == instant_before(T0 + 14 * DAY, first.before, ours.calendar())
        assert due.state(T0 + 13 * DAY) == "overdue"
        assert found(ours, story.tell("customers.told", 30, ADVISORY))[CUSTOMERS].kept == at(30)


class TestTranslation:
    """B12: “may_follow: 2 business days”, counted from publication."""

    @pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric"])
    def test_it_follows_publication_or_came_with_it(self, name: str) -> None:
        ours = policy(name)
        published = Teller().confirmed().tell("advisory.drafted", 10, ADVISORY)
        published.tell("advisory.published", 24, ADVISORY)
        duty = found(ours, published)[TRANSLATION]
        assert (duty.start, duty.limit) == (at(24), T0 + 3 * DAY)
        assert duty.state(T0 + 4 * DAY) == "overdue"
        other = {**CASE, "advisory": "s2"}
        assert found(ours, published.tell("advisory.translated", 30, other))[TRANSLATION].kept is None
        assert found(ours, published.tell("advisory.translated", 31, ADVISORY))[TRANSLATION].kept == at(31)

    def test_one_language_needs_none(self) -> None:
        assert TRANSLATION not in {rule.id for rule in policy("kestrel-sdk").owed}


def test_they_are_shown_with_the_other_duties() -> None:
    """`policy show` lists them, in the policy's languages."""
    told = show(policy("aoba-electric"), "en")
    assert "Approve the advisory: Legal" in told
    assert "at the latest 1 business day before publication" in told
    assert "Publish the translation of the advisory" in told
    assert "リリース予定をお客様へ予告する" in show(policy("kestrel-sdk"), "ja")


@pytest.mark.parametrize("name", EXAMPLES)
def test_without_an_advisory_nothing_of_it_is_owed(name: str) -> None:
    """Nothing of it starts before there is an advisory, or an instant agreed with somebody."""
    ours = policy(name)
    story = Teller().confirmed().judged("high").tell("vulnerability.public", 3, VULNERABILITY)
    promised = {rule.id for rule in ours.owed} - {rule.id for rule in ours.duties}
    assert promised
    assert {key for key, duty in found(ours, story).items() if key in promised and duty.start} == set()
