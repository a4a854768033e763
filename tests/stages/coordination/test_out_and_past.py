"""B10 and B4b at the group: a flaw we find in common software is reported out; past end of life less is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.core.policy.duties import duties
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import content_of
from daybreak.records.models import DutyRow, Product
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.duties import waive_duty
from daybreak.stages.cases.refusals import NotYours
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, give_cve, state_affect
from daybreak.stages.coordination.about import About
from daybreak.stages.coordination.asking import ask_divisions
from daybreak.stages.coordination.letters import letter_for
from daybreak.stages.coordination.sending import record_by_hand, send_letter
from tests.cast import make_site

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from daybreak.records.models import Case
    from tests.cast import Site


@pytest.fixture
def group(db: None) -> Site:
    """A site under the group's policy."""
    return make_site("aoba-electric")


def found(site: Site, case: Case, rule: str) -> list[Duty]:
    """Give the duties of one rule in a case."""
    return [duty for duty in duties(site.policy, facts_of_case(case.id), site.at.now) if duty.id == rule]


class TestReportOut:
    """B10: “a vulnerability found in others' or common software during own development is reported out.”"""

    def test_names_the_software_of_others_and_not_our_product_that_contains_it(self, group: Site) -> None:
        """A coordinator who reads our product's name as the flawed software asks the wrong maker."""
        hana, now = group.hana.actor, group.at.now
        case = open_case(actor=hana, now=now, title="Ours")
        flaw = add_vulnerability(
            actor=hana, now=now, case=case, title="Overflow", component="external", found_by="ourselves"
        )
        ours = Product.objects.get(key="ab-router-x")
        state_affect(actor=hana, now=now, vulnerability=flaw, product=ours, release=None, stated=Status("affected"))
        letter, missing = letter_for(case, "report_out", {}, About("vulnerability", str(flaw.id)))
        assert {"component", "version"} <= set(missing)
        assert "ルーター" not in letter.subject + letter.body

    def test_to_the_coordinator_until_they_confirm(self, group: Site) -> None:
        hana, now = group.hana.actor, group.at.now
        case = open_case(actor=hana, now=now, title="Ours")
        assert found(group, case, "report_out") == []
        flaw = add_vulnerability(
            actor=hana, now=now, case=case, title="Overflow in libshape", component="external", found_by="ourselves"
        )
        (duty,) = found(group, case, "report_out")
        assert (duty.subject, duty.to, duty.start) == (str(flaw.id), "jp_coordinator", now)
        words = {"component": "libshape", "version": "1.2", "description": "A crafted shape overruns the buffer."}
        letter = send_letter(actor=hana, now=now, case=case, rule_id="report_out", words=words, subject=str(flaw.id))
        assert letter.party == "jp_coordinator"
        said = content_of(letter)
        assert said.subject == "libshape の脆弱性に関する届出"
        assert "対象ソフトウェア: libshape\nバージョン: 1.2\n" in said.body
        record_by_hand(actor=hana, now=group.at.later(hours=1), notice=letter, reference="IPA#12345678")
        (duty,) = found(group, case, "report_out")
        assert duty.kept == group.at.now


class TestPastEndOfLife:
    """B4b: “a CVE is still assigned, but the detailed investigation may be left out.”"""

    def test_investigation_may_be_waived_and_the_cve_is_given(self, group: Site) -> None:
        hana, now = group.hana.actor, group.at.now
        case = open_case(actor=hana, now=now, title="Old switch")
        confirm(actor=hana, now=now, case=case)
        flaw = case.vulnerabilities.get()
        switch = Product.objects.get(key="ab-switch-24")
        state_affect(actor=hana, now=now, vulnerability=flaw, product=switch, release=None, stated=Status("affected"))
        ask_divisions(actor=hana, now=now, case=case, divisions=["network"], question="Is it yours?")
        (duty,) = found(group, case, "investigate")
        assert set(duty.waiver_by) == {"psirt", "division_head"}
        assert duty.spared
        (prepare,) = found(group, case, "prepare")
        assert prepare.best_effort
        give_cve(actor=hana, now=now, vulnerability=flaw, cve="CVE-2026-40404")
        flaw.refresh_from_db()
        assert flaw.cve_id == "CVE-2026-40404"

    @pytest.mark.parametrize("product", ["ab-switch-24", "ab-router-x"])
    def test_only_whom_the_policy_names_waives_it(self, group: Site, product: str) -> None:
        """Whether or not support has ended: what is owed in full is not waived with less."""
        hana, now = group.hana.actor, group.at.now
        case = open_case(actor=hana, now=now, title="A switch")
        confirm(actor=hana, now=now, case=case)
        wanted, key = Status("affected"), Product.objects.get(key=product)
        state_affect(
            actor=hana, now=now, vulnerability=case.vulnerabilities.get(), product=key, release=None, stated=wanted
        )
        ask_divisions(actor=hana, now=now, case=case, divisions=["network"], question="Is it yours?")
        row = DutyRow.objects.get(case=case, rule="investigate")
        assert not waive_duty(actor=group.quinn.actor, now=now, duty=row, words="Nobody sells it any more.")
        with pytest.raises(NotYours, match="PSIRT"):
            waive_duty(actor=group.mallory.actor, now=now, duty=row, words="Agreed.")
        assert waive_duty(actor=group.mina.actor, now=now, duty=row, words="Agreed.")
        assert DutyRow.objects.get(id=row.id).waived == now
