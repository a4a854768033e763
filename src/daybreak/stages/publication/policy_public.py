"""What of a policy the public reads: no more than its page shows, so that comparing versions tells nothing else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import create_model

from daybreak.core.policy.model_duty_words import Condition
from daybreak.core.policy.model_values import Section
from daybreak.stages.publication.policy_page import OUTSIDE_DOORS, answering

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_disclosure import Disclosure
    from daybreak.core.policy.model_intake import Door, Intake

Kept = TypeVar("Kept", bound=Section)
DEADLINES = ("id", "name", "when", "aim", "within", "extend_for")
EARLY = ("fix_may_ship_first", "number_answers_early")
PRIVACY = ("statement", "version", "covers", "retention")
DISCLOSURE = ("advise_when", "together_with", "publish_on", "embargo", "emergency", "credit", *EARLY, "third_party")


def public_part(policy: Policy, today: dt.date) -> Policy:
    """Give the policy with all that its page does not show left out; revisions dated after `today` too (B11).

    A policy only to be compared and spoken: what is left out stands at its default, so no two versions differ in it.
    """
    shown: frozenset[str] = frozenset(policy.page.show)
    return _blank(
        policy,
        organisation=_blank(policy.organisation, *("name", "languages", "binding_language", "time_zone")),
        roles=_each(policy.roles if "roles" in shown else {}, "name", unless="everyone"),
        parties=_parties(policy) if "disclosure" in shown else {},
        intake=_intake(policy.intake, shown),
        severity=_blank(policy.severity, "bands"),
        surfaces=policy.surfaces if "table" in shown else {},
        components=_blank(policy.components, "kinds") if policy.components and "components" in shown else None,
        duties=tuple(_duties(policy, shown)),
        reasons=_each(_reasons(policy), "name") if "table" in shown else {},
        disclosure=_disclosure(policy.disclosure) if "disclosure" in shown else None,
        page=policy.page,
        revisions=tuple(note for note in policy.revisions if note.date <= today),
    )


def _parties(policy: Policy) -> dict[str, Section]:
    """Keep the names of those we publish together with; whom else we write to is nobody's business."""
    together = policy.disclosure.together_with
    return _each({key: party for key, party in policy.parties.items() if key in together}, "name")


def _intake(intake: Intake, shown: frozenset[str]) -> Intake:
    ways = tuple(_door(door) for door in intake.doors if door.door in OUTSIDE_DOORS and door.for_ != "components")
    asked = tuple(_only(one, "id", "label", "hint", "required") for one in intake.ask)
    return _blank(
        intake,
        doors=ways if "contacts" in shown else (),
        ask=asked if "contacts" in shown else (),
        key=_only(intake.key, "type", "size", "life") if intake.key and "key" in shown else None,
        privacy=_only(intake.privacy, *PRIVACY) if intake.privacy and "privacy" in shown else None,
    )


def _door(door: Door) -> Section:
    """Keep a way in under what it is; the name of the mailbox behind it is ours."""
    fields = ("id", "door", "for_", "address", "encryption")
    return _only(door.model_copy(update={"id": f"{door.door}_{door.for_}"}), *fields)


def _duties(policy: Policy, shown: frozenset[str]) -> Iterator[Section]:
    """Keep the duties whose times the page tells, without who does them."""
    answers = answering(policy) if "contacts" in shown else ()
    for rule in policy.duties:
        if rule in answers:
            yield _only(rule, "id", "name", "since", "within")
        elif "table" in shown and rule.within and rule.within.table:
            support = Condition(support=rule.when.support)
            yield _only(rule.model_copy(update={"when": support}), *DEADLINES)


def _reasons(policy: Policy) -> dict[str, Section]:
    used = {one for rule in policy.duties if rule.within and rule.within.table for one in rule.extend_for}
    return {key: reason for key, reason in policy.reasons.items() if key in used}


def _disclosure(rules: Disclosure) -> Disclosure:
    kept = {name: getattr(rules, name) for name in DISCLOSURE}
    kept["embargo"] = _blank(rules.embargo, "default")
    kept["emergency"] = _only(rules.emergency, "advise_within") if rules.emergency else None
    kept["third_party"] = _only(rules.third_party, "advisory", "release_note")
    kept["publish_on"] = _only(rules.publish_on, "days", "at") if rules.publish_on else None
    return _blank(rules, **kept)


def _each(entries: Any, *fields: str, unless: str = "") -> dict[str, Section]:
    return {
        key: _only(entry, *fields) for key, entry in entries.items() if not (unless and getattr(entry, unless, False))
    }


def _blank(section: Kept, *fields: str, **values: Any) -> Kept:
    """Give the section with some fields as they are, some with new values, and every other one at its default."""
    blank = {
        name: None if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in type(section).model_fields.items()
        if name not in fields
    }
    return section.model_copy(update=blank | values)


def _only(section: Section, *fields: str) -> Section:
    """Give an entry that has no more than these fields, so that said as a whole it says no more."""
    return _reduced(type(section), fields).model_construct(**{name: getattr(section, name) for name in fields})


@cache
def _reduced(kind: type[Section], fields: tuple[str, ...]) -> type[Section]:
    kept: dict[str, Any] = {name: (kind.model_fields[name].annotation, kind.model_fields[name]) for name in fields}
    return create_model(kind.__name__, __base__=Section, **kept)
