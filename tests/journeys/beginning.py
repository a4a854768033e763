"""How a life begins: a report through the form, by mail or through the API, and the finder's own page about it."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from tests.journeys.team import gather
from tests.journeys.visitor import File, Visitor

if TYPE_CHECKING:
    from tests.journeys.life import Life, World
    from tests.journeys.served import Served

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b")
RITA = "rita@finder.example"
PROOF = b"\x89proof \x00\xff of concept"


def assemble(site: Served, life: Life) -> World:
    """Gather the team of a life, with Mallory, who is signed in and holds no role; and give the handler a token."""
    from tests.journeys.life import World

    team = gather(site, life.language, {**life.people, "Mallory": []})
    world = World(site, life, team)
    page = world.hana.get("/desk/account/")
    form = page.page.form_to("/tokens/")
    scopes: list[str] = form.offers("token-scopes")
    made = world.hana.submit(page, form, {"token-label": "board", "token-scopes": scopes}, status=201)
    world.token = made.page.by_id["token"].strip()
    world.canaries.add(world.token, "the handler's token")
    return world


def report_comes(world: World) -> None:
    """Let Rita report, through the door of this life; her code opens her page afterwards."""
    {"form": _by_form, "mail": _by_mail, "api": _by_machine}[world.life.door](world)
    assert CODE.fullmatch(world.code), world.code
    world.canaries.add(world.code, "the tracking code")
    world.canaries.add(world.code.replace("-", ""), "the tracking code without hyphens")
    box = rita_reads(world)
    assert world.report in box
    ledger = world.site.run("report", "list", "--json").json
    assert [line["number"] for line in ledger] == [world.report]


def rita_reads(world: World) -> str:
    """Open the mailbox with the code on a machine of Rita's; give the page's words."""
    return rita_at_her_page(world)[1]


def rita_at_her_page(world: World) -> tuple[Visitor, str]:
    """Open the mailbox with the code; give Rita's browser and the page's words."""
    rita = world.site.visitor("Rita", world.life.language)
    door = rita.get(f"/{world.life.language}/box")
    opened = rita.submit(door, door.page.form(code=""), {"code": world.code.lower()})
    return rita, opened.page.words


def _words(world: World) -> dict[str, str]:
    return {name: world.canaries.make(f"report {name}") if words == "*" else words
            for name, words in world.life.report.items()}  # fmt: skip


def _by_form(world: World) -> None:
    rita = world.site.visitor("Rita", world.life.language)
    page = rita.get(f"/{world.life.language}/report")
    said = {f"ask_{name}": words for name, words in _words(world).items()}
    name = world.canaries.make("the finder's name")
    person = {"name": name, "address": RITA, "credit": "name", "credit_name": "Rita Okafor"}
    file = File("ask_proof", f"{world.canaries.make('a file name')}.bin", PROOF + _canary_bytes(world))
    receipt = rita.submit(page, page.page.form(ask_steps=""), {**said, **person}, files=[file], status=201)
    world.code = receipt.page.by_id["tracking-code"].strip()
    numbers = re.findall(r"\b[A-Z]{2}-R-\d{4}-[0-9A-Z]{5}\b", receipt.page.words)
    world.report = numbers[0]
    again = rita.submit(page, page.page.form(ask_steps=""), {**said, **person}, files=[file], status=200)
    assert world.report in again.page.words, "the same form sent twice is one report"


def _canary_bytes(world: World) -> bytes:
    return world.canaries.make("a file's bytes").encode()


def _by_mail(world: World) -> None:
    words = _words(world)
    body = "\r\n".join(f"{name}: {said}" for name, said in words.items())
    raw = (
        f"From: Rita Okafor <{RITA}>\r\nTo: psirt@house.example\r\nSubject: {world.canaries.make('a subject')}\r\n"
        "Message-ID: <first@finder.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
        f"--edge\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        "--edge\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{world.canaries.make("an attachment")}.txt"\r\n\r\n'
        f"{_canary_bytes(world).decode()}\r\n--edge--\r\n"
    ).encode()
    told = world.site.run("mail", "import", "-", "--json", given=raw).json
    world.report = told["number"]
    assert world.site.run("mail", "import", "-", "--json", given=raw).json["repeated"]
    world.site.work()
    world.code = next(code for to, code in codes_mailed(world) if to == RITA)


def _by_machine(world: World) -> None:
    machine = world.site.visitor("a scanner")
    machine.headers["Idempotency-Key"] = "nightly-run-000000001"
    finder = {"name": world.canaries.make("the finder's name"), "address": RITA, "credit": "name"}
    said = {
        "title": world.canaries.make("a title"),
        "answers": _words(world),
        "language": world.life.language,
        "finder": {**finder, "credit_name": "Rita Okafor"},
    }
    body = json.dumps(said).encode()
    told = machine.post("/api/v1/reports", body, "application/json", status=201).json
    again = machine.post("/api/v1/reports", body, "application/json", status=None).json
    assert told["number"] == again["number"], "the same key and body are one report"
    world.report, world.code = told["number"], told["tracking_code"]


def codes_mailed(world: World) -> list[tuple[str, str]]:
    """Give every tracking code that left by mail, with its receiver."""
    found = []
    for raw in world.site.letters():
        letter = message_from_bytes(raw, policy=default)
        body = letter.get_body(("plain",))
        found += [(str(letter["To"]), code) for code in CODE.findall(body.get_content() if body else "")]
    return found


def case_opens(world: World) -> None:
    """Look through the mailboxes, answer Rita, and open a case from her report."""
    hana, road = world.hana, f"/desk/reports/{world.report}/"
    hana.get("/desk/reports/")
    world.site.later(minutes=40)
    assert set(world.life.answer_keeps) <= world.open_duties()
    page = hana.get(road)
    body = world.canaries.make("an answer to the finder")
    hana.submit(page, page.page.form_to("/answer/"), {"answer-body": body})
    assert not set(world.life.answer_keeps) & world.open_duties()
    assert body in rita_reads(world), "the finder reads the answer in the mailbox"
    page = hana.get(road)
    form = page.page.form(**{"open-what": ""})
    opened = hana.submit(page, form, {"open-words": world.canaries.make("the case's title")})
    world.case = re.findall(r"/desk/cases/([^/]+)/", opened.address)[0]
    world.site.later(minutes=20)


def duplicates_are_closed(world: World) -> None:
    """Close every other report as a duplicate of the case's own, row by row on the triage meeting's page."""
    page = world.hana.get("/desk/triage/")
    form = page.page.form(row="")
    said: dict[str, str | list[str]] = {}
    for number in [one.removesuffix("-what") for one in form.names() if one.endswith("-what")]:
        said |= {f"{number}-what": "duplicate", f"{number}-other": world.report}
    world.hana.submit(page, form, said)
    left = world.hana.get("/desk/triage/").page
    assert not any(one.holds(row="") for one in left.forms)
