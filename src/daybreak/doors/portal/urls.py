"""The portal's addresses: the two forms, and the finder's mailbox."""

from django.urls import URLPattern, path

from daybreak.doors.portal.views import entrance, mailbox, own_data, reporting

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("report", reporting.report, name="report"),
    path("contact", reporting.contact, name="contact"),
    path("box", entrance.box, name="box"),
    path("box/lost", entrance.lost, name="lost"),
    path("box/leave", entrance.leave, name="leave"),
    path("box/open", mailbox.mailbox, name="mailbox"),
    path("box/write", mailbox.write, name="write"),
    path("box/object/<str:what>", mailbox.objection, name="object"),
    path("box/day", mailbox.own_day, name="own_day"),
    path("box/credit", mailbox.credit, name="credit"),
    path("box/data", own_data.data, name="data"),
    path("box/data/copy", own_data.copy, name="data_copy"),
    path("box/data/erase", own_data.erase, name="data_erase"),
    path("box/files/<uuid:file_id>", mailbox.file, name="file"),
]
