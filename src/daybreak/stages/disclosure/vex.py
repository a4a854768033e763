"""A released or nearly released answer as VEX: how it will be issued, and whether its documents hold (C9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from daybreak.core.advisory.document import Publisher
from daybreak.core.advisory.issued import HistoryEntry, Issued
from daybreak.core.advisory.vex import vex_of
from daybreak.core.formats.csaf import csaf_document, document_languages
from daybreak.core.formats.csaf_validate import judge_csaf
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _
from daybreak.stages.disclosure.release import site_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.advisory.answer import AnswerContent
    from daybreak.core.advisory.content import Advisory
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Verdict

FORMAT = "1"
"""Named as the engine's version, so that what was released keeps its bytes under whatever software serves it."""
_FIRST = Text({"en": "First answer.", "ja": "初回の回答。"})
_AGAIN = Text({"en": "The answer was changed.", "ja": "回答を更新しました。"})


def publishes_vex(policy: Policy) -> bool:
    """Tell whether the policy publishes answers for machines."""
    return "vex" in policy.publication.channels


def content_as_vex(content: AnswerContent, policy: Policy) -> Advisory:
    """Give an answer as the content of a VEX document of this organisation."""
    publisher = Publisher(name=policy.organisation.name.in_(policy.language), namespace=site_of())
    return vex_of(content, publisher, policy.language)


def issued_as_vex(policy: Policy, cve: str, releases: Sequence[datetime], language: str) -> Issued:
    """Say how it is published: `releases` are the instants of its released revisions, the last one this one's."""
    notes = (_FIRST, *(_AGAIN for _release in releases[1:]))
    history = tuple(
        HistoryEntry(place, at, note) for place, (at, note) in enumerate(zip(releases, notes, strict=True), 1)
    )
    return Issued(
        number=len(history),
        released_at=releases[0],
        current_at=releases[-1],
        history=history,
        base_url=site_of(),
        language=language,
        languages=policy.languages,
        generator_version=FORMAT,
        page_url=f"{settings.BASE_URL}/{language}/cve/{cve}/",
    )


def holds_as_vex(content: AnswerContent, policy: Policy, releases: Sequence[datetime]) -> Verdict:
    """Tell whether the documents that would go out hold: CSAF's schema and its mandatory tests, in each language."""
    if not publishes_vex(policy):
        return ALLOWED
    vex = content_as_vex(content, policy)
    for language in document_languages(vex, policy.languages):
        issued = issued_as_vex(policy, content.cve, releases, language)
        for fault in judge_csaf(csaf_document(vex, issued)).faults:
            template = _("The machine-readable document (%(language)s) would not be valid: %(fault)s")
            return Refused(phrase(template, language=language, fault=fault.sentence))
    return ALLOWED
