"""Staged over-the-air roll-out: offered to all ends the duty; a roll-back opens it again and disarms the advisory."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.policy.duties import duties
from daybreak.core.policy.gates import readiness
from daybreak.core.policy.implied import CORRECTION
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.publish import note_published
from daybreak.jobs.reactions import react_due
from daybreak.jobs.round import Round
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import content_of, lease_due, record_sent
from daybreak.records.models import DutyRow, Product
from daybreak.stages.cases.vulnerabilities import Status, state_affect
from daybreak.stages.coordination.letters import letter_for
from daybreak.stages.coordination.sending import let_letter_go, send_letter
from daybreak.stages.disclosure.actions import content_of as content_of_advisory
from daybreak.stages.disclosure.actions import revise, take_facts_anew
from daybreak.stages.disclosure.products import product_id, remediations, statuses
from daybreak.stages.disclosure.release import gates_of
from daybreak.stages.disclosure.rollback import roll_back_and_hold
from daybreak.stages.disclosure.turns import ask_approval
from daybreak.stages.remediation.actions import (
    Plan,
    advance_remedy,
    note_delivery,
    plan_remedy,
    ship_remedy,
    verify_remedy,
)
from daybreak.stages.remediation.queries import remedies
from daybreak.stages.remediation.refusals import RemedyRefused
from tests.stages.disclosure.telling import Telling, tell

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from daybreak.records.models import Remedy
    from tests.cast import Site

WHY = "Devices without a card restart for ever."


@pytest.fixture
def told(site: Site) -> Telling:
    """The device maker with a fix that shipped."""
    return tell(site)


def fix(told: Telling) -> Remedy:
    """Give the case's fix."""
    found = told.case.remedies.get(kind="fix")
    assert found is not None
    return found


def duty(told: Telling, rule: str) -> Duty:
    """Give a duty as it stands now; the fix's is that of the firmware."""
    found = duties(told.site.policy, facts_of_case(told.case.id), told.now)
    return next(one for one in found if one.id == rule and (one.id != "fix" or one.surface == "firmware"))


def offer(told: Telling) -> None:
    """Roll out in stages: a tenth of the devices, paused, then everybody."""
    hana = told.site.hana.actor
    note_delivery(actor=hana, now=told.now, remedy=fix(told), share=10)
    advance_remedy(actor=hana, now=told.now, remedy=fix(told), kind="remedy.rollout_paused")
    told.site.at.later(hours=1)
    advance_remedy(actor=hana, now=told.now, remedy=fix(told), kind="remedy.offered_to_all")


def partner_told(told: Telling) -> None:
    """Send the second report to the partner."""
    site = told.site
    words = {"plan": "2.4.1 over the air", "release_schedule": "in two weeks"}
    notice = send_letter(actor=site.hana.actor, now=told.now, case=told.case, rule_id="second_report", words=words)
    let_letter_go(actor=site.mina.actor, now=told.now, notice=notice)
    for leased in lease_due(now=told.now):
        record_sent(now=told.now, notice=leased, receipt="250 taken")


def test_the_second_report_says_what_comes_when_on_which_surface(told: Telling) -> None:
    """A7b: the plan with its release and over-the-air schedule; a plan that is added owes the partner an update."""
    affects = tuple(told.vulnerability.affects.filter(status="affected"))
    due = told.now.date() + timedelta(days=20)
    plan = Plan(kind="fix", words="2.4.2", affects=affects, due_on=due)
    plan_remedy(actor=told.site.hana.actor, now=told.now, case=told.case, plan=plan)
    letter, _missing = letter_for(told.case, "second_report", {})
    said = next(words for *_, words in letter.attachments if isinstance(words, str))
    assert f"(Firmware): Fix, {due.isoformat()}" in said
    send = told.site.policy.duty("second_report").send
    assert send is not None
    assert "remedy.planned" in send.update_on


def test_a_fix_for_several_products_is_a_version_of_the_one_it_ships_in(told: Telling) -> None:
    """What readers update to must exist: another product is not given the number of a release that is not its own."""
    cloud = Product.objects.get(key="hc-cloud")
    hana = told.site.hana.actor
    stated = Status("affected")
    state_affect(actor=hana, now=told.now, vulnerability=told.vulnerability, product=cloud, release=None, stated=stated)
    affect = told.vulnerability.affects.get(product=cloud)
    fix(told).affects.add(affect)
    shipped = fix(told).shipped_in
    assert shipped is not None
    affects = list(told.vulnerability.affects.select_related("product", "release"))
    assert product_id(shipped.product, shipped) in statuses(affects).fixed
    assert product_id(cloud, shipped) not in statuses(affects).fixed
    found = remediations(told.vulnerability, affects, told.site.policy, None)
    said = {one.product_ids[0]: str(one.details.in_("en")) for one in found if one.details}
    name = Text(shipped.product.name).in_("en")
    assert said[product_id(cloud, None)] == f"Update {name} to version {shipped.version}."
    assert f"Update to version {shipped.version}." in said.values()


class TestOfferedToAll:
    """A6h: devices never reach 100 %, so offering to all ends the duty."""

    def test_neither_a_share_nor_a_pause_ends_it(self, told: Telling) -> None:
        assert duty(told, "fix").kept is None
        hana = told.site.hana.actor
        note_delivery(actor=hana, now=told.now, remedy=fix(told), share=95)
        assert duty(told, "fix").kept is None
        advance_remedy(actor=hana, now=told.now, remedy=fix(told), kind="remedy.rollout_paused")
        assert duty(told, "fix").kept is None
        told.site.at.later(hours=1)
        advance_remedy(actor=hana, now=told.now, remedy=fix(told), kind="remedy.offered_to_all")
        assert duty(told, "fix").kept == told.now


class TestRollBack:
    """Issue 3: a roll-back reopens the duty, disarms the advisory, and is told to the partner."""

    def test_it_reopens_the_duties(self, told: Telling) -> None:
        offer(told)
        assert duty(told, "verify").kept
        told.site.at.later(hours=1)
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        assert duty(told, "fix").kept is None
        assert duty(told, "verify").kept is None
        assert duty(told, "publish").start is None
        (view, *_rest) = remedies(told.site.hana.viewer, told.now, told.case.number)
        assert view.share is None

    def test_those_inside_hear_of_it_once_and_nobody_else(self, told: Telling) -> None:
        """Somebody must write to the partner, so somebody must know; with several products it is still one roll-out."""
        offer(told)
        react_due(Round(lambda: told.now))
        told.site.at.later(hours=1)
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        react_due(Round(lambda: told.now))
        letters = [content_of(one) for one in told.case.notices.filter(template=NEWS_INSIDE)]
        heard = [one.to for one in letters if "is taken back" in one.subject]
        inside = set(told.case.memberships.values_list("person__email", flat=True))
        assert sorted(heard) == sorted(inside - {told.site.hana.person.email})
        assert heard
        assert WHY not in "".join(one.body for one in letters)

    def test_whose_word_an_advisory_waits_for_hears_of_it(self, told: Telling) -> None:
        """Approvals and the second person's word have the policy's time from when they are asked."""
        ask_approval(actor=told.site.hana.actor, now=told.now, revision=told.revision)
        react_due(Round(lambda: told.now))
        letters = [content_of(one) for one in told.case.notices.filter(template=NEWS_INSIDE)]
        asked = {one.to for one in letters if "waits for your word" in one.subject}
        assert told.site.mina.person.email in asked
        assert told.site.mallory.person.email not in asked

    def test_it_holds_the_armed_advisory_with_the_reason(self, told: Telling) -> None:
        offer(told)
        instant = told.arm()
        told.site.at.later(hours=1)
        assert roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY) == 1
        assert told.revision.held_at == told.now
        assert isinstance(readiness(gates_of(told.revision, told.now, instant + timedelta(days=7))), Refused)
        kinds = [fact.kind for fact in facts_of_case(told.case.id)]
        assert kinds.index("remedy.rolled_back") < kinds.index("advisory.held")

    def test_what_readers_have_is_not_held(self, told: Telling) -> None:
        offer(told)
        told.arm()
        told.site.at.later(days=1)
        assert roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY) == 0
        assert told.revision.held_at is None

    def test_what_readers_have_is_owed_a_revision_without_the_fix(self, told: Telling) -> None:
        """A12: the advisory stays public, and within the policy's time a revision says that the fix was taken back."""
        offer(told)
        told.arm()
        told.site.at.later(days=1)
        note_published(told.now)
        assert CORRECTION not in {row.rule for row in DutyRow.objects.filter(case=told.case)}
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        row = DutyRow.objects.get(case=told.case, rule=CORRECTION, subject=str(told.advisory.id))
        assert (row.start, row.kept) == (told.now, None)
        assert row.limit is not None
        told.site.at.later(hours=1)
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
        (flaw,) = content_of_advisory(told.revision).vulnerabilities
        assert not flaw.product_status.fixed
        assert "vendor_fix" not in {one.category for one in flaw.remediations}
        note_published(told.arm())
        row.refresh_from_db()
        assert row.kept is not None

    def test_the_partner_is_owed_an_update_that_says_so(self, told: Telling) -> None:
        partner_told(told)
        offer(told)
        assert duty(told, "second_report").update_since is None
        told.site.at.later(hours=1)
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        assert duty(told, "second_report").update_since == told.now
        words = {"release_schedule": "a new build in two weeks"}
        again = send_letter(
            actor=told.site.hana.actor, now=told.now, case=told.case, rule_id="second_report", words=words
        )
        said = str(content_of(again).attachments[0])
        assert "The roll-out was taken back on" in said
        assert "This updates our letter of" in said

    def test_all_or_nothing(self, told: Telling) -> None:
        """What is refused changes nothing: a fix that has not begun cannot be rolled back twice."""
        offer(told)
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        with pytest.raises(RemedyRefused):
            roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)

    def test_a_new_build_is_verified_before_it_ships_again(self, told: Telling) -> None:
        offer(told)
        release = fix(told).shipped_in
        roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=fix(told), words=WHY)
        with pytest.raises(RemedyRefused):
            ship_remedy(actor=told.site.hana.actor, now=told.now, remedy=fix(told), release=release)
        told.site.at.later(hours=2)
        verify_remedy(
            actor=told.site.quinn.actor, now=told.now, remedy=fix(told), words="Starts with and without a card."
        )
        ship_remedy(actor=told.site.hana.actor, now=told.now, remedy=fix(told), release=release)
        advance_remedy(actor=told.site.hana.actor, now=told.now, remedy=fix(told), kind="remedy.offered_to_all")
        assert duty(told, "fix").kept == told.now
        assert duty(told, "verify").kept == told.now
