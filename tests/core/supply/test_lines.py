"""Release lines by the shape of a version (back-ports: one fix for each supported line)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.model_supply import Releases
from daybreak.core.supply.lines import LONGEST, branch_of, line_of

NUMBERS = st.integers(0, 99)
KEYS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._+-]{0,99}\Z")


class TestLines:
    """“Promises hold for supported products” (A13): a line is what shares the first numbers of its versions."""

    @given(major=NUMBERS, minor=NUMBERS, patch=NUMBERS, other=NUMBERS)
    def test_the_numbers_after_it_make_no_difference(self, major: int, minor: int, patch: int, other: int) -> None:
        assert line_of(f"{major}.{minor}.{patch}", "major") == line_of(f"{major}.{other}", "major") == f"{major}.x"
        assert line_of(f"{major}.{minor}.{patch}", "minor") == line_of(f"v{major}.{minor}-rc1", "minor")

    @given(first=NUMBERS, second=NUMBERS)
    def test_another_major_number_is_another_line(self, first: int, second: int) -> None:
        assert (line_of(f"{first}.0.1", "major") == line_of(f"{second}.0.1", "major")) == (first == second)

    def test_a_version_without_numbers_is_its_own(self) -> None:
        assert line_of("Windflower", "major") == "Windflower"
        assert line_of("9", "minor") == "9.0.x"

    @given(product=KEYS, version=KEYS)
    def test_a_name_fits_beside_a_key_and_tells_products_apart(self, product: str, version: str) -> None:
        lines = Releases(lines="major")
        assert len(branch_of(lines, product, version)) <= LONGEST
        assert branch_of(lines, product, version) != branch_of(lines, f"{product}-lts", version)

    def test_without_lines_nothing_is_named(self) -> None:
        assert branch_of(None, "core", "9.0.0") == ""
        assert branch_of(Releases(), "core", "9.0.0") == ""
        assert branch_of(Releases(lines="major"), "core", "") == "core"
