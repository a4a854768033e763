"""Duties that a policy owes without writing them as a duty: what another section promises by a time of its own."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from daybreak.core.policy.emergencies import DECLARED
from daybreak.core.policy.model_duty import DutyRule
from daybreak.core.policy.model_values import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_disclosure import Approval, Emergency

EMERGENCY = "emergency_advisory"
"""The id of the duty that `disclosure.emergency` promises; no duty of a file may take it."""

CHANGED = "severity.changed"
CONFIRMATION = "confirm_instant"
CUSTOMERS = "tell_customers"
TRANSLATION = "translate_advisory"
CORRECTION = "correct_advisory"
"""The ids of what `disclosure.agreed_instant`, `publication.customers_first`, `disclosure.translation` and
`disclosure.correct_within` promise.
"""


@lru_cache(maxsize=64)
def emergency_duty(rule: Emergency, published_when: str | None) -> DutyRule:
    """Give the duty to publish in time once somebody who may has declared an emergency: the longest delay (A8).

    Those who decide about an emergency answer for it. It starts with the first declaration, not with the event itself:
    an ended embargo or an attack publishes nothing and orders nothing by itself. Where the policy's duty to publish
    exists for each vulnerability, so does this one, under the same condition (`published_when`, in JSON).
    """
    same = {"per": "vulnerability", "when": json.loads(published_when)} if published_when is not None else {}
    return DutyRule.model_validate(
        {
            **same,
            "id": EMERGENCY,
            "name": {"en": "Publish the advisory in the emergency", "ja": "緊急時にアドバイザリを公開する"},
            "since": DECLARED,
            "within": str(rule.advise_within),
            "who": list(rule.by),
            "done_by": "advisory.published",
            "warn_at": ["50%", "75%"],
            "escalate": {"overdue": list(rule.by)},
        }
    )


def promised_duties(policy: Policy) -> tuple[DutyRule, ...]:
    """Give the duties that telling the world brings: approvals in time, a confirmed instant, customers, translation."""
    return tuple(_promised(policy))


def _promised(policy: Policy) -> Iterator[DutyRule]:
    disclosure, roles = policy.disclosure, list(policy.disclosure.release_by.of) or list(policy.roles)[:1]
    for place, approval in enumerate(disclosure.approvals):
        if approval.within is not None:
            yield _approval(policy, approval, place)
    if disclosure.agreed_instant is not None:
        party = policy.parties.get(disclosure.agreed_instant.proposed_by)
        name = party.name.root if party else {}
        yield _rule(
            CONFIRMATION,
            {
                "en": f"Have the instant confirmed: {_said(name, 'en')}",
                "ja": f"公表日時の確認（{_said(name, 'ja')}）",
            },
            since="coordinator.date_agreed",
            ahead=str(disclosure.agreed_instant.must_confirm),
            who=_doers(policy, "coordinator.date_agreed") or roles,
            done_by="coordinator.date_confirmed",
        )
    first = policy.publication.customers_first
    if first is not None:
        yield _rule(
            CUSTOMERS,
            {"en": "Tell the customers that a release comes", "ja": "リリース予定をお客様へ予告する"},
            since="advisory.drafted",
            per="advisory",
            ahead=str(first.before),
            who=roles,
            done_by="customers.told",
        )
    yield _rule(
        CORRECTION,
        {"en": "Revise the advisory: its fix was taken back", "ja": "修正の撤回に伴うアドバイザリの改訂"},
        since="remedy.rolled_back",
        per="advisory",
        within=str(disclosure.correct_within),
        who=roles,
        done_by=["advisory.revised", "advisory.withdrawn"],
    )
    if disclosure.translation is not None and len(policy.languages) > 1:
        yield _rule(
            TRANSLATION,
            {"en": "Publish the translation of the advisory", "ja": "アドバイザリの翻訳を公開する"},
            since="advisory.published",
            per="advisory",
            within=str(disclosure.translation.may_follow),
            who=[disclosure.translation.checked_by],
            done_by="advisory.translated",
        )


def update_facts(policy: Policy, rule: DutyRule) -> tuple[str, ...]:
    """Give the facts after which an update is owed: the duty's own, and a changed severity where its party is told."""
    own = rule.send.update_on if rule.send else ()
    told = rule.send is not None and rule.to in policy.severity.when_changed.tell and CHANGED not in own
    return (*own, CHANGED) if told else own


def update_duties(policy: Policy) -> tuple[DutyRule, ...]:
    """Give, for each letter that may have to be sent again, the duty to do so: in the time the letter itself has.

    Its clock starts when something that the letter told changes after the last sending, or, after a letter without
    detail, when the silence is over (A7a: “where severity is not yet judged the report says so; an updated one
    follows”).
    """
    return tuple(_update(rule) for rule in policy.duties if update_facts(policy, rule) or _owes_detail(rule))


def _owes_detail(rule: DutyRule) -> bool:
    brief = rule.send.without_detail if rule.send else None
    return brief is not None and brief.fulfils == "partly"


def _update(rule: DutyRule) -> DutyRule:
    marks = {"en": "Update: {}", "ja": "更新版の送付：{}"}
    name = {tongue: marks.get(tongue, "↻ {}").format(words) for tongue, words in rule.name.root.items()}
    same = ("when", "otherwise", "aim", "within", "never_ends_on", "who", "to", "strength", "basis", "warn_before")
    made = _rule(
        f"update_{rule.id}"[:60],
        name,
        per=rule.scope,
        since=f"{KEPT}{rule.id}",
        who="the_same",
        done_by="notice.sent",
        update_of=rule.id,
    )
    kept = {word: getattr(rule, word) for word in (*same, "escalate")}
    return made.model_copy(update=kept | ({"warn_at": rule.warn_at} if rule.warn_at else {}))


def _approval(policy: Policy, approval: Approval, place: int) -> DutyRule:
    """Give the duty of one approver: the time runs from the moment it is their turn."""
    role = policy.roles.get(approval.by)
    name = role.name.root if role else {}
    return _rule(
        f"approve_{place + 1}_{approval.by}"[:40],
        {"en": f"Approve the advisory: {_said(name, 'en')}", "ja": f"アドバイザリの承認（{_said(name, 'ja')}）"},
        since="advisory.approval_asked",
        per="approval",
        approval=approval.by,
        when=approval.when.model_dump(by_alias=True, exclude_defaults=True),
        within=str(approval.within),
        who=[approval.by],
        done_by="advisory.step_approved",
    )


def _rule(rule_id: str, name: dict[str, str], **words: object) -> DutyRule:
    return DutyRule.model_validate({"id": rule_id, "name": name, "warn_at": ["75%"], **words})


def _said(name: dict[str, str], language: str) -> str:
    return name.get(language) or next(iter(name.values()), "")


def _doers(policy: Policy, kind: str) -> list[str]:
    """Give the roles of the duties of the file that this kind of fact fulfils."""
    found = [role for rule in policy.duties if kind in rule.fulfilled_by() for role in rule.roles_for()]
    return list(dict.fromkeys(found))
