"""The Django application of this door: it owns templates and urls, no tables."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Label `desk`."""

    name = "daybreak.doors.desk"
    label = "desk"
