"""Says what stands in a policy file: names for ids, facts and choices as a reader would say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from daybreak.core.clocks.spans import Span
from daybreak.core.facts import KINDS
from daybreak.core.policy.diff_contents import CONTENTS
from daybreak.core.policy.diff_values import VALUES, value_words
from daybreak.core.policy.diff_words import FIELDS, field_words, said
from daybreak.core.policy.model_duty import DutyRule
from daybreak.core.policy.model_duty_words import Company, Condition, Doing, Since, Who
from daybreak.core.policy.model_limits import Limits
from daybreak.core.policy.model_values import KEPT, Section
from daybreak.core.policy.show_duties import when_words, who_words
from daybreak.core.policy.show_words import fact_words
from daybreak.core.words import Text

if TYPE_CHECKING:
    from daybreak.core.policy.diff_walk import Step
    from daybreak.core.policy.model import Policy

_ROLES = (
    *("deputy", "desk", "watched_by", "open_to", "tell", "evaluated_by", "approved_by", "who", "by", "with", "owner"),
    *("of", "checked_by", "second", "may_skip", "proposed_by", "escalate", "from"),
)
_NAMED_BY = {
    **dict.fromkeys(_ROLES, ("roles", "parties")),
    "approvals": ("roles",),
    **dict.fromkeys(("to", "together_with", "party", "publishes_on"), ("parties",)),
    **dict.fromkeys(("severity", "worst_allowed"), ("bands",)),
    **dict.fromkeys(("within", "aim"), ("bands", "surfaces")),
    **dict.fromkeys(("surfaces", "surface"), ("surfaces",)),
    **dict.fromkeys(("extend_for",), ("reasons",)),
    **dict.fromkeys(("component",), ("kinds",)),
    **dict.fromkeys(("concerns",), ("concerns",)),
    **dict.fromkeys(("division", "divisions"), ("divisions",)),
}
"""Among what a field's words are names of."""
_SILENT = frozenset({"id", "name", "label", "key", "title"})
"""Fields that an entry is already called by."""
LONGEST = 80
"""Prose longer than this is not part of a sentence about a rule."""


class Speaker:
    """Says the parts of one policy in one language."""

    def __init__(self, policy: Policy, language: str) -> None:
        """Take the policy whose names are used, and the language they are said in."""
        self.policy, self.language = policy, language
        self.ja = language.startswith("ja")
        kinds = policy.components.kinds if policy.components else {}
        self._names: dict[str, Mapping[str, Text]] = {
            "roles": {key: role.name for key, role in policy.roles.items()},
            "parties": {key: party.name for key, party in policy.parties.items()},
            "bands": {band.id: band.name for band in policy.severity.bands},
            "surfaces": policy.surfaces,
            "reasons": {key: reason.name for key, reason in policy.reasons.items()},
            "kinds": {key: kind.name for key, kind in kinds.items()},
            "concerns": {key: concern.name for key, concern in policy.concerns.items()},
            "divisions": {key: division.name for key, division in policy.organisation.divisions.items()},
        }
        self._duties = {rule.id: self.text(rule.name) for rule in policy.duties}

    def text(self, words: Text) -> str:
        """Say words in the language, else in the policy's first."""
        return words.in_(self.language, self.policy.language)

    def listed(self, parts: Iterable[str]) -> str:
        """Say several things in a row."""
        return ("、" if self.ja else ", ").join(parts)

    def step(self, step: Step, field: str) -> str:
        """Say one step of the way to a difference: a field's name, or what an entry is called under its field."""
        if step.is_field:
            return field_words(step.word, self.language)
        return self.called(step.thing) or self.name(step.word, field)

    def called(self, thing: object) -> str:
        """Say what an entry calls itself; empty where it has no words of its own."""
        for field in ("name", "label", "title"):
            words = getattr(thing, field, None)
            if isinstance(words, Text):
                return self.text(words)
        return ""

    def name(self, word: str, field: str) -> str:
        """Say a word of the file under a field: the name of the role, band … it stands for, a fact, a fixed choice."""
        for space in _NAMED_BY.get(field, ()):
            if word in self._names[space]:
                return self.text(self._names[space][word])
        if word in KINDS or word.startswith(KEPT):
            return fact_words(word, self.language, self._duties)
        if field == "must_say" and word in CONTENTS:
            return CONTENTS[word][self.ja]
        known = value_words(word, self.language)
        if known != word or word in VALUES:
            return known
        return field_words(word, self.language) if word in FIELDS else word

    def value(self, value: Any, field: str) -> str:
        """Say what stands in a field."""
        if value is None:
            return said("unset", self.language)
        for kinds, speak in _SAYINGS:
            if isinstance(value, kinds):
                return speak(self, value, field)
        return self.listed(self.value(entry, field) for entry in value)

    def who(self, who: Who) -> str:
        """Say who does it."""
        if who.by_mailbox:
            return self.pairs(who.by_mailbox, "mailbox", "who")
        return field_words("owning_division", self.language) if who.owning_division else self.value(who.roles, "who")

    def pairs(self, pairs: Mapping[Any, Any], field: str, inside: str) -> str:
        """Say what stands under each key; `field` is what the keys are names of, `inside` what the entries are."""
        return self.listed(f"{self.name(key, field)}: {self.value(entry, inside)}" for key, entry in pairs.items())

    def since(self, since: Since, field: str) -> str:
        """Say the anchors a clock starts from."""
        joint = {True: ("かつ", " and "), False: ("または", " or ")}[since.latest]
        return joint[not self.ja].join(self.name(anchor, field) for anchor in since.anchors)

    def limits(self, limits: Limits, field: str) -> str:
        """Say a table cell by cell, or its one time."""
        return self.listed(f"{self._keys(keys)}{self.value(span, field)}" for keys, span in limits.rows())

    def _keys(self, keys: tuple[str, ...]) -> str:
        return f"{self.cell(keys)} " if keys else ""

    def cell(self, keys: Iterable[str]) -> str:
        """Name a cell of a table of limits: `High, Firmware`."""
        return ("・" if self.ja else ", ").join(self.name(key, "within") for key in keys)

    def section(self, section: Section) -> str:
        """Say a whole section: what it is called, then every field that says something of its own."""
        if isinstance(section, DutyRule):
            return self._duty(section)
        told = [] if isinstance(section, Condition) else [self.called(section)]
        for name, field in type(section).model_fields.items():
            word, value = field.alias or name, getattr(section, name)
            prose = isinstance(value, Text) and len(self.text(value)) > LONGEST
            if value == field.get_default(call_default_factory=True) or word in _SILENT or prose:
                continue
            told.append(f"{field_words(word, self.language)}: {self.value(value, word)}")
        return ("、" if self.ja else "; ").join(filter(None, told))

    def _duty(self, rule: DutyRule) -> str:
        """Say a duty as the table of duties does: what, who, by when."""
        when = when_words(self.policy, rule, self.language)
        table = rule.within if rule.within and rule.within.table else None
        cells = f" ({self.value(table, 'within')})" if table else ""
        told = (self.text(rule.name), who_words(self.policy, rule, self.language), f"{when}{cells}")
        return ("、" if self.ja else "; ").join(told)


def _pairs(speaker: Speaker, value: Mapping[str, Any], field: str) -> str:
    return speaker.pairs(value, field, "with" if field == "severity" else field)


def _company(speaker: Speaker, value: Company, _field: str) -> str:
    return speaker.value(value.by_band, "severity") if value.by_band else speaker.value(value.roles, "with")


def _doing(speaker: Speaker, value: Doing, field: str) -> str:
    return speaker.pairs(value.by_surface, "surface", field) if value.by_surface else speaker.value(value.any_of, field)


_SAYINGS: tuple[tuple[Any, Callable[[Speaker, Any, str], str]], ...] = (
    (bool, lambda speaker, value, _: said("yes" if value else "no", speaker.language)),
    (Span, lambda speaker, value, _: value.spoken("ja" if speaker.ja else "en")),
    (Text, lambda speaker, value, _: speaker.text(value)),
    (date | Decimal | int, lambda _, value, field: f"{value}%" if field == "warn_at" else str(value)),
    (str, lambda speaker, value, field: speaker.name(value, field)),
    (Who, lambda speaker, value, _: speaker.who(value)),
    (Since, lambda speaker, value, field: speaker.since(value, field)),
    (Company, _company),
    (Doing, _doing),
    (Limits, lambda speaker, value, field: speaker.limits(value, field)),
    (Mapping, _pairs),
    (Section, lambda speaker, value, _: speaker.section(value)),
)
"""How each kind of value is said; the first that fits decides."""
