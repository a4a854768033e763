"""An incident that a colleague reports at an SDK vendor whose policy has come under the overlays `cra` and `cna`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.beginning import assemble
from tests.journeys.life import Do
from tests.journeys.served import ADMIN, POLICIES, served
from tests.journeys.strangers import nobody_knows
from tests.journeys.test_sdk_vendor import LIFE, VECTOR
from tests.journeys.whole import nothing_leaked

if TYPE_CHECKING:
    from tests.journeys.life import World
    from tests.journeys.served import Served

pytestmark = pytest.mark.journey

INCLUDE = """daybreak: 1
include:
  - {overlay: cra, fill: {reporter: security}}
  - {overlay: cna, fill: {cna_team: security}}
"""
CVE = "CVE-2026-40017"


def overlays_are_adopted(site: Served) -> None:
    """`include:` composes them: the site's next policy is the same file with two overlays."""
    path = site.home.parent / "with-overlays.yaml"
    path.write_text((POLICIES / "kestrel-sdk.yaml").read_text().replace("daybreak: 1\n", INCLUDE, 1))
    site.run("policy", "check", str(path))
    at = (site.now + timedelta(minutes=1)).isoformat()
    site.run("policy", "adopt", str(path), "--from", at, "--as", ADMIN)
    site.later(minutes=5)


def a_colleague_reports(world: World) -> None:
    """Emil, who holds no role, finds the way from his first page; Hana opens a case from his report (C-emp)."""
    emil, hana = world.team["Emil"], world.hana
    assert "/desk/concern/" in emil.get("/desk/").page.links
    page = emil.get("/desk/concern/")
    said = {"title": world.canaries.make("a concern"), "words": world.canaries.make("what Emil saw")}
    told = emil.submit(page, page.page.form(title=""), said)
    world.report = re.findall(r"\bKG-R-2026-[0-9A-Z]{5}\b", told.page.words)[0]
    hana.get("/desk/reports/")
    page = hana.get(f"/desk/reports/{world.report}/")
    title = world.canaries.make("the incident's title")
    opened = hana.submit(page, page.page.form(**{"open-what": ""}), {"open-words": title})
    world.case = re.findall(r"/desk/cases/([^/]+)/", opened.address)[0]


def it_is_an_incident(world: World) -> None:
    """“A security incident opens a case of its own kind with its own duties”: the meeting is held within the hour."""
    assert "incident_response" not in world.open_duties()
    world.do(Do("Hana", "", "kind", {"kind": "incident"}))
    wanted = {"incident_response", "cra_incident_warning", "cra_incident_notification", "cra_incident_inform_users"}
    assert wanted <= world.open_duties()
    begins = world.local(world.site.now + timedelta(minutes=1))
    world.do(Do("Hana", "", "convene", {"starts_at": begins, "lasts": "15", "place": "Room 4"}))
    world.do(Do("Hana", "", "minutes", {"minutes": "*"}, keeps=("incident_response",)))


def sheet(world: World, rule: str, *fields: str, keeps: str = "") -> None:
    """Write a sheet, enter it at the portal by hand, and note the number the portal gave."""
    world.do(Do("Hana", "outside/", "letter", {f"say_{name}": "*" for name in fields}, on=rule))
    world.do(Do("Hana", "outside/", "carried", {"reference": f"SRP-{rule}"}, keeps=(keeps or rule,)))
    assert f"SRP-{rule}" in world.tab("Hana", "outside/").page.words


def the_incident_is_reported(world: World) -> None:
    """24 hours, 72 hours, and a month that is counted from the submitted notification, not from awareness.

    What the authority asks for in between (Art. 14(6)) is owed until it says, and owed again when it asks again.
    """
    sheet(world, "cra_incident_warning", "suspected_cause", "member_states")
    assert "cra_incident_final" not in world.open_duties()
    sheet(world, "cra_incident_notification", "description", "impact", "measures", "user_measures", "sensitivity")
    assert "cra_incident_final" in world.open_duties()
    assert "cra_intermediate_report" not in world.open_duties()
    for days in (2, 5):
        until = world.site.now + timedelta(days=days)
        asked = {"until": world.local(until), "words": "*", "at": ""}
        world.do(Do("Hana", "outside/", "report_asked", asked))
        rule = "cra_intermediate_report" if days == 2 else "update_cra_intermediate_report"
        assert abs(datetime.fromisoformat(limit(world, rule)) - until) < timedelta(minutes=2)
        sheet(world, "cra_intermediate_report", "exploitation", "impact", "measures", "ongoing", keeps=rule)
    world.do(Do("Hana", "outside/", "users_told", {"words": "*"}, keeps=("cra_incident_inform_users",)))


def attacks_are_seen(world: World) -> None:
    """Awareness of attacks starts 24 and 72 hours; “we were aware on” is restated and the clocks follow."""
    for deed in (
        Do("Hana", "", "confirm", {"sure": "on"}),
        Do("Hana", "", "escalate", {"sure": "on"}, keeps=("escalate",)),
        Do("Hana", "vulnerabilities/", "assess", {"vector": VECTOR, "reason": "*"}, keeps=("assess",)),
        Do("Hana", "products/", "state", {"rows": ["kg-core:8.4.2", "kg-core:9.0.0"], "status": "affected"}),
    ):
        world.do(deed)
    assert [line["rule"] for line in world.board()].count("resolve") == 2, "one for each supported release line"
    told = {"event": "attacked", "at": world.local(world.site.now), "sure": "on"}
    world.do(Do("Hana", "vulnerabilities/", "event", told))
    before = limit(world, "cra_notification")
    sheet(world, "cra_early_warning", "member_states")
    earlier = world.local(world.site.now - timedelta(hours=6))
    world.do(Do("Hana", "duties/", "restate", {"kind": "~Attacks", "at": earlier, "reason": "*"}))
    assert limit(world, "cra_notification") < before
    sheet(world, "cra_notification", "description", "measures", "user_measures", "sensitivity")


def limit(world: World, rule: str) -> str:
    """Give the limit of a duty, as the board tells it."""
    return str(next(line["limit"] for line in world.board() if line["rule"] == rule))


def the_final_reports_follow(world: World) -> None:
    """14 days from a measure that helps, also before it shipped; a month from the submitted notification."""
    assert "cra_final_report" not in world.open_duties()
    for deed in (
        Do("Tom", "remedies/", "plan", {"kind": "workaround", "words": "*", "due_on": "{day+2}"}),
        Do("Tom", "remedies/", "staff", {"author": "~Ken"}, keeps=("give_resources",)),
        Do("Ken", "remedies/", "start"),
        Do("Yuki", "remedies/", "review", {"words": "*"}),
        Do("Yuki", "remedies/", "merge"),
        Do("Quinn", "remedies/", "verify", {"words": "*"}),
    ):
        world.do(deed)
    verified = world.site.now - timedelta(minutes=20)
    left = datetime.fromisoformat(limit(world, "cra_final_report")) - verified
    assert abs(left - timedelta(days=14)) < timedelta(minutes=5)
    sheet(world, "cra_final_report", "description", "impact", "measures")
    sheet(world, "cra_incident_final", "description", "impact", "root_cause", "measures")
    duties = world.tab("Hana", "duties/").page.links
    for rule in ("cra_final_report", "cra_incident_final"):
        road = next(link for link in duties if f"/{rule}/" in link)
        proof = world.hana.get(road).page.words
        assert f"The receiver's reference SRP-{rule}" in proof
        assert f"{world.case}-{rule}.pdf SHA-256" in proof
        assert world.team["Mallory"].get(road, None).status == 404


def the_id_is_not_used(world: World) -> None:
    """A reserved ID that nobody will disclose must be rejected; what a colleague found has no finder to be told."""
    world.do(Do("Hana", "vulnerabilities/", "cve", {"cve": CVE}))
    assert "cna_tell_finder" not in world.open_duties()
    world.do(Do("Hana", "conversation/", "answer", {"body": "*"}, keeps=("answer",)))
    closing = {"outcome": "not_a_vulnerability", "words": "*", "sure": "on"}
    world.do(Do("Hana", "", "close", closing))
    world.do(Do("Hana", "outside/", "cve_rejected", {"sure": "on"}, keeps=("cna_reject_unused",)))


def everybody_learns(world: World) -> None:
    """“Lessons with follow-up … internal digest with who has read it … policy review against a standard.”"""
    lesson = {"lesson": "*", "what": "*", "person": "~Quinn", "until": "{day+7}"}
    world.do(Do("Hana", "", "lesson", lesson, keeps=("learn",)))
    world.do(Do("Quinn", "", "followed_up", {"words": "*"}, keeps=("follow_up",)))
    hana, emil, mallory = world.hana, world.team["Emil"], world.team["Mallory"]
    page = hana.get("/desk/digest/write/")
    said: dict[str, str | list[str]] = {"title": "Build settings", "body": "Check them.", "cases": [world.case]}
    draft = hana.submit(page, page.page.form(title=""), said)
    assert mallory.get(draft.address, None).status == 404, "a draft is its writers'"
    hana.submit(draft, draft.page.form(do="issue"), {"issue-sure": "on"})
    issue = emil.get("/desk/").page
    assert "Build settings" in issue.words
    read = emil.get(next(one for one in issue.links if one.startswith("/desk/digest/") and one.count("/") == 4))
    emil.submit(read, read.page.form(do="read"))
    assert f"Read by 1 of {len(world.team)}" in hana.get(draft.address).page.words
    assert "Read by" not in mallory.get(draft.address).page.words
    mina = world.team["Mina"]
    page = mina.get("/desk/policy/review/")
    form = page.page.form(findings="")
    points = {name: "met" for name in form.names() if re.match(r"s\d+_", name)}
    assert len(points) > 10
    assert "1 gap" in mina.submit(page, form, points | {min(points): "gap", "findings": "*"}).page.words


def test_an_incident_reported_from_inside_under_two_overlays() -> None:
    people = {**LIFE.people, "Emil": []}
    with served(LIFE.policy, LIFE.begins) as site:
        world = assemble(site, replace(LIFE, people=people))
        overlays_are_adopted(site)
        a_colleague_reports(world)
        it_is_an_incident(world)
        nobody_knows(world)
        the_incident_is_reported(world)
        attacks_are_seen(world)
        the_final_reports_follow(world)
        the_id_is_not_used(world)
        everybody_learns(world)
        nobody_knows(world)
        site.run("journal", "verify")
        nothing_leaked(world)
