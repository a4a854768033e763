"""Who a letter goes to where the policy names a kind of party and the inventory names the party itself (C7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.core.words import Text
from daybreak.core.written import read_address
from daybreak.program.versions import policy_of
from daybreak.stages.cases.components import supplier_of
from daybreak.stages.coordination.about import material
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from daybreak.core.policy.model_people import Party
    from daybreak.records.models import Case, Supplier
    from daybreak.stages.coordination.about import About

_ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")


@dataclass(frozen=True)
class Lack:
    """What keeps a letter from having an address: no component named, nobody who supplies it, no address of theirs.

    `name` is the component's or the supplier's, "" where none is named.
    """

    what: Literal["component", "supplier", "address"]
    name: str = ""


def receiver_of(case: Case, party: Party, about: About) -> Party:
    """Give the party a letter goes to: for one that comes from the components, the one supplier of what it is about.

    Its name, language and the mail address of its contact are the inventory's; how it is written to is the policy's.
    Where there is no supplier, or there are several, the party stays without an address, so nothing can be written.
    """
    supplier = _supplier(case, about) if party.from_ == "components" else None
    if supplier is None:
        return party
    policy = policy_of(case.policy)
    language = supplier.language if supplier.language in policy.languages else party.language
    name = Text(dict.fromkeys(policy.languages, supplier.name))
    return party.model_copy(update={"name": name, "language": language, "mail": _mail_of(supplier)})


def lacking(case: Case, party: Party, about: About) -> Lack | None:
    """Say what the inventory lacks for a letter to reach a party that comes from it; None where it has all (C7)."""
    if party.from_ != "components":
        return None
    named = [row.of_component for row in material(case, about).vulnerabilities if row.of_component]
    if not named:
        return Lack("component")
    supplier = _supplier(case, about)
    if supplier is None:
        return Lack("supplier", ", ".join(dict.fromkeys(str(one) for one in named)))
    return None if _mail_of(supplier) else Lack("address", supplier.name)


def _supplier(case: Case, about: About) -> Supplier | None:
    rows = material(case, about).vulnerabilities
    found = {one.id: one for row in rows if row.of_component and (one := supplier_of(row.of_component))}
    return next(iter(found.values())) if len(found) == 1 else None


def _mail_of(supplier: Supplier) -> str | None:
    """Read the one mail address in the words of a contact; None where there is none, or more than one."""
    found = _ADDRESS.findall(open_text(supplier, "contact_sealed"))
    try:
        return read_address(found[0]) if len(found) == 1 else None
    except ValueError:
        return None
