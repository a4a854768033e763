"""Advisories made up for tests: hypothesis strategies of complete ones, and one small fixed one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from daybreak.core.advisory import Advisory, HistoryEntry, Issued, canonical_json
from daybreak.core.advisory.products import Leaf, Product, ProductTree, tree_of
from daybreak.core.words import Text

LANGUAGES = ("en", "ja")
START = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
WEAKNESSES = (
    ("CWE-79", "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')"),
    ("CWE-787", "Out-of-bounds Write"),
    ("CWE-306", "Missing Authentication for Critical Function"),
)
_WORDS = {
    "en": st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
        lambda words: bool(words.strip())
    ),
    "ja": st.text("脆弱性修正ファームウェア更新。、カメラ漢字ーABC 12", min_size=1, max_size=30).filter(
        lambda words: bool(words.strip())
    ),
}
texts = st.fixed_dictionaries(_WORDS)
_LABELS = st.sampled_from(["vulnerable_code_not_present", "component_not_present", "inline_mitigations_already_exist"])
_STATUSES = ("known_affected", "known_not_affected", "fixed", "under_investigation")


def _metrics(prefix: str, table: dict[str, str]) -> st.SearchStrategy[str]:
    """Make full vectors from a table of metric -> its one-letter values."""
    return st.tuples(*(st.sampled_from(values) for values in table.values())).map(
        lambda chosen: "/".join([prefix, *(f"{name}:{value}" for name, value in zip(table, chosen, strict=True))])
    )


v31 = _metrics(
    "CVSS:3.1", {"AV": "NALP", "AC": "LH", "PR": "NLH", "UI": "NR", "S": "UC", "C": "HLN", "I": "HLN", "A": "HLN"}
)
v31_with_threat = st.tuples(v31, st.sampled_from(["/E:P", "/E:H/RL:O", "/RC:C", "/CR:H/MAV:L"])).map("".join)
v40 = _metrics(
    "CVSS:4.0",
    {"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA", "VC": "HLN", "VI": "HLN", "VA": "HLN",
     "SC": "HLN", "SI": "HLN", "SA": "HLN"},
)  # fmt: skip


@st.composite
def vulnerabilities(draw: st.DrawFn, products: list[str], place: int) -> dict[str, object]:
    """Make one complete vulnerability over the products; `place` makes its numbers unique."""
    told = draw(st.lists(st.sampled_from(_STATUSES[:3]), min_size=1, max_size=1))
    told += draw(st.lists(st.sampled_from(_STATUSES), min_size=len(products) - 1, max_size=len(products) - 1))
    by: dict[str, list[str]] = {status: [] for status in _STATUSES}
    for product, status in zip(products, told, strict=True):
        by[status].append(product)
    affected, fixed = by["known_affected"], by["fixed"]
    made: dict[str, object] = {
        "key": f"v{place}",
        "title": draw(texts),
        "ids": [{"system_name": "Example tracking", "text": f"HC-SA-2026-M4T9B-{place}"}],
        "notes": [{"category": "description", "text": draw(texts), "title": draw(st.none() | texts)}],
        "product_status": {status: ids for status, ids in by.items() if ids},
        "scores": [],
        "remediations": [],
    }
    made |= draw(st.sampled_from([{}, {"cve": f"CVE-2026-{1000 + place}"}]))
    made |= draw(st.sampled_from([{}, *({"cwe": {"id": number, "name": name}} for number, name in WEAKNESSES)]))
    made |= draw(st.sampled_from([{}, {"threats": [{"category": "exploit_status", "details": draw(texts)}]}]))
    if affected:
        category = draw(st.sampled_from(["no_fix_planned", "workaround", "mitigation", "none_available"]))
        made["scores"] = [{"vector": draw(v31 | v31_with_threat), "products": affected}]
        if draw(st.booleans()):
            made["scores"].append({"vector": draw(v40), "products": affected})
        made["remediations"].append({"category": category, "details": draw(texts), "product_ids": affected})
    if fixed:
        made["remediations"].append(
            {
                "category": "vendor_fix", "details": draw(texts), "product_ids": fixed, "date": START.isoformat(),
                "url": "https://hoshimi.example/firmware", "restart_required": {"category": "system"},
            }
        )  # fmt: skip
    if by["known_not_affected"]:
        made["flags"] = [{"label": draw(_LABELS), "product_ids": by["known_not_affected"]}]
    return made


def tree(count: int) -> ProductTree:
    """Make a tree of that many products over two vendors and three names."""
    return tree_of(
        Leaf(
            vendor="Hoshimi Camera",
            product_name=f"Model {place % 3}",
            version=f"1.{place}.0",
            product=Product(
                product_id=f"model-{place % 3}:1.{place}.0",
                name=Text({"en": f"Model {place % 3} 1.{place}.0", "ja": f"モデル {place % 3} 1.{place}.0"}),
                product_identification_helper={"model_numbers": (f"M{place}",)},
                inventory=f"release-{place}",
            ),
        )
        for place in range(count)
    )


@st.composite
def advisories(draw: st.DrawFn) -> Advisory:
    """Make a complete advisory in English and Japanese: several products and vulnerabilities."""
    products = tree(draw(st.integers(1, 6)))
    ids = [product.product_id for product in products.products()]
    count = draw(st.integers(1, 3))
    thanks = {"names": ["R. Ita"], "summary": draw(texts), "reports": ["r1"]}
    return Advisory.model_validate(
        {
            "document": {
                "tracking": {
                    "id": draw(st.sampled_from(["HC-SA-2026-M4T9B", "AB-SA_2026 Ä/1"])),
                    "aliases": ["JVN#12345678"],
                },
                "publisher": {"name": "Hoshimi Camera", "namespace": "https://hoshimi.example"},
                "title": draw(texts),
                "notes": [{"category": "summary", "text": draw(texts), "title": draw(texts)}],
                "aggregate_severity": {"text": draw(texts)},
                "references": draw(st.sampled_from([[], [{"url": "https://blog.example/a", "summary": draw(texts)}]])),
                "acknowledgments": draw(st.sampled_from([[], [thanks]])),
            },
            "product_tree": products,
            "vulnerabilities": [draw(vulnerabilities(ids, place)) for place in range(count)],
            "revision_note": draw(texts),
        }
    )


def issued(advisory: Advisory, language: str = "en", number: int = 1, languages: tuple[str, ...] = LANGUAGES) -> Issued:
    """Issue an advisory as its n-th revision, a day apart."""
    note = advisory.revision_note or Text({"en": "First version"})
    history = tuple(HistoryEntry(count, START + timedelta(days=count - 1), note) for count in range(1, number + 1))
    return Issued(
        number=number,
        released_at=START,
        current_at=history[-1].at,
        history=history,
        base_url="https://psirt.hoshimi.example",
        language=language,
        languages=languages,
        generator_version="0.1.0",
        page_url=f"https://psirt.hoshimi.example/{language}/advisories/x",
    )


def small() -> Advisory:
    """One small complete advisory: two products, one vulnerability, affected and fixed."""
    products = tree(2)
    first, second = (product.product_id for product in products.products())
    both = {"en": "The camera takes firmware without a signature.", "ja": "署名のないファームウェアを受け付けます。"}
    update = {"en": "Update.", "ja": "更新してください。"}
    return Advisory.model_validate(
        {
            "document": {
                "tracking": {"id": "HC-SA-2026-M4T9B"},
                "publisher": {"name": "Hoshimi Camera", "namespace": "https://hoshimi.example"},
                "title": {"en": "Unsigned firmware", "ja": "署名のないファームウェア"},
                "notes": [{"category": "summary", "text": both}],
                "acknowledgments": [{"names": ["R. Ita"], "reports": ["r1"]}],
                "references": [{"url": "https://blog.example/a", "summary": {"en": "Article", "ja": "記事"}}],
            },
            "product_tree": products,
            "vulnerabilities": [
                {
                    "key": "v1",
                    "cve": "CVE-2026-1000",
                    "title": {"en": "Unsigned firmware", "ja": "署名のないファームウェア"},
                    "ids": [{"system_name": "Hoshimi tracking", "text": "HC-SA-2026-M4T9B-1"}],
                    "notes": [{"category": "description", "text": both}],
                    "product_status": {"known_affected": [first], "fixed": [second], "recommended": [second]},
                    "scores": [{"vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "products": [first]}],
                    "remediations": [
                        {"category": "vendor_fix", "details": update, "product_ids": [first, second]}
                    ],
                }
            ],
            "revision_note": {"en": "First version", "ja": "初版"},
        }
    )  # fmt: skip


def edited(advisory: Advisory, path: str, value: object) -> Advisory:
    """Change one member of an advisory by its path in the canonical JSON; None takes it out."""
    plain = json.loads(canonical_json(advisory))
    *steps, last = path.split("/")
    part = plain
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part[step]
    if value is None:
        del part[int(last) if isinstance(part, list) else last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return Advisory.model_validate(plain)
