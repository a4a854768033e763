"""After an update: the duties of every case and report are derived anew, step by step, by the program as it is now.

What is stored was computed by the program that ran then. Which one it was is told by the text of the program itself,
so that nobody has to remember to say that a law has changed.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

import daybreak
from daybreak.jobs.following import AT_ONCE, behind
from daybreak.records.models import JournalEntry, ReactionCursor
from daybreak.stages.cases.projection import derive_anew, derive_the_sites_anew

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from daybreak.jobs.round import Round

PROGRAM = "program "
"""How the cursors begin that say how far the duties were derived by which program; there is one at most."""
BEGINNINGS = ("report.received", "case.opened", "case.split")
"""With one of these everything begins that may have duties of its own."""


def program_in(folder: Path) -> str:
    """Name the program whose text lies in a folder by its SHA-256, as long as a cursor's name may be."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        text = file.read_bytes()
        digest.update(f"{file.relative_to(folder)} {len(text)}\0".encode() + text)
    return f"{PROGRAM}{digest.hexdigest()[:48]}"


@cache
def this_program() -> str:
    """Name the program that runs, as it was when this was first asked."""
    return program_in(Path(daybreak.__file__).parent)


def derive_due(this: Round) -> int:
    """Derive some of what another program had derived; give how many beginnings of cases and reports were looked at."""
    name, done = this_program(), 0
    if [one.reaction for one in _known()] != [name]:
        begin_anew(this)
    for follower in behind({name: BEGINNINGS}):
        for position, fact in follower.unread(AT_ONCE):
            if this.stopping():
                break
            derive_anew(this.clock(), fact.subjects)
            follower.move_to(position)
            done += 1
    return done


def begin_anew(this: Round) -> None:
    """Let everything be derived anew from its beginning; what is of no case and no report is derived here."""
    with transaction.atomic():
        _known().delete()
        derive_the_sites_anew(this.clock())
        ReactionCursor.objects.create(reaction=this_program())


def left() -> int:
    """Say how many beginnings of cases and reports this program has still to look at."""
    stands = _known().filter(reaction=this_program()).values_list("position", flat=True).first() or 0
    return JournalEntry.objects.filter(kind__in=BEGINNINGS, position__gt=stands).count()


def _known() -> QuerySet[ReactionCursor]:
    return ReactionCursor.objects.filter(reaction__startswith=PROGRAM)
