"""Which version of the policy rules at an instant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.program.versions import adopt, policy_in_force
from tests.cast import OPERATOR

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from tests.cast import Site


def _called(policy: Policy, name: str) -> Policy:
    return policy.model_copy(
        update={"organisation": policy.organisation.model_copy(update={"name": Text({"ja": name})})}
    )


class TestWhatIsStillAhead:
    """“adopt FILE --from INSTANT”: what was adopted by mistake need not come into force."""

    def test_of_two_from_one_instant_the_one_adopted_last_rules(self, site: Site) -> None:
        start = site.at.now + timedelta(days=30)
        for hours, name in ((1, "mistaken"), (2, "right")):
            adopt(
                actor=OPERATOR, now=site.at.later(hours=hours), policy=_called(site.policy, name), in_force_from=start
            )
        names = [policy_in_force(at).organisation.name.in_("ja") for at in (start - timedelta(seconds=1), start)]
        assert names == [site.policy.organisation.name.in_("ja"), "right"]
