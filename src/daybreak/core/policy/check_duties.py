"""Finds contradictions in duties: what they wait for, who does them, how long they give, what they send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.check_limits import limit_contradictions
from daybreak.core.policy.contradiction import Contradiction, known, twice, unknown
from daybreak.core.policy.implied import CONFIRMATION, CUSTOMERS, EMERGENCY, TRANSLATION
from daybreak.core.policy.model_page import FIELDS
from daybreak.core.policy.model_values import KEPT
from daybreak.core.supply.kinds import OTHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daybreak.core.policy.contradiction import Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_duty_words import Send, WithoutDetail

FINDER = "finder"
PROMISED_BY = {
    EMERGENCY: '"emergency" under disclosure',
    CONFIRMATION: '"agreed_instant" under disclosure',
    CUSTOMERS: '"customers_first" under publication',
    TRANSLATION: '"translation" under disclosure',
}
"""Where the duties are promised that no file writes as one."""

_MADE_BY: dict[str, tuple[Callable[[Policy], object], str]] = {
    "division.": (lambda policy: policy.organisation.divisions, "divisions under organisation"),
    "coordinator.": (
        lambda policy: [it for it in policy.parties.values() if it.kind == "coordinator"],
        "a coordinator under parties",
    ),
    "upstream.": (lambda policy: policy.components, "a section components"),
    "component.": (lambda policy: policy.components, "a section components"),
    "finding.": (lambda policy: [it for it in policy.intake.doors if it.door == "feeds"], "a door of kind feeds"),
    "answer.": (lambda policy: policy.disclosure.answer_by, "answer_by under disclosure"),
    "report.handed_over": (lambda policy: [it for it in policy.intake.doors if it.for_ == "general"], "a general door"),
    "release.audited": (lambda policy: policy.releases, "a section releases"),
    "release.reviewed": (lambda policy: policy.releases, "a section releases"),
    "release.gate_signed": (lambda policy: policy.releases, "a section releases"),
    "key.": (lambda policy: policy.intake.key, "key under intake"),
    "digest.": (lambda policy: [it for it in policy.roles.values() if it.everyone], "a role with everyone: true"),
    "case.concern_set": (lambda policy: policy.concerns, "a section concerns"),
    "notice.": (lambda policy: [it for it in policy.duties if it.send], "a duty with send"),
}
"""Facts that something in the policy must make possible; every other fact is made by people's deeds."""


def duty_contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List what contradicts itself in the duties."""
    yield from twice(("duties",), (rule.id for rule in policy.duties), "duty")
    yield from _taken(policy)
    for index, rule in enumerate(policy.duties):
        path: Path = ("duties", index)
        yield from _shape(path, rule)
        yield from _facts(policy, path, rule)
        yield from _people(policy, path, rule)
        yield from _conditions(policy, path, rule)
        yield from _sending(policy, path, rule)
        yield from limit_contradictions(policy, path, rule)
    yield from _endless_waits(policy)


def _taken(policy: Policy) -> Iterator[Contradiction]:
    """Check that no duty takes the name of one that another section promises."""
    names = {rule.id for rule in policy.owed[len(policy.duties) :]}
    for index, rule in enumerate(policy.duties):
        if rule.id in names:
            where = PROMISED_BY.get(rule.id, 'an approval under "disclosure", or a gate under "releases",')
            sentence = f"{rule.id} is what {where} promises already; choose another id."
            yield Contradiction(("duties", index, "id"), sentence)


def _shape(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that a duty says when it starts, how long it gives and what ends it."""
    if not (rule.since or rule.every or rule.before):
        yield Contradiction(path, f'{rule.id} never begins; add "since", "every" or "before".')
    if rule.since and not (rule.within or rule.aim or rule.every or rule.before):
        yield Contradiction(path, f'{rule.id} gives no time; add "within" or "aim".')
    if rule.before and rule.since and rule.before in rule.starts:
        yield Contradiction((*path, "before"), f"{rule.id} cannot come before the fact it starts from.")
    if not rule.fulfilled_by() and not rule.until:
        yield Contradiction(path, f'Nothing ends {rule.id}; add "done_by" or "send".')
    if rule.until and not rule.every:
        yield Contradiction((*path, "until"), f'Only a duty that recurs has "until"; add "every" to {rule.id}.')
    if rule.when.support == ("supported",) and rule.otherwise is None:
        sentence = f'{rule.id} holds for supported products; say under "otherwise" what holds past end of life (B4b).'
        yield Contradiction((*path, "when", "support"), sentence)
    if rule.otherwise and bool(rule.otherwise.by) != (rule.otherwise.do == "may_be_waived"):
        yield Contradiction(*_waiving(path, rule.id, named=bool(rule.otherwise.by)))


def _waiving(path: Path, rule_id: str, *, named: bool) -> tuple[Path, str]:
    """Say that those who may waive are missing, or that nothing is there for them to waive."""
    if not named:
        return (*path, "otherwise"), f'Say who may waive {rule_id}; add "by".'
    sentence = f'Only what may be waived has "by"; take it out of {rule_id}, or write {{do: may be waived, by: […]}}.'
    return (*path, "otherwise", "by"), sentence


def _facts(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that every fact waited for can be made, and that named duties exist."""
    told = [("since", kind) for kind in rule.starts] + [("unless_done_by", kind) for kind in rule.unless_done_by]
    told += [("before", rule.before or ""), ("until", rule.until or "")]
    told += [("done_by", kind) for kind in rule.fulfilled_by() if rule.done_by]
    for word, kind in told:
        if kind.startswith(KEPT):
            yield from known((*path, word), "duty", (kind.removeprefix(KEPT),), (it.id for it in policy.duties))
            continue
        for prefix, (makes, wanted) in _MADE_BY.items():
            if kind.startswith(prefix) and not makes(policy):
                yield Contradiction((*path, word), f"Nothing in this policy makes {kind}; it needs {wanted}.")


def _people(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check every role that a duty names."""
    roles = policy.roles
    yield from known((*path, "who"), "role", rule.who.roles, roles)
    for kind, role in rule.who.by_mailbox.items():
        yield from known((*path, "who", kind), "role", (role,), roles)
        if not any(door.for_ == kind for door in policy.intake.doors):
            yield Contradiction((*path, "who", kind), f"No door is for {kind}; take this out or add the door.")
    if (rule.who.owning_division or rule.scope == "division") and not policy.organisation.divisions:
        yield Contradiction((*path, "who"), f"{rule.id} asks a division, but organisation names none.")
    if rule.with_:
        yield from known((*path, "with"), "role", rule.with_.roles, roles)
        for band, invited in rule.with_.by_band.items():
            yield from known((*path, "with"), "band", (band,), policy.bands)
            yield from known((*path, "with", band), "role", invited, roles)
    for step, called_in in rule.escalate.items():
        yield from known((*path, "escalate", step), "role", called_in, roles)
    yield from known((*path, "otherwise", "by"), "role", rule.otherwise.by if rule.otherwise else (), roles)
    if rule.extension_by:
        yield from known((*path, "extension_by"), "role", rule.extension_by.by, roles)
        told = (FINDER, *roles, *policy.parties)
        yield from known((*path, "extension_by", "tell"), "role or party", rule.extension_by.tell, told)
    yield from known((*path, "extend_for"), "reason", rule.extend_for, policy.reasons)


def _conditions(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that every condition names what exists, and spares no investigation that the policy requires (B4b)."""
    at: Path = (*path, "when")
    required = policy.disclosure.cve.investigate_end_of_life == "required"
    if required and rule.when.support == ("supported",) and "division.answered" in rule.fulfilled_by():
        sentence = f"{rule.id} spares products past end of life, but disclosure.cve requires their investigation."
        yield Contradiction((*at, "support"), sentence)
    yield from known((*at, "severity"), "band", rule.when.severity, policy.bands)
    yield from known((*at, "surface"), "surface", rule.when.surface, policy.surfaces)
    yield from known((*at, "concerns"), "concern", rule.when.concerns, policy.concerns)
    sold = dict.fromkeys(market for product in policy.products for market in product.markets)
    yield from known((*at, "market"), "market of a product", rule.when.market, sold)
    releases = (OTHER, *(policy.releases.kinds if policy.releases else ()))
    yield from known((*at, "release_kind"), "kind of release", rule.when.release_kind, releases)
    gates = (gate.id for gate in (policy.releases.gates if policy.releases else ()))
    yield from known((*path, "gate"), "gate", (rule.gate,), gates)
    kinds = ("own", *(policy.components.kinds if policy.components else ()))
    yield from known((*at, "component"), "kind of component", rule.when.component, kinds)


def _sending(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check to whom a duty sends what, and that the template says what it must."""
    yield from known((*path, "to"), "party", (rule.to,), (FINDER, *policy.parties))
    if rule.send is None:
        if rule.to or any(kind.startswith("notice.") for kind in rule.fulfilled_by()):
            yield Contradiction(path, f'{rule.id} has nothing to send; add "send" with a template.')
        return
    if rule.to is None:
        yield Contradiction((*path, "send"), f'{rule.id} sends to nobody; add "to".')
    yield from _template(policy, (*path, "send"), rule.send)
    if rule.send.without_detail:
        brief: Path = (*path, "send", "without_detail")
        yield from _template(policy, brief, rule.send.without_detail)
        if rule.send.without_detail.template == rule.send.template:
            yield Contradiction((*brief, "template"), "The variant without detail needs a template of its own.")


def _template(policy: Policy, path: Path, send: Send | WithoutDetail) -> Iterator[Contradiction]:
    """Check that a template is there and says what it must."""
    template = policy.templates.get(send.template)
    if template is None:
        yield unknown((*path, "template"), "template", send.template, policy.templates)
    for index, field in enumerate(send.must_say):
        where: Path = (*path, "must_say", index)
        if field not in FIELDS:
            yield unknown(where, "field", field, FIELDS)
        elif template and field not in template.fields:
            yield Contradiction(where, f"The template {send.template} does not say {{{field}}}; add it there.")


def _endless_waits(policy: Policy) -> Iterator[Contradiction]:
    """Find duties that wait, directly or around a circle, for what only they themselves would bring about."""
    makers: dict[str, set[str]] = {}
    for rule in policy.duties:
        for kind in (*rule.fulfilled_by(), KEPT + rule.id):
            makers.setdefault(kind, set()).add(rule.id)
    able: set[str] = set()
    while True:
        more = {rule.id for rule in policy.duties if rule.id not in able and _can_start(rule, makers, able)}
        if not more:
            break
        able |= more
    for index, rule in enumerate(policy.duties):
        if rule.id not in able:
            others = sorted({maker for kind in rule.starts for maker in makers.get(kind, ())} - able - {rule.id})
            way = f" by way of {', '.join(others)}" if others else ""
            yield Contradiction(
                ("duties", index, "since"), f"{rule.id} waits for itself{way}; start it from another fact."
            )


def _can_start(rule: DutyRule, makers: dict[str, set[str]], able: set[str]) -> bool:
    """Tell whether a duty can ever start: its anchors are made by nobody's duty, or by duties that can start."""
    if rule.since is None:
        return True
    ready = [not makers.get(kind) or bool(makers[kind] & able) for kind in rule.starts]
    return all(ready) if rule.since.latest else any(ready)
