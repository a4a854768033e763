"""Whether a second person must agree before an embargo in force ends early: no one breaks such a promise alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import instant_code
from daybreak.core.lifecycle.offers import shortest_offer
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Verdict


def may_end_early(policy: Policy, facts: Sequence[Fact], embargo: Embargo, kind: str, actor: str) -> Verdict:
    """Say whether this actor may do a deed, by the fact it makes, that ends an embargo in force before its time.

    Where the policy wants two people, one proposes the earlier end and another one accepts it. Where something says
    that it should end (attacks, exploit code, a fix that is out), one person is enough. `facts` are those of one case.
    """
    if policy.disclosure.embargo.ended_early_by == "1 person" or not embargo.in_force or embargo.should_end:
        return ALLOWED
    if kind == "embargo.ended":
        return Refused(phrase(_TWO_PEOPLE))
    until = shortest_offer(embargo)
    if kind != "embargo.accepted" or until is None or embargo.until is None or until >= embargo.until:
        return ALLOWED
    told = [fact.actor for fact in facts if fact.kind == "embargo.proposed" and instant_code(fact, "until") == until]
    return Refused(phrase(_ANOTHER)) if told and told[-1] == actor else ALLOWED


_TWO_PEOPLE = _(
    "The policy lets two people end an embargo early: propose the earlier end, a few minutes ahead if need be; "
    "somebody else accepts it."
)
_ANOTHER = _("You have proposed this earlier end: somebody else accepts it. The policy wants two people for that.")
