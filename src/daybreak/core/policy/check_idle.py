"""Words of a duty that would do nothing beside its others: whoever wrote one believes that somebody keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import OF_REMEDIES
from daybreak.core.policy.contradiction import against
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model_duty import DutyRule


def idle_words(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Name each word that the duty's other words leave without an effect."""
    if rule.every:
        template = _('What recurs is due when its round ends; take "%(word)s" out of %(duty)s.')
        for word in ("within", "aim", "before"):
            if getattr(rule, word):
                yield against((*path, word), template, word=word, duty=rule.id)
    if rule.extension_by and not rule.extend_for:
        template = _('Nothing lets anybody extend %(duty)s; add "extend_for", or take "extension_by" out.')
        yield against((*path, "extension_by"), template, duty=rule.id)
    if any(kind.startswith(OF_REMEDIES) for kind in rule.fulfilled_by()):
        return
    template = _('No remedy ends %(duty)s, so "%(word)s" says nothing there; take it out.')
    for word in ("one_of", "not_by"):
        if getattr(rule, word):
            yield against((*path, word), template, word=word, duty=rule.id)
