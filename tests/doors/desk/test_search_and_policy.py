"""Search by numbers, CVE IDs and titles; and the policy as the team reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.search import search
from daybreak.stages.cases.vulnerabilities import give_cve
from tests.cast import OPERATOR
from tests.doors.desk.conftest import SECRET_STEPS

if TYPE_CHECKING:
    from tests.doors.desk.conftest import Door


class TestSearch:
    """Nothing is opened but titles, and only of what one may see."""

    def test_by_number_title_and_cve(self, desk: Door) -> None:
        site, report = desk.site, desk.report()
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser overflow", report=report)
        give_cve(actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), cve="CVE-2026-12345")
        client = desk.as_(site.hana)
        for words in (case.number, case.number.lower(), "overflow parser", "cve-2026-12345", "ＰＡＲＳＥＲ"):
            assert f"/desk/cases/{case.number}/" in client.get("/desk/search/", {"q": words}).text
        assert f"/desk/reports/{report.number}/" in client.get("/desk/search/", {"q": "clip"}).text

    def test_what_finders_wrote_is_not_searched(self, desk: Door) -> None:
        desk.report()
        assert search(desk.site.hana.viewer, desk.site.at.now, SECRET_STEPS.split(":", maxsplit=1)[0]) == ()

    @pytest.mark.parametrize("words", ["", " ", "\0", "%", "' OR 1=1 --", "x" * 5000, "\u202e", "<script>"])
    def test_odd_words_are_no_error(self, desk: Door, words: str) -> None:
        desk.report()
        answer = desk.as_(desk.site.hana).get("/desk/search/", {"q": words})
        assert answer.status_code == 200
        assert "<script>" not in answer.text.replace('<script src="', "")


class TestPolicy:
    """The policy in force as tables, and its versions."""

    def test_who_does_what_by_when(self, desk: Door) -> None:
        text = desk.as_(desk.site.mallory).get("/desk/policy/").text
        for words in ("First report to the partner", "24 hours from confirmation", "Partner agreement, section 4"):
            assert words in text

    def test_the_table_of_severity_and_surface(self, desk: Door) -> None:
        text = desk.as_(desk.site.hana).get("/desk/policy/").text
        assert 'id="table-fix"' in text
        assert "60 days" in text

    def test_what_holds_of_an_embargo(self, desk: Door) -> None:
        client = desk.as_(desk.site.hana)
        text = client.get("/desk/policy/").text
        for words in ("Declined where nobody answers within", "7 days", "Enough vendors with their fix ready"):
            assert words in text
        assert "people decide, with a reason" in text
        assert "担当者が理由を添えて判断" in client.get("/desk/policy/", headers={"Accept-Language": "ja"}).text
        assert "Enough vendors" not in Client().get("/desk/policy/").text

    def test_versions_say_which_counts(self, desk: Door) -> None:
        from datetime import timedelta

        from daybreak.program.versions import adopt

        later = desk.site.policy.model_copy(update={"products": ()})
        now = desk.site.at.now
        adopt(actor=OPERATOR, now=now, policy=later, in_force_from=now + timedelta(days=30))
        text = desk.as_(desk.site.hana).get("/desk/policy/").text
        assert "In force" in text
        assert "Still ahead" in text

    def test_versions_are_compared_also_one_still_ahead(self, desk: Door) -> None:
        """C1, before it counts: who adopts a version reads first what it changes."""
        from datetime import timedelta

        from daybreak.program.versions import adopt, version_in_force

        now = desk.site.at.now
        old, later = version_in_force(now).sha256, desk.site.policy.model_copy(update={"products": ()})
        new = adopt(actor=OPERATOR, now=now, policy=later, in_force_from=now + timedelta(days=30)).sha256
        client = desk.as_(desk.site.hana)
        assert 'action="/desk/policy/compare"' in client.get("/desk/policy/").text
        assert "Choose two versions" in client.get("/desk/policy/compare").text
        text = client.get("/desk/policy/compare", {"old": old[:12], "new": new[:12]}).text
        assert "<del>Removed: " in text
        for names in ({"old": old}, {"old": old, "new": "0" * 12}, {"old": "x", "new": new}):
            assert client.get("/desk/policy/compare", names).status_code == 404
