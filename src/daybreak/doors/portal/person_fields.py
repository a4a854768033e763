"""What a finder may say about themself, and how they want to be thanked; all of it may be left out (A11, B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.core.privacy.consent import asked_receivers
from daybreak.doors.words import Address, Lines, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Privacy
    from daybreak.stages.intake.submission import Finder

PASS_ON = "pass_on_"
"""How the fields that ask for consent to passing on begin."""


def about_you() -> dict[str, forms.Field]:
    """Give the fields for name, address and organisation."""
    name = Words(label=_("Your name"), required=False)
    name.widget.attrs["autocomplete"] = "name"
    address = Address(
        label=_("Your mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("With it we mail you a receipt, tell you that there is news, and replace a lost tracking code."),
    )
    organisation = Words(label=_("Your organisation"), required=False)
    organisation.widget.attrs["autocomplete"] = "organization"
    return {"name": name, "address": address, "organisation": organisation}


def thanks(policy: Policy, language: str) -> dict[str, forms.Field]:
    """Give the fields for credit, co-finders and consent; the policy's own question about credit is their label."""
    asked = next((one for one in policy.intake.ask if one.kind == "credit"), None)
    label = asked.label.in_(language, policy.language) if asked else _("Shall we thank you by name?")
    choices = [
        ("undecided", _("I decide later")),
        ("name", _("Yes, by name")),
        ("anonymous", _("No, do not name me")),
    ]
    credit = forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.RadioSelect(),
        help_text=_("You can change this later in your mailbox."),
        error_messages={"invalid_choice": _("Choose one of the values of the list.")},
    )
    name = Words(label=_("The name to thank you by"), required=False, help_text=_("As it shall stand in the advisory."))
    others = Lines(
        label=_("Who found it with you"), required=False, help_text=_("One name a line, each with their consent.")
    )
    return {"credit": credit, "credit_name": name, "co_finders": others, **passing_on(policy.intake.privacy)}


def passing_on(privacy: Privacy | None) -> dict[str, forms.Field]:
    """Ask for each receiver the policy names whether they may learn who reported: one consent, one box."""
    labels = {
        "coordinator": _("You may tell a coordinator my name and address."),
        "partner": _("You may tell a partner my name and address."),
        "supplier": _("You may tell the supplier concerned my name and address."),
    }
    return {
        f"{PASS_ON}{who}": forms.BooleanField(label=labels[who], required=False) for who in asked_receivers(privacy)
    }


def passed_on(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the receivers whose box was ticked."""
    return tuple(name.removeprefix(PASS_ON) for name, ticked in said.items() if name.startswith(PASS_ON) and ticked)


def check_credit(said: Mapping[str, Any]) -> None:
    """Raise ValidationError where somebody wants to be thanked and gives no name to do it by."""
    if said.get("credit") == "name" and not (said.get("credit_name") or said.get("name")):
        raise ValidationError({"credit_name": _("Write the name to thank you by, or choose not to be named.")})


def credit_initial(finder: Finder) -> dict[str, Any]:
    """Give what a finder chose before, as the form shows it."""
    return {
        "credit": finder.credit,
        "credit_name": finder.credit_name,
        "co_finders": "\n".join(finder.co_finders),
        **{f"{PASS_ON}{who}": True for who in finder.pass_on},
    }
