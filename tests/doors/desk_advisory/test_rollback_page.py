"""The desk's roll-back: the form says which armed advisory is held with it, and a stranger sees neither."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from daybreak.stages.remediation.actions import advance_remedy

if TYPE_CHECKING:
    from tests.doors.desk_advisory.conftest import AdvisoryDesk


def test_a_roll_back_says_what_it_holds_and_holds_it(desk: AdvisoryDesk) -> None:
    told, client = desk.told, desk.as_(desk.hana)
    fix = told.case.remedies.get(kind="fix")
    advance_remedy(actor=desk.hana.actor, now=told.now, remedy=fix, kind="remedy.offered_to_all")
    told.arm(told.now + timedelta(hours=5))
    road = f"/desk/cases/{told.case.number}/remedies/"
    form = unescape(client.get(road, {"do": "roll_back", "on": str(fix.id)}).content.decode())
    assert f"These armed advisories are held: {told.advisory.number}." in form
    sent = {"do": "roll_back", "on": str(fix.id), "words": "Devices restart for ever.", "sure": "on"}
    assert desk.as_(told.site.mallory).post(road, sent).status_code == 404
    assert told.revision.held_at is None
    answer = client.post(road, sent)
    assert answer.status_code == 303, unescape(answer.content.decode())[-3000:]
    assert told.revision.held_at is not None
    assert "Rolled back" in unescape(client.get(road).content.decode())
    journal = unescape(client.get(f"/desk/cases/{told.case.number}/journal/").content.decode())
    assert "A roll-out of the remedy was taken back" in journal or "対策の配信を取り消したため" in journal
