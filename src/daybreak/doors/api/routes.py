"""The one list of operations: the same address may serve a finder's machine by POST and the team's by GET."""

from __future__ import annotations

from ninja import Router

router = Router()
