"""“The party to tell is then that supplier” (C7): the policy's letter goes to whom the inventory names, read by two."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from django.test import Client

from daybreak.jobs.worker import run_once
from daybreak.records.models import Component, DutyRow, JournalEntry, Notice, Supplier, Vulnerability
from tests.derived import rebuild
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


def sent(supply: SupplyDesk, target: str) -> Notice:
    """Write a letter about a component, let it go as a second person, and let the worker send it."""
    said = {"say_component": "lib-external", "say_version": "1.2.3", "say_cve": CVE, "say_our_releases": "9.0.0"}
    supply.desk.do(TAB, "letter", target, **said)
    letter = Notice.objects.exclude(party="").get(sent_at=None)
    supply.desk.do(TAB, "let_go", str(letter.id), by=supply.site.mina, sure="on")
    assert delivered(supply) == ["psirt@meshworks.example"]
    return letter


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
        assert DutyRow.objects.get(rule="tell_supplier").kept is None
        assert delivered(supply) == ["psirt@meshworks.example"]
        assert DutyRow.objects.get(rule="tell_supplier").kept == supply.site.at.now

    def test_sending_keeps_it_and_coming_back_reopens_it(self, supply: SupplyDesk) -> None:
        """As A7a says it for the partner: “a bounce reopens the duty.”"""
        target, desk = asked(supply), supply.desk
        gone = sent(supply, target)
        assert "tell_supplier" not in running(supply)
        assert "ask_supplier_again" in running(supply)
        page = unescape(desk.page(TAB))
        assert "by letter" in page
        assert "They were asked again" in page
        desk.do(TAB, "came_back", str(gone.id), reason="550 no such user")
        assert "tell_supplier" in running(supply)
        assert "ask_supplier_again" not in running(supply)
        page = unescape(desk.page(TAB))
        assert "Not told yet" in page
        assert "by letter" not in page
        desk.refused(TAB, "supplier_answered", desk.vulnerability, code=409, words="Who said so?")
        before = set(DutyRow.objects.values_list("rule", "scope", "subject", "start", "limit", "kept"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.values_list("rule", "scope", "subject", "start", "limit", "kept")) == before
        again = sent(supply, target)
        assert again.id != gone.id
        assert "tell_supplier" not in running(supply)

    def test_what_was_told_by_letter_may_be_answered(self, supply: SupplyDesk) -> None:
        """“Communicate and work with the vendor concerned”: nobody has to note the telling a second time."""
        sent(supply, asked(supply))
        supply.desk.do(TAB, "supplier_answered", supply.desk.vulnerability, words="They can reproduce it")
        supply.desk.do(TAB, "supplier_fixed", supply.desk.vulnerability, words="In 1.2.4")
        assert "ask_supplier_again" not in running(supply)

    def test_each_supplier_is_told_of_its_own_component_alone(self, supply: SupplyDesk) -> None:
        target, desk = asked(supply), supply.desk
        said = {"name": "Polyworks", "contact": "cert@polyworks.example", "language": "en"}
        supply.do("components/suppliers/", "register", **said)
        other = Component.objects.create(
            name="lib-poly",
            version="7",
            kind="external",
            supplier=Supplier.objects.get(name="Polyworks"),
            registered_at=supply.site.at.now,
        )
        desk.do("vulnerabilities/", "add", title="Another one", component="external", found_by="finder")
        second = Vulnerability.objects.exclude(id=desk.vulnerability).get()
        desk.do("vulnerabilities/", "component", str(second.id), component=str(other.id))
        desk.do("products/", "state", vulnerability=str(second.id), rows=["kg-core:9.0.0"], status="affected")
        page = unescape(desk.page(TAB, do="letter", on=f"tell_supplier|{other.id}"))
        assert "To Polyworks" in page
        assert "contains lib-poly 7" in page
        sent(supply, target)
        kept = dict(DutyRow.objects.filter(rule="tell_supplier").values_list("subject", "kept"))
        assert kept[target.partition("|")[2]] is not None
        assert kept[str(other.id)] is None
        assert set(letters()[0].case.notices.exclude(party="").values_list("subject", flat=True)) == {
            target.partition("|")[2]
        }

    def test_without_an_address_there_is_no_form(self, supply: SupplyDesk) -> None:
        target = asked(supply)
        Supplier.objects.update(contact_sealed=None)
        answer = supply.desk.as_(supply.site.hana).get(supply.desk.road(TAB), {"do": "letter", "on": target})
        assert answer.status_code == 404
        assert "tell_supplier" in running(supply)
        page = " ".join(unescape(supply.desk.page(TAB)).split())
        assert "The inventory has no mail address for Meshworks. Write it on the page Suppliers" in page
        assert "do=letter" not in page, "no way on the page leads to a form that cannot be"
        supplier = Supplier.objects.get()
        road = f"components/suppliers/{supplier.id}/"
        assert road in page
        assert "Without an address no letter can go to them." in supply.get(road)
        supply.refused(road, "change", contact="not an address", language="en")
        supply.do(road, "change", contact="new@meshworks.example", language="ja")
        assert "To Meshworks" in unescape(supply.desk.page(TAB, do="letter", on=target))
        assert "new@" not in "".join(
            JournalEntry.objects.filter(kind="supplier.changed").values_list("body", flat=True)
        )
        assert "new@meshworks.example" in supply.get(road)

    def test_without_a_supplier_its_page_takes_one(self, supply: SupplyDesk) -> None:
        """“The party to tell is then that supplier”: what the inventory lacks is said, and can be given."""
        target = asked(supply)
        row = Component.objects.get()
        part = Component.objects.create(
            name="inner", version="1", kind="external", inside=row, registered_at=row.registered_at
        )
        supplier = row.supplier
        Component.objects.update(supplier=None)
        page = " ".join(unescape(supply.desk.page(TAB)).split())
        assert "The inventory names nobody who supplies lib-external 1.2.3." in page
        assert "Say who supplies it" not in supply.get(f"components/{part.id}/")
        supply.do(f"components/{row.id}/", "supplied", supplier=str(supplier.id))
        part.refresh_from_db()
        assert part.supplier == supplier
        assert "To Meshworks" in unescape(supply.desk.page(TAB, do="letter", on=target))

    def test_without_a_component_the_sentence_leads_to_it(self, supply: SupplyDesk) -> None:
        worked(supply)
        desk = supply.desk
        desk.do("vulnerabilities/", "add", title="Somewhere in a delivery", component="external", found_by="finder")
        second = str(Vulnerability.objects.exclude(id=desk.vulnerability).get().id)
        desk.do("products/", "state", vulnerability=second, rows=["kg-core:9.0.0"], status="affected")
        assert "It is not said in which component it lies." in unescape(desk.page(TAB))
        assert "書面" not in desk.page(TAB)

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
        letter = sent(supply, target)
        mallory = desk.as_(supply.site.mallory)
        assert mallory.get(f"/desk/notices/{letter.id}/").status_code == 404
        assert Client().get(f"/desk/components/suppliers/{Supplier.objects.get().id}/").status_code == 302
        assert mallory.get("/desk/components/suppliers/nobody/").status_code == 404
        assert mallory.get(desk.road(TAB), {"do": "letter", "on": target}).status_code == 404
        posted = {"do": "letter", "on": target, "say_component": "x", "say_cve": CVE}
        assert mallory.post(desk.road(TAB), posted).status_code == 404
        assert letters() == [letter]
