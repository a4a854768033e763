"""A table of arrows: states, the deeds that lead from one to the next, and the sentence for every other deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import Phrase, either, phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict


@dataclass(frozen=True)
class Table:
    """The life of one noun.

    `states` maps each state to the words that end the sentence "The case …" (`is closed`); `deeds` maps each deed (a
    kind of fact) to the words that end "It can …" (`be closed`); `arrows` maps (state, deed) to the state after it.
    Noun, states and deeds are messages of the catalogues, which hold the forms that fit the whole sentence.
    """

    noun: str
    start: str
    states: Mapping[str, str]
    deeds: Mapping[str, str]
    arrows: Mapping[tuple[str, str], str]

    def may(self, state: str, deed: str) -> Verdict:
        """Tell whether a deed is possible in a state, or which state it would need (ValueError: a foreign word)."""
        if state not in self.states or deed not in self.deeds:
            message = f"{self.noun} knows no state {state!r} or no deed {deed!r}"
            raise ValueError(message)
        if (state, deed) in self.arrows:
            return ALLOWED
        needed = [Phrase(self.states[known]) for known in self.states if (known, deed) in self.arrows]
        return Refused(
            phrase(
                _("%(noun)s %(state)s. It can %(deed)s only when it %(needed)s."),
                noun=Phrase(self.noun),
                state=Phrase(self.states[state]),
                deed=Phrase(self.deeds[deed]),
                needed=either(needed),
            )
        )

    def after(self, state: str, deed: str) -> str:
        """Give the state after a deed; a deed without an arrow leaves the state as it is."""
        return self.arrows.get((state, deed), state)

    def state_from(self, facts: Iterable[Fact]) -> str:
        """Give the state that follows from the facts of this one noun, in the order of the journal."""
        state = self.start
        for fact in facts:
            state = self.arrows.get((state, fact.kind), state)
        return state


def arrows(*lines: tuple[str, str, str]) -> dict[tuple[str, str], str]:
    """Write arrows as lines `(states before, deed, state after)`, the states before with blanks between.

    `=` as the state after keeps the state.
    """
    return {
        (before, deed): before if after == "=" else after
        for befores, deed, after in lines
        for before in befores.split()
    }
