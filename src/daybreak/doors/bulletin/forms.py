"""The bulletin's forms: search, filtered by product and severity, and a subscription's wish by the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.core.advisory.subscription import Wish
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.words import Address
from daybreak.stages.publication.queries import LONGEST_SEARCH, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text

FURTHEST = 10_000


class SearchForm(ChoosingForm):
    """What a reader looks for; what cannot be read is taken as not said, so that a list is always shown."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_SEARCH)
    product = forms.ChoiceField(label=_("Product"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=FURTHEST, widget=forms.HiddenInput)

    def __init__(self, policy: Policy, products: Mapping[str, Text | str], language: str, data: QueryDict) -> None:
        """Offer the bands of the policy in force and the products that public advisories name."""
        super().__init__(data)
        named = [(key, _in(name, language, policy.language)) for key, name in products.items()]
        self.offer("product", sorted(named, key=lambda one: one[1]), _("All products"))
        bands = [(band.id, band.name.in_(language, policy.language)) for band in reversed(policy.severity.bands)]
        self.offer("severity", bands, _("All severities"))

    def wanted(self) -> Wanted:
        """Give what is looked for."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            product=said.get("product", ""),
            severity=said.get("severity", ""),
            text=said.get("q", ""),
            page=said.get("page") or 1,
        )


class WishForm(ChoosingForm):
    """What a subscriber hears of: of all, or of chosen products, from a severity on."""

    use_required_attribute = False
    products = forms.MultipleChoiceField(
        label=_("Products"),
        required=False,
        help_text=_("Choose none to hear of all of them, those to come included."),
        widget=forms.CheckboxSelectMultiple,
    )
    severity = forms.ChoiceField(label=_("From this severity on"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        policy: Policy,
        products: Mapping[str, Text | str],
        language: str,
        wish: Wish | None = None,
    ) -> None:
        """Offer the bands of the policy in force and the products that public advisories name."""
        wish = wish or Wish()
        super().__init__(data, initial={"products": sorted(wish.products), "severity": wish.band})
        gone = {key: key for key in wish.products if key not in products}
        named = [(key, _in(name, language, policy.language)) for key, name in {**products, **gone}.items()]
        if named:
            self.offer("products", sorted(named, key=lambda one: one[1]))
        else:
            del self.fields["products"]
        bands = [(band.id, band.name.in_(language, policy.language)) for band in policy.severity.bands]
        self.offer("severity", bands, _("All severities"))

    def wish(self) -> Wish:
        """Give what is wished, once the form is valid."""
        return Wish(frozenset(self.cleaned_data.get("products", ())), self.cleaned_data["severity"])


class SubscribeForm(WishForm):
    """The address that advisories shall come to, and what about."""

    address = Address(
        label=_("Your mail address"),
        help_text=_("A letter goes there first: nothing else comes until you confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("address", "products", "severity")


def _in(name: Text | str, language: str, first: str) -> str:
    return name if isinstance(name, str) else name.in_(language, first)
