"""Addresses of the advisory pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from daybreak.doors.desk import advisory_pages

urlpatterns: list[URLPattern] = [
    path("", advisory_pages.advisories, name="advisories"),
    path("of/<slug:number>/", advisory_pages.of_case, name="advisory_of_case"),
    path("<slug:number>/", advisory_pages.advisory, name="advisory"),
    path("<slug:number>/write/", advisory_pages.write, name="advisory_write"),
    path("<slug:number>/preview/<slug:language>/", advisory_pages.preview, name="advisory_preview"),
]
