"""A whole life: report, case, work, advisory, publication, and what comes after."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from tests.journeys.beginning import RITA, assemble, case_opens, report_comes, rita_reads
from tests.journeys.ending import advisory_is_written, everything_is_ready, instant_comes, revision_follows
from tests.journeys.life import Delivery
from tests.journeys.served import PASSWORD, served
from tests.journeys.storage import rows_of
from tests.journeys.strangers import nobody_knows

if TYPE_CHECKING:
    from tests.journeys.life import Life, World

PARTNERS = ("@voice.example",)
"""Who may read a description by mail: the partner to whom the policy promises one."""


def live(life: Life) -> None:
    """Live it."""
    with served(life.policy, life.begins) as site:
        world = assemble(site, life)
        world.canaries.add(PASSWORD, "a password")
        report_comes(world)
        nobody_knows(world)
        case_opens(world)
        world.work()
        advisory_is_written(world)
        nobody_knows(world)
        assert world.advisory in rita_reads(world), "the finder knows the number before publication"
        everything_is_ready(world)
        instant_comes(world)
        assert world.advisory in rita_reads(world)
        world.deliver(Delivery(life.publish_keeps))
        for deed in life.once_public:
            world.do(deed)
        revision_follows(world)
        world.deliver(Delivery())
        it_ends(world)
        nothing_leaked(world)


def it_ends(world: World) -> None:
    """Do what remains, close the case, and see that no duty of it is left and that the journal is whole."""
    for deed in world.life.afterwards:
        world.do(deed)
    assert world.open_duties() <= set(world.life.remains)
    before = world.open_duties()
    world.site.run("duties", "rebuild")
    assert world.open_duties() == before, "duties derived anew are the same"
    world.site.run("journal", "verify")
    letters = [message_from_bytes(raw, policy=default) for raw in world.site.letters()]
    assert sum(str(one["To"]) == RITA for one in letters) >= 2, "a receipt and news"


def nothing_leaked(world: World) -> None:
    """See that no canary can be read in any file, passing ones too, in the database, or in what the processes said."""
    found = world.canaries.in_files(world.site.home.parent, besides=("home/outbox",))
    assert found == {}, f"readable on the disk: {found}"
    assert not world.canaries.sung(world.site.heard()), "told on stderr"
    for table, content in rows_of(world.site):
        assert not world.canaries.sung(content), f"readable in {table}"
    for raw in world.site.letters():
        letter = message_from_bytes(raw, policy=default)
        told = {where for part in letter.walk() if not part.is_multipart()
                for where in world.canaries.sung(bytes(part.get_payload(decode=True) or b""))}  # fmt: skip
        own = {one for one in told if one.startswith("the tracking code")} if str(letter["To"]) == RITA else set()
        partner = told if str(letter["To"]).endswith(PARTNERS) else set()
        assert not told - own - partner, f"a letter to {letter['To']} tells {told}"
