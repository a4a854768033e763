"""Writes docs/reference from the code, or with --check says which page is no longer true."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Made by `make docs`; change the code instead. -->\n\n"


def settings() -> str:
    """Every variable a site may set."""
    from daybreak.environment import VARIABLES

    rows = [f"| `{one.name}` | {f'`{one.default}`' if one.default else '—'} | {one.meaning} |" for one in VARIABLES]
    return "# Settings\n\n" + MADE + "| variable | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def facts() -> str:
    """Every kind of journal entry."""
    from daybreak.core.facts import KINDS

    rows = [f"| `{kind}` | {meaning} |" for kind, meaning in sorted(KINDS.items())]
    return (
        "# Facts\n\n"
        + MADE
        + "The kinds of journal entries; a policy's duties start from them and are kept by them.\n\n"
        "| fact | meaning |\n|---|---|\n" + "\n".join(rows) + "\n"
    )


def policy_words() -> str:
    """Every word of the policy language, by section."""
    from daybreak.core.policy.model import Policy

    schema = Policy.model_json_schema(by_alias=True)
    sections = {"Policy": schema, **schema.get("$defs", {})}
    return (
        "# The policy language\n\n"
        + MADE
        + "\n".join(part for name in sections for part in _section(name, sections[name]))
    )


def _section(name: str, schema: dict[str, Any]) -> Iterator[str]:
    if "properties" not in schema:
        return
    yield f"## {name}\n"
    yield " ".join(schema.get("description", "").split()) + "\n"
    yield "| word | needed | takes |\n|---|---|---|"
    needed = set(schema.get("required", []))
    for word, field in schema["properties"].items():
        yield f"| `{word}` | {'yes' if word in needed else ''} | {_takes(field)} |"
    yield ""


def _takes(field: dict[str, Any]) -> str:
    """Say in words what a JSON schema allows."""
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_takes(one) for one in field["anyOf"] if one.get("type") != "null"))
    if field.get("type") == "array":
        return f"list of {_takes(field['items'])}" if "items" in field else "list"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"mapping to {_takes(inner)}" if isinstance(inner, dict) else "mapping"
    return _takes_one(field)


def _takes_one(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    return {"integer": "a number", "boolean": "true or false"}.get(field.get("type", ""), "words")


def command_line() -> str:
    """Every command with its options, and the exit codes."""
    from daybreak.cli import main

    meanings = (
        "done",
        "refused, with a sentence on stderr",
        "the command was written wrongly",
        "verification found faults",
    )
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in enumerate(meanings))
    codes = f"| code | meaning |\n|---|---|\n{rows}"
    head = "# Command line\n\n" + MADE + "Data goes to stdout, words to stderr.\n\n" + codes
    return head + "".join(_command(("daybreak",), main))


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in sorted(command.list_commands(context)):
            one = command.get_command(context, name)
            if one is not None:
                yield from _command((*path, name), one)
        return
    arguments = " ".join(
        one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)
    )
    yield f"\n## `{' '.join(path)} {arguments}`".replace(" `", "`") + f"\n\n{command.help or ''}\n"
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield "\n| option | meaning |\n|---|---|\n"
    for one in options:
        yield f"| `{one.opts[0]}` | {one.help or ''} |\n"


def openapi() -> str:
    """The API's description."""
    from daybreak.doors.api.urls import api

    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def clauses() -> str:
    """Where each clause of the starting policies stands, and which tests quote it."""
    import clauses as found

    return found.page(MADE)


PAGES: dict[str, Callable[[], str]] = {
    "clauses.md": clauses,
    "settings.md": settings,
    "facts.md": facts,
    "policy-language.md": policy_words,
    "command-line.md": command_line,
    "openapi.json": openapi,
}


def main() -> int:
    """Write the pages, or compare them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")
    import django

    django.setup()
    stale = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        page, path = write(), FOLDER / name
        if "--check" in sys.argv:
            stale += [name] if not path.exists() or path.read_text() != page else []
        else:
            path.write_text(page)
    for name in stale:
        print(f"docs/reference/{name} is no longer true; run `make docs`.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
