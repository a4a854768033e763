"""What a release note names: the advisory's number, and other people's flaws by their public CVE ID alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.release_note import NO_NUMBER, NOT_PUBLIC, NOTHING, Flaw, named_in_note
from daybreak.core.verdict import Refused
from tests.shipped import read_policy

NUMBER, CVE = "HC-SA-2026-M4T9B", "CVE-2026-41414"
CAMERA, GROUP = read_policy("hoshimi-camera"), read_policy("aoba-electric")
kinds = st.sampled_from([frozenset(), frozenset({"own"}), frozenset({"own", "external"})])


class TestOwnFlaws:
    """A9a: "Release notes name a CVE or an internal tracking number …; the same number stands in the advisory"."""

    @given(kinds, st.sampled_from(["", CVE]))
    def test_the_number_and_no_cve_that_is_not_public(self, components: frozenset[str], cve: str) -> None:
        assert named_in_note(CAMERA, Flaw(NUMBER, cve, public=False, components=components)) == (NUMBER,)

    @given(kinds)
    def test_the_cve_beside_it_once_it_is_public(self, components: frozenset[str]) -> None:
        assert named_in_note(CAMERA, Flaw(NUMBER, CVE, public=True, components=components)) == (NUMBER, CVE)

    @given(kinds, st.booleans())
    def test_without_an_advisory_there_is_no_number_yet(self, components: frozenset[str], public: bool) -> None:
        assert named_in_note(CAMERA, Flaw("", CVE, public=public, components=components)) == Refused(NO_NUMBER)


class TestOtherPeoplesFlaws:
    """A9c: "Release notes for open-source fixes name the public CVE; … **no** advisory is published"."""

    FOREIGN = frozenset({"external"})

    @pytest.mark.parametrize("number", ["", NUMBER])
    def test_the_public_cve_alone(self, number: str) -> None:
        assert named_in_note(CAMERA, Flaw(number, CVE, public=True, components=self.FOREIGN)) == (CVE,)
        assert named_in_note(CAMERA, Flaw(number, CVE, public=False, components=self.FOREIGN)) == Refused(NOT_PUBLIC)
        assert named_in_note(CAMERA, Flaw(number, "", public=True, components=self.FOREIGN)) == Refused(NOT_PUBLIC)

    def test_nothing_where_the_policy_says_so(self) -> None:
        rule = CAMERA.disclosure.third_party.model_copy(update={"release_note": "nothing"})
        disclosure = CAMERA.disclosure.model_copy(update={"third_party": rule})
        silent = CAMERA.model_copy(update={"disclosure": disclosure})
        assert named_in_note(silent, Flaw("", CVE, public=True, components=self.FOREIGN)) == Refused(NOTHING)

    def test_like_ones_own_where_the_policy_says_so(self) -> None:
        assert named_in_note(GROUP, Flaw(NUMBER, CVE, public=False, components=self.FOREIGN)) == (NUMBER,)
