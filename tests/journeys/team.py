"""The people of a journey: registered on the People page, signed in with password and second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import TYPE_CHECKING

from tests.journeys.served import ADMIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.journeys.served import Served
    from tests.journeys.visitor import Visitor

SECRET = re.compile(r"\b[A-Z2-7]{16,}\b")


def code_of(secret: str, at: float | None = None) -> str:
    """Give the six digits of an authenticator app (RFC 6238) at an instant of this machine's clock."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time() if at is None else at) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(visitor: Visitor, address: str, password: str) -> str:
    """Sign in at the desk's door and set up the second factor it asks for; gives the factor's secret."""
    door = visitor.get("/desk/")
    after = visitor.submit(door, door.page.form(login=""), {"login": address, "password": password})
    if any("password" in form.names() for form in after.page.forms):
        after = visitor.submit(after, after.page.form(password=""), {"password": password})
    form = after.page.form(code="")
    found = list[str](SECRET.findall(form_values(after.text)))
    assert found, f"the page shows no secret for an authenticator: {after.page.words}"
    answer = visitor.submit(after, form, {"code": code_of(found[0])})
    late = next((form for form in answer.page.forms if "code" in form.names()), None)
    if late is not None:  # the half minute of the first code ended on its way: a person types the next one
        visitor.submit(answer, late, {"code": code_of(found[0])})
    visitor.get("/desk/")
    return found[0]


def form_values(html: str) -> str:
    """Give the values of all controls, for what stands in one that cannot be edited."""
    return " ".join(re.findall(r'value="([^"]*)"', html))


def gather(site: Served, language: str, people: Mapping[str, list[tuple[str, str]]]) -> dict[str, Visitor]:
    """Register people with their roles, as (role, division), and sign everybody in; Ada administers."""
    ada = site.visitor("Ada", language)
    sign_in(ada, ADMIN, PASSWORD)
    for name, roles in people.items():
        register(ada, name, roles, language)
    team = {"Ada": ada}
    for name in people:
        team[name] = site.visitor(name, language)
        sign_in(team[name], address_of(name), PASSWORD)
    return team


def register(ada: Visitor, name: str, roles: Iterable[tuple[str, str]], language: str) -> None:
    """Register a colleague on the People page and give them their roles."""
    page = ada.get("/desk/people/")
    form = page.page.form_to("/people/register/")
    said = {"register-name": name, "register-email": address_of(name), "register-password": PASSWORD}
    ada.submit(page, form, {**said, "register-language": language})
    for role, division in roles:
        _give(ada, name, role, division)


def address_of(name: str) -> str:
    """Give a colleague's address."""
    return f"{name.lower()}@house.example"


def _give(ada: Visitor, name: str, role: str, division: str) -> None:
    page = ada.get("/desk/people/")
    form = page.page.form_to("/people/roles/")
    keys = re.findall(rf'<option value="([^"]+)"[^>]*>\s*{name}\s*</option>', page.text)
    said: dict[str, str | list[str]] = {"role-person": keys[0], "role-role": role}
    ada.submit(page, form, said | ({"role-division": division} if division else {}))
