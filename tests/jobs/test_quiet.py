"""An address gets at most one automatic letter an hour, however many mails come from it; nothing it sent is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import PUBLIC
from daybreak.jobs.mail_in import import_mail
from daybreak.jobs.worker import run_once
from daybreak.notices.actions import lease_due
from daybreak.notices.waiting import QUIET, quiet_until
from daybreak.records.models import Notice, Report
from daybreak.stages.intake.conversation import answer_finder, send_lost_codes
from daybreak.stages.intake.letters import MOST_RECEIPTS
from tests.jobs.work import Ledger, report_of_rita

if TYPE_CHECKING:
    from datetime import datetime

    from tests.cast import Site

ADDRESS = "rita@example.org"


def mail(place: int, sender: str = ADDRESS) -> bytes:
    """Write one of several mails by the same sender."""
    head = f"From: {sender}\r\nTo: security@hoshimi.example\r\nSubject: Flaw {place}\r\nMessage-ID: <{place}@x.example>"
    return f"{head}\r\n\r\nSteps.\r\n".encode()


def sent_to(book: Ledger, address: str = ADDRESS) -> list[str]:
    """Give the subjects of what went to an address."""
    return [one.subject for one in book.taken if one.to == address]


class TestOneAnHour:
    """Promises, control 10: "Automatic mail: null sender, Auto-Submitted, at most one per correspondent and hour"."""

    def test_a_second_mail_within_the_hour_gets_its_receipt_when_the_hour_is_over(self, site: Site) -> None:
        book, numbers = Ledger(), []
        for place, minutes in enumerate((0, 5, 40)):
            numbers.append(import_mail(mail(place), site.at.later(minutes=minutes)).report.number)
            run_once(site.at.now, connector=book)
        assert Report.objects.count() == 3
        assert len(sent_to(book)) == 1
        run_once(site.at.later(minutes=14), connector=book)
        assert len(sent_to(book)) == 1
        run_once(site.at.later(minutes=1), connector=book)
        assert len(sent_to(book)) == 2
        run_once(site.at.later(minutes=60), connector=book)
        told = " ".join(one.body for one in book.taken)
        assert len(sent_to(book)) == 3
        assert all(number in told for number in numbers)
        assert all(one.return_path == "" for one in book.taken if one.to == ADDRESS)

    @pytest.mark.parametrize("written", ["RITA@EXAMPLE.org", "Rita <rita@example.org>", "rita@example.org (Rita)"])
    def test_however_the_address_is_written(self, site: Site, written: str) -> None:
        book = Ledger()
        import_mail(mail(1), site.at.now)
        import_mail(mail(2, written), site.at.now)
        run_once(site.at.now, connector=book)
        assert len([one for one in book.taken if one.to.casefold() == ADDRESS]) == 1

    def test_another_address_is_not_kept_waiting(self, site: Site) -> None:
        book = Ledger()
        for sender in (ADDRESS, "vera@example.org"):
            import_mail(mail(1, sender), site.at.now)
        run_once(site.at.now, connector=book)
        assert len(sent_to(book)) == len(sent_to(book, "vera@example.org")) == 1

    def test_a_flood_is_stored_and_not_answered_for_days(self, site: Site) -> None:
        """A stranger's address is not bombed through us: a few receipts wait, the reports are all there."""
        for place in range(MOST_RECEIPTS + 7):
            import_mail(mail(place), site.at.now)
        assert Report.objects.count() == MOST_RECEIPTS + 7
        assert Notice.objects.filter(template="receipt").count() == MOST_RECEIPTS

    def test_news_wait_their_turn_and_are_told_once(self, site: Site) -> None:
        book, report = Ledger(), report_of_rita(site)
        run_once(site.at.now, connector=book)
        for minutes in (1, 2):
            answer_finder(actor=site.hana.actor, now=site.at.later(minutes=minutes), report=report, body="Thank you.")
        run_once(site.at.now, connector=book)
        assert len(sent_to(book)) == 1
        run_once(site.at.later(minutes=60), connector=book)
        run_once(site.at.later(minutes=120), connector=book)
        assert len(sent_to(book)) == 2

    def test_lost_codes_come_in_one_letter_and_hold(self, site: Site) -> None:
        """Two reports, one letter; asked again within the hour, the codes in it stay good."""
        first, second = report_of_rita(site), report_of_rita(site)
        Notice.objects.all().delete()
        send_lost_codes(actor=PUBLIC.actor, now=site.at.now, address=ADDRESS)
        hashes = {*Report.objects.values_list("tracking_hash", flat=True)}
        assert hashes.isdisjoint({first.tracking_hash, second.tracking_hash})
        book = Ledger()
        run_once(site.at.now, connector=book)
        send_lost_codes(actor=PUBLIC.actor, now=site.at.later(minutes=30), address=ADDRESS)
        assert hashes == {*Report.objects.values_list("tracking_hash", flat=True)}
        (letter,) = (one.body for one in book.taken if one.to == ADDRESS)
        assert first.number in letter
        assert second.number in letter
        send_lost_codes(actor=PUBLIC.actor, now=site.at.later(minutes=31), address=ADDRESS)
        assert hashes.isdisjoint({*Report.objects.values_list("tracking_hash", flat=True)})

    def test_of_two_under_way_at_once_the_first_goes(self, site: Site) -> None:
        """Two workers, one lease each: only the letter that was queued first leaves."""
        report_of_rita(site)
        report_of_rita(site)
        leased = lease_due(now=site.at.now)
        waits = [quiet_until(notice, site.at.now) for notice in leased if notice.template == "receipt"]
        ends: list[datetime] = [until for until in waits if until is not None]
        assert len(waits) == 2
        assert ends == [site.at.now + QUIET]
        assert timedelta(hours=1) == QUIET

    def test_who_left_no_address_is_written_to_by_nobody(self, site: Site) -> None:
        report_of_rita(site, "")
        assert not Notice.objects.filter(template="receipt").exists()
