"""The Django application of this door: it owns templates and urls, no tables."""

from django.apps import AppConfig


class BulletinConfig(AppConfig):
    """Label `bulletin`."""

    name = "daybreak.doors.bulletin"
    label = "bulletin"
