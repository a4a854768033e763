"""Markdown as readers see it: Japanese lines flow together, other lines keep their space, code keeps its lines."""

from __future__ import annotations

import pytest

from daybreak.design.templatetags.advisory import prose


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("取り扱います。\n調整機関へ", "<p>取り扱います。調整機関へ</p>\n"),
        ("一行目、\n二行目、\n三行目", "<p>一行目、二行目、三行目</p>\n"),
        ("one line\nand another", "<p>one line\nand another</p>\n"),
        ("版は\n4.3 です", "<p>版は\n4.3 です</p>\n"),
        ("    手順\n    結果", "<pre><code>手順\n結果\n</code></pre>\n"),
    ],
)
def test_lines_flow_as_their_script_wants(written: str, shown: str) -> None:
    assert prose(written) == shown
