"""The Django application that brings Daybreak's templates, styles and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Listed before allauth in INSTALLED_APPS, so that its pages wear our layout."""

    name = "daybreak.design"
    label = "design"
