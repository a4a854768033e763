"""Who the policy speaks of: the organisation with its divisions, the roles, the outside parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from daybreak.core.clocks.spans import Span
from daybreak.core.policy.model_values import Counted, Id, Ids, Line, Mail, Section
from daybreak.core.words import Text

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 tag, for example `ja`."""
ClosedDays = Annotated[str, Field(pattern=r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}(\.\.([0-9]{4}-)?[0-9]{2}-[0-9]{2})?$")]
"""`08-13`, `2026-05-02` or `12-29..01-03`: both ends closed, across the turn of the year if need be."""


class CalendarRule(Section):
    """Which days are not worked: a country's public holidays (ISO 3166, `JP`, `PT-11`) and closed stretches."""

    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    closed: tuple[ClosedDays, ...] = ()


class Numbers(Section):
    """The prefixes of case and advisory numbers; they must differ."""

    case: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,11}$")]
    advisory: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,11}$")]


class Division(Section):
    """A division or group company: the product families it owns, the role that is its desk (B3).

    Its own calendar and time zone count for what it is asked; where it has none, the organisation's do.
    """

    name: Text
    products: tuple[Id, ...] = ()
    desk: Id | None = None
    calendar: CalendarRule | None = None
    time_zone: Line | None = None


class Years(Section):
    """How a quarter is counted: three months from the start, or to the end of the calendar's quarter."""

    quarter: Literal["calendar_months", "end_of_quarter"] = "calendar_months"


class Organisation(Section):
    """Whose policy it is, in which languages (the first is the default), zone and calendar."""

    name: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    binding_language: Language | None = None
    time_zone: Line
    calendar: CalendarRule = CalendarRule()
    at_once: Counted = Span("hour", 1)
    numbers: Numbers
    years: Years = Years()
    divisions: Mapping[Id, Division] = Field(default_factory=dict)


class Role(Section):
    """A part that persons take on the site, not here.

    `deputy` is the role that answers when this one does not; `one_per` says that each division has its own;
    `everyone` is a role nobody needs to be given. `takes_over_from` are the roles whose duties it does in a case that
    is handed over to it, which may be only one that has the particular `if_concerns` (B1).
    """

    name: Text
    deputy: Id | None = None
    one_per: Literal["division"] | None = None
    everyone: bool = False
    takes_over_from: Ids = ()
    if_concerns: Id | None = None


WrittenTo = Literal["pgp", "encrypted_attachment", "agreed_plain", "by_hand"]


class Party(Section):
    """Somebody outside (or a team inside, `inside: true`) whom duties write to.

    `written_to` says how restricted words reach them: `pgp`, `encrypted_attachment`, `agreed_plain` (two people
    release it) or `by_hand` (a person enters it at `portal` and records the receipt). `many` with `from` are
    parties that come from the inventory and have no address here: a duty writes to the one of the thing it exists for;
    `publishes_on` names the portal they publish on themselves (B4c).
    """

    kind: Literal["partner", "coordinator", "csirt", "authority", "upstream", "customer", "vendor"]
    name: Text
    mail: Mail | None = None
    language: Language | None = None
    written_to: WrittenTo | None = None
    portal: Annotated[str, Field(pattern=r"^https://[^\s]+$")] | None = None
    basis: Line | None = None
    inside: bool = False
    many: bool = False
    from_: Literal["components", "subscribers"] | None = Field(default=None, alias="from")
    publishes_on: Id | None = None


class Concern(Section):
    """A yes/no particular that a case can have, for example that it concerns our own network (B1)."""

    name: Text
    hint: Text | None = None


class Reason(Section):
    """A reason from the policy's list, for extending a duty (A13)."""

    name: Text
