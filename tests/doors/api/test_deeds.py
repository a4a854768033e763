"""Deeds by a token: the same as at the desk, for the same people, with the same refusals, and each once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.policy.loading import shipped_policy
from daybreak.people.actions import grant_role
from daybreak.people.administration import ADMINISTRATOR
from daybreak.records.models import Case, DutyRow, JournalEntry, Meeting, PolicyVersion, Product
from daybreak.stages.cases.vulnerabilities import Status, assess, state_affect
from tests.cast import OPERATOR, START
from tests.doors.api.conftest import code, token
from tests.doors.api.deeds import (
    AHEAD,
    EVERY,
    INSIDE,
    NOBODYS,
    OTHERS,
    RULE,
    VECTOR,
    WHY,
    a_case,
    ask,
    key_of,
    kinds,
    silence,
)

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.api.conftest import Machine


class TestStrangers:
    """Promises, P4 and control 5: the same bytes for what one may not see and for what does not exist."""

    @pytest.mark.parametrize("operation", INSIDE)
    def test_one_cannot_be_told_from_none(self, site: Site, machine: Machine, case: Case, operation: str) -> None:
        duty = key_of(case)
        bearer, before = token(site, site.mallory, *EVERY) | code(site.mallory), kinds()
        hidden = ask(machine, operation.format(number=case.number, key=duty), INSIDE[operation], **bearer)
        absent = ask(machine, operation.format(number="HC-2026-ZZZZZ", key=duty), INSIDE[operation], **bearer)
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert hidden.content == absent.content
        assert kinds() == before
        assert not JournalEntry.objects.filter(kind="restricted.read").exists()

    @pytest.mark.parametrize("operation", INSIDE)
    def test_without_a_token_and_without_the_scope(
        self, site: Site, machine: Machine, case: Case, operation: str
    ) -> None:
        named, before = operation.format(number=case.number, key=key_of(case)), kinds()
        assert ask(machine, named, INSIDE[operation]).status_code == 401
        narrow = token(site, site.hana, "reports:read") | code(site.hana)
        assert ask(machine, named, INSIDE[operation], **narrow).status_code == 403
        if operation.startswith("POST"):
            reading = token(site, site.hana, *(scope for scope in EVERY if scope.endswith("read"))) | code(site.hana)
            assert ask(machine, named, INSIDE[operation], **reading).status_code == 403
        assert kinds() == before

    @pytest.mark.parametrize("operation", [one for one in INSIDE if "{key}" in one])
    def test_a_thing_of_another_case_is_none(self, site: Site, machine: Machine, case: Case, operation: str) -> None:
        other, bearer = a_case(site), token(site, site.hana, *EVERY) | code(site.hana)
        for key in (key_of(other), NOBODYS, "x", "%00"):
            named = operation.format(number=case.number, key=key)
            assert ask(machine, named, INSIDE[operation], **bearer).status_code == 404

    def test_no_operation_releases_approves_unmasks_exports_or_erases(self, machine: Machine, site: Site) -> None:
        """Decisions: “no token and no CLI may release, unmask, export or purge”. A new operation is added here too."""
        paths = machine.get("/openapi.json").json()["paths"]
        found = {
            f"{method.upper()} {path.removeprefix('/api/v1')}"
            for path, methods in paths.items()
            for method in methods
            if method != "get"
        }
        ours = {one.replace("/first_report/", "/{rule}/") for one in INSIDE if one.startswith("POST")}
        assert found == ours | OTHERS


class TestTwoPeople:
    """What two people do at the desk, two people do here: never one token twice, never without showing who one is."""

    def test_waiving(self, site: Site, machine: Machine, case: Case) -> None:
        path = f"/cases/{case.number}/duties/{key_of(case)}/waive"
        hana, mina = (token(site, one, *EVERY) for one in (site.hana, site.mina))
        before = kinds()
        said = {"words": WHY}
        assert machine.post(path, said, **hana).status_code == 403
        assert kinds() == before
        asked = machine.post(path, said, **hana, **code(site.hana))
        assert (asked.status_code, asked.json()["settled"]) == (201, False)
        again = machine.post(path, said, **hana, **code(site.hana))
        assert again.status_code == 422
        assert DutyRow.objects.get(id=path.split("/")[4]).waived is None
        agreed = machine.post(path, said, **mina, **code(site.mina))
        assert (agreed.status_code, agreed.json()["settled"]) == (201, True)
        assert DutyRow.objects.get(id=path.split("/")[4]).waived is not None

    def test_deciding_a_conflict(self, site: Site, machine: Machine, case: Case) -> None:
        silence(site, case)
        path, said = f"/cases/{case.number}/conflicts", {"decision": "keep_silent", "reason": WHY}
        hana, mina = (token(site, one, *EVERY) for one in (site.hana, site.mina))
        (found,) = machine.get(path, **hana).json()["conflicts"]
        assert (found["rule"], found["owner"], found["standing"]) == (RULE, "jp_coordinator", "open")
        assert machine.post(f"{path}/{RULE}/decide", said, **hana).status_code == 403
        first = machine.post(f"{path}/{RULE}/decide", said, **hana, **code(site.hana)).json()
        assert first["settled"] is False
        assert machine.post(f"{path}/{RULE}/decide", said, **hana, **code(site.hana)).status_code == 422
        assert machine.get(path, **hana).json()["conflicts"][0]["standing"] == "silence_proposed"
        second = machine.post(f"{path}/{RULE}/decide", said, **mina, **code(site.mina)).json()
        assert second["settled"] is True
        assert machine.get(path, **mina).json()["conflicts"][0]["standing"] == "keep_silent"

    def test_the_letter_without_detail_waits_for_a_second_reader(
        self, site: Site, machine: Machine, case: Case
    ) -> None:
        silence(site, case)
        sent = machine.post(
            f"/cases/{case.number}/conflicts/{RULE}/brief", {"words": {}}, **token(site, site.hana, *EVERY)
        )
        assert (sent.status_code, sent.json()["settled"]) == (201, False)
        (letter,) = case.notices.filter(duty=RULE)
        assert (str(letter.id), letter.template, letter.awaits_second) == (
            sent.json()["key"],
            "incident_notice",
            True,
        )

    def test_leave_is_asked_and_noted(self, site: Site, machine: Machine, case: Case) -> None:
        silence(site, case)
        road, hana = f"/cases/{case.number}/conflicts/{RULE}", token(site, site.hana, *EVERY)
        assert machine.post(f"{road}/ask-leave", {"words": "May we?"}, **hana).status_code == 201
        assert machine.post(f"{road}/ask-leave", {"words": "May we?"}, **hana).status_code == 422
        assert machine.post(f"{road}/leave", {"given": False, "words": "Not yet."}, **hana).status_code == 201
        assert machine.get(f"/cases/{case.number}/conflicts", **hana).json()["conflicts"][0]["standing"] == "refused"

    def test_a_wrong_code_is_refused_and_only_so_often(self, site: Site, machine: Machine, case: Case) -> None:
        """Control 12: attempts are limited; a used code is a wrong one."""
        path, hana = f"/cases/{case.number}/duties/{key_of(case)}/waive", token(site, site.hana, *EVERY)
        shown = code(site.hana)
        machine.post(path, {"words": WHY}, **hana, **shown)
        for digits in (shown["One-Time-Code"], "", "12345", "abcdef", "１２３４５６".encode().decode("latin-1")):
            answer = machine.post(path, {"words": WHY}, **hana, **{"One-Time-Code": digits})
            assert answer.status_code == 403
        assert machine.post(path, {"words": WHY}, **hana, **code(site.hana)).status_code == 429

    def test_who_has_no_authenticator_app_does_it_at_the_desk(self, site: Site, machine: Machine, case: Case) -> None:
        path = f"/cases/{case.number}/duties/{key_of(case)}/waive"
        answer = machine.post(path, {"words": WHY}, **token(site, site.hana, *EVERY), **{"One-Time-Code": "123456"})
        assert answer.status_code == 403
        assert "at the desk" in answer.json()["detail"]

    def test_adopting_a_policy_is_an_administrators(self, site: Site, machine: Machine) -> None:
        text = shipped_policy("hoshimi-camera").replace("within: 24 hours", "within: 23 hours", 1)
        said = {"text": text, "in_force_from": AHEAD}
        hana = token(site, site.hana, *EVERY)
        assert machine.post("/policy/versions", said, **hana).status_code == 403
        assert machine.post("/policy/versions", said, **hana, **code(site.hana)).status_code == 422
        assert PolicyVersion.objects.count() == 1
        grant_role(actor=OPERATOR, now=site.at.now, person=site.hana.person, role=ADMINISTRATOR)
        made = machine.post("/policy/versions", said, **hana, **code(site.hana))
        assert made.status_code == 201, made.content
        lines = machine.get("/policy/versions", **hana).json()["versions"]
        assert (lines[0]["sha256"], lines[0]["state"]) == (made.json()["key"], "ahead")


class TestDuties:
    """A13 by machine: extend for the policy's reasons, pause where it may wait; each refusal is a sentence."""

    def test_the_list_gives_the_keys(self, site: Site, machine: Machine, case: Case) -> None:
        told = machine.get(f"/cases/{case.number}/duties", **token(site, site.hana, *EVERY)).json()["duties"]
        assert {one["key"] for one in told} >= {key_of(case)}
        assert {one["state"] for one in told} & {"open", "due_soon"}
        assert JournalEntry.objects.filter(kind="restricted.read", case=case).count() == 1

    def test_extending(self, site: Site, machine: Machine, case: Case) -> None:
        hana, doer, now = token(site, site.hana, *EVERY), site.hana.actor, site.at.now
        (flaw,), product = case.vulnerabilities.all(), Product.objects.order_by("key").first()
        assess(actor=doer, now=now, vulnerability=flaw, vector=VECTOR)
        affected = Status("affected")
        state_affect(actor=doer, now=now, vulnerability=flaw, product=product, release=None, stated=affected)
        told = machine.get(f"/cases/{case.number}/duties", **hana).json()["duties"]
        (line, *_rest) = [one for one in told if one["extend_for"] and one["limit"]]
        path, reason = f"/cases/{case.number}/duties/{line['key']}/extend", line["extend_for"][0]
        later = (START + timedelta(days=300)).isoformat()
        for wrong in (
            {"until": START.isoformat(), "reason": reason, "words": WHY},
            {"until": later, "reason": "weather", "words": WHY},
            {"until": later, "reason": reason, "words": " "},
            {"until": "2026-11-24T10:00", "reason": reason, "words": WHY},
            {"until": "9999-12-31T23:59Z", "reason": reason, "words": WHY},
            {"until": later, "reason": reason, "words": WHY, "sure": True},
        ):
            assert machine.post(path, wrong, **hana).status_code == 422, wrong
        made = machine.post(path, {"until": later, "reason": reason, "words": WHY}, **hana)
        assert made.status_code == 201, made.content
        assert DutyRow.objects.get(id=line["key"]).limit.isoformat() == later  # type: ignore[union-attr] # it has one

    def test_a_duty_that_waits_for_nobody_is_not_paused(self, site: Site, machine: Machine, case: Case) -> None:
        told = machine.get(f"/cases/{case.number}/duties", **token(site, site.hana, *EVERY)).json()["duties"]
        line = next(one for one in told if one["key"] and not one["may_pause"] and one["state"] == "open")
        path = f"/cases/{case.number}/duties/{line['key']}/pause"
        german = {"Accept-Language": "ja"} | token(site, site.hana, *EVERY)
        refused = machine.client.post(f"/api/v1{path}", json.dumps({"words": WHY}), "application/json", headers=german)
        assert refused.status_code == 422
        assert refused.json()["detail"].endswith("。")

    def test_evidence_is_what_the_command_line_gives(self, site: Site, machine: Machine, case: Case) -> None:
        told = machine.get(f"/evidence/{case.number}/confirm", **token(site, site.hana, *EVERY)).json()
        assert told["number"] == case.number
        assert told["kept_by"]["kind"] == "case.confirmed"
        assert told["journal_head"]["hash"]


class TestOnce:
    """P2 by machine: “idempotency key”; a deed sent again is one deed."""

    def test_sent_again_it_is_one_meeting(self, site: Site, machine: Machine, case: Case) -> None:
        path, hana = f"/cases/{case.number}/meetings", token(site, site.hana, *EVERY)
        said = {"starts_at": AHEAD, "lasts": 30, "roles": ["security_team"]}
        named = {"Idempotency-Key": "meeting-of-november-24"}
        answers = [machine.post(path, said, **hana, **named) for _ in range(3)]
        assert {one.status_code for one in answers} == {201}
        assert len({one.content for one in answers}) == 1
        assert Meeting.objects.count() == 1
        assert machine.post(path, said | {"lasts": 31}, **hana, **named).status_code == 409
        assert machine.post(path, said, **hana, **{"Idempotency-Key": "short"}).status_code == 422
        assert machine.post(path, said, **token(site, site.mina, *EVERY), **named).status_code == 201
        assert Meeting.objects.count() == 2

    def test_what_was_refused_can_be_sent_again(self, site: Site, machine: Machine, case: Case) -> None:
        path, named = f"/cases/{case.number}/duties/{key_of(case)}/waive", {"Idempotency-Key": "waive-it-for-hana-1"}
        hana = token(site, site.hana, *EVERY) | named
        assert machine.post(path, {"words": WHY}, **hana).status_code == 403
        first = machine.post(path, {"words": WHY}, **hana, **code(site.hana))
        assert (first.status_code, first.json()["settled"]) == (201, False)
        again = machine.post(path, {"words": WHY}, **hana)
        assert (again.status_code, again.content) == (201, first.content)

    def test_only_json_is_read(self, site: Site, machine: Machine, case: Case) -> None:
        headers = token(site, site.hana, *EVERY)
        path = f"/api/v1/cases/{case.number}/meetings"
        answer = machine.client.post(path, "{}", "text/plain", headers=headers)
        assert answer.status_code in {415, 422}
        sent = json.dumps({"starts_at": AHEAD, "roles": ["security_team"]})
        assert machine.client.post(path, sent, "text/plain", headers=headers).status_code == 415
        assert Meeting.objects.count() == 0
