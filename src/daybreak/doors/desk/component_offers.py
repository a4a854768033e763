"""What can be done about components and suppliers: their forms, and the deeds behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.supply.approval import may_say
from daybreak.core.verdict import Refused
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.offers import Offer
from daybreak.doors.desk.supply_words import ASKED, kind_words
from daybreak.doors.refusals import said as in_words
from daybreak.products.component_list import component_lines, component_row, supplier_lines, supplier_row
from daybreak.products.components import (
    Described,
    change_supplier,
    judge_component,
    name_supplier,
    register_component,
    register_supplier,
)
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.products.component_list import ComponentPage, SupplierPage

Choices = list[tuple[str, Any]]


class ComponentForm(ChoosingForm):
    """A component as it is registered."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    version = forms.CharField(
        label=gettext_lazy("Version"),
        max_length=100,
        help_text=gettext_lazy("Exactly the one we use: the published list names it."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=200, required=False, help_text=gettext_lazy("For example MIT.")
    )
    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"), required=False)
    inside = forms.ChoiceField(
        label=gettext_lazy("Sits inside"),
        required=False,
        help_text=gettext_lazy("Where it reaches us inside another component, that one's supplier is told."),
    )
    purl = forms.CharField(
        label=gettext_lazy("Package URL"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("For example pkg:npm/left-pad@1.3.0, if you know it."),
    )

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        """Offer the policy's kinds, the suppliers and the components there are."""
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.offer(name, offered)


class SupplierForm(forms.Form):
    """Whoever supplies components."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    contact = forms.CharField(
        label=gettext_lazy("Mail address of its security contact"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Letters about its components go there. It is kept sealed."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of their mail"), choices=settings.LANGUAGES)


class ContactForm(forms.Form):
    """How a supplier is reached."""

    contact = forms.CharField(
        label=gettext_lazy("Mail address of its security contact"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Letters about its components go there. Empty: none is known, so no letter can go."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of their mail"), choices=settings.LANGUAGES)


class SuppliedForm(ChoosingForm):
    """Who supplies a component."""

    supplier = forms.ChoiceField(
        label=gettext_lazy("Supplier"), help_text=gettext_lazy("What sits inside the component is theirs too.")
    )

    def __init__(self, *args: Any, suppliers: Choices, **kwargs: Any) -> None:
        """Offer the suppliers there are."""
        super().__init__(*args, **kwargs)
        self.offer("supplier", suppliers)


class WordsForm(forms.Form):
    """A reason."""

    words = forms.CharField(label=gettext_lazy("Why"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        """Say what is to be written."""
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label
        self.fields["words"].help_text = hint


def on_list(request: HouseRequest) -> list[Offer]:
    """Offer to register a component, where the policy has kinds of them."""
    policy = policy_in_force(request.now)
    if policy.components is None:
        return []

    def act(said: dict[str, Any]) -> None:
        described = Described(
            **{name: said[name] for name in ("name", "version", "kind", "licence", "purl")},
            supplier=supplier_row(said["supplier"]),
            inside=component_row(said["inside"]),
        )
        register_component(actor=request.viewer.actor, now=request.now, described=described)

    options = {"choices": _choices(request, policy)}
    words = _("The component is registered. It is evaluated next.")
    return [Offer("register", _("Register a component"), ComponentForm, act, words, options=options)]


def _choices(request: HouseRequest, policy: Policy) -> dict[str, Choices]:
    kinds = policy.components.kinds if policy.components else {}
    known = component_lines(request.viewer, request.now)
    return {
        "kind": [(kind, kind_words(policy, kind)) for kind in kinds],
        "supplier": [("", _("Nobody we must tell")), *((one.key, one.name) for one in _suppliers(request))],
        "inside": [
            ("", _("Nothing: it comes by itself")),
            *((one.key, f"{one.name} {one.version}") for one in known if not one.inside),
        ],
    }


def _suppliers(request: HouseRequest) -> tuple[Any, ...]:
    return supplier_lines(request.viewer, request.now)


def on_suppliers(request: HouseRequest) -> list[Offer]:
    """Offer to register a supplier."""

    def act(said: dict[str, Any]) -> None:
        register_supplier(actor=request.viewer.actor, now=request.now, **said)

    return [Offer("register", _("Register a supplier"), SupplierForm, act, _("The supplier is registered."))]


def on_supplier(request: HouseRequest, page: SupplierPage) -> list[Offer]:
    """Offer to change how a supplier is reached."""

    def act(said: dict[str, Any]) -> None:
        row = supplier_row(page.line.key)
        if row is not None:
            change_supplier(actor=request.viewer.actor, now=request.now, supplier=row, **said)

    known = {"initial": {"contact": page.line.contact, "language": page.line.language}}
    words = _("Letters go there from now on.")
    return [Offer("change", _("Change how it is reached"), ContactForm, act, words, options=known)]


def _supplied(request: HouseRequest, key: str, page: ComponentPage) -> list[Offer]:
    """Offer to say who supplies a component, unless it comes inside another one."""

    def act(said: dict[str, Any]) -> None:
        row, supplier = component_row(key), supplier_row(said["supplier"])
        if row is not None and supplier is not None:
            name_supplier(actor=request.viewer.actor, now=request.now, component=row, supplier=supplier)

    known = [(one.key, one.name) for one in _suppliers(request) if one.key != page.supplier]
    if page.inside or not known:
        return []
    verb = _("Name another supplier") if page.supplier else _("Say who supplies it")
    return [Offer("supplied", verb, SuppliedForm, act, _("The supplier is named."), options={"suppliers": known})]


def on_component(request: HouseRequest, key: str, page: ComponentPage) -> list[Offer]:
    """Offer what the viewer may say about a component as it stands, and who supplies it."""
    policy = policy_in_force(request.now)
    verbs = {"evaluated": _("Evaluate"), "approved": _("Approve for use"), "refused": _("Refuse")}
    state = page.line.state
    return [
        _saying(request, key, verdict, verb)
        for verdict, verb in verbs.items()
        if not isinstance(may_say(policy, state, verdict, request.viewer.roles), Refused)
    ] + _supplied(request, key, page)


def whose_turn(request: HouseRequest, page: ComponentPage) -> str:
    """Say whose word is next where it is not the viewer's; "" where it is."""
    next_word = "approved" if page.line.state == "evaluated" else "evaluated"
    verdict = may_say(policy_in_force(request.now), page.line.state, next_word, request.viewer.roles)
    return in_words(verdict.reason) if isinstance(verdict, Refused) else ""


def _saying(request: HouseRequest, key: str, verdict: str, verb: str) -> Offer:
    def act(said: dict[str, Any]) -> None:
        row = component_row(key)
        if row is not None:
            judge_component(
                actor=request.viewer.actor, now=request.now, component=row, verdict=verdict, words=said["words"]
            )

    rules = policy_in_force(request.now).components
    asked = rules.before_use.ask if rules and rules.before_use and verdict == "evaluated" else ()
    hint = (
        _("Say something about: %(points)s.") % {"points": ", ".join(str(ASKED[one]) for one in asked)} if asked else ""
    )
    label = _("What you found") if verdict == "evaluated" else _("Why")
    return Offer(
        verdict, verb, WordsForm, act, _("Your word is kept."), verdict == "refused", {"label": label, "hint": hint}
    )
