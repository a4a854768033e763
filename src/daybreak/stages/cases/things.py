"""What the things are called that duties are about: products, remedies, divisions, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.stages.cases.affected import row_words
from daybreak.stages.cases.naming import readers_language
from daybreak.stages.cases.several import told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Affect, Remedy


def things_told(
    affects: QuerySet[Affect], remedies: QuerySet[Remedy], apart: Mapping[str, str], policy: Policy
) -> dict[str, str]:
    """Name each of these by its key, and the policy's divisions; `apart` names vulnerabilities that are not alone."""
    first, told = policy.language, dict(apart)
    for affect in affects.select_related("product", "release"):
        product = row_words(affect.product, affect.release, first)
        told[str(affect.id)] = told_of(product, told.get(str(affect.vulnerability_id)))
    for remedy in remedies.prefetch_related("affects__product", "affects__release"):
        told[str(remedy.id)] = ", ".join(row_words(one.product, one.release, first) for one in remedy.affects.all())
    language = readers_language(first)
    return told | {key: one.name.in_(language, first) for key, one in policy.organisation.divisions.items()}
