"""A duty: who must do what by when, why, and which fact proves that it was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from daybreak.core.policy.model_duty_words import (
    Basis,
    Company,
    Condition,
    Doing,
    Grant,
    NeverEndsOn,
    Otherwise,
    Pause,
    Send,
    Since,
    Who,
)
from daybreak.core.policy.model_limits import UNKNOWN, Limits
from daybreak.core.policy.model_values import (
    KEPT,
    Anchors,
    Cadence,
    Counted,
    FactKind,
    Id,
    Ids,
    Section,
    Share,
    SpanField,
    Words,
)
from daybreak.core.words import Text

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span

Scope = Literal[
    "mailbox",
    "report",
    "case",
    "vulnerability",
    "affect",
    "division",
    "remedy",
    "participant",
    "component",
    "release",
    "finding",
    "key",
    "policy",
    "person",
    "follow_up",
    "advisory",
    "approval",
]
"""What a duty exists once for; the same words name a fact's subjects."""

_SPOKEN_SCOPES = {"affected product": "affect", "asked division": "division", "external component": "component"}
_OWN_SCOPE: dict[str, Scope] = {
    "report": "report",
    "erasure": "report",
    "mailbox": "mailbox",
    "key": "key",
    "policy": "policy",
    "release": "release",
    "component": "component",
    "finding": "finding",
    "vulnerability": "vulnerability",
    "digest": "person",
    "follow_up": "follow_up",
}
"""What a duty exists once for, by the first word of the fact it starts from; other facts are about the case."""


def _read_scope(raw: object) -> object:
    """Read `affected product` as the affect it is, `asked division` as the division."""
    return _SPOKEN_SCOPES.get(raw, raw) if isinstance(raw, str) else raw


Strength = Literal["law", "contract", "programme_rule", "own_promise"]
Step = Annotated[str, Field(pattern=r"^([1-9][0-9]?%|due|overdue)$")]
RemedyKind = Literal["fix", "procedure", "workaround", "mitigation"]


class DutyRule(Section):
    """One duty of the policy. Times are spans; which instant they lead to is computed elsewhere, from facts.

    `every` makes it recur (`until` a fact, if given); `before` names the fact that must not happen first;
    otherwise `since` starts its clock, `aim` is what is hoped for and `within` the limit. `to` with `send` says
    what must go out to whom; without `done_by` such a duty is fulfilled by `notice.sent` with code duty = `id`.
    `warn_at`, `warn_before` and `escalate` count to the limit; of a duty with an `aim` alone they count to the aim.
    `gate` narrows a duty about a release to the facts of one of the policy's gates (C3), `approval` one about an
    advisory's approvals to one role. `ahead` ends it so long before the instant of publication that was named last.
    `update_of` names the duty whose letter must be sent again, marked as an update. No file needs to write these four:
    other sections, and what a letter must tell anew, bring such duties.
    """

    id: Id
    name: Text
    note: Text | None = None
    per: Annotated[Scope, BeforeValidator(_read_scope)] | None = None
    since: Since | None = None
    before: FactKind | None = None
    every: Cadence | None = None
    until: FactKind | None = None
    when: Condition = Condition()
    otherwise: Otherwise | None = None
    aim: Limits | None = None
    within: Limits | None = None
    never_ends_on: NeverEndsOn | None = None
    who: Who
    with_: Company | None = Field(default=None, alias="with")
    not_by: Literal["author"] | None = None
    to: Id | None = None
    send: Send | None = None
    done_by: Doing | None = None
    one_of: tuple[RemedyKind, ...] = ()
    gate: Id | None = None
    approval: Id | None = None
    ahead: SpanField | None = None
    update_of: Id | None = None
    unless_done_by: Anchors = ()
    on_branches: Literal["supported", "latest"] | None = None
    follow_up: Literal["required", "optional"] | None = None
    check_against: Words = ()
    strength: Strength = "own_promise"
    basis: Basis | None = None
    warn_at: Annotated[tuple[Share, ...], BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw)] = ()
    warn_before: tuple[Counted, ...] = ()
    escalate: Mapping[Step, Ids] = Field(default_factory=dict)
    extend_for: Ids = ()
    extension_by: Grant | None = None
    pause_while: Pause | None = None

    @property
    def scope(self) -> Scope:
        """What it exists once for: `per` where said, else what all its anchors are about, or the case."""
        if self.per:
            return self.per
        told = self.starts or ((self.before,) if self.before else ()) or self.fulfilled_by()
        scopes = {_OWN_SCOPE.get(kind.partition(".")[0], "case") for kind in told}
        return scopes.pop() if len(scopes) == 1 else "case"

    @property
    def starts(self) -> tuple[str, ...]:
        """The anchors its clock may start from: kinds of facts, or `kept.<duty id>`."""
        return self.since.anchors if self.since else ()

    @property
    def letter(self) -> str:
        """The id under which its letters are written: its own, or that of the duty whose letter it sends again."""
        return self.update_of or self.id

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The duties whose fulfilment it starts from."""
        return tuple(anchor.removeprefix(KEPT) for anchor in self.starts if anchor.startswith(KEPT))

    @property
    def waiver_by(self) -> tuple[str, ...]:
        """The roles of which one must agree before it is waived (B4b); none where any two people may.

        They are named for what does not meet the condition; what meets it is not waived with less.
        """
        return self.otherwise.by if self.otherwise and self.otherwise.do == "may_be_waived" else ()

    def limit_for(self, band: str | None = None, surface: str | None = None, support: str | None = None) -> Span | None:
        """Give the limit at this band and surface; None where the table is silent, so that no limit is known."""
        return self._find(self.within, band, surface, support)

    def aim_for(self, band: str | None = None, surface: str | None = None, support: str | None = None) -> Span | None:
        """Give the aim at this band and surface; None where there is none."""
        return self._find(self.aim, band, surface, support)

    def fulfilled_by(self, surface: str | None = None) -> tuple[str, ...]:
        """Give the kinds of facts that fulfil it on this surface; a duty to send is fulfilled by `notice.sent`."""
        if self.done_by:
            return self.done_by.for_surface(surface)
        return ("notice.sent",) if self.send else ()

    def roles_for(self, mailbox: str | None = None, division: str | None = None) -> tuple[str, ...]:
        """Give the roles that must act, for a kind of mailbox (`general`, `security`) and an owning division."""
        return self.who.roles_for(mailbox, division)

    def with_for(self, band: str | None = None) -> tuple[str, ...]:
        """Give the roles that take part beside those who act, at this band (A6h, A6m)."""
        return self.with_.for_band(band) if self.with_ else ()

    @staticmethod
    def _find(limits: Limits | None, band: str | None, surface: str | None, support: str | None) -> Span | None:
        return limits.find(band or UNKNOWN, surface, support) if limits else None
