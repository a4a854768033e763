"""Who is meant by an actor of the journal: a colleague by name, a finder never by name; and which key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybreak.records.models import MailKey, Person

if TYPE_CHECKING:
    from collections.abc import Iterable


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Name each actor string of the journal; one question to the database for all."""
    wanted = set(actors)
    keys = {UUID(actor.partition(":")[2]) for actor in wanted if actor.startswith("person:")}
    found = Person.objects.filter(id__in=keys) if keys else ()
    people = {f"person:{person.id}": str(person) for person in found}
    return {actor: people.get(actor) or _stranger(actor) for actor in wanted}


def readers_language(first: str) -> str:
    """Name the reader's language without its region; outside a page the policy's, `first`."""
    return (get_language() or first).split("-")[0]


def colleagues() -> dict[str, str]:
    """Map the key of everybody of the house to their name, for choosing an author or a member."""
    return {str(person.id): str(person) for person in Person.objects.filter(is_active=True).order_by("name")}


def key_words(keys: Iterable[str]) -> dict[str, str]:
    """Name keys for encrypted reports by the id that is published with them."""
    return {str(row.id): row.key_id for row in MailKey.objects.filter(id__in=set(keys))}


def _stranger(actor: str) -> str:
    kind = actor.partition(":")[0]
    known = {
        "finder": _("The finder"),
        "worker": _("Daybreak"),
        "operator": _("The site's operator"),
        "public": _("Somebody from outside"),
    }
    return known.get(kind) or _("Somebody who is no longer here")
