"""The life of one vulnerability through the served doors, from a report to what follows its publication.

It knows no policy: who does what, in which order and on which day, is the data of each journey.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.journeys.canaries import Canaries
from tests.journeys.pages import NotOnPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.journeys.pages import Form
    from tests.journeys.served import Served
    from tests.journeys.visitor import Answer, Visitor

Words = str | list[str]
TABS = ("", "vulnerabilities/", "products/", "remedies/", "outside/", "conversation/", "members/")


@dataclass(frozen=True)
class Do:
    """One deed on a tab of the case: by whom, which, with what words; `keeps` names the duties it must end.

    A word that begins with `~` is an entry of a list, by what it says. `{day+n}` is a day, `{public_at}` the instant
    agreed on, `{now}` this minute; a word that is `*` becomes a canary, which nobody outside may ever see. `on` picks
    one of several things.
    """

    who: str
    tab: str
    deed: str
    said: Mapping[str, Words] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True)
class Days:
    """Days go by; whoever handles looks through the mailboxes in the morning after."""

    count: int


@dataclass(frozen=True)
class Delivery:
    """The worker runs once and delivers what waits; `keeps` names the duties that end with it."""

    keeps: tuple[str, ...] = ()


@dataclass(frozen=True)
class AtGate:
    """One deed on a release's own page, `product:version`: work at a gate, a signature, or letting it out."""

    who: str
    release: str
    deed: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Approval:
    """An approval the policy asks for: whose, in which role, for which division."""

    who: str
    role: str
    division: str = ""


@dataclass(frozen=True)
class Life:
    """What differs from policy to policy. `people` maps each name to the roles given, as (role, division)."""

    policy: str
    language: str
    other: str
    zone: str
    begins: datetime
    public_in: timedelta
    door: str
    people: Mapping[str, list[tuple[str, str]]]
    report: Mapping[str, str]
    answer_keeps: tuple[str, ...]
    work: tuple[Do | Days | Delivery | AtGate, ...]
    approvals: tuple[Approval, ...]
    releasers: tuple[str, str]
    publish_keeps: tuple[str, ...] = ()
    customers_first: bool = False
    once_public: tuple[Do, ...] = ()
    before_revision: tuple[Do, ...] = ()
    afterwards: tuple[Do, ...] = ()
    remains: tuple[str, ...] = ()
    handler: str = "Hana"


@dataclass
class World:
    """Where a life stands: the site, everybody's browser, and the numbers given so far."""

    site: Served
    life: Life
    team: dict[str, Visitor]
    token: str = ""
    report: str = ""
    code: str = ""
    case: str = ""
    advisory: str = ""
    canaries: Canaries = field(default_factory=Canaries)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.life.zone)

    @property
    def public_at(self) -> datetime:
        """The instant agreed on for publication."""
        return self.life.begins + self.life.public_in

    @property
    def hana(self) -> Visitor:
        """Whoever handles the case."""
        return self.team[self.life.handler]

    def day(self, ahead: int) -> str:
        """Give a day so many days after today, as a form takes it."""
        return (self.site.now.astimezone(self.zone) + timedelta(days=ahead)).date().isoformat()

    def local(self, instant: datetime) -> str:
        """Give an instant as a form takes it, in the organisation's zone."""
        return instant.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def open_duties(self) -> set[str]:
        """Ask the API, as the handler's machine would, which duties of this report and case are open."""
        lines = self.board()
        late = [line["rule"] for line in lines if line["state"] == "overdue"]
        assert late == [], f"overdue at {self.site.now}: {late}"
        return {line["rule"] for line in lines if line["number"] in {self.report, self.case} - {""}}

    def board(self) -> list[dict[str, Any]]:
        """Give every line of the handler's board, as the API tells it."""
        machine = self.site.visitor("a machine")
        machine.headers["Authorization"] = f"Bearer {self.token}"
        lines: list[dict[str, Any]] = machine.get("/api/v1/duties?mine=false&count=100").json["duties"]
        return lines

    def said(self, name: str, words: Words, form: Form, field_name: str) -> Words:
        """Turn a word of the data into what is typed or chosen."""
        if isinstance(words, list):
            return words
        if words == "*":
            return self.canaries.make(f"{self.life.policy} {name}")
        if words.startswith("~"):
            return form.choice(field_name, words[1:])
        found = re.sub(r"\{day\+(\d+)\}", lambda mark: self.day(int(mark[1])), words)
        return found.replace("{public_at}", self.local(self.public_at)).replace("{now}", self.local(self.site.now))

    def tab(self, who: str, tab: str) -> Answer:
        """Open a tab of the case; whoever is not inside yet is let in by the handler."""
        visitor, road = self.team[who], f"/desk/cases/{self.case}/{tab}"
        found = visitor.get(road, None)
        if found.status != 404:
            return visitor.expect(found, 200)
        members = self.hana.get(f"/desk/cases/{self.case}/members/?do=let_in")
        form = members.page.form(do="let_in")
        self.hana.submit(members, form, {"person": form.choice("person", who)})
        return visitor.get(road)

    def do(self, deed: Do) -> None:
        """Do one deed as its person would: follow its button, fill the form, send it; and see which duties it kept."""
        before = self.open_duties() if deed.keeps else set()
        assert set(deed.keeps) <= before, f"{deed.deed}: {set(deed.keeps) - before} were not open; open: {before}"
        page = self.tab(deed.who, deed.tab)
        form = _form(page, deed)
        if form is None:
            road = next(one for one in page.page.links if _leads(one, deed))
            page = self.team[deed.who].get(road)
            form = page.page.form(do=deed.deed)
        told = {name: self.said(f"{deed.deed} {name}", words, form, name) for name, words in deed.said.items()}
        self.team[deed.who].submit(page, form, told)
        if deed.keeps:
            still = set(deed.keeps) & self.open_duties()
            assert not still, f"{deed.deed} by {deed.who} did not keep {still}: {self.board()}"
        self.site.later(minutes=20)

    def pass_days(self, count: int) -> None:
        """Let days go by, and look through the mailboxes in the morning after."""
        there = self.site.now.astimezone(self.zone) + timedelta(days=count)
        self.site.at(there.replace(hour=10, minute=0, second=0))
        self.hana.get("/desk/reports/")

    def deliver(self, delivery: Delivery) -> None:
        """Let the worker run once, and see which duties that kept."""
        assert set(delivery.keeps) <= self.open_duties()
        self.site.work()
        assert not set(delivery.keeps) & self.open_duties()

    def at_gate(self, deed: AtGate) -> None:
        """Do one deed on a release's page."""
        product, _colon, version = deed.release.partition(":")
        page = self.team[deed.who].get(f"/desk/products/{product}/releases/{version}/")
        form = page.page.form(do=deed.deed)
        told = {f"{deed.deed}-{name}": self.said(name, words, form, name) for name, words in deed.said.items()}
        self.team[deed.who].submit(page, form, told)

    def work(self) -> None:
        """Do all the work between the opening of the case and the advisory."""
        for one in self.life.work:
            if isinstance(one, Days):
                self.pass_days(one.count)
            elif isinstance(one, Delivery):
                self.deliver(one)
            elif isinstance(one, AtGate):
                self.at_gate(one)
            else:
                self.do(one)


def _leads(link: str, deed: Do) -> bool:
    found = re.search(r"[?&]do=(\w+)", link)
    return found is not None and found[1] == deed.deed and deed.on in link


def _form(page: Answer, deed: Do) -> Form | None:
    """Find the bare button of a deed; None if it has a form of its own behind a link."""
    if any(_leads(one, deed) for one in page.page.links):
        return None
    found = [one for one in page.page.forms if one.holds(do=deed.deed) and (not deed.on or deed.on in one.value("on"))]
    if not found:
        roads = [one for one in page.page.links if "do=" in one]
        raise NotOnPage(f"{deed.who} is offered no {deed.deed} at {page.address}: {roads}: {page.page.words[-1500:]}")
    return found[0]
