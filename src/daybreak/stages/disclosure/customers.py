"""Customers told ahead that a release comes, and no more (policy: `publication.customers_first`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.clocks.speech import absolute
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


GAP = "____"
"""Stands in the words where something is to be filled in by whoever sends them."""


@dataclass(frozen=True)
class ForCustomers:
    """The policy's words for them, "" where it has none; `gaps` are the fields of its template not known yet."""

    words: str = ""
    gaps: tuple[str, ...] = ()


def words_for_customers(revision: Revision, language: str, public_at: datetime | None) -> ForCustomers:
    """Give the policy's words with the products filled in, and the instant of publication where one is fixed."""
    policy = policy_of(revision.advisory.case.policy)
    template = policy.templates.get("customers_first")
    if template is None:
        return ForCustomers()
    language = template.body.spoken(language, policy.language)[1]
    rows = revision.advisory.vulnerabilities.prefetch_related("affects__product")
    names = dict.fromkeys(
        Text(affect.product.name).in_(language, policy.language) for row in rows for affect in row.affects.all()
    )
    known = {
        "organisation": policy.organisation.name.in_(language),
        "product": ", ".join(names),
        "public_at": absolute(public_at, policy.organisation.time_zone, language) if public_at else "",
    }
    gaps = tuple(sorted(field for field in template.fields if not known.get(field)))
    subject, body = template.filled(language, known | dict.fromkeys(gaps, GAP), policy.language)
    return ForCustomers(f"{subject}\n\n{body}", gaps)
