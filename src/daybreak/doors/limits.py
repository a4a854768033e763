"""Limits on attempts, counted in the cache that all processes share: wrong codes and lost-code letters (control 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

EVERYBODY = "*"


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
