"""Cases merge and split alike under every example policy: what a duty counted from, it counts from after the move."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.policy.duties import duties
from daybreak.core.policy.finder_day import finder_day
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import DutyRow, Product
from daybreak.stages.cases.actions import confirm, escalate, open_case, set_kind
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.refusals import CveAlone
from daybreak.stages.cases.restating import Stated, restatable, restate_anchor
from daybreak.stages.cases.vulnerabilities import (
    Status,
    add_vulnerability,
    assess,
    give_cve,
    leave_without_cve,
    note_world_event,
    state_affect,
)
from daybreak.stages.disclosure.merging import merge_case, merge_plan
from daybreak.stages.disclosure.splitting import Leaving, split_case
from daybreak.stages.intake.finder_date import name_day
from daybreak.stages.intake.submission import Finder
from tests.derived import rebuild
from tests.received import received
from tests.stages.disclosure.telling import VECTOR

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.records.models import Case
    from tests.cast import Site

RITA = Finder(name="Rita", address="rita@finder.example", credit="name", credit_name="Rita Okafor")
Owed = dict[tuple[str, str], tuple["datetime | None", "datetime | None", "datetime | None"]]


def worked_on(site: Site, title: str) -> Case:
    """Open a case from a report of Rita's, confirm it, judge it, find a product affected, and see attacks."""
    report = received(site, title, finder=RITA).report
    hana = site.hana.actor
    case = open_case(actor=hana, now=site.at.later(hours=1), report=report)
    confirm(actor=hana, now=site.at.later(hours=1), case=case)
    escalate(actor=hana, now=site.at.now, case=case)
    flaw = case.vulnerabilities.get()
    assess(actor=hana, now=site.at.later(hours=1), vulnerability=flaw, vector=VECTOR)
    act = {"actor": hana, "now": site.at.later(hours=1), "vulnerability": flaw}
    product = Product.objects.order_by("key")[0]
    state_affect(**act, product=product, release=None, stated=Status("affected"))
    return case


def owed(site: Site, case: Case) -> Owed:
    """Give start, limit and keeping of each duty of the case, by its rule and what it is about."""
    found = duties(site.policy, facts_of_case(case.id), site.at.now)
    return {
        (duty.id, "" if duty.scope == "case" else duty.subject): (duty.start, duty.limit, duty.kept) for duty in found
    }


def agree_to_rows(site: Site) -> None:
    """The rows kept for lists say what the law says anew."""
    told = set(DutyRow.objects.values_list("case", "rule", "subject", "start", "limit", "kept"))
    rebuild(site.at.now)
    assert told == set(DutyRow.objects.values_list("case", "rule", "subject", "start", "limit", "kept"))


def part(site: Site, case: Case) -> Case:
    """Let the first flaw leave; the report that told of it stays, with a second flaw."""
    flaw = case.vulnerabilities.get()
    add_vulnerability(actor=site.hana.actor, now=site.at.later(hours=1), case=case, title="A second flaw")
    leaving = Leaving([str(flaw.id)], [], "Another matter", "Two after all.")
    return split_case(actor=site.hana.actor, now=site.at.later(days=14), case=case, leaving=leaving)


class TestEverywhere:
    """Issue 3: “finders keep number, date and credit, the earliest date rules, duties are re-derived.”"""

    def test_a_flaw_that_leaves_owes_what_it_owed(self, any_site: Site) -> None:
        case = worked_on(any_site, "first")
        flaw, report = case.vulnerabilities.get(), case.reports.get()
        act = {"actor": any_site.hana.actor, "now": any_site.at.now}
        note_world_event(**act, vulnerability=flaw, event="attacked", at=any_site.at.now)
        before = owed(any_site, case)
        after = owed(any_site, part(any_site, case))
        moved = {key: told for key, told in before.items() if key[1] not in {"", str(report.id)}}
        assert any(start for start, _limit, _kept in moved.values())
        assert moved == {key: after[key] for key in moved}
        agree_to_rows(any_site)

    def test_a_report_that_stays_owes_what_it_owed(self, any_site: Site) -> None:
        """What is said of the whole case keeps a report's duties also when its flaw went elsewhere."""
        case = worked_on(any_site, "first")
        report = str(case.reports.get().id)
        before = {key: told for key, told in owed(any_site, case).items() if key[0] in {"confirm", "escalate"}}
        part(any_site, case)
        after = owed(any_site, case)
        assert before
        assert before == {key: after[key] for key in before}
        assert {key[1] for key in before} <= {report, ""}

    def test_what_left_with_its_keeping_is_owed_again_from_the_split_on(self, any_site: Site) -> None:
        """The flaw that stays was never judged: its judging is owed, and not late on the day it is asked for."""
        case = worked_on(any_site, "first")
        report, before = str(case.reports.get().id), owed(any_site, case)
        new = part(any_site, case)
        facts = facts_of_case(case.id)
        split_at = next(fact.happened_at for fact in facts if fact.kind == "case.split")
        again = [
            duty
            for duty in duties(any_site.policy, facts, any_site.at.now)
            if duty.subject in {report, str(case.id)} and duty.id.startswith("assess")
        ]
        assert again
        for duty in again:
            was_kept = before[duty.id, "" if duty.scope == "case" else duty.subject][2]
            assert was_kept
            assert (duty.kept, duty.start, duty.missed) == (None, split_at, 0)
            assert duty.restarted_from is not None
            assert duty.restarted_from < split_at
        assert {told[2] for key, told in owed(any_site, new).items() if key[0].startswith("assess")} <= {was_kept}
        agree_to_rows(any_site)

    def test_a_day_and_an_embargo_bind_both(self, any_site: Site) -> None:
        case, act = worked_on(any_site, "first"), {"actor": any_site.hana.actor, "now": any_site.at.now}
        day = (any_site.at.now + timedelta(days=60)).date()
        name_day(**act, report=case.reports.get(), day=day)
        before, until = finder_day(facts_of_case(case.id)), any_site.at.now + timedelta(days=40)
        propose_embargo(**act, case=case, until=until)
        accept_embargo(**act, case=case)
        for one in (case, part(any_site, case)):
            facts = facts_of_case(one.id)
            assert embargo_from(facts, any_site.at.now).until == until
            assert before is not None
            assert finder_day(facts) == before
        agree_to_rows(any_site)

    def test_the_earliest_start_rules(self, any_site: Site) -> None:
        earlier = worked_on(any_site, "first")
        any_site.at.later(hours=30)
        later = worked_on(any_site, "second")
        old, own = owed(any_site, earlier), owed(any_site, later)
        act = {"actor": any_site.hana.actor, "now": any_site.at.later(hours=1)}
        merge_case(**act, case=later, other=earlier, reason="One overflow.")
        after = owed(any_site, later)
        assert {key for key in (*old, *own) if key not in after} == set()
        starts = {key: [found[key][0] for found in (old, own) if key in found] for key in after}
        assert all(after[key][0] == min(told) for key in after if key[1] == "" and all(told := starts[key]) and told)
        assert all(after[key] == told for key, told in old.items() if key[1])
        assert not owed(any_site, earlier)
        assert not DutyRow.objects.filter(case=earlier).exists()
        agree_to_rows(any_site)

    def test_an_id_that_stood_twice_is_owed_once(self, any_site: Site) -> None:
        """Issue 3: “duties are re-derived”: what is owed for a CVE ID is owed for the flaw that keeps it."""
        case, other = worked_on(any_site, "first"), worked_on(any_site, "second")
        act = {"actor": any_site.hana.actor, "now": any_site.at.later(hours=1)}
        flaws = case.vulnerabilities.get(), other.vulnerabilities.get()
        for flaw in flaws:
            give_cve(**act, vulnerability=flaw, cve="CVE-2026-12345")
        merge_case(**act, case=case, other=other, reason="One overflow.")
        flaws[1].refresh_from_db()
        leave_without_cve(**act, vulnerability=flaws[1], reason="Both are one flaw.")
        running = {key for key, (start, _limit, _kept) in owed(any_site, case).items() if start}
        of_ids = {rule.id for rule in any_site.policy.duties if "cve.reserved" in rule.starts}
        assert {key[1] for key in running if key[0] in of_ids} <= {str(flaws[0].id)}
        assert any(key[0] in of_ids for key in running) == ("cna_tell_finder" in of_ids)
        with pytest.raises(CveAlone):
            leave_without_cve(**act, vulnerability=flaws[0], reason="This one, too.")
        agree_to_rows(any_site)


class TestNothingIsWashedAway:
    """Issue 3: “the earliest date rules, duties are re-derived”: what one of the two owed or was asked, both are."""

    def test_an_incident_stays_one(self, any_site: Site) -> None:
        case, other = worked_on(any_site, "first"), worked_on(any_site, "second")
        act = {"actor": any_site.hana.actor, "now": any_site.at.later(hours=1)}
        set_kind(**act, case=other, kind="incident")
        of_incidents = {rule.id for rule in any_site.policy.duties if rule.when.kind == ("incident",)}
        before = {key: told for key, told in owed(any_site, other).items() if key[0] in of_incidents}
        act["now"] = any_site.at.later(hours=1)
        assert merge_plan(any_site.hana.viewer, any_site.at.now, case.number, other.number).incident
        merge_case(**act, case=case, other=other, reason="One overflow.")
        after = owed(any_site, case)
        assert before == {key: after[key] for key in before}
        case.refresh_from_db()
        assert case.kind == "incident"
        agree_to_rows(any_site)

    def test_of_an_incident_the_instant_is_restated_at_which_it_was_said_to_be_one(self, any_site: Site) -> None:
        """Issue 3: “Restating one ("we were aware on …") keeps the old value and the reason.”"""

        def offered() -> list[datetime | None]:
            told = restatable(any_site.hana.viewer, any_site.at.now, case.number)
            return [one.at for one in told if one.kind == "case.kind_set"]

        case = worked_on(any_site, "first")
        act = {"actor": any_site.hana.actor, "now": any_site.at.later(hours=1), "case": case}
        rules = {rule.id for rule in any_site.policy.duties if "case.kind_set" in rule.starts}
        assert offered() == []
        set_kind(**act, kind="incident")
        assert offered() == ([act["now"]] if rules else [])
        aware = act["now"] - timedelta(minutes=30)
        restate_anchor(**act, what=Stated("case.kind_set"), at=aware, reason="The night shift knew.")
        assert {owed(any_site, case)[rule, ""][0] for rule in rules} <= {aware}

    def test_an_incident_that_is_split_is_one_twice(self, any_site: Site) -> None:
        """3.1: the hours run from awareness; splitting the case is no new one."""
        case = worked_on(any_site, "first")
        set_kind(actor=any_site.hana.actor, now=any_site.at.later(hours=1), case=case, kind="incident")
        of_incidents = {rule.id for rule in any_site.policy.duties if rule.when.kind == ("incident",)}
        before = {key: told for key, told in owed(any_site, case).items() if key[0] in of_incidents}
        new = part(any_site, case)
        for one in (case, new):
            after = owed(any_site, one)
            assert before == {key: after[key] for key in before}
            assert one.kind == "incident"
        agree_to_rows(any_site)

    def test_an_unanswered_proposal_stays_unanswered(self, any_site: Site) -> None:
        case, other = worked_on(any_site, "first"), worked_on(any_site, "second")
        now = any_site.at.now
        act = {"actor": any_site.hana.actor, "now": now}
        propose_embargo(**act, case=case, until=now + timedelta(days=30), asked_by="finder")
        any_site.at.later(hours=1)
        act["now"] = any_site.at.now
        propose_embargo(**act, case=other, until=now + timedelta(days=20), asked_by="finder", reason="A talk.")
        propose_embargo(**act, case=other, until=now + timedelta(days=10))
        plan = merge_plan(any_site.hana.viewer, any_site.at.now, case.number, other.number)
        merge_case(**act, case=case, other=other, reason="One overflow.")
        embargo = embargo_from(facts_of_case(case.id), any_site.at.now)
        assert embargo.state == "proposed"
        assert {(one.asker, one.until) for one in embargo.offers} == {
            ("finder", now + timedelta(days=20)),
            ("", now + timedelta(days=10)),
        }
        assert set(plan.proposals) == set(embargo.offers)

    @pytest.mark.parametrize("agreed", [False, True])
    def test_a_proposal_stays_with_both_parts(self, any_site: Site, *, agreed: bool) -> None:
        case = worked_on(any_site, "first")
        now = any_site.at.now
        act = {"actor": any_site.hana.actor, "now": now}
        if agreed:
            propose_embargo(**act, case=case, until=now + timedelta(days=30))
            accept_embargo(**act, case=case)
        propose_embargo(**act, case=case, until=now + timedelta(days=40), asked_by="finder")
        before = embargo_from(facts_of_case(case.id), now)
        for one in (case, part(any_site, case)):
            embargo = embargo_from(facts_of_case(one.id), any_site.at.now)
            assert (embargo.state, embargo.until, embargo.offers) == (before.state, before.until, before.offers)
        assert before.offers

    def test_agreeing_the_others_embargo_answers_nobody_here(self, any_site: Site) -> None:
        case, other = worked_on(any_site, "first"), worked_on(any_site, "second")
        now = any_site.at.now
        act = {"actor": any_site.hana.actor, "now": now}
        propose_embargo(**act, case=case, until=now + timedelta(days=10), asked_by="finder")
        propose_embargo(**act, case=other, until=now + timedelta(days=20))
        accept_embargo(**act, case=other)
        merge_case(**act, case=case, other=other, reason="One overflow.")
        embargo = embargo_from(facts_of_case(case.id), now)
        assert (embargo.state, embargo.until) == ("revising", now + timedelta(days=20))
        assert [(one.asker, one.until) for one in embargo.offers] == [("finder", now + timedelta(days=10))]

    def test_the_plan_says_that_an_embargo_ends(self, any_site: Site) -> None:
        """1.4: what is public ends an embargo; who merges the case that knows it is told before."""
        case, other = worked_on(any_site, "first"), worked_on(any_site, "second")
        now = any_site.at.now
        act = {"actor": any_site.hana.actor, "now": now}
        propose_embargo(**act, case=case, until=now + timedelta(days=20))
        accept_embargo(**act, case=case)
        assert not merge_plan(any_site.hana.viewer, now, case.number, other.number).no_embargo
        note_world_event(**act, vulnerability=other.vulnerabilities.get(), event="public", at=now)
        plan = merge_plan(any_site.hana.viewer, now, case.number, other.number)
        assert (plan.no_embargo, plan.why_not) == (("the vulnerability is public",), None)
        merge_case(**act, case=case, other=other, reason="One overflow.")
        assert embargo_from(facts_of_case(case.id), now).state == "exited"
