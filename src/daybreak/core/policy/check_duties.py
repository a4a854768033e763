"""Finds contradictions in duties: what they wait for, who does them, how long they give, what they send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.policy.check_idle import idle_words
from daybreak.core.policy.check_limits import limit_contradictions
from daybreak.core.policy.check_waits import endless_waits
from daybreak.core.policy.contradiction import against, known, twice, unknown
from daybreak.core.policy.implied import CONFIRMATION, CORRECTION, CUSTOMERS, EMERGENCY, TRANSLATION
from daybreak.core.policy.model_intake import GENERAL
from daybreak.core.policy.model_page import FIELDS
from daybreak.core.policy.model_values import KEPT
from daybreak.core.supply.kinds import OTHER
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_duty_words import Send, WithoutDetail

FINDER = "finder"
OF_NO_CASE = frozenset({"mailbox", "policy", "key", "release", "person"})
"""What duties of the site exist once for: nobody outside knows of any of them."""
PROMISED_BY = {
    EMERGENCY: _('"emergency" under disclosure'),
    CONFIRMATION: _('"agreed_instant" under disclosure'),
    CUSTOMERS: _('"customers_first" under publication'),
    TRANSLATION: _('"translation" under disclosure'),
    CORRECTION: _('"correct_within" under disclosure'),
}
"""Where the duties are promised that no file writes as one."""

_MADE_BY: dict[str, tuple[Callable[[Policy], object], str]] = {
    "division.": (lambda policy: policy.organisation.divisions, _("divisions under organisation")),
    "coordinator.": (
        lambda policy: [it for it in policy.parties.values() if it.kind == "coordinator"],
        _("a coordinator under parties"),
    ),
    "upstream.": (lambda policy: policy.components, _("a section components")),
    "component.": (lambda policy: policy.components, _("a section components")),
    "finding.": (lambda policy: [it for it in policy.intake.doors if it.door == "feeds"], _("a door of kind feeds")),
    "answer.": (lambda policy: policy.disclosure.answer_by, _("answer_by under disclosure")),
    "report.handed_over": (
        lambda policy: [it for it in policy.intake.doors if it.for_ == GENERAL],
        _("a general door"),
    ),
    "release.audited": (lambda policy: policy.releases, _("a section releases")),
    "release.reviewed": (lambda policy: policy.releases, _("a section releases")),
    "release.gate_signed": (lambda policy: policy.releases, _("a section releases")),
    "key.": (lambda policy: policy.intake.key, _("key under intake")),
    "digest.": (lambda policy: [it for it in policy.roles.values() if it.everyone], _("a role with everyone: true")),
    "case.concern_set": (lambda policy: policy.concerns, _("a section concerns")),
    "notice.": (lambda policy: [it for it in policy.duties if it.send], _("a duty with send")),
}
"""Facts that something in the policy must make possible; every other fact is made by people's deeds."""


def duty_contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List what contradicts itself in the duties."""
    yield from twice(("duties",), (rule.id for rule in policy.duties), _("duty"))
    yield from _taken(policy)
    for index, rule in enumerate(policy.duties):
        path: Path = ("duties", index)
        yield from _shape(path, rule)
        yield from _order(path, rule)
        yield from _facts(policy, path, rule)
        yield from _people(policy, path, rule)
        yield from _conditions(policy, path, rule)
        yield from _sending(policy, path, rule)
        yield from limit_contradictions(policy, path, rule)
        yield from idle_words(path, rule)
    yield from endless_waits(policy)


def _taken(policy: Policy) -> Iterator[Contradiction]:
    """Check that no duty takes the name of one that another section promises."""
    names = {rule.id: rule for rule in policy.owed[len(policy.duties) :]}
    for index, rule in enumerate(policy.duties):
        if rule.id in names:
            where = PROMISED_BY.get(rule.id, _('an approval under "disclosure", or a gate under "releases",'))
            where = _("a letter that must be sent again") if names[rule.id].update_of else where
            template = _("%(duty)s is what %(where)s promises already; choose another id.")
            yield against(("duties", index, "id"), template, duty=rule.id, where=phrase(where))


def _shape(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that a duty says when it starts, how long it gives and what ends it."""
    if not (rule.since or rule.every or rule.before):
        yield against(path, _('%(duty)s never begins; add "since", "every" or "before".'), duty=rule.id)
    if rule.since and not (rule.within or rule.aim or rule.every or rule.before):
        yield against(path, _('%(duty)s gives no time; add "within" or "aim".'), duty=rule.id)
    if not rule.fulfilled_by() and not rule.until:
        yield against(path, _('Nothing ends %(duty)s; add "done_by" or "send".'), duty=rule.id)
    if rule.until and not rule.every:
        template = _('Only a duty that recurs has "until"; add "every" to %(duty)s.')
        yield against((*path, "until"), template, duty=rule.id)
    if rule.when.support == ("supported",) and rule.otherwise is None:
        template = _('%(duty)s holds for supported products; say under "otherwise" what holds past end of life (B4b).')
        yield against((*path, "when", "support"), template, duty=rule.id)
    if rule.otherwise and bool(rule.otherwise.by) != (rule.otherwise.do == "may_be_waived"):
        yield _waiving(path, rule.id, named=bool(rule.otherwise.by))


def _order(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that a duty neither has to come before its own beginning or end, nor runs until it begins."""
    if rule.before and rule.before in rule.starts:
        template = _("%(duty)s cannot come before the fact it starts from.")
        yield against((*path, "before"), template, duty=rule.id)
    if rule.before and rule.before in rule.fulfilled_by():
        template = _("%(duty)s cannot come before the fact that ends it.")
        yield against((*path, "before"), template, duty=rule.id)
    if rule.until and rule.until in rule.starts:
        yield against((*path, "until"), _("%(duty)s runs until the fact it starts from, so never."), duty=rule.id)


def _waiving(path: Path, rule_id: str, *, named: bool) -> Contradiction:
    """Say that those who may waive are missing, or that nothing is there for them to waive."""
    if not named:
        return against((*path, "otherwise"), _('Say who may waive %(duty)s; add "by".'), duty=rule_id)
    template = _('Only what may be waived has "by"; take it out of %(duty)s, or write {do: may be waived, by: […]}.')
    return against((*path, "otherwise", "by"), template, duty=rule_id)


def _facts(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that every fact waited for can be made, and that named duties exist."""
    told = [("since", kind) for kind in rule.starts] + [("unless_done_by", kind) for kind in rule.unless_done_by]
    told += [("before", rule.before or ""), ("until", rule.until or "")]
    told += [("done_by", kind) for kind in rule.fulfilled_by() if rule.done_by]
    for word, kind in told:
        if kind.startswith(KEPT):
            yield from known((*path, word), _("duty"), (kind.removeprefix(KEPT),), (it.id for it in policy.duties))
            continue
        for prefix, (makes, wanted) in _MADE_BY.items():
            if kind.startswith(prefix) and not makes(policy):
                template = _("Nothing in this policy makes %(fact)s; it needs %(wanted)s.")
                yield against((*path, word), template, fact=kind, wanted=phrase(wanted))


def _people(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check every role that a duty names."""
    roles = policy.roles
    yield from known((*path, "who"), _("role"), rule.who.roles, roles)
    for kind, role in rule.who.by_mailbox.items():
        yield from known((*path, "who", kind), _("role"), (role,), roles)
        if not any(door.for_ == kind for door in policy.intake.doors):
            template = _("No door is for %(mailbox)s; take this out or add the door.")
            yield against((*path, "who", kind), template, mailbox=kind)
    if (rule.who.owning_division or rule.scope == "division") and not policy.organisation.divisions:
        template = _("%(duty)s asks a division, but organisation names none.")
        yield against((*path, "who"), template, duty=rule.id)
    if rule.with_:
        yield from known((*path, "with"), _("role"), rule.with_.roles, roles)
        for band, invited in rule.with_.by_band.items():
            yield from known((*path, "with"), _("band"), (band,), policy.bands)
            yield from known((*path, "with", band), _("role"), invited, roles)
    for step, called_in in rule.escalate.items():
        yield from known((*path, "escalate", step), _("role"), called_in, roles)
    yield from known((*path, "otherwise", "by"), _("role"), rule.otherwise.by if rule.otherwise else (), roles)
    yield from known((*path, "extend_for"), _("reason"), rule.extend_for, policy.reasons)
    if rule.extension_by:
        yield from known((*path, "extension_by"), _("role"), rule.extension_by.by, roles)
        yield from _told_longer(policy, (*path, "extension_by", "tell"), rule, rule.extension_by.tell)


def _told_longer(policy: Policy, path: Path, rule: DutyRule, told: Sequence[str]) -> Iterator[Contradiction]:
    """Check that whoever is to hear that it takes longer is known, and can hear of it at all (A13)."""
    outside = (FINDER, *policy.parties)
    yield from known(path, _("role or party"), told, (*policy.roles, *outside))
    if rule.scope in OF_NO_CASE:
        template = _('%(duty)s is about no report and no case, so "%(whom)s" would never be told; name roles alone.')
        yield from (against(path, template, duty=rule.id, whom=whom) for whom in told if whom in outside)


def _conditions(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that every condition names what exists, and spares no investigation that the policy requires (B4b)."""
    at: Path = (*path, "when")
    required = policy.disclosure.cve.investigate_end_of_life == "required"
    if required and rule.when.support == ("supported",) and "division.answered" in rule.fulfilled_by():
        template = _("%(duty)s spares products past end of life, but disclosure.cve requires their investigation.")
        yield against((*at, "support"), template, duty=rule.id)
    yield from known((*at, "severity"), _("band"), rule.when.severity, policy.bands)
    yield from known((*at, "surface"), _("surface"), rule.when.surface, policy.surfaces)
    yield from known((*at, "concerns"), _("concern"), rule.when.concerns, policy.concerns)
    sold = dict.fromkeys(market for product in policy.products for market in product.markets)
    yield from known((*at, "market"), _("market of a product"), rule.when.market, sold)
    releases = (OTHER, *(policy.releases.kinds if policy.releases else ()))
    yield from known((*at, "release_kind"), _("kind of release"), rule.when.release_kind, releases)
    gates = (gate.id for gate in (policy.releases.gates if policy.releases else ()))
    yield from known((*path, "gate"), _("gate"), (rule.gate,), gates)
    kinds = ("own", *(policy.components.kinds if policy.components else ()))
    yield from known((*at, "component"), _("kind of component"), rule.when.component, kinds)


def _sending(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check to whom a duty sends what, and that the template says what it must."""
    yield from known((*path, "to"), _("party"), (rule.to,), (FINDER, *policy.parties))
    if rule.send is None:
        if rule.to or any(kind.startswith("notice.") for kind in rule.fulfilled_by()):
            yield against(path, _('%(duty)s has nothing to send; add "send" with a template.'), duty=rule.id)
        return
    if rule.to is None:
        yield against((*path, "send"), _('%(duty)s sends to nobody; add "to".'), duty=rule.id)
    yield from _template(policy, (*path, "send"), rule.send)
    if rule.send.without_detail:
        brief: Path = (*path, "send", "without_detail")
        yield from _template(policy, brief, rule.send.without_detail)
        if rule.send.without_detail.template == rule.send.template:
            yield against((*brief, "template"), _("The variant without detail needs a template of its own."))


def _template(policy: Policy, path: Path, send: Send | WithoutDetail) -> Iterator[Contradiction]:
    """Check that a template is there and says what it must."""
    template = policy.templates.get(send.template)
    if template is None:
        yield unknown((*path, "template"), _("template"), send.template, policy.templates)
    for index, field in enumerate(send.must_say):
        where: Path = (*path, "must_say", index)
        if field not in FIELDS:
            yield unknown(where, _("field"), field, FIELDS)
        elif template and field not in template.fields:
            said = _("The template %(template)s does not say {%(field)s}; add it there.")
            yield against(where, said, template=send.template, field=field)
