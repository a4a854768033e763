"""The bulletin's addresses for people, below `/en/` and `/ja/`."""

from django.urls import URLPattern, path

from daybreak.doors.bulletin import pages, policy_compare

app_name = "bulletin"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("advisories/<str:number>/", pages.advisory, name="advisory"),
    path("cve/<str:cve>/", pages.cve, name="cve"),
    path("policy/", pages.policy, name="policy"),
    path("policy/compare", policy_compare.compare, name="policy_compare"),
    path("thanks/", pages.thanks, name="thanks"),
    path("csaf/", pages.csaf, name="csaf"),
    path("feed.atom", pages.feed, name="feed"),
]
