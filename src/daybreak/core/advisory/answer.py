"""The content of a public answer about one CVE: per product whether it is affected and how, in words (C9)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from daybreak.core.phrase import listed, phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_disclosure import AnswerBy
    from daybreak.core.verdict import Verdict

Status = Literal["affected", "fixed", "not_affected", "under_investigation"]


class Answered(BaseModel):
    """What is answered for one product, or one release of it; `product` is its CSAF product id."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    product: Annotated[str, Field(max_length=201)]
    name: Text
    version: str = ""
    status: Status
    justification: str = ""
    note: str = ""


class AnswerContent(BaseModel):
    """A whole answer: the CVE ID, words for people, and the products in the order they were written."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    cve: str
    words: Text
    products: tuple[Answered, ...] = ()


def answer_bytes(content: AnswerContent) -> bytes:
    """Write the content as canonical JSON: the same content always gives the same bytes."""
    said = content.model_dump(mode="json")
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def answer_hash(content: AnswerContent) -> str:
    """Name a content by the SHA-256 of its canonical JSON."""
    return hashlib.sha256(answer_bytes(content)).hexdigest()


def is_whole(content: AnswerContent, policy: Policy) -> Verdict:
    """Tell whether an answer says enough to be public: words in the first language, products, and why not affected."""
    if policy.language not in content.words.root:
        return Refused(phrase(_("Write the answer in the policy's first language.")))
    if not content.products:
        return Refused(phrase(_("Say of at least one product whether it is affected.")))
    if any(one.status == "not_affected" and not one.justification for one in content.products):
        return Refused(phrase(_("Say why the product is not affected: the answer stands in public later.")))
    return ALLOWED


def may_answer(policy: Policy, roles: Collection[str]) -> Verdict:
    """Tell whether somebody in these roles writes public answers and gives the first word for them (C9)."""
    rule = policy.disclosure.answer_by
    return _in_role(policy, rule, rule.who if rule else "", roles)


def may_release_answer(policy: Policy, roles: Collection[str]) -> Verdict:
    """Tell whether somebody in these roles gives the second word, which is the release (C9)."""
    rule = policy.disclosure.answer_by
    return _in_role(policy, rule, rule.second if rule else "", roles)


def _in_role(policy: Policy, rule: AnswerBy | None, role: str, roles: Collection[str]) -> Verdict:
    if rule is None:
        return Refused(phrase(_("The policy has no public answers; advisories say what is affected.")))
    if set(policy.stand_ins(role)) & set(roles):
        return ALLOWED
    return Refused(phrase(_("The policy gives this to %(roles)s."), roles=listed([policy.roles[role].name])))
