"""Finds contradictions in the way in: doors nobody watches, questions that cannot be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.contradiction import against, known, twice
from daybreak.core.policy.model_intake import CURVE, CURVE_BITS
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Door, Question

_PUBLIC_DOORS = ("web", "mail")


def intake_contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List what contradicts itself in doors, questions, answers and limits."""
    intake = policy.intake
    yield from twice(("intake", "doors"), (door.id for door in intake.doors), _("door"))
    for index, door in enumerate(intake.doors):
        yield from _door(policy, ("intake", "doors", index), door)
    if not any(door.for_ == "security" and door.door in _PUBLIC_DOORS for door in intake.doors):
        template = _("Nobody outside can report: add a web or mail door for security; security.txt needs a contact.")
        yield against(("intake", "doors"), template)
    yield from twice(("intake", "ask"), (asked.id for asked in intake.ask), _("question"))
    for index, asked in enumerate(intake.ask):
        yield from _question(("intake", "ask", index), asked)
    yield from _questions_enough(policy)
    yield from twice(("intake", "answers"), (answer.id for answer in intake.answers), _("answer"))
    for index, pattern in enumerate(intake.known_invalid):
        path: Path = ("intake", "known_invalid", index, "answer")
        yield from known(path, _("answer"), (pattern.answer,), (answer.id for answer in intake.answers))
    if intake.key and intake.key.type == CURVE and intake.key.size > CURVE_BITS:
        template = _("A key of kind %(kind)s has %(bits)s bits, so nobody could publish one; leave its size out.")
        yield against(("intake", "key", "size"), template, kind=CURVE, bits=CURVE_BITS)
    if intake.files.each > intake.files.together:
        yield against(("intake", "files", "each"), _("One file may be larger than all together; raise together."))


def _door(policy: Policy, path: Path, door: Door) -> Iterator[Contradiction]:
    """Check one door: an address, somebody who watches, known users and sources."""
    if door.door == "mail" and not door.address:
        yield against(path, _('The mail door %(door)s has no address; add "address".'), door=door.id)
    yield from known((*path, "watched_by"), _("role"), door.watched_by, policy.roles)
    yield from known((*path, "open_to"), _("role"), door.open_to, policy.roles)
    if door.door == "coordinator":
        yield from known((*path, "from"), _("party"), door.from_, policy.parties)
    if door.door == "test":
        yield from known((*path, "from"), _("role"), door.from_, policy.roles)
    if door.door == "colleague" and not door.open_to:
        yield against(path, _('Nobody may use the door %(door)s; add "open_to" with roles.'), door=door.id)
    if not policy.triage_roles(door.id):
        template = _("Nobody looks into %(door)s: add watched_by, or a duty to look whose who names %(mailbox)s.")
        yield against(path, template, door=door.id, mailbox=door.for_)


def _question(path: Path, asked: Question) -> Iterator[Contradiction]:
    """Check one question: a choice has values from one source, other kinds have none."""
    if asked.kind == "choice" and bool(asked.options) == bool(asked.from_):
        template = _('The choice %(question)s needs values: write either "options" or "from: cwe_families".')
        yield against(path, template, question=asked.id)
    if asked.kind != "choice" and (asked.options or asked.from_):
        template = _("Only a choice has options; make %(question)s a choice or take them out.")
        yield against((*path, "kind"), template, question=asked.id)
    yield from twice((*path, "options"), (option.id for option in asked.options), _("option"))
    if asked.sets == "finder.deadline_set" and asked.kind != "date":
        yield against((*path, "sets"), _("Only a date can set the finder's own date."))
    if asked.sets and asked.sets.startswith("vulnerability.") and asked.kind != "yes_no":
        yield against((*path, "sets"), _("Only a yes_no question can set %(fact)s."), fact=asked.sets)


def _questions_enough(policy: Policy) -> Iterator[Contradiction]:
    """Check that a report says what it is about and what happens (B6)."""
    required = {asked.kind for asked in policy.intake.ask if asked.required}
    if not any(asked.kind == "product" for asked in policy.intake.ask):
        yield against(("intake", "ask"), _("No question asks for the product; add one of kind product."))
    if "text" not in required:
        template = _("No required question asks what happens; make one of kind text required, for example the steps.")
        yield against(("intake", "ask"), template)
