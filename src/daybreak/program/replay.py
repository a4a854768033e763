"""Trying a policy on the past: streams every past case's facts from the journal and runs them, on every core."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, groupby, islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from daybreak.core.policy.loading import composed_text
from daybreak.core.policy.replay import Tally
from daybreak.core.verdict import Refusal
from daybreak.program.replay_worker import Runner, StoredStory, StoryUnreadable, Trial, begin, run
from daybreak.records.models import Case, JournalEntry, PolicyVersion, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import ReplayResult

BATCH = 250
"""Stories that are handed over at once."""
AHEAD = 2
"""Batches that wait for each process: so much of the journal is in memory, whatever its length."""
READ_AT_ONCE = 2000
DRILL = "drill.started"

Row = tuple["UUID", str, "UUID", str, str]
"""What a story is about, its number, its policy, the kind of an entry and its body."""


Batch = list[StoredStory]


class PastUnreadable(Refusal):
    """A past case cannot be run; the message names it."""

    sentence = "%(reason)s"


@dataclass(frozen=True)
class Past:
    """Which cases are run: closed ones or all, opened (reports without a case: received) from an instant on.

    `cases` and `reports` narrow them to what somebody may see; None: all of the site.
    """

    closed_only: bool = True
    since: datetime | None = None
    cases: QuerySet[Case] | None = None
    reports: QuerySet[Report] | None = None

    def of_cases(self, above: str = "") -> Q:
        """Give the condition on rows that hold a case beneath `above` (`case__`)."""
        return self._of(self.cases, "opened_at", above)

    def of_reports(self, above: str = "") -> Q:
        """Give the condition on rows that hold a report beneath `above` (`report__`)."""
        return self._of(self.reports, "received_at", above)

    def _of(self, among: QuerySet[Any] | None, began: str, above: str) -> Q:
        wanted = Q(**{f"{above}{began}__gte": self.since}) if self.since else Q()
        wanted &= Q(**{f"{above}id__in": among.values("id")}) if among is not None else Q()
        wanted &= Q(**{f"{above}drill": None})
        return wanted & Q(**{f"{above}closed_at__isnull": False}) if self.closed_only else wanted


def how_many(past: Past) -> int:
    """Count the cases, and the reports that never became part of one."""
    lone = Report.objects.filter(past.of_reports(), case=None)
    return Case.objects.filter(past.of_cases()).count() + lone.count()


def past_stories(past: Past) -> Iterator[StoredStory]:
    """Read each case's facts, those of its reports included, in one ordered pass; reports without a case by themselves.

    Only one story is held at a time. Drills are left out: they never count.
    """
    for (_, number, version), rows in groupby(_ordered_rows(past), key=lambda row: row[:3]):
        told = [(kind, body) for *_, kind, body in rows]
        if all(kind != DRILL for kind, _ in told):
            yield StoredStory(number, str(version), [body for _, body in told])


def _ordered_rows(past: Past) -> Iterator[Row]:
    entries = JournalEntry.objects.order_by()
    joined = Q(report__case__isnull=False) & (Q(case=None) | ~Q(case=F("report__case")))
    parts = [
        entries.filter(past.of_cases("case__"), case__isnull=False).annotate(
            owner=F("case_id"), number=F("case__number"), version=F("case__policy_id")
        ),
        entries.filter(joined, past.of_cases("report__case__")).annotate(
            owner=F("report__case_id"), number=F("report__case__number"), version=F("report__case__policy_id")
        ),
        entries.filter(past.of_reports("report__"), report__isnull=False, report__case=None).annotate(
            owner=F("report_id"), number=F("report__number"), version=F("report__policy_id")
        ),
    ]
    told = [part.values_list("owner", "number", "version", "kind", "body", "position") for part in parts]
    ordered = told[0].union(*told[1:], all=True).order_by("owner", "position")
    return (row[:5] for row in ordered.iterator(chunk_size=READ_AT_ONCE))


def replay_past(
    policy: Policy, *, now: datetime, past: Past, told: Callable[[int], None], processes: int | None = None
) -> ReplayResult:
    """Run every past case under `policy` beside the one it ran under; `told` hears how many more are done.

    On `processes` processes, as many as there are cores where None. Raises PastUnreadable.
    """
    versions = {str(key): text for key, text in PolicyVersion.objects.values_list("id", "text")}
    return spread(Trial(composed_text(policy), versions, now), past_stories(past), policy, told, processes)


def spread(
    trial: Trial,
    stories: Iterator[StoredStory],
    policy: Policy,
    told: Callable[[int], None],
    processes: int | None = None,
) -> ReplayResult:
    """Run stories on `processes` processes, as many as there are cores where None; a handful are run in this one.

    Raises PastUnreadable.
    """
    batches = _batches(stories)
    first = list(islice(batches, 2))
    workers, every = processes or os.cpu_count() or 1, chain(first, batches)
    tally = Tally()
    try:
        for done in _shared(trial, every, workers) if len(first) > 1 and workers > 1 else _here(trial, every):
            tally.join(done)
            told(done.cases)
    except StoryUnreadable as fault:
        message = f"The facts of {fault}. Run `daybreak journal verify` to see whether the journal was changed."
        raise PastUnreadable(reason=message) from fault
    return tally.result(policy)


def _batches(stories: Iterator[StoredStory]) -> Iterator[Batch]:
    while batch := list(islice(stories, BATCH)):
        yield batch


def _here(trial: Trial, batches: Iterator[Batch]) -> Iterator[Tally]:
    runner = Runner(trial)
    for batch in batches:
        yield runner.run(batch)


def _shared(trial: Trial, batches: Iterator[Batch], workers: int) -> Iterator[Tally]:
    """Share the batches among processes; give the counts in the order of the batches, so that names come in order."""
    waiting: deque[Future[Tally]] = deque()
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin, initargs=(trial,))
    try:
        for batch in batches:
            waiting.append(pool.submit(run, batch))
            if len(waiting) > workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
