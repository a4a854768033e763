"""The embargo of a case by a token: how it stands, its deeds, what the world knows, and who is ready."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from daybreak.journal.deed import deed
from daybreak.stages.cases.membership import let_in
from tests.cast import START
from tests.doors.api.conftest import token
from tests.doors.api.deeds import AHEAD, EVERY, WHY, kinds

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from tests.cast import Site
    from tests.doors.api.conftest import Machine

LATER = (START + timedelta(days=40)).isoformat()
EARLIER = (START + timedelta(days=3)).isoformat()


def read(machine: Machine, case: Case, site: Site, language: str = "en") -> dict[str, object]:
    """Read how the embargo stands."""
    hana = token(site, site.hana, *EVERY)
    return dict(machine.get(f"/cases/{case.number}/embargo", **hana, **{"accept-language": language}).json())


def test_from_proposals_to_the_end(site: Site, machine: Machine, case: Case) -> None:
    """“Shortest proposal wins”; “an unambiguous end date-time”; ending needs the reason."""
    road, hana = f"/cases/{case.number}/embargo", token(site, site.hana, *EVERY)
    assert read(machine, case, site)["state"] == "none"
    assert machine.post(f"{road}/propose", {"until": START.isoformat()}, **hana).status_code == 422
    assert machine.post(f"{road}/propose", {"until": LATER, "asked_by": "nobody"}, **hana).status_code == 422
    assert machine.post(f"{road}/propose", {"until": LATER, "asked_by": "jp_coordinator"}, **hana).status_code == 201
    assert machine.post(f"{road}/propose", {"until": AHEAD, "asked_by": "finder"}, **hana).status_code == 201
    told = read(machine, case, site)
    assert [one["asker"] for one in told["offers"]] == ["finder", "jp_coordinator"]  # type: ignore[attr-defined] # JSON
    assert machine.post(f"{road}/accept", {}, **hana).status_code == 201
    told = read(machine, case, site)
    assert (told["state"], told["owners"]) == ("revising", ["jp_coordinator", "finder"])
    assert machine.post(f"{road}/reject", {}, **hana).status_code == 201
    assert machine.post(f"{road}/end", {"reason": ""}, **hana).status_code == 422
    assert machine.post(f"{road}/end", {"reason": WHY}, **hana).status_code == 201
    assert machine.post(f"{road}/propose", {"until": LATER}, **hana).status_code == 422
    assert read(machine, case, site)["state"] == "exited"


def test_what_an_adversary_has_and_that_the_fix_is_ready(site: Site, machine: Machine, case: Case) -> None:
    """“End early (SHOULD)”, “may end early (MAY)”, “no new negotiations”."""
    hana, flaw = token(site, site.hana, *EVERY), str(case.vulnerabilities.get().id)
    assert machine.post(f"/cases/{case.number}/embargo/accept-default", {}, **hana).status_code == 201
    noted = {"vulnerability": flaw, "event": "adversary_knows", "at": START.isoformat()}
    assert machine.post(f"/cases/{case.number}/world", noted, **hana).status_code == 422, "how do we know?"
    for event in ("adversary_knows", "adversary_has_exploit"):
        said = {**noted, "event": event, "source": WHY}
        assert machine.post(f"/cases/{case.number}/world", said, **hana).status_code == 201
    told = read(machine, case, site)
    assert (told["should_end"], told["may_end"]) == (
        ["an adversary has exploit code"],
        ["an adversary knows technical details"],
    )
    assert read(machine, case, site, "ja")["may_end"] == ["攻撃者が技術的な詳細を把握している"]
    affect = uuid4()
    with deed(actor=site.hana.actor, now=site.at.now) as note:
        for kind, codes in (("affect.stated", {"status": "affected"}), ("remedy.verified", {"kind": "fix"})):
            note(kind, {"case": case.id, "affect": affect}, codes=codes)
    assert read(machine, case, site)["fix_ready"] is True
    assert machine.post(f"/cases/{case.number}/embargo/propose", {"until": EARLIER}, **hana).status_code == 201


def test_who_is_ready_and_what_a_stranger_gets(site: Site, machine: Machine, case: Case) -> None:
    """“Quorum of vendors ready: may publish before the rest.”"""
    hana, mallory = (token(site, one, *EVERY) for one in (site.hana, site.mallory))
    for event in ("invited", "joined", "ready"):
        said = {"party": "voice_platform", "event": event}
        assert machine.post(f"/cases/{case.number}/participants", said, **hana).status_code == 201
    assert machine.post(f"/cases/{case.number}/participants", {**said, "party": "none"}, **hana).status_code == 422
    told = read(machine, case, site)
    assert (told["ready"], told["waited_for"], told["enough"]) == (["voice_platform"], [], False)
    before = kinds()
    assert machine.get(f"/cases/{case.number}/embargo", **mallory).status_code == 404
    assert machine.post(f"/cases/{case.number}/participants", said, **mallory).status_code == 404
    assert kinds() == before


def test_a_token_decides_no_more_than_its_person_may(site: Site, machine: Machine, case: Case) -> None:
    """`embargo: {decided_by: [security_team]}`: whoever verifies fixes proposes an end, and decides nothing."""
    quinn, mallory = (token(site, one, *EVERY) for one in (site.quinn, site.mallory))
    let_in(actor=site.hana.actor, now=site.at.now, case=case, person=site.quinn.person, role="", basis="invited")
    road = f"/cases/{case.number}/embargo"
    assert machine.post(f"{road}/accept-default", {}, **quinn).status_code == 422
    assert machine.post(f"{road}/propose", {"until": LATER}, **quinn).status_code == 201
    before = kinds()
    for deed_, body in (("accept", {}), ("reject", {}), ("end", {"reason": WHY})):
        answer = machine.post(f"{road}/{deed_}", body, **quinn)
        assert answer.status_code == 422
        assert "lets Security team agree" in answer.json()["detail"]
        assert machine.post(f"{road}/{deed_}", body, **mallory).status_code == 404
    assert kinds() == before
    assert machine.get(road, **quinn).json()["may_decide"] is False
    assert read(machine, case, site)["may_decide"] is True
