"""Whether a letter names a finder, and whether it may: identity leaves the house with consent only (B8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daybreak.core.privacy.consent import may_name_to
from daybreak.core.verdict import Refused
from daybreak.program.versions import policy_of
from daybreak.stages.coordination.refusals import FinderNotToBeNamed
from daybreak.stages.intake.consent import consents_of
from daybreak.stages.intake.privacy.masking import finder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model_people import Party
    from daybreak.notices.letter import Content, Letter
    from daybreak.records.models import Case, Report

SHORTEST = 3
"""Names shorter than this stand in too many words by chance; an address has no such luck."""


def named_with_consent(case: Case, party: Party, letter: Letter | Content) -> tuple[Report, ...]:
    """Let a letter name only finders who agreed to be named to this party; give the reports of those it names.

    Raises FinderNotToBeNamed.
    """
    named = []
    said = "\n".join([letter.subject, letter.body, *_attached(letter)]).casefold()
    policy = policy_of(case.policy)
    name = party.name.in_(policy.language)
    for report in case.reports.select_related("data_key", "policy"):
        if not any(_stands_in(said, one) for one in _names(report)):
            continue
        verdict = may_name_to(policy_of(report.policy).intake.privacy, party, consents_of(report), name)
        if isinstance(verdict, Refused):
            raise FinderNotToBeNamed(reason=verdict.reason)
        named.append(report)
    return tuple(named)


def _attached(letter: Letter | Content) -> Iterator[str]:
    """Give the words of attachments that are text; a document made of them says the same."""
    return (content for _name, _media, content in letter.attachments if isinstance(content, str))


def _names(report: Report) -> Iterator[str]:
    finder = finder_of(report)
    every = (finder.name, finder.address, finder.credit_name, *finder.co_finders)
    return (one.casefold() for one in every if len(one) >= SHORTEST)


def _stands_in(said: str, name: str) -> bool:
    """Look for a name as a word of its own; what is written without spaces is looked for as it stands."""
    if not name.isascii():
        return name in said
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said) is not None
