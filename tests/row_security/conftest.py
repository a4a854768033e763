"""Row security is PostgreSQL's: on SQLite nothing here is collected, and `make test` says what it left out."""

from __future__ import annotations

from django.conf import settings

collect_ignore_glob = [] if settings.ENVIRONMENT.database_url else ["test_*.py"]
