"""The life of a remedy: planned, made, reviewed, verified, shipped, offered to all; or rolled back, or dropped."""

from __future__ import annotations

from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused, Verdict
from daybreak.core.words import gettext_noop as _

_ALIVE = "planned staffed started reviewed merged verified shipped offered paused rolled_back"

REMEDY = Table(
    noun=_("The remedy"),
    start="none",
    states={
        "none": _("is not planned yet"),
        "planned": _("is planned"),
        "staffed": _("has people"),
        "started": _("is in the making"),
        "reviewed": _("is reviewed"),
        "merged": _("is merged"),
        "verified": _("is verified"),
        "shipped": _("has shipped"),
        "offered": _("is offered to every device"),
        "paused": _("has its roll-out paused"),
        "rolled_back": _("is rolled back"),
        "dropped": _("is given up"),
    },
    deeds={
        "remedy.planned": _("be planned"),
        "remedy.staffed": _("be given people"),
        "remedy.started": _("be started"),
        "remedy.reviewed": _("be reviewed"),
        "remedy.merged": _("be merged"),
        "remedy.verified": _("be verified"),
        "remedy.shipped": _("ship"),
        "remedy.offered_to_all": _("be offered to all"),
        "remedy.delivered": _("be counted as delivered"),
        "remedy.rollout_paused": _("have its roll-out paused"),
        "remedy.rolled_back": _("be rolled back"),
        "remedy.dropped": _("be given up"),
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

_BY_ANOTHER = {
    "remedy.reviewed": _("A remedy is reviewed by somebody who did not make it: ask a colleague."),
    "remedy.verified": _("A remedy is verified by somebody who did not make it: ask a colleague."),
}
NOT_BY_AUTHOR = frozenset(_BY_ANOTHER)


def may_be_done_by(deed: str, author: str, actor: str) -> Verdict:
    """Tell whether this actor may do the deed: a remedy is reviewed and verified by somebody else than its author."""
    if deed in NOT_BY_AUTHOR and author and author == actor:
        return Refused(phrase(_BY_ANOTHER[deed]))
    return ALLOWED
