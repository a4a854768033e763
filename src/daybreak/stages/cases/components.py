"""In which component a vulnerability lies: named from the inventory, so that its supplier can be told (C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.policy.reading import ELSEWHERE, whose_code
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.records.models import Component
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.vulnerabilities import affect_codes, affect_subjects, score_anew
from daybreak.stages.cases.words import still_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Supplier, Vulnerability


def component_names(keys: Iterable[str]) -> dict[str, str]:
    """Name components of the inventory by key; a vulnerability's own key, which stands for an unnamed one, has none."""
    return {str(row.id): str(row) for row in Component.objects.filter(id__in=set(keys))}


def supplier_of(component: Component) -> Supplier | None:
    """Find who delivers a component: its own supplier, else that of what it sits inside (C7)."""
    return component.supplier or (component.inside.supplier if component.inside else None)


def name_component(*, actor: Actor, now: datetime, vulnerability: Vulnerability, component: Component) -> None:
    """Say in which component of others a vulnerability lies; what is promised for its kind holds from now on.

    What was stated about products is stated again, in that component, and our severity is scored as it counts there.
    Journals `vulnerability.in_component`, `affect.stated` and what `score_anew` does. Raises WordsRefused for a kind
    of component that the case's policy does not have.
    """
    case = vulnerability.case
    still_open(case)
    policy = policy_of(case.policy)
    if policy.components is None or component.kind not in policy.components.kinds:
        raise WordsRefused(reason=phrase(_("Choose one of the policy's kinds of components.")), place="component")
    with deed(actor=actor, now=now) as note:
        vulnerability.component, vulnerability.of_component = component.kind, component
        vulnerability.save(update_fields=["component", "of_component"])
        _note(note, vulnerability, now)
        score_anew(note, actor, now, vulnerability)


def say_whose(*, actor: Actor, now: datetime, vulnerability: Vulnerability, whose: str) -> None:
    """Say in whose code a vulnerability lies: our `own`, a kind of component of the policy, or elsewhere (B4a, B10).

    A component that was named no longer holds. What was stated about products is stated again, and our severity is
    scored as it counts there. Journals as `name_component` does. Raises WordsRefused.
    """
    case = vulnerability.case
    still_open(case)
    if whose not in whose_choices(policy_of(case.policy)):
        raise WordsRefused(reason=phrase(_("Choose in whose code it lies.")), place="component")
    with deed(actor=actor, now=now) as note:
        vulnerability.component, vulnerability.of_component = whose, None
        vulnerability.save(update_fields=["component", "of_component"])
        _note(note, vulnerability, now)
        score_anew(note, actor, now, vulnerability)


def whose_choices(policy: Policy) -> tuple[str, ...]:
    """Give in whose code a vulnerability may lie: our own, the policy's kinds of components, elsewhere."""
    kinds = policy.components.kinds if policy.components else ()
    return tuple(dict.fromkeys(("own", *kinds, *ELSEWHERE)))


def _note(note: Deed, vulnerability: Vulnerability, now: datetime) -> None:
    subjects = {
        "case": vulnerability.case_id,
        "vulnerability": vulnerability.id,
        "component": vulnerability.of_component_id,
    }
    codes: dict[str, Code] = {"component": vulnerability.component, "in": whose_code(vulnerability.component)}
    note("vulnerability.in_component", subjects, codes=codes)
    for affect in vulnerability.affects.select_related("product", "release", "vulnerability"):
        note("affect.stated", affect_subjects(affect), codes=affect_codes(affect, now))
