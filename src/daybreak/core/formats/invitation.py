"""An invitation to a meeting as iCalendar (RFC 5545), sent and moved and cancelled by mail (RFC 5546, RFC 6047)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from daybreak.core.clocks.calendars import zone_of

if TYPE_CHECKING:
    from datetime import datetime

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
YEAR = timedelta(days=366)
"""How far around the meeting the zone's rules are written out."""
PRODUCT = "-//Daybreak//PSIRT//EN"


@dataclass(frozen=True)
class Somebody:
    """A name and a mail address."""

    name: str
    address: str


@dataclass(frozen=True)
class Invitation:
    """One meeting as it stands for one receiver; instants are aware.

    `uid` stays the same however often the meeting moves; `sequence` counts the moves. `sent_by` is the mailbox that
    writes for the organiser. Only the receiver is named: who else is called is read behind sign-in.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    zone: str
    summary: str
    description: str
    link: str
    place: str = ""
    organiser: Somebody | None = None
    sent_by: str = ""
    receiver: Somebody | None = None


def invitation(told: Invitation, method: Method) -> str:
    """Write the invitation with its method; lines end in CRLF and are folded."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(told, method))
    calendar.add_missing_timezones(first_date=told.starts_at.date() - YEAR, last_date=told.ends_at.date() + YEAR)
    return str(calendar.to_ical().decode())


def _event(told: Invitation, method: Method) -> Event:
    event, zone = Event(), zone_of(told.zone)
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.stamped_at)
    event.add("dtstart", told.starts_at.astimezone(zone))
    event.add("dtend", told.ends_at.astimezone(zone))
    event.add("summary", told.summary)
    event.add("description", told.description)
    event.add("url", vUri(told.link))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if told.place:
        event.add("location", told.place)
    if told.organiser is not None:
        event.add("organizer", _organiser(told.organiser, told.sent_by))
    if told.receiver is not None and method != "PUBLISH":
        event.add("attendee", _receiver(told.receiver), encode=False)
    return event


def _organiser(who: Somebody, sent_by: str) -> vCalAddress:
    address = _address(who)
    if sent_by:
        address.params["sent-by"] = vText(f"mailto:{sent_by}")
    return address


def _receiver(who: Somebody) -> vCalAddress:
    address = _address(who)
    for name, value in (("role", "REQ-PARTICIPANT"), ("partstat", "NEEDS-ACTION"), ("rsvp", "TRUE")):
        address.params[name] = vText(value)
    return address


def _address(who: Somebody) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.address}")
    if who.name:
        address.params["cn"] = vText(who.name)
    return address
