"""Composes overlays into a policy: they add or tighten; where they would change or loosen, both places are named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daybreak.core.clocks.spans import parse_span
from daybreak.core.phrase import Phrase, phrase
from daybreak.core.policy.faults import Fault, PolicyFaults
from daybreak.core.policy.tree import Node, read_tree
from daybreak.core.policy.wording import did_you_mean, shown
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_BLANK = re.compile(r"<([a-z][a-z0-9_]{0,39})>", re.ASCII)
_STRENGTHS = ("own_promise", "programme_rule", "contract", "law")
_ABOUT_ITSELF = ("daybreak", "overlay", "include", "included")
_HEADER = ("name", "blanks")
DEEPEST_CHAIN = 8
_BY_ID = ("roles", "parties", "surfaces", "concerns", "reasons", "templates")
_ENTRY_DEPTH = 2
_TIGHTENING = ("within", "aim", "strength", "basis", "note", "warn_at", "warn_before", "escalate")
_GROWING = {"warn_at", "warn_before", "escalate", "must_say", "update_on"}


class NoOverlay(LookupError):
    """There is no overlay of this name; `known` are the names of those there are."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Say which."""
        super().__init__(f"no overlay {name}")
        self.known = tuple(known)


def composed(main: Node, include: Callable[[str], str]) -> tuple[Node, list[Fault]]:
    """Give the policy's tree with all its overlays in it (key `included` lists them), and every fault of composing.

    `include` gives an overlay's text by name and raises NoOverlay, LookupError or OSError for a name it does not know.
    """
    composing = _Composing(include)
    composing.take_in(main, ())
    tree = Node(main.place, {key: node for key, node in main.entries.items() if key != "include"}, dict(main.keys))
    names = [Node(main.place, name) for name in composing.overlays]
    for overlay in composing.overlays.values():
        tree = composing.merged(tree, overlay, ())
    tree.entries["included"] = Node(main.place, names)
    return tree, composing.faults


class _Composing:
    """One composition: the overlays read so far, by name, and the faults found."""

    def __init__(self, include: Callable[[str], str]) -> None:
        self.include = include
        self.overlays: dict[str, Node] = {}
        self.faults: list[Fault] = []

    def take_in(self, holder: Node, chain: tuple[str, ...]) -> None:
        """Read every overlay that `holder` includes, those that it includes first."""
        listed = holder.entries.get("include")
        if listed is None:
            return
        if not isinstance(listed.value, list):
            self._fault(listed, phrase(_("Write the overlays as a list, for example include: [cna].")))
        for entry in listed.items:
            self._take_one(entry, chain)

    def _take_one(self, entry: Node, chain: tuple[str, ...]) -> None:
        name, fill = self._asked(entry)
        if name is None:
            return
        if name in chain:
            way = " → ".join((*chain, name))
            template = _("The overlay %(overlay)s includes itself, by way of %(way)s.")
            self._fault(entry, phrase(template, overlay=name, way=way))
            return
        if name in self.overlays or len(chain) >= DEEPEST_CHAIN:
            template = _("The overlay %(overlay)s is included a second time or too deep; take this line out.")
            self._fault(entry, phrase(template, overlay=name))
            return
        overlay = self._read(entry, name)
        if overlay is not None:
            self.take_in(overlay, (*chain, name))
            filled = self._filled(overlay, entry, name, fill)
            if filled is not None:
                self.overlays[name] = filled

    def _asked(self, entry: Node) -> tuple[str | None, dict[str, Node]]:
        """Read an entry of `include`: a name, or `{overlay: name, fill: {blank: word}}`."""
        named = entry.entries.get("overlay", entry)
        fill = entry.entries.get("fill")
        for key, place in entry.keys.items():
            if key not in ("overlay", "fill"):
                words = phrase(_("%(word)s is no word of include; known are: overlay, fill."), word=shown(key))
                self.faults.append(Fault.at(place, words))
        if not isinstance(named.value, str) or not _NAME.fullmatch(named.value):
            words = phrase(_("Name an overlay, for example cna, or {overlay: cra, fill: {reporter: psirt}}."))
            self._fault(named, words)
            return None, {}
        return named.value, fill.entries if fill else {}

    def _read(self, entry: Node, name: str) -> Node | None:
        """Read an overlay's tree; an unknown name or faulty text becomes faults."""
        try:
            overlay = read_tree(self.include(name), f"{name}.yaml")
        except (LookupError, OSError) as fault:
            hint = did_you_mean(name, fault.known if isinstance(fault, NoOverlay) else ())
            self._fault(entry, phrase(_("There is no overlay %(overlay)s; %(hint)s"), overlay=shown(name), hint=hint))
            return None
        except PolicyFaults as found:
            self.faults.extend(found.faults)
            return None
        self._check_header(overlay)
        return overlay

    def _check_header(self, overlay: Node) -> None:
        """Check what an overlay says about itself: the language's version, its name and its blanks."""
        version = overlay.entries.get("daybreak")
        if version is None or version.value != "1":
            self._fault(version or overlay, phrase(_("An overlay begins with `daybreak: 1`, as a policy does.")))
        if "included" in overlay.keys:
            words = phrase(_('"included" is no word of an overlay; take it out.'))
            self.faults.append(Fault.at(overlay.keys["included"], words))
        header = overlay.entries.get("overlay")
        for key, place in header.keys.items() if header else ():
            if key not in _HEADER:
                template = _("%(word)s is no word of an overlay's header; %(hint)s")
                words = phrase(template, word=shown(key), hint=did_you_mean(key, _HEADER))
                self.faults.append(Fault.at(place, words))

    def _filled(self, overlay: Node, entry: Node, name: str, fill: Mapping[str, Node]) -> Node | None:
        """Give the overlay with its blanks `<reporter>` filled in by the policy; None while one is left open."""
        header = overlay.entries.get("overlay")
        blanks = header.entries["blanks"].entries if header and "blanks" in header.entries else {}
        for blank, node in fill.items():
            if blank not in blanks:
                template = _("%(overlay)s has no blank %(blank)s; %(hint)s")
                hint = did_you_mean(blank, blanks)
                self._fault(node, phrase(template, overlay=name, blank=shown(blank), hint=hint))
        for blank in blanks:
            if blank not in fill:
                template = _("%(overlay)s leaves <%(blank)s> to you; write it under fill: {%(blank)s: …}.")
                self._fault(entry, phrase(template, overlay=name, blank=blank))
        if not blanks.keys() <= fill.keys():
            return None
        entries = {key: node for key, node in overlay.entries.items() if key not in _ABOUT_ITSELF}
        return self._fill_in(Node(overlay.place, entries, overlay.keys), fill)

    def _fill_in(self, node: Node, fill: Mapping[str, Node]) -> Node:
        if isinstance(node.value, dict):
            return Node(node.place, {key: self._fill_in(item, fill) for key, item in node.value.items()}, node.keys)
        if isinstance(node.value, list):
            return Node(node.place, [self._fill_in(item, fill) for item in node.value])
        found = _BLANK.fullmatch(node.value) if isinstance(node.value, str) else None
        if found is None or found[1] not in fill:
            return node
        filled = fill[found[1]]  # its place, too: what is wrong with the word is put right where it was written
        return Node(filled.place, filled.value)

    def merged(self, ours: Node, theirs: Node, path: tuple[str, ...]) -> Node:
        """Give what both say together; a difference that is no tightening becomes a fault with both places."""
        if isinstance(ours.value, dict) and isinstance(theirs.value, dict):
            return self._merged_mappings(ours, theirs, path)
        if isinstance(ours.value, list) and isinstance(theirs.value, list):
            return self._merged_lists(ours, theirs, path)
        if ours.plain() == theirs.plain():
            return ours
        stricter = _stricter(ours, theirs, path)
        if stricter is None:
            self._conflict(ours, theirs, path)
        return stricter or ours

    def _merged_mappings(self, ours: Node, theirs: Node, path: tuple[str, ...]) -> Node:
        entries, keys = dict(ours.entries), {**theirs.keys, **ours.keys}
        for key, node in theirs.entries.items():
            at = (*path, key)
            if key in entries:
                entries[key] = self.merged(entries[key], node, at)
            elif _may_gain(ours, path, key):
                entries[key] = node
            else:
                self._conflict(ours, node, at, phrase(_("nothing")))
        return Node(ours.place, entries, keys)

    def _merged_lists(self, ours: Node, theirs: Node, path: tuple[str, ...]) -> Node:
        """Join two lists: entries with the same id are merged, words that stand in both are said once."""
        if _is_closed(path) and ours.plain() != theirs.plain():
            self._conflict(ours, theirs, path)
            return ours
        items = list(ours.items)
        places = {_name_of(item): index for index, item in enumerate(items) if _name_of(item)}
        said = [item.plain() for item in items]
        for item in theirs.items:
            at = places.get(_name_of(item))
            if at is not None:
                items[at] = self.merged(items[at], item, (*path, str(_name_of(item))))
            elif item.plain() not in said:
                items.append(item)
        return Node(ours.place, items)

    def _conflict(self, ours: Node, theirs: Node, path: tuple[str, ...], mine: Phrase | None = None) -> None:
        template = _(
            "%(word)s is %(theirs)s here but %(ours)s at %(place)s; an overlay may add or tighten only, "
            "so make both say the same."
        )
        said = {"theirs": _said(theirs), "ours": mine or _said(ours)}
        self._fault(theirs, phrase(template, word=", ".join(path), place=str(ours.place), **said))

    def _fault(self, node: Node, words: Phrase) -> None:
        self.faults.append(Fault.at(node.place, words))


def _name_of(item: Node) -> str | None:
    """Give the id or key by which an entry of a list is known."""
    named = item.entries.get("id") or item.entries.get("key")
    return named.value if named is not None and isinstance(named.value, str) else None


def _may_gain(ours: Node, path: tuple[str, ...], key: str) -> bool:
    """Tell whether a mapping may gain a word: sections and tables do, entries that are defined already do not.

    A duty may gain what tightens or explains it; anything else could loosen it.
    """
    entry = "id" in ours.keys or "key" in ours.keys or (len(path) == _ENTRY_DEPTH and path[0] in _BY_ID)
    return not entry or (path[0] == "duties" and key in _TIGHTENING)


def _is_closed(path: tuple[str, ...]) -> bool:
    """Tell whether one more entry in this list would loosen the policy."""
    if path[0] == "duties":
        return len(path) > 1 and not set(path[2:]) & _GROWING
    return path[-1] in {"may_skip", "of"}


def _said(node: Node) -> str:
    """Show what a node says, in a few words."""
    return shown(node.value) if isinstance(node.value, str | bool) else shown(node.plain())


def _stricter(ours: Node, theirs: Node, path: tuple[str, ...]) -> Node | None:
    """Give theirs where it tightens ours: a shorter limit or aim, a greater strength; None where it does not."""
    if not isinstance(ours.value, str) or not isinstance(theirs.value, str):
        return None
    if path[-1] == "strength":
        mine, other = (word.replace(" ", "_") for word in (ours.value, theirs.value))
        known = mine in _STRENGTHS and other in _STRENGTHS
        return theirs if known and _STRENGTHS.index(other) > _STRENGTHS.index(mine) else None
    if not {"within", "aim", "advise_within"} & set(path):
        return None
    try:
        return theirs if parse_span(theirs.value).never_longer(parse_span(ours.value)) else None
    except ValueError:
        return None
