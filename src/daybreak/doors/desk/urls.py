"""Addresses of the desk: the team's door."""

from __future__ import annotations

from django.urls import include, path

from daybreak.doors.desk import (
    account,
    metrics,
    notices,
    people_page,
    policy_page,
    policy_trial,
    reports,
    search,
    today,
    triage,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("today.csv", today.today_csv, name="today_csv"),
    path("search/", search.found, name="search"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<str:number>/", reports.report, name="report"),
    path("reports/<str:number>/answer/", reports.answer, name="report_answer"),
    path("reports/<str:number>/explain/", reports.explanation, name="report_explain"),
    path("reports/<str:number>/close/<str:answer_id>/", triage.close, name="report_close"),
    path("reports/<str:number>/decide/", triage.decided, name="report_decide"),
    path("reports/<str:number>/files/<uuid:key>/", reports.file, name="report_file"),
    path("triage/", triage.agenda, name="triage"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<str:key>/", notices.notice, name="notice"),
    path("notices/<str:key>/files/<int:place>/", notices.attachment, name="notice_file"),
    path("notices/<str:key>/again/", notices.again, name="notice_again"),
    path("notices/<str:key>/confirm/", notices.confirmed, name="notice_confirm"),
    path("notices/<str:key>/bounced/", notices.came_back, name="notice_bounced"),
    path("policy/", policy_page.policy, name="policy"),
    path("policy/compare", policy_page.compare, name="policy_compare"),
    path("policy/try/", policy_trial.trial, name="policy_trial"),
    path("policy/adopt/", policy_trial.adopted, name="policy_adopt"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics.csv", metrics.metrics_csv, name="metrics_csv"),
    path("people/", people_page.people, name="people"),
    path("people/register/", people_page.registered, name="person_register"),
    path("people/roles/", people_page.role_given, name="role_give"),
    path("people/roles/<str:key>/end/", people_page.role_taken, name="role_take"),
    path("account/", account.account, name="account"),
    path("account/tokens/", account.token_made, name="token_make"),
    path("account/tokens/<str:key>/end/", account.token_ended, name="token_end"),
    path("cases/", include("daybreak.doors.desk.case_urls")),
    path("components/", include("daybreak.doors.desk.component_urls")),
    path("products/", include("daybreak.doors.desk.product_urls")),
    path("advisories/", include("daybreak.doors.desk.advisory_urls")),
]
