"""Limits on attempts, counted in the cache that all processes share, and replies that last as long (control 12)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponseBase

EVERYBODY = "*"
ERROR = 400


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts of one kind in each window of `seconds`; windows begin at fixed instants."""

    kind: str
    most: int
    seconds: int

    def used(self, who: str, now: datetime) -> int:
        """Count the attempts somebody made in the present window."""
        return int(cache.get(self._key(who, now), 0))

    def reached(self, who: str, now: datetime) -> bool:
        """Whether no attempt is left in the present window."""
        return self.used(who, now) >= self.most

    def count(self, who: str, now: datetime) -> None:
        """Count one attempt. Two at the same instant may count as one: it is a brake, not a lock."""
        key = self._key(who, now)
        cache.set(key, int(cache.get(key, 0)) + 1, timeout=self.seconds)

    def _key(self, who: str, now: datetime) -> str:
        window = int(now.timestamp()) // self.seconds
        return f"limit-{self.kind}-{window}-{index_hash('limit', who)[:32]}"


def caller(request: HttpRequest) -> str:
    """Name where a request comes from: behind an https proxy the last address it added, else the peer's own."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def lasting(seconds: float) -> Callable[[Any], Any]:
    """Let what is sent to a view be answered after so long, whatever it found: the time tells what the words do not.

    Stands outermost, so that nothing is held while it waits. An error, for which nothing was looked up, comes at once.
    """

    def even(view: Any) -> Any:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            ends = time.monotonic() + seconds
            response: HttpResponseBase = view(request, *args, **kwargs)
            if request.method == "POST" and response.status_code < ERROR:
                time.sleep(max(0.0, ends - time.monotonic()))
            return response

        return answered

    return even
