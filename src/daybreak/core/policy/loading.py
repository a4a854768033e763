"""Reads a policy file with its overlays into a Policy, or says everything that is wrong with it, with places."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import ValidationError

from daybreak.core.phrase import phrase
from daybreak.core.policy.check import contradictions
from daybreak.core.policy.faults import Fault, Place, PolicyFaults
from daybreak.core.policy.model import Policy
from daybreak.core.policy.overlays import NoOverlay, composed
from daybreak.core.policy.remains import faults_beyond
from daybreak.core.policy.sentences import faults_of, place_at
from daybreak.core.policy.tree import MOST_CHARACTERS, read_through
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    from daybreak.core.policy.tree import Node

MOST_BYTES = 4 * MOST_CHARACTERS
"""No more of a file needs to be read: what is longer is too long in characters, whatever stands in it."""
_FORBIDDEN = ("included", "overlay")
_LATER = re.compile(r"[2-9]|[1-9][0-9]{1,5}")
"""The formats that a Daybreak to come may read: nothing else of such a file can be judged here."""


def load(text: str, *, name: str, include: Callable[[str], str]) -> Policy:
    """Read a policy; `name` is what faults call the file, `include` gives an overlay's text by its name.

    `include` raises LookupError or OSError for an unknown name (`shipped_overlay` serves ours). Raises PolicyFaults
    with every fault found: of writing, of words, of composing, and contradictions in what could be understood.
    """
    main, faults = read_through(text, name)
    try:
        policy = _understood(main, name, include)
    except PolicyFaults as found:
        told = {(fault.file, fault.line) for fault in faults}
        raise PolicyFaults([*faults, *(it for it in found.faults if (it.file, it.line) not in told)]) from found
    if faults:
        raise PolicyFaults(faults)
    return policy


def _understood(main: Node, name: str, include: Callable[[str], str]) -> Policy:
    """Make the policy that a tree says; raises PolicyFaults with every fault but those of writing."""
    for word in _FORBIDDEN:
        if word in main.keys:
            words = phrase(_('"%(word)s" is no word of a policy file; take it out.'), word=word)
            raise PolicyFaults([Fault.at(main.keys[word], words)])
    form = main.entries.get("daybreak")
    if form is not None and _LATER.fullmatch(str(form.value)):
        template = _("This file is written in format %(format)s, which is newer than this Daybreak; it reads format 1.")
        raise PolicyFaults([Fault.at(form.place, phrase(template, format=str(form.value)))])
    tree, faults = composed(main, include)
    try:
        policy = Policy.model_validate(tree.plain())
    except ValidationError as error:
        raise PolicyFaults([*faults, *faults_of(error, tree), *faults_beyond(error, tree, name)]) from error
    faults += _contradictions(policy, tree, name)
    if faults:
        raise PolicyFaults(faults)
    return policy


def decoded(raw: bytes, name: str) -> str:
    """Give a file's bytes as text; PolicyFaults with the place of the first byte that is no UTF-8."""
    try:
        return raw.decode("utf-8", "replace" if len(raw) > MOST_BYTES else "strict")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start].decode("utf-8")
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        words = phrase(_("The file is not UTF-8 text (byte %(place)s). Save it as UTF-8."), place=fault.start)
        raise PolicyFaults([Fault.at(place, words)]) from fault


def shipped_overlay(name: str) -> str:
    """Give the text of an overlay that comes with Daybreak; NoOverlay where there is none of that name."""
    try:
        return _shipped("overlays", name)
    except LookupError:
        names = (one.name for one in _data("overlays").iterdir())
        raise NoOverlay(name, sorted(one.removesuffix(".yaml") for one in names if one.endswith(".yaml"))) from None


def shipped_policy(name: str) -> str:
    """Give the text of an example policy that comes with Daybreak; LookupError where there is none of that name."""
    return _shipped(".", name)


def composed_text(policy: Policy) -> str:
    """Write the composed policy, defaults included, as canonical JSON: the same policy always gives the same text."""
    said = policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def from_composed(text: str) -> Policy:
    """Read back what `composed_text` wrote; PolicyFaults where it is something else."""
    try:
        return Policy.model_validate(json.loads(text))
    except (ValueError, RecursionError) as error:
        words = phrase(_("The stored policy cannot be read: %(fault)s"), fault=" ".join(str(error).split())[:200])
        raise PolicyFaults([Fault.at(Place("stored policy"), words)]) from error


def _shipped(folder: str, name: str) -> str:
    """Read a YAML file of the package's data."""
    found = _data(folder).joinpath(f"{name}.yaml")
    if "/" in name or "\\" in name or not found.is_file():
        message = f"no policy file {name}"
        raise LookupError(message)
    return found.read_text(encoding="utf-8")


def _data(folder: str) -> Traversable:
    return files("daybreak").joinpath("policies", *([folder] if folder != "." else []))


def _contradictions(policy: Policy, tree: Node, name: str) -> list[Fault]:
    """Give the policy's contradictions as faults with places."""
    faults = []
    for found in contradictions(policy):
        place = place_at(tree, found.path)
        if not found.own_file_only or place.file == name:
            faults.append(Fault.at(place, found.words))
    return faults
