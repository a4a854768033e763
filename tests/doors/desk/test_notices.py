"""Notices at the desk: what left the house or waits, and what a person does about it (A7a)."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from daybreak.connectors.smtp_replies import ADDRESS
from daybreak.core.access import PUBLIC
from daybreak.journal.facts import facts_of_report
from daybreak.notices.actions import content_of, lease_due, record_failure, record_sent
from daybreak.notices.queries import CODE, MASK
from daybreak.stages.intake.conversation import send_lost_codes

if TYPE_CHECKING:
    from daybreak.records.models import Notice
    from tests.doors.desk.conftest import Door


def receipt(desk: Door) -> Notice:
    """Give the notice that a new report with an address brings."""
    return desk.report(address="rita@finder.example").notices.get()


def leased(desk: Door) -> Notice:
    """Give a notice that the worker has in hand."""
    receipt(desk)
    return lease_due(now=desk.site.at.now)[0]


def test_a_list_without_notices(desk: Door) -> None:
    assert "Nothing has been sent yet" in desk.as_(desk.site.hana).get("/desk/notices/").text


def test_what_waits_is_listed_and_read(desk: Door) -> None:
    notice = receipt(desk)
    client = desk.as_(desk.site.hana)
    assert "rita@finder.example" in client.get("/desk/notices/?state=waiting").text
    page = client.get(f"/desk/notices/{notice.id}/").text
    assert "Thank you for your report" in page
    assert "No notice fits this filter" in client.get("/desk/notices/?state=sent").text


def test_a_letter_in_another_language_is_marked_as_such(desk: Door) -> None:
    """A reader with a screen reader hears a Japanese subject as Japanese, and everybody sees why it is."""
    notice = receipt(desk)
    client = desk.as_(desk.site.hana)
    assert 'lang="ja"' not in client.get("/desk/notices/").text.partition("<main")[2]
    page = client.get("/desk/notices/", headers={"Accept-Language": "ja"}).text.partition("<main")[2]
    assert f'href="/desk/notices/{notice.id}/" lang="en"' in page
    assert "英語" in page


def test_reading_a_notice_is_noted(desk: Door) -> None:
    notice = receipt(desk)
    desk.as_(desk.site.hana).get(f"/desk/notices/{notice.id}/")
    assert "restricted.read" in {fact.kind for fact in facts_of_report(notice.report_id)}


def test_a_tracking_code_is_the_finders_alone(desk: Door) -> None:
    """Promises, control 12: the desk cannot enter the finder's mailbox with a code it read in the outbox."""
    notice = receipt(desk)
    send_lost_codes(actor=PUBLIC.actor, now=desk.site.at.later(minutes=1), address="rita@finder.example")
    renewed = notice.report.notices.exclude(id=notice.id).get()
    for one in (notice, renewed):
        code = re.search(CODE, content_of(one).body)
        assert code
        text = desk.as_(desk.site.hana).get(f"/desk/notices/{one.id}/").text
        assert code[0] not in text
        assert MASK in text


def test_try_again_what_was_given_up(desk: Door) -> None:
    notice = leased(desk)
    client = desk.as_(desk.site.hana)
    client.post(f"/desk/notices/{notice.id}/again/")
    notice.refresh_from_db()
    assert notice.attempts == 1  # it was not given up, so nothing happened
    said = "550 5.1.1 no such mailbox"
    record_failure(now=desk.site.at.now, notice=notice, reason=ADDRESS, words=said, for_good=True)
    for language, sentence in (("en", ADDRESS), ("ja", "このアドレスを認識していない")):
        page = client.get(f"/desk/notices/{notice.id}/", headers={"Accept-Language": language}).text
        assert said in page
        assert sentence in page
    assert desk.as_(desk.site.mallory).get(f"/desk/notices/{notice.id}/").status_code == 404
    assert client.post(f"/desk/notices/{notice.id}/again/").status_code == 303
    notice.refresh_from_db()
    assert (notice.given_up_at, notice.attempts) == (None, 0)


def test_a_confirmation_needs_a_reference(desk: Door) -> None:
    notice = leased(desk)
    record_sent(now=desk.site.at.now, notice=notice, receipt="250 ok")
    client, road = desk.as_(desk.site.hana), f"/desk/notices/{notice.id}/confirm/"
    assert client.post(road, {"confirm-reference": " "}).status_code == 422
    assert client.post(road, {"confirm-reference": "VP-4711"}).status_code == 303
    notice.refresh_from_db()
    assert notice.confirmed_at is not None
    assert "Confirmed" in client.get("/desk/notices/?state=confirmed").text


def test_what_came_back_says_why(desk: Door) -> None:
    notice = leased(desk)
    record_sent(now=desk.site.at.now, notice=notice, receipt="250 ok")
    client, road = desk.as_(desk.site.hana), f"/desk/notices/{notice.id}/bounced/"
    assert client.post(road, {"bounced-reason": ""}).status_code == 422
    assert client.post(road, {"bounced-reason": "Mailbox full"}).status_code == 303
    notice.refresh_from_db()
    assert notice.bounced_at is not None


def test_mallory_learns_nothing(desk: Door) -> None:
    notice = receipt(desk)
    mallory = desk.as_(desk.site.mallory)
    hidden, missing = (mallory.get(f"/desk/notices/{key}/") for key in (notice.id, uuid.uuid4()))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert mallory.get("/desk/notices/no-key/").status_code == 404
