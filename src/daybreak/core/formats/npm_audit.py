"""The result of `npm audit --json`: how many findings of each level it holds (npm 7 and later, report version 2)."""

from __future__ import annotations

import json

from daybreak.core.phrase import WrongWords
from daybreak.core.words import gettext_noop as _

LEVELS = ("info", "low", "moderate", "high", "critical")
"""npm's levels, the mildest first."""
_BANDS = {"info": "none", "moderate": "medium"}


def worst_band(result: bytes) -> str:
    """Give the worst level found as the band of CVSS of the same meaning; "" where nothing was found.

    Raises WrongWords for what is no such result, one that itself says it failed too.
    """
    try:
        said = json.loads(result)
        counts = said["metadata"]["vulnerabilities"]
        found = [level for level in LEVELS if int(counts[level]) > 0]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise WrongWords(
            _("this is no result of `npm audit --json`; run it again and add the file it writes")
        ) from None
    return _BANDS.get(found[-1], found[-1]) if found else ""
