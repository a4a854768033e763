"""The sheet on which a public answer is written: CVE ID, words, and a row per product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.advisory.answer import AnswerContent, Answered
from daybreak.core.verdict import Refusal
from daybreak.core.words import Text
from daybreak.design.speech import language
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.advisory_words import TONGUES
from daybreak.doors.desk.case_words import JUSTIFICATIONS, STATUSES
from daybreak.doors.refusals import spoken
from daybreak.products.queries import catalogue
from daybreak.program.versions import policy_in_force
from daybreak.stages.disclosure.answer_page import answer_page, suggested
from daybreak.stages.disclosure.answers import draft_answer, write_answer

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Answer, Case

EMPTY_ROWS = 2
MOST_ROWS = 200


class AboutForm(forms.Form):
    """The CVE ID and the words in each language of the policy."""

    cve = forms.CharField(
        label=gettext_lazy("CVE ID"), max_length=40, help_text=gettext_lazy("For example CVE-2026-12345.")
    )

    def __init__(self, *args: Any, languages: tuple[str, ...], fixed: str, **kwargs: Any) -> None:
        """Ask for words in each language; a CVE ID that stands is not changed."""
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["cve"]
        for place, tongue in enumerate(languages):
            self.fields[f"words_{tongue}"] = forms.CharField(
                label=_("Answer (%(language)s)") % {"language": TONGUES.get(tongue, tongue)},
                required=not place,
                max_length=50_000,
                widget=forms.Textarea(attrs={"rows": 6, "lang": tongue}),
                help_text=_("For people who use our products: are they affected, how, and what to do.")
                if not place
                else "",
            )


class RowForm(ChoosingForm):
    """One product, or one release of it; a row without a product is left out."""

    unmarked = ("product", "status", "justification")
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=(("", gettext_lazy("Choose one")), *STATUSES.items()),
    )
    justification = forms.ChoiceField(
        label=gettext_lazy("Why it is not affected"),
        required=False,
        choices=(("", gettext_lazy("Only where it is not affected")), *JUSTIFICATIONS.items()),
    )
    note = forms.CharField(label=gettext_lazy("What to do"), max_length=2000, required=False)

    def __init__(self, *args: Any, products: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the catalogue."""
        super().__init__(*args, **kwargs)
        self.offer("product", products, _("No product: the row is left out"))

    def clean(self) -> dict[str, Any]:
        """Ask for a status where a product is chosen, and why a product is not affected."""
        said = super().clean() or self.cleaned_data
        if not said.get("product"):
            return said
        if not said.get("status"):
            self.add_error("status", _("Say how the product stands."))
        elif said["status"] == "not_affected" and not said.get("justification"):
            self.add_error(
                "justification", _("Say why the product is not affected: the answer stands in public later.")
            )
        return said


class AnswerSheet:
    """The forms of one sheet, filled from what stands or, at first, from what the case states as a suggestion."""

    def __init__(self, request: HouseRequest, row: Answer | None) -> None:
        """Make the forms; `?case=` names the case it is written in."""
        self.request, self.row = request, row
        self.policy, self.names = policy_in_force(request.now), _names(request)
        self.cve, self.key = (row.cve_id, str(row.id)) if row else ("", "")
        data = request.POST if request.method == "POST" else None
        number = request.POST.get("case", request.GET.get("case", ""))
        self.case: Case | None = row.case if row else None
        rows, words = self._known(number)
        self.about = AboutForm(data, initial=words, languages=self.policy.languages, fixed=self.cve)
        choices = [
            (key, f"{name.in_(language(), self.policy.language)} {version}")
            for key, (name, version) in self.names.items()
        ]
        made = formset_factory(RowForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        self.rows = made(data, initial=rows, prefix="row", form_kwargs={"products": choices})

    def _known(self, number: str) -> tuple[list[dict[str, str]], dict[str, str]]:
        if self.row is not None:
            page = answer_page(self.request.viewer, self.request.now, self.cve, self.key)
            told = page.content.products if page else ()
            words = {f"words_{tongue}": said for tongue, said in page.content.words.root.items()} if page else {}
        else:
            self.case, told = suggested(self.request.viewer, self.request.now, number, "")
            cves = self.case.vulnerabilities.exclude(cve_id=None).values_list("cve_id", flat=True) if self.case else []
            words = {"cve": next(iter(cves), "") or ""}
        return [one.model_dump(include={"product", "status", "justification", "note"}) for one in told], words

    def keep(self) -> bool:
        """Keep what was written as a draft; False leaves the refusals beside their fields."""
        if not (self.about.is_valid() and self.rows.is_valid()):
            return False
        actor, now = self.request.viewer.actor, self.request.now
        try:
            if self.row is not None:
                write_answer(actor=actor, now=now, answer=self.row, content=self._content())
            else:
                made = draft_answer(actor=actor, now=now, content=self._content(), case=self.case)
                self.cve, self.key = made.answer.cve_id, str(made.answer_id)
        except Refusal as refusal:
            self.about.add_error(refusal.field if refusal.field in self.about.fields else None, spoken(refusal))
            return False
        return True

    def _content(self) -> AnswerContent:
        said = self.about.cleaned_data
        words = {
            tongue: said[f"words_{tongue}"]
            for tongue in self.policy.languages
            if said.get(f"words_{tongue}", "").strip()
        }
        told = [row.cleaned_data for row in self.rows if row.cleaned_data.get("product") in self.names]
        return AnswerContent(
            cve=said.get("cve", self.cve), words=Text(words), products=tuple(map(self._answered, told))
        )

    def _answered(self, row: dict[str, Any]) -> Answered:
        name, version = self.names[row["product"]]
        why = row["justification"] if row["status"] == "not_affected" else ""
        return Answered(
            product=row["product"],
            name=name,
            version=version,
            status=row["status"],
            justification=why,
            note=row["note"],
        )


def _names(request: HouseRequest) -> dict[str, tuple[Text, str]]:
    """Name every product and release of the catalogue by its CSAF product id."""
    named: dict[str, tuple[Text, str]] = {}
    for line in catalogue(request.now):
        named[line.key] = (line.name, "")
        named |= {release.product_id: (line.name, release.version) for release in line.releases}
    return named
