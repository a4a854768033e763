"""A public answer about one CVE as the content of a VEX document (CSAF 2.0, profile 5): status, why, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from daybreak.core.advisory.content import Advisory
from daybreak.core.advisory.document import Document, Note, Tracking
from daybreak.core.advisory.products import Leaf, Product, ProductTree, tree_of
from daybreak.core.advisory.vulnerability import Flag, ProductStatus, Remediation, Threat, Vulnerability
from daybreak.core.words import Text

if TYPE_CHECKING:
    from daybreak.core.advisory.answer import AnswerContent, Answered
    from daybreak.core.advisory.document import Publisher

CATEGORY = "csaf_vex"
PREFIX = "VEX"
_TITLE = {"en": "Are our products affected by {}?", "ja": "{}による当社製品への影響について"}
_LOOKING = {"en": "No fix is available yet.", "ja": "修正はまだ提供していません。"}
_FIXED = {"en": "Use a version named as fixed.", "ja": "修正済みとして挙げたバージョンをご使用ください。"}
_UNTOUCHED = {"en": "The product is not affected.", "ja": "この製品は影響を受けません。"}


def vex_id(cve: str) -> str:
    """Give the tracking id of the document about a CVE."""
    return f"{PREFIX}-{cve}"


def vex_of(content: AnswerContent, publisher: Publisher, first: str) -> Advisory:
    """Give an answer as the content of a document; `first` is the policy's first language, in which products are named.

    It exists in the languages that the answer is written in.
    """
    tongues = tuple(content.words.languages())
    document = Document(
        tracking=Tracking(id=vex_id(content.cve)),
        publisher=publisher,
        category=CATEGORY,
        title=Text({tongue: _TITLE.get(tongue, _TITLE["en"]).format(content.cve) for tongue in tongues}),
        notes=(Note(category="summary", text=content.words),),
    )
    return Advisory(
        document=document,
        product_tree=_tree(content, _name_of(publisher, first), first),
        vulnerabilities=(_vulnerability(content, tongues),),
    )


def _name_of(publisher: Publisher, first: str) -> str:
    return publisher.name if isinstance(publisher.name, str) else publisher.name.in_(first)


def _tree(content: AnswerContent, vendor: str, first: str) -> ProductTree:
    """Name each product once: with a version below vendor and product, without one by its whole name."""
    told = {one.product: one for one in content.products}
    versioned, whole = [], []
    for one in told.values():
        name = one.name.in_(first)
        if one.version:
            product = Product(product_id=one.product, name=f"{name} {one.version}")
            versioned.append(Leaf(vendor, name, one.version, product))
        else:
            whole.append(Product(product_id=one.product, name=one.name))
    return tree_of(versioned).model_copy(update={"full_product_names": tuple(whole)})


def _vulnerability(content: AnswerContent, tongues: tuple[str, ...]) -> Vulnerability:
    untouched = _those(content, "not_affected")
    return Vulnerability(
        cve=content.cve,
        notes=(Note(category="description", text=content.words),),
        product_status=ProductStatus(
            known_affected=_ids(_those(content, "affected")),
            known_not_affected=_ids(untouched),
            fixed=_ids(_those(content, "fixed")),
            under_investigation=_ids(_those(content, "under_investigation")),
        ),
        flags=tuple(
            Flag.model_validate({"label": label, "product_ids": _ids(those)})
            for label, those in _reasons(untouched).items()
        ),
        threats=tuple(
            Threat(category="impact", details=_words(one.note, _UNTOUCHED, tongues), product_ids=(one.product,))
            for one in untouched
        ),
        remediations=tuple(_remedy(content, one, tongues) for one in content.products if _asks(one)),
    )


def _reasons(untouched: list[Answered]) -> dict[str, list[Answered]]:
    """Group what is not affected by the reason, where one was given; Flag refuses words that machines lack."""
    found: dict[str, list[Answered]] = {}
    for one in untouched:
        if one.justification:
            found.setdefault(one.justification, []).append(one)
    return found


def _asks(one: Answered) -> bool:
    """Tell whether a reader has something to do, or to wait for."""
    return one.status == "affected" or (one.status == "fixed" and bool(one.note))


def _remedy(content: AnswerContent, one: Answered, tongues: tuple[str, ...]) -> Remediation:
    """Say what to do; where the same product is fixed in a version, that it is to be used."""
    family = one.product.partition(":")[0]
    fixed = one.status == "fixed" or any(family == it.product.partition(":")[0] for it in _those(content, "fixed"))
    if fixed:
        return Remediation(category="vendor_fix", details=_words(one.note, _FIXED, tongues), product_ids=(one.product,))
    category: Literal["mitigation", "none_available"] = "mitigation" if one.note else "none_available"
    return Remediation(category=category, details=_words(one.note, _LOOKING, tongues), product_ids=(one.product,))


def _those(content: AnswerContent, status: str) -> list[Answered]:
    return [one for one in content.products if one.status == status]


def _ids(those: list[Answered]) -> tuple[str, ...]:
    return tuple(one.product for one in those)


def _words(note: str, ours: dict[str, str], tongues: tuple[str, ...]) -> Text:
    """Give a person's words as they are in every language, else our sentence."""
    return Text({tongue: note or ours.get(tongue, ours["en"]) for tongue in tongues})
