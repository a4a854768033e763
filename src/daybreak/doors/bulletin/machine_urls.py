"""The bulletin's addresses that have no language: the way to a language, security.txt, CSAF, the feed, robots.txt."""

from django.urls import URLPattern, path

from daybreak.doors.bulletin import machines

urlpatterns: list[URLPattern] = [
    path("", machines.to_language),
    path("robots.txt", machines.robots),
    path("feed.atom", machines.feed),
    path(".well-known/security.txt", machines.security_txt),
    path(".well-known/csaf/provider-metadata.json", machines.provider),
    path("csaf/provider-metadata.json", machines.provider),
    path("keys/<str:fingerprint>.asc", machines.public_key, name="public_key"),
    path("csaf/white/index.txt", machines.index),
    path("csaf/white/changes.csv", machines.changes),
    path("csaf/white/<str:year>/<str:name>", machines.document),
]
