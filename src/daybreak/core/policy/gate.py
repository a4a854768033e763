"""A gate: one thing that must hold before an advisory is released, and what is still missing, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from daybreak.core.advisory.issued import HistoryEntry, Issued
from daybreak.core.advisory.sentence import Param, Sentence, sentence
from daybreak.core.facts import KINDS
from daybreak.core.policy.anchors import Story
from daybreak.core.policy.gate_words import GATE_WORDS
from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy


@dataclass(frozen=True)
class Gate:
    """One gate and its answer.

    `missing` are the sentences that say what is still to be done, `deed` is the deed that does it (a key for doors).
    A gate that is not `binding` only warns. `waivable_in_emergency` says that the policy lets an emergency pass it,
    `waived` that an emergency declared by those who may does so now. `about` names the role or party it concerns.
    """

    id: str
    missing: tuple[Sentence, ...] = ()
    deed: str = ""
    binding: bool = True
    waivable_in_emergency: bool = False
    waived: bool = False
    about: Param = ""

    @property
    def passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def opens(self) -> bool:
        """Whether this gate lets the advisory through: passed, waived, or only a warning."""
        return self.passed or self.waived or not self.binding

    @property
    def title(self) -> Sentence:
        """The gate's name; a gate per role or party (`approval:legal`) is named by the word before the colon."""
        return sentence(GATE_WORDS, f"gate_{self.id.partition(':')[0]}", about=self.about)


@dataclass(frozen=True)
class EmergencyCall:
    """An emergency was declared: by holders of these roles, for this reason, at this aware instant."""

    roles: frozenset[str]
    reason: str
    at: datetime


@dataclass(frozen=True)
class Plan:
    """How the advisory is meant to go out.

    `public_at` is the chosen aware instant, or None while none is chosen; `base_url` is the bulletin's, without slash
    at its end; `history` are the revisions already public, and `emergency` an emergency that was declared. `known` is
    the content with the facts as the case states them now; without one nothing is compared.
    """

    public_at: datetime | None = None
    base_url: str = "https://localhost"
    history: tuple[HistoryEntry, ...] = ()
    emergency: EmergencyCall | None = None
    generator_version: str = "0"
    known: Advisory | None = None


@dataclass(frozen=True)
class Situation:
    """Everything a gate looks at: the policy, the content, the case's facts in journal order, now, and the plan."""

    policy: Policy
    content: Advisory
    facts: Sequence[Fact]
    now: datetime
    plan: Plan = field(default_factory=Plan)

    @cached_property
    def story(self) -> Story:
        """The facts with what follows from them: derived anchors, and what later facts undo."""
        return Story(self.facts, {})

    @property
    def case(self) -> dict[str, str]:
        """The case's own key, as the facts name it; empty where they name none."""
        return next(({"case": fact.subjects["case"]} for fact in self.facts if fact.subjects.get("case")), {})

    def has(self, kind: str) -> bool:
        """Tell whether something of this kind has happened, derived kinds included, and was not undone."""
        return bool(self.story.about(kind, {}))

    def kinds(self, *kinds: str) -> tuple[Fact, ...]:
        """Give the facts of these kinds, in order."""
        return tuple(fact for fact in self.facts if fact.kind in kinds)

    @property
    def public_at(self) -> datetime:
        """The chosen instant, else now: what would hold if it went out at once. One without zone is none."""
        chosen = self.plan.public_at
        return chosen if chosen is not None and chosen.tzinfo is not None else self.now


def issue(situation: Situation, language: str, page_url: str = "") -> Issued:
    """Give the publication that releasing this content under this plan would be, in one language.

    An import may have older history; an instant before its newest entry is moved up to that entry.
    """
    history, plan, content = situation.plan.history, situation.plan, situation.content
    at = max([situation.public_at, *(entry.at for entry in history)])
    languages = situation.policy.languages
    note = content.revision_note or Text({"en": "Revision"})
    entry = HistoryEntry(len(history) + 1, at, note)
    return Issued(
        number=entry.number,
        released_at=history[0].at if history else at,
        current_at=at,
        history=(*history, entry),
        base_url=plan.base_url,
        language=language,
        languages=languages,
        generator_version=plan.generator_version,
        page_url=page_url,
    )


def happening(kind: str) -> Sentence | str:
    """Name a kind of fact for people: in both languages for those that policies wait for, else as the journal does."""
    return said(kind) if kind in GATE_WORDS else KINDS.get(kind, kind)


def said(template: str, **params: Param) -> Sentence:
    """Fill a gate's sentence; raises KeyError for an unknown template."""
    return sentence(GATE_WORDS, template, **params)
