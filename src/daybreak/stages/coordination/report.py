"""What a letter to a partner, coordinator or authority says: the fields of its template, filled from the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.clocks.speech import absolute
from daybreak.core.lifecycle.remedy import REMEDY
from daybreak.core.policy.reading import own_address
from daybreak.core.words import Text, gettext_noop
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.stages.coordination.about import material
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_people import Party
    from daybreak.records.models import Affect, Case, Remedy, Vulnerability
    from daybreak.stages.coordination.about import About, Material

_UNKNOWN = {"en": "not judged yet; an update follows", "ja": "評価中(確定次第、更新版をお送りします)"}
_STATUSES = {
    "affected": gettext_noop("affected"),
    "not_affected": gettext_noop("not affected"),
    "under_investigation": gettext_noop("under investigation"),
    "fixed": gettext_noop("fixed"),
}
_KNOWN_EVENTS = {
    "vulnerability.attacked": gettext_noop("Attacks were observed."),
    "vulnerability.exploit_public": gettext_noop("An exploit is public."),
    "vulnerability.public": gettext_noop("The vulnerability is public."),
}
_KINDS = {
    "fix": gettext_noop("Fix"),
    "procedure": gettext_noop("Procedure"),
    "workaround": gettext_noop("Workaround"),
    "mitigation": gettext_noop("Mitigation"),
    "none_planned": gettext_noop("No remedy planned"),
}
_OUT = frozenset({"shipped", "offered", "paused"})
_READY = frozenset({"verified"}) | _OUT
_FOR_USERS = frozenset({"workaround", "mitigation", "procedure"})


def known_values(case: Case, party: Party, language: str, about: About) -> dict[str, str]:
    """Give every field of a template that the case itself can answer, "" where it cannot; the rest a person writes."""
    policy = policy_of(case.policy)
    told = material(case, about)
    affects = told.affects
    concerned = [one for one in affects if one.status != "not_affected"] or affects
    severity = _severity(told.vulnerabilities, policy, language)
    with override(language):
        listed = "\n".join(f"{_one(one, language)}: {_(_STATUSES[one.status])}" for one in affects)
    return {
        "organisation": policy.organisation.name.in_(language, policy.language),
        "party": party.name.in_(language, policy.language),
        "number": case.number,
        "product": _named(concerned, language),
        "affected": _named((one for one in affects if one.status == "affected"), language),
        "products": listed,
        "severity": severity,
        "severity_or_unknown": severity or _UNKNOWN.get(language, _UNKNOWN["en"]),
        "cve": ", ".join(row.cve_id for row in told.vulnerabilities if row.cve_id),
        "our_releases": _named((one for one in affects if one.status == "affected" and one.release), language),
        "description": "\n".join(filter(None, (open_text(row, "description_sealed") for row in told.vulnerabilities))),
        **_of_components(told.vulnerabilities),
        **_of_remedies(case, told, language),
        **_of_advisory(case, about, policy, language),
        "contact": own_address(policy, "security"),
        "update_note": "",
    }


def _of_components(rows: Iterable[Vulnerability]) -> dict[str, str]:
    """Name the components of others that the vulnerabilities lie in, and their versions (C7)."""
    found = list(dict.fromkeys(row.of_component for row in rows if row.of_component))
    return {
        "component": ", ".join(dict.fromkeys(one.name for one in found)),
        "version": ", ".join(dict.fromkeys(one.version for one in found)),
    }


def _of_remedies(case: Case, told: Material, language: str) -> dict[str, str]:
    """Say what is planned, what has been done, what users can do, and what is known of attacks."""
    facts, remedies = facts_of_case(case.id), told.remedies
    flaws = {str(row.id) for row in told.vulnerabilities}
    states = _states(facts, remedies)
    back = [fact for fact in facts if fact.kind == "remedy.rolled_back"]
    taken_back = _taken_back(states, back, policy_of(case.policy), language)
    with override(language):
        seen = {fact.kind for fact in facts if fact.subjects.get("vulnerability") in flaws}
        known = [_(words) for kind, words in _KNOWN_EVENTS.items() if kind in seen]
    return {
        "plan": "\n".join(filter(None, (_plans(remedies), taken_back))),
        "release_schedule": _schedule((one for one in remedies if states[str(one.id)] != "dropped"), case, language),
        "measures": _plans(one for one in remedies if states[str(one.id)] in _OUT),
        "user_measures": _plans(one for one in remedies if states[str(one.id)] in _READY and one.kind in _FOR_USERS),
        "exploitation": " ".join(known),
    }


def _of_advisory(case: Case, about: About, policy: Policy, language: str) -> dict[str, str]:
    """Name the advisory and its address, which is fixed from the first draft on (B4c)."""
    drafted = case.advisories.order_by("drafted_at")
    if about.scope == "vulnerability":
        drafted = drafted.filter(vulnerabilities__id=about.key)
    advisory = drafted.first()
    if advisory is None:
        return {"advisory_number": "", "advisory_address": ""}
    tongue = language if language in policy.languages else policy.language
    address = f"{settings.BASE_URL}/{tongue}/advisories/{advisory.number}/"
    return {"advisory_number": advisory.number, "advisory_address": address}


def _states(facts: Sequence[Fact], remedies: Iterable[Remedy]) -> dict[str, str]:
    """Give the state of each remedy: what was rolled back is out no more."""
    keys = [str(one.id) for one in remedies]
    return {key: REMEDY.state_from(fact for fact in facts if fact.subjects.get("remedy") == key) for key in keys}


def _taken_back(states: Mapping[str, str], back: Iterable[Fact], policy: Policy, language: str) -> str:
    """Say that a roll-out was taken back and not taken up again; "" where none was."""
    last = [fact.happened_at for fact in back if states.get(fact.subjects.get("remedy", "")) not in {None, *_OUT}]
    if not last:
        return ""
    with override(language):
        at = absolute(max(last), policy.organisation.time_zone, language)
        return _("The roll-out was taken back on %(at)s. Until a new one begins, no device is offered it.") % {"at": at}


def _schedule(remedies: Iterable[Remedy], case: Case, language: str) -> str:
    """Say for each remedy with a day what it is for, on which surface, and that day (A7b)."""
    policy, lines = policy_of(case.policy), []
    for one in remedies:
        if one.due_on is None:
            continue
        listed = [
            f"{_one(affect, language)} ({policy.surfaces[affect.product.surface].in_(language, policy.language)})"
            for affect in one.affects.select_related("product", "release").order_by("product__key", "release__version")
        ]
        with override(language):
            lines.append(f"{', '.join(dict.fromkeys(listed))}: {_(_KINDS[one.kind])}, {one.due_on.isoformat()}")
    return "\n".join(lines)


def _plans(remedies: Iterable[Remedy]) -> str:
    return "\n".join(filter(None, (open_text(one, "plan_sealed") for one in remedies)))


def _severity(rows: Iterable[Vulnerability], policy: Policy, language: str) -> str:
    judged = [found for row in rows if (found := row.assessments.filter(counts=True).first())]
    if not judged:
        return ""
    worst = max(judged, key=lambda found: found.score)
    return f"{policy.band_name(worst.band).in_(language, policy.language)} {worst.score} ({worst.vector})"


def _named(affects: Iterable[Affect], language: str) -> str:
    return "\n".join(dict.fromkeys(_one(affect, language) for affect in affects))


def _one(affect: Affect, language: str) -> str:
    name = Text(affect.product.name).in_(language)
    return f"{name} {affect.release.version}" if affect.release else name
