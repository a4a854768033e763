"""The overlays' clocks, one by one against reference/duties.md 2.3, 3.1 and 6.1, with how surely each was read."""

from __future__ import annotations

import pytest

from daybreak.core.policy.duties import duties
from daybreak.core.policy.model_duty import DutyRule
from tests.core.duties.teller import CASE, VULNERABILITY, Teller, at, found
from tests.shipped import read_policy as policy
from tests.shipped import read_policy as shipped

LAW, PROGRAMME, OWN = "law", "programme_rule", "own_promise"
ATTACK, KIND, SUBMITTED = "vulnerability.attacked", "case.kind_set", "kept.cra_incident_notification"
NUMBERS = {
    # 3.1: clock starts, aim, limit, strength, how surely it was read (V is in_the_text, M from_memory, I inferred)
    "cra_early_warning": ((ATTACK,), None, "24 hours", LAW, "in_the_text"),
    "cra_notification": ((ATTACK,), None, "72 hours", LAW, "in_the_text"),
    "cra_final_report": (("fix.available", "workaround.available"), None, "14 days", LAW, "in_the_text"),
    "cra_incident_warning": ((KIND,), None, "24 hours", LAW, "in_the_text"),
    "cra_incident_notification": ((KIND,), None, "72 hours", LAW, "in_the_text"),
    "cra_incident_final": ((SUBMITTED,), None, "1 month", LAW, "in_the_text"),
    "cra_intermediate_report": (("authority.report_asked",), None, "day named", LAW, "in_the_text"),
    "cra_inform_users": ((ATTACK,), "72 hours", None, LAW, "inferred"),
    "cra_incident_inform_users": ((KIND,), "72 hours", None, LAW, "inferred"),
    # 6.1
    "cna_publish_record": (
        ("advisory.published", "cve.reserved"), "24 hours", "72 hours", PROGRAMME, "in_the_text"),
    "cna_publish_after_third_party": (
        ("cve.reserved", "vulnerability.public"), "72 hours", None, PROGRAMME, "in_the_text"),
    "cna_answer_request": (("cve.requested", "vulnerability.public"), "72 hours", None, PROGRAMME, "in_the_text"),
    "cna_tell_finder": (("cve.reserved",), None, "3 business days", PROGRAMME, "in_the_text"),
    "cna_acknowledge_dispute": (("cve.disputed",), None, "3 business days", PROGRAMME, "in_the_text"),
    "cna_decide_dispute": (("kept.cna_acknowledge_dispute",), None, "5 business days", PROGRAMME, "in_the_text"),
    "cna_reject_unused": (("cve.reserved", "case.closed"), "20 business days", None, PROGRAMME, "inferred"),
    # 2.3: steps 6, 7 and 11; the 45 days are a target from the coordinator's first contact
    "jp_report_verification": (("coordinator.notified_us",), "10 business days", None, PROGRAMME, "from_memory"),
    "jp_agree_date": (("coordinator.notified_us",), "30 days", None, PROGRAMME, "from_memory"),
    "jp_publish_within_45_days": (("coordinator.notified_us",), "45 days", None, PROGRAMME, "from_memory"),
    "jp_check_draft": (("coordinator.date_agreed",), None, "5 business days", PROGRAMME, "inferred"),
    "jp_watch_entry": (("advisory.published",), None, "1 business day", OWN, "inferred"),
}  # fmt: skip
NAMED_BY_NOBODY = {
    "cra_inform_users",
    "cra_incident_inform_users",
    "cna_tell_finder",
    "cna_reject_unused",
    "jp_report_verification",
    "jp_agree_date",
    "jp_check_draft",
    "jp_watch_entry",
}
"""Duties whose time no source names: a reader is told that it is ours."""


def rules() -> dict[str, DutyRule]:
    """Give every duty that an overlay brought into an example policy."""
    every = [rule for name in ("hoshimi-camera", "aoba-electric") for rule in shipped(name).duties]
    return {rule.id: rule for rule in every if rule.id.startswith(("cra_", "cna_", "jp_"))}


class TestFactsOfLawsAndProgrammes:
    """“Facts of laws and programmes are in reference/duties.md (with their certainty)” (issue 3)."""

    def test_no_duty_is_left_out(self) -> None:
        assert rules().keys() == NUMBERS.keys()

    @pytest.mark.parametrize("name", NUMBERS)
    def test_each_number(self, name: str) -> None:
        rule = rules()[name]
        aim, limit = (str(span) if span else None for span in (rule.aim_for(), rule.limit_for()))
        assert rule.basis is not None
        assert (rule.starts, aim, limit, rule.strength, rule.basis.read) == NUMBERS[name]
        assert rule.basis.source
        assert rule.basis.version

    @pytest.mark.parametrize("name", NUMBERS)
    def test_a_time_that_no_source_names_is_said_to_be_ours(self, name: str) -> None:
        note = rules()[name].note
        assert (note is not None and "our own" in note.in_("en") and "当社が定めた" in note.in_("ja")) == (
            name in NAMED_BY_NOBODY
        )


class TestUnlessAlreadyProvided:
    """3.1: “A later stage is not needed where its information was already given.”"""

    def test_a_final_report_within_the_72_hours_spares_the_notification(self) -> None:
        camera = policy("hoshimi-camera")
        story = Teller().confirmed(1).tell("vulnerability.attacked", 2, VULNERABILITY).affected(3)
        assert found(camera, story)["cra_notification"].kept is None
        story.tell("remedy.shipped", 20, {**VULNERABILITY, "affect": "a1", "remedy": "m1"})
        sent = {"duty": "cra_final_report", "party": "eu_platform", "template": "cra_final_report"}
        story.tell("notice.sent", 30, {**VULNERABILITY, "notice": "n1"}, **sent)
        owed = found(camera, story)
        assert owed["cra_final_report"].kept == at(30)
        assert owed["cra_notification"].kept == at(30)
        assert owed["cra_early_warning"].kept is None

    def test_the_report_about_another_flaw_does_not(self) -> None:
        story = Teller().confirmed(1).tell("vulnerability.attacked", 2, VULNERABILITY)
        second = {**CASE, "vulnerability": "v2"}
        story.tell("vulnerability.added", 2, second, component="own").tell("vulnerability.attacked", 3, second)
        story.tell("remedy.shipped", 20, {**second, "affect": "a2", "remedy": "m2"})
        story.tell("notice.sent", 30, {**second, "notice": "n1"}, duty="cra_final_report", party="eu_platform")
        every = [
            duty for duty in duties(policy("hoshimi-camera"), story.facts, at(40)) if duty.id == "cra_notification"
        ]
        assert {duty.subject: duty.kept for duty in every} == {"v1": None, "v2": at(30)}


class TestTheRecordIsOfAnId:
    """6.1: the 24 and 72 hours run from our own public disclosure of the ID."""

    def test_an_advisory_without_an_id_owes_no_record(self) -> None:
        group = policy("aoba-electric")
        story = Teller().confirmed(1).affected(3).tell("cve.left_out", 10, VULNERABILITY)
        story.tell("advisory.published", 48, {**CASE, "advisory": "x1"}, vulnerabilities="v1")
        duty = found(group, story, at(500))["cna_publish_record"]
        assert (duty.start, duty.state(at(500))) == (None, "not_started")

    def test_an_id_reserved_after_the_advisory_is_not_late_at_birth(self) -> None:
        group = policy("aoba-electric")
        story = Teller().confirmed(1).affected(3)
        story.tell("advisory.published", 48, {**CASE, "advisory": "x1"}, vulnerabilities="v1")
        story.tell("cve.reserved", 400, VULNERABILITY)
        duty = found(group, story, at(401))["cna_publish_record"]
        assert (duty.start, duty.aim, duty.limit) == (at(400), at(424), at(472))


class TestAnIdThatWasTakenOff:
    """6.1: “4.5.1.3” and “4.2.4” are of an ID; one that proved to be another flaw's is not owed here."""

    CASES_DUTIES = ("cna_publish_record", "cna_publish_after_third_party", "cna_reject_unused", "cna_tell_finder")

    @staticmethod
    def reserved() -> Teller:
        story = Teller().confirmed(1).affected(3).tell("vulnerability.public", 4, VULNERABILITY)
        return story.tell("cve.requested", 5, VULNERABILITY).tell("cve.reserved", 10, VULNERABILITY, cve="CVE-2026-1")

    @pytest.mark.parametrize("name", CASES_DUTIES)
    def test_nothing_of_it_starts_or_runs_on(self, name: str) -> None:
        story = self.reserved()
        story.tell("advisory.published", 11, {**CASE, "advisory": "x1"}, vulnerabilities="v1")
        before = found(policy("aoba-electric"), story, at(12))[name]
        assert (before.start is None) == (name == "cna_reject_unused")
        story.tell("cve.left_out", 12, VULNERABILITY, cve="CVE-2026-1").tell("case.closed", 13, CASE, outcome="fixed")
        assert name not in {duty.id for duty in duties(policy("aoba-electric"), story.facts, at(20)) if duty.start}

    def test_what_was_answered_in_time_stays_answered_in_time(self) -> None:
        story = self.reserved().tell("cve.left_out", 200, VULNERABILITY, cve="CVE-2026-1")
        duty = found(policy("aoba-electric"), story, at(201))["cna_answer_request"]
        assert (duty.kept, duty.state(at(201))) == (at(10), "kept")

    def test_what_was_late_or_done_before_stays_so(self) -> None:
        late = self.reserved().tell("cve.left_out", 400, VULNERABILITY, cve="CVE-2026-1")
        assert found(policy("aoba-electric"), late, at(401))["cna_tell_finder"].state(at(401)) == "missed"
        done = self.reserved().tell("cve.told_to_finder", 12, VULNERABILITY).tell("cve.left_out", 400, VULNERABILITY)
        assert found(policy("aoba-electric"), done, at(401))["cna_tell_finder"].kept == at(12)

    def test_the_right_id_starts_its_own_clocks(self) -> None:
        story = self.reserved().tell("cve.left_out", 12, VULNERABILITY, cve="CVE-2026-1")
        story.tell("cve.reserved", 30, VULNERABILITY, cve="CVE-2026-2")
        assert found(policy("aoba-electric"), story, at(31))["cna_tell_finder"].start == at(30)
