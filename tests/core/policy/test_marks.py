"""Every word that the sketches of the language marked `#!n`: it stands in an example policy, and says something there.

That each field is read where the software runs is held by tests/house/test_policy_words.py.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import composed_text, load, shipped_overlay, shipped_policy
from daybreak.core.policy.tree import read_tree
from tests.shipped import read_policy as shipped

GROUP, SDK, CAMERA = "aoba-electric", "kestrel-sdk", "hoshimi-camera"
MARKS: dict[int, tuple[tuple[str, str], ...]] = {
    1: ((GROUP, "organisation.binding_language"), (GROUP, "disclosure.translation")),
    2: ((GROUP, "organisation.divisions.network"), (GROUP, "roles.quality.one_per"), (GROUP, "duties.prepare.who")),
    3: ((GROUP, "roles.psirt.deputy"),),
    4: ((GROUP, "parties.company_csirt.inside"), (GROUP, "duties.hand_to_csirt.when.concerns")),
    5: ((GROUP, "parties.jp_coordinator.written_to"), (GROUP, "intake.doors.psirt_mail.encryption")),
    6: ((GROUP, "parties.jp_coordinator.publishes_on"),),
    7: ((SDK, "intake.doors.colleagues.open_to"), (SDK, "intake.doors.testing.from"), (SDK, "intake.doors.feeds.from")),
    8: ((GROUP, "intake.key.warn"), (GROUP, "intake.mail_authentication.outgoing")),
    9: ((SDK, "intake.ask.type.from"), (SDK, "intake.ask.cve"), (SDK, "intake.ask.component")),
    10: ((GROUP, "intake.ask.finder_date.sets"),),
    11: ((GROUP, "intake.privacy.retention.contact_data"), (GROUP, "intake.privacy.pass_on_to")),
    12: ((GROUP, "severity.when_changed.raised"), (GROUP, "severity.when_changed.tell")),
    13: ((GROUP, "duties.assess.pause_while.at_most"),),
    14: ((GROUP, "duties.ask_divisions"), (GROUP, "duties.investigate.per")),
    15: ((GROUP, "duties.investigate.within.unknown"),),
    16: ((GROUP, "duties.investigate.otherwise.by"),),
    17: ((GROUP, "duties.prepare.one_of"),),
    18: ((GROUP, "duties.prepare.within.low"),),
    19: ((GROUP, "duties.prepare.extension_by.by"),),
    20: ((GROUP, "duties.answer_coordinator"),),
    21: ((GROUP, "duties.report_out.when.in"), (GROUP, "duties.report_out.when.found_by")),
    22: ((GROUP, "disclosure.cve.through"),),
    23: ((GROUP, "disclosure.agreed_instant.if_moved"), (GROUP, "disclosure.agreed_instant.must_confirm")),
    24: ((GROUP, "disclosure.publish_on.days"), (GROUP, "disclosure.publish_on.unless")),
    25: ((GROUP, "disclosure.approvals"),),
    26: ((GROUP, "disclosure.emergency.may_skip"),),
    27: ((GROUP, "revisions.0.section"),),
    28: ((SDK, "organisation.years"),),
    29: ((SDK, "roles.employee.everyone"),),
    30: ((SDK, "parties.supplier.from"),),
    31: ((SDK, "publication.customers_first"),),
    32: ((SDK, "severity.of.component"),),
    33: ((SDK, "components.kinds.external.promise"), (SDK, "duties.resolve.when.component")),
    34: ((SDK, "duties.resolve.since"),),
    35: ((SDK, "duties.resolve.aim.medium"), (SDK, "duties.resolve.within.none")),
    36: ((SDK, "duties.resolve.done_by"),),
    37: ((SDK, "duties.resolve.on_branches"),),
    38: ((SDK, "duties.give_resources"),),
    39: ((SDK, "duties.peer_review.before"), (SDK, "duties.peer_review.not_by")),
    40: ((SDK, "duties.ask_supplier_again.until"), (SDK, "duties.ask_supplier_again.every")),
    41: ((SDK, "duties.explain.per"), (SDK, "disclosure.answer_by"), (SDK, "disclosure.third_party.cve_page")),
    42: ((SDK, "duties.learn.follow_up"), (SDK, "duties.review_policy.check_against")),
    43: ((SDK, "duties.read_digest"),),
    44: ((SDK, "releases.gates.scan.may_be_left_out"), (SDK, "releases.gates.audit.worst_allowed")),
    45: ((SDK, "page.show"), (SDK, "page.prose")),
}
"""The mark, and the words of the real language: the file they stand in, and the way to them."""
SAID_ALREADY = {(SDK, "organisation.years"), (GROUP, "disclosure.agreed_instant.if_moved")}
"""What the files say though it would hold unsaid: a quarter is three months, a moved instant holds."""


def holder_of(tree: Any, way: str) -> tuple[Any, Any]:
    """Follow a way down a file: keys, entries of a list by their id or number; gives the holder and the last key."""
    *above, last = way.split(".")
    node = tree
    for step in above:
        node = node[_key(node, step)]
    return node, _key(node, last)


def _key(node: Any, step: str) -> Any:
    if isinstance(node, dict) or step.isdigit():
        return int(step) if step.isdigit() else step
    return [entry.get("id") for entry in node].index(step)


def without(name: str, way: str) -> str:
    """Give an example file as JSON with one word taken out."""
    tree = deepcopy(read_tree(shipped_policy(name), name).plain())
    holder, key = holder_of(tree, way)
    del holder[key]
    return json.dumps(tree)


def outcome(text: str) -> str:
    """Give the composed policy, or "refused"."""
    try:
        return composed_text(load(text, name="policy.yaml", include=shipped_overlay))
    except PolicyFaults:
        return "refused"


class TestEveryMark:
    """“Every word marked `#!n` in the sketches has its meaning or a better one.”"""

    def test_none_is_left_out(self) -> None:
        assert list(MARKS) == list(range(1, 46))

    @pytest.mark.parametrize(("name", "way"), [word for words in MARKS.values() for word in words])
    def test_the_word_says_something(self, name: str, way: str) -> None:
        """Taken out of the file, it leaves another policy or none."""
        changed = outcome(without(name, way)) != composed_text(shipped(name))
        assert changed == ((name, way) not in SAID_ALREADY)
