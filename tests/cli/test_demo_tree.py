"""The demo's tree of files: written again, it holds what the bulletin holds now, and nothing of an earlier life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.demo.tree import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Site


class TestWrittenAgain:
    """“`daybreak demo --headless --out DIR` plays the whole life”: a second run leaves no advisory of the first."""

    def test_what_the_first_run_wrote_is_taken_away_and_nothing_else(self, site: Site, tmp_path: Path) -> None:
        out, beside, own = tmp_path / "out", tmp_path / "beside.txt", tmp_path / "out" / "mine" / "notes.txt"
        old = out / "en" / "advisories" / "HC-SA-2026-OLDER" / "index.html"
        for file in (beside, own, old):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("kept?")
        (out / ".daybreak-demo").write_text(f"{old.relative_to(out)}\n../beside.txt\nen/never/written.html\n")
        written = write_tree(out, tuple(site.policy.languages))
        assert not old.parent.exists()
        assert (beside.exists(), own.exists()) == (True, True)
        again = write_tree(out, tuple(site.policy.languages))
        assert sorted(again) == sorted(written)
        assert all((out / path).is_file() for path in again)
