"""When and how the world is told: triggers, CVE, agreed instants, approvals, emergency, channels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from daybreak.core.clocks.spans import Span
from daybreak.core.phrase import WrongWords
from daybreak.core.policy.model_duty_words import Condition
from daybreak.core.policy.model_values import (
    Counted,
    FactKind,
    FactKinds,
    Id,
    Ids,
    Section,
    SpanBefore,
    SpanField,
    Timed,
)
from daybreak.core.words import gettext_noop as _

_PEOPLE = re.compile(r"([2-9]) people", re.ASCII)
_QUORUM = re.compile(r"([1-9][0-9]?|100)%", re.ASCII)

Trigger = Literal["permits", "obliges"]


def _read_triggers(raw: object) -> object:
    """Read a bare list of facts as triggers that permit an advisory, each."""
    return dict.fromkeys(raw, "permits") if isinstance(raw, list) and all(isinstance(it, str) for it in raw) else raw


class ThirdParty(Section):
    """What is said about flaws in others' code: advisory, number in the release note, a page per CVE (A9c, C9).

    `cve_page: always` goes with `answer_by` under disclosure: somebody writes what the page says.
    """

    advisory: Literal["never", "like_own"] = "like_own"
    release_note: Literal["public_cve", "nothing"] = "public_cve"
    cve_page: Literal["always", "never"] = "never"


class CveRule(Section):
    """For what CVE IDs are assigned, through whom, and what holds past end of life (B4a, B4b).

    `for: own_products` asks for no ID of ours for what lies in others' code alone: no gate waits for one, and none is
    requested; the ID that others gave it may be recorded. `for: any_product` asks for one wherever we found it.
    """

    for_: Literal["own_products", "any_product"] = Field(default="own_products", alias="for")
    through: Literal["own_cna", "coordinator", "by_hand"] = "by_hand"
    end_of_life: Literal["assign", "leave"] = "assign"
    investigate_end_of_life: Literal["optional", "required"] = "optional"


class AgreedInstant(Section):
    """The instant shared with a coordinator: who proposes it, until when they must confirm, what if not (B4c)."""

    proposed_by: Id
    must_confirm: SpanBefore
    if_not: Literal["hold", "publish"] = "hold"
    if_moved: Literal["hold", "follow"] = "hold"


class PublishOn(Section):
    """On which weekdays and at what time of day (organisation's zone) is published."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    not_before_closed_day: bool = False
    unless: Literal["agreed_with_coordinator"] | None = None


class Approval(Section):
    """An approval of the advisory's content, by role, in the order of the list; the role's deputy may give it.

    `of: every affected division` asks each division's holder of the role; `when` limits it to some cases;
    `within` is how long the approver has, from the moment it is their turn.
    """

    by: Id
    of: Literal["every_affected_division"] | None = None
    when: Condition = Condition()
    within: Timed | None = None


class ReleaseBy(Section):
    """How many different people release a content hash, and of which roles (any who may see the case, if none)."""

    people: Annotated[int, Field(ge=2, le=9)] = 2
    of: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if not isinstance(raw, str):
            return raw
        found = _PEOPLE.fullmatch(raw)
        if found is None:
            raise WrongWords(_('write how many people release, at least "2 people"'))
        return {"people": int(found[1])}


class Emergency(Section):
    """What may be skipped when the world knows already, who decides, and the longest delay until an advisory."""

    when: FactKinds
    may_skip: Ids = ()
    by: Ids
    advise_within: SpanField


class Translation(Section):
    """How long a translation may follow, and who checks it (B12)."""

    may_follow: Timed
    checked_by: Id


class AnswerBy(Section):
    """Who writes a public answer about a CVE and who, another person, releases it (C9)."""

    who: Id
    second: Id


Asker = Literal["ourselves", "finder", "coordinator", "vendor", "upstream", "partner", "csirt", "authority", "customer"]
"""Who asks for silence: ourselves, the finder, or a party of this kind."""


def _read_quorum(raw: object) -> int | None:
    """Read `50%` as 50."""
    found = _QUORUM.fullmatch(raw) if isinstance(raw, str) else None
    if raw is not None and found is None:
        raise WrongWords(_("write a share of the vendors between 1%% and 100%%, for example 50%%"))
    return int(found[1]) if found else None


Quorum = Annotated[int | None, BeforeValidator(_read_quorum), PlainSerializer(lambda said: said and f"{said}%")]
"""A share of the vendors of a case, in percent."""


class EmbargoRule(Section):
    """The embargo proposed where nobody asked for another, and the longest one agreed to, from the first report.

    One asked for by somebody of `longer_if_asked_by` may be longer than the longest.

    One asked for by somebody of `binds_if_asked_by` forbids telling detail to any party outside that has not joined
    the case; a duty that orders it all the same is a conflict which people decide. `may_tell` are parties told anyway.

    Whoever has not answered an invitation or a proposal after `answer_within` counts as declining. Once `quorum` of the
    vendors in the case have their fix ready, the rest need not be waited for; without it people decide, with a reason.

    What is proposed is agreed or rejected, and an embargo ended, by the roles of `decided_by` and their deputies, or by
    everybody in the case where none is named. Anybody in the case may propose an end. `ended_early_by: 2 people` lets
    no one end an embargo early alone: one proposes the earlier end, another accepts it, unless attacks, exploit code or
    a fix that is out say that it should end.
    """

    default: Counted = Span("day", 90)
    longest: Counted | None = None
    longer_if_asked_by: tuple[Asker, ...] = ()
    binds_if_asked_by: tuple[Asker, ...] = ("coordinator", "vendor", "upstream")
    may_tell: Ids = ()
    answer_within: Counted = Span("day", 7)
    quorum: Quorum = None
    decided_by: Ids = ()
    ended_early_by: Literal["1 person", "2 people"] = "1 person"


class Disclosure(Section):
    """The rules of telling the world (A8, B4, B9, A9, A11, C9).

    `correct_within` is how long a public advisory may tell of a fix whose roll-out was taken back (A12).
    """

    advise_when: Annotated[Mapping[FactKind, Trigger], BeforeValidator(_read_triggers), Field(min_length=1)]
    third_party: ThirdParty = ThirdParty()
    cve: CveRule = CveRule()
    fix_may_ship_first: bool = False
    number_answers_early: bool = False
    embargo: EmbargoRule = EmbargoRule()
    together_with: Ids = ()
    agreed_instant: AgreedInstant | None = None
    publish_on: PublishOn | None = None
    approvals: tuple[Approval, ...] = ()
    release_by: ReleaseBy = ReleaseBy()
    emergency: Emergency | None = None
    correct_within: Timed = Span("business day", 1)
    translation: Translation | None = None
    answer_by: AnswerBy | None = None
    credit: Literal["with_consent", "never"] = "with_consent"


class CustomersFirst(Section):
    """Whom we tell ahead, how long, and no more than that a release comes.

    An advisory's first release waits until they were told so long ahead; where the world knows already it only warns,
    and an emergency may skip the party.
    """

    party: Id
    before: Counted
    what: Literal["that_a_release_comes"] = "that_a_release_comes"


Channel = Literal[
    "bulletin", "csaf", "vex", "osv", "feeds", "cve", "subscribers", "release_notes", "jvn", "component_list"
]


class PublicationRule(Section):
    """Where an advisory goes; `jvn` is handed over and watched, never sent by us (B4c)."""

    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    customers_first: CustomersFirst | None = None
