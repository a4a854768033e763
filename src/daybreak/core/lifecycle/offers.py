"""Proposals of an embargo's end: whose they are, which one wins, when one needs a reason (duties.md 1.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import SEVERAL, utc_code
from daybreak.core.lifecycle.fixes import READY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.facts import Code
    from daybreak.core.lifecycle.embargo import Embargo


class Offer(NamedTuple):
    """An end that somebody proposes and nobody has answered: by whom ("" for ourselves), since when.

    `despite_fix` says that it was proposed with a reason although the fix was ready.
    """

    asker: str
    until: datetime
    since: datetime
    despite_fix: bool = False


def shortest(ends: Iterable[datetime | None]) -> datetime | None:
    """Give the end that rules: the earliest, of proposals as of merged cases; None where nobody named one."""
    return min((end for end in ends if end is not None), default=None)


def shortest_offer(embargo: Embargo) -> datetime | None:
    """Give the end that is accepted where several are proposed: the shortest (1.4: “Shortest proposal wins”)."""
    return shortest(offer.until for offer in embargo.offers) or embargo.proposed_until


def agreement(embargo: Embargo) -> tuple[tuple[str, dict[str, Code]], ...]:
    """Give the facts, kind and codes each, that accepting is: the shortest end, and what stays proposed.

    The longest of the others becomes the proposal of a new end (1.4: “the longer one becomes a revision proposal”).
    Whoever asked for the embargo in force goes on asking for it: a new end frees nobody from another's silence.
    """
    until = shortest_offer(embargo)
    askers = [*(embargo.owners if embargo.in_force else ()), *(offer.asker for offer in embargo.offers)]
    accepted = ("embargo.accepted", terms(until, SEVERAL.join(dict.fromkeys(filter(None, askers)))))
    longer = [offer for offer in embargo.offers if until is not None and offer.until > until]
    if not longer:
        return (accepted,)
    last = max(longer, key=_end_of)
    return accepted, ("embargo.proposed", terms(last.until, last.asker, despite_fix=last.despite_fix))


def terms(until: datetime | None, asked_by: str, *, despite_fix: bool = False) -> dict[str, Code]:
    """Write down an end, who asks for it, and that it was proposed although the fix was ready."""
    codes: dict[str, Code] = {"until": utc_code(until)} if until else {}
    return codes | ({"by": asked_by} if asked_by else {}) | ({"despite": READY} if despite_fix else {})


def asks_reason(embargo: Embargo, deed: str, until: datetime | None = None) -> bool:
    """Tell whether a deed opens or closes a new negotiation although the fix is ready (1.4: “no new negotiations”).

    People may still do so for a reason, a coordinator's common date for example; an earlier end needs none. What was
    proposed before the fix was ready is rejected, or proposed anew with the reason.
    """
    until = until or shortest_offer(embargo)
    held = embargo.until if embargo.in_force else None
    if not embargo.fix_ready or (until is not None and held is not None and until <= held):
        return False
    if deed == "embargo.accepted":
        return not any(offer.despite_fix and offer.until == until for offer in embargo.offers)
    return deed == "embargo.proposed"


def unanswered_since(embargo: Embargo) -> datetime | None:
    """Give since when the newest proposal waits for an answer; None where none is open."""
    return max((offer.since for offer in embargo.offers), default=None)


def _end_of(offer: Offer) -> datetime:
    return offer.until
