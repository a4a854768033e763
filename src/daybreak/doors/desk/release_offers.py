"""What can be done about a release: work at its gates, signatures, its list of components, letting it out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.design.speech import language
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.component_offers import WordsForm
from daybreak.doors.desk.offers import Offer, SealedFileField
from daybreak.products.component_list import component_lines, component_row
from daybreak.products.components import contain, remove, take_over
from daybreak.products.gates import Done, ResultFile, leave_gate_out, publish_release, record_work, sign_gate
from daybreak.products.release_page import release_row
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_supply import Gate
    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.uploads import SealedUpload
    from daybreak.products.release_page import GateLine, ReleasePage
    from daybreak.records.models import Release


class WorkForm(ChoosingForm, WordsForm):
    """What was done at a gate."""

    worst = forms.ChoiceField(label=gettext_lazy("Worst finding"), required=False)
    file = SealedFileField(
        label=gettext_lazy("Result"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("The file that the tool wrote. It is kept sealed and unchanged."),
    )

    def __init__(self, *args: Any, gate: Gate, policy: Policy, **kwargs: Any) -> None:
        """Ask for what this gate keeps."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = gate.keep == "result"
        if not (gate.tool or gate.keep):
            del self.fields["file"]
        if gate.worst_allowed is None or gate.tool == "npm_audit":
            del self.fields["worst"]
        else:
            bands = [(band.id, band.name.in_(language(), policy.language)) for band in policy.severity.bands]
            self.offer("worst", bands, _("Nothing was found"))


class ListForm(ChoosingForm):
    """A component for the list."""

    component = forms.ChoiceField(label=gettext_lazy("Component"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these."""
        super().__init__(*args, **kwargs)
        self.offer("component", choices)


class SureForm(forms.Form):
    """The confirmation that a release goes out."""

    sure = forms.BooleanField(
        label=gettext_lazy("It goes out now. This cannot be taken back."),
        error_messages={"required": gettext_lazy("Confirm that you want this.")},
    )


class Work:
    """The deeds about one release, for one request."""

    def __init__(self, request: HouseRequest, page: ReleasePage) -> None:
        """Take the request and the release as it stands."""
        row = release_row(page.product, page.key)
        if row is None:
            raise Http404
        self.row: Release = row
        self.request, self.page, self.policy = request, page, policy_in_force(request.now)

    def gate(self, line: GateLine) -> list[Offer]:
        """Offer what the viewer may do at one gate."""
        gate = line.standing.gate
        options: dict[str, Any] = {"gate": gate, "policy": self.policy}
        work, why = _("What was done, and what came of it"), _("What you looked at")
        record, sign = partial(self._record, gate.id), partial(self._end, sign_gate, gate.id)
        leave, kept = partial(self._end, leave_gate_out, gate.id), _("It is kept.")
        every = {
            "work": Offer(
                f"work-{gate.id}", _("Record what was done"), WorkForm, record, kept, options={**options, "label": work}
            ),
            "sign": Offer(f"sign-{gate.id}", _("Sign"), WordsForm, sign, kept, options={"label": why}),
            "leave_out": Offer(f"leave-{gate.id}", _("Leave it out"), WordsForm, leave, kept, danger=True),
        }
        return [offer for name, offer in every.items() if name in line.can and (name != "work" or line.needs_work)]

    def _record(self, gate: str, said: dict[str, Any]) -> None:
        file: SealedUpload | None = said.get("file")
        kept = (
            ResultFile(file.file_id, file.name or "", file.size or 0, file.sha256, file.data_key)
            if file and file.data_key
            else None
        )
        done = Done(said["words"], said.get("worst", ""), kept)
        record_work(actor=self.request.viewer.actor, now=self.request.now, release=self.row, gate=gate, done=done)

    def _end(self, act: Callable[..., object], gate: str, said: dict[str, Any]) -> None:
        act(actor=self.request.viewer.actor, now=self.request.now, release=self.row, gate=gate, words=said["words"])

    def contents(self) -> list[Offer]:
        """Offer to put components on the list, one by one or as an earlier release has them."""
        listed = {one.key for one in self.page.components}
        known = component_lines(self.request.viewer, self.request.now)
        choices = [(one.key, f"{one.name} {one.version}") for one in known if one.key not in listed]
        offers = []
        if choices:
            offers.append(
                Offer(
                    "contain", _("Put a component on the list"), ListForm, self._contain, options={"choices": choices}
                )
            )
        if self.page.earlier and not self.page.out:
            name = self.page.earlier[0]
            words = _("Take over the list of %(version)s") % {"version": name}
            offers.append(Offer("take_over", words, forms.Form, self._take_over, _("The list is taken over.")))
        return offers

    def removals(self) -> dict[str, Offer]:
        """Offer to take each component off the list."""
        return {
            one.key: Offer(f"remove-{one.key}", _("Take off"), forms.Form, partial(self._remove, one.key))
            for one in self.page.components
        }

    def going_out(self) -> list[Offer]:
        """Offer to let the release out, where nothing keeps it back."""
        if self.page.out or self.page.why_not is not None:
            return []
        said = _("The release is out.")
        return [Offer("publish", _("Publish the release"), SureForm, self._publish, said, danger=True)]

    def _contain(self, said: dict[str, Any]) -> None:
        row = component_row(said["component"])
        if row is not None:
            contain(actor=self.request.viewer.actor, now=self.request.now, release=self.row, component=row)

    def _remove(self, key: str, _said: dict[str, Any]) -> None:
        row = component_row(key)
        if row is not None:
            remove(actor=self.request.viewer.actor, now=self.request.now, release=self.row, component=row)

    def _take_over(self, _said: dict[str, Any]) -> None:
        earlier = release_row(self.page.product, self.page.earlier[0])
        if earlier is not None:
            take_over(actor=self.request.viewer.actor, now=self.request.now, release=self.row, earlier=earlier)

    def _publish(self, _said: dict[str, Any]) -> None:
        publish_release(actor=self.request.viewer.actor, now=self.request.now, release=self.row)
