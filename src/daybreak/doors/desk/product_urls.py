"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path, re_path

from daybreak.doors.desk import products_page, release_page

KEY = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}"
RELEASE = rf"^(?P<key>{KEY})/releases/(?P<release>{KEY})/"
urlpatterns = [
    path("", products_page.products, name="products"),
    re_path(rf"^(?P<key>{KEY})/$", products_page.product, name="product"),
    re_path(rf"{RELEASE}$", release_page.release, name="product_release"),
    re_path(rf"{RELEASE}results/(?P<record>[0-9a-f-]{{36}})/$", release_page.result, name="release_result"),
]
