"""A deed of the case page: its verb, its form, the action behind it; the buttons and the open form on a tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from daybreak.design.pieces import Deed
from daybreak.doors.desk.case_forms import DeedForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from daybreak.doors.desk.case_setting import Setting


@dataclass(frozen=True)
class CaseDeed:
    """One deed: `act` is called with the setting, the target's key and the form's cleaned values.

    `done` is said afterwards; `danger` marks what cannot be taken back; `step_up` asks once more who it is.
    """

    verb: Any
    act: Callable[[Setting, str, dict[str, Any]], object]
    form: type[DeedForm] = DeedForm
    done: Any = ""
    danger: bool = False
    step_up: bool = False

    @property
    def bare(self) -> bool:
        """Whether it needs no form: one button does it."""
        return not self.form.base_fields


@dataclass(frozen=True)
class Tab:
    """One tab: the name of its address, its label, its template, what it reads and what can be done on it.

    `read` gives the template's own context; `deeds` maps the name of each deed to it.
    """

    name: str
    label: Any
    template: str
    read: Callable[[Setting, Mapping[str, str]], dict[str, Any]]
    deeds: Mapping[str, CaseDeed] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """The form that stands open on a tab: which deed on which target, and where it is sent."""

    name: str
    target: str
    deed: CaseDeed
    form: DeedForm
    road: str


@dataclass(frozen=True)
class Step:
    """A deed that a page offers: a button, or the sentence why it is not possible yet."""

    verb: str
    deed: Deed | None = None
    why_not: str = ""
    danger: bool = False


def road_to(setting: Setting, tab: str, name: str, target: str = "") -> str:
    """Give the address at which a deed's form stands open."""
    query = urlencode({"do": name, "on": target} if target else {"do": name})
    return f"{setting.road(tab)}?{query}#do"


def button(setting: Setting, tab: str, name: str, deed: CaseDeed, target: str = "") -> Deed:
    """Give the button of a deed: it does it at once where no form is needed, else it opens the form."""
    if deed.bare:
        return Deed(str(deed.verb), setting.road(tab), post=True, hidden=(("do", name), ("on", target)))
    return Deed(str(deed.verb), road_to(setting, tab, name, target))


def step(setting: Setting, tab: str, named: tuple[str, CaseDeed], target: str = "", why_not: str = "") -> Step:
    """Offer a deed, or say why it is not possible yet; a closed case offers its reopening and what is done after."""
    name, deed = named
    if setting.case.closed_at is not None and name not in {
        "reopen",
        "lesson",
        "follow_up",
        "followed_up",
        "answer",
        "explain",
        "let_in",
        "let_out",
        "waive",
    }:
        why_not = _("The case is closed. Reopen it first.")
    if why_not:
        return Step(str(deed.verb), None, why_not, deed.danger)
    return Step(str(deed.verb), button(setting, tab, name, deed, target), "", deed.danger)
