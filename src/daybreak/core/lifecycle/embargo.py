"""The life of an embargo: Vultron's embargo management and what the world forces on it (reference/duties.md 1.4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from daybreak.core.facts import SEVERAL
from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.lifecycle.fixes import FIXED, READY, TOUCHING, Fixes
from daybreak.core.lifecycle.offers import Offer, shortest_offer
from daybreak.core.phrase import Phrase, phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict

EMBARGO = Table(
    noun=_("The embargo"),
    start="none",
    states={
        "none": _("does not exist"),
        "proposed": _("is proposed"),
        "active": _("is in force"),
        "revising": _("is in force while a new end is proposed"),
        "exited": _("has ended"),
    },
    deeds={
        "embargo.proposed": _("be proposed"),
        "embargo.accepted": _("be accepted"),
        "embargo.rejected": _("be rejected"),
        "embargo.revised": _("be given a new end"),
        "embargo.ended": _("be ended"),
    },
    arrows=arrows(
        ("none", "embargo.proposed", "proposed"),
        ("proposed", "embargo.proposed", "proposed"),
        ("proposed", "embargo.rejected", "none"),
        ("proposed", "embargo.accepted", "active"),
        ("active", "embargo.proposed", "revising"),
        ("active", "embargo.ended", "exited"),
        ("revising", "embargo.proposed", "revising"),
        ("revising", "embargo.accepted", "active"),
        ("revising", "embargo.rejected", "active"),
        ("revising", "embargo.ended", "exited"),
        ("active revising", "embargo.revised", "active"),
    ),
)
"""Vultron's states N P A R X and its ten arrows; `revised` is a new end, proposed and accepted in one deed."""

IN_FORCE = frozenset({"active", "revising"})
Consequence = Literal["must_end", "should_end", "may_end", "must_drop", "should_drop", "nothing"]
HAS_EXPLOIT, KNOWS = "vulnerability.adversary_has_exploit", "vulnerability.adversary_knows"
_EVENTS = {
    "vulnerability.public": "must",
    "vulnerability.exploit_public": "must",
    "vulnerability.attacked": "should",
    FIXED: "should",
    HAS_EXPLOIT: "early",
    KNOWS: "may",
}
_ENDING: dict[str, Consequence] = {"must": "must_end", "should": "should_end", "early": "should_end", "may": "may_end"}
_DROPPING: dict[str, Consequence] = {"must": "must_drop", "should": "should_drop"}
_FORBIDDING = tuple(event for event, strength in _EVENTS.items() if strength in {"must", "should"})
_WHY = {
    "vulnerability.public": _("the vulnerability is public"),
    "vulnerability.exploit_public": _("an exploit is public"),
    "vulnerability.attacked": _("attacks were observed"),
    FIXED: _("a fix is out"),
    HAS_EXPLOIT: _("an adversary has exploit code"),
    KNOWS: _("an adversary knows technical details"),
}


@dataclass(frozen=True)
class Embargo:
    """What holds about an embargo: its state, the end in force, the end proposed, and what in the world ends it.

    `asked_by` is the party that asked for it (`finder` for the finder, "" for ourselves), each on a line of its own
    where there are several; `since` is when it began. `offers` are the open proposals, the newest of each asker;
    `asking` is who asks for the new end, and asks for the embargo once that is agreed.
    """

    state: str = "none"
    until: datetime | None = None
    proposed_until: datetime | None = None
    ended_at: datetime | None = None
    events: frozenset[str] = field(default_factory=frozenset)
    asked_by: str = ""
    since: datetime | None = None
    offers: tuple[Offer, ...] = ()
    asking: str = ""

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who asked for it: several where cases were merged, `("",)` where it was ourselves."""
        return tuple(self.asked_by.split(SEVERAL))

    @property
    def in_force(self) -> bool:
        """Tell whether it binds now; it stays in force while a new end is proposed."""
        return self.state in IN_FORCE

    @property
    def offered(self) -> datetime | None:
        """Give the end that accepting would agree: the shortest proposed; None where nothing is."""
        return shortest_offer(self)

    @property
    def should_end(self) -> tuple[str, ...]:
        """The sentences why people should end it now although it is in force; empty where nothing says so."""
        return self._why({"must", "should", "early"})

    @property
    def may_end(self) -> tuple[str, ...]:
        """The sentences why people may end it before its time."""
        return self._why({"may"})

    @property
    def cannot_hold(self) -> tuple[str, ...]:
        """The sentences why none is in force or proposed any more, whatever was agreed."""
        return tuple(_WHY[event] for event, strength in _EVENTS.items() if strength == "must" and event in self.events)

    @property
    def fix_ready(self) -> bool:
        """Tell whether the fix is verified for every affected product and not out yet (Vultron's VF.)."""
        return READY in self.events and FIXED not in self.events

    def _why(self, strengths: set[str]) -> tuple[str, ...]:
        known = (event for event in _EVENTS if event in self.events and _EVENTS[event] in strengths)
        return tuple(_WHY[event] for event in known) if self.in_force else ()


def consequence(state: str, event: str) -> Consequence:
    """Give what an event of the world demands of an embargo in a state.

    Public knowledge and a public exploit must end it; attacks, a shipped fix and exploit code in an adversary's hands
    should; an adversary's knowledge of details may. What could not begin anew is dropped as a mere proposal.
    """
    strength = _EVENTS.get(event, "")
    if state == "proposed":
        return _DROPPING.get(strength, "nothing")
    return _ENDING.get(strength, "nothing") if state in IN_FORCE else "nothing"


def embargo_from(facts: Iterable[Fact], now: datetime | None = None) -> Embargo:
    """Give the embargo that follows from the facts of one case, forced consequences included.

    What must end has ended from the instant of the event, with or without a deed that says so; and with `now`, from
    its own exact end.
    """
    embargo, fixes = Embargo(), Fixes()
    for fact in facts:
        if fact.kind in TOUCHING:
            embargo = replace(embargo, events=fixes.events_after(fact, embargo.events))
        elif fact.kind in _EVENTS:
            embargo = _touched(embargo, fact)
        elif (embargo.state, fact.kind) in EMBARGO.arrows:
            embargo = _done(embargo, fact)
    if now is not None and embargo.in_force and embargo.until is not None and embargo.until <= now:
        return replace(embargo, state="exited", ended_at=embargo.until, **_UNASKED)
    return embargo


def may(
    embargo: Embargo,
    deed: str,
    until: datetime | None = None,
    now: datetime | None = None,
    latest: datetime | None = None,
) -> Verdict:
    """Tell whether a deed on the embargo is possible, with the end it names.

    Nothing new is proposed or prolonged once the vulnerability or an exploit is public, attacks are seen or the fix
    is out, and none in force gets a later end while an adversary has exploit code; an embargo has an end, and it lies
    ahead, not beyond `latest`, which is said in its own zone.
    """
    verdict = EMBARGO.may(embargo.state, deed)
    if isinstance(verdict, Refused) or deed in {"embargo.rejected", "embargo.ended"}:
        return verdict
    known = next((_WHY[event] for event in _FORBIDDING if event in embargo.events), None)
    if known:
        return Refused(phrase(_("No embargo can begin or be prolonged: %(known)s."), known=Phrase(known)))
    if deed == "embargo.accepted":
        until = until or shortest_offer(embargo)
    if until is None:
        return Refused(phrase(_("An embargo needs an end: name the date and time.")))
    return _may_end_at(embargo, until, now, latest)


def _may_end_at(embargo: Embargo, until: datetime, now: datetime | None, latest: datetime | None) -> Verdict:
    if now is not None and until <= now:
        return Refused(phrase(_("The embargo would end in the past: name a later date and time.")))
    if HAS_EXPLOIT in embargo.events and embargo.until is not None and until > embargo.until:
        words = _("An adversary has exploit code: the embargo gets no later end. Propose an earlier one, or end it.")
        return Refused(phrase(words))
    if latest is not None and until > latest:
        words = _("The policy agrees to no embargo beyond %(latest)s, counted from the first report.")
        return Refused(phrase(words, latest=f"{latest:%Y-%m-%d %H:%M} {latest.tzinfo}"))
    return ALLOWED


_UNASKED: dict[str, Any] = {"proposed_until": None, "offers": (), "asking": ""}


def _touched(embargo: Embargo, fact: Fact) -> Embargo:
    demand = consequence(embargo.state, fact.kind)
    touched = replace(embargo, events=embargo.events | {fact.kind})
    if demand == "must_end":
        return replace(touched, state="exited", ended_at=fact.happened_at, **_UNASKED)
    if demand == "must_drop":
        return replace(touched, state="none", asked_by="", **_UNASKED)
    return touched


def _done(embargo: Embargo, fact: Fact) -> Embargo:
    state, until = EMBARGO.after(embargo.state, fact.kind), instant_code(fact, "until")
    match fact.kind:
        case "embargo.proposed":
            return _proposed(embargo, fact, state, until)
        case "embargo.accepted":
            until, since = until or embargo.proposed_until, embargo.since or fact.happened_at
            asked_by = str(fact.codes.get("by") or embargo.asking or embargo.asked_by)
            return replace(embargo, state=state, until=until, since=since, asked_by=asked_by, **_UNASKED)
        case "embargo.revised":
            return replace(embargo, state=state, until=until or embargo.until, **_UNASKED)
        case "embargo.ended":
            return replace(embargo, state=state, ended_at=fact.happened_at, **_UNASKED)
        case _:
            asked_by = embargo.asked_by if state in IN_FORCE else ""
            return replace(embargo, state=state, asked_by=asked_by, **_UNASKED)


def _proposed(embargo: Embargo, fact: Fact, state: str, until: datetime | None) -> Embargo:
    """Add a proposal: the newest of its asker. Until it is agreed, an embargo in force stays its owners' own."""
    asker = str(fact.codes.get("by") or "")
    others = tuple(offer for offer in embargo.offers if offer.asker != asker)
    despite = fact.codes.get("despite") == READY
    offers = (*others, Offer(asker, until, fact.happened_at, despite)) if until else others
    asking = asker or embargo.asking or embargo.asked_by
    if embargo.in_force:
        asking = embargo.asked_by if asking in embargo.owners else asking
        return replace(embargo, state=state, proposed_until=until, offers=offers, asking=asking)
    return replace(embargo, state=state, proposed_until=until, offers=offers, asked_by=asker or embargo.asked_by)


def instant_code(fact: Fact, name: str) -> datetime | None:
    """Read a code that holds an instant in ISO 8601 with its offset; None where there is none."""
    written = fact.codes.get(name)
    if not isinstance(written, str):
        return None
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        message = f"{fact.kind} holds an instant without zone: {written}"
        raise ValueError(message)
    return instant
