"""A site of its own for every test process: fresh home and keys before Django's settings are read."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

# Machines are noisy, so no deadline; fixed examples, so that one run says what the next will say. Soaking draws anew.
# A failure is shrunk and told, without the minutes it takes to explain which parts of it do not matter.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[one for one in Phase if one is not Phase.explain],
    derandomize=not os.environ.get("DAYBREAK_SOAK"),
)
hypothesis_settings.load_profile("house")

HOME = Path(tempfile.mkdtemp(prefix="daybreak-test-"))
os.environ["DAYBREAK_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "daybreak.settings"
for outside in ("DAYBREAK_SMTP_URL", "DAYBREAK_KEYS", "DAYBREAK_BASE_URL", "DAYBREAK_HOSTS", "DAYBREAK_CLOCK_FILE"):
    os.environ.pop(outside, None)

if not os.environ.get("DAYBREAK_TESTS_WITHOUT_DJANGO"):
    from daybreak.vault import site_keys

    site_keys.make(HOME / "keys")
    (HOME / "static").mkdir(exist_ok=True)
    import django

    django.setup()
    # Left in the environment, it would make parallel test processes read the settings before their own home is made.
    os.environ.pop("DJANGO_SETTINGS_MODULE")
    pytest_plugins = ["tests.site", "tests.cast"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out, a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("DAYBREAK_NOTHING_LEFT_OUT") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    """Take this process's home away again, its database with it."""
    shutil.rmtree(HOME, ignore_errors=True)
