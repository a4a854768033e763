"""What the duties tab offers with a running duty is what the policy lets this very reader do (A13, B4b)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from daybreak.journal import clock
from daybreak.people.actions import grant_role, register_person
from daybreak.records.models import Membership, Person, Product
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.vulnerabilities import Status, note_world_event, state_affect
from tests.cast import OPERATOR, PASSWORD, Member
from tests.doors.desk_case.test_life import VECTOR, local

if TYPE_CHECKING:
    from daybreak.stages.cases.duty_board import DutyLine
    from tests.doors.desk_case.conftest import CaseDesk


def fixing(desk: CaseDesk) -> DutyLine:
    """Lead the case to where a product is affected and all know of it; give a duty that may be extended."""
    desk.do("", "confirm", sure="on")
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=VECTOR, source="ourselves", reason="")
    product, flaw = Product.objects.order_by("key").first(), desk.case.vulnerabilities.get()
    assert product is not None
    told = Status("affected", note="It is in it.")
    state_affect(
        actor=desk.site.hana.actor, now=desk.site.at.now, vulnerability=flaw, product=product, release=None, stated=told
    )
    note_world_event(
        actor=desk.site.hana.actor, now=desk.site.at.now, vulnerability=flaw, event="public", at=desk.site.at.now
    )
    desk.later(minutes=5)
    return next(one for one in lines(desk, desk.site.hana) if one.running and one.duty.rule.extend_for)


def lines(desk: CaseDesk, member: Member) -> tuple[DutyLine, ...]:
    """Give the duties of the case as somebody sees them."""
    return case_duties(member.viewer, clock.database_now(), desk.case.number)


def inside(desk: CaseDesk, role: str) -> Member:
    """Let somebody new, who holds one role alone, into the case."""
    at = desk.site.at
    person = register_person(
        actor=OPERATOR, now=at.now, email=f"{role}@maker.example", name=f"One {role}", password=PASSWORD
    )
    grant_role(actor=OPERATOR, now=at.now, person=person, role=role)
    Membership.objects.get_or_create(case=desk.case, person=person, role=role, defaults={"valid_from": at.now})
    return Member(person, at)


def offered(page: str, key: str) -> set[str]:
    """Give the deeds that the page offers with a duty."""
    names = ("extend", "pause", "resume", "waive")
    return {name for name in names if f"do={name}&on={key}" in html.unescape(page)}


def test_extend_is_offered_to_those_alone_whom_the_policy_lets(any_desk: CaseDesk) -> None:
    """A13: extended “with a reason from the policy's list”, by whom the policy says; each role in turn."""
    desk, fix = any_desk, fixing(any_desk)
    grant = fix.duty.rule.extension_by
    assert grant is not None
    sent = {"until": local(desk, days=400), "reason": fix.duty.rule.extend_for[0], "words": "The parser is shared."}
    those: dict[bool, set[str]] = {True: set(), False: set()}
    for role in desk.site.policy.roles:
        member = inside(desk, role)
        page = desk.page("duties/", member)
        may = "extend" in offered(page, fix.key)
        those[may].add(role)
        assert "waive" in offered(page, fix.key)
        assert ("The policy lets it be extended by: " in page) is not may, role
        if not may:
            refusal = desk.refused("duties/", "extend", fix.key, by=member, code=409, **sent)
            assert "The policy gives this to " in refusal
            assert "The parser is shared." in refusal
    assert set(grant.by) <= those[True]
    assert those[False]
    one = next(iter(those[True] - set(grant.by)), grant.by[0])
    desk.do("duties/", "extend", fix.key, by=Member(_person(one), desk.site.at), **sent)
    assert desk.as_(desk.site.mallory).get(desk.road("duties/")).status_code == 404


def test_a_word_for_a_waiver_is_offered_once_and_then_to_another(any_desk: CaseDesk) -> None:
    """“Waive with two people”: whoever has said so waits for somebody else."""
    desk, fix = any_desk, fixing(any_desk)
    assert "waive" in offered(desk.page("duties/"), fix.key)
    desk.do("duties/", "waive", fix.key, words="It is an exercise.", sure="on")
    page = desk.page("duties/")
    assert "waive" not in offered(page, fix.key)
    assert "Hana asks to waive it" in page
    assert "waive" in offered(desk.page("duties/", desk.site.mina), fix.key)
    words = "Still, it is an exercise."
    assert words in desk.refused("duties/", "waive", fix.key, code=409, words=words, sure="on")


def test_a_form_whose_duty_was_kept_meanwhile_stays_with_its_words(desk: CaseDesk) -> None:
    """What was refused stays on the page with its words, though its line stands among what is done by now."""
    key = next(one.key for one in lines(desk, desk.site.hana) if one.duty.id == "confirm")
    desk.do("", "confirm", sure="on")
    words = "We asked the finder for a sample."
    page = desk.refused("duties/", "pause", key, code=409, words=words)
    assert words in page
    assert "pause" not in offered(page, key)


def _person(role: str) -> Person:
    return Person.objects.get(email=f"{role}@maker.example")
