"""“The party to tell is then that supplier” (C7): the policy's letter goes to whom the inventory names, read by two."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from daybreak.jobs.worker import run_once
from daybreak.records.models import Component, DutyRow, Notice, Supplier
from tests.doors.desk_supply.test_in_component import component, named, running, worked
from tests.jobs.work import Ledger

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

TAB = "outside/"
CVE = "CVE-2026-51515"


def letters() -> list[Notice]:
    """Give the letters to parties."""
    return list(Notice.objects.exclude(party=""))


def delivered(supply: SupplyDesk) -> list[str]:
    """Let the worker do what is due, and give to whom letters to suppliers went."""
    post = Ledger()
    supply.desk.later(minutes=5)
    run_once(supply.site.at.now, connector=post, sweeping=False)
    return [sent.to for sent in post.taken if sent.to.endswith("meshworks.example")]


def asked(supply: SupplyDesk) -> str:
    """Let an external component hold the flaw; give what a letter form is asked for."""
    worked(supply)
    row = component(supply, "external")
    named(supply, row)
    return f"tell_supplier|{row.id}"


class TestLetter:
    """Written from the policy's template, checked against its list, let go by a second person, sent by the worker."""

    def test_it_goes_once_two_have_read_it(self, supply: SupplyDesk) -> None:
        target, desk = asked(supply), supply.desk
        form = unescape(desk.page(TAB, do="letter", on=target))
        assert "To Meshworks" in form
        assert "lib-external" in form
        assert "1.2.3" in form
        refused = unescape(
            desk.refused(TAB, "letter", target, code=422, say_component="lib-external", say_version="1.2.3")
        )
        assert "The policy wants this said: write it." in refused
        assert letters() == []
        said = {"say_component": "lib-external", "say_version": "1.2.3", "say_cve": CVE, "say_our_releases": "9.0.0"}
        desk.do(TAB, "letter", target, **said)
        (letter,) = letters()
        assert (letter.channel, letter.awaits_second) == ("mail", True)
        assert delivered(supply) == []
        own = desk.refused(TAB, "let_go", str(letter.id), code=409, sure="on")
        assert "somebody else" in unescape(own).casefold()
        desk.do(TAB, "let_go", str(letter.id), by=supply.site.mina, sure="on")
        assert delivered(supply) == ["psirt@meshworks.example"]
        assert DutyRow.objects.get(rule="tell_supplier").kept is None
        desk.do(TAB, "confirmed", str(letter.id), reference="Their ticket 7")
        assert DutyRow.objects.get(rule="tell_supplier").kept is not None

    def test_without_an_address_there_is_no_form(self, supply: SupplyDesk) -> None:
        target = asked(supply)
        Supplier.objects.update(contact_sealed=None)
        answer = supply.desk.as_(supply.site.hana).get(supply.desk.road(TAB), {"do": "letter", "on": target})
        assert answer.status_code == 404
        assert "tell_supplier" in running(supply)
        assert supply.desk.page(TAB)

    def test_what_sits_inside_a_delivery_is_told_to_whoever_delivers_it(self, supply: SupplyDesk) -> None:
        """“A component may sit inside a supplied one; the party to tell is then that supplier.”"""
        target = asked(supply)
        row = Component.objects.get()
        whole = Component.objects.create(
            name="mesh-suite", version="4", kind="external", supplier=row.supplier, registered_at=row.registered_at
        )
        Component.objects.filter(id=row.id).update(supplier=None, inside=whole)
        assert "To Meshworks" in unescape(supply.desk.page(TAB, do="letter", on=target))

    def test_mallory_reads_and_writes_nothing(self, supply: SupplyDesk) -> None:
        target, desk = asked(supply), supply.desk
        mallory = desk.as_(supply.site.mallory)
        assert mallory.get(desk.road(TAB), {"do": "letter", "on": target}).status_code == 404
        sent = {"do": "letter", "on": target, "say_component": "x", "say_cve": CVE}
        assert mallory.post(desk.road(TAB), sent).status_code == 404
        assert letters() == []
