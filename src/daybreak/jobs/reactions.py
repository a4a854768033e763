"""Reactions: what must happen because something happened. One table; each row follows the journal by its own cursor.

At least once per entry, idempotent by the letter's own name: nothing here may be needed for the truth of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.access import WORKER
from daybreak.core.policy.concerned import concerned
from daybreak.core.policy.conflicts import FINDER
from daybreak.core.policy.own_part import TAKEN_FROM
from daybreak.core.policy.reading import watchers_of
from daybreak.core.policy.told import told_of_extension
from daybreak.core.privacy.consent import THANKS
from daybreak.core.words import gettext_noop
from daybreak.jobs.following import AT_ONCE, behind
from daybreak.jobs.letters import INSIDE, About, once, people_in, tell
from daybreak.jobs.round import Round, surviving
from daybreak.jobs.siblings import CHANGES, SHARED, told_of_siblings
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Case, Notice, Person, Report, Revision
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import OF_ADVERSARIES
from daybreak.stages.disclosure.queries import newest_of
from daybreak.stages.disclosure.stale import facts_differ
from daybreak.stages.intake.letters import send_news
from daybreak.stages.intake.own_part import tellers

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.jobs.following import Follower

INVITED, BY_DUTY = "invited", "duty:"
"""Why somebody is inside: a colleague let them in, or a duty that names their role began."""
Receivers = Callable[["Fact", "About", "datetime"], Iterable[Person]]


@dataclass(frozen=True)
class Reaction:
    """When a fact of one of `kinds` is journalled, `receivers` are told `sentence` (with `%(number)s`)."""

    name: str
    kinds: tuple[str, ...]
    receivers: Receivers
    sentence: str


def _watchers(_fact: Fact, about: About, now: datetime) -> list[Person]:
    """Whoever looks through the mailbox that the report lies in, while it belongs to no case."""
    if about.report is None:
        return []
    policy = policy_of(about.report.policy)
    return people_in(policy, sorted(watchers_of(policy, about.report.mailbox)), now)


def _inside(_fact: Fact, about: About, now: datetime) -> list[Person]:
    """Whoever is inside the case, or else watches the mailbox."""
    if about.case is None:
        return _watchers(_fact, about, now)
    live = about.case.memberships.filter(valid_from__lte=now).exclude(until__lte=now)
    return list(Person.objects.filter(is_active=True, memberships__in=live).distinct())


def _managers(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Whom a duty to inform the manager leads to: the deputies' roles of those who owe it, its escalation's roles."""
    if about.case is None:
        return []
    policy = policy_of(about.case.policy)
    rules = [rule for rule in policy.duties if fact.kind in rule.fulfilled_by()]
    above = [role for rule in rules for own in rule.roles_for() for role in policy.stand_ins(own)[1:2]]
    named = [role for rule in rules for roles in rule.escalate.values() for role in roles]
    divisions = concerned(facts_of_case(about.case.id), "case", str(about.case.id))
    for role in dict.fromkeys([*above, *named]):
        for person in people_in(policy, [role], now, divisions):
            let_in(actor=WORKER, now=now, case=about.case, person=person, role=role, basis="manager.informed")
    return people_in(policy, dict.fromkeys([*above, *named]), now, divisions)


def _needing_a_person(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, when a notice was given up; a letter to colleagues that failed is told nobody, or it never ends."""
    if not fact.codes.get("given_up") or fact.codes.get("template") in INSIDE:
        return []
    return _inside(fact, about, now)


def _newly_inside(fact: Fact, about: About, _now: datetime) -> list[Person]:
    """Whoever a duty or a colleague let into a case, once however many roles they came in with.

    Whom the worker lets in is told why by what let them in, as are those who were asked, convened or handed the case.
    """
    basis, key = str(fact.codes.get("basis")), fact.subjects.get("person")
    called = basis == INVITED or basis.startswith(BY_DUTY)
    if about.case is None or key is None or fact.actor == str(WORKER) or not called:
        return []
    return list(Person.objects.filter(id=key, is_active=True)) if _first_of_its_deed(fact, about, "person") else []


def _first_of_its_deed(fact: Fact, about: About, subject: str) -> bool:
    """Tell whether no fact before it in the same deed says the same of the same `subject`."""
    told = facts_of_case(about.case.id) if about.case else ()
    same = [one for one in told if (one.kind, one.happened_at) == (fact.kind, fact.happened_at)]
    alike = [one.position for one in same if one.subjects.get(subject) == fact.subjects.get(subject)]
    return not alike or min(alike) == fact.position


def _without_the_fix(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, once however many products a roll-out was for."""
    return _inside(fact, about, now) if _first_of_its_deed(fact, about, "remedy") else []


def _second_readers(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside who owe the duty of a letter that waits for a second person; all inside if nobody else owes it."""
    key = fact.subjects.get("notice")
    if about.case is None or key is None:
        return []
    if not Notice.objects.filter(id=key, awaits_second=True, given_up_at=None).exists():
        return []
    policy, inside = policy_of(about.case.policy), _inside(fact, about, now)
    roles = [role for rule in policy.duties if rule.id == fact.codes.get("duty") for role in rule.roles_for()]
    others = [one for one in inside if str(one.id) != fact.actor.partition(":")[2]]
    owing = {person.id for person in people_in(policy, roles, now)}
    return [one for one in others if one.id in owing] or others


def _called_upon(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside in whose role the next word on an advisory is asked: an approval, or the release as another one."""
    if about.case is None:
        return []
    policy = policy_of(about.case.policy)
    role = fact.codes.get("role")
    roles = [str(role)] if role else policy.disclosure.release_by.of or tuple(policy.roles)
    inside = {person.id for person in _inside(fact, about, now)}
    return [person for person in people_in(policy, roles, now) if person.id in inside]


def _to_revise(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, where an advisory of the case is released: its thanks are no longer what the finder agrees to."""
    released = Revision.objects.filter(advisory__case=about.case, released_at__lt=fact.happened_at, withdrawn_at=None)
    return _inside(fact, about, now) if about.case is not None and released.exists() else []


def _to_correct(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, where an advisory was released before and states otherwise what the case states from here on."""
    if about.case is None or not _first_of_its_deed(fact, about, "case"):
        return []
    policy = policy_of(about.case.policy)
    released = [revision for advisory in about.case.advisories.all() if (revision := newest_of(advisory)).released_at]
    earlier = [one for one in released if one.released_at and one.released_at <= fact.happened_at]
    return _inside(fact, about, now) if any(facts_differ(one, policy) for one in earlier) else []


def _no_longer_to_tell(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, where a finder takes back that somebody outside may learn who they are; thanks are told above."""
    return [] if fact.codes.get("for") == THANKS else _inside(fact, about, now)


def _news_of_severity(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Tell the finders that there is news, where the policy tells them of a changed severity; then those inside."""
    case = about.case
    if case is None:
        return []
    if FINDER in policy_of(case.policy).severity.when_changed.tell:
        for report in tellers(case.id, {fact.subjects.get("vulnerability", "")}):
            send_news(now=now, report=report, once_key=once("severity", fact.position, report.id))
    return _inside(fact, about, now)


def _to_tell_of_extension(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Those inside, where the policy names whom to tell that this duty was extended."""
    owner = about.case or about.report
    rules = policy_of(owner.policy).duties if owner else ()
    named = any(rule.extension_by and rule.extension_by.tell for rule in rules if rule.id == fact.codes.get("duty"))
    return _inside(fact, about, now) if named else []


def _of_the_site(fact: Fact, about: About, now: datetime) -> list[Person]:
    """The roles that the policy wants told that a duty of the site as a whole was extended."""
    if about.case is not None or about.report is not None:
        return []
    policy = policy_in_force(now)
    return people_in(policy, [role for role in told_of_extension(policy, fact) if role in policy.roles], now)


def _taking_over(fact: Fact, about: About, now: datetime) -> list[Person]:
    """The team that a case was handed over to."""
    return people_in(policy_of(about.case.policy), [str(fact.codes.get("to"))], now) if about.case else []


REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        "handed_over", ("case.handed_over",), _taking_over, gettext_noop("Case %(number)s is handed over to you.")
    ),
    Reaction("handed_back", ("case.handed_back",), _inside, gettext_noop("Case %(number)s is handed back.")),
    Reaction(
        "severity_changed",
        ("severity.changed",),
        _news_of_severity,
        gettext_noop("The severity of %(number)s has changed. Look at its duties and at what others are told."),
    ),
    Reaction(
        "world_knows",
        ("vulnerability.public", "vulnerability.exploit_public", "vulnerability.attacked"),
        _inside,
        gettext_noop("The world knows more about %(number)s. Look at its embargo, its duties, and the advisory."),
    ),
    Reaction(
        "adversary",
        tuple(f"vulnerability.{event}" for event in OF_ADVERSARIES),
        _inside,
        gettext_noop("An adversary may be ahead of us in %(number)s. Look at its embargo: it may have to end early."),
    ),
    Reaction("sibling_embargo", CHANGES, told_of_siblings, SHARED),
    Reaction(
        "report_in",
        ("report.received", "report.handed_over"),
        _watchers,
        gettext_noop("Report %(number)s has come in."),
    ),
    Reaction("finder_heard", ("finder.heard",), _inside, gettext_noop("The finder has written about %(number)s.")),
    Reaction(
        "thanks_changed",
        ("report.credit_chosen",),
        _to_revise,
        gettext_noop(
            "A finder of %(number)s chose anew how to be thanked. Look whether the advisory needs a revision."
        ),
    ),
    Reaction(
        "erasure_wished", ("erasure.requested",), _inside, gettext_noop("The finder of %(number)s asks for erasure.")
    ),
    Reaction(
        "consent_withdrawn",
        ("consent.withdrawn",),
        _no_longer_to_tell,
        gettext_noop("The finder of %(number)s may no longer be named to others whom they had allowed."),
    ),
    Reaction(
        "manager_informed", ("manager.informed",), _managers, gettext_noop("You are informed about case %(number)s.")
    ),
    Reaction(
        "duty_extended",
        ("duty.extended",),
        _to_tell_of_extension,
        gettext_noop("A duty of %(number)s was extended. Its page says whom the policy wants told."),
    ),
    Reaction(
        "site_duty_extended",
        ("duty.extended",),
        _of_the_site,
        gettext_noop("A duty of the site as a whole was extended. Its evidence says until when and why."),
    ),
    Reaction(
        "let_in",
        ("access.granted",),
        _newly_inside,
        gettext_noop("You are inside case %(number)s now. Its page says what you owe there, and by when."),
    ),
    Reaction(
        "letter_waits",
        ("notice.queued",),
        _second_readers,
        gettext_noop("A letter of %(number)s waits for a second person to read it and let it go."),
    ),
    Reaction(
        "advisory_waits",
        ("advisory.approval_asked", "advisory.release_asked"),
        _called_upon,
        gettext_noop("An advisory of %(number)s waits for your word."),
    ),
    Reaction(
        "advisory_sent_back",
        ("advisory.sent_back",),
        _inside,
        gettext_noop("An advisory of %(number)s was sent back. Its page says by whom and why."),
    ),
    Reaction(
        "rolled_back",
        ("remedy.rolled_back",),
        _without_the_fix,
        gettext_noop(
            "A roll-out of %(number)s is taken back: its duties are open again, and others may need an update."
        ),
    ),
    Reaction(
        "advisory_differs",
        ("affect.stated", "severity.assessed", "cve.reserved", "cve.left_out", "remedy.shipped", "remedy.dropped"),
        _to_correct,
        gettext_noop(
            "The case %(number)s states facts otherwise than an advisory of it that was released. "
            "The advisory's page says which; one that is not public yet goes out by itself."
        ),
    ),
    Reaction(
        "notice_given_up",
        ("notice.failed",),
        _needing_a_person,
        gettext_noop("A notice of %(number)s could not be delivered; somebody must act."),
    ),
)
"""The one table of the house: what is not here does not happen by itself."""
TOLD_THEN = frozenset(
    {"handed_over", "handed_back", "severity_changed", "manager_informed", "duty_extended"}
    | {"advisory_waits", "advisory_sent_back", "rolled_back", "notice_given_up"}
)
"""What was told when it happened and is no news where a merge or split tells it anew in another case."""


def react_due(this: Round) -> int:
    """Let every reaction read on in the journal; give how many entries were reacted to."""
    named = {one.name: one for one in REACTIONS}
    waiting = behind({name: one.kinds for name, one in named.items()})
    return sum(_read_on(follower, named[follower.name], this) for follower in waiting)


def _read_on(follower: Follower, reaction: Reaction, this: Round) -> int:
    """React to each entry and move on in one transaction, so that neither stands without the other."""
    done = 0
    with surviving(f"The reaction {reaction.name}"):
        for position, fact in follower.unread(AT_ONCE):
            if this.stopping():
                break
            with transaction.atomic():
                _react(reaction, fact, this.clock())
                follower.move_to(position)
            done += 1
    return done


def _react(reaction: Reaction, fact: Fact, now: datetime) -> None:
    about = _about(fact)
    if about is None or (TAKEN_FROM in fact.codes and reaction.name in TOLD_THEN):
        return
    for person in reaction.receivers(fact, about, now):
        if str(person.id) != fact.actor.partition(":")[2] and about.seen_by(person, now):
            tell(now, person, about, reaction.sentence, once(reaction.name, fact.position, person.id))


def _about(fact: Fact) -> About | None:
    """Give the case that a fact concerns, else its report (or the case that the report has joined since), or the site.

    None where what it concerns is not there any more.
    """
    if not {"case", "report"} & fact.subjects.keys():
        return About()
    case = Case.objects.filter(id=fact.subjects["case"]).first() if "case" in fact.subjects else None
    report = None
    if case is None and "report" in fact.subjects:
        report = Report.objects.select_related("case", "policy").filter(id=fact.subjects["report"]).first()
        case = report.case if report else None
    if case is not None:
        return About(case=case)
    return About(report=report) if report and report.data_key.destroyed_at is None else None
