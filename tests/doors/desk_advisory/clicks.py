"""The clicks of an advisory's way over the desk that several tests make."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.words import fields_of
from tests.doors.desk_advisory.conftest import AdvisoryDesk
from tests.stages.disclosure.telling import a_tuesday

if TYPE_CHECKING:
    from datetime import datetime


def local(desk: AdvisoryDesk, instant: datetime) -> str:
    """Write an instant as the browser's field does, in the organisation's zone."""
    return f"{instant.astimezone(ZoneInfo(desk.told.site.policy.organisation.time_zone)):%Y-%m-%dT%H:%M}"


def words(desk: AdvisoryDesk, suffix: str = "") -> dict[str, str]:
    """Fill in the writing form."""
    languages = desk.told.site.policy.languages
    return {
        place.name_in(language): "https://reading.example/x" if place.kind == "url" else f"Words {language}{suffix}"
        for place in fields_of(content_of(desk.told.revision), languages)
        for language in place.languages
    }


def write(desk: AdvisoryDesk, suffix: str = "") -> None:
    """Write the words through the page."""
    sent = {"content": desk.told.revision.content_hash, **words(desk, suffix)}
    answer = desk.as_(desk.hana).post(desk.road("write/"), sent)
    assert answer.status_code == 303, answer.content.decode()[-4000:]


def arm(desk: AdvisoryDesk) -> datetime:
    """Write, agree, approve in order and release by two, through the pages; give the instant."""
    instant = a_tuesday(desk.told.site)
    write(desk)
    desk.told.agree(instant)
    for rule in desk.told.site.policy.disclosure.approvals:
        desk.at(desk.told.now + timedelta(minutes=1))
        for division in desk.told.divisions if rule.of else [""]:
            desk.do("approve", desk.mina, role=rule.by, division=division)
    desk.do("release", public_at=local(desk, instant), sure="on")
    desk.do("release", desk.mina, public_at=local(desk, instant), sure="on")
    return instant


def armed(desk: AdvisoryDesk) -> datetime:
    """The same by deeds, for what comes after it; give the instant."""
    instant = desk.told.arm(a_tuesday(desk.told.site))
    desk.at(desk.told.now)
    return instant
