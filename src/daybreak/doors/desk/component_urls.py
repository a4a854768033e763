"""Addresses of components and suppliers."""

from __future__ import annotations

from django.urls import path

from daybreak.doors.desk import components_page

urlpatterns = [
    path("", components_page.components, name="components"),
    path("components.csv", components_page.components_csv, name="components_csv"),
    path("suppliers/", components_page.suppliers, name="suppliers"),
    path("suppliers/<str:key>/", components_page.supplier, name="supplier"),
    path("<str:key>/", components_page.component, name="component"),
]
