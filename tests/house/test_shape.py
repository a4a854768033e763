"""The laws of the house that no other tool checks: sizes, names, docstrings, and what deeds and queries take."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "daybreak"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
BANNED = {"utils", "helpers", "common", "misc", "base", "manager", "handler", "util", "helper"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_VIEW = 15
LONGEST_MODEL = 100


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _length(node: ast.FunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _arguments(node: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def _deeds(path: Path) -> list[ast.FunctionDef]:
    """Public functions of a stage's module that open a deed."""
    tree = _tree(path)
    opens = {
        node.name
        for node in _functions(tree)
        if any(isinstance(call, ast.Call) and getattr(call.func, "id", "") == "deed" for call in ast.walk(node))
    }
    return [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in opens and node.name[0] != "_"
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestEveryFile:
    """House, laws 9 to 11."""

    def test_is_short_named_and_explained(self, path: Path) -> None:
        text = path.read_text()
        assert len(text.splitlines()) <= LONGEST_FILE, "split it by noun"
        assert path.stem not in BANNED, "name the idea"
        assert not text.strip() or ast.get_docstring(_tree(path)), "begin with one sentence"

    def test_has_short_explained_functions(self, path: Path) -> None:
        for node in _functions(_tree(path)):
            assert _length(node) <= LONGEST_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "stages").rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_a_deed_takes_actor_and_now_by_name_and_a_query_takes_a_viewer(path: Path) -> None:
    """House, law 6: keyword-only, with `actor` and `now`; neither reads a clock."""
    for node in _deeds(path):
        by_name = {argument.arg for argument in node.args.kwonlyargs}
        assert {"now"} <= by_name, f"{node.name} takes no `now`"
        assert {"actor"} <= by_name, f"{node.name} takes no `actor`"
    assert "database_now" not in path.read_text(), "doors and jobs read the clock, stages do not"


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "doors").rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_a_view_is_thin(path: Path) -> None:
    """House, law 7: translate in, one call, translate out."""
    for node in _functions(_tree(path)):
        decorators = {getattr(one, "id", "") for one in node.decorator_list}
        if decorators & {"for_public", "for_finder", "for_desk"}:
            body = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert body <= LONGEST_VIEW, f"{node.name} has {body} lines"


@pytest.mark.parametrize("path", sorted((SOURCE / "records" / "models").glob("*.py")), ids=lambda path: path.name)
def test_a_model_is_columns_and_constraints(path: Path) -> None:
    """House, law 9: no `save` of its own, no property that could query."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ClassDef):
            assert _length(node) <= LONGEST_MODEL
            assert "save" not in {function.name for function in _functions(node)}
            marks = {getattr(one, "id", "") for function in _functions(node) for one in function.decorator_list}
            assert "property" not in marks


def test_the_core_runs_without_django() -> None:
    """House, law 12: `tests/core` runs with Django absent; here every core module is imported that way."""
    import subprocess
    import sys

    modules = [
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((SOURCE / "core").rglob("*.py"))
    ]
    program = "import sys; sys.modules['django'] = None\n" + "\n".join(f"import {module}" for module in modules)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_signal_and_no_clock_below_the_doors() -> None:
    """House, laws 2 and 6."""
    for path in FILES:
        text = path.read_text()
        assert "django.dispatch" not in text, f"{path.name} uses a signal"
        assert "db.models.signals" not in text, f"{path.name} uses a signal"
        if path.parts[-2:] != ("journal", "clock.py"):
            assert "timezone.now(" not in text, f"{path.name} reads a clock of its own"
            assert "datetime.now(" not in text, f"{path.name} reads a clock of its own"
