"""Whose each row is: one declared rule per table, and the SQL by which PostgreSQL keeps it (promises, control 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.apps import apps
from django.db.models import ForeignKey, Model

from daybreak.records.on_behalf import HOUSE, VIEWER

KIND = f"(SELECT current_setting('{VIEWER}', true))"
KEY = "(SELECT nullif(current_setting('daybreak.key', true), '')::uuid)"
NOW = "(SELECT nullif(current_setting('daybreak.now', true), '')::timestamptz)"
MAILBOXES = "(SELECT unnest(nullif(current_setting('daybreak.mailboxes', true), '')::text[]))"
LIVE = f"person_id = {KEY} AND valid_from <= {NOW} AND (until IS NULL OR until > {NOW})"
"""A membership of the viewer that holds at this instant: the only reason to see a case."""
OUT = f"released_at IS NOT NULL AND withdrawn_at IS NULL AND public_at <= {NOW}"
"""A revision that was released and whose instant has come; `held_at` is asked beside it."""
THE_HOUSES_OWN = "report_id IS NULL AND case_id IS NULL"
"""What is of no report and no case: mailboxes, policies, products. Whoever of the team may open its page reads it."""


@dataclass(frozen=True)
class Rule:
    """Whose rows these are.

    `roads` are the ways from a row to what decides: field names, joined by `__`, that end at a case (seen by live
    membership), or at a row that has a rule itself (seen with it). `persons`, `finders`, `anybody` are further SQL
    conditions, each for that kind of viewer alone; `shared` lets finders take the roads too, to their own report.
    A rule without roads is for what only seems to lead to a case: the whole team reads it.
    """

    roads: tuple[str, ...] = ()
    persons: str = ""
    finders: str = ""
    anybody: str = ""
    shared: bool = False


RULES: dict[str, Rule] = {
    "Case": Rule(("id",)),
    "Membership": Rule(("case",), persons=LIVE),
    "Meeting": Rule(("case",)),
    "Report": Rule(("case",), persons=f"case_id IS NULL AND mailbox IN {MAILBOXES}", finders=f"id = {KEY}"),
    "Expiry": Rule(("report",)),
    "Thread": Rule(("report", "case"), shared=True),
    "Message": Rule(("thread",), shared=True),
    "StoredFile": Rule(("report", "case"), persons=THE_HOUSES_OWN, shared=True),
    "GateRecord": Rule(persons="true"),
    "JournalEntry": Rule(("report", "case"), persons=THE_HOUSES_OWN, shared=True),
    "DutyRow": Rule(("report", "case"), persons=THE_HOUSES_OWN),
    "Notice": Rule(("report", "case")),
    "Notice_names": Rule(("notice",)),
    "Vulnerability": Rule(("case",)),
    "Assessment": Rule(("vulnerability",)),
    "Affect": Rule(("vulnerability",)),
    "Remedy": Rule(("case",)),
    "RemedyNote": Rule(("remedy",)),
    "Remedy_affects": Rule(("remedy",)),
    "Advisory": Rule(("case",), anybody="id IN (SELECT daybreak_public_advisories())"),
    "Advisory_vulnerabilities": Rule(("advisory__case",)),
    "Revision": Rule(("advisory__case",), anybody=f"{OUT} AND (held_at IS NULL OR held_at >= public_at)"),
    "Approval": Rule(("revision__advisory__case",)),
    "ReleaseVote": Rule(("revision__advisory__case",)),
    "PreparedFile": Rule(
        ("revision__advisory__case",),
        anybody=f"revision_id IN (SELECT id FROM records_revision WHERE {OUT} AND held_at IS NULL)",
    ),
    "Answer": Rule(("case",), persons="case_id IS NULL", anybody="id IN (SELECT daybreak_public_answers())"),
    "AnswerRevision": Rule(
        ("answer__case",),
        persons="answer_id IN (SELECT id FROM records_answer WHERE case_id IS NULL)",
        anybody=f"released_at <= {NOW}",
    ),
    "Digest_cases": Rule(("case",)),
}
"""Every table with a road to a case or a report; a test fails for one that is not here."""


def _public(question: str) -> str:
    return f"""
DECLARE
  looking text := coalesce(current_setting('{VIEWER}', true), '');
  standing text;
BEGIN
  standing := set_config('{VIEWER}', '{HOUSE}', true);
  RETURN QUERY {question};
  standing := set_config('{VIEWER}', looking, true);
END
"""


FUNCTIONS = {
    "daybreak_cases": f"""
DECLARE
  looking text := current_setting('{VIEWER}', true);
  standing text;
BEGIN
  IF looking IS DISTINCT FROM 'person' THEN RETURN; END IF;
  standing := set_config('{VIEWER}', '{HOUSE}', true);
  RETURN QUERY SELECT case_id FROM records_membership WHERE {LIVE};
  standing := set_config('{VIEWER}', looking, true);
END
""",
    "daybreak_public_advisories": _public(
        f"SELECT DISTINCT advisory_id FROM records_revision WHERE {OUT} AND held_at IS NULL"
    ),
    "daybreak_public_answers": _public(
        f"SELECT DISTINCT answer_id FROM records_answerrevision WHERE released_at <= {NOW}"
    ),
}
"""The questions that would lead a rule back to its own table: each is asked for the house, and gives keys alone."""


def ruled_models() -> dict[str, type[Model]]:
    """Give every model with a road to a case or a report, by name, tables of many-to-many relations included."""
    found: dict[str, type[Model]] = {}
    models = [*apps.get_app_config("records").get_models(include_auto_created=True)]
    while fresh := {one.__name__: one for one in models if one.__name__ not in found and _leads_on(one, found)}:
        found |= fresh
    return found


def _leads_on(model: type[Model], known: dict[str, type[Model]]) -> bool:
    ends = {"Case", "Report", *known}
    return model.__name__ in ends or any(target.__name__ in ends for target in targets(model).values())


def targets(model: type[Model]) -> dict[str, type[Model]]:
    """Give the models whose rows a model's columns name."""
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))
    return {field.name: cast("type[Model]", field.related_model) for field in keys}


def functions() -> dict[str, str]:
    """Write the statement that makes each of the functions which rules ask."""
    head = "() RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 100 AS"
    return {name: f"CREATE OR REPLACE FUNCTION {name}{head} $${body}$$" for name, body in FUNCTIONS.items()}


def policies_of(model: type[Model]) -> dict[str, str]:
    """Write the table's two policies: the house does everything, a viewer reads what the rule gives."""
    house = f"{KIND} = '{HOUSE}'"
    return {
        "daybreak_house": f"FOR ALL USING ({house}) WITH CHECK ({house})",
        "daybreak_seen": f"FOR SELECT USING ({_seen(model, RULES[model.__name__])})",
    }


def _seen(model: type[Model], rule: Rule) -> str:
    """Write who is given a row; CASE, because only it promises that the other kinds' conditions are never asked.

    Of an OR the first that holds is the last one asked: a road straight to the case, one look into a set, comes first.
    """
    steps = sorted((road.split("__") for road in rule.roads), key=lambda road: not _ends_at_once(model, road))
    roads = " OR ".join(_road(model, road) for road in steps)
    persons = " OR ".join(filter(None, (rule.persons and f"({rule.persons})", roads)))
    finders = roads if rule.shared else rule.finders or "false"
    known = f"CASE {KIND} WHEN 'person' THEN {persons} WHEN 'finder' THEN {finders} ELSE false END"
    return f"{known} OR ({rule.anybody})" if rule.anybody else known


def _ends_at_once(model: type[Model], steps: list[str]) -> bool:
    return targets(model).get(steps[0], model).__name__ == "Case"


def _road(model: type[Model], steps: list[str]) -> str:
    """Write that a row's road leads to a visible case, or to a row that can be seen itself."""
    target = targets(model).get(steps[0], model)
    column = f"{model._meta.db_table}.{steps[0] if target is model else f'{steps[0]}_id'}"
    if target.__name__ == "Case":
        return f"{column} IN (SELECT daybreak_cases())"
    further = f" AND ({_road(target, steps[1:])})" if steps[1:] else ""
    return f"EXISTS (SELECT 1 FROM {target._meta.db_table} WHERE {target._meta.db_table}.id = {column}{further})"
