"""CVSS vectors are read, scored and refused with sentences (clauses A5, C5)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.severity.cvss import MANDATORY, band_of_score, read_vector, vector_from_choices
from daybreak.core.severity.metrics import metrics

V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def choices(version: str) -> st.SearchStrategy[dict[str, str]]:
    """Draw one value for each base metric of the calculator."""
    return st.fixed_dictionaries(
        {
            metric.code: st.sampled_from([value.code for value in metric.values])
            for group in metrics(version)
            for metric in group.metrics
        }
    )


class TestReading:
    """Scores published with the specifications and by others."""

    @pytest.mark.parametrize(
        ("vector", "score", "band", "base"),
        [
            (V4, "9.3", "critical", "9.3"),
            (f"{V4}/E:U", "8.1", "high", "9.3"),
            (V31, "9.8", "critical", "9.8"),
            (f"{V31}/E:P", "9.3", "critical", "9.8"),
            ("CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "1.8", "low", "1.8"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0", "none", "0.0"),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1", "medium", "6.1"),
        ],
    )
    def test_score(self, vector: str, score: str, band: str, base: str) -> None:
        """The score takes all metrics, the base score its own."""
        read = read_vector(vector)
        assert (read.score, read.band, read.base) == (Decimal(score), band, Decimal(base))

    def test_order_and_undefined_metrics_do_not_matter(self) -> None:
        """The canonical vector is the same however it was written."""
        written = "CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:X"
        assert read_vector(f"  {written}\n") == read_vector(V31)
        assert str(read_vector(written)) == V31

    @given(st.sampled_from(["3.1", "4.0"]).flatmap(lambda v: st.tuples(st.just(v), choices(v))))
    @settings(max_examples=100)
    def test_calculator_and_vector_agree(self, drawn: tuple[str, dict[str, str]]) -> None:
        """Any choice on the calculator is a vector that reads back as itself, in its band."""
        version, chosen = drawn
        made = vector_from_choices(version, chosen)
        assert read_vector(made.vector) == made
        assert made.version == version
        assert band_of_score(made.score) == made.band


class TestRefusing:
    """Wrong, huge and foreign vectors are a sentence, never another exception."""

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "no CVSS vector"),
            ("9.8", "no CVSS vector"),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", "no CVSS vector"),
            ("CVSS:2.0/AV:N/AC:L", "version 4.0 or 3.1"),
            ("CVSS:5.0/AV:N/AC:L", "version 4.0 or 3.1"),
            ("CVSS:3.1/AV:N/AC:L", "choose a value for PR, UI, S, C, I, A"),
            (V31.replace("AV:N", "AV:Q"), "AV cannot be Q: choose one of N, A, L, P"),
            (f"{V31}/ZZ:N", "ZZ is no metric"),
            (f"{V31}/AV:N", "states AV twice"),
            (V4.replace("4.0", "3.1"), "AT is no metric of CVSS 3.1"),
            (f"{V31}/" + "E:P/" * 200, "400 characters"),
            (f"{V31}\x00", "no CVSS vector"),
            ("CVSS:3.1/AV:\ud800", "no CVSS vector"),
            (f"{V31}/", "no CVSS vector"),
        ],
    )
    def test_refused(self, text: str, sentence: str) -> None:
        """Each says what to change."""
        with pytest.raises(ValueError, match=sentence):
            read_vector(text)

    @given(st.text(max_size=500) | st.from_regex(r"CVSS:[34]\.[01](/[A-Z]{1,3}:[A-Z]){1,14}", fullmatch=True))
    @settings(max_examples=300)
    def test_nothing_but_a_value_error(self, text: str) -> None:
        """Whatever is typed is a vector or a ValueError with a short sentence."""
        try:
            read = read_vector(text)
        except ValueError as error:
            assert 0 < len(str(error)) < 300  # noqa: PT017 - either outcome is right; this one must be short
        else:
            assert Decimal(0) <= read.score <= Decimal(10)

    def test_empty_choices_are_missing(self) -> None:
        """A form sends empty fields."""
        with pytest.raises(ValueError, match="choose a value for AV, AC"):
            vector_from_choices("3.1", {"AV": "", "PR": "N"})


class TestCalculatorTable:
    """The calculator shows exactly the metrics each version demands."""

    @pytest.mark.parametrize("version", MANDATORY)
    def test_complete(self, version: str) -> None:
        """Same metrics, same order; every word exists in both languages."""
        table = [metric for group in metrics(version) for metric in group.metrics]
        assert tuple(metric.code for metric in table) == MANDATORY[version]
        for metric in table:
            words = [metric.name, metric.question, *(value.meaning for value in metric.values)]
            assert all(word.spoken("en").isascii() and not word.spoken("ja").isascii() for word in words)

    def test_every_value_of_the_library_can_be_chosen(self) -> None:
        """No choice is missing: each single change of a value makes a vector."""
        for version, metric in product(("3.1", "4.0"), range(8)):
            groups = [found for group in metrics(version) for found in group.metrics]
            first = {found.code: found.values[0].code for found in groups}
            vectors = {
                vector_from_choices(version, {**first, groups[metric].code: value.code}).vector
                for value in groups[metric].values
            }
            assert len(vectors) == len(groups[metric].values)

    def test_foreign_version(self) -> None:
        """There is no calculator for version 2."""
        with pytest.raises(ValueError, match=r"4\.0 or 3\.1"):
            metrics("2.0")


class TestC5Bands:
    """C5: None 0, Low 0.1-3.9, Medium 4.0-6.9, High 7.0-8.9, Critical 9.0-10.0."""

    @pytest.mark.parametrize(
        ("score", "band"),
        [("0.0", "none"), ("0.1", "low"), ("3.9", "low"), ("4.0", "medium"), ("6.9", "medium"), ("7.0", "high"),
         ("8.9", "high"), ("9.0", "critical"), ("10.0", "critical")],
    )  # fmt: skip
    def test_edges(self, score: str, band: str) -> None:
        """Both edges of each."""
        assert band_of_score(Decimal(score)) == band
