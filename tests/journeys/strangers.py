"""Those who may know nothing: Mallory, signed in without a role, and a stranger; every answer they get is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.life import World
    from tests.journeys.visitor import Answer, Visitor

NOWHERE = "ZZZZZ"
DESK = (
    "/desk/cases/{case}/",
    "/desk/cases/{case}/journal/",
    "/desk/cases/{case}/vulnerabilities/?do=assess",
    "/desk/reports/{report}/",
    "/desk/advisories/{advisory}/",
    "/desk/advisories/{advisory}/write/",
    "/desk/advisories/{advisory}/preview/en/",
    "/desk/advisories/of/{case}/",
)
PUBLIC = (
    "/en/advisories/{advisory}/",
    "/ja/advisories/{advisory}/",
    "/csaf/white/2026/{csaf}.json",
    "/csaf/white/2026/{csaf}-ja.json",
    "/csaf/white/2026/{csaf}-en.json",
)
LISTS = ("/csaf/white/index.txt", "/csaf/white/changes.csv", "/feed.atom", "/en/", "/ja/", "/en/thanks/")


@dataclass(frozen=True)
class Numbers:
    """The numbers an address may hold."""

    report: str
    case: str
    advisory: str

    def in_(self, address: str) -> str:
        """Write them into an address."""
        csaf = self.advisory.lower()
        return address.format(report=self.report, case=self.case, advisory=self.advisory, csaf=csaf)

    def elsewhere(self) -> Numbers:
        """Give numbers of the same shape that were never given."""
        return Numbers(*(f"{one[:-5]}{NOWHERE}" for one in (self.report, self.case, self.advisory)))


def numbers_of(world: World) -> Numbers:
    """Give the numbers given so far; a shape stands in for those that were not."""
    prefix = world.report.partition("-")[0]
    return Numbers(world.report, world.case or f"{prefix}-2026-AAAAA", world.advisory or f"{prefix}-SA-2026-AAAAA")


def nobody_knows(world: World, at: Callable[[], object] = lambda: None) -> None:
    """See that neither learns anything at the desk nor in public; `at` sets the clock before each question."""
    real, other = numbers_of(world), numbers_of(world).elsewhere()
    stranger, mallory = world.site.visitor("a stranger"), world.team["Mallory"]
    for address in (*DESK, *PUBLIC):
        for visitor in (stranger, mallory):
            at()
            told, empty = (visitor.send("GET", one.in_(address)) for one in (real, other))
            same(visitor, told, empty, real, other)
            if visitor is mallory or address in PUBLIC:
                assert told.status == 404, f"{visitor.name} got {told.status} for {told.address}"
    known = [one.encode() for one in (world.advisory, world.case) if one]
    for address in LISTS:
        at()
        found = stranger.get(address)
        assert not any(one in found.body or one.lower() in found.body for one in known), address


def same(visitor: Visitor, told: Answer, empty: Answer, real: Numbers, other: Numbers) -> None:
    """See that two answers are the same bytes, but for the number that was asked for."""
    assert told.status == empty.status, f"{visitor.name}: {told.address}: {told.status}, else {empty.status}"
    left, right = (_without(one, numbers) for one, numbers in ((told, real), (empty, other)))
    assert left == right, f"{visitor.name} can tell {told.address} from one that does not exist"


def _without(answer: Answer, numbers: Numbers) -> tuple[str, bytes]:
    """Give where an answer leads and its bytes, with the asked numbers blotted out of the address."""
    leads = answer.headers.get("location", "")
    for one in (numbers.report, numbers.case, numbers.advisory, numbers.advisory.lower()):
        leads = leads.replace(one, "#")
    return leads, answer.body
