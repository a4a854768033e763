"""Meetings: who is called, what leaves by mail, moving, calling off, minutes that become the plan; and advice."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from daybreak.connectors.envelope import composed
from daybreak.jobs.deliver import envelope_of
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import content_of
from daybreak.products.queries import product_row
from daybreak.records.models import JournalEntry, Meeting, Notice, Person, Remedy
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.case_page import summary
from daybreak.stages.cases.consulting import advise, consult, to_consult
from daybreak.stages.cases.meetings import Held, When, call_off, convene, hold, move
from daybreak.stages.cases.membership import let_out
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.refusals import MeetingCancelled, MeetingHeldAlready, MeetingNotBegun, WordsRefused
from daybreak.stages.cases.vulnerabilities import Status, state_affect
from daybreak.stages.remediation.minutes import Minutes, keep_minutes
from daybreak.stages.remediation.refusals import ProposalMissing, RemedyRefused
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.records.models import Case
    from tests.cast import Site

DETAIL = "canary-90 the parser overflows"
ROLES = ("engineering_head", "security_team", "engineer")


def opened(site: Site) -> Case:
    """Open a case whose title must not leave the house."""
    return open_case(actor=site.hana.actor, now=site.at.now, title=DETAIL)


def called(site: Site, case: Case, *, hours: float = 4, place: str = "Room 4") -> Meeting:
    """Convene a meeting as Mina, some hours ahead."""
    when = When(site.at.now + timedelta(hours=hours), 45, place)
    return convene(actor=site.mina.actor, now=site.at.now, case=case, when=when, roles=ROLES)


def letters(case: Case) -> list[Notice]:
    """Give the invitations in the order in which they were written."""
    return list(case.notices.filter(template="meeting").order_by("queued_at", "id"))


def event(notice: Notice) -> tuple[str, Calendar]:
    """Read the calendar part of a notice: its method and its event."""
    ((_name, media, text),) = content_of(notice).attachments
    calendar = Calendar.from_ical(text)
    assert media == f"text/calendar; method={calendar['METHOD']}"
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def as_mail(notice: Notice, now: datetime) -> tuple[str, bytes]:
    """Compose the mail as it would leave, and give its words for machines and all its bytes."""
    whole = composed(envelope_of(notice, content_of(notice), now))
    part = message_from_bytes(whole, policy=default).get_body(("calendar",))
    assert part is not None
    assert part["Content-Type"].params["charset"] == "utf-8"
    return str(part["Content-Type"].params["method"]), whole


class TestConvening:
    """A6h, A6m: “the PM convenes the engineering head, security team, engineers concerned”."""

    def test_each_holder_of_a_role_is_let_in_and_invited_once(self, site: Site) -> None:
        case = opened(site)
        called(site, case)
        told = {content_of(one).to for one in letters(case)}
        assert told == {"hana@maker.example", "mina@maker.example"}
        assert len(letters(case)) == 2
        assert set(case.memberships.filter(person=site.mina.person).values_list("role", flat=True)) >= set(ROLES)

    def test_the_mail_is_a_request_without_a_word_of_the_case(self, site: Site) -> None:
        case = opened(site)
        meeting = called(site, case)
        for notice in letters(case):
            method, one = event(notice)
            assert as_mail(notice, site.at.now)[0] == method == "REQUEST"
            assert str(one["ATTENDEE"]) == f"mailto:{content_of(notice).to}"
            assert str(one["UID"]).startswith(str(meeting.id))
            assert one.decoded("DTSTART") == meeting.starts_at
            text = f"{content_of(notice)}{as_mail(notice, site.at.now)[1]!r}"
            assert case.number in text
            assert DETAIL not in text

    def test_a_role_nobody_has_or_a_time_gone_by_is_refused(self, site: Site) -> None:
        case = opened(site)
        for when, roles in ((When(site.at.now), ROLES), (When(site.at.later(hours=1)), ROLES), (When(site.at.now), ())):
            with pytest.raises(WordsRefused):
                convene(actor=site.mina.actor, now=site.at.now, case=case, when=when, roles=roles)
        assert not Meeting.objects.filter(case=case).exists()


class TestMovingAndCallingOff:
    """RFC 5546: a moved meeting keeps its UID and counts SEQUENCE on; a CANCEL takes it out of the calendars."""

    def test_the_same_meeting_moves_as_often_as_need_be(self, site: Site) -> None:
        case = opened(site)
        meeting = called(site, case)
        for turn in (1, 2):
            later = When(site.at.later(minutes=10) + timedelta(hours=20 + turn), 30, "Room 5")
            move(actor=site.hana.actor, now=site.at.now, meeting=meeting, when=later)
            newest = [event(one) for one in letters(case)[-2:]]
            assert {method for method, _one in newest} == {"REQUEST"}
            assert {(str(one["UID"]).partition("@")[0], one["SEQUENCE"]) for _method, one in newest} == {
                (str(meeting.id), turn)
            }
            assert all(one.decoded("DTSTART") == later.starts_at for _method, one in newest)
            assert all(content_of(one).subject.startswith("Moved: Meeting on") for one in letters(case)[-2:])
            assert not any(str(one["SUMMARY"]).startswith("Moved") for _method, one in newest)

    def test_whoever_took_a_role_since_is_invited_when_it_moves(self, site: Site) -> None:
        from daybreak.people.actions import grant_role
        from tests.cast import OPERATOR

        case = opened(site)
        meeting = called(site, case)
        grant_role(actor=OPERATOR, now=site.at.now, person=site.quinn.person, role="engineer")
        move(actor=site.mina.actor, now=site.at.now, meeting=meeting, when=When(site.at.now + timedelta(days=1)))
        assert content_of(letters(case)[-1]).to in {"quinn@maker.example", "hana@maker.example", "mina@maker.example"}
        assert "quinn@maker.example" in {content_of(one).to for one in letters(case)}

    def test_who_left_the_case_since_hears_neither_where_it_is_now_nor_comes_in_again(self, site: Site) -> None:
        """Need to know: a live membership row is the only reason to hear of a case."""
        case = opened(site)
        meeting = called(site, case)
        before = len(letters(case))
        quinn = next(
            one for one in Person.objects.filter(id__in=meeting.invited) if one.email != site.hana.person.email
        )
        let_out(actor=site.hana.actor, now=site.at.later(minutes=5), case=case, person=quinn)
        when = When(site.at.now + timedelta(hours=9), 45, "https://meet.example/canary-77")
        move(actor=site.mina.actor, now=site.at.later(minutes=5), meeting=meeting, when=when)
        fresh = letters(case)[before:]
        (theirs,) = [one for one in fresh if content_of(one).to == quinn.email]
        method, said = event(theirs)
        assert (method, int(said["SEQUENCE"]), str(said["STATUS"])) == ("CANCEL", 1, "CANCELLED")
        whole = as_mail(theirs, site.at.now)[1] + str(content_of(theirs)).encode()
        assert b"canary-77" not in whole
        assert "You are no longer asked" in content_of(theirs).body
        assert len(fresh) > 1
        assert {event(one)[0] for one in fresh if one.id != theirs.id} == {"REQUEST"}
        assert str(quinn.id) not in meeting.invited
        live = case.memberships.filter(person=quinn, until=None)
        assert not live.exists()

    def test_called_off_it_leaves_the_calendars_and_the_reason_stays(self, site: Site) -> None:
        case = opened(site)
        meeting = called(site, case)
        call_off(actor=site.mina.actor, now=site.at.later(minutes=5), meeting=meeting, reason="canary-91 not needed")
        last = letters(case)[-2:]
        for notice in last:
            method, one = event(notice)
            assert as_mail(notice, site.at.now)[0] == method == "CANCEL"
            assert (one["STATUS"], one["SEQUENCE"]) == ("CANCELLED", 1)
            assert "canary-91" not in str(content_of(notice))
            assert content_of(notice).subject.startswith("Called off: ")
        with pytest.raises(MeetingCancelled):
            hold(actor=site.mina.actor, now=site.at.now, meeting=meeting, held=Held("x"))
        with pytest.raises(MeetingCancelled):
            move(actor=site.mina.actor, now=site.at.now, meeting=meeting, when=When(site.at.later(days=1)))
        assert "canary-91" not in JournalEntry.objects.get(kind="meeting.cancelled").body


class TestMinutes:
    """A6h: “the meeting yields a fix proposal”."""

    def test_the_proposal_becomes_the_plan_in_the_same_deed(self, site: Site) -> None:
        case, hana = opened(site), site.hana.actor
        cloud = product_row("hc-cloud")
        assert cloud is not None
        affect = state_affect(
            actor=hana,
            now=site.at.now,
            vulnerability=case.vulnerabilities.get(),
            product=cloud,
            release=None,
            stated=Status("affected"),
        )
        meeting = called(site, case)
        keep_minutes(
            actor=hana,
            now=site.at.later(hours=5),
            meeting=meeting,
            minutes=Minutes("All were there.", "Check the length.", [str(affect.id)]),
        )
        remedy = Remedy.objects.get(case=case)
        assert open_text(remedy, "plan_sealed") == "Check the length."
        entries = JournalEntry.objects.filter(case=case, kind__in=("meeting.held", "remedy.planned"))
        assert len({entry.deed for entry in entries}) == 1
        assert entries.count() == 2
        with pytest.raises(MeetingHeldAlready):
            call_off(actor=hana, now=site.at.now, meeting=meeting, reason="late")

    def test_minutes_tell_of_what_was(self, site: Site) -> None:
        """A6h: a meeting that is convened is not held yet; who met earlier says when, and that is when it was."""
        case, mina = opened(site), site.mina.actor
        meeting = called(site, case)
        for began in (None, site.at.now + timedelta(minutes=1)):
            with pytest.raises(MeetingNotBegun):
                hold(actor=mina, now=site.at.now, meeting=meeting, held=Held("x", began_at=began))
            meeting.refresh_from_db()
        assert meeting.held_at is None
        earlier = site.at.now
        hold(actor=mina, now=site.at.later(minutes=30), meeting=meeting, held=Held("x", began_at=earlier))
        kept = Meeting.objects.get(id=meeting.id)
        assert (kept.starts_at, kept.held_at) == (earlier, site.at.now)
        second = called(site, case, hours=1)
        hold(actor=mina, now=site.at.later(hours=1), meeting=second, held=Held("At its time."))

    def test_a_plan_that_is_refused_keeps_no_minutes(self, site: Site) -> None:
        case, hana = opened(site), site.hana.actor
        meeting = called(site, case)
        cloud = product_row("hc-cloud")
        assert cloud is not None
        flaw = case.vulnerabilities.get()
        stated = {"vulnerability": flaw, "product": cloud, "release": None, "stated": Status("affected")}
        affect = state_affect(actor=hana, now=site.at.now, **stated)  # type: ignore[arg-type]
        site.at.later(hours=5)
        refused = ((Minutes("x", " ", [str(affect.id)]), ProposalMissing), (Minutes("x", "y", ["?"]), NotVisible))
        refused += ((Minutes("x", "y", [str(affect.id)], "magic"), RemedyRefused),)
        for minutes, reason in refused:
            with pytest.raises(reason):
                keep_minutes(actor=hana, now=site.at.now, meeting=meeting, minutes=minutes)
        assert Meeting.objects.get(id=meeting.id).held_at is None


class TestAdvice:
    """A6l: “the PM consults security team and engineers”, without a meeting."""

    def test_those_asked_are_let_in_and_told_without_a_word_of_the_case(self, site: Site) -> None:
        case = opened(site)
        facts = facts_of_case(case.id)
        assert to_consult(site.policy, facts, "low") == ("security_team", "engineer")
        assert to_consult(site.policy, facts, "high") == ()
        consult(actor=site.mina.actor, now=site.at.now, case=case, roles=["engineer"], question=f"{DETAIL}: your view?")
        told = list(case.notices.filter(template="advice"))
        assert {content_of(one).to for one in told} == {"hana@maker.example", "mina@maker.example"}
        assert all(DETAIL not in str(content_of(one)) for one in told)
        assert to_consult(site.policy, facts_of_case(case.id), "low") == ("security_team",)
        advise(actor=site.hana.actor, now=site.at.later(hours=1), case=case, words="A length check will do.")
        seen = summary(site.hana.viewer, site.at.now, case.number).advice
        assert [(one.roles, one.words) for one in seen] == [
            (("engineer",), f"{DETAIL}: your view?"),
            ((), "A length check will do."),
        ]
        assert all(DETAIL not in entry.body for entry in JournalEntry.objects.filter(case=case))

    def test_nobody_is_nobody(self, site: Site) -> None:
        with pytest.raises(WordsRefused):
            consult(actor=site.mina.actor, now=site.at.now, case=opened(site), roles=[], question="?")
