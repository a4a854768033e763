"""B8: "consent and its withdrawal, erasure"; promises, control 6: two people unmask a finder, and purge."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.records.models import DutyRow, Expiry, JournalEntry, Message, StoredFile
from daybreak.stages.cases.actions import close_report
from daybreak.stages.intake.consent import Choice, choose_credit, consents_of
from daybreak.stages.intake.privacy.deciding import ask_for_erasure, decline_erasure, vote_erasure, vote_unmask
from daybreak.stages.intake.privacy.holding import lift_hold, mark_customers_data, place_hold
from daybreak.stages.intake.privacy.own_data import erased_box, own_data
from daybreak.stages.intake.privacy.queries import matters, peoples_data
from daybreak.stages.intake.queries import own_report, report_by_code, report_page
from daybreak.stages.intake.refusals import (
    ErasureAskedAlready,
    HeldAlready,
    HeldByLaw,
    NoErasureAsked,
    NotHeld,
    NotMasked,
    ReportErased,
    SecondWordNeeded,
    WordsUnreadable,
)
from daybreak.stages.intake.submission import Finder
from tests.received import received
from tests.stages.intake.test_erasing import home  # noqa: F401 - every test gets a data folder of its own
from tests.stages.intake.test_queries import uploaded

if TYPE_CHECKING:
    from daybreak.core.access import Actor
    from daybreak.records.models import Report
    from tests.cast import Site

RITA = Finder(name="Rita", address="rita@finder.example", credit="name", credit_name="Rita Okafor")


@pytest.fixture
def report(any_site: Site) -> Report:
    """A report of Rita's, at a site of each policy."""
    return received(any_site, finder=RITA).report


def rita_of(report: Report) -> Actor:
    """Rita, as the doer of a deed."""
    return Viewer("finder", str(report.id)).actor


class TestStatement:
    """B8: the version of the statement that was shown is kept with the report."""

    def test_it_is_kept_in_the_open_with_every_door(self, any_site: Site, report: Report) -> None:
        privacy = any_site.policy.intake.privacy
        assert privacy is not None
        entry = JournalEntry.objects.get(report=report, kind="report.received")
        assert f'"statement":"{privacy.version}"' in entry.body.replace(": ", ":")
        told = own_data(report)
        assert told.statement is not None
        assert told.statement.version == privacy.version
        assert told.statement.words == privacy.statement.in_("en", any_site.policy.language)


class TestConsent:
    """A11, B8: "with their permission only"; withdrawn at any time."""

    def test_each_is_journalled_when_given_and_when_withdrawn(self, any_site: Site, report: Report) -> None:
        asked = tuple(
            who
            for who, rule in any_site.policy.intake.privacy.pass_on_to.items()
            if rule == "with_consent"  # type: ignore[union-attr] # all three have one
        )
        assert set(consents_of(report)) == {"thanks"}
        every = Choice("name", "Rita", (), ("coordinator", "partner", "supplier"))
        choose_credit(actor=rita_of(report), now=any_site.at.later(hours=1), report=report, choice=every)
        assert set(consents_of(report)) == {"thanks", *asked}
        choose_credit(actor=rita_of(report), now=any_site.at.later(hours=1), report=report, choice=Choice("anonymous"))
        assert consents_of(report) == {}
        assert JournalEntry.objects.filter(report=report, kind="consent.withdrawn").count() == 1 + len(asked)


class TestErasure:
    """Two different people, or the policy's own time; a hold stops both."""

    def test_a_wish_starts_the_policys_duty_and_waits_at_the_desk(self, any_site: Site, report: Report) -> None:
        ask_for_erasure(actor=rita_of(report), now=any_site.at.now, report=report, words="Please.", thanks=True)
        duty = DutyRow.objects.get(rule="answer_erasure", report=report)
        assert duty.limit is not None
        assert duty.kept is None
        assert [one.kind for one in matters(any_site.hana.viewer, any_site.at.now)] == ["wish"]
        assert matters(any_site.mallory.viewer, any_site.at.now) == ()
        assert consents_of(report) == {}
        assert Message.objects.filter(thread__report=report).count() == 1
        with pytest.raises(ErasureAskedAlready):
            ask_for_erasure(actor=rita_of(report), now=any_site.at.now, report=report, words="", thanks=False)

    def test_a_reasoned_no_keeps_the_duty(self, any_site: Site, report: Report) -> None:
        site = any_site
        ask_for_erasure(actor=rita_of(report), now=site.at.now, report=report, words="", thanks=False)
        no = "The law makes us keep it."
        decline_erasure(actor=site.hana.actor, now=site.at.later(hours=1), report=report, words=no)
        assert DutyRow.objects.get(rule="answer_erasure", report=report).kept is not None
        assert matters(site.hana.viewer, site.at.now) == ()
        with pytest.raises(NoErasureAsked):
            decline_erasure(actor=site.hana.actor, now=site.at.now, report=report, words=no)

    def test_one_person_alone_erases_nothing(self, any_site: Site, report: Report) -> None:
        site = any_site
        assert vote_erasure(actor=site.hana.actor, now=site.at.now, report=report, words="Asked.") is False
        with pytest.raises(SecondWordNeeded):
            vote_erasure(actor=site.hana.actor, now=site.at.later(hours=1), report=report, words="Again.")
        report.data_key.refresh_from_db()
        assert report.data_key.wrapped is not None
        with pytest.raises(WordsUnreadable):
            vote_erasure(actor=site.mina.actor, now=site.at.now, report=report, words=" ")
        assert vote_erasure(actor=site.mina.actor, now=site.at.now, report=report, words="Agreed.") is True
        report.refresh_from_db()
        assert report.data_key.wrapped is None
        assert report.outcome == "withdrawn"
        assert not Expiry.objects.filter(report=report).exists()
        with pytest.raises(ReportErased):
            vote_erasure(actor=site.mina.actor, now=site.at.now, report=report, words="Again.")

    def test_a_word_holds_for_a_week(self, any_site: Site, report: Report) -> None:
        site = any_site
        vote_erasure(actor=site.hana.actor, now=site.at.now, report=report, words="Asked.")
        late = site.at.later(days=7)
        assert vote_erasure(actor=site.mina.actor, now=late, report=report, words="Agreed.") is False

    def test_a_hold_stops_it(self, any_site: Site, report: Report) -> None:
        site = any_site
        place_hold(actor=site.hana.actor, now=site.at.now, report=report, words="A lawsuit.")
        with pytest.raises(HeldAlready):
            place_hold(actor=site.hana.actor, now=site.at.now, report=report, words="A lawsuit.")
        with pytest.raises(HeldByLaw):
            vote_erasure(actor=site.hana.actor, now=site.at.now, report=report, words="Asked.")
        page = peoples_data(site.mina.viewer, site.at.now, report.number)
        assert page is not None
        assert (page.held, page.hold_reason) == (True, "A lawsuit.")
        lift_hold(actor=site.mina.actor, now=site.at.later(hours=1), report=report, words="Settled.")
        with pytest.raises(NotHeld):
            lift_hold(actor=site.mina.actor, now=site.at.now, report=report, words="Settled.")
        assert vote_erasure(actor=site.hana.actor, now=site.at.now, report=report, words="Asked.") is False

    def test_the_code_still_tells_the_stage_and_nothing_else(self, any_site: Site) -> None:
        site = any_site
        receipt = received(site, finder=RITA)
        report = receipt.report
        for who in (site.hana, site.mina):
            vote_erasure(actor=who.actor, now=site.at.later(hours=1), report=report, words="Asked.")
        finder = report_by_code(receipt.tracking_code)
        assert finder is not None
        assert own_report(finder, site.at.now) is None
        left = erased_box(finder, site.at.now)
        assert left is not None
        assert (left.number, left.stage, left.erased) == (report.number, "closed", site.at.now)
        assert erased_box(site.mallory.viewer, site.at.now) is None


class TestMarks:
    """B8: customers' data is what somebody marked as such."""

    def test_a_mark_gives_it_a_time(self, site: Site) -> None:
        log = uploaded(site, b"log")
        report = received(site, finder=RITA, files=(log,), data_key=log.data_key).report
        assert _mark(site, report) == 1
        assert _mark(site, report) == 0
        close_report(actor=site.hana.actor, now=site.at.now, report=report, outcome="known", body="Known.")
        ends = Expiry.objects.get(report=report, kind="customer_data").ends_at
        assert ends == site.at.now + timedelta(days=30)
        mark_customers_data(actor=site.hana.actor, now=site.at.now, report=report, files=(), messages=())
        assert not Expiry.objects.filter(report=report, kind="customer_data").exists()
        assert JournalEntry.objects.filter(report=report, kind="data.unmarked").count() == 1


def _mark(site: Site, report: Report) -> int:
    keys = set(StoredFile.objects.filter(report=report).values_list("id", flat=True))
    return mark_customers_data(actor=site.hana.actor, now=site.at.now, report=report, files=keys, messages=())


class TestMasked:
    """Promises, control 6, where the policy masks finders (the group's does)."""

    def test_nobody_sees_who_it_is_until_two_people_ask(self, any_site: Site, report: Report) -> None:
        site, privacy = any_site, any_site.policy.intake.privacy
        masked = privacy is not None and privacy.finder_at_desk == "masked"
        assert _names(site, report, "hana") == ((masked), "" if masked else "Rita")
        if not masked:
            with pytest.raises(NotMasked):
                vote_unmask(actor=site.hana.actor, now=site.at.now, report=report, words="Why.")
            return
        assert vote_unmask(actor=site.hana.actor, now=site.at.now, report=report, words="Why.") is False
        with pytest.raises(SecondWordNeeded):
            vote_unmask(actor=site.hana.actor, now=site.at.now, report=report, words="Why.")
        assert _names(site, report, "mina") == (True, "")
        assert vote_unmask(actor=site.mina.actor, now=site.at.now, report=report, words="Yes.") is True
        assert _names(site, report, "hana") == _names(site, report, "mina") == (False, "Rita")
        site.at.later(hours=24)
        assert _names(site, report, "hana") == (True, "")
        assert JournalEntry.objects.filter(report=report, kind="restricted.unmasked").count() == 1


def _names(site: Site, report: Report, who: str) -> tuple[bool, str]:
    page = report_page(getattr(site, who).viewer, site.at.now, report.number)
    assert page is not None
    assert page.finder.credit_name == "Rita Okafor"
    return page.masked, page.finder.name
