"""The Django application that holds every table of ours."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Label `records`: one line of migrations for all nouns."""

    name = "daybreak.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
