"""Why a deed about people is refused."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class AdministratorsOnly(Refusal):
    """Accounts and roles are the administrators' work."""

    sentence = _("Only an administrator registers people and changes roles. Ask one of them.")


class RoleUnknown(Refusal):
    """Roles come from the policy."""

    sentence = _("The policy in force has no role “%(role)s”. Choose one of those listed.")
    field = "role"


class DivisionUnknown(Refusal):
    """Divisions come from the policy, too."""

    sentence = _("The policy in force has no division “%(division)s”. Choose one of those listed.")
    field = "division"


class LastAdministrator(Refusal):
    """Somebody must be able to give roles."""

    sentence = _("This is the last administrator. Make somebody else one first.")


class NoSuchPerson(Refusal):
    """Unknown, or no longer here."""

    sentence = _("There is no such person, role or token here any more. Reload the page.")
