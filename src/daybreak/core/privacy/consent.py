"""What a finder consented to, until they withdraw it: thanks by name, and passing on who they are (A11, B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model_intake import Privacy
    from daybreak.core.policy.model_people import Party
    from daybreak.core.verdict import Verdict

Receiver = Literal["coordinator", "partner", "supplier"]
RECEIVERS: tuple[Receiver, ...] = get_args(Receiver)
"""Whom a policy may let know who reported."""
THANKS = "thanks"
"""The consent to be thanked by name."""
_RECEIVER_OF: Mapping[str, Receiver] = {
    "coordinator": "coordinator",
    "partner": "partner",
    "upstream": "supplier",
    "vendor": "supplier",
}


def asked_receivers(privacy: Privacy | None) -> tuple[Receiver, ...]:
    """Give to whom the policy passes a finder's identity on with consent, in its order."""
    return tuple(who for who, rule in (privacy.pass_on_to if privacy else {}).items() if rule == "with_consent")


def consents(facts: Iterable[Fact], report: str) -> dict[str, datetime]:
    """Give what this report's finder consents to now, each with since when; `facts` in the journal's order."""
    found: dict[str, datetime] = {}
    for fact in facts:
        if fact.subjects.get("report") != report:
            continue
        given, withdrawn = _said(fact)
        for purpose in given:
            found.setdefault(purpose, fact.happened_at)
        for purpose in withdrawn:
            found.pop(purpose, None)
    return found


def _said(fact: Fact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what a fact consents to and what it withdraws; choosing how to be thanked says so too."""
    purpose = (str(fact.codes.get("for", "")),)
    if fact.kind == "consent.given":
        return purpose, ()
    if fact.kind == "consent.withdrawn":
        return (), purpose
    if fact.kind == "report.credit_chosen":
        return ((THANKS,), ()) if fact.codes.get("credit") == "name" else ((), (THANKS,))
    return (), ()


def may_name_to(privacy: Privacy | None, party: Party, agreed: Collection[str], name: str) -> Verdict:
    """Say whether a letter to `party` may name the finder, who agreed to be named to the receivers in `agreed`.

    A party inside the house is the house. `name` is the party's, for the sentence of a refusal.
    """
    if party.inside:
        return ALLOWED
    receiver = _RECEIVER_OF.get(party.kind)
    if receiver is None or receiver not in asked_receivers(privacy):
        return Refused(phrase(_NEVER, party=name))
    return ALLOWED if receiver in agreed else Refused(phrase(_NO_CONSENT, party=name))


_NEVER = _(
    "This letter names the finder, and the policy passes no finder's identity on to %(party)s. Take the name out."
)
_NO_CONSENT = _(
    "This letter names the finder, who has not agreed to be named to %(party)s. Take the name out, or ask the finder."
)
