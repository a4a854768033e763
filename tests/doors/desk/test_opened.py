"""What came encrypted and was opened stands on the report's page, with its signature; what is shut says why (B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import WORKER
from daybreak.stages.intake.opening import Held, note_opened, note_shut
from daybreak.stages.intake.queries.conversation import opened_of
from daybreak.vault.openpgp import Plain

if TYPE_CHECKING:
    from daybreak.records.models import Report
    from daybreak.vault.openpgp import Signature
    from tests.doors.desk.conftest import Door

SECRET = "canary-7b2 the parser overflows"


def opened(desk: Door, signature: Signature = "none") -> Report:
    """Let the worker have opened something that held words and a file."""
    report = desk.report()
    plain = Plain(SECRET.encode(), "A" * 24 + "2905E347CAD76085", signature, "D180ADB83EE4F61D" if signature else "")
    held = Held(SECRET, (("../poc.py", b"canary-7b2"),))
    note_opened(actor=WORKER, now=desk.site.at.now, report=report, part="answer steps/0", plain=plain, held=held)
    return report


@pytest.mark.parametrize(
    ("signature", "said"),
    [("none", "Not signed"), ("unknown", "Not checked"), ("came_along", "Fits"), ("bad", "Does not fit")],
)
def test_words_file_key_and_signature_are_shown(desk: Door, signature: Signature, said: str) -> None:
    report = opened(desk, signature)
    hana = desk.as_(desk.site.hana)
    page = hana.get(f"/desk/reports/{report.number}/").text
    assert all(words in page for words in (SECRET, "poc.py", "2905E347CAD76085", said))
    (file,) = opened_of(report)[0].said.files
    answer = hana.get(f"/desk/reports/{report.number}/files/{file.id}/")
    assert b"".join(answer.streaming_content) == b"canary-7b2"  # type: ignore[attr-defined] # a streamed answer
    japanese = hana.get(f"/desk/reports/{report.number}/", headers={"Accept-Language": "ja"}).text
    assert "暗号化された内容" in japanese


def test_a_stranger_sees_nothing_of_it(desk: Door) -> None:
    report = opened(desk)
    (file,) = opened_of(report)[0].said.files
    mallory = desk.as_(desk.site.mallory)
    for road in (f"/desk/reports/{report.number}/", f"/desk/reports/{report.number}/files/{file.id}/"):
        answer = mallory.get(road)
        assert answer.status_code == 404
        assert "canary-7b2" not in answer.text


@pytest.mark.parametrize(
    ("why", "said"), [("no_key", "not kept here"), ("no_program", "not installed"), ("damaged", "damaged")]
)
def test_what_is_shut_says_why_and_what_to_do(desk: Door, why: str, said: str) -> None:
    report = desk.report()
    note_shut(actor=WORKER, now=desk.site.at.now, report=report, part="x", why=why)
    note_shut(actor=WORKER, now=desk.site.at.now, report=report, part="x", why=why)
    page = desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/").text
    assert page.count(said) == 1
    assert "open it where its key lies" in page


def test_what_was_opened_can_be_marked_as_customers_data(desk: Door) -> None:
    """B8: customers' data inside reports; what an encrypted log held is such data too."""
    report = opened(desk)
    page = desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/data/").text
    assert str(opened_of(report)[0].said.id) in page
