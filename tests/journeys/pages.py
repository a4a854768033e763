"""A page as a browser without JavaScript sees it: its words, links, and forms with the values they would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Pairs = list[tuple[str, str]]


@dataclass
class Field:
    """One control of a form: its kind, its value, whether it is ticked, and the values it offers."""

    name: str
    kind: str
    value: str = ""
    on: bool = True
    key: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def sends(self) -> Pairs:
        """Give what this control sends if nobody touches it."""
        if self.kind in {"submit", "button", "reset", "file", "image"} or not self.name:
            return []
        if self.kind == "select":
            return [(self.name, value) for value in self.chosen or self.options[:1]]
        if self.kind in {"checkbox", "radio"}:
            return [(self.name, self.value or "on")] if self.on else []
        return [(self.name, self.value)]


@dataclass
class Form:
    """One form: where and how it is sent, its controls, and the name behind each label."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Give every control's name."""
        return {one.name for one in self.fields}

    def holds(self, **hidden: str) -> bool:
        """Tell whether these controls stand in it with these values; "" as value means any."""
        return all(
            any(one.name == name and value in {"", one.value} for one in self.fields) for name, value in hidden.items()
        )

    def value(self, name: str) -> str:
        """Give what a control holds. Raises NotOnPage."""
        found = [value for one in self.fields if one.name == name for _name, value in one.sends()]
        if not found:
            raise NotOnPage(f"no control {name} with a value; there are {sorted(self.names())}")
        return found[0]

    def offers(self, name: str) -> list[str]:
        """Give the values a control offers: of a list, of its buttons or of its boxes. Raises NotOnPage."""
        known = self.named(name)
        found = [one for one in self.fields if one.name == known]
        return [value for one in found for value in (one.options if one.kind == "select" else [one.value])]

    def choice(self, name: str, words: str) -> str:
        """Give the value of a list's entry that says these words. Raises NotOnPage."""
        lists = [one.words for one in self.fields if one.name == name]
        found = [value for each in lists for value, shown in each.items() if words in shown]
        if not found:
            raise NotOnPage(f"{name} offers nothing with {words}: {lists}")
        return found[0]

    def named(self, told: str) -> str:
        """Give a control's name by that name or by its label. Raises NotOnPage."""
        if told in self.names():
            return told
        by_label = [name for name, label in self.labels.items() if label.startswith(told)]
        if not by_label:
            raise NotOnPage(f"no control named or labelled {told}; there are {sorted(self.names())}")
        return by_label[0]

    def filled(self, said: Mapping[str, str | list[str]]) -> Pairs:
        """Give what is sent once `said` is filled in, by name or label; a list ticks several. Raises NotOnPage."""
        told = {self.named(name): value for name, value in said.items()}
        kept = [pair for one in self.fields if one.name not in told for pair in one.sends()]
        return kept + [
            (name, one) for name, value in told.items() for one in ([value] if isinstance(value, str) else value)
        ]


class NotOnPage(AssertionError):
    """What a person would look for is not on the page; the message says what is."""


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}


class _Reader(HTMLParser):
    """Reads forms, links and words out of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.ids: dict[str, str] = {}
        self.open: Form | None = None
        self.select: Field | None = None
        self.area: Field | None = None
        self.label: str | None = None
        self.label_words = ""
        self.open_ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(has.get("action", ""), has.get("method", "get").lower())
            self.forms.append(self.open)
        elif tag == "a" and "href" in has:
            self.links.append(has["href"])
        elif tag == "label":
            self.label, self.label_words = has.get("for", ""), ""
        elif tag in {"input", "button", "select", "textarea"}:
            self._control(tag, has)
        elif tag == "option" and self.select is not None:
            self.select.options.append(has.get("value", ""))
            self.select.chosen += [has.get("value", "")] if "selected" in has else []
            self.select.words[has.get("value", "")] = ""
        self._enter(tag, has)

    def _enter(self, tag: str, has: dict[str, str]) -> None:
        if has.get("id"):
            self.ids.setdefault(has["id"], has.get("value", "") if tag in VOID else "")
        if tag not in VOID:
            self.open_ids.append(has.get("id", ""))

    def _control(self, tag: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text" if tag == "input" else tag).lower()
        one = Field(has.get("name", ""), kind, has.get("value", ""), "checked" in has, has.get("id", ""))
        form = self.open
        if form is not None:
            form.fields.append(one)
            if tag == "input" and self.label is not None and one.name:
                form.labels.setdefault(one.name, self.label_words)
        self.select = one if tag == "select" else self.select
        self.area = one if tag == "textarea" else self.area

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None
        elif tag == "label" and self.label is not None:
            self._labelled()
        if tag not in VOID and self.open_ids:
            self.open_ids.pop()

    def _labelled(self) -> None:
        self.ids[f"label for {self.label}"] = " ".join(self.label_words.split())
        self.label = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data
        if self.label is not None:
            self.label_words += data
        if self.select is not None and self.select.options:
            self.select.words[self.select.options[-1]] += data.strip()
        for one in filter(None, self.open_ids):
            self.ids[one] += data
        self.words.append(data)


@dataclass(frozen=True)
class Page:
    """An answer that is HTML, read."""

    forms: tuple[Form, ...]
    links: tuple[str, ...]
    words: str
    by_id: dict[str, str]

    def form(self, **hidden: str) -> Form:
        """Find the form that holds these controls with these values ("" for any value). Raises NotOnPage."""
        found = [one for one in self.forms if one.holds(**hidden)]
        if not found:
            raise NotOnPage(f"no form with {hidden}; forms: {[sorted(one.names()) for one in self.forms]}")
        return found[0]

    def form_to(self, ending: str) -> Form:
        """Find the form sent to an address with this ending. Raises NotOnPage."""
        found = [one for one in self.forms if one.action.partition("?")[0].endswith(ending)]
        if not found:
            raise NotOnPage(f"no form to {ending}; forms: {[one.action for one in self.forms]}")
        return found[0]

    def link(self, part: str) -> str:
        """Find the first link that holds these characters. Raises NotOnPage."""
        found = [one for one in self.links if part in one]
        if not found:
            raise NotOnPage(f"no link with {part}; links: {self.links}")
        return found[0]


def read(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for form in reader.forms:
        for one in form.fields:
            words = reader.ids.get(f"label for {one.key}", "") if one.key else ""
            if words and one.name:
                form.labels.setdefault(one.name, words)
    return Page(tuple(reader.forms), tuple(reader.links), " ".join(" ".join(reader.words).split()), reader.ids)
