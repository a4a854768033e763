"""Where a case's page stands: the case, its policy, who looks, when, in which zone; and the policy's names in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from daybreak.design import speech
from daybreak.design.speech import listed
from daybreak.doors.desk.case_words import WHOSE, word
from daybreak.people.roster import name_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.case_page import header
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.queries import case_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Case
    from daybreak.stages.cases.case_page import Header
    from daybreak.stages.cases.duty_board import DutyLine


@dataclass(frozen=True)
class Setting:
    """One look at one case. `zone` is the organisation's: every time on the page is entered and shown in it."""

    case: Case
    policy: Policy
    viewer: Viewer
    now: datetime
    language: str

    @property
    def number(self) -> str:
        """The case's number."""
        return self.case.number

    @property
    def zone(self) -> str:
        """The organisation's zone, an IANA name."""
        return self.policy.organisation.time_zone

    @property
    def actor(self) -> Actor:
        """Who does the deed."""
        return self.viewer.actor

    @cached_property
    def top(self) -> Header:
        """The case's head, read once for the page."""
        return header(self.viewer, self.now, self.number)

    @cached_property
    def duties(self) -> tuple[DutyLine, ...]:
        """Every duty of the case, derived once for the page."""
        return case_duties(self.viewer, self.now, self.number)

    @property
    def next(self) -> list[DutyLine]:
        """The running duties: what is overdue first, then what ends soonest."""
        return [line for line in self.duties if line.running]

    def road(self, tab: str) -> str:
        """Give the address of one of the case's tabs."""
        return reverse(f"desk:{tab}", args=[self.number])

    def said(self, text: Text) -> str:
        """Say a text of the policy in the reader's language."""
        return text.in_(self.language, self.policy.language)

    def role(self, role: str) -> str:
        """Name a role; one the policy no longer has keeps its id."""
        if role.startswith("person:"):
            return name_of(role)
        return self.said(self.policy.roles[role].name) if role in self.policy.roles else role

    def roles(self, roles: Iterable[str]) -> str:
        """Name several roles in one line."""
        return listed(self.role(role) for role in roles)

    def band(self, band: str) -> str:
        """Name a severity band."""
        return self.said(self.policy.band_name(band)) if band in self.policy.bands else band

    def given_to(self, kind: str) -> str:
        """Say to which roles the policy gives a deed, by the fact it makes (C2)."""
        named = {role for rule in self.policy.duties if kind in rule.fulfilled_by() for role in rule.roles_for()}
        return gettext("The policy gives this to %(roles)s.") % {"roles": self.roles(sorted(named))}

    def surface(self, surface: str) -> str:
        """Name a surface."""
        return self.said(self.policy.surfaces[surface]) if surface in self.policy.surfaces else surface

    def division(self, division: str) -> str:
        """Name a division; "" for products without one."""
        known = self.policy.organisation.divisions
        return self.said(known[division].name) if division in known else division

    def reason(self, reason: str) -> str:
        """Name a reason for extending a duty."""
        return self.said(self.policy.reasons[reason].name) if reason in self.policy.reasons else reason

    def concern(self, concern: str) -> str:
        """Name a yes/no particular of the policy."""
        return self.said(self.policy.concerns[concern].name) if concern in self.policy.concerns else concern

    def component(self, component: str) -> str:
        """Say in whose code: a kind of component of the policy, our own, or elsewhere."""
        kinds = self.policy.components.kinds if self.policy.components else {}
        return self.said(kinds[component].name) if component in kinds else word(WHOSE, component)

    def party(self, party: str) -> str:
        """Name a party of the policy; one it no longer has keeps its id."""
        return self.said(self.policy.parties[party].name) if party in self.policy.parties else party

    def duty(self, rule: str) -> str:
        """Name a duty of the policy; one it no longer has keeps its id."""
        return next((self.said(one.name) for one in self.policy.owed if one.id == rule), rule)


def setting_for(request: HouseRequest, number: str) -> Setting:
    """Look at a case. Raises NotVisible."""
    case = case_for(request.viewer, request.now, number)
    language = speech.language()
    return Setting(case, policy_of(case.policy), request.viewer, request.now, language)
