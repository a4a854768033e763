"""The policy: everything a vendor promises about vulnerabilities, as one frozen value that the software runs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from daybreak.core.clocks.calendars import BusinessCalendar
from daybreak.core.policy.emergencies import published_when
from daybreak.core.policy.gate_duties import gate_duties
from daybreak.core.policy.implied import emergency_duty, promised_duties, update_duties
from daybreak.core.policy.model_disclosure import Disclosure, PublicationRule
from daybreak.core.policy.model_duty import DutyRule
from daybreak.core.policy.model_intake import AnswerTemplate, Door, Intake, Question
from daybreak.core.policy.model_page import Page, RevisionNote, Template
from daybreak.core.policy.model_people import Concern, Organisation, Party, Reason, Role
from daybreak.core.policy.model_severity import Severity
from daybreak.core.policy.model_supply import CatalogueProduct, Components, Releases
from daybreak.core.policy.model_values import Id, Section
from daybreak.core.words import Text


class Policy(Section):
    """A whole policy, overlays composed into it."""

    daybreak: Annotated[Literal[1], BeforeValidator(lambda raw: 1 if raw == "1" else raw)]
    included: tuple[str, ...] = ()
    organisation: Organisation
    roles: Annotated[Mapping[Id, Role], Field(min_length=1)]
    parties: Mapping[Id, Party] = Field(default_factory=dict)
    intake: Intake
    severity: Severity
    surfaces: Annotated[Mapping[Id, Text], Field(min_length=1)]
    concerns: Mapping[Id, Concern] = Field(default_factory=dict)
    reasons: Mapping[Id, Reason] = Field(default_factory=dict)
    components: Components | None = None
    duties: tuple[DutyRule, ...] = ()
    releases: Releases | None = None
    disclosure: Disclosure
    publication: PublicationRule
    templates: Mapping[Id, Template] = Field(default_factory=dict)
    products: tuple[CatalogueProduct, ...] = ()
    page: Page
    revisions: Annotated[tuple[RevisionNote, ...], Field(min_length=1)]
    _of_gates: tuple[DutyRule, ...] = PrivateAttr(default=())
    _promised: tuple[DutyRule, ...] = PrivateAttr(default=())
    _published_when: str | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        """Tell every duty of an owning division which role is whose desk (B3)."""
        del context
        desks = self.desks
        self._of_gates = gate_duties(self.releases)
        self._promised = (*promised_duties(self), *update_duties(self))
        self._published_when = published_when(self.duties)
        for rule in self.duties:
            rule.who.settle(desks)

    @property
    def language(self) -> str:
        """The first language, in which everything is said."""
        return self.organisation.languages[0]

    @property
    def binding_language(self) -> str:
        """The language whose text rules where two differ: as the policy says, else the first."""
        return self.organisation.binding_language or self.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language of the policy, the first first."""
        return self.organisation.languages

    @property
    def owed(self) -> tuple[DutyRule, ...]:
        """Every duty: those written as one, then what other sections promise (an emergency's delay, approvals
        in time, a confirmed instant, customers told ahead, a translation that follows, gates), and letters sent again.
        """
        rule = self.disclosure.emergency
        emergency = (emergency_duty(rule, self._published_when),) if rule else ()
        return (*self.duties, *emergency, *self._promised, *self._of_gates)

    @property
    def everybodys(self) -> tuple[str, ...]:
        """The roles that nobody needs to be given; where there is one, everybody employed is kept informed (C-emp)."""
        return tuple(role for role, entry in self.roles.items() if entry.everyone)

    @property
    def bands(self) -> tuple[str, ...]:
        """The ids of the severity bands, from the lowest up."""
        return tuple(band.id for band in self.severity.bands)

    def band_of(self, score: Decimal) -> str:
        """Give the band of a score between 0.0 and 10.0 (A5, C5)."""
        return self.severity.band_of(score)

    def band_name(self, band: str) -> Text:
        """Give a band's name; KeyError where there is no such band."""
        return {entry.id: entry.name for entry in self.severity.bands}[band]

    @property
    def desks(self) -> dict[str, str]:
        """The role that is each division's desk: its own word, else the first role that every division has."""
        common = next((role for role, entry in self.roles.items() if entry.one_per), None)
        named = {division: entry.desk or common for division, entry in self.organisation.divisions.items()}
        return {division: role for division, role in named.items() if role}

    def calendar(self, division: str | None = None) -> BusinessCalendar:
        """Give the calendar that counts: the division's own, else the organisation's; ValueError if it is none."""
        ours = self.organisation.divisions.get(division or "")
        rule = ours.calendar if ours and ours.calendar else self.organisation.calendar
        zone = ours.time_zone if ours and ours.time_zone else self.organisation.time_zone
        return BusinessCalendar(zone, rule.holidays, rule.closed)

    def duty(self, duty_id: str) -> DutyRule:
        """Give a duty by id; KeyError where there is none."""
        return {rule.id: rule for rule in self.owed}[duty_id]

    def question(self, question_id: str) -> Question:
        """Give a question of the report form by id; KeyError where there is none."""
        return {asked.id: asked for asked in self.intake.ask}[question_id]

    def answer(self, answer_id: str) -> AnswerTemplate:
        """Give an answer of triage by id; KeyError where there is none."""
        return {entry.id: entry for entry in self.intake.answers}[answer_id]

    def door(self, door_id: str) -> Door:
        """Give a door by id; KeyError where there is none."""
        return {door.id: door for door in self.intake.doors}[door_id]

    def triage_roles(self, door_id: str) -> tuple[str, ...]:
        """Give the roles that look into this door's mailbox: its own, else those of the duty to look (A3)."""
        door = self.door(door_id)
        if door.watched_by:
            return door.watched_by
        looks = (rule for rule in self.duties if "mailbox.looked_at" in rule.fulfilled_by())
        return tuple(dict.fromkeys(role for rule in looks for role in rule.roles_for(mailbox=door.for_)))

    def stand_ins(self, role: str) -> tuple[str, ...]:
        """Give the role and its deputies, in the order in which they are asked; a cycle ends where it began."""
        chain: list[str] = []
        following: str | None = role
        while following and following not in chain and following in self.roles:
            chain.append(following)
            following = self.roles[following].deputy
        return tuple(chain)
