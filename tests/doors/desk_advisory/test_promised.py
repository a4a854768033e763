"""At the advisory's page: asking for approval, one turn after the other, customers told first, the translation."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from daybreak.core.clocks.speech import absolute
from daybreak.core.policy.duties import duties
from daybreak.core.policy.implied import CUSTOMERS, TRANSLATION
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import DutyRow
from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.words import fields_of
from daybreak.stages.disclosure.writing import write_words
from tests.doors.desk_advisory.conftest import make_desk

if TYPE_CHECKING:
    from pathlib import Path

    from daybreak.core.policy.duty import Duty
    from tests.doors.desk_advisory.conftest import AdvisoryDesk


@pytest.fixture
def group(db: None, settings: Any, tmp_path: Path) -> AdvisoryDesk:
    """The group: heads of divisions first, then legal, then the press."""
    return make_desk("aoba-electric", settings, tmp_path)


@pytest.fixture
def vendor(db: None, settings: Any, tmp_path: Path) -> AdvisoryDesk:
    """The SDK vendor, which tells its customers first."""
    return make_desk("kestrel-sdk", settings, tmp_path)


def promised(desk: AdvisoryDesk, start: str) -> dict[str, Duty]:
    """Give the duties of this kind as they stand now."""
    found = duties(desk.told.site.policy, facts_of_case(desk.told.case.id), desk.told.now)
    return {one.id: one for one in found if one.id.startswith(start)}


def without(desk: AdvisoryDesk, tongue: str) -> None:
    """Take every word of one language out of the advisory."""
    told = desk.told
    values = {
        place.name_in(language): "" if language == tongue else words
        for place in fields_of(content_of(told.revision), told.site.policy.languages)
        for language, words in place.words
    }
    write_words(actor=desk.hana.actor, now=told.now, revision=told.revision, values=values)


class TestTurns:
    """“In order”: each approver has the policy's time from the moment it is their turn."""

    def test_asked_for_then_kept_and_the_next_one_is_asked(self, group: AdvisoryDesk) -> None:
        told = group.told
        told.write()
        assert promised(group, "approve_") == {}
        assert "ask Head of division" in group.page()
        page = group.do("ask")
        assert "ask Head of division" not in page
        first = promised(group, "approve_")["approve_1_division_head"]
        assert first.limit is not None
        assert first.limit > told.now + timedelta(days=2)
        assert DutyRow.objects.filter(case=told.case, rule=first.id, kept=None).exists()
        assert "Approve the advisory: Head of division" in group.as_(group.hana).get("/desk/?who=all").content.decode()
        refused = group.refused("ask", code=409)
        assert "was asked for this content already" in refused
        for division in told.divisions:
            group.do("approve", by=group.mina, role="division_head", division=division)
        now = promised(group, "approve_")
        assert now["approve_1_division_head"].kept is not None
        assert [key for key, duty in now.items() if duty.start and duty.kept is None] in ([], ["approve_2_legal"])

    def test_a_changed_content_is_asked_for_anew(self, desk: AdvisoryDesk) -> None:
        desk.told.write()
        desk.do("ask")
        assert promised(desk, "approve_")["approve_1_programme_manager"].start is not None
        desk.told.write("; more")
        assert promised(desk, "approve_")["approve_1_programme_manager"].start is None
        assert "ask Programme manager" in desk.page()
        desk.do("ask")
        desk.do("approve", by=desk.mina, role="programme_manager")
        assert promised(desk, "approve_")["approve_1_programme_manager"].kept is not None
        assert "ask Programme manager" not in desk.page()
        assert "Nobody has to approve" in desk.refused("ask", code=409)

    def test_strangers_ask_nobody(self, desk: AdvisoryDesk) -> None:
        assert desk.send("ask", by=desk.told.site.mallory).status_code == 404
        assert "advisory.approval_asked" not in {fact.kind for fact in facts_of_case(desk.told.case.id)}


class TestCustomersFirst:
    """“customers_first: that a release comes”, three business days before it is public."""

    def test_a_gate_says_by_when_and_the_note_keeps_the_duty(self, vendor: AdvisoryDesk) -> None:
        page = vendor.page()
        assert "Customers with support are told first" in page
        assert "nothing is noted yet" in page
        assert "A security release of" in page
        assert promised(vendor, CUSTOMERS)[CUSTOMERS].kept is None
        vendor.refused("customers", code=422, words="")
        vendor.do("customers", words="Mail to all with a contract: a release comes.", at="")
        assert promised(vendor, CUSTOMERS)[CUSTOMERS].kept is not None
        assert "nothing is noted yet" not in vendor.page()

    def test_the_words_say_the_instant_once_there_is_one(self, vendor: AdvisoryDesk) -> None:
        """“will be published at {public_at}”: what is not known yet is a gap that the sender reads of, never a dash."""
        letter = "that concerns security will be published at"
        page = vendor.page()
        assert f"{letter} ____." in page
        assert "fill it in at ____ before you send it: Instant of publication." in page
        instant = vendor.told.arm()
        zone = vendor.told.site.policy.organisation.time_zone
        for language in ("en", "ja"):
            vendor.as_(vendor.hana).cookies["django_language"] = language
            page = vendor.page()
            assert f"{letter} {absolute(instant, zone)}." in page
            assert "____" not in page

    def test_where_the_policy_tells_nobody_there_is_nothing_to_note(self, desk: AdvisoryDesk) -> None:
        assert "are told first" not in desk.page()
        assert "tells no customers ahead" in desk.refused("customers", code=409, words="x", at="")


class TestTranslation:
    """“translation: may_follow: 2 business days” (B12)."""

    def test_complete_at_the_release_it_came_with_it(self, desk: AdvisoryDesk) -> None:
        desk.told.arm()
        assert "advisory.translated" in {fact.kind for fact in facts_of_case(desk.told.case.id)}
        desk.at(desk.told.now + timedelta(days=1))
        assert promised(desk, TRANSLATION)[TRANSLATION].state(desk.told.now) == "kept"

    def test_the_binding_text_goes_out_before_the_policys_first_language(self, group: AdvisoryDesk) -> None:
        """“languages: [en, ja]”, “binding_language: ja: this text rules where two languages differ”."""
        told, instant = group.told, group.told.now + timedelta(days=7)
        told.write()
        told.agree(instant)
        without(group, "en")
        page = group.page()
        assert "Every language is written" in page
        assert "It cannot be released before everybody asked has approved" in page, "no gate is shut"
        told.approve_all()
        told.release(instant)
        group.at(instant + timedelta(hours=1))
        public = told.advisory.number
        for tongue in ("en", "ja"):
            assert "記録領域を越えて" in unescape(Client().get(f"/{tongue}/advisories/{public}/").content.decode())
        listed = Client().get("/csaf/white/index.txt").content.decode().split()
        assert [one for one in listed if public.lower() in one] == [f"2026/{public.lower()}-ja.json"]
        document = Client().get(f"/api/v1/advisories/{public}")
        assert (document.status_code, document.json()["document"]["lang"]) == (200, "ja")
        assert promised(group, TRANSLATION)[TRANSLATION].kept is None

    def test_a_draft_begins_in_the_binding_language(self, group: AdvisoryDesk) -> None:
        """No document is tried in a language of which nobody has written a word."""
        content = content_of(group.told.revision)
        assert content.languages() == {"ja"}
        (flaw,) = content.vulnerabilities
        assert flaw.title is not None
        assert {*flaw.title.languages(), *flaw.notes[0].text.languages()} == {"ja"}
        assert "CSAF" not in group.page().partition('id="gates"')[2].partition("passed</summary>")[0]

    def test_the_binding_text_is_asked_for_as_such(self, group: AdvisoryDesk) -> None:
        told = group.told
        told.write()
        without(group, "ja")
        assert "Write Title in 日本語: by the policy, that text rules where two languages differ." in group.page()
