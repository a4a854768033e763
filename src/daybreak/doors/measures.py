"""Uploads measured against the policy, and handed to a deed or forgotten: the same at every door (A1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.stages.intake.submission import SealedFile
from daybreak.vault.files import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

    from daybreak.core.policy.model_intake import FileLimits
    from daybreak.doors.uploads import SealedUpload

TOO_LARGE = "too_large"
"""The code of an error about size; it is answered with 413."""


def size_said(size: int) -> str:
    """Say a number of bytes in decimal units, as the policy writes them: `50 MB`, `4.9 kB`."""
    for unit, bytes_each in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_each:
            return f"{round(size / bytes_each, 1):g} {unit}"
    return f"{size} B"


def limits_said(limits: FileLimits) -> str:
    """Say how many files, how large each and together."""
    words = _("At most %(count)s files, each up to %(each)s, together up to %(together)s. They are stored unchanged.")
    sizes = {"each": size_said(limits.each), "together": size_said(limits.together)}
    return words % {"count": limits.count, **sizes}


def check_each(files: Sequence[SealedUpload], limits: FileLimits) -> None:
    """Raise ValidationError that names each file which is too large, with the limit."""
    words = _("“%(name)s” is larger than %(limit)s. Attach a smaller file, or write to us about another way.")
    each = size_said(limits.each)
    faults = [
        ValidationError(words % {"name": file.name, "limit": each}, code=TOO_LARGE)
        for file in files
        if (file.size or 0) > limits.each
    ]
    if faults:
        raise ValidationError(faults)


def check_together(files: Sequence[SealedUpload], limits: FileLimits) -> None:
    """Raise ValidationError where there are too many files, or they are too large together."""
    if len(files) > limits.count:
        words = _("These are %(given)s files; attach at most %(count)s. Several files fit into one archive.")
        raise ValidationError(words % {"given": len(files), "count": limits.count})
    size = sum(file.size or 0 for file in files)
    if size > limits.together:
        words = _("Together these files hold %(size)s; the limit is %(limit)s. Send the rest as a message later.")
        sizes = {"size": size_said(size), "limit": size_said(limits.together)}
        raise ValidationError(words % sizes, code=TOO_LARGE)


def as_sealed(file: SealedUpload) -> SealedFile:
    """Describe an upload for a deed."""
    return SealedFile(file.file_id, file.name or "file", file.size or 0, file.sha256, file.data_key)


def sealed_in(files: MultiValueDict[str, UploadedFile]) -> list[SealedUpload]:
    """Give every upload of a request, whichever control it came by."""
    return [cast("SealedUpload", file) for _name, given in files.lists() for file in given]


def forget(files: Iterable[SealedUpload]) -> None:
    """Remove the sealed bytes of uploads that no deed has taken: they must be sent again anyway."""
    for file in files:
        path_of(file.file_id).unlink(missing_ok=True)
