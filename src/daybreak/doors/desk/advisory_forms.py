"""The forms of an advisory's page: words side by side, approving, releasing, holding, revising, an emergency."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.advisory.outdated import named_in
from daybreak.core.written import LONGEST_LINE, LONGEST_TEXT
from daybreak.design.speech import listed
from daybreak.doors.desk.advisory_words import LABELS, TONGUES
from daybreak.doors.desk.case_forms import DeedForm, InstantField, line_field, prose_field, sure_field
from daybreak.doors.desk.case_words import word
from daybreak.doors.desk.coordination_words import LETTER_FIELDS
from daybreak.stages.disclosure.customers import GAP
from daybreak.stages.disclosure.words import MEANT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.disclosure.desk_page import DeskAdvisory
    from daybreak.stages.disclosure.words import WordField


class AdvisoryForm(DeedForm):
    """A deed on the content that stood on the page (`content`: its hash), so that nobody approves the unseen."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, setting: Setting, shown: DeskAdvisory, data: Mapping[str, Any] | None = None) -> None:
        """Remember which advisory it is about."""
        self.shown = shown
        super().__init__(setting, shown.number, data)

    def known(self) -> dict[str, Any]:
        """Start from the content that is shown."""
        return {"content": self.shown.content}


class ApproveForm(AdvisoryForm):
    """A role's yes to exactly this content."""

    role = forms.CharField(widget=forms.HiddenInput, max_length=64)
    division = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class SendBackForm(ApproveForm):
    """A role's no to exactly this content, and what must change."""

    reason = prose_field(_("Why it is sent back"), help_text=_("What must change. Everybody inside the case reads it."))
    sure = sure_field(
        _("It goes back to whoever writes it, and cannot be approved before it is changed or asked anew.")
    )


class ReleaseBackForm(AdvisoryForm):
    """Why the words given for the release are taken away."""

    reason = prose_field(_("Why it is sent back"), help_text=_("What must change. Everybody inside the case reads it."))
    sure = sure_field(_("The words given for the release count no more. Approvals stand."))


class CustomersForm(AdvisoryForm):
    """How the customers were told that a release comes."""

    words = prose_field(
        _("How they were told"), help_text=_("By which way, and in which words: that a release comes, and no more.")
    )
    at = InstantField(
        label=_("When it was so"), when="past", required=False, help_text=_("Empty: now. Clocks run from it.")
    )

    def known(self) -> dict[str, Any]:
        """Start from the policy's words."""
        return super().known() | {"words": self.shown.for_customers.words}

    def prepare(self) -> None:
        """Say what the policy's words still lack, before somebody copies and sends them."""
        gaps = self.shown.for_customers.gaps
        if gaps:
            fields = listed([word(LETTER_FIELDS, one) for one in gaps])
            words = gettext("Not known here yet; fill it in at %(gap)s before you send it: %(fields)s.")
            self.fields[
                "words"
            ].help_text = f"{self.fields['words'].help_text} {words % {'gap': GAP, 'fields': fields}}"


class ReleaseForm(AdvisoryForm):
    """One's word that this content goes out at an instant."""

    public_at = InstantField(label=_("It becomes public at"), when="ahead")
    sure = sure_field(_("I have read the preview. Once the last person has given their word, it goes out by itself."))

    def known(self) -> dict[str, Any]:
        """Propose the instant that the gates were asked for."""
        return super().known() | {"public_at": self.shown.plan}


class HoldForm(AdvisoryForm):
    """Why it must not go out."""

    reason = prose_field(_("Why it is held"))
    sure = sure_field(_("It does not go out. To go out later it is released again by two people."))

    def prepare(self) -> None:
        """Say what holding means once readers can read it."""
        if self.shown.state == "public":
            self.fields["reason"].label = _("Why it is taken out of the bulletin")
            self.fields["sure"].label = _(
                "It leaves the bulletin at once. Readers may have seen and kept it; only a new revision can follow."
            )


class ReviseForm(AdvisoryForm):
    """What a further revision changes, in each language of the policy."""

    def prepare(self) -> None:
        """Ask for the note in every language."""
        for language in self.setting.policy.languages:
            label = _("What this revision changes (%(language)s)") % {"language": TONGUES.get(language, language)}
            self.fields[f"note.{language}"] = line_field(label)


class EmergencyForm(AdvisoryForm):
    """Why the ordinary way cannot be waited for."""

    reason = prose_field(_("Why it is an emergency"))
    sure = sure_field(_("The policy says which gates this passes, and who else must declare it."))


class NoteForm(AdvisoryForm):
    """With which release the note came out."""

    release = forms.ChoiceField(label=_("The release whose note names it"))
    sure = sure_field(_("The release note is out, and it names the number. From now on the number is no secret."))

    def prepare(self) -> None:
        """Offer the releases in which the case's remedies ship."""
        self.offer("release", self.shown.notes.releases.items())


@dataclass(frozen=True)
class Old:
    """What the case states no longer while the words name it, and the words of its facts now, by field."""

    named: Sequence[str] = ()
    fresh: Mapping[str, str] = field(default_factory=dict)


class WordsForm(forms.Form):
    """Every word of the advisory, in every language of the policy; `content` is the hash they were read from.

    Words that name what the case states no longer (`old`) say so beside their field, and are kept once somebody
    confirms that they are meant so.
    """

    content = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        places: Sequence[WordField],
        hash_read: str,
        data: Mapping[str, Any] | None = None,
        *,
        products: Mapping[str, str] | None = None,
        old: Old | None = None,
    ) -> None:
        """Make a field for each thing to write in each language; `products` names them by id."""
        super().__init__(data, initial={"content": hash_read})
        self.places, self.products = places, products or {}
        for place in places:
            for language, words in place.words:
                self.fields[place.name_in(language)] = _field(place, language, words)
                self._mark(place.name_in(language), words, old or Old())
        if old:
            label = gettext("It is meant so that these are named: %(words)s") % {"words": listed(old.named)}
            self.fields[MEANT] = forms.BooleanField(label=label, required=False)

    def _mark(self, name: str, words: str, old: Old) -> None:
        """Say beside a field which earlier facts its words name, and what would be said by the facts of now."""
        here = [one for one in old.named if named_in(words, one)]
        if here:
            hint = gettext("Names %(words)s, which the case no longer states.") % {"words": listed(here)}
            now = gettext("By its facts now: %(words)s") % {"words": old.fresh[name]} if old.fresh.get(name) else ""
            self.fields[name].help_text = " ".join(filter(None, (hint, now)))

    def rows(self) -> list[dict[str, Any]]:
        """Give the fields row by row, languages side by side; rows about one thing follow it without a line between."""
        before = ("", *(place.about for place in self.places))
        return [
            {
                "label": LABELS.get(place.label, place.label),
                "about": ", ".join(self.products.get(one, one) for one in place.about.split(", ")),
                "follows": bool(place.about) and place.about == earlier,
                "headed": place.about != earlier and not place.label.startswith("reference"),
                "cells": [self[place.name_in(language)] for language in place.languages],
            }
            for place, earlier in zip(self.places, before, strict=False)
        ]

    def values(self) -> dict[str, str]:
        """Give what was written, by field."""
        sent = {name: value for name, value in self.cleaned_data.items() if name not in {"content", MEANT}}
        return sent | ({MEANT: "on"} if self.cleaned_data.get(MEANT) else {})


def _field(place: WordField, language: str, words: str) -> forms.CharField:
    wide = place.kind == "prose"
    widget = forms.Textarea(attrs={"rows": 4}) if wide else forms.TextInput()
    if place.kind == "url":
        widget = forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"})
    if language:
        widget.attrs["lang"] = language
    label = f"{LABELS.get(place.label, place.label)}" + (f" ({TONGUES.get(language, language)})" if language else "")
    longest = LONGEST_TEXT if wide else LONGEST_LINE * (4 if place.kind == "url" else 1)
    return forms.CharField(label=label, required=False, initial=words, max_length=longest, widget=widget, strip=False)
