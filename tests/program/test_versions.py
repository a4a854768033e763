"""Which policy version is in force is asked once for a page, and asked anew once another one was adopted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.program.versions import adopt, asked_once, policy_in_force, version_in_force
from tests.cast import OPERATOR

if TYPE_CHECKING:
    from tests.cast import Site


class TestAskedOnce:
    """`asked_once`: one answer for one page. Whoever adopts a version within the block asks anew."""

    def test_one_question_for_an_instant(self, site: Site) -> None:
        now = site.at.now
        with asked_once(), CaptureQueriesContext(connection) as questions:
            found = {version_in_force(now).sha256 for _time in range(5)}
            before = version_in_force(now - timedelta(days=1)).sha256
        assert found == {before}
        assert len(questions) == 2

    def test_who_adopts_one_is_answered_by_it(self, site: Site) -> None:
        now, later = site.at.now, site.policy.model_copy(update={"products": ()})
        with asked_once():
            assert policy_in_force(now) == site.policy
            adopt(actor=OPERATOR, now=now, policy=later, in_force_from=now)
            assert policy_in_force(now) == later
        assert policy_in_force(now) == later

    def test_the_next_page_asks_anew(self, site: Site) -> None:
        now, later = site.at.now, site.policy.model_copy(update={"products": ()})
        with asked_once():
            assert policy_in_force(now) == site.policy
        adopt(actor=OPERATOR, now=now, policy=later, in_force_from=now)
        with asked_once():
            assert policy_in_force(now) == later
