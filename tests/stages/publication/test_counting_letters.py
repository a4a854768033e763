"""Letters are counted by the database as a list would show them, one by one."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import WORKER
from daybreak.notices.actions import queue_for_reader
from daybreak.notices.letter import Letter
from daybreak.notices.queries import STATES, count_by_state, state_of
from daybreak.records.models import Notice
from daybreak.vault.data_keys import new_data_key

if TYPE_CHECKING:
    from tests.cast import Site

INSTANTS = ("sent_at", "confirmed_at", "bounced_at", "given_up_at")


@pytest.fixture
def every_letter(site: Site) -> list[Notice]:
    """One letter for each way in which the four instants may stand or not."""
    now = site.at.now
    key = new_data_key(now)
    key.save()
    for place, which in enumerate(product([None, now], repeat=len(INSTANTS))):
        letter = Letter("told", "reader@elsewhere.example", "Told", "", "en", once_key=f"subscriber|one|{place}")
        row = queue_for_reader(actor=WORKER, now=now, letter=letter, data_key=key)
        Notice.objects.filter(id=row.id).update(**dict(zip(INSTANTS, which, strict=True)))
    return list(Notice.objects.filter(once_key__startswith="subscriber|one|"))


def test_each_letter_is_counted_once_in_the_state_that_a_list_shows(every_letter: list[Notice]) -> None:
    """A14: how far the letters of a publication got."""
    counted = count_by_state("subscriber|one|")
    assert counted == {state: Counter(map(state_of, every_letter))[state] for state in STATES}
    assert sum(counted.values()) == len(every_letter)


def test_another_publications_letters_are_not_counted(every_letter: list[Notice]) -> None:
    """A14: each publication has its own line."""
    assert every_letter
    assert not any(count_by_state("subscriber|two|").values())
