"""Notices leave at least once and are recorded exactly once, whatever is killed and whoever is slow."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from daybreak.connectors.envelope import Passing, Permanent
from daybreak.connectors.smtp import Smtp
from daybreak.core.access import WORKER
from daybreak.jobs.letters import NEWS_INSIDE, REMINDER
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round
from daybreak.jobs.worker import run_forever, run_once, told
from daybreak.notices.actions import LEASE, content_of, queue
from daybreak.notices.letter import Letter
from daybreak.records.models import JournalEntry, Membership, Notice, Person
from daybreak.stages.cases.actions import open_case
from daybreak.stages.intake.conversation import answer_finder
from daybreak.vault.data_keys import destroy
from daybreak.vault.sealed import open_json
from tests.connectors.smtp_server import post_office
from tests.jobs.work import CANARY, Before, Killed, Ledger, die, report_of_rita, terminate

if TYPE_CHECKING:
    from daybreak.connectors.envelope import Envelope
    from tests.cast import Site


def sent_entries(notice: Notice) -> int:
    """Count how often the journal says that this notice was sent."""
    bodies = JournalEntry.objects.filter(kind="notice.sent").values_list("body", flat=True)
    return sum(str(notice.id) in body for body in bodies)


@pytest.fixture
def receipt(site: Site) -> Notice:
    """Rita's receipt, waiting."""
    return Notice.objects.get(report=report_of_rita(site), template="receipt")


class TestAtLeastOnceOutsideOnceInside:
    """Promises, P6: each outside effect happens at least once, is idempotent, is recorded once."""

    def test_delivered_with_the_servers_receipt(self, site: Site, receipt: Notice) -> None:
        with post_office() as office:
            counts = run_once(site.at.now, connector=Smtp(office.url))
        receipt.refresh_from_db()
        assert counts.sent >= 1
        assert receipt.sent_at == site.at.now
        assert open_json(receipt, "receipt_sealed")["receipt"].startswith("250")
        assert office.by_message_id()[receipt.message_id] == 1
        assert str(counts.sent) in told(counts)
        assert sent_entries(receipt) == 1

    def test_killed_between_sending_and_recording(self, site: Site, receipt: Notice) -> None:
        """It goes out again after its lease, with the same Message-ID, and is recorded once."""
        book = Ledger(then=die)
        with pytest.raises(Killed):
            run_once(site.at.now, connector=book)
        assert sent_entries(receipt) == 0
        book.then = None
        run_once(site.at.now, connector=book)
        first = [one.message_id for one in book.taken]
        site.at.later(seconds=LEASE.total_seconds() + 1)
        run_once(site.at.now, connector=book)
        assert [one.message_id for one in book.taken].count(first[0]) == 2
        assert all(sent_entries(notice) == 1 for notice in Notice.objects.all())

    def test_killed_before_sending(self, site: Site, receipt: Notice) -> None:
        book = Ledger()
        with pytest.raises(Killed):
            run_once(site.at.now, connector=Before(book, die))
        assert book.taken == []
        run_once(site.at.later(minutes=6), connector=book)
        assert receipt.message_id in {one.message_id for one in book.taken}

    def test_a_connection_lost_after_the_data_is_tried_again(self, site: Site, receipt: Notice) -> None:
        with post_office() as office:
            office.faults.hang_up_after_data = True
            run_once(site.at.now, connector=Smtp(office.url))
            office.faults.hang_up_after_data = False
            run_once(site.at.later(minutes=2), connector=Smtp(office.url))
        assert office.by_message_id()[receipt.message_id] == 2, "the other side cannot know"
        assert sent_entries(receipt) == 1, "the record does"

    def test_a_slow_worker_is_overtaken_and_records_nothing(self, site: Site, receipt: Notice) -> None:
        """The fence: whoever holds the newest lease records."""
        fast = Ledger()
        slow = Before(Ledger(), lambda: run_once(site.at.later(minutes=10), connector=fast) and None)
        run_once(site.at.now, connector=slow)
        assert receipt.message_id in {one.message_id for one in fast.taken}
        assert all(sent_entries(notice) == 1 for notice in Notice.objects.all())

    def test_passing_failures_wait_longer_and_permanent_ones_end(self, site: Site, receipt: Notice) -> None:
        with post_office() as office:
            office.faults.replies = {"RCPT": "450 greylisted"}
            run_once(site.at.now, connector=Smtp(office.url))
            receipt.refresh_from_db()
            assert (receipt.sent_at, receipt.given_up_at, receipt.attempts) == (None, None, 1)
            assert receipt.due_at > site.at.now
            office.faults.replies = {"RCPT": "550 nobody here"}
            run_once(site.at.later(minutes=5), connector=Smtp(office.url))
        receipt.refresh_from_db()
        assert receipt.given_up_at == site.at.now
        told = open_json(receipt, "receipt_sealed")
        assert told == {"failure": "The mail server refuses the receiver.", "words": "550 nobody here"}

    def test_a_given_up_notice_is_told_to_people_and_that_letter_to_nobody(self, site: Site, receipt: Notice) -> None:
        """It ends: a letter about a failed letter does not fail into another letter."""

        class Refusing:
            def deliver(self, envelope: object) -> str:
                raise Permanent("no")

        for _hour in range(4):
            run_once(site.at.now, connector=Refusing())
            site.at.later(minutes=5)
        letters = Notice.objects.filter(template=NEWS_INSIDE).count()
        assert letters > 0
        run_once(site.at.later(minutes=5), connector=Refusing())
        assert Notice.objects.filter(template=NEWS_INSIDE).count() == letters

    def test_twenty_four_passing_failures_are_enough(self, site: Site, receipt: Notice) -> None:
        class Away:
            def deliver(self, envelope: object) -> str:
                raise Passing("away")

        Notice.objects.update(attempts=23)
        run_once(site.at.now, connector=Away())
        receipt.refresh_from_db()
        assert receipt.given_up_at is not None


class TestWhatIsCheckedAgain:
    """House, notices: content is frozen in the deed, hold and sight are checked again at sending."""

    def test_a_colleague_who_left_the_case_gets_nothing(self, site: Site) -> None:
        case = open_case(actor=site.hana.actor, now=site.at.now, title=CANARY)
        letter = Letter("told", site.mina.person.email, "x", "y")
        notice = queue(actor=WORKER, now=site.at.now, letter=letter, case=case)
        Membership.objects.filter(case=case, person=site.mina.person).update(until=site.at.now)
        book = Ledger()
        run_once(site.at.later(minutes=1), connector=book)
        notice.refresh_from_db()
        assert notice.given_up_at is not None
        assert notice.message_id not in {one.message_id for one in book.taken}

    def test_a_reminder_of_what_was_done_while_no_mail_left_is_not_sent(self, site: Site, receipt: Notice) -> None:
        """“Reminders and escalations as notices”: late is said of what is late when the letter leaves."""
        assert receipt.report is not None
        remind_due(Round(lambda: site.at.later(days=30)))
        written = Notice.objects.filter(template=REMINDER)
        about = written.filter(report=receipt.report, subject__startswith="answer ")
        assert about.count() > 1
        answer_finder(actor=site.hana.actor, now=site.at.now, report=receipt.report, body="Thank you.")
        run_once(site.at.later(minutes=1), connector=Ledger())
        assert set(about.values_list("sent_at", flat=True)) == {None}
        assert about.exclude(given_up_at=None).count() == about.count()
        assert written.exclude(sent_at=None).exists(), "what is still owed is reminded of"

    def test_a_colleague_who_left_the_house_gets_no_number_of_a_report(self, site: Site, receipt: Notice) -> None:
        """Promises, control 9: nothing opens for somebody who left, a letter that waited neither."""
        assert receipt.report is not None
        remind_due(Round(lambda: site.at.later(days=30)))
        mina = site.mina.person
        about = [one for one in Notice.objects.filter(template=REMINDER) if content_of(one).to == mina.email]
        assert any(receipt.report.number in content_of(one).subject for one in about)
        Person.objects.filter(pk=mina.pk).update(is_active=False)
        book = Ledger()
        run_once(site.at.later(minutes=1), connector=book)
        assert book.taken
        assert mina.email not in {one.to for one in book.taken}

    def test_an_erased_finder_gets_nothing_and_stops_nobody(self, site: Site, receipt: Notice) -> None:
        destroy(receipt.data_key, site.at.now)
        other = Notice.objects.get(report=report_of_rita(site, "ron@example.org"), template="receipt")
        book = Ledger()
        run_once(site.at.now, connector=book)
        receipt.refresh_from_db()
        assert receipt.given_up_at == site.at.now
        assert {one.message_id for one in book.taken} >= {other.message_id}
        assert receipt.message_id not in {one.message_id for one in book.taken}

    def test_mail_is_automatic_but_what_people_wrote_to_a_party_may_bounce(self, site: Site) -> None:
        for party in ("", "voice_platform"):
            letter = Letter("x", "a@b.example", "x", "y", party=party)
            queue(actor=WORKER, now=site.at.now, letter=letter)
        book = Ledger()
        run_once(site.at.now, connector=book)
        assert sorted(one.automatic for one in book.taken) == [False, True]
        assert {one.sender for one in book.taken} == {"security@hoshimi.example"}


class TestRunning:
    """The worker survives what an item does, ends when it is asked to, and says nothing restricted."""

    def test_one_broken_item_stops_no_other_and_is_logged_without_its_words(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        first = Notice.objects.get(report=report_of_rita(site), template="receipt")
        report_of_rita(site, "ron@example.org")

        class Breaking(Ledger):
            def deliver(self, envelope: Envelope) -> str:
                if envelope.message_id == first.message_id:
                    raise RuntimeError(CANARY)
                return super().deliver(envelope)

        book = Breaking()
        run_once(site.at.now, connector=book)
        assert len(book.taken) >= 1
        assert "RuntimeError" in caplog.text
        assert CANARY not in caplog.text
        assert "rita@example.org" not in caplog.text

    def test_sigterm_ends_it_after_the_item_at_hand(self, site: Site) -> None:
        for name in ("a", "b", "c"):
            queue(actor=WORKER, now=site.at.now, letter=Letter("x", f"{name}@b.example", "x", "y"))
        Notice.objects.update(due_at="2020-01-01T00:00:00Z")
        book = Ledger(then=terminate)
        run_forever(connector=book, pause=0)
        assert len(book.taken) == 1
        assert Notice.objects.filter(sent_at__isnull=False).count() == 1, "what was sent is recorded"

    def test_it_ends_at_once_when_it_is_stopped_already(self, site: Site) -> None:
        stop, book = threading.Event(), Ledger()
        stop.set()
        queue(actor=WORKER, now=site.at.now, letter=Letter("x", "a@b.example", "x", "y"))
        run_forever(stop, connector=book, pause=60)
        assert book.taken == []
