"""Contrast AA or better, in both schemes: computed from the tokens of the stylesheet (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from importlib import resources

import pytest

STYLES = (resources.files("daybreak.design") / "static" / "design" / "daybreak.css").read_text("utf-8")
GROUNDS = ("paper", "surface", "sunk", "raised")
WORDS = ("ink", "soft", "faint", "link", "accent-ink", "high", "good", "low", "medium", "critical")


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of one scheme, each as six hexadecimal digits."""
    light, dark = STYLES.split("@media screen and (prefers-color-scheme: dark)", 1)
    text = light if scheme == "light" else dark.split("@layer reset {", 1)[0]
    found = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{3,6})\b", text))
    return {name: value if len(value) == 6 else "".join(digit * 2 for digit in value) for name, value in found.items()}


def luminance(colour: str) -> float:
    """Compute the relative luminance of a colour as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours, between 1 and 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestContrast:
    """1.4.3: words at least 4.5; 1.4.11: what must be seen to use a page at least 3."""

    def test_words_on_every_ground(self, scheme: str) -> None:
        colour = tokens(scheme)
        faint = {
            (word, ground): round(ratio, 2)
            for word in WORDS
            for ground in GROUNDS
            if (ratio := contrast(colour[word], colour[ground])) < 4.5
        }
        assert faint == {}

    def test_marks_on_their_own_wash(self, scheme: str) -> None:
        colour = tokens(scheme)
        pairs = [(tone, f"{tone}-wash") for tone in ("critical", "high", "medium", "low", "none", "good")]
        pairs += [
            ("accent-ink", "accent-wash"),
            ("on-accent", "accent"),
            ("on-accent", "accent-hover"),
            ("ink", "mark"),
        ]
        assert {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in pairs} == {
            pair: pytest.approx(ratio) for pair in pairs if (ratio := contrast(colour[pair[0]], colour[pair[1]])) >= 4.5
        }
        assert contrast("ffffff", colour["critical-solid"]) >= 4.5

    def test_edges_of_controls(self, scheme: str) -> None:
        colour = tokens(scheme)
        assert min(contrast(colour[line], colour[ground]) for line in ("edge", "focus") for ground in GROUNDS) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_colour_stands_only_in_tokens() -> None:
    components = STYLES.split("@layer base {", 1)[1].split("@media print", 1)[0]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", components)) <= {"#fff"}  # the ground of a QR code, words on solid plum
    named = set(re.findall(r"var\(--([a-z0-9-]+)[,)]", STYLES))
    assert named <= set(re.findall(r"--([a-z0-9-]+):", STYLES)) | {"tone", "tint"}
