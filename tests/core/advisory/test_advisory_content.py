"""The content of an advisory: one hash per content, nothing lost in its bytes, every edit seen in its section."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from daybreak.core.advisory import (
    SECTIONS,
    Advisory,
    canonical_json,
    changes,
    completeness,
    content_hash,
    from_json,
    sections_changed,
)
from daybreak.core.words import Text
from tests.core.advisory.advisories import LANGUAGES, advisories, edited, issued, small


class TestTwoPeopleApproveOneContentHash:
    """Decisions, Nouns: "Two people approve one content hash … any edit voids both"."""

    @settings(max_examples=30, deadline=None)
    @given(advisories())
    def test_bytes_come_back_as_the_same_content(self, advisory: Advisory) -> None:
        again = from_json(canonical_json(advisory))
        assert again == advisory
        assert canonical_json(again) == canonical_json(advisory)
        assert changes(advisory, again) == ()

    def test_order_of_languages_and_members_does_not_matter(self) -> None:
        turned = json.dumps(dict(reversed(json.loads(canonical_json(small())).items())))
        backwards = small().model_copy(update={"revision_note": Text({"ja": "初版", "en": "First version"})})
        assert content_hash(from_json(turned)) == content_hash(small()) == content_hash(backwards)

    @pytest.mark.parametrize(
        "path", ["document/title/ja", "vulnerabilities/0/remediations/0/details/en", "revision_note/en"]
    )
    def test_one_changed_word_is_another_hash(self, path: str) -> None:
        assert content_hash(edited(small(), path, "Otherwise")) != content_hash(small())

    def test_the_hash_of_a_content_never_changes_with_the_software(self) -> None:
        bare = Advisory.model_validate({"document": {"tracking": {"id": "HC-SA-2026-M4T9B"}}})
        assert canonical_json(bare) == b'{"document":{"tracking":{"id":"HC-SA-2026-M4T9B"}}}'

    def test_an_instant_is_the_same_in_every_zone(self) -> None:
        utc = edited(small(), "vulnerabilities/0/discovery_date", "2026-11-01T00:00:00Z")
        tokyo = edited(small(), "vulnerabilities/0/discovery_date", "2026-11-01T09:00:00+09:00")
        assert content_hash(utc) == content_hash(tokyo)


class TestBadInputIsRefused:
    """Issue 2, bad input: each a clear sentence."""

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("document/tracking/id", "HC-SA\n2026"),
            ("document/tracking/id", " HC"),
            ("document/publisher/namespace", "javascript:alert(1)"),
            ("vulnerabilities/0/cve", "CVE-26-1"),
            ("vulnerabilities/0/discovery_date", "2026-11-01T00:00:00"),
            ("vulnerabilities/0/discovery_date", "0001-01-01T00:00:00+09:00"),
            ("document/title", {"en": "   "}),
            ("document/title", "bare words"),
            ("document/title", {"en": "\ud800"}),
            ("document/title", {"en": "a\x00b"}),
            ("document/acknowledgments/0/names", ["\udfff"]),
            ("document/surprise", 1),
        ],
    )
    def test_it_says_where(self, path: str, value: object) -> None:
        with pytest.raises(ValidationError):
            edited(small(), path, value)

    def test_a_tree_without_end_is_refused(self) -> None:
        branch: dict[str, object] = {"category": "legacy", "name": "x"}
        for _ in range(2000):
            branch = {"category": "legacy", "name": "x", "branches": [branch]}
        with pytest.raises(ValidationError):
            edited(small(), "product_tree", {"branches": [branch]})


class TestApprovalsAreVoidedBySection:
    """Issue 2, 8: "a change of content voids those it concerns"."""

    @pytest.mark.parametrize(
        ("path", "value", "section"),
        [
            ("document/title/en", "New", "words"),
            ("vulnerabilities/0/notes/0/text/ja", "新", "words"),
            ("vulnerabilities/0/cve", "CVE-2026-1001", "facts"),
            ("vulnerabilities/0/product_status/known_affected", None, "products"),
            ("vulnerabilities/0/scores/0/vector", "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "severity"),
            ("document/acknowledgments/0/names", ["Somebody"], "credit"),
            ("document/references/0/url", "https://blog.example/b", "references"),
            ("document/tracking/aliases", ["JVN#1"], "facts"),
        ],
    )
    def test_an_edit_is_seen_in_its_section(self, path: str, value: object, section: str) -> None:
        found = sections_changed(small(), edited(small(), path, value))
        assert section in found
        assert found <= set(SECTIONS)

    def test_a_new_vulnerability_does_not_look_like_a_change_of_the_others(self) -> None:
        plain = json.loads(canonical_json(small()))
        plain["vulnerabilities"].insert(0, {"key": "v0", "cve": "CVE-2026-9999"})
        found = changes(small(), Advisory.model_validate(plain))
        assert {change.path.split("/")[1] for change in found} == {"CVE-2026-9999"}
        assert all(change.kind == "added" for change in found)
        assert "was added" in str(found[0])


class TestWhatIsMissing:
    """Product, life 6: "the gates say in words what is still missing"."""

    @settings(max_examples=20, deadline=None)
    @given(advisories())
    def test_a_complete_advisory_lacks_nothing(self, advisory: Advisory) -> None:
        assert completeness(advisory, LANGUAGES) == ()

    @pytest.mark.parametrize(
        ("path", "value", "template"),
        [
            ("document/title", None, "no_title"),
            ("document/title/ja", None, "no_language"),
            ("document/publisher", None, "no_publisher"),
            ("revision_note", None, "no_revision_note"),
            ("vulnerabilities", [], "no_vulnerability"),
            ("vulnerabilities/0/notes", [], "no_note"),
            ("vulnerabilities/0/title", None, "no_vulnerability_title"),
            ("vulnerabilities/0/cwe", {"id": "CWE-787", "name": "Wrong"}, "wrong_weakness"),
            ("vulnerabilities/0/cwe", {"id": "CWE-999999", "name": "Wrong"}, "unknown_weakness"),
            ("vulnerabilities/0/scores", [], "no_score"),
            ("vulnerabilities/0/scores/0/vector", "CVSS:3.1/AV:N", "broken_vector"),
            ("vulnerabilities/0/scores/0/products", [], "score_for_nothing"),
            ("vulnerabilities/0/remediations", [], "no_remedy"),
            ("vulnerabilities/0/remediations", [], "fix_without_remedy"),
            ("vulnerabilities/0/remediations/0/details", None, "no_remedy_words"),
            ("vulnerabilities/0/remediations/0/product_ids", [], "remedy_for_nothing"),
            ("vulnerabilities/0/product_status", {"under_investigation": ["model-0:1.0.0"]}, "no_status"),
            ("vulnerabilities/0/product_status/known_affected", ["stranger:1"], "unknown_product"),
            ("vulnerabilities/0/product_status/known_not_affected", ["model-0:1.0.0"], "contradiction"),
            ("vulnerabilities/0/product_status", {"known_not_affected": ["model-0:1.0.0"]}, "no_justification"),
            ("vulnerabilities/0/product_status/known_affected", ["model-0:1.0.0"], None),
            ("product_tree", {}, "no_products"),
            ("product_tree/branches/0/branches/0/branches/0/name", "before 2.0", "range_as_version"),
            ("product_tree/branches/0/branches/1/branches/0/product/product_id", "model-0:1.0.0", "twice_defined"),
            ("product_tree/branches/0/branches/1/branches/0/product", None, "empty_branch"),
            ("document/acknowledgments/0/names", [], "nobody_thanked"),
        ],
    )
    def test_each_lack_has_its_sentence(self, path: str, value: object, template: str | None) -> None:
        lacks = completeness(edited(small(), path, value), LANGUAGES)
        assert (template is None and lacks == ()) or template in {lack.sentence.id for lack in lacks}
        for lack in lacks:
            assert lack.sentence.in_("en") != lack.sentence.in_("ja")


class TestWhatIsIssued:
    """Decisions, Nouns: "Tracking version = number of published revisions, an integer"."""

    def test_a_history_with_a_gap_is_refused(self) -> None:
        good = issued(small(), number=3)
        with pytest.raises(ValueError, match="revisions 1 to 3"):
            type(good)(**{**vars(good), "history": good.history[1:]})

    def test_a_history_that_goes_back_is_refused(self) -> None:
        good = issued(small(), number=2)
        back = (good.history[0], type(good.history[0])(2, good.history[0].at.replace(year=2020), good.history[1].note))
        with pytest.raises(ValueError, match="go back in time"):
            type(good)(**{**vars(good), "history": back})

    def test_an_instant_without_zone_is_refused(self) -> None:
        good = issued(small())
        with pytest.raises(ValueError, match="zone"):
            type(good)(**{**vars(good), "current_at": good.current_at.replace(tzinfo=None)})

    def test_words_fall_back_to_the_policys_order(self) -> None:
        german = Text({"ja": "日", "de": "Deutsch"})
        assert issued(small(), "en").read_in(german) == "日"
