"""Policy files for tests: the shipped ones, one edited at a place, and the faults that loading tells."""

from __future__ import annotations

import re
from gettext import translation
from pathlib import Path

import pytest

import daybreak
from daybreak.core.policy.faults import Fault, PolicyFaults
from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy

JAPANESE = translation("django", str(Path(daybreak.__file__).parent / "locale"), languages=["ja"])
_JAPANESE_SIGNS = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def edited(name: str, *edits: tuple[str, str]) -> str:
    """Give an example policy's text with each `old` replaced once; an old text that is not there fails the test."""
    text = shipped_policy(name)
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def place_of(text: str, sought: str) -> tuple[int, int]:
    """Give line and column, from 1, of the first place a text stands."""
    before = text[: text.index(sought)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def faults(text: str, overlays: dict[str, str] | None = None) -> list[Fault]:
    """Load a text that must be refused, and give its faults."""

    def include(name: str) -> str:
        return (overlays or {})[name] if overlays is not None else shipped_overlay(name)

    with pytest.raises(PolicyFaults) as caught:
        load(text, name="policy.yaml", include=include)
    for fault in caught.value.faults:
        said_in_japanese(fault)
    return caught.value.faults


def said_in_japanese(fault: Fault) -> None:
    """“English and Japanese throughout” (B12): whatever fault a test provokes is a Japanese sentence too."""
    said = fault.told(JAPANESE.gettext, "ja")
    assert said.endswith(("。", "？")), said
    assert _JAPANESE_SIGNS.search(said), said
    assert "%(" not in said
    assert fault.told(str, "en") == fault.sentence


def told(text: str, overlays: dict[str, str] | None = None) -> dict[tuple[int, int], str]:
    """Give the faults in the policy's own file by line and column."""
    return {(it.line, it.column): it.sentence for it in faults(text, overlays) if it.file == "policy.yaml"}
