"""The deed of writing an advisory's words; the facts stay the case's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.program.versions import policy_of
from daybreak.stages.disclosure.actions import content_of, write_content
from daybreak.stages.disclosure.content import content_from_case
from daybreak.stages.disclosure.words import fields_of, rewritten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Revision


def write_words(*, actor: Actor, now: datetime, revision: Revision, values: Mapping[str, str]) -> None:
    """Write what a form holds into a draft. Journals `advisory.changed` if anything differs.

    Raises ContentRefused beside a field, and what `write_content` raises.
    """
    policy = policy_of(revision.advisory.case.policy)
    content = rewritten(content_of(revision), policy.languages, values)
    write_content(actor=actor, now=now, revision=revision, content=content)


def remedies_by_facts(revision: Revision) -> dict[str, str]:
    """Give, by field of the form, what the case's facts alone say that users can do now."""
    policy = policy_of(revision.advisory.case.policy)
    fresh = fields_of(content_from_case(revision.advisory, policy), policy.languages)
    return {
        place.name_in(language): words
        for place in fresh
        if place.name.endswith(".details")
        for language, words in place.words
    }
