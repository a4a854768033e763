"""Addresses of the advisory pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from daybreak.doors.desk import advisory_pages, answers_page, subscribers_page

urlpatterns: list[URLPattern] = [
    path("", advisory_pages.advisories, name="advisories"),
    path("subscribers/", subscribers_page.subscribers, name="subscribers"),
    path("answers/", answers_page.answers_list, name="answers"),
    path("answers/write/", answers_page.write, name="answer_new"),
    path("answers/of/<slug:number>/", answers_page.of_case, name="answers_of_case"),
    path("answers/<slug:cve>/", answers_page.answer, name="answer"),
    path("answers/<slug:cve>/write/", answers_page.write, name="answer_write"),
    path("of/<slug:number>/", advisory_pages.of_case, name="advisory_of_case"),
    path("<slug:number>/", advisory_pages.advisory, name="advisory"),
    path("<slug:number>/write/", advisory_pages.write, name="advisory_write"),
    path("<slug:number>/preview/<slug:language>/", advisory_pages.preview, name="advisory_preview"),
]
