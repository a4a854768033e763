"""Every sentence people read exists in Japanese, with the same places to fill (B12)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).parents[2] / "src" / "daybreak"
CATALOGUE = SOURCE / "locale" / "ja" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")


def _entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def _said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_sentence_is_translated() -> None:
    """“English and Japanese throughout.”"""
    assert [entry.msgid for entry in _entries() if not all(_said(entry)) or entry.fuzzy] == []


def test_every_translation_fills_the_same_places() -> None:
    """A sentence that loses a number or a name says something else."""
    for entry in _entries():
        wanted = set(PLACES.findall(entry.msgid_plural or entry.msgid))
        for said in _said(entry):
            assert set(PLACES.findall(said)) == wanted, entry.msgid


def test_the_catalogue_holds_every_sentence_of_the_code(tmp_path: Path) -> None:
    """Gathered anew from code and templates, nothing is missing (needs xgettext, which CI installs)."""
    assert shutil.which("xgettext"), "apt install gettext"
    copy = tmp_path / "daybreak"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "daybreak.settings"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ja", "--no-wrap", "--no-location"]
    subprocess.run([*command, "--extension=html,txt,py"], cwd=copy, env=environment, check=True, capture_output=True)
    gathered = polib.pofile(str(copy / "locale" / "ja" / "LC_MESSAGES" / "django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in _entries()}
    fresh = {(entry.msgctxt, entry.msgid) for entry in gathered if not entry.obsolete}
    assert sorted(str(one) for one in fresh - known) == []
