"""The API's addresses: ninja's own, each opened by us, and for any other address a problem instead of a page."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path

from daybreak.doors.api import (  # noqa: F401 - each adds its operations to the router
    advisories,
    conflict_deeds,
    drafting,
    drills,
    duty_deeds,
    embargo_deeds,
    finders,
    letters,
    meetings,
    moving,
    policies,
    site_duties,
    team,
)
from daybreak.doors.api.describing import TruthfulAPI
from daybreak.doors.api.opening import StrictParser, opened
from daybreak.doors.api.problems import declare, nothing_here
from daybreak.doors.api.routes import router

api = TruthfulAPI(
    title="Daybreak",
    version="1",
    description="Send reports and follow them; work on cases and duties with a token; read public advisories.",
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
)
declare(api)
api.add_router("", router)


def _ours(pattern: Any) -> URLPattern:
    return path(str(pattern.pattern), opened(pattern.callback), name=pattern.name)


app_name = "api"
urlpatterns = [
    *(_ours(pattern) for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"),
    path("", opened(nothing_here), name="api-root"),
    re_path(r"^.*$", opened(nothing_here)),
]
