"""Meetings, moving of cases, policies and drills by a token: as at the desk, each once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from daybreak.core.policy.loading import shipped_policy
from daybreak.notices.actions import lease_due, record_sent
from daybreak.people.actions import grant_role, register_person
from daybreak.products.components import Described, change_supplier, register_component, register_supplier
from daybreak.products.queries import product_row
from daybreak.records.models import Case, Membership, Notice, Report
from daybreak.stages.cases.actions import open_case, set_concern, set_kind
from daybreak.stages.cases.components import name_component, say_whose
from daybreak.stages.cases.embargo import propose_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, give_cve, state_affect
from daybreak.stages.coordination.sending import let_letter_go
from tests.cast import OPERATOR, PASSWORD, START, Member, own_case
from tests.doors.api.conftest import code, site_of, token
from tests.doors.api.deeds import (
    AHEAD,
    EVERY,
    WHY,
    a_case,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.cast import Site
    from tests.doors.api.conftest import Machine


class TestMeetings:
    """A6h and A6m by machine."""

    def test_convened_moved_and_minuted(self, site: Site, machine: Machine, case: Case) -> None:
        path, hana = f"/cases/{case.number}/meetings", token(site, site.hana, *EVERY)
        for wrong in ({"roles": ["nobody"]}, {"roles": []}, {"roles": ["security_team"], "lasts": 0}):
            assert machine.post(path, {"starts_at": AHEAD} | wrong, **hana).status_code == 422
        past = {"starts_at": START.isoformat(), "roles": ["security_team"]}
        assert machine.post(path, past, **hana).status_code == 422
        made = machine.post(path, {"starts_at": AHEAD, "roles": ["security_team"]}, **hana).json()["key"]
        later = (START + timedelta(days=10)).isoformat()
        assert machine.post(f"{path}/{made}/move", {"starts_at": later, "place": "Room 3"}, **hana).status_code == 201
        assert machine.post(f"{path}/{made}/minutes", {"minutes": "All agreed."}, **hana).status_code == 422
        said = {"minutes": "All agreed.", "began_at": START.isoformat()}
        assert machine.post(f"{path}/{made}/minutes", said, **hana).status_code == 201
        assert machine.post(f"{path}/{made}/call-off", {"reason": WHY}, **hana).status_code == 422
        (line,) = machine.get(path, **hana).json()["meetings"]
        assert (line["place"], line["moves"], line["minutes"]) == ("Room 3", 1, "All agreed.")

    def test_the_proposal_is_planned_at_once_as_at_the_desk(self, site: Site, machine: Machine, case: Case) -> None:
        """A6h: “the meeting yields a fix proposal”, and the affected products named get it as their plan."""
        path, hana = f"/cases/{case.number}/meetings", token(site, site.hana, *EVERY)
        stated = {"vulnerability": case.vulnerabilities.get(), "product": product_row("hc-cloud"), "release": None}
        affect = state_affect(actor=site.hana.actor, now=site.at.now, stated=Status("affected"), **stated)
        (flaw,) = machine.get(f"/cases/{case.number}", **hana).json()["vulnerabilities"]
        assert flaw["affects"] == [{"key": str(affect.id), "product": "hc-cloud", "status": "affected"}]
        made = machine.post(path, {"starts_at": AHEAD, "roles": ["security_team"]}, **hana).json()["key"]
        said = {"minutes": "All agreed.", "proposal": "Check the length.", "affects": [str(affect.id)]}
        said["began_at"] = START.isoformat()
        for wrong in ({"proposal": ""}, {"kind": "magic"}, {"due_on": "soon"}):
            assert machine.post(f"{path}/{made}/minutes", said | wrong, **hana).status_code == 422
        other = {"affects": [str(uuid4())]}
        assert machine.post(f"{path}/{made}/minutes", said | other, **hana).status_code == 404
        assert not case.remedies.exists()
        assert machine.post(f"{path}/{made}/minutes", said | {"due_on": "2026-12-01"}, **hana).status_code == 201
        remedy = case.remedies.get()
        assert (remedy.kind, remedy.due_on, list(remedy.affects.all())) == ("fix", date(2026, 12, 1), [affect])
        mallory = token(site, site.mallory, *EVERY)
        assert machine.post(f"{path}/{made}/minutes", said, **mallory).status_code == 404

    def test_a_role_that_everybody_has_is_not_called(self, machine: Machine, stand: Callable[[datetime], None]) -> None:
        """Who is called is let in: a call of everybody would open the case to the whole house."""
        site = site_of("kestrel-sdk", stand)
        everybodys = [role for role, entry in site.policy.roles.items() if entry.everyone]
        case, hana = a_case(site), token(site, site.hana, *EVERY)
        refused = machine.post(f"/cases/{case.number}/meetings", {"starts_at": AHEAD, "roles": everybodys}, **hana)
        assert everybodys
        assert refused.status_code == 422
        assert not Membership.objects.filter(case=case, person=site.mallory.person).exists()


class TestLetters:
    """C7, A7a: what duties send, by machine; a second person lets a letter go at the desk."""

    def test_a_supplier_is_written_to_and_a_bounce_reopens_it(
        self, machine: Machine, stand: Callable[[datetime], None]
    ) -> None:
        site = site_of("kestrel-sdk", stand)
        case, hana = a_case(site), token(site, site.hana, *EVERY)
        actor, now = site.hana.actor, site.at.now
        flaw, path = case.vulnerabilities.get(), f"/cases/{case.number}/letters"
        supplier = register_supplier(actor=actor, now=now, name="Meshworks")
        whole = register_component(
            actor=actor, now=now, described=Described("mesh", "4", "external", supplier=supplier)
        )
        part = register_component(actor=actor, now=now, described=Described("zlib", "1", "external", inside=whole))
        name_component(actor=actor, now=now, vulnerability=flaw, component=part)
        give_cve(actor=actor, now=now, vulnerability=flaw, cve="CVE-2026-61616")
        core = product_row("kg-core")
        assert core is not None
        state_affect(
            actor=actor, now=now, vulnerability=flaw, product=core, release=core.releases.first(),
            stated=Status("affected"),
        )  # fmt: skip

        def owed() -> dict[str, Any]:
            found = machine.get(path, **hana).json()["duties"]
            return next(one for one in found if one["rule"] == "tell_supplier")

        assert (owed()["receiver"], owed()["way"], owed()["lacks"]) == ("Meshworks", "none", "address")
        said = {"rule": "tell_supplier", "subject": str(part.id), "words": {}}
        refused = machine.post(path, said, **hana)
        assert refused.status_code == 422
        assert "Meshworks" in refused.json()["detail"]
        change_supplier(actor=actor, now=now, supplier=supplier, contact="psirt@mesh.example", language="en")
        assert (owed()["way"], owed()["lacks"], owed()["missing"]) == ("two_people", "", [])
        made = machine.post(path, said, **hana).json()
        assert made["settled"] is False
        let_letter_go(actor=site.mina.actor, now=now, notice=Notice.objects.get(id=made["key"]))
        (leased,) = [one for one in lease_due(now=now, at_most=100) if str(one.id) == made["key"]]
        assert record_sent(now=now, notice=leased, receipt="250 taken")
        assert owed()["state"] == "kept"
        noted = {"vulnerability": str(flaw.id), "event": "answered", "words": "They look into it."}
        assert machine.post(f"/cases/{case.number}/upstream", noted, **hana).status_code == 201
        back = machine.post(f"{path}/{made['key']}/came-back", {"reason": "550 unknown"}, **hana)
        assert back.status_code == 201
        assert owed()["state"] == "open"
        mallory = token(site, site.mallory, *EVERY)
        assert machine.get(path, **mallory).status_code == 404
        assert machine.post(path, said, **mallory).status_code == 404


class TestDrafting:
    """One vulnerability, one advisory, unless a reason is given."""

    def test_a_second_one_for_the_same_needs_a_reason(self, site: Site, machine: Machine, case: Case) -> None:
        path, hana = f"/cases/{case.number}/advisories", token(site, site.hana, *EVERY)
        said = {"vulnerabilities": [str(case.vulnerabilities.get().id)]}
        first = machine.post(path, said, **hana)
        assert first.status_code == 201
        refused = machine.post(path, said, **hana)
        assert refused.status_code == 422
        assert f"Named already in {first.json()['number']}" in refused.json()["detail"]
        assert case.advisories.count() == 1
        assert machine.post(path, said | {"reason": "Another audience."}, **hana).status_code == 201
        assert case.advisories.count() == 2

    def test_none_about_others_code_where_the_policy_publishes_none(
        self, site: Site, machine: Machine, case: Case
    ) -> None:
        """A9c: “for open-source vulnerabilities no advisory is published.”"""
        path, hana, flaw = (
            f"/cases/{case.number}/advisories",
            token(site, site.hana, *EVERY),
            case.vulnerabilities.get(),
        )
        say_whose(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, whose="common_software")
        refused = machine.post(path, {"vulnerabilities": [str(flaw.id)]}, **hana)
        assert refused.status_code == 422
        assert "publishes no advisory about others' code" in refused.json()["detail"]
        assert not case.advisories.exists()


class TestMoving:
    """Merge, split, hand over by machine: the desk's plans, its deeds, its refusals."""

    def test_merging(self, site: Site, machine: Machine, case: Case) -> None:
        other, hana = a_case(site), token(site, site.hana, *EVERY)
        path, said = f"/cases/{case.number}/merge", {"other": other.number, "reason": WHY}
        plan = machine.get(f"{path}?other={other.number}", **hana).json()
        assert (plan["number"], len(plan["reports"]), plan["why_not"]) == (other.number, 1, "")
        assert (plan["cves"], plan["waiting_twice"], plan["holder"]) == ([], [], "")
        for flaw in (case.vulnerabilities.get(), other.vulnerabilities.get()):
            give_cve(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, cve="CVE-2026-12345")
        set_kind(actor=site.hana.actor, now=site.at.now, case=other, kind="incident")
        until = site.at.now + timedelta(days=20)
        propose_embargo(actor=site.hana.actor, now=site.at.now, case=other, until=until, asked_by="finder")
        plan = machine.get(f"{path}?other={other.number}", **hana).json()
        assert (plan["cves"], plan["incident"], plan["no_embargo"]) == (["CVE-2026-12345"], True, [])
        assert [one["asked_by"] for one in plan["proposals"]] == ["finder"]
        assert machine.post(path, said, **hana).status_code == 403
        assert Case.objects.get(id=other.id).closed_at is None
        hidden = own_case(site.mallory, site.at.now, "canary-hidden")
        for number in (hidden.number, "HC-2026-ZZZZZ"):
            refused = machine.post(path, {"other": number, "reason": WHY}, **hana, **code(site.hana))
            assert refused.status_code == 422
            assert number in refused.json()["detail"]
        assert machine.post(path, said, **hana, **code(site.hana)).status_code == 201
        assert Case.objects.get(id=other.id).outcome == "merged"
        gone = machine.post(f"/cases/{other.number}/hand-back", {"reason": WHY}, **hana)
        assert gone.status_code == 409
        assert case.number in gone.json()["detail"]
        stranger, road = token(site, site.mallory, *EVERY), f"/cases/{other.number}/hand-back"
        assert machine.post(road, {"reason": WHY}, **stranger).status_code == 404
        act = {"actor": site.hana.actor, "now": site.at.now, "case": case}
        let_in(**act, person=site.mallory.person, role="", basis="invited")
        led = machine.post(road, {"reason": WHY}, **stranger)
        assert (led.status_code, case.number in led.json()["detail"]) == (409, True), "let in after the merge"

    def test_splitting(self, site: Site, machine: Machine, case: Case) -> None:
        hana = token(site, site.hana, *EVERY)
        add_vulnerability(actor=site.hana.actor, now=site.at.now, case=case, title="A second flaw", component="own")
        offered = machine.get(f"/cases/{case.number}/split", **hana).json()["vulnerabilities"]
        (chosen,) = [one["key"] for one in offered if one["words"] == "A second flaw"]
        everything = {"vulnerabilities": [one["key"] for one in offered], "title": "All", "reason": WHY}
        assert machine.post(f"/cases/{case.number}/split", everything, **hana, **code(site.hana)).status_code == 422
        said = {"vulnerabilities": [chosen], "title": "The second flaw", "reason": WHY}
        assert machine.post(f"/cases/{case.number}/split", said, **hana).status_code == 403
        made = machine.post(f"/cases/{case.number}/split", said, **hana, **code(site.hana))
        assert made.status_code == 201
        assert Case.objects.get(number=made.json()["number"]).vulnerabilities.count() == 1

    def test_handing_over_and_back(self, machine: Machine, stand: Callable[[datetime], None]) -> None:
        """B1: to the company's own CSIRT, and back."""
        site = site_of("aoba-electric", stand)
        case, hana = a_case(site), token(site, site.hana, *EVERY)
        person = register_person(actor=OPERATOR, now=site.at.now, email="s@maker.example", name="S", password=PASSWORD)
        grant_role(actor=OPERATOR, now=site.at.now, person=person, role="csirt_team")
        sato = token(site, Member(person, site.at), *EVERY)
        over = {"to": "csirt_team", "reason": WHY}
        assert machine.post(f"/cases/{case.number}/hand-over", over, **hana).status_code == 422
        set_concern(actor=site.hana.actor, now=site.at.now, case=case, concern="own_network", holds=True)
        assert machine.get(f"/cases/{case.number}/duties", **sato).status_code == 404
        assert machine.post(f"/cases/{case.number}/hand-over", over, **hana).status_code == 201
        assert machine.get(f"/cases/{case.number}/duties", **sato).status_code == 200
        assert machine.post(f"/cases/{case.number}/hand-back", {"reason": WHY}, **sato).status_code == 201
        assert machine.get(f"/cases/{case.number}/duties", **sato).status_code == 404


class TestPolicy:
    """C1 by machine: a file is checked, compared and tried before it binds anybody."""

    WRONG = shipped_policy("hoshimi-camera").replace("within: 24 hours", "within: 24 houres", 1)

    def test_faults_are_told_in_the_askers_language(self, site: Site, machine: Machine) -> None:
        hana = token(site, site.hana, *EVERY)
        (fault,) = machine.post("/policy/check", {"text": self.WRONG}, **hana).json()["faults"]
        assert "is no unit of time" in fault["sentence"]
        assert fault["line"] > 1
        japanese = {"Accept-Language": "ja"} | hana
        (fault,) = machine.post("/policy/check", {"text": self.WRONG}, **japanese).json()["faults"]
        assert "時間の単位ではありません" in fault["sentence"]
        for path in ("/policy/diff", "/policy/replay"):
            assert machine.post(path, {"text": self.WRONG}, **hana).status_code == 422

    def test_differences_and_what_would_have_been(self, site: Site, machine: Machine, case: Case) -> None:
        hana, mallory = (token(site, one, *EVERY) for one in (site.hana, site.mallory))
        text = shipped_policy("hoshimi-camera").replace("within: 24 hours", "within: 23 hours", 1)
        assert machine.post("/policy/diff", {"text": text}, **hana).json()["count"] >= 1
        seen = machine.post("/policy/replay", {"text": text, "closed_only": False}, **hana).json()
        hidden = machine.post("/policy/replay", {"text": text, "closed_only": False}, **mallory)
        assert seen["cases"] == 1
        assert hidden.json()["cases"] == 0
        assert case.number not in hidden.content.decode()
        assert machine.post("/policy/check", {"text": "x" * 262_145}, **hana).status_code == 422

    def test_without_token_or_scope(self, site: Site, machine: Machine) -> None:
        for path in ("/policy/check", "/policy/diff", "/policy/replay", "/policy/versions"):
            said = {"text": "a", "in_force_from": AHEAD} if path.endswith("versions") else {"text": "a"}
            assert machine.post(path, said).status_code == 401
            assert machine.post(path, said, **token(site, site.hana, "cases:read")).status_code == 403


class TestDrills:
    """Drills never count, and nobody else sees them."""

    def test_started_read_and_ended(self, site: Site, machine: Machine, stand: Callable[[datetime], None]) -> None:
        hana, mallory = (token(site, one, *EVERY) for one in (site.hana, site.mallory))
        assert machine.post("/drills", {"story": "nothing"}, **hana).status_code == 422
        assert machine.post("/drills", {"story": "attack_at_night", "speed": 0}, **hana).status_code == 422
        assert machine.post("/drills", {"story": "attack_at_night"}, **mallory).status_code == 422
        made = machine.post("/drills", {"story": "attack_at_night"}, **hana).json()["number"]
        assert [one["number"] for one in machine.get("/drills", **hana).json()["drills"]] == [made]
        assert machine.get(f"/drills/{made}", **hana).json()["number"] == made
        assert machine.get("/drills", **mallory).json() == {"drills": []}
        (line,) = machine.get("/reports", **token(site, site.hana)).json()["reports"]
        assert line["drill"] == made
        played = Report.objects.get(number=line["number"])
        case = open_case(actor=site.hana.actor, now=site.at.now + timedelta(minutes=2), report=played)
        stand(START + timedelta(minutes=5))
        assert [one["drill"] for one in machine.get("/cases", **hana).json()["cases"]] == [made]
        assert machine.get(f"/cases/{case.number}", **hana).json()["drill"] == made
        assert case.number not in machine.get("/duties?mine=false", **hana).content.decode()
        for number in (made, "DRILL-2026-ZZZZZ", "%00"):
            assert machine.get(f"/drills/{number}", **mallory).status_code == 404
            assert machine.post(f"/drills/{number}/end", **mallory).status_code == 404
        assert machine.get("/drills").status_code == 401
        assert machine.post(f"/drills/{made}/end", **hana).status_code == 201
        assert machine.post(f"/drills/{made}/end", **hana).status_code == 422
