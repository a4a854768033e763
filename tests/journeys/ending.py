"""How a life ends: the advisory is written, approved, released by two, public at its instant, and revised later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.journeys.strangers import nobody_knows

if TYPE_CHECKING:
    from datetime import datetime

    from tests.journeys.life import Approval, World
    from tests.journeys.visitor import Answer

MARK = "openword7141"
"""A word of the advisory's own text: restricted until its instant, public from then on."""
WORDS = {
    "en": {
        "title": "Memory outside a buffer can be written",
        "summary": "Update to the fixed version.",
        "description": "A crafted message makes the parser write outside its buffer.",
        "impact": "Code of an attacker may run.",
        "details": "Install the update.",
        "revision_note": "First version",
        "note": "The wording of the impact is clearer",
    },
    "ja": {
        "title": "境界外メモリへの書き込みの脆弱性",
        "summary": "修正版へ更新してください。",
        "description": "細工されたメッセージにより、バッファの外に書き込まれます。",
        "impact": "任意のコードが実行される可能性があります。",
        "details": "更新を適用してください。",
        "revision_note": "初版",
        "note": "影響の説明を明確にしました",
    },
}
WRITTEN = re.compile(r"^(title|summary|revision_note|v\d+\.(?:\w+)(?:\.details)?)\.(\w\w)$")


def advisory_is_written(world: World) -> None:
    """Draft the advisory and write it in every language of the policy."""
    hana = world.hana
    page = hana.get(f"/desk/advisories/of/{world.case}/")
    writing = hana.submit(page, page.page.form(vulnerabilities=""))
    world.advisory = re.findall(r"/desk/advisories/([^/]+)/", writing.address)[0]
    world.canaries.add(MARK, "the advisory's words")
    write(world, writing, MARK)
    customers_are_told(world)


def customers_are_told(world: World) -> None:
    """Where the policy tells customers first, note that they know that a release comes, and no more."""
    page = inside(world, "Hana")
    if world.life.customers_first:
        form = page.page.form(do="customers")
        world.hana.submit(page, form, {"words": "By mail to all with a contract: a release comes."})


def write(world: World, writing: Answer, mark: str) -> None:
    """Fill every field of the writing page that takes words in a language."""
    form = writing.page.form(content="")
    said: dict[str, str | list[str]] = {}
    for name in form.names():
        found = WRITTEN.match(name)
        if found:
            said[name] = f"{WORDS[found[2]][found[1].rpartition('.')[2]]} {mark}".strip()
    assert said, f"nothing to write: {sorted(form.names())}"
    world.hana.submit(writing, form, said)


def road(world: World) -> str:
    """Give the address of the advisory's page at the desk."""
    return f"/desk/advisories/{world.advisory}/"


def inside(world: World, who: str) -> Answer:
    """Open the advisory as somebody who belongs to it; the handler lets them into the case where needed."""
    world.tab(who, "")
    return world.team[who].get(road(world))


def approved(world: World, step: Approval) -> None:
    """Let one approver approve exactly what stands on the page."""
    page = inside(world, step.who)
    form = page.page.form(do="approve", role=step.role, division=step.division)
    world.team[step.who].submit(page, form)
    world.site.later(minutes=10)


def released(world: World, public_at: datetime) -> None:
    """Let two people release it; the same person twice, another instant and one in the past are refused first."""
    first, second = world.life.releasers
    said: dict[str, str | list[str]] = {"public_at": world.local(public_at), "sure": "on"}
    page = inside(world, first)
    past = {**said, "public_at": world.local(world.site.now - timedelta(days=1))}
    world.team[first].submit(page, page.page.form(do="release"), past, status=422)
    world.team[first].submit(page, page.page.form(do="release"), said)
    again = inside(world, first)
    world.team[first].submit(again, again.page.form(do="release"), said, status=409)
    world.site.later(minutes=10)
    page = inside(world, second)
    other = {**said, "public_at": world.local(public_at + timedelta(hours=1))}
    world.team[second].submit(page, page.page.form(do="release"), other, status=409)
    world.team[second].submit(page, page.page.form(do="release"), said)


def everything_is_ready(world: World) -> None:
    """Approve in the policy's order, then release for the agreed instant."""
    if len(world.life.approvals) > 1:
        early = world.life.releasers[0]
        page = inside(world, early)
        said: dict[str, str | list[str]] = {"public_at": world.local(world.public_at), "sure": "on"}
        world.team[early].submit(page, page.page.form(do="release"), said, status=409)
    page = inside(world, "Hana")
    world.hana.submit(page, page.page.form(do="ask"))
    for step in world.life.approvals:
        approved(world, step)
    released(world, world.public_at)


def instant_comes(world: World) -> None:
    """See that nothing is public one second before, and everything at the instant, with no worker running."""
    nobody_knows(world, lambda: world.site.at(world.public_at - timedelta(seconds=1)))
    secrets = world.canaries.in_files(world.site.home, besides=("outbox",))
    assert secrets == {}, f"readable on the disk before the instant: {secrets}"
    world.canaries.told.pop(MARK)
    world.site.at(world.public_at)
    public_everywhere(world, 1)
    world.hana.get("/desk/reports/")


def languages(world: World) -> list[str]:
    """Give the policy's languages, its first one first."""
    return [one for one in (world.life.language, world.life.other) if one]


def public_everywhere(world: World, version: int, mark: str = MARK) -> None:
    """Read the advisory as page, CVE page, CSAF document and feed, in each language."""
    reader = world.site.visitor("a reader")
    number, first = world.advisory, languages(world)[0]
    seen = [reader.get("/csaf/white/changes.csv"), reader.get("/feed.atom")]
    assert all(number.lower() in one.text.lower() for one in seen)
    listed = reader.get("/csaf/white/index.txt").text.split()
    for language in languages(world):
        seen += [reader.get(f"/{language}/{part}") for part in (f"advisories/{number}/", "", "feed.atom")]
        assert all(number in one.text for one in seen[-3:])
        assert mark in seen[-3].text
        path = f"2026/{number.lower()}{'' if language == first else f'-{language}'}.json"
        assert path in listed, listed
        document = reader.get(f"/csaf/white/{path}")
        told = document.json["document"]
        assert (told["tracking"]["version"], told["tracking"]["status"]) == (str(version), "final")
        assert len(told["tracking"]["revision_history"]) == version
        assert told["lang"] == language
        seen.append(document)
        seen.append(reader.get(f"/{language}/cve/{document.json['vulnerabilities'][0]['cve']}/"))
    for one in seen:
        sung = world.canaries.sung(one.body)
        assert not sung, f"{one.address} tells the public {sung}"


def revision_follows(world: World) -> None:
    """Revise it with a note; the first version stands until the second one's instant."""
    hana = world.hana
    page = inside(world, world.life.handler)
    notes: dict[str, str | list[str]] = {
        f"note.{language}": f"{WORDS[language]['note']} secondword" for language in languages(world)
    }
    hana.submit(page, page.page.form(do="revise"), notes)
    writing = hana.get(f"{road(world)}write/")
    form = writing.page.form(content="")
    said: dict[str, str | list[str]] = {
        f"v0.impact.{language}": f"{WORDS[language]['impact']} {MARK} secondword" for language in languages(world)
    }
    hana.submit(writing, form, said)
    for step in world.life.approvals:
        approved(world, step)
    moment = (world.site.now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    for deed in world.life.before_revision:
        world.do(replace(deed, said={**deed.said, "public_at": world.local(moment)}))
    released(world, moment)
    world.site.at(moment - timedelta(seconds=1))
    assert b"secondword" not in world.site.visitor("a reader").get(f"/en/advisories/{world.advisory}/").body
    world.site.at(moment)
    public_everywhere(world, 2, "secondword")
    hana.get("/desk/reports/")
