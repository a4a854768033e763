"""The words of people's data at the desk: kinds of data, consents, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from daybreak.core.privacy.consent import THANKS

if TYPE_CHECKING:
    from collections.abc import Mapping

RECEIVERS: Mapping[str, Any] = {
    "coordinator": _("A coordinator may learn who they are"),
    "partner": _("A partner may learn who they are"),
    "supplier": _("The supplier concerned may learn who they are"),
}
CONSENTS: Mapping[str, Any] = {THANKS: _("Thanks by name"), **RECEIVERS}
KINDS: Mapping[str, Any] = {
    "contact_data": _("Who reported"),
    "customer_data": _("Customers' data"),
    "report": _("The whole report"),
}
MATTERS: Mapping[str, Any] = {
    "wish": _("The finder asks for erasure"),
    "erasure": _("One person gave their word for erasing"),
    "unmask": _("One person asks to see who the finder is"),
    "held": _("Kept by a legal hold"),
    "ends": _("Will be erased"),
}
