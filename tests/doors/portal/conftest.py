"""What every test of the portal needs: the folder of static files that the middleware looks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as site_settings


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """Make the folder; `daybreak setup` does so on a real site."""
    Path(site_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
