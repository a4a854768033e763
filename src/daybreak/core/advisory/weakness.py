"""The names of weaknesses in the CWE list that comes with the CSAF tests."""

from __future__ import annotations

from functools import cache


@cache
def weakness_name(cwe_id: str) -> str | None:
    """Give the name of a weakness in the CWE list (`CWE-79`), or None for a number that is not in it."""
    from csaf.csaf.v20.rules._shared import _cwe_name_latest  # noqa: PLC0415 - heavy, and it sets up logging on import

    name: str | None = _cwe_name_latest(cwe_id.removeprefix("CWE-"))
    return name
