"""A number that a shipped release note names answers something before its advisory; any other answers nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import Release
from daybreak.stages.disclosure.actions import hold
from daybreak.stages.disclosure.refusals import NoReleaseNotes, NotBeforeTheAdvisory, NotShippedThere
from daybreak.stages.disclosure.release_notes import note_in_release, note_words
from tests.doors.bulletin.test_silence import LISTS, _seen
from tests.stages.disclosure.telling import CANARY, CVE, a_tuesday

if TYPE_CHECKING:
    from tests.doors.bulletin.conftest import Bulletin

WORDS = {"en": "A release note names this number", "ja": "リリースノート"}


def noted(bulletin: Bulletin) -> str:
    """Say that the note of the release in which the fix ships came out; give the advisory's number."""
    told = bulletin.told
    release = Release.objects.select_related("product").get(id=told.case.remedies.get().shipped_in_id)
    note_in_release(actor=told.site.hana.actor, now=told.now, advisory=told.advisory, release=release)
    return told.advisory.number


class TestTheNumberAnswersEarly:
    """A9b: "the number in its release note then already answers something when searched, if the policy says so"."""

    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_at_its_address_and_when_searched(self, ja_bulletin: Bulletin, language: str) -> None:
        number = noted(ja_bulletin)
        for road in (f"/{language}/advisories/{number}/", f"/{language}/advisories/{number.lower()}/"):
            page = ja_bulletin.read(road)
            assert number in page
            assert WORDS[language] in page
        assert WORDS[language] in ja_bulletin.read(f"/{language}/?q={number}")
        assert WORDS[language] in ja_bulletin.read(f"/{language}/?q=%20{number.lower()}%20")

    def test_it_says_nothing_else(self, ja_bulletin: Bulletin) -> None:
        """P4: nothing is visible "except what a release note, released by a deed of its own, says"."""
        before = {path: _seen(ja_bulletin.get(path)) for path in LISTS}
        number = noted(ja_bulletin)
        assert {path: _seen(ja_bulletin.get(path)) for path in LISTS} == before
        told = ja_bulletin.told
        instant = told.arm(a_tuesday(told.site))
        pages = [ja_bulletin.read(road) for road in (f"/en/advisories/{number}/", f"/en/?q={number}")]
        secrets = [CANARY, CVE, told.case.number, told.report.number, "Rita", instant.date().isoformat()]
        secrets += [str(name) for name in told.vulnerability.affects.values_list("product__key", flat=True)]
        for page in pages:
            assert not [one for one in secrets if one in page]
        assert ja_bulletin.get(f"/en/cve/{CVE}/").status_code == 404
        assert all(ja_bulletin.get(f"/{row.path}").status_code == 404 for row in told.revision.files.all())
        assert ja_bulletin.get(f"/api/v1/advisories/{number}").status_code == 404

    def test_the_advisory_takes_its_place(self, ja_bulletin: Bulletin) -> None:
        number = noted(ja_bulletin)
        instant = ja_bulletin.told.arm(a_tuesday(ja_bulletin.told.site))
        ja_bulletin.at(instant)
        page = ja_bulletin.read(f"/en/advisories/{number}/")
        assert CANARY in page
        assert WORDS["en"] not in page
        told = ja_bulletin.told
        hold(actor=told.site.hana.actor, now=instant + timedelta(minutes=1), revision=told.revision, reason="Wrong")
        ja_bulletin.at(instant + timedelta(minutes=2))
        assert ja_bulletin.get(f"/en/advisories/{number}/").status_code == 404


class TestAnyOtherNumberIsSilent:
    """Control 5: what may not be known answers as what does not exist, byte for byte."""

    def pairs(self, bulletin: Bulletin) -> None:
        number = bulletin.told.advisory.number
        missing = re.sub(r"[^-]{5}$", "ZZZZZ", number)
        assert _seen(bulletin.get(f"/en/advisories/{number}/")) == _seen(bulletin.get(f"/en/advisories/{missing}/"))
        assert bulletin.get(f"/en/advisories/{number}/").status_code == 404
        found, nothing = (bulletin.read(f"/en/?q={one}").replace(one, "") for one in (number, missing))
        assert found == nothing

    def test_without_a_release_note(self, bulletin: Bulletin) -> None:
        self.pairs(bulletin)
        bulletin.told.arm(a_tuesday(bulletin.told.site))
        self.pairs(bulletin)

    def test_where_the_policy_does_not_say_so(self, bulletin: Bulletin) -> None:
        if bulletin.told.site.policy.disclosure.number_answers_early:
            assert noted(bulletin)
            return
        if "release_notes" in bulletin.told.site.policy.publication.channels:
            noted(bulletin)
        else:
            with pytest.raises(NoReleaseNotes):
                noted(bulletin)
        self.pairs(bulletin)


class TestTheDeed:
    """A9b: a fix may ship first, "if the policy says so"; a note speaks of what ships with it."""

    def test_only_of_a_release_that_a_remedy_ships_in(self, ja_bulletin: Bulletin) -> None:
        told = ja_bulletin.told
        other = Release.objects.exclude(id=told.case.remedies.get().shipped_in_id).select_related("product").first()
        with pytest.raises(NotShippedThere):
            note_in_release(actor=told.site.hana.actor, now=told.now, advisory=told.advisory, release=other)

    def test_not_before_the_advisory_where_no_fix_ships_first(self, ja_bulletin: Bulletin) -> None:
        told = ja_bulletin.told
        disclosure = told.site.policy.disclosure.model_copy(update={"fix_may_ship_first": False})
        strict = told.site.policy.model_copy(update={"disclosure": disclosure})
        from daybreak.program.versions import adopt
        from tests.cast import OPERATOR

        version = adopt(actor=OPERATOR, now=told.now, policy=strict, in_force_from=told.now)
        told.case.policy = version
        told.case.save()
        told.advisory.case = told.case
        with pytest.raises(NotBeforeTheAdvisory):
            noted(ja_bulletin)
        assert ja_bulletin.get(f"/en/advisories/{told.advisory.number}/").status_code == 404

    def test_the_line_to_copy_names_the_number_in_every_language(self, ja_bulletin: Bulletin) -> None:
        told = ja_bulletin.told
        (line,) = note_words(told.case, told.now)
        assert set(line.words) == {"ja", "en"}
        assert all(told.advisory.number in words and CVE not in words for words in line.words.values())
        instant = told.arm(a_tuesday(told.site))
        (line,) = note_words(told.case, instant)
        assert f"{told.advisory.number}, {CVE}" in line.words["en"]
        assert f"/ja/advisories/{told.advisory.number}/" in line.words["ja"]
