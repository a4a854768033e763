"""What YAML's own reader could not read, said in words of the catalogues instead of the library's English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from daybreak.core.phrase import Phrase

COLON = r"could not find expected ':'"
"""What the library says of a line without a colon; where it says so is the line after it."""
_WIDE = re.compile("\uff1a|:\u3000")
_PROBLEMS = (
    (r"mapping values are not allowed here", _('a ":" stands where no value can begin; put these words in quotes')),
    (COLON, _('a ":" with a space after it is missing')),
    (r"expected <block end>, but found .*", _("this line is not indented like those it belongs to")),
    (r"sequence entries are not allowed here", _('a "-" stands where no list can begin; put it on a line of its own')),
    (r"expected ',' or '\]', but got .*", _('a "[" is not closed by "]", or a comma is missing before this')),
    (r"expected ',' or '\}', but got .*", _('a "{" is not closed by "}", or a comma is missing before this')),
    (r"found character '\\t'.*", _("a tab stands where only spaces may; indent with spaces")),
    (r"found character .* that cannot start any token", _("no word begins with this character; put it in quotes")),
    (r"found unexpected end of stream", _("the file ends within quotes; close them")),
    (r"found unexpected document separator", _("a `---` or `...` stands within quotes; close them before it")),
    (r"(found unknown escape character|expected escape sequence) .*", _("a backslash in double quotes means nothing")),
    (r"special characters are not allowed", _("a character stands here that no text may hold; take it out")),
    (r"expected the node content, but found .*", _("a value is missing before this")),
    (r"expected '<document start>', .*", _("this does not belong to what stands before it")),
)


def not_yaml(problem: str, line: str = "") -> Phrase:
    """Say a problem as the library names it; one that it names rarely stays in the library's English.

    `line` is the line of the file in which it lies.
    """
    if re.fullmatch(COLON, problem) and _WIDE.search(line):
        return phrase(_('A ":" or the space after it is written in full width; write both in half width.'))
    known = next((words for pattern, words in _PROBLEMS if re.fullmatch(pattern, problem)), None)
    return phrase(_("This is not YAML: %(problem)s."), problem=phrase(known) if known else problem)
