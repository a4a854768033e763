"""The Django application of this door: it owns templates and urls, no tables."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Label `api`."""

    name = "daybreak.doors.api"
    label = "api"
