"""The life of a remedy: planned, made, reviewed, verified, shipped, offered to all; or rolled back, or dropped."""

from __future__ import annotations

from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.verdict import ALLOWED, Refused, Verdict

_ALIVE = "planned staffed started reviewed merged verified shipped offered paused rolled_back"

REMEDY = Table(
    noun="The remedy",
    start="none",
    states={
        "none": "is not planned yet",
        "planned": "is planned",
        "staffed": "has people",
        "started": "is being worked on",
        "reviewed": "is reviewed",
        "merged": "is merged",
        "verified": "is verified",
        "shipped": "has shipped",
        "offered": "is offered to every device",
        "paused": "has its roll-out paused",
        "rolled_back": "is rolled back",
        "dropped": "is given up",
    },
    deeds={
        "remedy.planned": "be planned",
        "remedy.staffed": "be given people",
        "remedy.started": "be started",
        "remedy.reviewed": "be reviewed",
        "remedy.merged": "be merged",
        "remedy.verified": "be verified",
        "remedy.shipped": "ship",
        "remedy.offered_to_all": "be offered to all",
        "remedy.delivered": "be counted as delivered",
        "remedy.rollout_paused": "have its roll-out paused",
        "remedy.rolled_back": "be rolled back",
        "remedy.dropped": "be given up",
    },
    arrows=arrows(
        ("none dropped", "remedy.planned", "planned"),
        (_ALIVE, "remedy.planned", "="),
        ("planned", "remedy.staffed", "staffed"),
        ("staffed started reviewed merged verified shipped offered paused rolled_back", "remedy.staffed", "="),
        ("planned staffed rolled_back", "remedy.started", "started"),
        ("planned staffed started rolled_back", "remedy.reviewed", "reviewed"),
        ("reviewed merged", "remedy.reviewed", "="),
        ("planned staffed started reviewed rolled_back", "remedy.merged", "merged"),
        ("merged", "remedy.merged", "="),
        ("planned staffed started reviewed merged rolled_back", "remedy.verified", "verified"),
        ("verified", "remedy.verified", "="),
        ("verified", "remedy.merged", "="),
        ("verified", "remedy.reviewed", "="),
        ("verified paused", "remedy.shipped", "shipped"),
        ("shipped offered", "remedy.shipped", "="),
        ("shipped paused", "remedy.offered_to_all", "offered"),
        ("shipped offered paused", "remedy.delivered", "="),
        ("shipped offered", "remedy.rollout_paused", "paused"),
        ("shipped offered paused", "remedy.rolled_back", "rolled_back"),
        ("planned staffed started reviewed merged verified rolled_back", "remedy.dropped", "dropped"),
    ),
)
"""Nothing ships that was not verified (C2). Whether review must come before merging is a duty of the policy (C3c)."""

NOT_BY_AUTHOR = frozenset({"remedy.reviewed", "remedy.verified"})


def may_be_done_by(deed: str, author: str, actor: str) -> Verdict:
    """Tell whether this actor may do the deed: a remedy is reviewed and verified by somebody else than its author."""
    if deed in NOT_BY_AUTHOR and author and author == actor:
        doing = "reviewed" if deed == "remedy.reviewed" else "verified"
        return Refused(f"A remedy is {doing} by somebody who did not make it: ask a colleague.")
    return ALLOWED
