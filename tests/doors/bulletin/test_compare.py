"""Two versions of the policy side by side, as far as both have been public (C1, B11)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.policy.diff import compare
from daybreak.core.policy.loading import composed_text, from_composed
from daybreak.program.versions import adopt, version_in_force
from daybreak.stages.publication.policy_public import public_part
from tests.cast import OPERATOR
from tests.doors.bulletin.conftest import Bulletin
from tests.shipped import POLICIES, read_policy

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from daybreak.core.policy.model import Policy

CANARY = "canary-71ce"
"""Stands wherever the policy page does not reach: no comparison may say it."""


def _changed(policy: Policy, change: Any) -> Policy:
    """Give the policy after a change of its file."""
    file = json.loads(composed_text(policy))
    change(file)
    return from_composed(json.dumps(file))


def _reworded(file: dict[str, Any]) -> None:
    """Shorten a limit, change a word of the disclaimer, take a reference away, and change what is ours alone."""
    _duty(file, "fix")["within"]["high"]["firmware"] = "45 days"
    file["page"]["disclaimer"]["en"] += " Marmalade."
    file["page"]["references"].pop()
    _privately(file)


def _privately(file: dict[str, Any]) -> None:
    """Change everything that the policy page does not tell: who, with whom, how it is written, what comes later."""
    words = dict.fromkeys(file["organisation"]["languages"], CANARY)
    for rule in file["duties"]:
        rule["note"] = words
    role = next(iter(file["roles"]))
    file["roles"]["canary"] = {"name": words, "everyone": True}
    file["roles"][role]["deputy"] = "canary"
    file["parties"]["canary"] = {"kind": "customer", "name": words, "mail": f"{CANARY}@customer.example"}
    file["organisation"]["calendar"]["closed"] = ["05-01..05-02"]
    file["intake"]["answers"].append({"id": "canary", "outcome": "known", "name": words, "body": words})
    file["intake"]["doors"].append({"id": "canary", "door": "mail", "for": "components", "address": "c@canary.example"})
    file["disclosure"]["approvals"] = [{"by": role, "within": "71 days"}]
    file["disclosure"]["embargo"]["longest"] = "71 days"
    file["templates"]["canary"] = {"subject": words, "body": words}
    file["revisions"].append({"date": "2099-01-01", "note": words})


def _duty(file: dict[str, Any], name: str) -> dict[str, Any]:
    return next(rule for rule in file["duties"] if rule["id"] == name)


def _adopted(bulletin: Bulletin, policy: Policy, **ahead: float) -> str:
    """Adopt a version from so far ahead of now, and give its hash."""
    now = bulletin.told.now
    return adopt(actor=OPERATOR, now=now, policy=policy, in_force_from=now + timedelta(**ahead)).sha256


def _first(bulletin: Bulletin) -> str:
    return version_in_force(bulletin.told.now - timedelta(days=1)).sha256


def _road(old: str, new: str, language: str = "en") -> str:
    return f"/{language}/policy/compare?old={old[:12]}&new={new[:12]}"


def _plain(page: str) -> str:
    """Give what stands on a page as words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page.partition("<main")[2])).split())


@pytest.fixture
def two(ja_bulletin: Bulletin) -> tuple[Bulletin, str, str]:
    """A bulletin with two versions in force so far, the older first."""
    old = _first(ja_bulletin)
    new = _adopted(ja_bulletin, _changed(ja_bulletin.told.site.policy, _reworded), days=-10)
    return ja_bulletin, old, new


class TestCompare:
    """C1: “Two versions of the policy can be compared, additions, removals and wording … marked.”"""

    def test_rules_are_said_under_what_they_are_about(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        page = bulletin.read(_road(old, new))
        assert "High, Firmware: 60 days → 45 days" in page
        assert page.index("Duties</h3>") < page.index("Bring the fix to the users</h4>") < page.index("High, Firmware")
        assert re.search("ファームウェア: 60日 → 45日", bulletin.read(_road(old, new, "ja")))
        assert "3 differences" in page

    def test_the_way_back_tells_the_opposite(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        assert "High, Firmware: 45 days → 60 days" in bulletin.read(_road(new, old))

    def test_words_are_marked_by_element_and_by_words(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        there, back = (bulletin.read(_road(*pair)) for pair in ((old, new), (new, old)))
        assert re.search(r"<ins>[^/]*\[added: </span>Marmalade\.", there)
        assert re.search(r"<del>[^/]*\[removed: </span>Marmalade\.", back)
        assert "<del>Removed" in there
        assert "<ins>Added" in back

    def test_words_of_another_language_say_which(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        page = bulletin.read(_road(old, new, "ja"))
        assert '<p lang="en">' in page
        assert "(English)" in page

    def test_nothing_differs(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, _new = two
        page = _plain(bulletin.read(_road(old, old)))
        assert "Nothing differs" in page
        assert "the policy page says the same" in page
        assert "Rules that differ" not in page
        assert "Words that differ" not in page

    def test_the_policy_page_offers_the_choice(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        page = bulletin.read("/en/policy/")
        form = page[page.index('action="/en/policy/compare"') :]
        assert re.findall(r'value="([0-9a-f]{12})" selected', form) == [old[:12], new[:12]]
        assert "High, Firmware" not in bulletin.read("/en/policy/compare")

    def test_a_longer_name_of_a_version_is_the_same_version(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, new = two
        assert "60 days → 45 days" in bulletin.read(f"/en/policy/compare?old={old}&new={new}")


class TestOneVersion:
    """While there is nothing to compare, no form is shown."""

    def test_no_form(self, bulletin: Bulletin) -> None:
        assert "/policy/compare" not in bulletin.read("/en/policy/")
        assert "There is only one version so far" in bulletin.read("/en/policy/compare")


class TestOnlyWhatIsPublic:
    """The page tells when we act and how to reach us, not who does it inside; comparing tells no more than the page."""

    @pytest.mark.parametrize("name", POLICIES)
    def test_what_the_page_does_not_show_makes_no_difference(self, name: str) -> None:
        policy = read_policy(name)
        changed = _changed(policy, _privately)
        today = policy.revisions[-1].date
        assert compare(policy, changed, "en").count > len(policy.duties)
        assert compare(public_part(policy, today), public_part(changed, today), "en").count == 0

    def test_what_came_and_went_whole_says_no_more(self, two: tuple[Bulletin, str, str]) -> None:
        """A duty that is new is told without who does it."""
        bulletin, old, _new = two

        def fuller(file: dict[str, Any]) -> None:
            _privately(file)
            rule = _duty(file, "fix")
            file["duties"].append(rule | {"id": "fix_again", "name": {"ja": "再修正", "en": "Fix again"}})

        new = _adopted(bulletin, _changed(bulletin.told.site.policy, fuller), days=-5)
        page = _plain(bulletin.read(_road(old, new)))
        assert "Added: Fix again; Holds for: Support: supported; Limit: " in page
        engineer = bulletin.told.site.policy.roles["engineer"].name.in_("en", "ja")
        assert engineer not in page
        assert CANARY not in page

    def test_a_role_is_told_by_its_name_alone(self) -> None:
        def shown(file: dict[str, Any]) -> None:
            file["page"]["show"] = ["roles"]

        def watched(file: dict[str, Any]) -> None:
            shown(file)
            names = {language: f"Watch {language}" for language in file["organisation"]["languages"]}
            file["roles"]["watch"] = {"name": names, "deputy": next(iter(file["roles"]))}

        policy = read_policy("hoshimi-camera")
        today = policy.revisions[-1].date
        before, after = (public_part(_changed(policy, change), today) for change in (shown, watched))
        assert [change.sentence for change in compare(before, after, "en").rules] == ["Added: Watch en"]


class TestAhead:
    """A version adopted for later is as if it were not, until its instant (P7)."""

    ROADS = ("/en/policy/", "/ja/policy/", "/en/policy/compare", "/ja/policy/compare")

    def _seen(self, answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
        return answer.status_code, answer.content, dict(answer.headers)

    def _ahead(self, bulletin: Bulletin) -> tuple[str, datetime]:
        later = _changed(bulletin.told.site.policy, lambda file: _duty(file, "fix").update(within="71 days"))
        return _adopted(bulletin, later, days=30), bulletin.told.now + timedelta(days=30)

    def test_no_list_changes_by_a_byte(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, _old, _new = two
        before = [self._seen(bulletin.get(road)) for road in self.ROADS]
        self._ahead(bulletin)
        assert [self._seen(bulletin.get(road)) for road in self.ROADS] == before

    def test_its_comparison_answers_as_that_of_nothing(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, _new = two
        ahead, instant = self._ahead(bulletin)
        unknown = "0" * 64
        bulletin.at(instant - timedelta(seconds=30))
        for language in ("en", "ja"):
            for pair, nobodys in (((old, ahead), (old, unknown)), ((ahead, old), (unknown, old))):
                here, there = (self._seen(bulletin.get(_road(*one, language))) for one in (pair, nobodys))
                assert here == there
                assert here[0] == 404
                assert here[2]["Cache-Control"] == "no-store"

    def test_at_its_instant_it_is_there(self, two: tuple[Bulletin, str, str]) -> None:
        bulletin, old, _new = two
        ahead, instant = self._ahead(bulletin)
        bulletin.at(instant)
        assert ahead[:12] in bulletin.read("/en/policy/")
        assert bulletin.get(_road(old, ahead)).status_code == 200


class TestOddAddresses:
    """Whatever stands in the address, the answer is a page or nothing."""

    @pytest.mark.parametrize("odd", ["", "x", "\0" * 12, "%", "_" * 12, "0" * 5000, "<script>alert(1)</script>", "０"])
    def test_is_nothing(self, two: tuple[Bulletin, str, str], odd: str) -> None:
        bulletin, old, _new = two
        for names in ({"old": odd, "new": old}, {"old": old, "new": odd}, {"old": old[:11], "new": old}):
            assert bulletin.client.get("/en/policy/compare", names).status_code == 404
