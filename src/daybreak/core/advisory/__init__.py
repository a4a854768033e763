"""The content of an advisory as one frozen value that people approve and every format renders."""

from daybreak.core.advisory.changes import SECTIONS, Change, changes, sections_changed
from daybreak.core.advisory.completeness import completeness
from daybreak.core.advisory.content import Advisory, canonical_json, content_hash, from_json
from daybreak.core.advisory.issued import HistoryEntry, Issued
from daybreak.core.advisory.missing import Missing
from daybreak.core.advisory.sentence import Sentence

__all__ = [
    "SECTIONS",
    "Advisory",
    "Change",
    "HistoryEntry",
    "Issued",
    "Missing",
    "Sentence",
    "canonical_json",
    "changes",
    "completeness",
    "content_hash",
    "from_json",
    "sections_changed",
]
