"""A round reads only the duties whose next step has come, and misses none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.jobs.remind import remind_due
from daybreak.people.actions import grant_role, issue_token
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow, ReactionCursor
from tests.cast import OPERATOR
from tests.jobs.reminded import MOMENT, RULE, about, at
from tests.jobs.work import report_of_rita

if TYPE_CHECKING:
    from tests.cast import Site


class TestNarrowing:
    """A round reads the duties whose next step has come, and loses none of the others."""

    def test_a_quiet_round_reads_no_duty(self, site: Site, duty: DutyRow, django_assert_max_num_queries: Any) -> None:
        assert duty.limit is not None
        remind_due(at(site))
        with django_assert_max_num_queries(4):
            assert remind_due(at(site)) == 0
        site.at.now = duty.limit + MOMENT
        assert remind_due(at(site)) > 0

    def test_a_duty_moves_on_from_step_to_step_and_then_rests(self, site: Site, duty: DutyRow) -> None:
        assert duty.next_step is not None
        assert duty.limit is not None
        seen = []
        for _ in range(20):
            duty.refresh_from_db()
            if duty.next_step is None:
                break
            seen.append(duty.next_step)
            site.at.now = duty.next_step + MOMENT
            remind_due(at(site))
        assert seen == sorted(set(seen))
        assert seen[-1] == duty.limit
        assert duty.next_step is None

    def test_a_new_holder_of_a_role_hears_of_what_is_overdue_already(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + MOMENT
        remind_due(at(site))
        before = len(about(site, duty))
        grant_role(actor=OPERATOR, now=site.at.now, person=site.mallory.person, role=duty.who[0])
        remind_due(at(site))
        assert len(about(site, duty)) == before + 1

    def test_neither_a_policy_nor_a_token_stirs_what_keeps_its_policy_and_its_people(
        self, site: Site, duty: DutyRow
    ) -> None:
        remind_due(at(site))
        later = site.policy.model_copy(update={"products": ()})
        adopt(actor=OPERATOR, now=site.at.now, policy=later, in_force_from=site.at.now)
        issue_token(actor=site.hana.actor, now=site.at.now, person=site.hana.person, label="ci", scopes=("cases:read",))
        with CaptureQueriesContext(connection) as questions:
            remind_due(at(site))
        told = " ".join(one["sql"] for one in questions)
        assert "records_dutyrow" in told
        assert str(duty.pk) not in told
        assert duty.pk.hex not in told

    def test_more_duties_ask_no_more_who_is_called(self, site: Site) -> None:
        def asked(count: int) -> int:
            for _place in range(count):
                report_of_rita(site)
            ReactionCursor.objects.update(position=0)
            with CaptureQueriesContext(connection) as questions:
                assert remind_due(at(site)) == 0
            return sum('FROM "records_rolegrant"' in one["sql"] for one in questions)

        few = DutyRow.objects.filter(rule=RULE, report=report_of_rita(site)).get()
        assert few.warn is not None
        assert few.limit is not None
        site.at.now = few.limit - MOMENT
        remind_due(at(site))
        first = asked(0)
        assert first > 0
        site.at.now -= timedelta(hours=1)
        assert asked(3) <= first

    def test_duties_from_before_the_upgrade_are_looked_at_in_the_first_round(self, site: Site, duty: DutyRow) -> None:
        """The migration leaves `next_step` empty; the worker's first round reads every duty once."""
        assert duty.limit is not None
        DutyRow.objects.update(next_step=None)
        remind_due(at(site))
        duty.refresh_from_db()
        assert duty.next_step is not None
        site.at.now = duty.limit + MOMENT
        remind_due(at(site))
        assert len(about(site, duty)) == 2

    def test_a_letter_that_could_not_be_written_is_tried_again(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + MOMENT
        address = site.mina.person.email
        type(site.mina.person).objects.filter(pk=site.mina.person.pk).update(email="no address")
        remind_due(at(site))
        duty.refresh_from_db()
        assert duty.next_step is not None, "it has not moved on"
        type(site.mina.person).objects.filter(pk=site.mina.person.pk).update(email=address)
        remind_due(at(site))
        assert len(about(site, duty)) == 2
