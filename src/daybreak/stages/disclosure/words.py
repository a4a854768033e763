"""The words of an advisory as fields of a form, and back: what people write, apart from the facts the case gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter, ValidationError

from daybreak.core.advisory.document import Note, NoteCategory, Reference
from daybreak.core.advisory.node import Url
from daybreak.core.advisory.outdated import places_of
from daybreak.core.advisory.vulnerability import Threat
from daybreak.core.phrase import phrase, why_not
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import clean_line, clean_text
from daybreak.stages.cases.naming import readers_language
from daybreak.stages.disclosure.refusals import ContentRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.advisory.vulnerability import Remediation
    from daybreak.core.advisory.vulnerability import Vulnerability as Told

Kind = Literal["line", "prose", "url"]
SPARE = 2
"""Empty places for further references."""
MEANT = "meant"
"""The name of the value that says: what the words name of earlier facts is meant so."""
_URL: TypeAdapter[str] = TypeAdapter(Url)


@dataclass(frozen=True)
class WordField:
    """One thing to write: `label` is a key for doors, `about` whose it is; an address has no languages.

    `words` are what stands there, by language ("" for an address).
    """

    name: str
    kind: Kind
    label: str
    about: str
    words: tuple[tuple[str, str], ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, one entry "" for an address."""
        return tuple(language for language, _words in self.words)

    def name_in(self, language: str) -> str:
        """Give the name of the form's field for one language."""
        return f"{self.name}.{language}" if language else self.name


def fields_of(content: Content, languages: Sequence[str]) -> tuple[WordField, ...]:
    """List everything to write in an advisory, in the order of its page; places for further references at the end."""

    def field(name: str, kind: Kind, label: str, text: Text | None, about: str = "") -> WordField:
        known = text.root if text else {}
        return WordField(name, kind, label, about, tuple((one, known.get(one, "")) for one in languages))

    head = content.document
    found = [
        field("title", "line", "title", head.title),
        field("summary", "prose", "summary", _noted(head.notes, "summary")),
    ]
    for place, told in enumerate(content.vulnerabilities):
        number = told.called(readers_language(languages[0]))
        found += [
            field(f"v{place}.title", "line", "flaw_title", told.title, number),
            field(f"v{place}.description", "prose", "description", _noted(told.notes, "description"), number),
            field(f"v{place}.impact", "prose", "impact", _impact(told), number),
        ]
        for spot, remedy in enumerate(told.remediations):
            about = ", ".join(remedy.product_ids)
            stem = f"v{place}.r{spot}"
            found += [
                field(f"{stem}.details", "prose", f"remedy_{remedy.category}", remedy.details, about),
                WordField(f"{stem}.url", "url", "remedy_url", about, (("", remedy.url or ""),)),
            ]
    for place in range(len(head.references) + SPARE):
        known = head.references[place] if place < len(head.references) else None
        found += [
            WordField(f"ref{place}.url", "url", "reference_url", str(place + 1), (("", known.url if known else ""),)),
            field(f"ref{place}.summary", "line", "reference", known.summary if known else None, str(place + 1)),
        ]
    return (*found, field("revision_note", "line", "revision_note", content.revision_note))


def rewritten(content: Content, languages: Sequence[str], values: Mapping[str, str]) -> Content:
    """Give the content with the words of a form; a field left out of `values` counts as empty.

    What was outdated stays so while the words still name it, unless `values` say that it is meant so. Raises
    ContentRefused beside the field that holds what cannot be an advisory's.
    """
    desk = _Desk(languages, values)
    head = content.document
    document = head.model_copy(
        update={
            "title": desk.line("title"),
            "notes": _with_note(head.notes, "summary", desk.prose("summary")),
            "references": desk.references(head.references),
        }
    )
    flaws = tuple(_flaw(told, desk, place) for place, told in enumerate(content.vulnerabilities))
    update = {"document": document, "vulnerabilities": flaws, "revision_note": desk.line("revision_note")}
    written = content.model_copy(update=update)
    named = {said for _path, said in places_of(written, content.outdated)} if not values.get(MEANT) else set()
    return written.model_copy(update={"outdated": tuple(said for said in content.outdated if said in named)})


def _flaw(told: Told, desk: _Desk, place: int) -> Told:
    stem = f"v{place}"
    return told.model_copy(
        update={
            "title": desk.line(f"{stem}.title"),
            "notes": _with_note(told.notes, "description", desk.prose(f"{stem}.description")),
            "threats": _with_impact(told, desk.prose(f"{stem}.impact")),
            "remediations": tuple(
                _remedy(remedy, desk, f"{stem}.r{spot}") for spot, remedy in enumerate(told.remediations)
            ),
        }
    )


def _remedy(remedy: Remediation, desk: _Desk, stem: str) -> Remediation:
    return remedy.model_copy(update={"details": desk.prose(f"{stem}.details"), "url": desk.url(f"{stem}.url")})


class _Desk:
    """The values of a form, read field by field."""

    def __init__(self, languages: Sequence[str], values: Mapping[str, str]) -> None:
        self.languages, self.values = languages, values

    def line(self, name: str) -> Text | None:
        """Read one line in every language."""
        return self._text(name, clean_line)

    def prose(self, name: str) -> Text | None:
        """Read a text in every language."""
        return self._text(name, clean_text)

    def _text(self, name: str, clean: Callable[[str], str]) -> Text | None:
        told: dict[str, str] = {}
        for language in self.languages:
            raw = self.values.get(f"{name}.{language}", "")
            if not raw.strip():
                continue
            try:
                words = clean(raw)
            except ValueError as fault:
                raise ContentRefused(reason=why_not(fault), place=f"{name}.{language}") from None
            if words:
                told[language] = words
        return Text(told) if told else None

    def url(self, name: str) -> str | None:
        """Read an address; nothing counts as none."""
        raw = self.values.get(name, "").strip()
        if not raw:
            return None
        try:
            return _URL.validate_python(raw)
        except ValidationError:
            reason = phrase(_("Write a full web address, for example https://example.org/page."))
            raise ContentRefused(reason=reason, place=name) from None

    def references(self, known: Sequence[Reference]) -> tuple[Reference, ...]:
        """Read the references; one without address is left out, one without words speaks by its address."""
        found = []
        for place in range(len(known) + SPARE):
            url = self.url(f"ref{place}.url")
            words = self.line(f"ref{place}.summary")
            if url is None:
                if words is not None:
                    reason = phrase(_("Write the address of this reference too."))
                    raise ContentRefused(reason=reason, place=f"ref{place}.url")
                continue
            summary = words or Text(dict.fromkeys(self.languages, url))
            before = known[place].category if place < len(known) else "external"
            found.append(Reference(url=url, summary=summary, category=before))
        return tuple(found)


def _noted(notes: Sequence[Note], category: str) -> Text | None:
    return next((note.text for note in notes if note.category == category), None)


def _with_note(notes: Sequence[Note], category: NoteCategory, text: Text | None) -> tuple[Note, ...]:
    """Put words into the first note of a category, keeping its place; without words it goes."""
    kept = list(notes)
    place = next((spot for spot, note in enumerate(kept) if note.category == category), None)
    if place is None:
        return ((Note(category=category, text=text),) if text else ()) + tuple(kept)
    if text is None:
        del kept[place]
    else:
        kept[place] = kept[place].model_copy(update={"text": text})
    return tuple(kept)


def impact_place(told: Told) -> int | None:
    """Find the threat that says what the flaw leads to; one for unaffected products alone says why they are not."""
    sound = set(told.product_status.known_not_affected)
    for place, threat in enumerate(told.threats):
        if threat.category == "impact" and not (threat.product_ids and set(threat.product_ids) <= sound):
            return place
    return None


def _impact(told: Told) -> Text | None:
    place = impact_place(told)
    return told.threats[place].details if place is not None else None


def _with_impact(told: Told, text: Text | None) -> tuple[Threat, ...]:
    kept, place = list(told.threats), impact_place(told)
    if text is None:
        return tuple(threat for spot, threat in enumerate(kept) if spot != place)
    states = told.product_status
    threat = Threat(category="impact", details=text, product_ids=states.affected() or states.all_fixed())
    if place is None:
        return (*kept, threat)
    kept[place] = threat
    return tuple(kept)
