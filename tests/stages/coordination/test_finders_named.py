"""B8: who reported is passed on to others with consent only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.core.privacy.consent import may_name_to
from daybreak.core.verdict import Allowed
from daybreak.journal.erasures import erasure_faults
from daybreak.journal.kept import kept_faults
from daybreak.notices.actions import content_of
from daybreak.records.models import Notice
from daybreak.stages.cases.actions import confirm, join, open_case
from daybreak.stages.cases.vulnerabilities import describe
from daybreak.stages.coordination.letter_rows import written_letters
from daybreak.stages.coordination.queries import letter_text
from daybreak.stages.coordination.refusals import FinderNotToBeNamed, LetterNotWaiting
from daybreak.stages.coordination.sending import let_letter_go, send_letter, take_back
from daybreak.stages.intake.consent import Choice, choose_credit
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.stages.intake.submission import Finder
from daybreak.vault.data_keys import KeyDestroyed
from tests.cast import make_site
from tests.received import received
from tests.shipped import POLICIES, read_policy

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from daybreak.records.models import Case, Report
    from daybreak.vault.erased import Kind
    from tests.cast import Site

RITA = Finder(name="Rita Okafor", address="rita@finder.example")
FOREIGN = {"affected": "Router X", "products": "Router X", "plan": "A fix.", "advisory_address": "https://a.example/1"}


def reported(site: Site) -> tuple[Report, Case]:
    """Rita's report in a confirmed case with words."""
    report, hana, now = received(site, finder=RITA).report, site.hana.actor, site.at.now
    case = open_case(actor=hana, now=now, report=report)
    flaw = case.vulnerabilities.get()
    describe(actor=hana, now=now, vulnerability=flaw, title="Overflow", description="A clip overruns.", cwe="")
    confirm(actor=hana, now=now, case=case)
    report.refresh_from_db()
    return report, case


def agrees(site: Site, report: Report, *whom: str) -> None:
    """Let Rita choose whom we may tell who she is."""
    rita = Viewer("finder", str(report.id)).actor
    choose_credit(actor=rita, now=site.at.later(minutes=1), report=report, choice=Choice("undecided", pass_on=whom))


@pytest.mark.django_db
class TestWithConsent:
    """The group's policy: `pass_on_to: {coordinator: with_consent}`."""

    def test_a_letter_names_the_finder_once_they_agree_and_not_after_they_withdraw(self) -> None:
        site = make_site("aoba-electric")
        report, case = reported(site)
        words = {**FOREIGN, "plan": "A fix, as RITA OKAFOR proposed."}
        with pytest.raises(FinderNotToBeNamed, match="has not agreed to be named to National coordinator"):
            _send(site, case, words)
        agrees(site, report, "coordinator")
        agrees(site, report)
        with pytest.raises(FinderNotToBeNamed):
            _send(site, case, words)
        agrees(site, report, "coordinator")
        assert _send(site, case, words).party == "jp_coordinator"

    def test_a_letter_without_a_name_goes(self) -> None:
        site = make_site("aoba-electric")
        _report, case = reported(site)
        assert _send(site, case, {**FOREIGN, "plan": "A fix. Ritas and Okaforians are others."}).party

    def test_erasing_the_finder_erases_the_letter_that_named_them(
        self, settings: SettingsWrapper, tmp_path: Path
    ) -> None:
        """“Erasure that destroys keys”: what was said of them with their consent opens with no key any more."""
        (tmp_path / "keys").symlink_to(settings.KEYS)
        settings.HOME = tmp_path
        site = make_site("aoba-electric")
        report, case = reported(site)
        agrees(site, report, "coordinator")
        plain = _send(site, case, FOREIGN)
        take_back(actor=site.hana.actor, now=site.at.now, notice=plain)
        letter = _send(site, case, {**FOREIGN, "plan": "A fix, as Rita Okafor proposed."})
        shown = written_letters(case, site.hana.viewer)
        assert any(
            "Rita Okafor" in letter_text(site.hana.viewer, site.at.now, case.number, one.key).text for one in shown
        )
        erase(actor=site.hana.actor, now=site.at.now, report=report, kind="customer_data")
        letter.refresh_from_db()
        assert "Rita Okafor" in content_of(letter).body, "other people's data went, and the finder's is left"
        report.refresh_from_db()
        erase(actor=site.hana.actor, now=site.at.now, report=report, kind="contact_data")
        texts = [letter_text(site.hana.viewer, site.at.now, case.number, one.key).text for one in shown]
        assert not any("Rita" in text for text in texts)
        assert any("A fix." in text for text in texts), "a letter that names nobody stays"
        letter.refresh_from_db()
        with pytest.raises(KeyDestroyed):
            content_of(letter)
        with pytest.raises(LetterNotWaiting):
            let_letter_go(actor=site.mina.actor, now=site.at.now, notice=letter)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["contact_data", "report"])
@pytest.mark.parametrize("gone", [0, 1])
def test_a_letter_that_names_two_dies_with_either(
    kind: Kind, gone: int, settings: SettingsWrapper, tmp_path: Path
) -> None:
    """“Erasure that destroys keys”: of two finders whom a letter names, either one's erasure erases the letter."""
    (tmp_path / "keys").symlink_to(settings.KEYS)
    settings.HOME = tmp_path
    site = make_site("aoba-electric")
    first, case = reported(site)
    second = received(site, finder=Finder(name="Bo Lindqvist", address="bo@finder.example")).report
    join(actor=site.hana.actor, now=site.at.now, report=second, case=case)
    second.refresh_from_db()
    for report in (first, second):
        agrees(site, report, "coordinator")
    alone = _send(site, case, {**FOREIGN, "plan": "As Bo Lindqvist proposed."})
    take_back(actor=site.hana.actor, now=site.at.now, notice=alone)
    letter = _send(site, case, {**FOREIGN, "plan": "As Rita Okafor and Bo Lindqvist proposed."})
    one = (first, second)[gone]
    erase(actor=site.hana.actor, now=site.at.now, report=one, kind="customer_data")
    letter = Notice.objects.get(id=letter.id)
    assert "Bo Lindqvist" in content_of(letter).body, "other people's data went, and the finders are left"
    one.refresh_from_db()
    erase(actor=site.hana.actor, now=site.at.now, report=one, kind=kind)
    with pytest.raises(KeyDestroyed):
        content_of(Notice.objects.get(id=letter.id))
    if one == first:
        assert "Bo" in content_of(Notice.objects.get(id=alone.id)).body, "a letter that names the other one alone stays"
    assert list(kept_faults()) == []
    assert not [fault for fault in erasure_faults() if "is gone" in fault], "a finder's erasure tells of it"


def _send(site: Site, case: Case, words: dict[str, str]) -> Notice:
    return send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="answer_coordinator", words=words)


class TestNever:
    """The device maker's policy: `pass_on_to: {partner: never}`."""

    def test_no_consent_opens_it(self, site: Site) -> None:
        report, case = reported(site)
        agrees(site, report, "coordinator", "partner")
        words = {"description": "Rita Okafor (rita@finder.example) found it."}
        with pytest.raises(FinderNotToBeNamed, match="passes no finder's identity on"):
            send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="first_report", words=words)

    def test_it_is_asked_again_when_a_second_person_lets_it_go(self, site: Site) -> None:
        report, case = reported(site)
        words = {"description": "Somebody found it."}
        letter = send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="first_report", words=words)
        rita = Viewer("finder", str(report.id)).actor
        thanks = Choice("name", "Somebody")
        choose_credit(actor=rita, now=site.at.later(minutes=1), report=report, choice=thanks)
        with pytest.raises(FinderNotToBeNamed):
            let_letter_go(actor=site.mina.actor, now=site.at.now, notice=letter)


@pytest.mark.parametrize("name", POLICIES)
def test_the_law_follows_the_file(name: str) -> None:
    """Every party of every policy: inside always, else exactly those whom the file names and the finder agreed to."""
    policy = read_policy(name)
    privacy = policy.intake.privacy
    assert privacy is not None
    receivers = {"coordinator": "coordinator", "partner": "partner", "upstream": "supplier", "vendor": "supplier"}
    for party in policy.parties.values():
        receiver = receivers.get(party.kind, "")
        asked = privacy.pass_on_to.get(receiver) == "with_consent"  # type: ignore[call-overload] # "" is nobody
        for agreed in (set(), {receiver}):
            allowed = isinstance(may_name_to(privacy, party, agreed, "them"), Allowed)
            assert allowed == (party.inside or (asked and bool(agreed)))
