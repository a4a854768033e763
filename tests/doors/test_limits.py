"""Limits on attempts (control 12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from daybreak.doors.limits import Limit, caller

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestLimit:
    """Control 12: "attempts limited"."""

    def test_counts_each_caller_alone_and_begins_anew(self) -> None:
        limit = Limit("test", most=3, seconds=900)
        for _attempt in range(3):
            assert not limit.reached("rita", NOON)
            limit.count("rita", NOON)
        assert limit.reached("rita", NOON)
        assert not limit.reached("vera", NOON)
        assert not Limit("other", most=3, seconds=900).reached("rita", NOON)
        assert not limit.reached("rita", NOON + timedelta(seconds=900))


class TestCaller:
    """An address that a caller may choose freely is none to count by."""

    def test_a_header_is_believed_only_behind_a_proxy(self, settings: object) -> None:
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.1")
        settings.SECURE_PROXY_SSL_HEADER = None
        assert caller(request) == "127.0.0.1"
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        assert caller(request) == "192.0.2.1"
