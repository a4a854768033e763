"""From a form to a submission: the raw bytes as they were sent, the answers, a title, the finder."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from daybreak.core.access import PUBLIC
from daybreak.doors.measures import as_sealed
from daybreak.doors.portal.forms import ASK
from daybreak.doors.portal.person_fields import passed_on
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.queries import labelled
from daybreak.stages.intake.submission import Finder, Submission

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.doors.portal.forms import FinderForm
    from daybreak.stages.intake.submission import Receipt

MACHINERY = frozenset({"csrfmiddlewaretoken", "repeat"})
"""Fields that are no part of what was said, and differ each time it is sent."""
LONGEST_TITLE = 120


def submit(form: FinderForm, now: datetime) -> Receipt:
    """Store what a valid form says and give its receipt; the same form with the same words twice is one report (P2)."""
    return receive(actor=PUBLIC.actor, now=now, submission=submission_of(form))


def submission_of(form: FinderForm) -> Submission:
    """Read a valid form as a submission."""
    raw, uploads = raw_bytes(form), form.uploads()
    sign = form.repeat_sign()
    return Submission(
        door=form.door.id,
        mailbox=form.door.for_,
        language=form.asking.language,
        raw=raw,
        title=title_of(form),
        answers=answers_of(form),
        finder=finder_of(form),
        files=tuple(as_sealed(file) for file in uploads),
        data_key=uploads[0].data_key if uploads else None,
        repeat=f"{sign}|{hashlib.sha256(raw).hexdigest()}" if sign else "",
    )


def raw_bytes(form: FinderForm) -> bytes:
    """Write what was sent as canonical JSON: every field as received, and each file's name, size and SHA-256."""
    fields = {name: texts for name, texts in form.received.lists() if name not in MACHINERY}
    files = [
        {"field": name, "name": file.name, "size": file.size, "sha256": file.sha256}
        for name, file in form.received_files()
    ]
    said = {"door": form.door.id, "language": form.asking.language, "fields": fields, "files": files}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def answers_of(form: FinderForm) -> dict[str, str]:
    """Give each answered question's id and answer; files are kept beside."""
    said = form.cleaned_data
    return {name.removeprefix(ASK): said[name] for name in form.asked if isinstance(said.get(name), str) and said[name]}


def title_of(form: FinderForm) -> str:
    """Give the report a title: its own line for it, else product and kind of vulnerability, else its first words."""
    answers = answers_of(form)
    own = next((answers[name] for name in ("title", "subject", "summary") if name in answers), "")
    policy = form.asking.policy
    words = [one.words for one in labelled(policy, answers, form.asking.language) if one.kind in {"product", "choice"}]
    line = " ".join((own or ": ".join(words) or next(iter(answers.values()), "")).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def finder_of(form: FinderForm) -> Finder:
    """Give who reports, as far as they said."""
    said = form.cleaned_data
    return Finder(
        name=said["name"],
        address=said["address"],
        organisation=said["organisation"],
        credit=said.get("credit") or "undecided",
        credit_name=said.get("credit_name", "") or (said["name"] if said.get("credit") == "name" else ""),
        co_finders=tuple(said.get("co_finders", ())),
        pass_on=passed_on(said),
        statement_version=said["statement"],
    )
