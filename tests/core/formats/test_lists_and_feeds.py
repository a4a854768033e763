"""What stands beside the documents: feed, index, changes, provider metadata, security.txt, CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import sectxt
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.advisory import Advisory, canonical_json
from daybreak.core.formats.csaf import csaf_path
from daybreak.core.formats.csaf_index import (
    Listed,
    Provider,
    PublicKey,
    changes_csv,
    index_txt,
    listed,
    provider_metadata,
    provider_metadata_bytes,
)
from daybreak.core.formats.csv_export import BYTE_ORDER_MARK, csv_bytes
from daybreak.core.formats.feeds import ATOM, Feed, atom_feed, tag_uri
from daybreak.core.formats.securitytxt import SecurityTxt
from tests.core.advisory.advisories import START, advisories, issued, small

NS = {"a": ATOM}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED = Feed(
    host="psirt.hoshimi.example:8443", since=START, name="feed/ja", title="アドバイザリー", author="Hoshimi Camera",
    language="ja", self_url="https://psirt.hoshimi.example/ja/feed.atom", page_url="https://psirt.hoshimi.example/ja/",
    updated=START,
)  # fmt: skip


def text_of(entry: ET.Element, name: str) -> str:
    """Give the words of a child element that must be there."""
    found = entry.find(f"a:{name}", NS)
    assert found is not None
    return found.text or ""


class TestAtomFeed:
    """RFC 4287: every feed and entry has exactly one id, one title, one updated; RFC 4151: ids as tag URIs."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(advisories(), max_size=3), st.integers(1, 3))
    def test_it_is_whole_for_any_words(self, told: list[Advisory], number: int) -> None:
        written = atom_feed(FEED, [(advisory, issued(advisory, "ja", number)) for advisory in told])
        root = ET.fromstring(written)
        assert root.get(LANG) == "ja"
        for part in (root, *root.findall("a:entry", NS)):
            assert [len(part.findall(f"a:{name}", NS)) for name in ("id", "title", "updated")] == [1, 1, 1]
            assert text_of(part, "id").startswith("tag:psirt.hoshimi.example,2026-11-02:")

    def test_the_id_stays_and_updated_moves_with_a_revision(self) -> None:
        entries = [
            ET.fromstring(atom_feed(FEED, [(small(), issued(small(), "ja", number))])).find("a:entry", NS)
            for number in (1, 2)
        ]
        first, second = entries
        assert first is not None
        assert second is not None
        assert text_of(first, "id") == text_of(second, "id") == "tag:psirt.hoshimi.example,2026-11-02:HC-SA-2026-M4T9B"
        assert text_of(first, "updated") == "2026-11-02T05:00:00Z"
        assert text_of(second, "updated") == "2026-11-03T05:00:00Z"
        assert text_of(first, "title") == "HC-SA-2026-M4T9B: 署名のないファームウェア"

    def test_words_in_another_language_are_marked(self) -> None:
        plain = json.loads(canonical_json(small()))
        del plain["document"]["title"]["ja"]
        english = Advisory.model_validate(plain)
        root = ET.fromstring(atom_feed(FEED, [(english, issued(english, "ja"))]))
        title = root.find("a:entry/a:title", NS)
        assert title is not None
        assert title.get(LANG) == "en"

    def test_characters_that_xml_cannot_hold_do_not_break_it(self) -> None:
        plain = json.loads(canonical_json(small()))
        plain["document"]["title"]["ja"] = "\x01\x0b<b>&\ufffe題"
        odd = Advisory.model_validate(plain)
        root = ET.fromstring(atom_feed(FEED, [(odd, issued(odd, "ja"))]))
        assert "<b>&" in text_of(root.findall("a:entry", NS)[0], "title")

    @pytest.mark.parametrize("name", ["a b", "日本", "x,y:z", "a/b?c#d"])
    def test_a_tag_uri_holds_no_other_character(self, name: str) -> None:
        made = tag_uri("psirt.hoshimi.example", START, name)
        assert made.isascii()
        assert not set(made) & set(" #?")


class TestListsOfAProvider:
    """CSAF 2.0, 7.1.12 and 7.1.13: index.txt with every file name; changes.csv, newest first, quoted, no heading."""

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.text("abc-_0123", min_size=1, max_size=8), st.integers(0, 10**6)), max_size=8))
    def test_changes_are_newest_first_and_the_index_is_complete(self, made: list[tuple[str, int]]) -> None:
        documents = [Listed(f"2026/{name}.json", START + timedelta(seconds=seconds)) for name, seconds in made]
        rows = list(csv.reader(io.StringIO(changes_csv(documents).decode())))
        assert [when for _, when in rows] == sorted((when for _, when in rows), reverse=True)
        assert sorted(path for path, _ in rows) == sorted(document.path for document in documents)
        assert set(index_txt(documents).decode().splitlines()) == {document.path for document in documents}

    def test_the_lines_have_the_standards_shape(self) -> None:
        line = listed(small(), issued(small()))
        assert changes_csv([line]) == b'"2026/hc-sa-2026-m4t9b.json","2026-11-02T05:00:00Z"\n'
        assert f"csaf/white/{line.path}" == csaf_path(small(), issued(small()))

    def test_provider_metadata_names_publisher_key_and_folder(self) -> None:
        publisher = small().document.publisher
        assert publisher is not None
        key = PublicKey("a" * 40, "https://psirt.hoshimi.example/key.asc")
        provider = Provider(publisher, "https://psirt.hoshimi.example", "en", START, (key,), "csaf_trusted_provider")
        told = json.loads(provider_metadata_bytes(provider))
        assert told == provider_metadata(provider)
        assert told["public_openpgp_keys"] == [{"fingerprint": "a" * 40, "url": key.url}]
        assert told["distributions"] == [{"directory_url": "https://psirt.hoshimi.example/csaf/white/"}]
        assert told["publisher"]["category"] == "vendor"
        assert "public_openpgp_keys" not in provider_metadata(replace(provider, keys=()))


class TestSecurityTxt:
    """RFC 9116, judged by sectxt."""

    def test_a_full_one_has_no_errors(self) -> None:
        made = SecurityTxt(
            contacts=("mailto:psirt@hoshimi.example", "https://psirt.hoshimi.example/report"),
            expires=datetime.now(UTC) + timedelta(days=200),
            languages=("ja", "en"),
            canonical=("https://psirt.hoshimi.example/.well-known/security.txt",),
            encryption=("https://psirt.hoshimi.example/key.asc",),
            policy=("https://psirt.hoshimi.example/ja/policy",),
            acknowledgments=("https://psirt.hoshimi.example/ja/thanks",),
            csaf=("https://psirt.hoshimi.example/.well-known/csaf/provider-metadata.json",),
        )
        judge = sectxt.Parser(made.to_bytes(), is_local=True)
        assert judge.errors == []
        assert judge.preferred_languages == ["ja", "en"]
        assert {note["code"] for note in judge.recommendations} <= {"not_signed"}

    def test_an_expired_one_is_seen_by_the_judge(self) -> None:
        old = SecurityTxt(("mailto:psirt@hoshimi.example",), datetime(2020, 1, 1, tzinfo=UTC))
        assert "expired" in {error["code"] for error in sectxt.Parser(old.to_bytes(), is_local=True).errors}

    @pytest.mark.parametrize(
        ("contacts", "languages"),
        [
            ((), ("en",)),
            (("psirt@hoshimi.example",), ()),
            (("mailto:a@b.example\r\nContact: mailto:evil@x.example",), ()),
            (("http://plain.example",), ()),
            (("mailto:a@b.example",), ("en, ja\r\nX: y",)),
        ],
    )
    def test_what_nobody_could_use_is_refused(self, contacts: tuple[str, ...], languages: tuple[str, ...]) -> None:
        with pytest.raises(ValueError, match=r"write|needs"):
            SecurityTxt(contacts, START, languages)

    def test_an_expiry_needs_a_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            SecurityTxt(("mailto:a@b.example",), START.replace(tzinfo=None))


class TestSpreadsheets:
    """Issue 2, bad input: words from outside must run nothing when a person opens an export."""

    @settings(max_examples=100)
    @given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=1, max_size=4))
    def test_no_cell_begins_a_formula(self, words: list[str]) -> None:
        rows = list(
            csv.reader(io.StringIO(csv_bytes(words, [words]).decode().removeprefix(BYTE_ORDER_MARK), newline=""))
        )
        for cell, given_words in zip(rows[1], words, strict=True):
            assert not cell.lstrip(" \u3000").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
            assert cell.removeprefix("'") == given_words.replace("\x00", "").removeprefix("'")

    def test_numbers_stay_numbers_and_nothing_stays_empty(self) -> None:
        assert csv_bytes(("a", "b", "c"), [(-1, None, 7.5)]).splitlines()[1] == b'"-1","","7.5"'

    def test_a_row_of_another_length_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 cells"):
            csv_bytes(("a",), [("b", "c")])
