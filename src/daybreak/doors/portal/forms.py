"""The two forms by which anybody reports: the policy's questions, and the general contact form (A1, A2, B6)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from daybreak.doors.measures import TOO_LARGE, check_together
from daybreak.doors.portal.files import Files
from daybreak.doors.portal.person_fields import about_you, check_credit, thanks
from daybreak.doors.portal.questions import OTHER_LINE, fields_for
from daybreak.doors.words import Words
from daybreak.stages.intake.queries import OTHER

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from daybreak.core.policy.model_intake import Door
    from daybreak.doors.portal.questions import Asking
    from daybreak.doors.uploads import SealedUpload

ASK = "ask_"
_SALT = "daybreak.portal.repeat"


class FinderForm(forms.Form):
    """What both forms share: a sign against sending twice, the privacy statement's version, who reports."""

    use_required_attribute = False
    repeat = forms.CharField(required=False, widget=forms.HiddenInput())
    statement = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *given: Any, asking: Asking, door: Door, **options: Any) -> None:
        """Put the questions of `asking` for one door."""
        self.asking, self.door = asking, door
        options["initial"] = {"repeat": new_repeat(), "statement": self.statement_version, "credit": "undecided"}
        super().__init__(*given, **options)
        self.fields.update(self.questions())
        self.asked = list(self.fields)[2:]
        self.fields.update(about_you())

    @property
    def received(self) -> MultiValueDict[str, str]:
        """Every field as it was sent, known or not."""
        return cast("MultiValueDict[str, str]", self.data)

    def received_files(self) -> list[tuple[str, SealedUpload]]:
        """Every upload as it was sent, with its field, known or not."""
        sent = cast("MultiValueDict[str, SealedUpload]", self.files)
        return [(name, file) for name in sorted(sent) for file in sent.getlist(name)]

    @property
    def statement_version(self) -> str:
        """The version of the privacy statement in force; "" if the policy has none."""
        privacy = self.asking.policy.intake.privacy
        return privacy.version if privacy else ""

    def questions(self) -> dict[str, forms.Field]:
        """Give the fields of what is reported."""
        raise NotImplementedError

    @property
    def ask_fields(self) -> list[BoundField]:
        """The fields of what is reported, in their order."""
        return [self[name] for name in self.asked]

    @property
    def person_fields(self) -> list[BoundField]:
        """The fields about the finder, in their order."""
        return [bound for bound in self.visible_fields() if bound.name not in self.asked]

    def clean_statement(self) -> str:
        """Refuse a consent to words that are no longer in force: the new ones are shown."""
        if self.cleaned_data["statement"] != self.statement_version:
            raise ValidationError(_("The privacy statement has changed. Read it below and send the form again."))
        return self.statement_version

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields."""
        said = super().clean() or {}
        check_credit(said)
        limits = self.asking.policy.intake.files
        place = next((name for name, field in self.fields.items() if isinstance(field, Files)), None)
        try:
            check_together(self.uploads(), limits)
            Files(limits=limits, required=False).clean([file for name, file in self.received_files() if name != place])
        except ValidationError as fault:
            self.add_error(place, fault)
        return said

    def uploads(self) -> list[SealedUpload]:
        """Every file that was sent and is not too large, under whichever name."""
        return [file for _name, file in self.received_files() if file.data_key]

    def repeat_sign(self) -> str:
        """The sign this form was given when it was shown; "" for a forged one, which then protects nobody."""
        try:
            return str(signing.loads(self.cleaned_data.get("repeat", ""), salt=_SALT))
        except signing.BadSignature:
            return ""

    @property
    def status(self) -> int:
        """The status to answer with: 413 where a file is too large, else 422."""
        faults = (fault for each in self.errors.as_data().values() for fault in each)
        return 413 if any(fault.code == TOO_LARGE for fault in faults) else 422


class ReportForm(FinderForm):
    """The policy's questions, then who reports and how they want to be thanked."""

    def __init__(self, *given: Any, **options: Any) -> None:
        """Add credit and consent."""
        super().__init__(*given, **options)
        self.fields.update(thanks(self.asking.policy, self.asking.language))

    def questions(self) -> dict[str, forms.Field]:
        """Give one field for each question of the policy."""
        return {f"{ASK}{name}": field for name, field in fields_for(self.asking)}

    def clean(self) -> dict[str, Any]:
        """Check that a product outside the catalogue is named, and take a name alone as that choice."""
        said = super().clean()
        for name in [name for name in self.fields if name.startswith(ASK) and name.endswith(OTHER_LINE)]:
            product = name.removesuffix(OTHER_LINE)
            if said.get(product) == OTHER and not said.get(name) and name not in self.errors:
                self.add_error(name, _("Say which product it is, as far as you know."))
        return said


class ContactForm(FinderForm):
    """The general contact form: a subject, a message, files (A2)."""

    def questions(self) -> dict[str, forms.Field]:
        """Give subject, message and files."""
        return {
            f"{ASK}subject": Words(label=_("Subject")),
            f"{ASK}message": Words(prose=True, rows=10, label=_("Message")),
            "files": Files(limits=self.asking.policy.intake.files, label=_("Files"), required=False),
        }


def new_repeat() -> str:
    """Make the sign by which a form that is sent twice is known: random, and ours by signature."""
    return signing.dumps(secrets.token_hex(16), salt=_SALT)


def readable(data: QueryDict) -> tuple[QueryDict | MultiValueDict[str, str], bool]:
    """Give the sent fields, and whether they can be stored as they are: lone surrogates become U+FFFD and cannot."""
    flat = [text for name, texts in data.lists() for text in (name, *texts)]
    if all(_encodes(text) for text in flat):
        return data, True
    tidy = data.copy()
    for name, texts in data.lists():
        tidy.setlist(name, [text.encode(errors="replace").decode() for text in texts])
    return tidy, False


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
