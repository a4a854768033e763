"""CSAF 2.0 documents: valid whenever the advisory is complete, named as the standard says, read back without loss."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from daybreak.core.advisory import Advisory, Issued, canonical_json, completeness, from_json
from daybreak.core.formats.csaf import csaf_bytes, csaf_document, csaf_filename, csaf_path, document_languages
from daybreak.core.formats.csaf_read import UnreadableCsafError, read_csaf, read_issue
from daybreak.core.formats.csaf_validate import Remark, judge_csaf
from daybreak.core.words import Text
from tests.core.advisory.advisories import LANGUAGES, advisories, edited, issued, small

CORPUS = Path(os.environ.get("DAYBREAK_CORPUS", "/nowhere")) / "csaf" / "cisa-60.zip"
UNAVOIDABLE = {"6.2.2", "6.2.3", "6.3.3", "6.3.4"}
"""Remarks that a complete advisory may cause: a product still under investigation, only CVSS 4.0, no CVE ID, no CWE."""


class TestEveryCompleteAdvisoryIsAValidDocument:
    """Issue 2, 8: "schema and all mandatory tests by the `csaf` package, no warning left unread"."""

    @settings(max_examples=30, deadline=None)
    @given(advisories(), st.sampled_from(LANGUAGES), st.integers(1, 4))
    def test_schema_and_mandatory_tests_hold(self, advisory: Advisory, language: str, number: int) -> None:
        assert completeness(advisory, LANGUAGES) == ()
        judgement = judge_csaf(csaf_document(advisory, issued(advisory, language, number)))
        assert [fault.sentence for fault in judgement.faults] == []
        assert {warning.test for warning in judgement.warnings} <= UNAVOIDABLE

    @settings(max_examples=15, deadline=None)
    @given(advisories())
    def test_the_same_content_gives_the_same_bytes(self, advisory: Advisory) -> None:
        again = from_json(canonical_json(advisory))
        assert csaf_bytes(advisory, issued(advisory, "ja")) == csaf_bytes(again, issued(again, "ja"))


SPOILS = [None, "", [], {}, "x", "1.x", "v1.0", "https://ex ample/ü", "CVSS:4.0/AV:N", "AV:N/AC:L/Au:N/C:P/I:P/A:P",
          ["model-0:1.0.0"], ["model-0:1.0.0", "model-0:1.0.0"], {"en": "x", "ja": "y"}]  # fmt: skip


def places(part: object, path: str = "") -> list[str]:
    """List the paths of every member of a JSON value."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    below = [(f"{path}/{name}".lstrip("/"), value) for name, value in items]
    return [place for way, value in below for place in (way, *places(value, way))]


class TestWhatIsNotCompleteIsNoticedBeforeItIsRendered:
    """The gate's promise turned round: whatever one edit spoils is refused, named as missing, or still valid."""

    @settings(max_examples=120, deadline=None)
    @given(st.sampled_from(places(json.loads(canonical_json(small())))), st.sampled_from(SPOILS))
    def test_one_spoilt_member(self, path: str, value: object) -> None:
        try:
            spoilt = edited(small(), path, value)
        except (ValidationError, IndexError):
            return
        complete = completeness(spoilt, LANGUAGES) == ()
        profile = spoilt.document.category == "csaf_security_advisory"
        faults = judge_csaf(csaf_document(spoilt, issued(spoilt))).faults
        assert not (complete and profile and faults), [fault.sentence for fault in faults]


class TestADraftIsJudgedNotCrashedOn:
    """Product, life 6: "the gates say in words what is still missing"."""

    def test_an_empty_draft_has_faults_in_sentences(self) -> None:
        draft = Advisory.model_validate({"document": {"tracking": {"id": "HC-SA-2026-M4T9B"}}})
        judgement = judge_csaf(csaf_document(draft, issued(draft)))
        assert not judgement.valid
        assert any("title" in fault.sentence for fault in judgement.faults)

    def test_a_broken_vector_is_a_fault(self) -> None:
        broken = edited(small(), "vulnerabilities/0/scores/0/vector", "CVSS:3.1/AV:N")
        assert not judge_csaf(csaf_document(broken, issued(broken))).valid

    def test_a_place_is_told_in_words(self) -> None:
        """A person who is told what to correct reads no machine's path."""
        told = Remark("6.1.1", "Missing definition", "/vulnerabilities/1/product_status", "no product").sentence
        assert told == "vulnerabilities no. 2, product status: no product (CSAF 2.0, test 6.1.1: Missing definition)"
        assert Remark("schema", "Schema", "", "is empty").sentence.startswith("the whole document: ")

    def test_a_warning_is_told_apart_from_a_fault(self) -> None:
        plain = json.loads(canonical_json(small()))
        plain["vulnerabilities"][0]["scores"][0]["products"] = ["model-0:1.0.0", "model-1:1.1.0"]
        scored = Advisory.model_validate(plain)
        judgement = judge_csaf(csaf_document(scored, issued(scored)))
        assert judgement.valid
        assert {warning.test for warning in judgement.warnings} == {"6.2.19", "6.3.4"}


class TestOneDocumentPerLanguage:
    """Decisions, Words: "the default language keeps the bare number, others add `-ja` and a reference to it"."""

    def test_ids_and_references_lead_to_each_other(self) -> None:
        english, japanese = (csaf_document(small(), issued(small(), language)) for language in LANGUAGES)
        assert english["document"]["tracking"]["id"] == "HC-SA-2026-M4T9B"
        assert japanese["document"]["tracking"]["id"] == "HC-SA-2026-M4T9B-ja"
        own = [r["url"] for r in english["document"]["references"] if r.get("category") == "self"]
        other = [r["url"] for r in japanese["document"]["references"] if r.get("category") == "external"]
        assert own[0] == "https://psirt.hoshimi.example/csaf/white/2026/hc-sa-2026-m4t9b.json"
        assert own[0] in other
        assert japanese["document"]["title"] == "署名のないファームウェア"
        assert japanese["document"]["lang"] == "ja"

    def test_what_the_advisory_refers_to_is_referred_to(self) -> None:
        """A10: an advisory links references: CVE, blogs, articles."""
        for language, words in (("en", "Article"), ("ja", "記事")):
            told = csaf_document(small(), issued(small(), language))["document"]["references"]
            assert {"url": "https://blog.example/a", "summary": words} in [
                {name: one[name] for name in ("url", "summary")} for one in told
            ]

    @pytest.mark.parametrize(("told", "follows"), [("en", "ja"), ("ja", "en")])
    def test_a_translation_that_follows_has_no_document_yet(self, told: str, follows: str) -> None:
        """Also where it is the policy's first language: no document says in its name what it does not say in words."""
        plain = json.loads(canonical_json(small()))
        del plain["document"]["title"][follows]
        alone = Advisory.model_validate(plain)
        assert document_languages(alone, LANGUAGES) == (told,)
        ours = csaf_document(alone, issued(alone, told))["document"]["references"]
        documents = [one["url"] for one in ours if one["url"].endswith(".json")]
        assert len(documents) == 1, documents
        assert judge_csaf(csaf_document(alone, issued(alone, told))).faults == ()

    def test_what_is_private_stays_out(self) -> None:
        plain = json.loads(canonical_json(small()))
        plain["vulnerabilities"][0] |= {
            "cve_absent": "canary-a",
            "key": "canary-b",
            "set_aside": [{"category": "vendor_fix", "product_ids": ["canary-c"], "words": {"en": "canary-d"}}],
        }
        plain["document"]["acknowledgments"][0] |= {"reports": ["canary-c"], "permission": "canary-d"}
        told = Advisory.model_validate(plain)
        assert b"canary" not in csaf_bytes(told, issued(told))
        assert b"release-0" not in csaf_bytes(told, issued(told))


NAUGHTY = CORPUS.parent.parent / "naughty-strings.json"
OWN_NAUGHTY = ["\u202eabc", "{title}", "%s", "</script>", "\x07", "😀" * 50, "\ufeff", "ﷺ", "﷽", "=1+1", "\r\n", "NULL"]


class TestNaughtyStrings:
    """Issue 2, bad input: "515 naughty strings": each passes unchanged, or is refused in words."""

    def test_they_come_through_unchanged(self) -> None:
        told = json.loads(NAUGHTY.read_text(encoding="utf-8")) if NAUGHTY.exists() else OWN_NAUGHTY
        words = [each for each in told if each.strip()]
        notes = [{"category": "other", "text": {"en": each, "ja": each}} for each in words]
        advisory = edited(small(), "document/notes", notes)
        document = csaf_document(advisory, issued(advisory))
        assert judge_csaf(document).valid
        written = json.loads(csaf_bytes(advisory, issued(advisory)))["document"]["notes"]
        assert [note["text"] for note in written] == words
        assert [note.text for note in read_csaf(document).document.notes] == [Text({"en": each}) for each in words]


class TestFileNames:
    """CSAF 2.0, 5.1: the id in lower case, every run of characters but +, -, a-z, 0-9 one underscore."""

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("HC-SA-2026-M4T9B", "hc-sa-2026-m4t9b.json"),
            ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
            ("RHBA-2019:0024", "rhba-2019_0024.json"),
            ("2022 #01-A../etc", "2022_01-a_etc.json"),
        ],
    )
    def test_it_follows_from_the_id(self, number: str, name: str) -> None:
        assert csaf_filename(number) == name

    def test_the_folder_is_the_first_releases_year(self) -> None:
        assert csaf_path(small(), issued(small(), "ja", 3)) == "csaf/white/2026/hc-sa-2026-m4t9b-ja.json"


def essence(document: dict[str, Any]) -> list[Any]:
    """Take out of a document what must survive: statuses, vectors with scores, remedies, numbers, products."""
    return [
        document.get("product_tree"),
        *(
            (
                vulnerability.get("cve"),
                vulnerability.get("ids"),
                vulnerability.get("product_status"),
                vulnerability.get("remediations"),
                vulnerability.get("flags"),
                vulnerability.get("threats"),
                vulnerability.get("notes"),
                [
                    (score["products"], cvss["vectorString"], cvss["baseScore"])
                    for score in vulnerability.get("scores", [])
                    for cvss in [score.get("cvss_v3") or score["cvss_v2"]]
                ],
            )
            for vulnerability in document.get("vulnerabilities", [])
        ),
    ]


class TestReadingKeepsEverything:
    """Decisions, Nouns: "Imported members without a field are kept"."""

    @settings(max_examples=20, deadline=None)
    @given(advisories())
    def test_our_own_documents_come_back(self, advisory: Advisory) -> None:
        first = csaf_document(advisory, issued(advisory))
        back = read_csaf(first)
        assert essence(csaf_document(back, issued(back, languages=("en",)))) == essence(first)
        for old, new in zip(advisory.vulnerabilities, back.vulnerabilities, strict=True):
            assert {score.vector: score.products for score in old.scores} == {s.vector: s.products for s in new.scores}
        assert read_issue(first).history[-1].number == 1

    def test_unknown_members_come_back_where_they_stood(self) -> None:
        document = csaf_document(small(), issued(small()))
        document["vulnerabilities"][0]["x_vendor"] = {"risk": 7.5, "key": None}
        document["x_top"] = ["kept"]
        back = read_csaf(document)
        again = csaf_document(from_json(canonical_json(back)), issued(back, languages=("en",)))
        assert again["vulnerabilities"][0]["x_vendor"] == {"risk": 7.5, "key": None}
        assert again["x_top"] == ["kept"]

    def test_cvss_2_is_read_and_written(self) -> None:
        document = csaf_document(small(), issued(small()))
        vector = {"version": "2.0", "vectorString": "AV:N/AC:L/Au:N/C:P/I:P/A:P", "baseScore": 7.5}
        document["vulnerabilities"][0]["scores"] = [{"cvss_v2": vector, "products": ["model-0:1.0.0"]}]
        back = read_csaf(document)
        again = csaf_document(back, issued(back, languages=("en",)))
        assert essence(again) == essence(document)
        assert judge_csaf(again).valid

    @pytest.mark.parametrize(
        "document",
        [
            {},
            {"document": []},
            {"document": {"csaf_version": "2.1"}},
            {"document": {"csaf_version": "2.0", "tracking": 7}},
            {"document": {"csaf_version": "2.0", "tracking": {"id": "A"}}, "vulnerabilities": [{"scores": [1]}]},
        ],
    )
    def test_what_is_no_csaf_is_refused_in_words(self, document: dict[str, Any]) -> None:
        with pytest.raises(UnreadableCsafError, match=r"\w+ .*\w"):
            read_csaf(document)

    def test_a_history_without_zone_is_refused_in_words(self) -> None:
        document = csaf_document(small(), issued(small()))
        document["document"]["tracking"]["initial_release_date"] = "2026-11-01T00:00:00"
        with pytest.raises(UnreadableCsafError, match="zone"):
            read_issue(document)


def real_documents() -> list[dict[str, Any]]:
    """Load every third of the corpus's real advisories; a document of ours where DAYBREAK_CORPUS names none."""
    if not CORPUS.exists():
        return [csaf_document(small(), issued(small(), languages=("en",)))]
    with zipfile.ZipFile(CORPUS) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist()[::3] if name.endswith(".json")]


class TestRealAdvisories:
    """An advisory of the corpus comes through: no fault that it did not bring along."""

    def test_they_come_back_whole(self) -> None:
        for document in real_documents():
            advisory = from_json(canonical_json(read_csaf(document)))
            told = read_issue(document)
            last = max(told.current_at, told.history[-1].at)
            there = Issued(
                number=len(told.history), released_at=told.released_at, current_at=last, history=told.history,
                base_url="https://psirt.hoshimi.example", language="en", languages=("en",), generator_version="1",
            )  # fmt: skip
            again = csaf_document(advisory, there)
            assert essence(again) == essence(document)
            assert {(f.test, f.path) for f in judge_csaf(again).faults} <= {
                (fault.test, fault.path) for fault in judge_csaf(document).faults
            }
