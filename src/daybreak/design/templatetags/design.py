"""The template tags of the design: `{% load design %}`.

Times: `{% clock start now aim limit kept %}` `{% clock_of clock now %}` `{% instant dt %}` `{% ago dt now %}`.
Marks: `{% icon "lock" %}` `{% severity "high" 8.1 %}` `{% strength "contract" %}` `{% chip "Draft" "wait" %}`.
Forms: `{% error_summary form %}` `{% field form.name %}` `{% fields form %}` `{% deed deed %}`.
Lists: `{% sort_head _("Due") "due" %}` `{% pages page %}` `{% nav_item road label %}` `{% tongues %}`.
Words: `{% spoken text %}` shows a core Text in the reader's language and marks the language it fell back to.
Everything else is an include with the same name as its class; docs/guide/design.md shows each.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.forms import BaseFormSet
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from daybreak.design import speech
from daybreak.design.bars import drawn
from daybreak.design.pieces import Clock, Deed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.core.paginator import Page
    from django.forms import BaseForm, BoundField
    from django.template.context import RequestContext
    from django.utils.safestring import SafeString

    from daybreak.core.words import Text

register = template.Library()

SEVERITIES = {
    "critical": ("double", _("Critical")),
    "high": ("triangle", _("High")),
    "medium": ("diamond", _("Medium")),
    "low": ("disc", _("Low")),
    "none": ("ring", _("None")),
}
STRENGTHS = {
    "law": ("scales", _("Law")),
    "contract": ("signature", _("Contract")),
    "programme rule": ("flag", _("Programme rule")),
    "own promise": ("hand", _("Own promise")),
}
FEW, SHORT = 4, 24
"""Up to how many answers, each of up to how many characters, stand side by side."""
CALLOUTS = {
    "": "information",
    "info": "information",
    "good": "check",
    "wait": "clock",
    "bad": "alert",
    "public": "globe",
}
CLOCK_ICONS = {"late": "alert", "close": "clock", "kept": "check", "kept-late": "check", "paused": "pause"}


@cache
def _sprite() -> str:
    """Find the sprite's address once: its name, with what it holds in it, is fixed while the process lives."""
    return static("design/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one shape of the sprite; without `label` it is silent for screen readers. `size` may be `large`."""
    sprite = f"{_sprite()}#{name}"
    more = f" icon-{size}" if size else ""
    if label:
        return format_html(
            '<svg class="icon{}" role="img" aria-label="{}"><use href="{}"></use></svg>', more, label, sprite
        )
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}"></use></svg>', more, sprite)


@register.inclusion_tag("design/clock.html")
def clock(
    start: datetime | None,
    now: datetime,
    aim: datetime | None = None,
    limit: datetime | None = None,
    kept: datetime | None = None,
    paused: bool = False,  # noqa: FBT001, FBT002 - template tags are called by position
) -> dict[str, Any]:
    """Draw a duty's clock as a bar with its words beside; all instants aware, missing ones None."""
    return clock_of(Clock(start, aim or None, limit or None, kept or None, paused), now)


@register.inclusion_tag("design/clock.html")
def clock_of(clock: Clock, now: datetime) -> dict[str, Any]:
    """Draw a `pieces.Clock` as seen at `now`."""
    bar = drawn(clock, now)
    end = clock.kept or clock.limit or clock.aim
    return {
        "bar": bar,
        "left": speech.clock_words(clock, bar.look, now),
        "icon_name": CLOCK_ICONS.get(bar.look, ""),
        "end": end if clock.start else None,
        "aim": clock.aim if clock.limit and not clock.kept and clock.aim != clock.limit and clock.start else None,
    }


@register.simple_tag
def instant(at: datetime, zone: str = "") -> SafeString:
    """Show an aware instant with weekday, zone and UTC; `zone` (an IANA name) defaults to the reader's."""
    local, _gap, utc = speech.absolute(at, zone).partition(" (")
    tail = format_html(' <span class="instant-utc">({}</span>', utc) if utc else ""
    return format_html('<time class="instant" datetime="{}"><span>{}</span>{}</time>', stamp(at), local, tail)


@register.simple_tag
def public_at(at: datetime, zone: str = "") -> SafeString:
    """Show the instant at which something becomes public, or an embargo ends, in the accent."""
    return format_html('<span class="public-at">{}</span>', instant(at, zone))


@register.simple_tag
def ago(at: datetime, now: datetime) -> SafeString:
    """Show an aware instant relative to `now`, with the absolute one as its title."""
    words = speech.absolute(at)
    return format_html('<time class="ago" datetime="{}" title="{}">{}</time>', stamp(at), words, speech.beside(at, now))


def stamp(at: datetime) -> str:
    """Write an aware instant for machines, in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.simple_tag
def severity(band: str, score: float | str | None = None, label: str = "") -> SafeString:
    """Show a severity band by word, shape and colour; `label` is the policy's own word for it."""
    shape, word = SEVERITIES.get(band, ("ring", band.capitalize() if band else _("Not assessed")))
    number = format_html(' <span class="score">{}</span>', score) if score not in {None, ""} else ""
    return format_html(
        '<span class="severity severity-{}">{} {}{}</span>', band or "open", icon(shape), label or word, number
    )


@register.simple_tag
def strength(kind: str, basis: str = "") -> SafeString:
    """Show how strongly a duty binds: law, contract, programme rule or own promise; `basis` follows it."""
    shape, word = STRENGTHS.get(kind, ("document", kind))
    tail = format_html(' <span class="quiet">{}</span>', basis) if basis else ""
    return format_html(
        '<span class="strength strength-{}"><b>{} {}</b>{}</span>', kind.replace(" ", "-"), icon(shape), word, tail
    )


@register.simple_tag
def chip(words: str, tone: str = "", shape: str = "") -> SafeString:
    """Show a state as a chip; `tone` is good, wait, bad, info, public or nothing, `shape` an icon's name."""
    drawing = format_html("{} ", icon(shape)) if shape else ""
    return format_html('<span class="chip{}">{}{}</span>', f" tone-{tone}" if tone else "", drawing, words)


@register.inclusion_tag("design/callout.html")
def callout(words: str, tone: str = "", title: str = "") -> dict[str, Any]:
    """Show a notice set apart from the text; `tone` as for chips, `title` a short heading."""
    return {"words": words, "tone": tone, "title": title, "icon_name": CALLOUTS.get(tone, "information")}


@register.inclusion_tag("design/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show one form field: label, hint, error and control, whatever its widget."""
    kind, attributes = bound.widget_type, bound.field.widget.attrs
    if str(attributes.get("placeholder", "")).startswith(str(bound.label)):  # a reader would hear the label twice
        del attributes["placeholder"]
    return {
        "field": bound,
        "kind": kind,
        "grouped": bound.field.widget.use_fieldset and kind != "clearablefile",
        "single": kind == "checkbox",
        "silent": bound.is_hidden,
        "optional": not bound.field.required and bound.name not in getattr(bound.form, "unmarked", ()),
        "across": _fit_in_a_row([str(words) for _value, words in getattr(bound.field, "choices", ())]),
    }


def _fit_in_a_row(choices: list[str]) -> bool:
    """Tell whether a few short answers stand side by side rather than below one another."""
    return len(choices) <= FEW and all(len(words) <= SHORT for words in choices)


@register.inclusion_tag("design/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Show every field of a form in its order, hidden ones and the form's own errors included."""
    return {"form": form}


@register.inclusion_tag("design/error_summary.html")
def error_summary(*given: BaseForm | BaseFormSet[Any]) -> dict[str, Any]:
    """List on top every error of the given forms and sets of forms, each linked to its field; nothing if none."""
    forms = [form for one in given for form in (one.forms if isinstance(one, BaseFormSet) else (one,))]
    faults = [
        {"target": bound.id_for_label or bound.auto_id, "label": bound.label, "words": words}
        for form in forms
        if form.is_bound
        for bound in form
        for words in bound.errors
    ]
    general = [words for form in forms if form.is_bound for words in form.non_field_errors()]
    return {"faults": faults, "general": general, "count": len(faults) + len(general)}


@register.inclusion_tag("design/deed.html", takes_context=True)
def deed(context: RequestContext, deed: Deed, look: str = "") -> dict[str, Any]:
    """Show a `pieces.Deed` as a button; `look` is `next` for the one next thing, `danger`, `plain`, `small`."""
    return {"deed": deed, "look": look, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("design/sort_head.html", takes_context=True)
def sort_head(context: RequestContext, label: str, key: str, figure: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - by position
    """Head a column that the server sorts by `?sort=key` (down: `-key`); other parameters stay, the page resets."""
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    query["sort"] = f"-{key}" if current == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {"label": label, "road": f"?{query.urlencode()}", "order": order, "figure": figure}


@register.inclusion_tag("design/pages.html", takes_context=True)
def pages(context: RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Link the pages of a paginated list by `?page=`; nothing when there is one page only."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": list(numbers), "gap": page.paginator.ELLIPSIS, "stem": f"?{query.urlencode()}"}


@register.inclusion_tag("design/nav_item.html", takes_context=True)
def nav_item(
    context: RequestContext,
    road: str,
    label: str,
    section: str = "",
    keys: str = "",
    alone: bool = False,  # noqa: FBT001, FBT002 - by position
) -> dict[str, Any]:
    """Link one entry of a navigation; nothing when `road` is empty (that door has no such page yet).

    It is marked current when the context's `section` equals its own, or, without one, when the address lies below.
    `keys` names the keyboard shortcut, for example `g t`; `alone` says that other entries lie below this one's address.
    """
    request = context.get("request")
    here = context.get("section")
    path = request.path if request is not None else ""
    below = bool(road) and (path == road if alone else path.startswith(road))
    return {"road": road, "label": label, "keys": keys, "current": here == section if here else below}


@register.inclusion_tag("design/tongues.html", takes_context=True)
def tongues(context: RequestContext) -> dict[str, Any]:
    """Offer the same page in the site's other languages (addresses `/en/…`, `/ja/…`)."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    own_names = {"en": "English", "ja": "日本語"}
    return {
        "current": get_language(),
        "tongues": [
            {"code": code, "name": own_names.get(code, name), "road": translate_url(here, code)}
            for code, name in settings.LANGUAGES
        ],
    }


@register.simple_tag
def spoken(text: Text, first: str = "") -> SafeString | str:
    """Show a core Text in the reader's language; words of another language carry their `lang`."""
    wanted = speech.language()
    words, tongue = text.spoken(wanted, first or None)
    return words if tongue == wanted else format_html('<span lang="{}">{}</span>', tongue, words)


@register.filter
def listed(things: Iterable[object]) -> str:
    """Say several things in a row, as the reader's language does."""
    return speech.listed(things)


@register.filter
def worded(stages: list[Any]) -> str:
    """Say in one sentence which stage of a list is the present one, for readers who cannot see the drawing."""
    here = next((stage.label for stage in stages if stage.state == "here"), "")
    return pgettext("the present stage", "Now: %s") % here if here else ""
