"""The duty board of a user with 10,000 visible cases: its page as a reader gets it, against a page without list.

And a round of the worker in which nothing is due, against one of the same site with a single case.

Cases are copies of one that was led by deeds: own keys, sealed titles, memberships, duties, and the finders' own dates.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
import uuid
from copy import copy as shallow
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scene import make_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from daybreak.records.models import Case, Person

CASES = int(os.environ.get("BOARD_CASES", "10000"))
AT_ONCE = 500
ROUNDS = 60
FLOOR = "/desk/account/"
ROADS = ("/desk/", "/desk/?who=team", "/desk/?who=all", "/desk/?who=all&state=overdue", "/desk/?who=all&page=40")


def main() -> None:
    """Print the 95th percentile of each page, the ratio to the floor's, and the memory of the process."""
    policy = make_site("hoshimi-camera")
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from daybreak.journal.clock import database_now

    now = database_now()
    hana = _hana(policy.roles, now)
    case = _led(hana, now)
    alone = _quiet_round()
    told = _copies(case, hana, now)
    client = _client(hana)
    floor = _p95(partial(_read, client, FLOOR))
    for road in ROADS:
        reached = _p95(partial(_read, client, road))
        print(
            f"board {road}: p95 {reached.waited * 1000:.0f} ms ({reached.worked * 1000:.0f} ms of processor), "
            f"{reached.worked / floor.worked:.1f} times {FLOOR}; {told}"
        )
    many = _quiet_round()
    print(
        f"a round with nothing due: p95 {many.worked * 1000:.0f} ms of processor with {CASES} open cases, "
        f"{many.worked / alone.worked:.1f} times that with one ({alone.worked * 1000:.0f} ms)"
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of the process at most {memory:.0f} MiB")


def _hana(roles: Any, now: datetime) -> Person:
    from daybreak.core.access import Actor
    from daybreak.people.actions import grant_role, register_person

    operator = Actor("operator")
    hana = register_person(actor=operator, now=now, email="hana@maker.example", name="Hana", password="x" * 20)
    for role in roles:
        grant_role(actor=operator, now=now, person=hana, role=role)
    return hana


def _led(hana: Person, now: datetime) -> Case:
    """Lead one case to where most of its duties run."""
    from daybreak.core.access import PUBLIC, Actor
    from daybreak.records.models import Product
    from daybreak.stages.cases.actions import confirm, open_case
    from daybreak.stages.cases.vulnerabilities import Status, assess, state_affect
    from daybreak.stages.intake.actions import receive
    from daybreak.stages.intake.submission import Submission

    actor = Actor("person", str(hana.id))
    answers = {"finder_date": (now + timedelta(days=60)).date().isoformat()}
    submission = Submission("web", "security", "en", b"x", "Heap overflow in the clip parser", answers)
    report = receive(actor=PUBLIC.actor, now=now, submission=submission).report
    case = open_case(actor=actor, now=now, report=report)
    confirm(actor=actor, now=now, case=case)
    flaw = case.vulnerabilities.get()
    assess(actor=actor, now=now, vulnerability=flaw, vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H")
    for product in Product.objects.order_by("key")[:2]:
        state_affect(actor=actor, now=now, vulnerability=flaw, product=product, release=None, stated=Status("affected"))
    return case


def _copies(case: Case, hana: Person, now: datetime) -> str:
    """Copy the case with its report, memberships, duties and facts; each copy begins at another hour."""
    from django.db import transaction

    from daybreak.records.models import DutyRow

    for first in range(0, CASES - 1, AT_ONCE):
        with transaction.atomic():
            _some_copies(case, hana, now, range(first, min(first + AT_ONCE, CASES - 1)))
    rows, open_ones = DutyRow.objects.all(), DutyRow.objects.filter(kept=None, waived=None, start__isnull=False)
    return f"{CASES} cases, {open_ones.count()} running of {rows.count()} duties"


def _some_copies(case: Case, hana: Person, now: datetime, places: range) -> None:
    from daybreak.records.models import Case, DataKey, DutyRow, JournalEntry, Membership, Report
    from daybreak.vault.data_keys import new_data_key
    from daybreak.vault.sealed import seal, seal_json

    report, facts, duties = case.reports.get(), list(case.reports.get().entries.all()), _duties(case)
    made: dict[type[Any], list[Any]] = {kind: [] for kind in (DataKey, Case, Report, Membership, DutyRow, JournalEntry)}
    last = JournalEntry.objects.order_by("-position").values_list("position", flat=True)[0]
    for place in places:
        back = timedelta(hours=place % 2400)
        keys = new_data_key(now), new_data_key(now)
        copied = _fresh(case, data_key=keys[0], number=f"HC-2026-C{place:05}", opened_at=now - back)
        seal(copied, "title_sealed", f"Heap overflow in the clip parser, {place}")
        sent = _fresh(report, data_key=keys[1], case=copied, number=f"HC-R-2026-C{place:05}")
        sent.tracking_hash, sent.repeat_hash = uuid.uuid4().hex, None
        seal(sent, "title_sealed", f"Report {place}")
        for column in ("answers_sealed", "finder_sealed"):
            seal_json(sent, column, {})
        made[DataKey] += keys
        made[Case].append(copied)
        made[Report].append(sent)
        made[Membership].append(
            Membership(person=hana, case=copied, role="security_team", basis="opened", valid_from=now - back)
        )
        made[DutyRow] += [_moved(row, copied, sent, back) for row in duties]
        for fact in facts:
            last += 1
            body = fact.body.replace(str(report.id), str(sent.id))
            made[JournalEntry].append(_fresh(fact, position=last, report=sent, body=body, hash=uuid.uuid4().hex * 2))
    for kind, rows in made.items():
        kind.objects.bulk_create(rows)


def _duties(case: Case) -> list[Any]:
    from daybreak.records.models import DutyRow

    return list(DutyRow.objects.filter(case=case))


def _fresh(row: Any, **values: Any) -> Any:
    """Give an unsaved copy of a row with other values."""
    copy = shallow(row)
    if not hasattr(row, "position"):
        copy.pk = uuid.uuid4()
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def _moved(row: Any, case: Any, report: Any, back: timedelta) -> Any:
    subject = str(uuid.uuid4()) if row.scope not in {"case", "report"} else str((report if row.report else case).id)
    moved = _fresh(row, case=case, report=report if row.report else None, subject=subject)
    for column in ("start", "aim", "limit", "warn", "kept"):
        value = getattr(row, column)
        setattr(moved, column, value and value - back)
    return moved


def _client(hana: Person) -> Any:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client

    TOTP.activate(hana, generate_totp_secret())
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(hana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _read(client: Any, road: str) -> None:
    answer = client.get(road)
    if answer.status_code != HTTPStatus.OK:
        sys.exit(f"{road} answered {answer.status_code}")


def _quiet_round() -> Took:
    """Measure a round of the worker after everything that was to be told is told and no step is near."""
    from django.db.models import Max

    from daybreak.jobs.worker import run_once
    from daybreak.records.models import DutyRow, JournalEntry, ReactionCursor

    run_once(sweeping=False)
    newest = JournalEntry.objects.aggregate(last=Max("position"))["last"]
    ReactionCursor.objects.exclude(reaction="silence").update(position=newest)
    DutyRow.objects.filter(next_step__isnull=False).update(next_step=None)
    return _p95(partial(run_once, sweeping=False))


@dataclass(frozen=True)
class Took:
    """95th percentiles in seconds: as a reader waits, and of processor time, which neighbours do not lengthen."""

    waited: float
    worked: float


def _p95(work: Callable[[], object]) -> Took:
    """Measure `work` several times."""
    work()
    waited, worked = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        work()
        waited.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return Took(statistics.quantiles(waited, n=20)[-1], statistics.quantiles(worked, n=20)[-1])


if __name__ == "__main__":
    main()
