"""A policy file as it comes to the desk: uploaded, pasted, or a version adopted before; read, or its faults told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import load, shipped_overlay
from daybreak.design.speech import language
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.case_forms import DayField, InstantField, sure_field
from daybreak.program.history import SHORTEST_NAME, version_named
from daybreak.vault.data_keys import opened
from daybreak.vault.files import path_of, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from daybreak.core.policy.faults import Fault
    from daybreak.core.policy.model import Policy
    from daybreak.doors.uploads import SealedUpload
    from daybreak.program.history import VersionLine

LARGEST = 256 * 1024
"""Signs, and bytes of an upload: ten times the longest example."""
PASTED = "policy.yaml"


class PolicyForm(forms.Form):
    """The words of a policy; read by `clean`, which leaves the policy or its faults."""

    text = forms.CharField(
        label=gettext_lazy("Or the words of a policy file"),
        help_text=gettext_lazy("Its overlays come with Daybreak."),
        required=False,
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono", "spellcheck": "false"}),
    )
    policy: Policy | None = None
    faults: Sequence[Fault] = ()

    def understand(self, text: str, name: str = PASTED) -> None:
        """Read the words; what is wrong with them is kept as faults."""
        try:
            self.policy = load(text, name=name, include=shipped_overlay)
        except PolicyFaults as found:
            self.faults = [replace(fault, sentence=fault.told(_, language())) for fault in found.faults]
            self.add_error("text", _("This cannot be used as it stands. What is wrong is listed below."))


class TrialForm(ChoosingForm, PolicyForm):
    """Which policy is tried, and on which cases: an uploaded file rules over words, words over a version."""

    file = forms.FileField(
        label=gettext_lazy("A policy file"),
        help_text=gettext_lazy("Give a file, or paste its words, or choose a version below."),
        required=False,
        allow_empty_file=True,
    )
    version = forms.ChoiceField(label=gettext_lazy("Or a version that was adopted"), required=False)
    first = DayField(label=gettext_lazy("Only cases opened from this day on"), required=False)
    open_too = forms.BooleanField(label=gettext_lazy("Open cases too, as far as they have come"), required=False)
    unmarked = ("file", "text", "version")
    field_order = ("file", "text", "version", "first", "open_too")

    def __init__(self, *args: Any, versions: Sequence[VersionLine], zone: str, **kwargs: Any) -> None:
        """Offer the versions, named as the comparison names them; days begin in the organisation's zone."""
        super().__init__(*args, **kwargs)
        self._zone = zone
        named = [(it.sha256[:SHORTEST_NAME], f"{it.in_force_from:%Y-%m-%d} · {it.sha256[:12]}") for it in versions]
        self.offer("version", named, _("None"))

    def clean(self) -> dict[str, Any]:
        """Read what was given, and keep an upload's words as if they had been pasted."""
        said = super().clean() or self.cleaned_data
        upload, text = said.get("file"), said.get("text") or ""
        if upload:
            text = _words(upload)
            cast("QueryDict", self.data)["text"] = text
            self.understand(text, upload.name or PASTED)
        elif text.strip():
            self.understand(text)
        elif said.get("version"):
            self.policy = version_named(said["version"])
        elif not self.errors:
            raise ValidationError(_("Choose a file, paste its words, or name a version."))
        return said

    @property
    def since(self) -> datetime | None:
        """The instant at which the first day begins."""
        day = self.cleaned_data.get("first")
        return datetime.combine(day, time(), tzinfo=zone_of(self._zone)) if day else None

    @property
    def words(self) -> str:
        """The words that were tried; "" for a version adopted before."""
        return str(self.data.get("text", "")).strip() and str(self.data["text"])


class AdoptForm(PolicyForm):
    """From when these words are in force, and that this is meant."""

    in_force_from = InstantField(label=gettext_lazy("In force from"), when="ahead")
    sure = sure_field(
        gettext_lazy(
            "I have read what differs. What comes in from then on runs under this policy; the public page shows it; "
            "open cases keep the version they began under."
        )
    )

    def __init__(self, *args: Any, now: datetime, zone: str, **kwargs: Any) -> None:
        """Carry the words along unseen; instants are in the organisation's zone."""
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["text"].widget = forms.HiddenInput()
        words = _("Time in %(zone)s (%(name)s).") % {"zone": zone, "name": now.astimezone(zone_of(zone)).tzname()}
        self.fields["in_force_from"].help_text = words

    def clean(self) -> dict[str, Any]:
        """Read the words again: nothing is taken from the trial but they."""
        said = super().clean() or self.cleaned_data
        self.understand(said.get("text") or "")
        instant, field = said.get("in_force_from"), self.fields["in_force_from"]
        if instant is not None and isinstance(field, InstantField):
            try:
                field.check(instant, self.now)
            except ValidationError as fault:
                self.add_error("in_force_from", fault)
        return said


def _words(upload: SealedUpload) -> str:
    """Open an upload, which lies sealed, and leave nothing of it. Raises ValidationError in plain words."""
    try:
        if upload.data_key is None or (upload.size or 0) > LARGEST:
            raise ValidationError(
                _("This file is too large for a policy. At most %(size)s KiB.") % {"size": LARGEST // 1024}
            )
        return b"".join(read(opened(upload.data_key), upload.file_id)).decode()
    except UnicodeDecodeError as fault:
        words = _("The file is not UTF-8 text (byte %(place)s). Save it as UTF-8.")
        raise ValidationError(words % {"place": fault.start}) from fault
    finally:
        path_of(upload.file_id).unlink(missing_ok=True)
