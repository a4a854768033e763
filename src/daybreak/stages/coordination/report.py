"""What a letter to a partner, coordinator or authority says: the fields of its template, filled from the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.program.versions import policy_of
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_people import Party
    from daybreak.records.models import Affect, Case

_UNKNOWN = {"en": "not judged yet; an update follows", "ja": "評価中(確定次第、更新版をお送りします)"}


def known_values(case: Case, party: Party, language: str) -> dict[str, str]:
    """Give every field of a template that the case itself can answer; the rest a person writes."""
    policy = policy_of(case.policy)
    affects = [one for row in case.vulnerabilities.all() for one in row.affects.select_related("product", "release")]
    severity = _severity(case, policy, language)
    advisory = case.advisories.order_by("drafted_at").first()
    return {
        "organisation": policy.organisation.name.in_(language, policy.language),
        "party": party.name.in_(language, policy.language),
        "number": case.number,
        "product": _named(affects, language) or "—",
        "affected": _named((one for one in affects if one.status == "affected"), language),
        "products": "\n".join(f"{_one(affect, language)}: {affect.status}" for affect in affects),
        "severity": severity,
        "severity_or_unknown": severity or _UNKNOWN.get(language, _UNKNOWN["en"]),
        "cve": ", ".join(row.cve_id for row in case.vulnerabilities.all() if row.cve_id),
        "description": "\n".join(
            filter(None, (open_text(row, "description_sealed") for row in case.vulnerabilities.all()))
        ),
        "plan": "\n".join(open_text(one, "plan_sealed") for one in case.remedies.all()),
        "release_schedule": "\n".join(
            f"{one.kind}: {one.due_on.isoformat()}" for one in case.remedies.all() if one.due_on
        ),
        "advisory_number": advisory.number if advisory else "",
        "contact": ", ".join(door.address for door in policy.intake.doors if door.address),
        "update_note": "",
    }


def _severity(case: Case, policy: Policy, language: str) -> str:
    judged = [found for row in case.vulnerabilities.all() if (found := row.assessments.filter(counts=True).first())]
    if not judged:
        return ""
    worst = max(judged, key=lambda found: found.score)
    return f"{policy.band_name(worst.band).in_(language, policy.language)} {worst.score} ({worst.vector})"


def _named(affects: Iterable[Affect], language: str) -> str:
    return "\n".join(dict.fromkeys(_one(affect, language) for affect in affects))


def _one(affect: Affect, language: str) -> str:
    name = Text(affect.product.name).in_(language)
    return f"{name} {affect.release.version}" if affect.release else name
