"""A YAML text as a tree that knows the place of everything; refuses what a policy has no use for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from daybreak.core.phrase import phrase
from daybreak.core.policy.faults import Fault, Place, PolicyFaults
from daybreak.core.policy.yaml_words import COLON, not_yaml
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.phrase import Phrase

MOST_CHARACTERS = 1_000_000
DEEPEST = 64
_TRUTH = {"true": True, "false": False}
_NOTHING = ("", "~", "null")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What YAML's escapes could bring in and no database or page can hold."""


@dataclass(slots=True)
class Node:
    """A value with its place: words or a truth, a list of nodes, or a mapping to nodes with the places of its keys."""

    place: Place
    value: str | bool | list[Node] | dict[str, Node]
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def entries(self) -> dict[str, Node]:
        """The mapping, or an empty one where this is none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The list, or an empty one where this is none."""
        return self.value if isinstance(self.value, list) else []

    def plain(self) -> Any:
        """Give the value without places: dicts, lists, words, truths."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read_tree(text: str, file: str) -> Node:
    """Read one YAML document whose top is a mapping; raises PolicyFaults with every fault of its writing."""
    tree, faults = read_through(text, file)
    if faults:
        raise PolicyFaults(faults)
    return tree


def read_through(text: str, file: str) -> tuple[Node, list[Fault]]:
    """Read one YAML document, and what in its writing has no place in a policy though its words can be understood.

    Raises PolicyFaults where nothing can be understood: what is not YAML, or is no mapping.
    """
    if len(text) > MOST_CHARACTERS:
        words = phrase(_("A policy file has at most %(most)s characters; split it."), most=f"{MOST_CHARACTERS:,}")
        raise PolicyFaults([Fault.at(Place(file), words)])
    reading = _Reading(text, file)
    return reading.tree(), reading.faults


def _not_yaml(error: Exception, line: str = "") -> Phrase:
    """Say what YAML itself could not read in a line."""
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return not_yaml(" ".join(str(said).split()), line)


class _Reading:
    """One pass over the events of a text; builds the tree with a stack of its own, so depth costs no recursion."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.faults: list[Fault] = []
        self.seen = Place(file)
        self.stack: list[tuple[Node, str | None]] = []
        self.top: Node | None = None

    def tree(self) -> Node:
        """Read the text; PolicyFaults if it gives no tree. What has no place in a policy is in `faults`."""
        try:
            for event in self._events():
                self._take(event)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if re.fullmatch(COLON, error.problem or ""):
                mark = error.context_mark or mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else self.seen
            raise self._refused(place, error) from error
        except ReaderError as error:
            raise self._refused(self._place_of(error), error) from error
        except (YAMLError, ValueError, OverflowError, IndexError) as error:
            raise self._refused(self.seen, error) from error
        if self.top is None or not isinstance(self.top.value, dict):
            words = phrase(_("A policy is a mapping: it begins with `daybreak: 1`."))
            raise PolicyFaults(self.faults or [Fault.at(Place(self.file), words)])
        return self.top

    def _refused(self, place: Place, error: Exception) -> PolicyFaults:
        line = self.text.splitlines()[place.line - 1 : place.line]
        return PolicyFaults([*self.faults, Fault.at(place, _not_yaml(error, *line))])

    def _events(self) -> Iterator[Any]:
        reader: Any = YAML(typ="safe", pure=True)
        return iter(reader.parse(self.text))

    def _place_of(self, error: ReaderError) -> Place:
        """Find the line and column of a character that YAML refuses; the error itself only counts characters."""
        before = self.text[: error.position if isinstance(error.position, int) else 0]
        return Place(self.file, before.count("\n") + 1, len(before) - before.rfind("\n"))

    def _fault(self, place: Place, words: Phrase) -> None:
        self.faults.append(Fault.at(place, words))

    def _take(self, event: Any) -> None:
        if event.start_mark is not None:
            self.seen = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, AliasEvent):
            words = phrase(_("*%(anchor)s repeats another place; write the words out instead."), anchor=event.anchor)
            self._fault(self.seen, words)
            self._add(Node(self.seen, "?"))
        elif isinstance(event, ScalarEvent):
            self._refuse_marks(event)
            self._add(self._scalar(event))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._refuse_marks(event)
            self._open(Node(self.seen, {} if isinstance(event, MappingStartEvent) else []))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def _document(self, event: Any) -> None:
        if self.top is not None:
            words = phrase(_("A policy file holds one document; take out this `---` and what follows it."))
            raise PolicyFaults([*self.faults, Fault.at(self.seen, words)])
        if event.version or event.tags:
            self._fault(self.seen, phrase(_("A policy file needs no %% directive; take it out.")))

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            self._fault(self.seen, phrase(_("A policy has no anchors; take out &%(anchor)s."), anchor=event.anchor))
        if event.tag:
            self._fault(self.seen, phrase(_("A policy has no tags; take out %(tag)s."), tag=str(event.tag)))

    def _scalar(self, event: Any) -> Node:
        plain = event.style in (None, "") and not event.tag
        words: str = event.value
        if _UNWRITABLE.search(words):
            said = phrase(_("These words hold a control character or half a character; take it out."))
            self._fault(self.seen, said)
        place = self.seen
        if plain and words in _NOTHING and not self._expects_key():
            parent, key = self.stack[-1] if self.stack else (None, None)
            place = parent.keys.get(key or "", place) if parent else place
            self._fault(place, phrase(_("Nothing is written here; write a value, or take the line out.")))
        return Node(place, _TRUTH.get(words, words) if plain and not self._expects_key() else words)

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0].value, dict) and self.stack[-1][1] is None

    def _open(self, node: Node) -> None:
        self._add(node)
        if len(self.stack) >= DEEPEST:
            words = phrase(_("This is nested more than %(most)s deep; a policy never is."), most=DEEPEST)
            raise PolicyFaults([*self.faults, Fault.at(node.place, words)])
        self.stack.append((node, None))

    def _add(self, node: Node) -> None:
        """Hang a node where it belongs: at the top, in the open list, or as key or value of the open mapping."""
        if not self.stack:
            self.top = node
            return
        parent, key = self.stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif key is None:
            self.stack[-1] = (parent, self._key(parent, node))
        else:
            if key in parent.keys:
                parent.entries.setdefault(key, node)
            self.stack[-1] = (parent, None)

    def _key(self, parent: Node, node: Node) -> str:
        """Take a node as a key; a key that stands twice or is no word is a fault, and its value hangs nowhere."""
        if not isinstance(node.value, str):
            self._fault(node.place, phrase(_("A key is one word, not a list or a mapping.")))
            return "?"
        if node.value in parent.keys:
            first = parent.keys[node.value]
            template = _('"%(key)s" stands here a second time; it was first said in line %(line)s.')
            self._fault(node.place, phrase(template, key=node.value, line=first.line))
        else:
            parent.keys[node.value] = node.place
        return node.value
