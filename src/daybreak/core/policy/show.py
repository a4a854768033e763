"""Prints a policy as a reader would want it: who we are, how to report, who does what by when, how we publish."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from daybreak.core.policy.show_calendar import days_off
from daybreak.core.policy.show_embargo import embargo_words
from daybreak.core.policy.show_lists import deadline_lines, duty_lines
from daybreak.core.policy.show_notes import note_words
from daybreak.core.policy.show_table import table, width
from daybreak.core.policy.show_words import fact_words, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_people import Division
    from daybreak.core.words import Text


def show(policy: Policy, language: str) -> str:
    """Give the policy as plain text in `language` (labels: Japanese or English; names fall back to the first)."""
    sheet = _Sheet(policy, language)
    return "\n".join(sheet.lines()).rstrip() + "\n"


class _Sheet:
    """One policy shown in one language."""

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy = policy
        self.language = language

    def lines(self) -> Iterator[str]:
        """Give every line, section by section."""
        yield from self._organisation()
        yield from self._section("doors", self._doors())
        yield from self._section("questions", self._questions())
        yield from self._section("roles", self._roles())
        yield from self._section("parties", self._parties())
        yield from self._section("severity", self._severity())
        yield from self._section("duties", duty_lines(self.policy, self.language))
        yield from self._section("deadlines", deadline_lines(self.policy, self.language))
        yield from self._section("gates", self._gates())
        yield from self._section("components", self._components())
        yield from self._section("disclosure", list(self._disclosure()))
        yield from self._section("confidence", list(self._confidence()))
        yield from self._section("revisions", self._revisions())

    def _say(self, text: Text) -> str:
        return text.in_(self.language, self.policy.language)

    def _word(self, label: str) -> str:
        return word(label, self.language)

    def _role(self, role: str) -> str:
        return self._say(self.policy.roles[role].name)

    def _party(self, party: str) -> str:
        return self._say(self.policy.parties[party].name)

    def _section(self, label: str, lines: list[str]) -> Iterator[str]:
        """Head some lines, or say nothing where there are none."""
        if lines:
            heading = self._word(label)
            yield from ("", heading, "=" * width(heading), *lines)

    def _organisation(self) -> Iterator[str]:
        ours = self.policy.organisation
        title = self._say(ours.name)
        yield title
        yield "=" * width(title)
        yield f"{self._word('numbers')}: {ours.numbers.case}-…, {ours.numbers.advisory}-…"
        yield f"{self._word('zone')}: {ours.time_zone}"
        yield f"{self._word('days_off')}: {days_off(ours.calendar, self.language)}"
        yield f"{self._word('at_once')}: {ours.at_once.spoken(self.language)}"
        if self.policy.included:
            yield f"{self._word('overlays')}: {', '.join(self.policy.included)}"
        if ours.divisions:
            yield f"{self._word('divisions')}: {', '.join(map(self._division, ours.divisions.values()))}"

    def _division(self, division: Division) -> str:
        """Name a division, and the clock by which it counts where that is its own."""
        off = days_off(division.calendar, self.language) if division.calendar else ""
        own = [division.time_zone, f"{self._word('days_off').lower()}: {off}" if off else None]
        said = ", ".join(filter(None, own))
        return self._say(division.name) + (f" ({said})" if said else "")

    def _doors(self) -> list[str]:
        return [
            f"- {self._word(door.door)} ({self._word(door.for_)})"
            + (f": {door.address}" if door.address else "")
            + f" → {', '.join(self._role(role) for role in self.policy.triage_roles(door.id))}"
            for door in self.policy.intake.doors
        ]

    def _questions(self) -> list[str]:
        required = f" ({self._word('required')})"
        return [f"- {self._say(asked.label)}{required if asked.required else ''}" for asked in self.policy.intake.ask]

    def _roles(self) -> list[str]:
        return [
            f"- {self._say(role.name)}"
            + (f" ({self._word('deputy')}: {self._role(role.deputy)})" if role.deputy else "")
            for role in self.policy.roles.values()
        ]

    def _parties(self) -> list[str]:
        return [
            f"- {self._say(party.name)}" + (f": {party.mail or party.portal}" if party.mail or party.portal else "")
            for party in self.policy.parties.values()
        ]

    def _severity(self) -> list[str]:
        bands = self.policy.severity.bands
        tops = [*(band.from_ - Decimal("0.1") for band in bands[1:]), Decimal(10)]
        rows = [[self._say(band.name), f"{band.from_}–{top:.1f}"] for band, top in zip(bands, tops, strict=True)]
        return table([self._word("severity"), "CVSS"], rows[::-1])

    def _gates(self) -> list[str]:
        gates = self.policy.releases.gates if self.policy.releases else ()
        rows = [
            [self._say(gate.name), ", ".join(gate.before).replace("_", " "), self._role(gate.owner)] for gate in gates
        ]
        return table([self._word("what"), self._word("when"), self._word("who")], rows) if rows else []

    def _components(self) -> list[str]:
        kinds = self.policy.components.kinds.values() if self.policy.components else ()
        return [f"- {self._say(kind.name)}: {self._word(kind.promise)}" for kind in kinds]

    def _disclosure(self) -> Iterator[str]:
        rules = self.policy.disclosure
        for fact, trigger in rules.advise_when.items():
            gap = "" if self.language.startswith("ja") else " "
            event = fact_words(fact, self.language, {})
            yield f"- {self._word('advise')}{gap}{self._word(trigger)}: {event}"
        if rules.together_with:
            yield f"- {self._word('together')}: {', '.join(map(self._party, rules.together_with))}"
        if rules.publish_on:
            days = " ".join(map(self._word, rules.publish_on.days))
            yield f"- {self._word('publish_on')}: {days}, {rules.publish_on.at} {self.policy.organisation.time_zone}"
        if rules.approvals:
            yield f"- {self._word('approvals')}: {' → '.join(self._role(it.by) for it in rules.approvals)}"
        of = f" ({', '.join(map(self._role, rules.release_by.of))})" if rules.release_by.of else ""
        yield f"- {self._word('release')}: {rules.release_by.people} {self._word('people')}{of}"
        yield from (f"- {label}: {words}" for label, words in embargo_words(self.policy, self.language))
        if rules.emergency:
            yield f"- {self._word('emergency')}: {rules.emergency.advise_within.spoken(self.language)}"
        if rules.credit == "with_consent":
            yield f"- {self._word('credit')}"
        yield from (f"- {words}" for words in note_words(self.policy, self.language))
        yield f"- {self._word('channels')}: {', '.join(self.policy.publication.channels).replace('_', ' ')}"
        yield from self._cve()

    def _cve(self) -> Iterator[str]:
        rules = self.policy.disclosure.cve
        yield f"- {self._word('cve')}: {self._word(f'cve_{rules.through}')}"
        kept = [self._word(f"{rules.end_of_life}_past"), self._word(f"{rules.investigate_end_of_life}_past")]
        yield f"- {self._word('past_end_of_life')}: {', '.join(kept)}"

    def _confidence(self) -> Iterator[str]:
        """Say how the way in is protected (B7, B8, B13): key, mail authentication, what the statement covers."""
        rules = self.policy.intake
        if rules.key:
            size = f" {rules.key.size}" if rules.key.type == "RSA" else ""
            key = f"{rules.key.type}{size}, {rules.key.life.spoken(self.language)}"
            yield f"- {self._word('key')}: {key}; {self._word(rules.key.keep_old)}"
        yield f"- {self._word('mail_in')}: {self._word(rules.mail_authentication.incoming)}"
        if rules.mail_authentication.outgoing:
            yield f"- {self._word('mail_out')}: {', '.join(rules.mail_authentication.outgoing).upper()}"
        if rules.privacy:
            covered = ", ".join(map(self._word, rules.privacy.covers))
            yield f"- {self._word('privacy')} {rules.privacy.version}: {covered}"

    def _revisions(self) -> list[str]:
        return [f"- {it.date.isoformat()} {it.section or ''}: {self._say(it.note)}" for it in self.policy.revisions]
