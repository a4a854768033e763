"""The products part of an advisory from the case's affects and remedies."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from daybreak.core.advisory.products import LISTED, Branch, Product, ProductTree, id_of
from daybreak.core.advisory.vulnerability import Flag, ProductStatus, Remediation, SetAside
from daybreak.core.words import Text
from daybreak.products.queries import support_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daybreak.core.advisory.vulnerability import Vulnerability as Told
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Affect, Release, Remedy, Vulnerability
    from daybreak.records.models import Product as CatalogueProduct

_CATEGORY = {"workaround": "workaround", "procedure": "workaround", "mitigation": "mitigation"}
_WORDS = {
    "vendor_fix": {"en": "Update to version {version}.", "ja": "バージョン {version} に更新してください。"},
    "vendor_fix_of": {
        "en": "Update {product} to version {version}.",
        "ja": "{product}をバージョン {version} に更新してください。",
    },
    "none_available": {"en": "A fix is being prepared.", "ja": "修正版を準備中です。"},
    "no_fix_planned": {
        "en": "This product is no longer supported; no fix is planned.",
        "ja": "本製品はサポートを終了しており、修正の予定はありません。",
    },
}

_MADE = {
    language: [
        re.compile(re.escape(words[language]).replace(r"\{version\}", r"\S+").replace(r"\{product\}", "[^.,。、]+"))
        for words in _WORDS.values()
    ]
    for language in ("en", "ja")
}
"""What words made here look like, whichever version and product they name."""


def product_id(product: CatalogueProduct, release: Release | None) -> str:
    """Give the CSAF product id: `product:release`, never reused."""
    return id_of(product.key, release.key if release else "")


def product_tree(affects: Iterable[Affect], policy: Policy) -> ProductTree:
    """Build the tree vendor > product > version from the affects and the releases that remedies shipped in."""
    found: dict[str, dict[str, Branch]] = {}
    names: dict[str, Text] = {}
    for affect in affects:
        product = affect.product
        name = names.setdefault(product.key, _everywhere(Text(product.name), policy))
        versions = found.setdefault(product.key, {})
        shipped = [remedy.shipped_in for remedy in _shipped(affect) if remedy.shipped_in]
        for release in (affect.release, *shipped):
            versions.setdefault(product_id(product, release), _version(product, release, name))
    if not found:
        return ProductTree()
    products = tuple(
        Branch(category="product_name", name=names[key], branches=tuple(versions.values()))
        for key, versions in found.items()
    )
    vendor = policy.organisation.name.in_(policy.language, policy.language)
    return ProductTree(branches=(Branch(category="vendor", name=vendor, branches=products),))


def _version(product: CatalogueProduct, release: Release | None, name: Text) -> Branch:
    """Give the branch of one release, or of every version where no release is named."""
    number = f" {release.version}" if release else ""
    told = Product(
        product_id=product_id(product, release),
        name=Text({language: f"{words}{number}" for language, words in name.root.items()}),
        inventory=str(release.id) if release else "",
    )
    if release is None:
        return Branch(category="product_version_range", name="vers:generic/*", product=told)
    return Branch(category="product_version", name=release.version, product=told)


def _everywhere(name: Text, policy: Policy) -> Text:
    """Give a name in every language of the policy; where it has none it is the same as in the first."""
    return Text({language: name.in_(language, policy.language) for language in policy.languages})


def _shipped(affect: Affect) -> list[Remedy]:
    """List the fixes that shipped in a release of this very product: one for several may ship in another's."""
    return list(affect.remedies.filter(kind="fix", shipped_in__product=affect.product).select_related("shipped_in"))


def statuses(affects: Iterable[Affect]) -> ProductStatus:
    """Sort product ids by status; the release a fix shipped in is fixed."""
    found: dict[str, list[str]] = defaultdict(list)
    for affect in affects:
        found[LISTED[affect.status]].append(product_id(affect.product, affect.release))
        for remedy in _shipped(affect):
            fixed = product_id(affect.product, remedy.shipped_in)
            if fixed not in found["fixed"] and fixed not in found["known_affected"]:
                found["fixed"].append(fixed)
    return ProductStatus(**{status: tuple(dict.fromkeys(ids)) for status, ids in found.items()})


def flags(affects: Iterable[Affect]) -> tuple[Flag, ...]:
    """Say why products are not affected, in the words machines know."""
    found: dict[str, list[str]] = defaultdict(list)
    for affect in affects:
        if affect.status == "not_affected" and affect.justification:
            found[affect.justification].append(product_id(affect.product, affect.release))
    return tuple(Flag(label=label, product_ids=tuple(ids)) for label, ids in sorted(found.items()))


def remediations(
    row: Vulnerability, affects: Sequence[Affect], policy: Policy, kept: Told | None
) -> tuple[Remediation, ...]:
    """Say what users of each affected product can do; words written before are kept for the same products."""
    told = {(one.category, one.product_ids): one for one in kept.remediations} if kept else {}
    fresh: list[Remediation] = []
    for affect in affects:
        if affect.status == "affected":
            fresh += _for_one(affect, policy, row)
    return tuple(
        one.model_copy(update={"details": _kept_words(before.details, one.details), "url": before.url})
        if (before := told.get((one.category, one.product_ids)))
        else one
        for one in fresh
    )


def set_aside(kept: Told, fresh: Iterable[Remediation]) -> tuple[SetAside, ...]:
    """Keep beside what people wrote of remediations that are there no longer, as after a fix was taken back.

    It does not come back by itself: it may name the very version that was taken back.
    """
    known = {(one.category, one.product_ids): one for one in kept.set_aside}
    there = {(one.category, one.product_ids) for one in fresh}
    for one in kept.remediations:
        words = {language: said for language, said in _said_of(one).items() if not _is_made(language, said)}
        if words and (one.category, one.product_ids) not in there:
            known[one.category, one.product_ids] = SetAside(
                category=one.category, product_ids=one.product_ids, words=words
            )
    return tuple(known.values())


def _said_of(one: Remediation) -> dict[str, str]:
    return {**(one.details.root if one.details else {}), **({"": one.url} if one.url else {})}


def _is_made(language: str, words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in _MADE.get(language, ()))


def _kept_words(written: Text | None, fresh: Text | None) -> Text | None:
    """Keep what people wrote; words made here from the facts are made anew, in each language for itself."""
    if written is None or fresh is None:
        return written or fresh
    known = written.root
    return Text({one: words for one in {**fresh.root, **known} if (words := _newer(one, known, fresh.root))})


def _newer(language: str, written: Mapping[str, str], fresh: Mapping[str, str]) -> str:
    words = written.get(language, "")
    return fresh[language] if language in fresh and _is_made(language, words) else words


def _for_one(affect: Affect, policy: Policy, row: Vulnerability) -> list[Remediation]:
    ids = (product_id(affect.product, affect.release),)
    found = []
    for remedy in affect.remedies.select_related("shipped_in__product").order_by("planned_at"):
        if remedy.kind == "fix" and remedy.shipped_in:
            details = _update_to(remedy.shipped_in, affect, policy)
            found.append(Remediation(category="vendor_fix", details=details, product_ids=ids))
        elif remedy.kind in _CATEGORY and remedy.notes.filter(kind="verified").exists():
            found.append(Remediation(category=_CATEGORY[remedy.kind], product_ids=ids))
    if found:
        return found
    ends = support_ends(affect.product, affect.release)
    ended = ends is not None and ends < row.case.opened_at.date()
    if ended or affect.remedies.filter(kind="none_planned").exists():
        return [Remediation(category="no_fix_planned", details=_said("no_fix_planned", policy), product_ids=ids)]
    planned = affect.remedies.exclude(due_on=None).order_by("due_on").first()
    due = datetime.combine(planned.due_on, time(), UTC) if planned and planned.due_on else None
    return [Remediation(category="none_available", details=_said("none_available", policy), product_ids=ids, date=due)]


def _update_to(release: Release, affect: Affect, policy: Policy) -> Text:
    """Say what to update to; the product is named where the fix ships in another one's release."""
    if release.product_id == affect.product_id:
        return _said("vendor_fix", policy, version=release.version)
    words, name = _WORDS["vendor_fix_of"], Text(release.product.name)
    said = {one: name.in_(one, policy.language) for one in policy.languages}
    return Text({one: words.get(one, words["en"]).format(product=said[one], version=release.version) for one in said})


def _said(what: str, policy: Policy, **particulars: str) -> Text:
    words = _WORDS[what]
    return Text({one: words.get(one, words["en"]).format(**particulars) for one in policy.languages})
