"""Files on a form: sealed already when the form sees them, measured against the policy here (A1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.doors.measures import check_each, limits_said

if TYPE_CHECKING:
    from daybreak.core.policy.model_intake import FileLimits
    from daybreak.doors.uploads import SealedUpload


class FileInput(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Give every file of this control."""
        del data
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class Files(forms.Field):
    """Several sealed files; an empty one is a file too."""

    widget = FileInput

    def __init__(self, *, limits: FileLimits, **options: Any) -> None:
        """Say the limits below the label, where no other hint stands."""
        self.limits = limits
        super().__init__(**options)
        self.help_text = " ".join(filter(None, (str(self.help_text), limits_said(limits))))

    def clean(self, value: Any) -> tuple[SealedUpload, ...]:
        """Give the files; ValidationError names each that is too large, with the limit."""
        given = tuple(value or ())
        if self.required and not given:
            raise ValidationError(_("Attach at least one file."))
        check_each(given, self.limits)
        return given
