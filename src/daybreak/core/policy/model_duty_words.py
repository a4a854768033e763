"""The words a duty is said with: its anchors, who, done by, conditions, what must be sent, pauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_serializer, model_validator

from daybreak.core.phrase import WrongWords
from daybreak.core.policy.model_intake import Mailbox
from daybreak.core.policy.model_values import (
    Anchors,
    Certainty,
    Counted,
    FactKinds,
    Id,
    Ids,
    Line,
    Section,
    Words,
    text_or_list,
    underscored,
)
from daybreak.core.words import gettext_noop as _

OWNING_DIVISION = "owning division"
EndingDay = Annotated[
    Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "closed_day"], BeforeValidator(underscored)
]


class Since(Section):
    """When a duty's clock starts: at the earlier, or the later, of its anchors.

    In the file one anchor, a list (the earliest counts), `{earlier_of: […]}` or `{later_of: […]}`. An anchor is a
    kind of fact, or `kept.<duty id>`: the instant at which another duty was fulfilled.
    """

    earlier_of: Anchors = ()
    later_of: Anchors = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return raw if isinstance(raw, Mapping) else {"earlier_of": raw}

    @model_validator(mode="after")
    def _one_of_both(self) -> Since:
        if bool(self.earlier_of) == bool(self.later_of):
            raise WrongWords(_("name at least one fact to start from, either under earlier_of or under later_of"))
        return self

    @model_serializer
    def _write(self) -> dict[str, Any]:
        return {"later_of": list(self.later_of)} if self.later_of else {"earlier_of": list(self.earlier_of)}

    @property
    def anchors(self) -> tuple[str, ...]:
        """All anchors, whichever way they are combined."""
        return self.earlier_of or self.later_of

    @property
    def latest(self) -> bool:
        """Tell whether all anchors must have happened (`later_of`), not just one."""
        return bool(self.later_of)


class Who(Section):
    """Who does it: roles, a role per kind of mailbox, or the desk of the owning division."""

    roles: Ids = ()
    by_mailbox: Mapping[Mailbox, Id] = Field(default_factory=dict)
    owning_division: bool = False
    _desks: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if raw == OWNING_DIVISION:
            return {"owning_division": True}
        return {"by_mailbox": raw} if isinstance(raw, Mapping) else {"roles": raw}

    @model_validator(mode="after")
    def _somebody(self) -> Who:
        if not (self.roles or self.by_mailbox or self.owning_division):
            raise WrongWords(_("name at least one role"))
        return self

    @model_serializer
    def _write(self) -> Any:
        return OWNING_DIVISION if self.owning_division else dict(self.by_mailbox) or list(self.roles)

    def settle(self, desks: Mapping[str, str]) -> None:
        """Tell which role is the desk of each division; called once, by the policy that holds this."""
        self._desks = dict(desks)

    def roles_for(self, mailbox: str | None = None, division: str | None = None) -> tuple[str, ...]:
        """Give the roles that act, for a kind of mailbox and a division; all desks where the division is unknown."""
        if self.owning_division:
            known = self._desks.get(division or "")
            return (known,) if known else tuple(dict.fromkeys(self._desks.values()))
        if self.by_mailbox:
            known = next((role for kind, role in self.by_mailbox.items() if kind == mailbox), "")
            return (known,) if known else ()
        return self.roles


class Company(Section):
    """Who takes part beside the one who acts: roles, or roles by band (A6h, A6m)."""

    roles: Ids = ()
    by_band: Mapping[Id, Ids] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"by_band": raw} if isinstance(raw, Mapping) else {"roles": raw}

    @model_serializer
    def _write(self) -> Any:
        return {band: list(roles) for band, roles in self.by_band.items()} or list(self.roles)

    def for_band(self, band: str | None) -> tuple[str, ...]:
        """Give the roles invited at this band."""
        return self.by_band.get(band or "", ()) if self.by_band else self.roles


class Doing(Section):
    """What fulfils a duty: any one of some facts, by surface where the surfaces differ (A6)."""

    any_of: FactKinds = ()
    by_surface: Mapping[Id, FactKinds] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"by_surface": raw} if isinstance(raw, Mapping) else {"any_of": raw}

    @model_validator(mode="after")
    def _something(self) -> Doing:
        if not (self.any_of or self.by_surface):
            raise WrongWords(_("name at least one fact that fulfils the duty"))
        return self

    @model_serializer
    def _write(self) -> Any:
        return {surface: list(facts) for surface, facts in self.by_surface.items()} or list(self.any_of)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that fulfils it on some surface."""
        return self.any_of or tuple(dict.fromkeys(kind for kinds in self.by_surface.values() for kind in kinds))

    def for_surface(self, surface: str | None) -> tuple[str, ...]:
        """Give the facts that fulfil it on this surface; every one of them where the surface is not known."""
        return self.by_surface.get(surface or "", self.facts)


class Condition(Section):
    """When a duty holds at all: every particular given must have one of the values given.

    `severity` bands, `surface`, `support` state, `component` (own, or a kind of the policy), `kind` of case,
    `status` of an affect, `in` whose code the flaw is, `found_by` whom, `concerns` (a yes/no particular of the
    case), `public`, `attacked`, `exploit_public`, `adversary_has_exploit`, `adversary_knows` (facts of the
    vulnerability), `mailbox` kind, `market`, `release_kind` (a kind of release of the policy, or `other`).
    """

    severity: Ids = ()
    surface: Ids = ()
    support: Annotated[tuple[Literal["supported", "end_of_life"], ...], BeforeValidator(text_or_list)] = ()
    component: Ids = ()
    kind: Annotated[tuple[Literal["vulnerability", "incident"], ...], BeforeValidator(text_or_list)] = ()
    status: Annotated[
        tuple[Literal["under_investigation", "affected", "not_affected", "fixed"], ...],
        BeforeValidator(text_or_list),
    ] = ()
    in_: Annotated[
        tuple[Literal["own_product", "common_software", "others_product"], ...],
        BeforeValidator(text_or_list),
    ] = Field(default=(), alias="in")
    found_by: Annotated[
        tuple[Literal["ourselves", "finder", "coordinator", "customer", "feed"], ...],
        BeforeValidator(text_or_list),
    ] = ()
    concerns: Ids = ()
    mailbox: Annotated[tuple[Mailbox, ...], BeforeValidator(text_or_list)] = ()
    market: Words = ()
    release_kind: Ids = ()
    public: bool | None = None
    attacked: bool | None = None
    exploit_public: bool | None = None
    adversary_has_exploit: bool | None = None
    adversary_knows: bool | None = None

    def demands(self) -> dict[str, tuple[str | bool, ...]]:
        """Give what is demanded, by the words of the file; an empty mapping demands nothing."""
        asked: dict[str, tuple[str | bool, ...]] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value not in ((), None):
                asked[field.alias or name] = value if isinstance(value, tuple) else (value,)
        return asked


class Otherwise(Section):
    """What holds where the condition is not met: the duty may be waived by these roles, is best effort, or is off."""

    do: Literal["may_be_waived", "best_effort", "nothing"] = "nothing"
    by: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return {"do": raw} if isinstance(raw, str) else raw


class WithoutDetail(Section):
    """The variant that an embargo lets through: its template, what it must say, and what it does for the duty.

    `fulfils: wholly` ends the duty; `partly` keeps its limit, and a letter with detail is owed once silence ends.
    """

    template: Id
    must_say: Ids = ()
    fulfils: Literal["wholly", "partly"] = "partly"


class Send(Section):
    """What must be sent: the template, whether as an attachment, what it must say, and which facts call for an update.

    `by: hand` means that there is no interface to submit to: a sheet is prepared and the receipt recorded.
    `without_detail` is what may go instead while an embargo forbids the detail.
    """

    template: Id
    attached: bool = False
    must_say: Ids = ()
    update_on: FactKinds = ()
    by: Literal["mail", "hand"] = "mail"
    without_detail: WithoutDetail | None = None


class Grant(Section):
    """Who may extend a duty, and who is told."""

    by: Ids
    tell: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return raw if isinstance(raw, Mapping) else {"by": raw}


class Pause(Section):
    """While whom the clock waits for, how long at most, and what then."""

    waiting_for: Literal["finder", "division", "supplier", "coordinator"]
    at_most: Counted
    then: Literal["go_on", "escalate"] = "go_on"


class NeverEndsOn(Section):
    """On which days no limit and no aim of a duty falls, and whether it moves to an earlier or a later day.

    In the file a list, `[fri, closed day]`, moves it earlier: nobody is promised something and gets it later for
    that. A limit never moves before its start. An extension names its own instant and is not moved.
    """

    days: Annotated[tuple[EndingDay, ...], BeforeValidator(text_or_list), Field(min_length=1)]
    move: Literal["earlier", "later"] = "earlier"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return raw if isinstance(raw, Mapping) else {"days": raw}


class Basis(Section):
    """Where a duty comes from: clause, source and its version, and how surely we read it (reference/duties.md)."""

    clause: Line
    source: Line | None = None
    version: Line | None = None
    read: Certainty = "in_the_text"
