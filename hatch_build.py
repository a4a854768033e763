"""Compiles the message catalogues at install, because fresh machines have no msgfmt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    """Writes a .mo beside every .po."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are gathered, whichever version of the target is built."""
        del version
        for catalogue in Path(self.root, "src").rglob("*.po"):
            compiled = catalogue.with_suffix(".mo")
            polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
            build_data["artifacts"].append(str(compiled.relative_to(self.root)))
