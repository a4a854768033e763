"""The bulletin's pages and files once an advisory is public."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from sectxt import Parser

from daybreak.core.policy.show_duties import when_words
from daybreak.core.words import Text
from daybreak.stages.disclosure.actions import content_of, write_content
from daybreak.stages.publication.policy_page import answering
from tests.doors.bulletin.conftest import Bulletin
from tests.stages.disclosure.telling import CANARY, CVE, a_tuesday

if TYPE_CHECKING:
    from datetime import datetime

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def instant(bulletin: Bulletin) -> datetime:
    """The instant of an advisory that has just become public."""
    at = bulletin.told.arm(a_tuesday(bulletin.told.site))
    bulletin.at(at)
    return at


@pytest.mark.usefixtures("instant")
class TestPublic:
    """The facts first, then what to do, then the words (interface, Bulletin)."""

    def test_the_advisory_says_everything(self, bulletin: Bulletin) -> None:
        number = bulletin.told.advisory.number
        for language in ("en", "ja"):
            page = bulletin.read(f"/{language}/advisories/{number}/")
            for words in (number, CVE, "CVSS:3.1/AV:N", "9.8", CANARY, "Rita Okafor", "CWE-125", "/csaf/white/2026/"):
                assert words in page, words
            assert "x" * 3 not in page
            assert f"/{language}/cve/{CVE}/" in page
        assert "<h2" in page

    def test_a_language_the_policy_lacks_falls_back_and_is_marked(self, bulletin: Bulletin) -> None:
        page = bulletin.read(f"/ja/advisories/{bulletin.told.advisory.number}/")
        spoken = "ja" in bulletin.told.site.policy.languages
        assert ('lang="en"' in page.partition("<h1>")[2][:200]) is not spoken
        assert ("このアドバイザリの本文は、お使いの言語では提供しておりません" in page) is not spoken

    def test_home_lists_and_filters(self, bulletin: Bulletin) -> None:
        number = bulletin.told.advisory.number
        assert number in bulletin.read("/en/")
        assert number in bulletin.read("/en/?q=" + CVE)
        assert number not in bulletin.read("/en/?q=nothing+like+it")
        assert number in bulletin.read("/ja/?severity=&product=&page=1")
        assert number in bulletin.read("/en/?severity=no-such&page=minus")

    def test_the_cve_page_answers_per_product(self, bulletin: Bulletin) -> None:
        """C9: a page per CVE says whether and how the products are affected."""
        page = bulletin.read(f"/en/cve/{CVE.lower()}/")
        weak, sound = [row.product for row in bulletin.told.vulnerability.affects.order_by("status")]
        policy = bulletin.told.site.policy
        for product in (weak, sound):
            assert Text(product.name).in_("en", policy.language) in page
        assert "The vulnerable code is not in this product" in page

    def test_thanks(self, bulletin: Bulletin) -> None:
        assert "Rita Okafor" in bulletin.read("/en/thanks/")

    def test_feed(self, bulletin: Bulletin) -> None:
        feed = ET.fromstring(bulletin.read("/en/feed.atom"))
        entries = feed.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}title", "")[:8] for entry in entries] == [bulletin.told.advisory.number[:8]]
        links = [link.attrib["href"] for link in entries[0].findall(f"{ATOM}link")]
        for link in links:
            assert bulletin.get("/" + link.split("/", 3)[3]).status_code == 200, link
        assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"

    def test_every_listed_document_opens(self, bulletin: Bulletin) -> None:
        for path in bulletin.read("/csaf/white/index.txt").split():
            answer = bulletin.get(f"/csaf/white/{path}")
            assert answer.headers["Content-Type"] == "application/json"
            document = json.loads(answer.content)
            assert document["document"]["tracking"]["id"].startswith(bulletin.told.advisory.number)
            own = [one["url"] for one in document["document"]["references"] if one["category"] == "self"]
            for url in own:
                assert bulletin.get("/" + url.split("/", 3)[3]).status_code == 200, url
        provider = json.loads(bulletin.read("/csaf/provider-metadata.json"))
        assert provider["distributions"][0]["directory_url"].endswith("/csaf/white/")

    def test_copies_are_named_by_their_bytes(self, bulletin: Bulletin) -> None:
        path = f"/en/advisories/{bulletin.told.advisory.number}/"
        first = bulletin.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in first.headers.get("Vary", "")
        assert not first.cookies
        again = bulletin.get(path, if_none_match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert "no-cache" in bulletin.get("/en/").headers["Cache-Control"]


class TestLanguages:
    """B12: English and Japanese, the policy's own language first in machines' documents."""

    @pytest.mark.parametrize(
        ("wishes", "road"), [("ja,en;q=0.5", "/ja/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/en/")]
    )
    def test_the_first_page_leads_to_a_readers_language(self, ja_bulletin: Bulletin, wishes: str, road: str) -> None:
        answer = ja_bulletin.get("/", accept_language=wishes)
        assert (answer.status_code, answer.headers["Location"]) == (302, road)
        assert "Accept-Language" in answer.headers["Vary"]

    def test_the_japanese_document_keeps_the_bare_number(self, ja_bulletin: Bulletin) -> None:
        ja_bulletin.at(ja_bulletin.told.arm(a_tuesday(ja_bulletin.told.site)))
        number = ja_bulletin.told.advisory.number.lower()
        bare = json.loads(ja_bulletin.read(f"/csaf/white/2026/{number}.json"))
        english = json.loads(ja_bulletin.read(f"/csaf/white/2026/{number}-en.json"))
        assert (bare["document"]["lang"], english["document"]["lang"]) == ("ja", "en")
        assert any(one["url"].endswith(f"{number}-en.json") for one in bare["document"]["references"])
        assert any(one["url"].endswith(f"{number}.json") for one in english["document"]["references"])
        names = [branch["name"] for branch in english["product_tree"]["branches"][0]["branches"]]
        assert all(name.isascii() for name in names)


class TestPolicyPage:
    """B11: written from the policy file, with references, a disclaimer and dated revisions; B12."""

    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_says_what_the_policy_says(self, bulletin: Bulletin, language: str) -> None:
        policy = bulletin.told.site.policy
        page = bulletin.read(f"/{language}/policy/")
        told = [policy.page.disclaimer, *(one.title for one in policy.page.references)]
        told += [note.note for note in policy.revisions if note.date <= bulletin.told.now.date()]
        told += [asked.label for asked in policy.intake.ask]
        told += [band.name for band in policy.severity.bands]
        for words in (one.in_(language, policy.language) for one in told if one):
            assert words.strip().splitlines()[0][:30].replace("'", "&#x27;") in page, words
        covered = {"en": "customers&#x27; data in reports", "ja": "報告に含まれる顧客情報"}[language]
        privacy = policy.intake.privacy if "privacy" in policy.page.show else None
        assert (covered in page) is (privacy is not None and "customer_data_in_reports" in privacy.covers)
        binding = policy.organisation.binding_language
        assert ("is binding" in page) is (bool(binding) and language == "en")
        rules = [rule for rule in policy.duties if rule.within and rule.within.table]
        for reason in {reason for rule in rules for reason in rule.extend_for}:
            assert policy.reasons[reason].name.in_(language, policy.language) in page
        for rule in answering(policy):
            assert when_words(policy, rule, language) in page
        for door in policy.intake.doors:
            if door.door == "mail" and door.for_ != "components":
                assert f"mailto:{door.address}" in page
        tables = [rule for rule in policy.duties if rule.within and rule.within.table]
        for rule in tables:
            assert rule.name.in_(language, policy.language) in page


class TestSecurityTxt:
    """RFC 9116, judged by the sectxt package."""

    def test_is_valid(self, bulletin: Bulletin, settings: object) -> None:
        settings.BASE_URL = "https://psirt.example"  # type: ignore[attr-defined] # pytest-django's settings
        body = bulletin.get("/.well-known/security.txt")
        assert body.headers["Content-Type"] == "text/plain; charset=utf-8"
        text = body.content.decode()
        judged = Parser(body.content)
        expected = {"no_expire", "expired", "long_expiry"}
        assert [fault for fault in judged.errors if fault["code"] not in expected] == []
        assert "Contact: https://psirt.example/" in text
        assert "CSAF: https://psirt.example/.well-known/csaf/provider-metadata.json" in text
        for line in text.splitlines():
            field, _, address = line.partition(": ")
            if field in {"Policy", "Acknowledgments", "Canonical", "CSAF"} or line.startswith("Contact: https"):
                assert bulletin.get(address.removeprefix("https://psirt.example")).status_code == 200, line


class TestHostileWords:
    """Prose is Markdown without HTML, cleaned once more (P11)."""

    def test_no_markup_of_an_author_survives(self, bulletin: Bulletin) -> None:
        told = bulletin.told
        told.write(
            "\n\n# Loud\n\n<script>alert(1)</script> [a](javascript:alert(2)) ![i](https://evil.example/i.png) **b**"
        )
        revision = told.revision
        content = content_of(revision)
        hostile = Text(dict.fromkeys(told.site.policy.languages, '"><svg onload=alert(3)>'))
        document = content.document.model_copy(update={"title": hostile})
        content = content.model_copy(update={"document": document})
        write_content(actor=told.site.hana.actor, now=told.now, revision=revision, content=content)
        instant = a_tuesday(told.site)
        told.agree(instant)
        told.approve_all()
        told.release(instant)
        bulletin.at(instant + timedelta(seconds=1))
        page = bulletin.read(f"/en/advisories/{told.advisory.number}/")
        home = bulletin.read("/en/")
        for words in (page, home):
            assert "<script>alert" not in words
            assert "<svg onload" not in words
            assert "<img" not in words.partition("<main")[2]
            assert 'href="javascript' not in words
        assert "<strong>b</strong>" in page
        assert "<h1>Loud" not in page
