"""Deeds about components: register them and their suppliers, evaluate, approve or refuse, list them in a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from daybreak.core.phrase import phrase, why_not
from daybreak.core.supply.approval import may_say, needs_supplier, state_after
from daybreak.core.supply.gates import CHANGED
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import read_address
from daybreak.journal.deed import deed
from daybreak.people.queries import roles_of
from daybreak.products.refusals import (
    ComponentContained,
    ComponentKnown,
    ComponentUnapproved,
    EntryRefused,
    ListSigned,
    NotAllowed,
    SuppliedAsPart,
    SupplierKnown,
    SupplierMissing,
)
from daybreak.products.written import line, prose
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Component, Evaluation, Person, ReleaseComponent, Supplier
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.supply.approval import State
    from daybreak.journal.deed import Deed
    from daybreak.records.models import DataKey, Release


@dataclass(frozen=True)
class Described:
    """A component as it is registered; `inside` is the supplied one it sits in, `purl` its package URL, if any."""

    name: str
    version: str
    kind: str
    licence: str = ""
    purl: str = ""
    supplier: Supplier | None = None
    inside: Component | None = None


def register_supplier(*, actor: Actor, now: datetime, name: str, contact: str = "", language: str = "en") -> Supplier:
    """Register whoever supplies components, with the mail address of its security contact, which is sealed.

    Journals `supplier.registered`. Raises SupplierKnown, EntryRefused.
    """
    name = line(name, "name")
    if Supplier.objects.filter(name__iexact=name).exists():
        raise SupplierKnown
    address = _address(contact)
    with deed(actor=actor, now=now) as note:
        row = Supplier(name=name, data_key=_key(now), language=language, registered_at=now)
        if address:
            seal(row, "contact_sealed", address)
        row.save(force_insert=True)
        note("supplier.registered", {"supplier": row.id}, codes={"reachable": bool(address)})
    return row


def change_supplier(*, actor: Actor, now: datetime, supplier: Supplier, contact: str, language: str) -> None:
    """Change how a supplier is reached: the mail address of its security contact, "" where none is known.

    Journals `supplier.changed`; the addresses stay sealed. Raises EntryRefused.
    """
    address = _address(contact)
    with deed(actor=actor, now=now) as note:
        supplier.language, supplier.contact_sealed = language, None
        if address:
            seal(supplier, "contact_sealed", address)
        supplier.save(update_fields=["language", "contact_sealed"])
        note("supplier.changed", {"supplier": supplier.id}, codes={"reachable": bool(address)})


def name_supplier(*, actor: Actor, now: datetime, component: Component, supplier: Supplier) -> None:
    """Say who supplies a component, and with it what sits inside it (C7). Journals `component.supplied`.

    Raises SuppliedAsPart for one that sits inside another: whoever supplies that one supplies it.
    """
    if component.inside is not None:
        raise SuppliedAsPart(component=str(component.inside))
    with deed(actor=actor, now=now) as note:
        Component.objects.filter(Q(id=component.id) | Q(inside=component)).update(supplier=supplier)
        note("component.supplied", {"component": component.id, "supplier": supplier.id})


def _address(contact: str) -> str:
    try:
        return read_address(contact) if contact.strip() else ""
    except ValueError as fault:
        raise EntryRefused(reason=why_not(fault), place="contact") from None


def register_component(*, actor: Actor, now: datetime, described: Described) -> Component:
    """Register one version of a component. What sits inside a supplied one has that one's supplier (C7).

    Journals `component.registered`. Raises EntryRefused, SupplierMissing, ComponentKnown.
    """
    policy = policy_in_force(now)
    if policy.components is None or described.kind not in policy.components.kinds:
        raise EntryRefused(reason=phrase(_("Choose one of the policy's kinds of components.")), place="kind")
    supplier = described.inside.supplier if described.inside else described.supplier
    if supplier is None and needs_supplier(policy, described.kind):
        raise SupplierMissing
    row = Component(
        name=line(described.name, "name"),
        version=line(described.version, "version"),
        kind=described.kind,
        licence=line(described.licence, "licence", required=False),
        purl=line(described.purl, "purl", required=False),
        supplier=supplier,
        inside=described.inside,
        registered_at=now,
    )
    if Component.objects.filter(name=row.name, version=row.version, inside=row.inside).exists():
        raise ComponentKnown(component=str(row))
    with deed(actor=actor, now=now) as note:
        row.save(force_insert=True)
        note("component.registered", {"component": row.id}, codes={"kind": row.kind, "version": row.version})
    return row


def judge_component(*, actor: Actor, now: datetime, component: Component, verdict: str, words: str) -> Evaluation:
    """Say `evaluated`, `approved` or `refused` about a component, with reasons, as the policy gives it (C4a).

    Journals `component.<verdict>`. Raises NotAllowed, EntryRefused.
    """
    said = prose(words, "words")
    state = state_of(component)
    allowed = may_say(policy_in_force(now), state, verdict, roles_of(actor, now))
    if isinstance(allowed, Refused):
        raise NotAllowed(reason=allowed.reason)
    with deed(actor=actor, now=now) as note:
        row = Evaluation(
            component=component,
            verdict=verdict,
            data_key=_key(now),
            person=Person.objects.get(id=actor.id),
            written_at=now,
        )
        seal(row, "words_sealed", said)
        row.save(force_insert=True)
        note(f"component.{verdict}", {"component": component.id}, codes={"kind": component.kind})
    return row


def state_of(component: Component) -> State:
    """Give how a component stands: new, evaluated, approved or refused."""
    return state_after([row.verdict for row in component.evaluations.all()])


def contain(*, actor: Actor, now: datetime, release: Release, component: Component) -> None:
    """Put a component on the list of a release (C4b); gates that were about the list before are open again.

    Journals `component.contained` and `release.changed`. Raises ComponentContained, ListSigned, and
    ComponentUnapproved where the policy lets only approved ones in.
    """
    rules = policy_in_force(now).components
    strict = rules is not None and rules.unapproved_in_release == "refuse" and rules.before_use is not None
    if strict and state_of(component) != "approved":
        raise ComponentUnapproved(component=str(component))
    if release.contents.filter(component=component).exists():
        raise ComponentContained(component=str(component))
    with deed(actor=actor, now=now) as note:
        _opened_again(note, release)
        ReleaseComponent.objects.create(release=release, component=component, added_at=now)
        note("component.contained", {"component": component.id, "release": release.id})


def remove(*, actor: Actor, now: datetime, release: Release, component: Component) -> None:
    """Take a component off the list of a release; one that is not on it is no matter.

    Gates that were about the list before are open again. Journals `component.removed` and `release.changed`. Raises
    ListSigned.
    """
    listed = release.contents.filter(component=component)
    if not listed.exists():
        return
    with deed(actor=actor, now=now) as note:
        _opened_again(note, release)
        listed.delete()
        note("component.removed", {"component": component.id, "release": release.id})


def _opened_again(note: Deed, release: Release) -> None:
    """Open every gate again at which something was kept or signed: it was about another list (C2, C3)."""
    kept = release.gate_records.exclude(what__startswith=BEFORE)
    if not kept.exists():
        return
    if release.published_at is not None:
        raise ListSigned(version=release.version)
    kept.update(what=Concat(Value(BEFORE), F("what")))
    note(CHANGED, {"release": release.id, "product": release.product_id}, codes={"version": release.version})


BEFORE = "was_"
"""What stands before the word of a record at a gate that was about an earlier list of the release."""


def take_over(*, actor: Actor, now: datetime, release: Release, earlier: Release) -> int:
    """Put on the list of a release what an earlier one contains and this one does not yet; give how many.

    Journals `component.contained` for each. Raises ComponentUnapproved.
    """
    listed = set(release.contents.values_list("component_id", flat=True))
    fresh = [row.component for row in earlier.contents.select_related("component") if row.component_id not in listed]
    with deed(actor=actor, now=now):
        for component in fresh:
            contain(actor=actor, now=now, release=release, component=component)
    return len(fresh)


def _key(now: datetime) -> DataKey:
    key = new_data_key(now)
    key.save(force_insert=True)
    return key
