"""The Django application of this door: it owns templates and urls, no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Label `portal`."""

    name = "daybreak.doors.portal"
    label = "portal"
