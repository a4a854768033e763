"""Forms whose choices are known only when the form is made: they depend on the policy, the reader or the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

if TYPE_CHECKING:
    from collections.abc import Iterable


class ChoosingForm(forms.Form):
    """A form that is told what may be chosen."""

    def offer(self, name: str, choices: Iterable[tuple[str, Any]], empty: Any = None) -> None:
        """Set the choices of a field, with an empty one first where `empty` says what it means."""
        offered = list(choices)
        self._of_choices(name).choices = offered if empty is None else [("", empty), *offered]

    def offered(self, name: str) -> dict[str, Any]:
        """Give the words of each choice of a field, by what it sends."""
        return dict(cast("Iterable[tuple[str, Any]]", self._of_choices(name).choices))

    def _of_choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} offers no choices.")
        return field
