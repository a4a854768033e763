"""How reports come in: doors, questions, answers of triage, key, mail rules, privacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from daybreak.core.policy.model_values import Counted, FactKind, Id, Ids, Line, Mail, Section, Size, Timed, Words
from daybreak.core.words import Text

Mailbox = Literal["general", "security", "components"]
"""What a door is for: any inquiry, security reports, or matches of components with known vulnerabilities."""
GENERAL: Mailbox = "general"
"""The mailbox of those who do not handle vulnerabilities (A3)."""
Outcome = Literal["not_a_vulnerability", "known", "duplicate", "out_of_scope"]


class Door(Section):
    """A way in. Its `id` names the mailbox it fills; `watched_by` are the roles that look and triage there.

    `from` names coordinators or feeds, `open_to` the roles that may use it (B2, C-emp); `encryption: asked` puts
    "please encrypt" on the page (B7).
    """

    id: Id
    door: Literal["web", "mail", "colleague", "coordinator", "feeds", "test"]
    for_: Mailbox = Field(alias="for")
    address: Mail | None = None
    watched_by: Ids = ()
    encryption: Literal["asked", "required", "possible"] = "possible"
    open_to: Ids = ()
    from_: Ids = Field(default=(), alias="from")

    @model_validator(mode="before")
    @classmethod
    def _own_name(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and "id" not in raw and isinstance(raw.get("door"), str):
            return {"id": f"{raw['door']}_{raw.get('for', raw.get('for_', ''))}", **raw}
        return raw


class Option(Section):
    """One value of a choice."""

    id: Id
    label: Text


class Question(Section):
    """One question of the report form (B6). `kind` says what is answered, `sets` which fact the answer becomes."""

    id: Id
    kind: Literal[
        "product", "version", "choice", "text", "line", "files", "date", "yes_no", "cve", "component", "credit"
    ]
    label: Text
    hint: Text | None = None
    required: bool = False
    options: tuple[Option, ...] = ()
    from_: Literal["cwe_families", "surfaces"] | None = Field(default=None, alias="from")
    sets: Literal["finder.deadline_set", "vulnerability.public", "vulnerability.attacked"] | None = None


class FileLimits(Section):
    """How large files may be, each and together, in bytes once read, and how many (A1)."""

    each: Size = 50_000_000
    together: Size = 200_000_000
    count: Annotated[int, Field(ge=1, le=200)] = 20


class AnswerTemplate(Section):
    """An answer of triage: closes a report with an outcome, in words that stand ready."""

    id: Id
    outcome: Outcome
    name: Text
    body: Text


class KnownInvalid(Section):
    """A kind of report that is known not to be a vulnerability: words it is recognised by, and its answer."""

    id: Id
    name: Text
    words: Words
    answer: Id


CURVE, CURVE_BITS = "Curve25519", 255


class KeyRule(Section):
    """The OpenPGP key for reports: type, size in bits, life, warnings ahead of expiry, old ones' fate (B7).

    `keep_old` is shown only: nothing here ever deletes a key.
    """

    type: Literal["RSA", "Curve25519"] = "RSA"
    size: Annotated[int, Field(ge=255, le=8192)] = 4096
    life: Counted
    warn: tuple[Counted, ...] = ()
    keep_old: Literal["for_decryption"] = "for_decryption"

    @model_validator(mode="before")
    @classmethod
    def _sized(cls, raw: Any) -> Any:
        """Give a curve its own size: the default is RSA's."""
        curved = isinstance(raw, Mapping) and raw.get("type") == CURVE and "size" not in raw
        return {**raw, "size": CURVE_BITS} if curved else raw


class MailAuthentication(Section):
    """What happens with SPF, DKIM and DMARC, of mail that comes and of mail that goes (B13).

    What our receiving server found is recorded with every report that comes by mail; which server that is, the site's
    settings say. `outgoing` is shown only: the server that sends signs.
    """

    incoming: Literal["record"] = "record"
    outgoing: tuple[Literal["spf", "dkim", "dmarc"], ...] = ()


class Retention(Section):
    """How long a kind of data is kept, counted from a fact (B8)."""

    keep: Timed
    after: FactKind


class Privacy(Section):
    """The privacy statement reporters see, its version, what it covers, retention and passing on (B8).

    `covers` is shown only, on the policy page: whose data the statement speaks of.
    `finder_at_desk: masked` hides from the team who reported, until two people ask to see it.
    """

    statement: Text
    version: Line
    covers: tuple[Literal["finder", "customer_data_in_reports"], ...] = ("finder",)
    retention: Mapping[Literal["contact_data", "customer_data", "report"], Retention] = Field(default_factory=dict)
    pass_on_to: Mapping[Literal["coordinator", "partner", "supplier"], Literal["with_consent", "never"]] = Field(
        default_factory=dict
    )
    finder_at_desk: Literal["shown", "masked"] = "shown"


class Intake(Section):
    """Everything about the way in."""

    doors: Annotated[tuple[Door, ...], Field(min_length=1)]
    ask: Annotated[tuple[Question, ...], Field(min_length=1)]
    files: FileLimits = FileLimits()
    answers: tuple[AnswerTemplate, ...] = ()
    known_invalid: tuple[KnownInvalid, ...] = ()
    key: KeyRule | None = None
    mail_authentication: MailAuthentication = MailAuthentication()
    privacy: Privacy | None = None
