"""Deeds that a page offers side by side: each its own form, sent to the page's address under the deed's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.doors.desk.doing import UNPROCESSABLE, done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.uploads import SealedUpload

NO_SUCH_DEED = 409


class SealedFileField(forms.FileField):
    """One file, sealed already when the form sees it."""

    def to_python(self, data: Any) -> SealedUpload | None:
        """Take it; ValidationError for one that is larger than the policy's limit."""
        if data is not None and data.data_key is None:
            raise ValidationError(_("The file is larger than the policy allows. Attach a smaller one."))
        return cast("SealedUpload | None", super().to_python(data))


@dataclass
class Offer:
    """A deed on offer. `name` is what its form sends; `act` does it with the cleaned values; `said` is the success.

    `options` go to the form when it is made; `danger` marks what cannot be taken back.
    """

    name: str
    verb: Any
    kind: type[forms.Form]
    act: Callable[[dict[str, Any]], object]
    said: Any = ""
    danger: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    form: forms.Form = field(init=False)

    def __post_init__(self) -> None:
        """Make the form, empty."""
        self.form = self.kind(prefix=self.name, **self.options)

    @property
    def bare(self) -> bool:
        """Whether one button does it."""
        return not self.form.fields

    @property
    def failed(self) -> bool:
        """Whether it was sent and refused: its form then stands open."""
        return self.form.is_bound

    def take(self, request: HouseRequest) -> bool:
        """Do it with what was sent; False leaves the refusal in the form."""
        self.form = self.kind(request.POST, request.FILES, prefix=self.name, **self.options)
        return done(self.form, self.act)


def take(request: HouseRequest, offers: Iterable[Offer]) -> int:
    """Do the deed that was sent; give 0 once it is done, else the status to answer with."""
    if request.method != "POST":
        return 200
    wanted = request.POST.get("do", "")
    offer = next((one for one in offers if one.name == wanted), None)
    if offer is None:
        messages.error(request, _("This cannot be done here any more. Look at how it stands now."))
        return NO_SUCH_DEED
    if not offer.take(request):
        return UNPROCESSABLE
    if offer.said:
        messages.success(request, str(offer.said))
    return 0


def failed(offers: Iterable[Offer]) -> forms.Form | None:
    """Give the form that was refused, for the summary of what must be corrected."""
    return next((one.form for one in offers if one.failed), None)
