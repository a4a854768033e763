"""What the desk's advisory pages show, and how their forms are answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.policy.reading import may_advise
from daybreak.core.verdict import Refusal
from daybreak.core.verdict import Refused as Refusing
from daybreak.core.written import LONGEST_TEXT
from daybreak.design import speech
from daybreak.design.pieces import Deed
from daybreak.design.speech import listed
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.advisory_deeds import DEEDS, AdvisoryDeed, Doing, do
from daybreak.doors.desk.advisory_forms import Old, WordsForm
from daybreak.doors.desk.advisory_words import LABELS, STATES, TONGUES, TOPICS, VERBS, gate_road, readable
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.case_tabs import frame
from daybreak.doors.desk.doing import UNPROCESSABLE
from daybreak.doors.desk.fact_words import kind_words
from daybreak.doors.desk.reading import opened
from daybreak.doors.refusals import said, spoken
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.cases.vulnerability_page import vulnerabilities
from daybreak.stages.disclosure import queries
from daybreak.stages.disclosure.actions import content_of, draft_advisory, naming
from daybreak.stages.disclosure.desk_page import DeskAdvisory, advisory_page
from daybreak.stages.disclosure.refusals import ChangedMeanwhile
from daybreak.stages.disclosure.words import fields_of
from daybreak.stages.disclosure.writing import remedies_by_facts, write_words
from daybreak.stages.publication.page import Issue
from daybreak.stages.publication.page import advisory_page as public_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.policy.gate import Gate
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Reason
    from daybreak.core.words import Text
    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.advisory_forms import AdvisoryForm
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.records.models import Revision
    from daybreak.stages.disclosure.desk_page import Step
    from daybreak.stages.disclosure.stale import Stale

CONFLICT, BACK = 409, "send_back"


@dataclass(frozen=True)
class Desk:
    """One advisory on the desk: the case's setting, what is shown, and the revision that deeds act on, opened."""

    setting: Setting
    shown: DeskAdvisory
    revision: Revision
    content: Content


@dataclass(frozen=True)
class Refused:
    """A form that was refused, by the name of its deed; it is shown again with everything kept."""

    name: str
    form: AdvisoryForm


def desk_for(request: HouseRequest, number: str) -> Desk:
    """Look at an advisory; 404 for what one may not see, as for what does not exist."""
    shown = advisory_page(request.viewer, request.now, number)
    revision = queries.revision_for(request.viewer, request.now, number) if shown else None
    if shown is None or revision is None:
        raise Http404
    setting = setting_for(request, shown.case)
    opened(request, "case", setting.case.id)
    return Desk(setting, shown, revision, content_of(revision))


def list_context(request: HouseRequest) -> dict[str, Any]:
    """Give the lines of the list."""
    lines = queries.advisories(request.viewer, request.now, speech.language())
    return {"lines": [{"line": one, "state": STATES[one.state]} for one in lines], "section": "advisories"}


class DraftForm(ChoosingForm):
    """Which vulnerabilities an advisory is about, and why one that another advisory names already."""

    vulnerabilities = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Why a further advisory"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def draft_form(setting: Setting, data: Any) -> DraftForm:
    """Offer the vulnerabilities on which the policy publishes advisories; chosen is what no advisory names yet.

    An advisory that names one already is linked, and a reason asked for. Of one that is said to lie in others' code
    while the page was open, the deed says why not.
    """
    form, told = DraftForm(data), naming(setting.case)
    theirs: list[Reason] = []
    sent = data.getlist("vulnerabilities") if data else ()
    offered = []
    for row in vulnerabilities(setting.viewer, setting.now, setting.number):
        words = f"{row.cve} {row.title}" if row.cve else row.title
        marks = [listed(told[row.key])] if row.key in told else []
        if isinstance(verdict := may_advise(setting.policy, row.component), Refusing):
            theirs.append(verdict.reason)
            if row.key not in sent:
                continue
            marks.append(_("in others' code"))
        offered.append((row.key, " · ".join([words, *marks])))
    form.offer("vulnerabilities", offered)
    field = form.fields["vulnerabilities"]
    field.label = _("Vulnerabilities")
    field.initial = [key for key, _words in offered if key not in told]
    field.help_text = _instead(setting, theirs[0]) if theirs else ""
    if told:
        links = format_html_join(", ", '<a href="{}">{}</a>', _roads(told))
        words = _(
            "Only for a vulnerability that an advisory names already: {links}. A revision of it is what readers see."
        )
        form.fields["reason"].help_text = format_html(words, links=links)
    else:
        del form.fields["reason"]
    return form


def _instead(setting: Setting, reason: Reason) -> str:
    """Say what the policy wants of flaws in others' code instead of an advisory (A9c, C9)."""
    words = said(reason)
    if setting.policy.disclosure.answer_by is None:
        return words
    road = reverse("desk:answers_of_case", args=[setting.number])
    return format_html('{} <a href="{}">{}</a>', words, road, _("Write the public answer instead"))


def _roads(told: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    numbers = dict.fromkeys(number for found in told.values() for number in found)
    return [(reverse("desk:advisory", args=[number]), number) for number in numbers]


def drafted(request: HouseRequest, setting: Setting, form: DraftForm) -> str:
    """Draft it; "" where it was refused."""
    if not form.is_valid():
        return ""
    sent = form.cleaned_data
    chosen, why = [vulnerability_of(setting.case, key) for key in sent["vulnerabilities"]], sent.get("reason", "")
    try:
        advisory = draft_advisory(
            actor=setting.actor, now=setting.now, case=setting.case, vulnerabilities=chosen, reason=why
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, spoken(refusal))
        return ""
    messages.success(request, _("%(number)s is drafted from the facts of the case.") % {"number": advisory.number})
    return advisory.number


def of_case_context(setting: Setting, form: DraftForm) -> dict[str, Any]:
    """Give a case's advisories and the form for a further one."""
    lines = [
        {"line": one, "state": STATES[one.state]}
        for one in queries.advisories(setting.viewer, setting.now, speech.language())
        if one.case == setting.number
    ]
    at_hand = [kind_words(kind) for kind in queries.emergency_at_hand(setting.case)]
    nothing = "" if form.offered("vulnerabilities") else form.fields["vulnerabilities"].help_text
    return _framed(setting) | {
        "form": form,
        "lines": lines,
        "at_hand": () if nothing and not lines else at_hand,
        "nothing": nothing,
    }


def _framed(setting: Setting) -> dict[str, Any]:
    """Give the case's header and tabs, with the advisory's tab as the present one."""
    around = frame(setting, "advisory_of_case")
    here = reverse("desk:advisory_of_case", args=[setting.number])
    around["tabs"] = [replace(tab, current=tab.road == here) for tab in around["tabs"]]
    return around


def _in_the_way(one: dict[str, Any]) -> bool:
    """Sort what keeps it from going out before what is only advice or passed by an emergency."""
    return not one["gate"].binding or bool(one["gate"].waived)


def context(desk: Desk, refused: Refused | None = None) -> dict[str, Any]:
    """Give everything of the advisory's page."""
    shown = desk.shown
    made = {name: deed.form(desk.setting, shown) for name, deed in DEEDS.items()}
    if refused:
        made[refused.name] = refused.form
    for name, form in made.items():
        form.auto_id = f"{name}-%s"
    return _framed(desk.setting) | {
        "shown": shown,
        "state": STATES[shown.state],
        "gates": sorted((_gate(desk, gate) for gate in shown.gates if not gate.passed), key=_in_the_way),
        "shut": any(gate.binding and not (gate.passed or gate.waived) for gate in shown.gates),
        "passed": [_gate(desk, gate)["title"] for gate in shown.gates if gate.passed],
        "steps": [{"step": step, "back": _back(desk, step, refused), **_gate(desk, step.gate)} for step in shown.steps],
        "to_ask": desk.setting.role(shown.to_ask) if shown.to_ask else "",
        "forms": made,
        "form": refused.form if refused else None,
        "title": public_title(desk),
        "stale": [_stale(desk.setting, one) for one in shown.facts_differ],
        "previews": [
            {"road": reverse("desk:advisory_preview", args=[shown.number, one]), "name": TONGUES.get(one, one)}
            for one in desk.setting.policy.languages
        ],
        "why_not_release": said(shown.why_not_release) if shown.why_not_release else "",
        "voted": any(vote.live for vote in shown.votes),
    }


def _stale(setting: Setting, one: Stale) -> dict[str, Any]:
    """Say of which vulnerability something differs, what, and of which products."""
    return {
        "flaw": one.flaw.called(speech.language()),
        "what": listed(str(TOPICS[topic]) for topic in one.topics),
        "products": listed(_named(name, setting.policy) for name in one.products),
    }


def _back(desk: Desk, step: Step, refused: Refused | None) -> AdvisoryForm | None:
    """Give the form that sends the content back in a step, for whoever may approve there; as it was refused, if so."""
    if not step.may or desk.shown.state == "armed":
        return None
    asked = {"role": step.role, "division": step.division}
    if refused and refused.name == BACK and all(refused.form.data.get(one, "") == word for one, word in asked.items()):
        return refused.form
    form = DEEDS[BACK].form(desk.setting, desk.shown)
    form.initial.update(asked)
    form.auto_id = f"{BACK}-{step.role}-{step.division}-%s"
    return form


def public_title(desk: Desk) -> str:
    """Give the advisory's title in the reader's language."""
    title = desk.content.document.title
    return title.in_(speech.language(), desk.setting.policy.language) if title else desk.shown.number


def _gate(desk: Desk, gate: Gate) -> dict[str, Any]:
    """Put a gate into the reader's words, with the road to its deed."""
    tongue = speech.language()
    missing = [readable(sentence, desk.content, tongue) for sentence in gate.missing]
    road = gate_road(gate.deed, desk.shown.number, desk.shown.case)
    verb = VERBS.get(gate.deed)
    return {
        "gate": gate,
        "title": gate.title.in_(tongue),
        "missing": list(dict.fromkeys(missing)),
        "deed": Deed(str(verb), road) if road and verb and not gate.passed and desk.shown.state != "armed" else None,
    }


def done(request: HouseRequest, desk: Desk, sent: Mapping[str, Any]) -> tuple[Refused | None, int]:
    """Do the deed that was sent; what was refused comes back with everything kept, and the status that fits."""
    name = sent.get("do", "")
    deed: AdvisoryDeed | None = DEEDS.get(name)
    if deed is None:
        raise Http404
    form = deed.form(desk.setting, desk.shown, sent)
    if not form.is_valid():
        return Refused(name, form), UNPROCESSABLE
    try:
        do(Doing(request, desk.revision, form.cleaned_data), deed)
    except Refusal as refusal:
        form.refuse(refusal)
        return Refused(name, form), CONFLICT
    return None, 0


def words_form(desk: Desk, data: Any) -> WordsForm:
    """Make the form of all words."""
    places = fields_of(desk.content, desk.setting.policy.languages)
    names = {one.product_id: _named(one.name, desk.setting.policy) for one in desk.content.product_tree.products()}
    named = desk.content.outdated
    old = Old(named, remedies_by_facts(desk.revision)) if named else None
    return WordsForm(places, desk.shown.content, data, products=names, old=old)


def _named(name: str | Text, policy: Policy) -> str:
    return name if isinstance(name, str) else name.in_(speech.language(), policy.language)


def written(request: HouseRequest, desk: Desk, form: WordsForm) -> bool:
    """Write the words; False leaves the refusal in the form."""
    if not form.is_valid():
        return False
    try:
        if form.cleaned_data["content"] != desk.revision.content_hash:
            raise ChangedMeanwhile
        write_words(actor=desk.setting.actor, now=desk.setting.now, revision=desk.revision, values=form.values())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, spoken(refusal))
        return False
    messages.success(request, _("Written. Approvals of an earlier content are void."))
    return True


def write_context(desk: Desk, form: WordsForm) -> dict[str, Any]:
    """Give the writing page."""
    tongues = [{"code": one, "name": TONGUES.get(one, one)} for one in desk.setting.policy.languages]
    told = {"shown": desk.shown, "form": form, "rows": form.rows(), "languages": tongues}
    return _framed(desk.setting) | told | {"outdated": listed(desk.content.outdated), "aside": _aside(desk, form)}


def _aside(desk: Desk, form: WordsForm) -> list[dict[str, Any]]:
    """List what people wrote of remediations that the case no longer has."""
    return [
        {
            "label": LABELS[f"remedy_{one.category}"],
            "about": ", ".join(form.products.get(product, product) for product in one.product_ids),
            "words": [{"lang": language, "said": said} for language, said in one.words.items()],
        }
        for told in desk.content.vulnerabilities
        for one in told.set_aside
    ]


def preview_context(desk: Desk, tongue: str) -> dict[str, Any]:
    """Give the page that the bulletin will show, with the instant it is headed for."""
    earlier = [Issue(place, at, content) for place, at, content in queries.earlier_issues(desk.revision)]
    at = desk.shown.public_at if desk.shown.state in {"armed", "public"} else None
    issues = [*earlier, Issue(len(earlier) + 1, at, desk.content)]
    page = public_page(issues, desk.setting.policy, tongue)
    return {"shown": page, "desk": desk.shown, "section": "advisories", "tongue": tongue}
