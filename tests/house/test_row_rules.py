"""Every table with case content has its rule, and every road past the rules is listed here with its reason."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from daybreak.records.row_rules import RULES, Rule, ruled_models, targets

SOURCE = Path(__file__).parents[2] / "src" / "daybreak"

AS_THE_HOUSE = {
    "journal/deed.py:deed": "a deed knows and writes more than its actor sees",
    "cli/site.py:_erased_before_serving": "a restored backup is erased again before anybody is served",
    "stages/intake/actions.py:receive": "the same report sent again is found by its keyed hash",
    "stages/intake/hearing.py:next_hearing": "who holds a report is told by when we are heard next",
    "stages/intake/queries/finder_box.py:report_by_code": "a report is found by the keyed hash of its code",
    "stages/intake/queries/finder_box.py:finder_box": "the finder is told stage, severity and CVE IDs of the case",
    "stages/intake/privacy/own_data.py:own_data": "the finder is told until when the case lets their data be kept",
    "stages/disclosure/queries.py:finder_draft": "the finder reads the drafts of their case",
    "stages/intake/own_part.py:part_of": "whose a vulnerability is follows from the facts of the whole case",
    "stages/intake/own_part.py:cases_elsewhere": "a split parts a report from a vulnerability, not its finder",
    "stages/intake/own_part.py:tellers": "whoever told of a vulnerability is thanked, wherever their report lies",
    "stages/intake/own_part.py:reports_in": "whoever told of a vulnerability hears of it, wherever their report lies",
    "stages/publication/truth.py:told_of": "a public advisory is shown under its case's policy",
    "stages/publication/early.py:answers_early": "a number that a release note named answers before its advisory",
    "stages/publication/scorecard.py:scorecard": "the public card counts cases that are over",
    "stages/publication/subscriber_figures.py:subscribers": "letters about what is public are counted",
    "stages/cases/site_evidence.py:_letters": "who answers for a duty of the site reads who was reminded of it",
    "stages/publication/wishes.py:wishes_in": "a name that a finder took back is shown to nobody any more",
    "stages/publication/wishes.py:names_now": "the names that finders agree to are shown",
}
"""Whoever stands past row security inside a request, and why. Make this list shorter."""


@pytest.mark.parametrize("name", sorted(ruled_models()))
def test_a_table_with_a_road_to_a_case_has_a_rule(name: str) -> None:
    """Control 3: “a table without a policy fails the tests”."""
    ends = [column for column, target in targets(ruled_models()[name]).items() if target.__name__ in ruled_models()]
    assert name in RULES, (
        f"{name} leads to a case or a report, so its rows need a rule: add the line\n"
        f'    "{name}": Rule({(ends[0],)!r}),\n'
        f"to RULES in src/daybreak/records/row_rules.py, naming the road to its case or report (it could take {ends}), "
        "and what else Rule's fields say where somebody besides the case's members reads it "
        '(`Rule(persons="true")` where it is the whole team\'s). '
        "Then run tests/row_security on PostgreSQL."
    )


def test_a_rule_is_about_a_table_and_takes_every_case_that_its_rows_name() -> None:
    assert set(RULES) <= set(ruled_models())
    for name, model in ruled_models().items():
        own = {column for column, target in targets(model).items() if target.__name__ == "Case"}
        assert own <= set(RULES.get(name, Rule()).roads), f"{name}: a member of the case would not see the row"


def _users(wanted: str) -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "records/on_behalf" in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and wanted in {
                name.id for name in ast.walk(node) if isinstance(name, ast.Name)
            }:
                found.add(f"{path.relative_to(SOURCE)}:{node.name}")
    return found


def test_whoever_acts_as_the_house_is_listed_with_a_reason() -> None:
    assert _users("as_the_house") - {"cli/words.py:start"} == set(AS_THE_HOUSE)


def test_whole_processes_are_the_house_at_the_command_line_alone() -> None:
    """`serve` is not: whatever its doors forget, the database does not."""
    assert _users("this_process_is_the_house") == {
        "cli/words.py:start",
        "records/management/commands/migrate.py:handle",
    }
    assert "start(as_the_house=False)" in (SOURCE / "cli" / "site.py").read_text()


def test_nobody_else_says_on_whose_behalf_the_database_answers() -> None:
    speaking = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "set_config" in path.read_text() or "daybreak.viewer" in path.read_text()
    }
    assert speaking == {"records/on_behalf.py", "records/row_rules.py"}
