"""Whether a CVSS vector of any version holds."""

from __future__ import annotations

from cvss import CVSS2, CVSSError

from daybreak.core.severity.cvss import read_vector


def vector_fault(vector: str) -> str | None:
    """Say in a sentence what is wrong with a vector of any CVSS version, or None when it is whole and valid."""
    try:
        if vector.startswith("CVSS:"):
            read_vector(vector)
        else:
            CVSS2(vector)
    except (CVSSError, ValueError) as problem:
        return str(problem)
    return None
