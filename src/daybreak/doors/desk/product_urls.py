"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path, re_path

from daybreak.doors.desk import products_page

urlpatterns = [
    path("", products_page.products, name="products"),
    re_path(r"^(?P<key>[A-Za-z0-9][A-Za-z0-9._+-]{0,99})/$", products_page.product, name="product"),
]
