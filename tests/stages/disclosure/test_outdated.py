"""Words and facts that have parted: an advisory that names a fix which was taken back goes out with nobody's word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import Release
from daybreak.stages.cases.vulnerabilities import give_cve
from daybreak.stages.disclosure.actions import content_of, take_facts_anew
from daybreak.stages.disclosure.refusals import GateShut
from daybreak.stages.disclosure.release import gates_of, vote_release
from daybreak.stages.disclosure.rollback import roll_back_and_hold
from daybreak.stages.disclosure.words import MEANT, fields_of
from daybreak.stages.disclosure.writing import remedies_by_facts, write_words
from daybreak.stages.remediation.actions import advance_remedy, ship_remedy, verify_remedy
from tests.stages.disclosure.telling import CVE, Telling, tell

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.gate import Gate
    from tests.cast import Site


@pytest.fixture
def told(site: Site) -> Telling:
    """The device maker with a fix that shipped."""
    return tell(site)


def write(told: Telling, values: dict[str, str]) -> None:
    """Write some words; the others stay."""
    known = {
        place.name_in(language): words
        for place in fields_of(content_of(told.revision), told.site.policy.languages)
        for language, words in place.words
    }
    write_words(actor=told.site.hana.actor, now=told.now, revision=told.revision, values=known | values)


def fixed_anew(told: Telling, version: str) -> str:
    """Take the roll-out back and ship the fix in a further release; give the version that had it first."""
    first = taken_back(told)
    shipped_again(told, first, version)
    return first.version


def taken_back(told: Telling) -> Release:
    """Take the roll-out back; give the release that had it."""
    remedy = told.case.remedies.get(kind="fix")
    first = remedy.shipped_in
    assert first is not None
    roll_back_and_hold(actor=told.site.hana.actor, now=told.now, remedy=remedy, words="Restarts for ever.")
    return first


def shipped_again(told: Telling, first: Release, version: str) -> None:
    """Ship the fix in a further release."""
    told.site.at.later(hours=1)
    hana, remedy = told.site.hana.actor, told.case.remedies.get(kind="fix")
    again = Release.objects.create(
        product=first.product, key=version, version=version, released_on=told.now.date(), registered_at=told.now
    )
    verify_remedy(actor=told.site.quinn.actor, now=told.now, remedy=remedy, words="Starts.")
    ship_remedy(actor=hana, now=told.now, remedy=remedy, release=again)
    advance_remedy(actor=hana, now=told.now, remedy=remedy, kind="remedy.offered_to_all")


def gate(told: Telling, name: str, at: datetime | None = None) -> Gate:
    """Give a gate of the newest revision."""
    asked = gates_of(told.revision, told.now, at or told.now + timedelta(hours=5))
    return next(one for one in asked if one.id == name)


def words_of(told: Telling) -> dict[str, str]:
    """Give what users are told to do."""
    (flaw,) = content_of(told.revision).vulnerabilities
    (remedy,) = flaw.remediations
    return remedy.details.root if remedy.details else {}


def test_facts_that_parted_keep_the_advisory_in(told: Telling) -> None:
    """A roll-back disarms the advisory; the approvals of that content stand, and release nothing all the same."""
    instant = told.arm()
    fixed_anew(told, "9.9.9")
    assert told.revision.held_at is not None
    with pytest.raises(GateShut):
        vote_release(actor=told.site.hana.actor, now=told.now, revision=told.revision, public_at=instant)
    found = gate(told, "remedy", instant)
    assert ([one.id for one in found.missing], found.deed) == (["measure_untold"], "take_facts")
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert gate(told, "remedy", instant).passed


def test_words_made_from_facts_are_made_anew(told: Telling) -> None:
    """Nobody wrote them, so nobody must rewrite them; what people wrote in one language stays."""
    version = fixed_anew(told, "9.9.9")
    kept = "電源を入れたままにして、バージョン {} に更新してください。"
    write(told, {"v0.r0.details.en": f"Update to version {version}.", "v0.r0.details.ja": kept.format(version)})
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert words_of(told) == {"en": "Update to version 9.9.9.", "ja": kept.format(version)}
    assert remedies_by_facts(told.revision)["v0.r0.details.ja"] == "バージョン 9.9.9 に更新してください。"


def test_words_that_name_the_fix_taken_back_keep_it_in_until_they_are_written_anew(told: Telling) -> None:
    told.write()
    (remedy,) = told.case.remedies.filter(kind="fix")
    version = remedy.shipped_in.version if remedy.shipped_in else ""
    old = {"v0.r0.details.ja": f"ファームウェアVer.{version}をご利用ください。", "summary.en": f"Fixed in {version}."}
    write(told, old)
    assert gate(told, "content").passed
    fixed_anew(told, f"{version}.1")
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    missing = gate(told, "content").missing
    assert {one.id for one in missing} == {"old_words"}
    assert {dict(one.params)["word"] for one in missing} == {version}
    assert len(missing) == len(old)
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert len(gate(told, "content").missing) == len(old), "taking the facts twice does not make the words true"
    write(told, {"v0.r0.details.ja": f"ファームウェアVer.{version}.1をご利用ください。"})
    assert len(gate(told, "content").missing) == 1
    write(told, {"summary.en": f"Fixed in {version}.1."})
    assert gate(told, "content").passed
    assert content_of(told.revision).outdated == ()


def test_a_warning_of_the_fix_taken_back_is_said_to_be_meant(told: Telling) -> None:
    (remedy,) = told.case.remedies.filter(kind="fix")
    version = remedy.shipped_in.version if remedy.shipped_in else ""
    told.write()
    write(told, {"summary.en": f"Version {version} was taken back: do not install it."})
    fixed_anew(told, "9.9.9")
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert not gate(told, "content").passed
    before = told.revision.content_hash
    write(told, {MEANT: "on"})
    assert gate(told, "content").passed
    assert told.revision.content_hash != before, "whoever approves sees that it was said"


def test_a_number_that_was_given_anew_is_not_told_by_its_old_name(told: Telling) -> None:
    told.write()
    write(told, {"title.en": f"{CVE}: memory can be read", "summary.en": f"Not {CVE}1."})
    give_cve(actor=told.site.hana.actor, now=told.now, vulnerability=told.vulnerability, cve="CVE-2026-77777")
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    places = {str(dict(one.params)["place"]) for one in gate(told, "content").missing}
    assert "document/title" in places
    assert "document/notes/0/text" not in places


def test_own_words_of_a_fix_taken_back_are_set_aside_and_do_not_come_back_by_themselves(told: Telling) -> None:
    """What a person wrote is not lost; what was made from the facts needs no keeping, and nobody reads either."""
    told.write()
    own = "電源を入れたまま、canary-31のファームウェアをご利用ください。"
    write(
        told, {"v0.r0.details.ja": own, "v0.r0.details.en": "Update to version 1.0.", "v0.r0.url": "https://a.example/"}
    )
    first = taken_back(told)
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    (flaw,) = content_of(told.revision).vulnerabilities
    (aside,) = flaw.set_aside
    assert (aside.category, aside.words) == ("vendor_fix", {"ja": own, "": "https://a.example/"})
    assert own not in words_of(told).values()
    assert not any("set_aside" in path for path, _words in content_of(told.revision).texts())
    again = told.revision.content_hash
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert told.revision.content_hash == again
    shipped_again(told, first, "9.9.9")
    take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
    assert words_of(told)["ja"] == "バージョン 9.9.9 に更新してください。"
    assert content_of(told.revision).vulnerabilities[0].set_aside == (aside,)
