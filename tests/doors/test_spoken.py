"""What the core and the stages refuse is said in Japanese as in English (B12: “English and Japanese throughout”)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from daybreak.core import identifiers
from daybreak.core.lifecycle import embargo, remedy
from daybreak.core.lifecycle.advisory import ADVISORY
from daybreak.core.lifecycle.case import CASE, may_close
from daybreak.core.lifecycle.participant import CONSENT, PARTICIPANT
from daybreak.core.lifecycle.report import REPORT
from daybreak.core.phrase import WrongWords, either, phrase, why_not
from daybreak.core.policy.gates import instant_verdict, may_release, release_verdict
from daybreak.core.policy.reading import may_do
from daybreak.core.severity.cvss import read_vector, vector_from_choices
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.core.written import clean_line, clean_text, read_address
from daybreak.doors.refusals import said, spoken
from daybreak.stages.cases.refusals import WordsRefused, WorkUnfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daybreak.core.lifecycle.arrows import Table
    from daybreak.core.verdict import Reason, Verdict
    from tests.cast import Site

TABLES = (ADVISORY, CASE, embargo.EMBARGO, PARTICIPANT, CONSENT, remedy.REMEDY, REPORT)
PRODUCT_TERMS = {"CVE", "GHSA", "CWE", "CVSS", "ID", "URL", "UTC", "JST"}
NOW = datetime(2026, 11, 24, tzinfo=UTC)
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
_JAPANESE = re.compile("[぀-ヿ一-鿿]")
_LATIN = re.compile("[A-Za-z]{2,}")


def in_japanese(words: object) -> str:
    """Say it as a Japanese page does."""
    with override("ja"):
        return said(words)


def check(words: object, *quoted: str) -> None:
    """Hold a sentence to what a Japanese reader expects; `quoted` are words that stand in both languages."""
    sentence = in_japanese(words)
    assert _JAPANESE.search(sentence), sentence
    assert sentence.endswith(("。", *quoted)), sentence
    assert "%(" not in sentence
    left = sentence
    for quote in sorted(quoted, key=len, reverse=True):
        left = left.replace(quote, "")
    assert set(_LATIN.findall(left)) <= PRODUCT_TERMS, sentence
    with override("en"):
        assert said(words) == str(words)


def reason(verdict: Verdict) -> Reason:
    """Give why it was refused; it must have been."""
    assert isinstance(verdict, Refused)
    return verdict.reason


@pytest.mark.parametrize("table", TABLES, ids=[table.noun for table in TABLES])
class TestTables:
    """Every refusal that a table of arrows can compose."""

    def test_every_refused_pair_has_a_japanese_sentence(self, table: Table) -> None:
        refused = [
            table.may(state, deed)
            for state in table.states
            for deed in table.deeds
            if (state, deed) not in table.arrows
        ]
        assert refused
        for verdict in refused:
            check(reason(verdict))

    def test_states_and_deeds_stay_apart(self, table: Table) -> None:
        """A translation that says the same of two states would not tell a reader which it is."""
        for words in (table.states, table.deeds):
            assert len({in_japanese(phrase(one)) for one in words.values()}) == len(words)


def test_it_reads_as_one_sentence_and_not_word_by_word() -> None:
    """C2, in the words of a Japanese team."""
    verdict = remedy.REMEDY.may("reviewed", "remedy.shipped")
    assert str(reason(verdict)) == (
        "The remedy is reviewed. It can ship only when it is verified, has shipped, is offered to every device "
        "or has its roll-out paused."
    )
    assert in_japanese(reason(verdict)) == (
        "対策はレビュー済みです。リリースできるのは、検証済み、リリース済み、全機器に提供済みまたは配信の一時停止中の場合だけです。"
    )


def other_verdicts() -> Iterator[Verdict]:
    """Give every refusal of the core that no table composes."""
    yield may_close("accepted", "resolved", "active")
    yield may_close("received", "resolved")
    yield may_close("valid", "resolved")
    yield remedy.may_be_done_by("remedy.reviewed", "person:1", "person:1")
    yield remedy.may_be_done_by("remedy.verified", "person:1", "person:1")
    for event in ("vulnerability.public", "vulnerability.exploit_public", "vulnerability.attacked", "fix.available"):
        yield embargo.may(embargo.Embargo(events=frozenset({event})), "embargo.proposed", NOW, NOW)
    yield embargo.may(embargo.Embargo(), "embargo.proposed", None, NOW)
    yield embargo.may(embargo.Embargo(), "embargo.proposed", NOW, NOW)
    yield embargo.may(embargo.Embargo(), "embargo.proposed", NOW.replace(year=NOW.year + 1), NOW, NOW)
    yield release_verdict([("1", "x")], "1", "x")
    yield release_verdict([("1", "x"), ("2", "x")], "3", "x")


@pytest.mark.parametrize("verdict", other_verdicts(), ids=lambda verdict: str(verdict.reason)[:40])
def test_every_other_refusal_of_the_core(verdict: Verdict) -> None:
    """Embargoes, closing, one's own remedy, the same person twice."""
    check(reason(verdict))


def test_roles_are_named_in_the_readers_language(site: Site) -> None:
    """C2: who may do it, by the policy's own Japanese names; and instants with the organisation's zone."""
    for verdict in (may_do(site.policy, "remedy.verified", ()), may_release(site.policy, ())):
        if isinstance(verdict, Refused):
            check(verdict.reason, "PSIRT")
    assert isinstance(may_do(site.policy, "remedy.verified", ()), Refused)
    with override("ja"):
        assert "T" not in said(reason(instant_verdict(NOW, NOW.replace(year=2027)))).replace("UTC", "")


def read_partly(text: str) -> object:
    """Choose metrics of version 3.1, from `AV=N`."""
    return vector_from_choices("3.1", dict([text.split("=")]))


WRONG: tuple[tuple[Callable[[str], object], str, tuple[str, ...]], ...] = (
    (identifiers.read_cve, "CVE-1", ("CVE-2026-12345",)),
    (identifiers.read_ghsa, "GHSA-1", ("GHSA-2345-cfgh-jmpq",)),
    (identifiers.read_cwe, "heap", ("heap",)),
    (identifiers.read_purl, "requests", ("pkg:pypi/requests@2.32.0", "requests")),
    (identifiers.read_number, "HC-1", ("HC-1", "HC-2026-7K3QF")),
    (identifiers.read_tracking_code, "12", ()),
    (clean_line, "a\nb", ()),
    (clean_line, " ", ()),
    (clean_line, "a\u202eb", ()),
    (clean_line, "a" * 301, ()),
    (clean_text, "a\0b", ()),
    (read_address, "", ("rita@example.org",)),
    (read_address, "rita", ("rita@example.org",)),
    (read_vector, "x" * 500, ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",)),
    (read_vector, "high", ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",)),
    (read_vector, "CVSS:2.0/AV:N", ()),
    (read_vector, "CVSS:3.1/AV:N/AV:N", ("AV",)),
    (read_vector, "CVSS:3.1/QQ:N", ("QQ",)),
    (read_vector, VECTOR.replace("AV:N", "AV:Z"), ("AV",)),
    (read_partly, "AV=N", ("AC, PR, UI, S, C, I, A",)),
)


@pytest.mark.parametrize(
    ("reader", "wrong", "quoted"), WRONG, ids=[f"{one.__name__} {text[:12]!r}" for one, text, _ in WRONG]
)
def test_every_reader_says_in_japanese_what_is_wrong(
    reader: Callable[[str], object], wrong: str, quoted: tuple[str, ...]
) -> None:
    """A wrong number, address, text or vector, beside its field."""
    with pytest.raises(WrongWords) as caught:
        reader(wrong)
    words = why_not(caught.value)
    check(words, *filter(str.strip, (wrong, *quoted)))
    english = str(words)
    assert english.endswith(".")
    assert not english[0].islower()


class TestPhrases:
    """How a phrase is filled."""

    def test_choices_are_listed(self) -> None:
        assert [str(either(parts)) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
            "",
            "a",
            "a or b",
            "a, b or c",
        ]
        assert in_japanese(either(["A", "B", "C"])) == "A、BまたはC"

    def test_peoples_words_are_never_translated(self) -> None:
        """A product named like a word of ours keeps its name, a percent sign and all."""
        with override("ja"):
            assert spoken(WordsRefused(reason="Fixed", place="x")) == "Fixed"
            assert said(phrase("%(product)s has a release %(release)s already.", product="Fixed", release="100%s")) == (
                "Fixedのリリース100%sはすでに登録されています。"
            )

    def test_words_of_the_policy_speak_the_readers_language(self) -> None:
        roles = phrase("The policy gives this to %(roles)s.", roles=Text({"en": "Quality", "ja": "品質保証"}))
        assert (str(roles), in_japanese(roles)) == (
            "The policy gives this to Quality.",
            "ポリシー上、この操作は品質保証が行います。",
        )

    def test_a_refusal_says_its_reason_in_the_same_language(self) -> None:
        refusal = WorkUnfinished(number="HC-2026-7K3QF", reason=reason(may_close("accepted", "resolved", "active")))
        assert str(refusal).startswith("Case HC-2026-7K3QF cannot be closed yet: An embargo is in force.")
        with override("ja"):
            assert spoken(refusal) == (
                "案件HC-2026-7K3QFはまだ完了できません：公表禁止期間中です。案件を完了する前に、公表禁止期間を終了してください。"
            )
