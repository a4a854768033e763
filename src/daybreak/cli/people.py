"""Who acts at the command line: a person of the site, named by e-mail, for deeds that need a name."""

from __future__ import annotations

from daybreak.cli.words import refuse
from daybreak.core.access import Actor
from daybreak.people.queries import person_of_address


def acting(email: str) -> Actor:
    """Give the actor behind an e-mail address; ends with a sentence if there is none."""
    person = person_of_address(email)
    if person is None:
        refuse(f"Nobody on this site has the address {email}.")
    return Actor("person", str(person.id))
