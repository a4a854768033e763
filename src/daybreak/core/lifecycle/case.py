"""The life of a case: Vultron's report management in our words (reference/duties.md 1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.lifecycle.finder import questions_open
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict

CASE = Table(
    noun=_("The case"),
    start="start",
    states={
        "start": _("is not open yet"),
        "received": _("is open and not judged"),
        "invalid": _("was judged to be no vulnerability"),
        "valid": _("is confirmed and not decided on"),
        "deferred": _("is deferred"),
        "accepted": _("is being worked on"),
        "closed": _("is closed"),
    },
    deeds={
        "receive": _("be opened"),
        "validate": _("be confirmed"),
        "invalidate": _("be judged no vulnerability"),
        "accept": _("be taken up"),
        "defer": _("be deferred"),
        "close": _("be closed"),
        "reopen": _("be opened again"),
    },
    arrows=arrows(
        ("start", "receive", "received"),
        ("received", "validate", "valid"),
        ("received", "invalidate", "invalid"),
        ("invalid", "validate", "valid"),
        ("valid", "accept", "accepted"),
        ("valid", "defer", "deferred"),
        ("accepted", "defer", "deferred"),
        ("deferred", "accept", "accepted"),
        ("accepted", "close", "closed"),
        ("deferred", "close", "closed"),
        ("invalid", "close", "closed"),
        ("closed", "reopen", "received"),
    ),
)
"""Vultron's states S R I V D A C and its eleven arrows, and one more: a case may be opened again."""

OPEN = frozenset({"received", "invalid", "valid", "deferred", "accepted"})

_TRIGGERS = {
    "case.opened": "receive",
    "case.confirmed": "validate",
    "case.escalated": "accept",
    "remedy.planned": "accept",
    "remedy.staffed": "accept",
    "remedy.started": "accept",
    "advisory.drafted": "accept",
    "case.reopened": "reopen",
}
INVALID_OUTCOMES = frozenset({"not_a_vulnerability", "known", "out_of_scope", "withdrawn", "other_vendor"})
DEFERRED_OUTCOMES = frozenset({"duplicate", "deferred", "end_of_life", "no_plan", "merged", "risk_accepted"})

AFTER_CLOSING = (
    "report.",
    "notice.",
    "case.lesson_recorded",
    "follow_up.",
    "answer.",
    "advisory.",
    "users.",
    "severity.explained",
    "closure.explained",
    "finder.erased",
    "erasure.",
    "coordinator.entry_seen",
    "coordinator.number_given",
    "cve.told_to_finder",
    "cve.published",
    "cve.updated",
    "cve.disputed",
    "cve.rejected",
)
"""Deeds that a closed case still allows, by the kinds of facts they make; of an advisory, once it was drafted."""


def done_when_closed(kind: str, *, drafted: bool) -> bool:
    """Tell whether a closed case still allows the deed that makes a kind of fact; no advisory is begun in one."""
    return kind.startswith(AFTER_CLOSING) and (drafted or not kind.startswith("advisory."))


def triggers_of(fact: Fact, state: str) -> tuple[str, ...]:
    """Give Vultron's triggers that a fact stands for in a state; closing says by its outcome what came before it."""
    if fact.kind == "case.merged" and fact.codes.get("into"):
        return _closing("duplicate", state)
    if fact.kind == "case.closed":
        return _closing(str(fact.codes.get("outcome") or ""), state)
    found = _TRIGGERS.get(fact.kind)
    return (found,) if found else ()


def state_from(facts: Iterable[Fact]) -> str:
    """Give the state that follows from the facts of one case, in the order of the journal."""
    state = CASE.start
    for fact in facts:
        for trigger in triggers_of(fact, state):
            state = CASE.after(state, trigger)
    return state


def may_close(state: str, outcome: str, embargo: str = "none") -> Verdict:
    """Tell whether a case may be closed with an outcome while its embargo is in a state (Vultron: none while active).

    A confirmed case is taken up or deferred before it ends; an unconfirmed one ends only as no vulnerability.
    """
    if embargo in {"active", "revising"}:
        return Refused(phrase(_("An embargo is in force. Let it end before the case is closed.")))
    for trigger in _closing(outcome, state):
        verdict = CASE.may(state, trigger)
        if isinstance(verdict, Refused):
            return verdict if state not in {"received", "valid"} else Refused(phrase(_UNDECIDED[state]))
        state = CASE.after(state, trigger)
    return ALLOWED


def may_close_on(facts: Sequence[Fact], outcome: str) -> Verdict:
    """Tell whether what is known carries an outcome: a case is not closed for the finder's silence alone.

    While a question to a finder stands unanswered, nothing is withdrawn, and nothing is no vulnerability unless our
    own examination says so: a judged severity, or a product that is stated not to be affected.
    """
    examined = any(fact.kind in _EXAMINED for fact in facts)
    if outcome not in _ON_WORD or (examined and outcome != "withdrawn") or not questions_open(facts):
        return ALLOWED
    return Refused(
        phrase(
            _(
                "The finder has not answered, and a case is not closed for silence alone. Record what your own "
                "examination found (the severity, or which products are affected or not), or choose another outcome."
            )
        )
    )


_EXAMINED = frozenset({"severity.assessed", "affect.stated", "ssvc.decided"})
_ON_WORD = frozenset({"not_a_vulnerability", "withdrawn"})
_UNDECIDED = {
    "received": _("The case is not judged yet. Confirm it, or close it with the reason why it is no vulnerability."),
    "valid": _("The case is confirmed and not decided on. Plan a remedy, or close it as deferred with the reason."),
}


def _closing(outcome: str, state: str) -> tuple[str, ...]:
    if state == "received" and outcome in INVALID_OUTCOMES:
        return ("invalidate", "close")
    if state == "received" and outcome in DEFERRED_OUTCOMES:
        return ("validate", "defer", "close")
    if state in {"valid", "accepted"} and outcome in DEFERRED_OUTCOMES | INVALID_OUTCOMES:
        return ("defer", "close")
    return ("close",)
