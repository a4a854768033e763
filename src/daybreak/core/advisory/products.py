"""The products of an advisory: a tree from vendor to version, each leaf with an id (CSAF 2.0, section 3.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from packageurl import PackageURL
from pydantic import AfterValidator, StringConstraints

from daybreak.core.advisory.node import Identifier, Identifiers, Line, Name, Node, UniqueStrings, Url, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BranchCategory = Literal[
    "architecture", "host_name", "language", "legacy", "patch_level", "product_family", "product_name",
    "product_version", "product_version_range", "service_pack", "specification", "vendor",
]  # fmt: skip
LISTED = {
    "affected": "known_affected",
    "not_affected": "known_not_affected",
    "fixed": "fixed",
    "under_investigation": "under_investigation",
}
"""The list of a vulnerability's products in which a product of each status stands."""


def id_of(product: str, release: str) -> str:
    """Give the CSAF product id of a release by its key, or of all releases where that is empty; never reused."""
    return f"{product}:{release or 'all'}"


def _package(value: str) -> str:
    """Refuse what is no package URL."""
    try:
        PackageURL.from_string(value)
    except ValueError as problem:
        message = f"write a package URL, for example pkg:pypi/requests@2.32.0 ({problem})"
        raise ValueError(message) from problem
    return value


Purl = Annotated[str, StringConstraints(pattern=r"^pkg:[!-~]+$"), AfterValidator(_package)]
"""A package URL, with or without version."""
Cpe = Annotated[str, StringConstraints(pattern=r"^(cpe:2\.3:[aho*\-](:[!-~]+){10}|[cC][pP][eE]:/[!-~]*)$")]
"""A CPE name of version 2.3 or 2.2; the CSAF tests judge its parts."""


class FileHash(Node):
    """One digest of a file: the algorithm as OpenSSL names it, the value in hexadecimal."""

    algorithm: Line
    value: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{32,}$")]


class FileHashes(Node):
    """A file's name with its digests."""

    filename: Line
    file_hashes: tuple[FileHash, ...]


class GenericUri(Node):
    """An identifier in some other scheme, with the address of that scheme."""

    namespace: str
    uri: str


class IdentificationHelper(Node):
    """What machines recognise the product by."""

    cpe: Cpe | None = None
    purl: Purl | None = None
    hashes: tuple[FileHashes, ...] = ()
    model_numbers: UniqueStrings = ()
    serial_numbers: UniqueStrings = ()
    skus: UniqueStrings = ()
    sbom_urls: tuple[Url, ...] = ()
    x_generic_uris: tuple[GenericUri, ...] = ()


class Product(Node):
    """A product as the advisory speaks of it; `inventory` is the key of the release it stands for, never published."""

    PRIVATE: ClassVar[frozenset[str]] = frozenset({"inventory"})

    product_id: Identifier
    name: Name
    product_identification_helper: IdentificationHelper | None = None
    inventory: str = ""


class Branch(Node):
    """A step of the tree from vendor to version; it holds further steps, or one product."""

    category: BranchCategory
    name: Name
    branches: tuple[Branch, ...] = ()
    product: Product | None = None


class Relationship(Node):
    """A product that exists only as one product in, on or with another."""

    category: Literal[
        "default_component_of", "external_component_of", "installed_on", "installed_with", "optional_component_of"
    ]
    full_product_name: Product
    product_reference: Identifier
    relates_to_product_reference: Identifier


class ProductGroup(Node):
    """Two or more products that are spoken of together."""

    group_id: Identifier
    product_ids: Identifiers
    summary: Words | None = None


class ProductTree(Node):
    """All products the advisory speaks of."""

    branches: tuple[Branch, ...] = ()
    full_product_names: tuple[Product, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    product_groups: tuple[ProductGroup, ...] = ()

    def products(self) -> Iterator[Product]:
        """List every product defined in the tree, in its order; an id defined twice comes twice."""
        for branch in self.branches:
            yield from _below(branch)
        yield from self.full_product_names
        yield from (relationship.full_product_name for relationship in self.relationships)


def _below(branch: Branch) -> Iterator[Product]:
    """List the products of a branch and of all branches below it."""
    if branch.product is not None:
        yield branch.product
    for lower in branch.branches:
        yield from _below(lower)


@dataclass(frozen=True)
class Leaf:
    """One row to build a tree from: vendor, product and version with its product.

    `version` is one version, or a `vers:` range when `is_range`; several leaves of one vendor and product are joined.
    """

    vendor: str
    product_name: str
    version: str
    product: Product
    is_range: bool = False


def tree_of(leaves: Iterable[Leaf]) -> ProductTree:
    """Build the tree vendor > product > version from rows of the inventory, keeping the rows' first order."""
    vendors: dict[str, dict[str, list[Branch]]] = {}
    for leaf in leaves:
        category: BranchCategory = "product_version_range" if leaf.is_range else "product_version"
        version = Branch(category=category, name=leaf.version, product=leaf.product)
        vendors.setdefault(leaf.vendor, {}).setdefault(leaf.product_name, []).append(version)
    return ProductTree(
        branches=tuple(
            Branch(
                category="vendor",
                name=vendor,
                branches=tuple(
                    Branch(category="product_name", name=name, branches=tuple(versions))
                    for name, versions in products.items()
                ),
            )
            for vendor, products in vendors.items()
        )
    )
