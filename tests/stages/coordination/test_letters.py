"""Letters that duties demand: what they must say, how they may leave, who lets them go, what a bounce does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdfium2 import PdfDocument

from daybreak.core.policy.duties import duties
from daybreak.journal.facts import facts_of_case, words_of
from daybreak.notices.actions import (
    ConfirmedAlready,
    NoticeNotSent,
    SecondPersonMissing,
    content_of,
    lease_due,
    record_sent,
)
from daybreak.notices.letter import fingerprint
from daybreak.records.models import Case, JournalEntry, Notice
from daybreak.stages.cases.actions import confirm, open_case, set_concern
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess, describe, note_world_event
from daybreak.stages.coordination.about import About
from daybreak.stages.coordination.letters import letter_for
from daybreak.stages.coordination.refusals import (
    GoesByMail,
    LetterAboutWhich,
    LetterIncomplete,
    LetterNotWaiting,
    LetterUnderWay,
    NotADutyToSend,
    NoWayToWrite,
)
from daybreak.stages.coordination.sending import (
    let_letter_go,
    letter_came_back,
    receipt_confirmed,
    record_by_hand,
    send_letter,
    take_back,
)
from daybreak.stages.coordination.typeface import typeface
from tests.cast import make_site

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from daybreak.core.policy.duty import Duty
    from daybreak.notices.letter import Content, Letter
    from tests.cast import Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
DETAIL = "canary-77 a crafted clip overruns the parser"


def told(site: Site) -> Case:
    """Open and confirm a case whose vulnerability is described."""
    hana, now = site.hana.actor, site.at.now
    case = open_case(actor=hana, now=now, title="Overflow")
    flaw = case.vulnerabilities.first()
    if flaw is not None:
        describe(actor=hana, now=now, vulnerability=flaw, title="Overflow", description=DETAIL, cwe="")
    confirm(actor=hana, now=now, case=case)
    return case


def text_of(letter: Letter | Content) -> str:
    """Give the attached report as text."""
    (text,) = [said for *_, said in letter.attachments if isinstance(said, str)]
    return text


def duty(site: Site, case: Case, rule: str) -> Duty:
    """Give a duty of the case as it stands now."""
    return next(one for one in duties(site.policy, facts_of_case(case.id), site.at.now) if one.id == rule)


def sent(site: Site, case: Case, rule: str, **words: str) -> Notice:
    """Write a letter as Hana, let it go as Mina, and let the worker's mail be taken."""
    notice = send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id=rule, words=words)
    let_letter_go(actor=site.mina.actor, now=site.at.now, notice=notice)
    (leased,) = [one for one in lease_due(now=site.at.now) if one.id == notice.id]
    assert record_sent(now=site.at.now, notice=leased, receipt="250 taken")
    notice.refresh_from_db()
    return notice


class TestFirstReport:
    """A7a: for every incident, whatever its severity, a first report within 24 hours."""

    def test_goes_within_24_hours_and_says_that_severity_is_not_judged(self, site: Site) -> None:
        case = told(site)
        assert duty(site, case, "first_report").limit == site.at.now + timedelta(hours=24)
        site.at.later(hours=2)
        notice = sent(site, case, "first_report")
        content = content_of(notice)
        names = [name for name, *_ in content.attachments]
        assert names == [f"{case.number}-first_report.txt", f"{case.number}-first_report.pdf"]
        assert "not judged yet" in text_of(content)
        assert DETAIL in text_of(content)
        assert DETAIL not in content.body
        assert duty(site, case, "first_report").state(site.at.now) == "kept"

    def test_in_japanese_it_embeds_its_letters_where_the_site_has_a_typeface(
        self, site: Site, settings: SettingsWrapper
    ) -> None:
        case = told(site)

        def pdf() -> bytes:
            """Give the attached PDF of the letter as it would go now."""
            letter, _missing = letter_for(case, "first_report", {"description": "映像の解析における領域外書き込み"})
            return next(said for *_, said in letter.attachments if isinstance(said, bytes))

        assert (b"/FontFile2" in pdf()) == (typeface() is not None)
        settings.TYPEFACE = None
        assert b"HeiseiKakuGo" in pdf()
        settings.TYPEFACE = Path(__file__)
        assert b"HeiseiKakuGo" in pdf()

    def test_no_line_of_what_is_told_looks_like_one_of_ours(self, site: Site) -> None:
        """A finder's words quoted in a report name no other contact to the partner who reads it."""
        case = told(site)
        said = "The parser fails.\n\nContact: mallory@example.org"
        letter, _missing = letter_for(case, "first_report", {"description": said})
        lines = text_of(letter).split("\n")
        assert "What happened: The parser fails." in lines
        assert [one for one in lines if one.startswith("Contact:")] == ["Contact: security@hoshimi.example"]
        assert "  Contact: mallory@example.org" in lines

    def test_a_first_sheet_has_no_label_for_an_earlier_one(self, site: Site) -> None:
        case = told(site)
        flaw = case.vulnerabilities.get()
        letter, _missing = letter_for(case, "cra_notification", {}, About("vulnerability", str(flaw.id)))
        assert "Update:" not in text_of(letter)
        assert "Manufacturer's reference:" in text_of(letter)

    def test_owes_an_update_once_severity_is_judged_and_none_after_it(self, site: Site) -> None:
        case = told(site)
        sent(site, case, "first_report")
        assert duty(site, case, "first_report").update_since is None
        judged = site.at.later(hours=1)
        assess(actor=site.hana.actor, now=judged, vulnerability=case.vulnerabilities.get(), vector=VECTOR)
        assert duty(site, case, "first_report").update_since == judged
        letter, missing = letter_for(case, "first_report", {})
        assert not missing
        assert "This updates our letter of" in text_of(letter)
        assert "9.8" in text_of(letter)
        site.at.later(hours=1)
        sent(site, case, "first_report")
        assert duty(site, case, "first_report").update_since is None

    def test_a_bounce_opens_the_duty_again(self, site: Site) -> None:
        case = told(site)
        notice = sent(site, case, "first_report")
        assert duty(site, case, "first_report").kept
        letter_came_back(actor=site.hana.actor, now=site.at.later(hours=1), notice=notice, reason="550 no such user")
        assert duty(site, case, "first_report").kept is None
        assert duty(site, case, "first_report").state(site.at.now) == "open"
        with pytest.raises(NoticeNotSent):
            receipt_confirmed(actor=site.hana.actor, now=site.at.now, notice=notice, reference="Ms Sato")
        sent(site, case, "first_report")
        assert duty(site, case, "first_report").kept == site.at.now

    def test_the_report_is_frozen_named_and_fingerprinted_before_it_leaves(self, site: Site) -> None:
        """What was let go is what leaves: the case may change meanwhile."""
        case, hana = told(site), site.hana.actor
        notice = send_letter(actor=hana, now=site.at.now, case=case, rule_id="first_report", words={})
        before = content_of(notice)
        entry = JournalEntry.objects.get(kind="notice.queued", body__contains=str(notice.id))
        sealed = {file["name"]: file["sha256"] for file in words_of(entry)["files"]}
        assert sealed == {name: fingerprint(said) for name, _media, said in before.attachments}
        assert DETAIL not in entry.body
        flaw = case.vulnerabilities.get()
        describe(actor=hana, now=site.at.now, vulnerability=flaw, title="Other", description="Other.", cwe="")
        let_letter_go(actor=site.mina.actor, now=site.at.now, notice=notice)
        (leased,) = [one for one in lease_due(now=site.at.now) if one.id == notice.id]
        assert content_of(leased) == before

    def test_the_pdf_says_what_the_text_says(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        describe(
            actor=hana,
            now=site.at.now,
            vulnerability=case.vulnerabilities.get(),
            title="あふれ",
            description="細工されたクリップで髙橋式パーサーがあふれます。",
            cwe="",
        )
        letter, _missing = letter_for(case, "first_report", {})
        (pdf,) = [said for *_, said in letter.attachments if isinstance(said, bytes)]
        pages = PdfDocument(pdf)
        printed = "".join(page.get_textpage().get_text_bounded() for page in pages)
        for line in text_of(letter).splitlines():
            assert "".join(line.split()) in "".join(printed.split())

    def test_a_first_letter_has_no_empty_line_where_updates_say_what_they_update(self, site: Site) -> None:
        letter, _missing = letter_for(told(site), "first_report", {})
        assert "\0" not in text_of(letter)
        assert text_of(letter).splitlines()[1].startswith("Number: ")


class TestWhatItMustSay:
    def test_is_refused_with_everything_that_is_missing(self, site: Site) -> None:
        case = told(site)
        with pytest.raises(LetterIncomplete) as refused:
            send_letter(
                actor=site.hana.actor, now=site.at.now, case=case, rule_id="cra_early_warning", words={"product": " "}
            )
        assert refused.value.particulars["missing"] == "product, member_states"
        assert not Notice.objects.filter(duty="cra_early_warning").exists()

    def test_only_duties_that_send_have_a_letter(self, site: Site) -> None:
        for rule in ("assess", "nothing"):
            with pytest.raises(NotADutyToSend):
                letter_for(told(site), rule, {})

    def test_words_of_a_person_stand_before_the_cases(self, site: Site) -> None:
        letter, _missing = letter_for(told(site), "first_report", {"description": "Shorter."})
        assert "Shorter." in text_of(letter)
        assert DETAIL not in text_of(letter)


class TestAboutOneThing:
    """A duty that exists per vulnerability is kept only for the one its letter is about."""

    def test_keeps_the_duty_of_that_vulnerability_alone_and_says_nothing_of_the_other(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        first = case.vulnerabilities.get()
        other = add_vulnerability(
            actor=hana, now=site.at.now, case=case, title="Second", description="canary-88 weak key"
        )
        for flaw in (first, other):
            note_world_event(actor=hana, now=site.at.now, vulnerability=flaw, event="attacked", at=site.at.now)
        words = {"product": "Drive 2", "member_states": "DE"}
        with pytest.raises(LetterAboutWhich):
            send_letter(actor=hana, now=site.at.now, case=case, rule_id="cra_notification", words=words)
        with pytest.raises(LetterAboutWhich):
            send_letter(
                actor=hana, now=site.at.now, case=case, rule_id="first_report", words=words, subject=str(first.id)
            )
        words |= dict.fromkeys(("measures", "user_measures", "sensitivity"), "none yet")
        notice = send_letter(
            actor=hana, now=site.at.now, case=case, rule_id="cra_notification", words=words, subject=str(first.id)
        )
        assert DETAIL in text_of(content_of(notice))
        assert "canary-88" not in str(content_of(notice))
        record_by_hand(actor=hana, now=site.at.later(hours=1), notice=notice, reference="SRP-1")
        assert kept(site, case, "cra_notification") == {str(first.id): True, str(other.id): False}
        second = send_letter(
            actor=hana, now=site.at.now, case=case, rule_id="cra_notification", words=words, subject=str(other.id)
        )
        record_by_hand(actor=hana, now=site.at.now, notice=second, reference="SRP-2")
        assert all(kept(site, case, "cra_notification").values())

    def test_a_bounce_opens_only_its_own(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        first = case.vulnerabilities.get()
        other = add_vulnerability(actor=hana, now=site.at.now, case=case, title="Second")
        words = {"product": "Drive 2", "member_states": "DE"}
        notices = []
        for flaw in (first, other):
            note_world_event(actor=hana, now=site.at.now, vulnerability=flaw, event="attacked", at=site.at.now)
            notices.append(
                send_letter(
                    actor=hana,
                    now=site.at.now,
                    case=case,
                    rule_id="cra_early_warning",
                    words=words,
                    subject=str(flaw.id),
                )
            )
            record_by_hand(actor=hana, now=site.at.now, notice=notices[-1], reference="SRP")
        letter_came_back(actor=hana, now=site.at.later(hours=1), notice=notices[0], reason="not accepted")
        assert kept(site, case, "cra_early_warning") == {str(first.id): False, str(other.id): True}


def kept(site: Site, case: Case, rule: str) -> dict[str, bool]:
    """Tell for each thing a duty exists for whether it is kept."""
    found = duties(site.policy, facts_of_case(case.id), site.at.now)
    return {one.subject: one.kept is not None for one in found if one.id == rule}


class TestTwoPeople:
    """Promises, control 9: who wrote it does not let it go."""

    def test_the_writer_cannot_let_go_and_nothing_leaves_before(self, site: Site) -> None:
        case = told(site)
        notice = send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="first_report", words={})
        assert notice.id not in {one.id for one in lease_due(now=site.at.now)}
        with pytest.raises(SecondPersonMissing):
            let_letter_go(actor=site.hana.actor, now=site.at.now, notice=notice)
        let_letter_go(actor=site.mina.actor, now=site.at.now, notice=notice)
        with pytest.raises(LetterNotWaiting):
            let_letter_go(actor=site.mina.actor, now=site.at.now, notice=notice)
        assert notice.id in {one.id for one in lease_due(now=site.at.now)}

    def test_one_letter_of_a_duty_waits_at_a_time_until_it_is_taken_back(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        notice = send_letter(actor=hana, now=site.at.now, case=case, rule_id="first_report", words={})
        with pytest.raises(LetterUnderWay):
            send_letter(actor=hana, now=site.at.now, case=case, rule_id="first_report", words={})
        take_back(actor=hana, now=site.at.now, notice=notice)
        with pytest.raises(LetterNotWaiting):
            let_letter_go(actor=site.mina.actor, now=site.at.now, notice=notice)
        second = send_letter(actor=hana, now=site.at.now, case=case, rule_id="first_report", words={})
        let_letter_go(actor=site.mina.actor, now=site.at.now, notice=second)
        with pytest.raises(LetterNotWaiting):
            take_back(actor=hana, now=site.at.now, notice=second)
        assert notice.id not in {one.id for one in lease_due(now=site.at.now)}


class TestByHand:
    """CRA, Art. 14: there is no interface; a sheet is entered by a person and the receipt recorded."""

    def test_a_sheet_is_never_mail_and_its_receipt_keeps_the_duty(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        note_world_event(
            actor=hana, now=site.at.now, vulnerability=case.vulnerabilities.get(), event="attacked", at=site.at.now
        )
        words = {"product": "Drive 2", "member_states": "DE, FR"}
        notice = send_letter(actor=hana, now=site.at.now, case=case, rule_id="cra_early_warning", words=words)
        assert (notice.channel, notice.awaits_second) == ("hand", False)
        assert content_of(notice).to.startswith("https://")
        assert not lease_due(now=site.at.later(days=2))
        with pytest.raises(NoticeNotSent):
            receipt_confirmed(actor=hana, now=site.at.now, notice=notice, reference="x")
        record_by_hand(actor=hana, now=site.at.now, notice=notice, reference="SRP-1")
        assert duty(site, case, "cra_early_warning").kept == site.at.now
        with pytest.raises(ConfirmedAlready):
            record_by_hand(actor=hana, now=site.at.now, notice=notice, reference="SRP-2")

    def test_the_reference_is_sealed(self, site: Site) -> None:
        case, hana = told(site), site.hana.actor
        words = {"product": "Drive 2", "member_states": "DE"}
        notice = send_letter(actor=hana, now=site.at.now, case=case, rule_id="cra_early_warning", words=words)
        record_by_hand(actor=hana, now=site.at.now, notice=notice, reference="SRP-canary-1")
        entry = JournalEntry.objects.get(kind="notice.confirmed")
        assert "SRP-canary" not in entry.body
        assert b"SRP-canary" not in bytes(entry.sealed or b"")

    def test_a_letter_by_mail_is_not_carried(self, site: Site) -> None:
        notice = send_letter(actor=site.hana.actor, now=site.at.now, case=told(site), rule_id="first_report", words={})
        with pytest.raises(GoesByMail):
            record_by_hand(actor=site.hana.actor, now=site.at.now, notice=notice, reference="x")

    def test_the_company_csirt_confirms_that_it_took_over(self, db: None) -> None:
        """B1: the duty is kept by the confirmation."""
        site = make_site("aoba-electric")
        case = told(site)
        set_concern(actor=site.hana.actor, now=site.at.now, case=case, concern="own_network", holds=True)
        assert duty(site, case, "hand_to_csirt").limit == site.at.now + timedelta(hours=4)
        notice = send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="hand_to_csirt", words={})
        assert notice.channel == "hand"
        record_by_hand(actor=site.hana.actor, now=site.at.later(hours=1), notice=notice, reference="CSIRT-9")
        assert duty(site, case, "hand_to_csirt").kept == site.at.now


def test_no_detail_is_queued_as_mail_to_a_party_that_did_not_agree_to_plain(any_site: Site) -> None:
    """Promises, control 9, for every letter of every policy."""
    case, policy = told(any_site), any_site.policy
    words: dict[str, Any] = {field: "said" for rule in policy.duties if rule.send for field in rule.send.must_say}
    asked = 0
    for rule in (one for one in policy.duties if one.send and one.to):
        party = policy.parties[rule.to or ""]
        try:
            notice = send_letter(
                actor=any_site.hana.actor, now=any_site.at.now, case=case, rule_id=rule.id, words=words
            )
        except NoWayToWrite:
            assert party.written_to is None
            continue
        except LetterAboutWhich:
            assert rule.scope == "component"
            continue
        asked += 1
        if notice.channel == "mail":
            assert party.written_to == "agreed_plain"
            assert notice.awaits_second
    leased = lease_due(now=any_site.at.later(days=30), at_most=100)
    assert all(not notice.party for notice in leased)
    assert asked or policy.organisation.numbers.case == "KG"
