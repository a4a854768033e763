"""What the template tags write: meaning in words and roles, never by colour alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from daybreak.core.words import Text
from daybreak.design.pieces import Deed
from tests.design.cast import NOW
from tests.design.showing import shown

PAGES = ["design/gallery.html", "today.html", "home.html", "advisory.html", "report.html", "mailbox.html"]


def written(source: str, query: str = "", language: str = "en", **context: object) -> str:
    """Render a line of template in a language, at an address with a query, for a reader in Tokyo."""
    request = RequestFactory().get(f"/desk/cases/{query}")
    with translation.override(language), timezone.override("Asia/Tokyo"):
        return Template("{% load design %}" + source).render(Context({"request": request, "now": NOW} | context))


class TestMarks:
    """Severity and lateness never by colour alone: word + shape + colour."""

    @pytest.mark.parametrize("band", ["critical", "high", "medium", "low", "none"])
    def test_a_severity_has_a_word_and_a_shape_of_its_own(self, band: str) -> None:
        html = written("{% severity band 8.1 %}", band=band)
        assert band.capitalize() in html
        assert "8.1" in html
        others = {written("{% severity band %}", band=other) for other in ("critical", "high", "medium", "low", "none")}
        assert len({re.findall(r"#([a-z]+)", other)[0] for other in others}) == 5

    def test_a_score_of_nothing_is_shown_as_nought(self) -> None:
        assert ">0<" in written('{% severity "none" 0 %}')
        assert "Not assessed" in written('{% severity "" %}')

    def test_the_policy_names_its_own_bands(self) -> None:
        html = written('{% severity "urgent" 9.9 name %}', name="<直ちに>")
        assert "&lt;直ちに&gt;" in html

    @pytest.mark.parametrize("kind", ["law", "contract", "programme rule", "own promise"])
    def test_a_strength_is_said(self, kind: str) -> None:
        assert kind.capitalize() in written("{% strength kind basis %}", kind=kind, basis="A7a")


class TestTime:
    """Every instant with its zone, and in UTC."""

    def test_an_instant_for_people_and_for_machines(self) -> None:
        html = written("{% instant at %}", at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
        assert 'datetime="2026-11-24T00:00:00Z"' in html
        assert "Tue 24 Nov 2026 09:00 JST" in html
        assert "(00:00 UTC)" in html
        assert "2026年11月24日(火)" in written("{% instant at %}", language="ja", at=datetime(2026, 11, 24, tzinfo=UTC))

    def test_utc_is_not_said_twice(self) -> None:
        assert written('{% instant at "UTC" %}', at=NOW).count("UTC") == 1

    def test_relative_words_carry_the_absolute_instant(self) -> None:
        html = written("{% ago at now %}", at=datetime(2026, 11, 23, 23, 50, tzinfo=UTC))
        assert "2 h ago" in html
        assert "JST" in html


class TestForms:
    """Forms with label, hint and error beside the field, and a summary on top."""

    class Question(forms.Form):
        """A text with a limit, a group of choices, a hidden value."""

        title = forms.CharField(help_text="One line.", max_length=5)
        kinds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "A")])
        hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def test_an_error_is_tied_to_its_field_and_named_on_top(self) -> None:
        form = self.Question({"title": "<too long>"})
        html = written("{% error_summary form %}{% fields form %}", form=form)
        assert 'href="#id_title"' in html
        described = re.findall(r'<input[^>]*name="title"[^>]*aria-describedby="([^"]+)"', html)
        assert [f'id="{name}"' in html for name in described[0].split()] == [True, True]
        assert 'aria-invalid="true"' in html
        assert "2 things must be corrected" in html
        assert 'value="&lt;too long&gt;"' in html

    def test_every_link_of_the_summary_has_its_target(self) -> None:
        html = written("{% error_summary form %}{% fields form %}", form=self.Question({}))
        targets = re.findall(r'href="#([^"]+)"', html)
        assert len(targets) == 2
        assert all(f'id="{target}"' in html for target in targets)

    def test_nothing_is_said_of_a_form_without_faults(self) -> None:
        assert written("{% error_summary form %}", form=self.Question()) == ""

    def test_a_group_of_choices_is_a_fieldset_with_a_legend(self) -> None:
        assert "<legend>Kinds</legend>" in written("{% field form.kinds %}", form=self.Question())

    def test_a_deed_that_changes_something_is_a_form_with_its_token(self) -> None:
        html = written('{% deed deed "next" %}', deed=Deed("Convene", "/go", post=True), csrf_token="token-of-the-page")
        assert 'method="post"' in html
        assert "token-of-the-page" in html
        assert "<form" not in written("{% deed deed %}", deed=Deed("Look", "/go"))

    def test_a_few_short_answers_stand_side_by_side(self) -> None:
        class Asked(forms.Form):
            short = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
            long = forms.ChoiceField(choices=[("y", "Yes, and all that follows from it")], widget=forms.RadioSelect)
            many = forms.ChoiceField(choices=[(str(n), str(n)) for n in range(5)], widget=forms.RadioSelect)

        form = Asked()
        told = {name: written("{% field bound %}", bound=form[name]) for name in form.fields}
        assert {name for name, html in told.items() if "choices-across" in html} == {"short"}

    def test_a_field_whose_hint_says_when_it_is_needed_is_not_called_optional(self) -> None:
        class Asked(forms.Form):
            unmarked = ("one",)
            one = forms.CharField(required=False, help_text="One of these two.")
            other = forms.CharField(required=False)

        form = Asked()
        assert "(optional)" not in written("{% field bound %}", bound=form["one"])
        assert "(optional)" in written("{% field bound %}", bound=form["other"])

    def test_the_summary_looks_into_sets_of_forms(self) -> None:
        class Row(forms.Form):
            name = forms.CharField(label="Name of it")

        rows = forms.formset_factory(Row, extra=2, min_num=2)(
            {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "kept", "form-1-name": ""}
        )
        html = written("{% error_summary rows %}", rows=rows)
        assert 'href="#id_form-1-name"' in html
        assert "form-0-name" not in html


class TestLists:
    """Tables sorted by the server; what was chosen stays chosen."""

    def test_a_head_turns_the_order_and_keeps_the_filters(self) -> None:
        html = written('{% sort_head "Due" "due" %}', "?severity=high&sort=due&page=4")
        assert 'aria-sort="ascending"' in html
        assert "severity=high&amp;sort=-due" in html
        assert "page" not in html
        assert 'aria-sort="descending"' in written('{% sort_head "Due" "due" %}', "?sort=-due")
        assert "aria-sort" not in written('{% sort_head "Due" "due" %}', "?sort=title")

    def test_a_hostile_query_stays_a_query(self) -> None:
        html = written('{% sort_head "Due" "due" %}', "?q=%22%3E%3Cscript%3E")
        assert "<script" not in html

    def test_pages_keep_the_query(self) -> None:
        html = written("{% pages page %}", "?q=clip&page=3", page=Paginator(range(100), 10).page(3))
        assert 'href="?q=clip&amp;page=4"' in html
        assert written("{% pages page %}", page=Paginator(range(3), 10).page(1)) == ""

    def test_one_entry_of_the_navigation_is_current(self) -> None:
        for page in PAGES:
            html = shown(page)
            wide = re.search(r'<nav class="nav[^>]*>(.*?)</nav>', html, re.DOTALL)
            assert wide
            assert wide.group(1).count('aria-current="page"') <= 1
        assert 'href="/desk/cases/" aria-current="page"' in shown("today.html")
        assert 'href="/desk/" aria-current="page"' in shown("today.html", section="today")


class TestWords:
    """Text falls back with its language marked."""

    def test_words_of_another_language_are_marked(self) -> None:
        text = Text({"ja": "画面", "en": "Screen"})
        assert written("{% spoken text %}", text=text) == "Screen"
        assert written("{% spoken text %}", text=Text({"ja": "<画面>"})) == '<span lang="ja">&lt;画面&gt;</span>'


class TestSafety:
    """No inline script or style anywhere; nothing from another place."""

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_a_page_holds_nothing_that_the_policy_forbids(self, page: str, language: str) -> None:
        html = shown(page, language)
        assert f'<html lang="{language}">' in html
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) == []
        assert re.findall(r'<script(?![^>]*src="/static/)', html) == []
        assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []

    @pytest.mark.parametrize("page", PAGES)
    def test_every_drawing_exists_and_every_identity_is_single(self, page: str) -> None:
        html = shown(page)
        sprite = shown_symbols()
        assert set(re.findall(r"icons\.svg#([a-z]*)", html)) <= sprite
        identities = re.findall(r'\sid="([^"]+)"', html)
        assert sorted(identities) == sorted(set(identities))

    @pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
    def test_an_error_page_needs_neither_request_nor_database(self, code: str) -> None:
        html = Template("{% extends name %}").render(Context({"name": f"{code}.html"}))
        assert "<h1>" in html
        assert 'href="/static/design/daybreak.css"' in html

    def test_what_a_person_wrote_is_only_words(self) -> None:
        rows = [SimpleNamespace(at=NOW, who="<b>", words="<script>", ours=False, files=())]
        html = written('{% include "design/conversation.html" %}', conversation=rows)
        assert "<script>" not in html
        assert "&lt;b&gt;" in html


def shown_symbols() -> set[str]:
    """Name the shapes of the sprite."""
    from tests.design.cast import ICONS

    return set(ICONS)
