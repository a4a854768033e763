"""`daybreak policy check`: what cannot be meant is a sentence with file, line and column, at the word that is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from daybreak.cli import main
from daybreak.core.policy.loading import shipped_policy

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

OURS = shipped_policy("hoshimi-camera")
WAITING = """
  - {id: one, name: {ja: 一, en: One}, since: kept.two, within: 1 day, who: security_team, done_by: case.confirmed}
  - {id: two, name: {ja: 二, en: Two}, since: kept.three, within: 1 day, who: security_team, done_by: case.confirmed}
  - {id: three, name: {ja: 三, en: Three}, since: kept.one, within: 1 day, who: security_team, done_by: case.confirmed}
"""
ITSELF = WAITING.splitlines()[1].replace("kept.two", "kept.one")
OVERLAY = "daybreak: 1\noverlay:\n  name: {en: One, ja: 一}\ninclude:\n  - NEXT\n"

WRONG = {
    "a deadline of a thousand million days": (
        ("within: 24 hours", "within: 1000000000 days"),
        "1000000000 days",
        "is longer than ten years",
    ),
    "a deadline beyond ten years": (("within: 24 hours", "within: 4000 days"), "4000 days", "is longer than ten years"),
    "a calendar of no country": (("holidays: JP", "holidays: XQ"), "XQ", 'No holidays are known for "XQ"'),
    "a zone of no place": (("Asia/Tokyo", "Asia/Atlantis"), "Asia/Atlantis", '"Asia/Atlantis" is no time zone'),
    "a closed day of no calendar": (("12-29..01-03", "13-29..01-03"), '["13-29..01-03"', "is no closed time"),
    "a duty that waits for itself": (
        ("\nduties:", "\nduties:\n" + ITSELF),
        "kept.one",
        "one waits for itself; start it",
    ),
    "duties that wait for each other": (("\nduties:", "\nduties:" + WAITING), "kept.two", "by way of"),
    "a fact that nobody knows": (("since: case.confirmed", "since: case.cofirmed"), "case.cofirmed", "is no fact"),
    "a role that nobody has": (("who: security_team", "who: security_tema"), "security_tema", "security_tema"),
    "an overlay that is not there": (("\ninclude:", "\ninclude:\n  - nowhere"), "nowhere", "nowhere"),
    "the same duty twice": (("id: confirm\n", "id: answer\n"), "id: answer", "called"),
}
"""What is wrong: the change of the file, the word the fault stands at, and words of its sentence."""


def _checked(folder: Path, text: str, **beside: str) -> list[dict[str, object]]:
    for name, words in beside.items():
        (folder / f"{name}.yaml").write_text(words)
    file = folder / "ours.yaml"
    file.write_text(text)
    done = CliRunner().invoke(main, ["policy", "check", str(file), "--json"])
    assert done.exit_code == (1 if json.loads(done.stdout) else 0)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


class TestInJapanese:
    """“English and Japanese throughout” (B12): in the terminal's language, or the one that is asked for."""

    WRONG = OURS.replace("within: 24 hours", "within: 24 houres", 1)

    def _said(self, folder: Path, *options: str, **environment: str) -> Result:
        file = folder / "ours.yaml"
        file.write_text(self.WRONG)
        return CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C", **environment}).invoke(
            main, ["policy", "check", str(file), *options]
        )

    def test_the_terminals_language(self, tmp_path: Path) -> None:
        done = self._said(tmp_path, LANG="ja_JP.UTF-8")
        assert "「houres」は時間の単位ではありません" in done.stdout
        assert "誤りが1件あります。" in done.stderr
        assert 'houres" is no unit' in self._said(tmp_path, LANG="ja_JP.UTF-8", LC_ALL="C.UTF-8").stdout

    def test_the_language_asked_for(self, tmp_path: Path) -> None:
        (told,) = json.loads(self._said(tmp_path, "--language", "ja", "--json").stdout)
        assert set(told) == {"file", "line", "column", "sentence"}
        assert "「houres」は時間の単位ではありません" in told["sentence"]

    def test_other_commands_tell_faults_in_it_too(self, tmp_path: Path) -> None:
        file = tmp_path / "ours.yaml"
        file.write_text(self.WRONG)
        done = CliRunner(env={"LC_ALL": "ja_JP.UTF-8"}).invoke(main, ["policy", "show", str(file)])
        assert done.exit_code == 1
        assert f"{file}:" in done.stderr
        assert "時間の単位ではありません" in done.stderr


class TestSentencesWithPlaces:
    """“an unknown calendar, a deadline of 10^9 days, a duty that waits for itself: sentences with line numbers.”"""

    def test_the_example_says_what_it_means(self, tmp_path: Path) -> None:
        assert _checked(tmp_path, OURS) == []

    @pytest.mark.parametrize("what", WRONG)
    def test_each_is_told_at_its_word(self, tmp_path: Path, what: str) -> None:
        (before, after), word, words = WRONG[what]
        text = OURS.replace(before, after, 1)
        assert text != OURS
        faults = _checked(tmp_path, text)
        told = [fault for fault in faults if words in str(fault["sentence"])]
        assert told, faults
        places = {(fault["line"], fault["column"]) for fault in told}
        lines = [
            (n, line.find(word.strip()) + 1) for n, line in enumerate(text.splitlines(), 1) if word.strip() in line
        ]
        assert places & set(lines), (told, lines)
        assert {fault["file"] for fault in told} == {str(tmp_path / "ours.yaml")}

    def test_a_circle_of_duties_names_every_one_in_it(self, tmp_path: Path) -> None:
        faults = _checked(tmp_path, OURS.replace("\nduties:", "\nduties:" + WAITING, 1))
        assert [str(fault["sentence"]).partition(" waits")[0] for fault in faults] == ["one", "two", "three"]

    def test_the_line_an_editor_jumps_to(self, tmp_path: Path) -> None:
        file = tmp_path / "ours.yaml"
        file.write_text(OURS.replace("holidays: JP", "holidays: XQ", 1))
        done = CliRunner().invoke(main, ["policy", "check", str(file)])
        assert done.exit_code == 1
        line = next(n for n, words in enumerate(file.read_text().splitlines(), 1) if "XQ" in words)
        assert done.stdout.startswith(f"{file}:{line}:")
        assert "1 fault in" in done.stderr


class TestIncludes:
    """“an include cycle”; what an overlay gets wrong is told in the overlay's own file."""

    def test_overlays_that_include_each_other(self, tmp_path: Path) -> None:
        text = OURS.replace("\ninclude:", "\ninclude:\n  - first", 1)
        faults = _checked(
            tmp_path,
            text,
            first=OVERLAY.replace("NEXT", "second"),
            second=OVERLAY.replace("NEXT", "first"),
        )
        assert faults
        assert any("first" in str(fault["sentence"]) and "second" in str(fault["sentence"]) for fault in faults), faults
        assert all(isinstance(fault["line"], int) for fault in faults)

    def test_an_overlay_that_includes_itself(self, tmp_path: Path) -> None:
        text = OURS.replace("\ninclude:", "\ninclude:\n  - first", 1)
        faults = _checked(tmp_path, text, first=OVERLAY.replace("NEXT", "first"))
        assert [fault["file"] for fault in faults if "first" in str(fault["sentence"])], faults
