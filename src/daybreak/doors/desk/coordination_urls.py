"""Addresses beside the coordination tab, whose own stands with the other tabs in case_urls."""

from __future__ import annotations

from django.urls import path

from daybreak.doors.desk import coordination_views

urlpatterns = [
    path("<slug:number>/outside/preview/", coordination_views.preview, name="case_letter_preview"),
    path("<slug:number>/outside/sheets/<uuid:key>/", coordination_views.sheet_page, name="case_sheet"),
    path("<slug:number>/outside/letters/<uuid:key>.txt", coordination_views.text, name="case_letter_text"),
]
