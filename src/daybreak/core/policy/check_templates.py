"""Whether letters and answers can be filled: every field they name is known, and no brace stands alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daybreak.core.policy.contradiction import against, unknown
from daybreak.core.policy.model_page import FIELD, FIELDS
from daybreak.core.policy.wording import on_one_line
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text

_STRAY = re.compile(r"\{[^{}\n]{0,20}\}?|\}")
"""What looks like a field and is none: it would leave the house as it stands."""


def template_contradictions(policy: Policy) -> Iterator[Contradiction]:
    """List what is wrong with the fields of templates and ready answers, and whether the receipt exists (A1)."""
    for name, written in policy.templates.items():
        yield from _fields(("templates", name, "subject"), written.subject)
        yield from _fields(("templates", name, "body"), written.body)
    for index, answer in enumerate(policy.intake.answers):
        yield from _fields(("intake", "answers", index, "body"), answer.body)
    if "receipt" not in policy.templates:
        template = _('Every report gets a receipt; add a template "receipt" under templates.')
        yield against(("templates",) if policy.templates else (), template)


def _fields(path: Path, text: Text) -> Iterator[Contradiction]:
    for language, words in text.root.items():
        for field in sorted(set(FIELD.findall(words)) - FIELDS.keys()):
            yield unknown((*path, language), _("field"), field, FIELDS)
        for stray in dict.fromkeys(_STRAY.findall(FIELD.sub("", words))):
            template = _('"%(words)s" is no field; write a field as {number}, in small letters and without blanks.')
            yield against((*path, language), template, words=on_one_line(stray))
