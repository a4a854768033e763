"""The codes of components, releases and gates in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daybreak.core.supply.kinds import OTHER
from daybreak.design.speech import language

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

STATES: dict[str, Any] = {
    "new": _("Not evaluated yet"),
    "evaluated": _("Evaluated, to be approved"),
    "approved": pgettext_lazy("state of a component", "Approved"),
    "refused": pgettext_lazy("state of a component", "Refused"),
}
LOOKS = {
    "new": ("", "clock"),
    "evaluated": ("wait", "clock"),
    "approved": ("good", "check"),
    "refused": ("bad", "cross"),
}
VERDICTS: dict[str, Any] = {
    "evaluated": _("Evaluated"),
    "approved": pgettext_lazy("verdict on a component", "Approved"),
    "refused": pgettext_lazy("verdict on a component", "Refused"),
}
ASKED: dict[str, Any] = {
    "licence": _("its licence"),
    "maintained": _("whether it is maintained"),
    "known_vulnerabilities": _("known vulnerabilities"),
    "alternatives": _("alternatives"),
}
GATES: dict[str, Any] = {
    "open": _("Open"),
    "done": _("Done, to be signed"),
    "signed": _("Signed"),
    "left_out": _("Left out with a reason"),
}
GATE_LOOKS = {
    "open": ("", "clock"),
    "done": ("wait", "clock"),
    "signed": ("good", "check"),
    "left_out": ("info", "flag"),
}
KEPT: dict[str, Any] = {
    "done": _("Done"),
    "signed": _("Signed"),
    "left_out": _("Left out with a reason"),
    "was_done": _("Done for the list before"),
    "was_signed": _("Signed for the list before"),
    "was_left_out": _("Left out with a reason for the list before"),
}
KINDS: dict[str, Any] = {
    "major": _("Major release"),
    "minor": _("Minor release"),
    "patch": _("Patch release"),
    OTHER: _("Release of no named kind"),
}


def kind_words(policy: Policy, kind: str) -> str:
    """Name a kind of component."""
    known = policy.components.kinds.get(kind) if policy.components else None
    return known.name.in_(language(), policy.language) if known else kind


def role_words(policy: Policy, roles: tuple[str, ...]) -> str:
    """Name roles, one after the other."""
    return ", ".join(
        policy.roles[role].name.in_(language(), policy.language) if role in policy.roles else role for role in roles
    )


def release_kind(kind: str) -> str:
    """Name a kind of release; one that only this policy has keeps its own word."""
    return str(KINDS.get(kind, kind))
