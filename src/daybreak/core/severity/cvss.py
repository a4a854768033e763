"""CVSS vectors of version 3.0, 3.1 and 4.0 as values, on the `cvss` library; a wrong one is a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

from cvss import CVSS3, CVSS4
from cvss.constants3 import METRICS_VALUE_NAMES as VALUES_3
from cvss.constants4 import METRICS_VALUE_NAMES as VALUES_4
from cvss.exceptions import CVSSError

from daybreak.core.phrase import WrongWords
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping

Version = Literal["3.0", "3.1", "4.0"]
Band = Literal["none", "low", "medium", "high", "critical"]

LONGEST_VECTOR = 400
MANDATORY: dict[str, tuple[str, ...]] = {
    "3.0": ("AV", "AC", "PR", "UI", "S", "C", "I", "A"),
    "3.1": ("AV", "AC", "PR", "UI", "S", "C", "I", "A"),
    "4.0": ("AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"),
}
"""The base metrics each version demands, in the order a vector is written."""

_FROM: tuple[tuple[Decimal, Band], ...] = (
    (Decimal("9.0"), "critical"),
    (Decimal("7.0"), "high"),
    (Decimal("4.0"), "medium"),
    (Decimal("0.1"), "low"),
    (Decimal(0), "none"),
)
_NOT_TAKEN = _("CVSS %(version)s is not taken: choose version 4.0 or 3.1")
_SHAPE = re.compile(r"CVSS:([0-9.]{1,5})((?:/[A-Za-z]{1,4}:[A-Za-z]{1,6})+)", re.ASCII)
_EXAMPLE = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


@dataclass(frozen=True)
class CvssVector:
    """A readable CVSS vector: its version, canonical text, score (0.0 to 10.0) and CVSS's own name for the score.

    `score` takes every metric that the vector states, threat and environment included; `base` the base metrics alone.
    """

    version: Version
    vector: str
    score: Decimal
    band: Band
    base: Decimal

    def __str__(self) -> str:
        """Write the canonical vector."""
        return self.vector


def read_vector(text: str) -> CvssVector:
    """Read a vector of version 3.0, 3.1 or 4.0; ValueError is a sentence that says what is wrong with it."""
    stripped = text.strip()
    if len(stripped) > LONGEST_VECTOR:
        words = _("a CVSS vector is at most %(longest)s characters long, for example %(example)s")
        raise WrongWords(words, longest=LONGEST_VECTOR, example=_EXAMPLE)
    found = _SHAPE.fullmatch(stripped)
    if found is None:
        raise WrongWords(_("this is no CVSS vector: write it whole, for example %(example)s"), example=_EXAMPLE)
    version = found[1]
    if version not in get_args(Version):
        raise WrongWords(_NOT_TAKEN, version=version)
    chosen: dict[str, str] = {}
    for part in found[2][1:].split("/"):
        metric, _colon, value = part.partition(":")
        if metric in chosen:
            raise WrongWords(_("the vector states %(metric)s twice: keep one"), metric=metric)
        chosen[metric] = value
    return vector_from_choices(version, chosen)


def vector_from_choices(version: str, choices: Mapping[str, str]) -> CvssVector:
    """Make a vector of a version from metric -> value (`AV` -> `N`); ValueError names the missing or wrong metric.

    Empty values are read as "not chosen".
    """
    if version not in get_args(Version):
        raise WrongWords(_NOT_TAKEN, version=version[:10])
    known = VALUES_4 if version == "4.0" else VALUES_3
    chosen = {metric: value for metric, value in choices.items() if value}
    for metric, value in chosen.items():
        if metric not in known:
            words = _("%(metric)s is no metric of CVSS %(version)s")
            raise WrongWords(words, metric=metric[:10], version=version)
        if value not in known[metric]:
            words = _("%(metric)s cannot be %(value)s: choose one of %(values)s")
            raise WrongWords(words, metric=metric, value=value[:10], values=", ".join(known[metric]))
    missing = [metric for metric in MANDATORY[version] if metric not in chosen]
    if missing:
        raise WrongWords(_("choose a value for %(metrics)s"), metrics=", ".join(missing))
    written, bare = (
        f"CVSS:{version}/" + "/".join(f"{metric}:{chosen[metric]}" for metric in order if metric in chosen)
        for order in (known, MANDATORY[version])
    )
    return _scored(version, written, bare)


def band_of_score(score: Decimal) -> Band:
    """Name a score as CVSS does: none, low from 0.1, medium from 4.0, high from 7.0, critical from 9.0 (clause C5)."""
    return next(band for least, band in _FROM if score >= least)


def _scored(version: str, written: str, bare: str) -> CvssVector:
    """Score a complete vector; `bare` is the same with its base metrics alone."""
    try:
        if version == "4.0":
            vector, value, base = CVSS4(written).clean_vector(), CVSS4(written).base_score, CVSS4(bare).base_score
        else:
            vector, value, base = CVSS3(written).clean_vector(), CVSS3(written).scores()[-1], CVSS3(bare).scores()[0]
    except CVSSError as error:
        words = _("this CVSS vector cannot be scored: check it against version %(version)s")
        raise WrongWords(words, version=version) from error
    score = _tenth(value)
    return CvssVector(_narrow(version), vector, score, band_of_score(score), _tenth(base))


def _tenth(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"))


def _narrow(version: str) -> Version:
    return next(known for known in get_args(Version) if known == version)
