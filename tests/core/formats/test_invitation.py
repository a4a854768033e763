"""Invitations as iCalendar: what RFC 5545 and RFC 5546 ask of them, whatever a person typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from daybreak.core.formats.invitation import Invitation, Method, Somebody, invitation

START = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TOLD = Invitation(
    uid="one@maker.example",
    sequence=2,
    starts_at=START,
    ends_at=START + timedelta(minutes=45),
    stamped_at=START - timedelta(hours=1),
    zone="Asia/Tokyo",
    summary="Meeting on HC-2026-7K3QF",
    description="You are asked to a meeting on HC-2026-7K3QF.",
    link="https://psirt.maker.example/desk/cases/HC-2026-7K3QF/",
    place="Room 4",
    organiser=Somebody("Mina", "mina@maker.example"),
    sent_by="security@maker.example",
    receiver=Somebody("Hana", "hana@maker.example"),
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
METHODS: tuple[Method, ...] = ("REQUEST", "CANCEL", "PUBLISH")


def event_of(text: str) -> tuple[Calendar, Calendar]:
    """Read an invitation back: the calendar and its one event."""
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


class TestRfc5545:
    """“UID … SHOULD be globally unique”, “SEQUENCE … incremented”, lines in CRLF, at most 75 octets."""

    @pytest.mark.parametrize("method", METHODS)
    def test_says_when_in_the_zone_of_the_organisation(self, method: Method) -> None:
        calendar, event = event_of(invitation(TOLD, method))
        assert calendar["METHOD"] == method
        assert (event["UID"], event["SEQUENCE"]) == (TOLD.uid, 2)
        assert event.decoded("DTSTART") == TOLD.starts_at
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
        assert event["DTSTART"].params["TZID"] == "Asia/Tokyo"
        assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]
        assert event["STATUS"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
        assert event["CLASS"] == "PRIVATE"

    @given(WORDS, WORDS, st.sampled_from(["\r\n", "\n", ""]))
    @settings(max_examples=40, deadline=None)
    def test_nothing_typed_becomes_a_property(self, name: str, place: str, end: str) -> None:
        told = replace(
            TOLD,
            place=f"{place}{end}ATTENDEE:mailto:mallory@example.org",
            organiser=Somebody(f"{name}{end}X-EVIL:1", "mina@maker.example"),
        )
        text = invitation(told, "REQUEST")
        _calendar, event = event_of(text)
        assert "X-EVIL" not in event
        assert [str(one) for one in [event["ATTENDEE"]]] == ["mailto:hana@maker.example"]
        lines = text.split("\r\n")
        assert not any("\n" in one or "\r" in one for one in lines)
        assert all(len(one.encode()) <= 75 for one in lines)

    def test_a_night_in_which_the_clocks_change_keeps_its_instant(self) -> None:
        begins = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        told = replace(TOLD, zone="Europe/Berlin", starts_at=begins, ends_at=begins + timedelta(hours=1))
        _calendar, event = event_of(invitation(told, "REQUEST"))
        assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
        assert event["DTSTART"].to_ical() == b"20261025T023000"


class TestRfc5546:
    """REQUEST and CANCEL name organiser and receiver; PUBLISH “MUST NOT” have an attendee."""

    @pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
    def test_organiser_and_receiver(self, method: Method) -> None:
        _calendar, event = event_of(invitation(TOLD, method))
        assert str(event["ORGANIZER"]) == "mailto:mina@maker.example"
        assert event["ORGANIZER"].params["SENT-BY"] == "mailto:security@maker.example"
        assert str(event["ATTENDEE"]) == "mailto:hana@maker.example"
        assert event["ATTENDEE"].params["RSVP"] == "TRUE"

    def test_published_without_names_of_those_called(self) -> None:
        _calendar, event = event_of(invitation(TOLD, "PUBLISH"))
        assert "ATTENDEE" not in event
