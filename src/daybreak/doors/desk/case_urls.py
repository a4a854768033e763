"""Addresses of the case pages: the list, and each tab of a case at an address of its own."""

from __future__ import annotations

from django.urls import include, path

from daybreak.doors.desk import case_calculator, case_list, case_meetings, case_moving, case_new
from daybreak.doors.desk.case_tabs import case_tab

PARTS = {
    "case": "",
    "case_vulnerabilities": "vulnerabilities/",
    "case_products": "products/",
    "case_remedies": "remedies/",
    "case_conversation": "conversation/",
    "case_outside": "outside/",
    "case_members": "members/",
    "case_duties": "duties/",
    "case_journal": "journal/",
}
"""The end of each tab's address, by the tab's name."""

urlpatterns = [
    path("", case_list.cases, name="cases"),
    path("new/", case_new.new_case, name="case_new"),
    path("cases.csv", case_list.cases_csv, name="cases_csv"),
    *(path(f"<slug:number>/{part}", case_tab, {"tab": tab}, name=tab) for tab, part in PARTS.items()),
    path("<slug:number>/merge/", case_moving.merge, name="case_merge"),
    path("<slug:number>/split/", case_moving.split, name="case_split"),
    path("", include("daybreak.doors.desk.coordination_urls")),
    path("<slug:number>/meetings/<uuid:key>.ics", case_meetings.meeting_file, name="case_meeting"),
    path("<slug:number>/vulnerabilities/<uuid:key>/calculator/", case_calculator.calculator, name="case_calculator"),
]
