"""The bulletin's addresses for people, below `/en/` and `/ja/`."""

from django.urls import URLPattern, path

from daybreak.doors.bulletin import component_lists, pages, policy_compare, scorecard, subscribing

app_name = "bulletin"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("advisories/<str:number>/", pages.advisory, name="advisory"),
    path("cve/", pages.cves, name="cves"),
    path("cve/<str:cve>/", pages.cve, name="cve"),
    path("components/", component_lists.lists, name="components"),
    path("components/<str:product>/<str:release>/", component_lists.of_release, name="components_of"),
    path("components/<str:product>/<str:release>/components.csv", component_lists.as_csv, name="components_csv"),
    path("policy/", pages.policy, name="policy"),
    path("policy/compare", policy_compare.compare, name="policy_compare"),
    path("scorecard/", scorecard.scorecard, name="scorecard"),
    path("scorecard.csv", scorecard.scorecard_csv, name="scorecard_csv"),
    path("scorecard.json", scorecard.scorecard_json, name="scorecard_json"),
    path("thanks/", pages.thanks, name="thanks"),
    path("csaf/", pages.csaf, name="csaf"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/asked/", subscribing.asked, name="subscribe_asked"),
    path("subscription/ended/", subscribing.ended, name="subscription_ended"),
    path("subscription/<str:token>/", subscribing.subscription, name="subscription"),
    path("subscription/<str:token>/end", subscribing.end, name="subscription_end"),
    path("feed.atom", pages.feed, name="feed"),
]
