"""Customers told ahead that a release comes, and no more (policy: `publication.customers_first`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.disclosure.refusals import NoCustomersFirst

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Revision


def note_customers_told(
    *, actor: Actor, now: datetime, revision: Revision, words: str, at: datetime | None = None
) -> None:
    """Note how the customers were told, outside this site; `at` if it was earlier. Journals `customers.told`.

    Raises NoCustomersFirst.
    """
    case = revision.advisory.case
    still_open(case)
    if policy_of(case.policy).publication.customers_first is None:
        raise NoCustomersFirst
    sealed = (revision.data_key, {"words": prose(words, "words", required=True)})
    subjects = {"case": case.id, "advisory": revision.advisory_id}
    with deed(actor=actor, now=now) as note:
        note("customers.told", subjects, sealed=sealed, at=min(at, now) if at else now)


def words_for_customers(revision: Revision, language: str) -> str:
    """Give the policy's words for them, with the products filled in; "" where it has no such template."""
    policy = policy_of(revision.advisory.case.policy)
    template = policy.templates.get("customers_first")
    if template is None:
        return ""
    rows = revision.advisory.vulnerabilities.prefetch_related("affects__product")
    names = dict.fromkeys(
        Text(affect.product.name).in_(language, policy.language) for row in rows for affect in row.affects.all()
    )
    blank = {**dict.fromkeys(template.fields, "—"), "organisation": policy.organisation.name.in_(language)}
    subject, body = template.filled(language, blank | ({"product": ", ".join(names)} if names else {}), policy.language)
    return f"{subject}\n\n{body}"
