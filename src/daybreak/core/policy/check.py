"""Finds what contradicts itself in a policy whose words are all right: each a path into it and a sentence."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import BaseModel

from daybreak.core.clocks.calendars import BusinessCalendar, check_holidays
from daybreak.core.phrase import phrase, why_not
from daybreak.core.policy.check_disclosure import disclosure_contradictions
from daybreak.core.policy.check_duties import duty_contradictions
from daybreak.core.policy.check_intake import intake_contradictions
from daybreak.core.policy.check_templates import template_contradictions
from daybreak.core.policy.contradiction import Contradiction, against, known, twice, unknown
from daybreak.core.policy.model_supply import EVERY_RELEASE
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_people import CalendarRule


def contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List everything in the policy that contradicts itself or leads nowhere."""
    yield from _organisation(policy)
    yield from _roles(policy)
    yield from _parties(policy)
    yield from _many(policy)
    yield from intake_contradictions(policy)
    yield from _severity(policy)
    yield from duty_contradictions(policy)
    yield from _supply(policy)
    yield from _catalogue(policy)
    yield from disclosure_contradictions(policy)
    yield from template_contradictions(policy)
    yield from _words(policy)
    card = policy.page.scorecard
    yield from known(
        ("page", "scorecard", "duties"), _("duty"), card.duties if card else (), (it.id for it in policy.owed)
    )


def _organisation(policy: Policy) -> Iterator[Contradiction]:
    """Check zone, calendars, numbers, divisions and the binding language."""
    ours = policy.organisation
    yield from _calendar(("organisation",), ours.time_zone, ours.calendar)
    if ours.numbers.case == ours.numbers.advisory:
        template = _(
            "Cases and advisories have the same prefix; an advisory's number must not look like a case's (A9b)."
        )
        yield against(("organisation", "numbers", "advisory"), template)
    if ours.binding_language and ours.binding_language not in ours.languages:
        yield unknown(("organisation", "binding_language"), _("language"), ours.binding_language, ours.languages)
    yield from twice(("organisation", "languages"), ours.languages, _("language"))
    yield from _divisions(policy)


def _divisions(policy: Policy) -> Iterator[Contradiction]:
    """Check that every division has a desk and its products for itself (B3)."""
    ours = policy.organisation
    families = Counter(family for division in ours.divisions.values() for family in division.products)
    for name, division in ours.divisions.items():
        path: Path = ("organisation", "divisions", name)
        if division.desk and division.desk not in policy.roles:
            yield unknown((*path, "desk"), _("role"), division.desk, policy.roles)
        elif name not in policy.desks:
            yield against(path, _('The division %(name)s has no desk; name a role under "desk".'), name=name)
        for index, family in enumerate(division.products):
            if families[family] > 1:
                yield against((*path, "products", index), _("%(name)s belongs to more than one division."), name=family)
        if division.calendar or division.time_zone:
            yield from _calendar(path, division.time_zone or ours.time_zone, division.calendar or ours.calendar)


def _calendar(path: Path, zone: str, rule: CalendarRule) -> Iterator[Contradiction]:
    """Check a zone, a country's holidays and closed days, each by itself."""
    trials = (
        ((*path, "time_zone"), lambda: BusinessCalendar(zone)),
        ((*path, "calendar", "holidays"), lambda: check_holidays(rule.holidays) if rule.holidays else None),
        ((*path, "calendar", "closed"), lambda: BusinessCalendar("UTC", None, rule.closed)),
    )
    for at, trial in trials:
        try:
            trial()
        except ValueError as error:
            said = why_not(error)
            yield Contradiction(at, phrase(said) if isinstance(said, str) else said)


def _roles(policy: Policy) -> Iterator[Contradiction]:
    """Check deputies and roles per division."""
    for name, role in policy.roles.items():
        path: Path = ("roles", name)
        yield from known((*path, "takes_over_from"), _("role"), role.takes_over_from, policy.roles)
        yield from known((*path, "if_concerns"), _("concern"), (role.if_concerns,), policy.concerns)
        if role.deputy and role.deputy not in policy.roles:
            yield unknown((*path, "deputy"), _("role"), role.deputy, policy.roles)
        elif role.deputy and policy.roles[policy.stand_ins(name)[-1]].deputy:
            chain = " → ".join((*policy.stand_ins(name), policy.roles[policy.stand_ins(name)[-1]].deputy or ""))
            template = _("These deputies stand in for one another in a circle: %(chain)s.")
            yield against((*path, "deputy"), template, chain=chain)
        if role.one_per == "division" and not policy.organisation.divisions:
            yield against((*path, "one_per"), _("There are no divisions; name them under organisation."))


def _parties(policy: Policy) -> Iterator[Contradiction]:
    """Check that every party can be reached."""
    for name, party in policy.parties.items():
        path: Path = ("parties", name)
        by_hand = party.written_to == "by_hand"
        if by_hand and not party.portal:
            template = _('%(name)s is written to by hand; say where, under "portal".')
            yield against((*path, "written_to"), template, name=name)
        elif not (party.mail or by_hand or party.from_):
            template = _('%(name)s has no address; add "mail", or "written_to: by_hand" with "portal".')
            yield against(path, template, name=name)
        if party.written_to == "agreed_plain" and not party.basis:
            template = _('Writing to %(name)s in plain mail needs an agreement; add "basis".')
            yield against((*path, "written_to"), template, name=name)


def _many(policy: Policy) -> Iterator[Contradiction]:
    """Check that parties that are many come from somewhere, have no one address, and are told apart by a duty."""
    for name, party in policy.parties.items():
        path: Path = ("parties", name)
        if party.many != (party.from_ is not None):
            template = _('%(name)s: "many" and "from" go together; say both, or neither.')
            yield against(path, template, name=name)
        if party.many and (party.mail or party.portal):
            template = _("%(name)s is many: each has its own address, so this one reaches nobody in particular.")
            yield against((*path, "mail" if party.mail else "portal"), template, name=name)
    for index, rule in enumerate(policy.duties):
        receiver = policy.parties.get(rule.to or "")
        if receiver is not None and receiver.from_ == "components" and rule.scope != "component":
            template = _('%(duty)s writes to one of many; say which, with "per: external component".')
            yield against(("duties", index, "to"), template, duty=rule.id)


def _severity(policy: Policy) -> Iterator[Contradiction]:
    """Check that the bands cover 0.0 to 10.0 without gap or overlap, in order (A5, C5)."""
    bands = policy.severity.bands
    if bands[0].from_ != 0:
        template = _("The first band must begin at 0.0, else scores below %(score)s have no band.")
        yield against(("severity", "bands", 0, "from"), template, score=str(bands[0].from_))
    for index, (lower, upper) in enumerate(pairwise(bands), start=1):
        if upper.from_ <= lower.from_:
            template = _("%(upper)s stands below %(lower)s; bands rise, each from a higher score.")
            if upper.from_ == lower.from_:
                template = _("%(upper)s overlaps %(lower)s; bands rise, each from a higher score.")
            yield against(("severity", "bands", index, "from"), template, upper=upper.id, lower=lower.id)
    yield from twice(("severity", "bands"), (band.id for band in bands), _("band"))
    for index, told in enumerate(policy.severity.when_changed.tell):
        if told != "finder" and told not in policy.parties:
            yield unknown(("severity", "when_changed", "tell", index), _("party"), told, ("finder", *policy.parties))


def _supply(policy: Policy) -> Iterator[Contradiction]:
    """Check components and release gates."""
    if policy.components and policy.components.before_use:
        use = policy.components.before_use
        for word, role in (("evaluated_by", use.evaluated_by), ("approved_by", use.approved_by)):
            if role not in policy.roles:
                yield unknown(("components", "before_use", word), _("role"), role, policy.roles)
    for index, rule in enumerate(policy.duties):
        if rule.on_branches and (policy.releases is None or policy.releases.lines is None):
            told = _("The duty counts for each release line, but “releases: lines” does not say what a line is.")
            yield against(("duties", index, "on_branches"), told)
    if policy.releases is None:
        return
    kinds = (EVERY_RELEASE, *policy.releases.kinds)
    yield from twice(("releases", "gates"), (gate.id for gate in policy.releases.gates), _("gate"))
    for index, gate in enumerate(policy.releases.gates):
        path: Path = ("releases", "gates", index)
        yield from known((*path, "owner"), _("role"), (gate.owner,), policy.roles)
        yield from known((*path, "who"), _("role"), gate.who, policy.roles)
        yield from known((*path, "before"), _("kind of release"), gate.before, kinds)
        yield from known((*path, "surfaces"), _("surface"), gate.surfaces, policy.surfaces)
        yield from known((*path, "worst_allowed"), _("band"), (gate.worst_allowed,), policy.bands)


def _catalogue(policy: Policy) -> Iterator[Contradiction]:
    """Check the products that `setup` registers."""
    divisions = policy.organisation.divisions
    yield from twice(("products",), (product.key for product in policy.products), _("product"))
    for index, product in enumerate(policy.products):
        path: Path = ("products", index)
        yield from known((*path, "surface"), _("surface"), (product.surface,), policy.surfaces)
        yield from known((*path, "division"), _("division"), (product.division,), divisions)
        if divisions and not product.division:
            template = _('%(name)s belongs to no division; add "division", so that somebody is asked.')
            yield against(path, template, name=product.key)
        owner = divisions.get(product.division or "")
        if owner and product.family:
            yield from known((*path, "family"), _("product family"), (product.family,), owner.products)
        yield from twice((*path, "releases"), (release.key for release in product.releases), _("release"))


def _words(policy: Policy) -> Iterator[Contradiction]:
    """Check that all words exist in the first language, and in no language the policy does not have (B12)."""
    for path, text in texts(policy):
        if policy.language not in text.root:
            template = _("These words are missing in %(language)s, the policy's first language.")
            yield against(path, template, language=policy.language)
        for tongue in text.languages():
            if tongue not in policy.languages:
                yield unknown((*path, tongue), _("language"), tongue, policy.languages, own_file_only=True)


def texts(part: object, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """List every Text within a part of the policy, with the path to it in the words of the file."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from texts(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, (*path, key))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from texts(value, (*path, index))
