"""A site whose policy lets the duties of the site be extended, by somebody who does not owe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.model_duty import DutyRule
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow
from tests.cast import OPERATOR

if TYPE_CHECKING:
    from tests.cast import Site

GRANTS = {"extend_for": ["complexity"], "extension_by": {"by": "quality", "tell": ["programme_manager", "finder"]}}
WAITS = {"pause_while": {"waiting_for": "finder", "at_most": "20 business days", "then": "go_on"}}
REVIEW, LOOK = "review_policy", "look_daily"
GRANTED = {REVIEW: GRANTS, LOOK: {**GRANTS, **WAITS}}
CANARY = "Two of three are on leave canary-7712"
"""Words of a grant that nobody reads who neither owes the duty nor has a say in it."""


def let_grant(site: Site) -> None:
    """Adopt the policy anew: quality assurance extends the review of the policy, and the daily look, which may wait."""
    told = (rule.model_dump(mode="json", by_alias=True, exclude_defaults=True) for rule in site.policy.duties)
    rules = tuple(DutyRule.model_validate({**one, **GRANTED.get(one["id"], {})}) for one in told)
    policy = site.policy.model_copy(update={"duties": rules})
    adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now)


def row_of(rule: str = REVIEW, subject: str = "policy") -> DutyRow:
    """The row of a duty of the site."""
    return DutyRow.objects.get(rule=rule, subject=subject, case=None, report=None)
