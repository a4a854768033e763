"""The life of a report: received, triaged, then part of a case or closed without one."""

from __future__ import annotations

from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.words import gettext_noop as _

REPORT = Table(
    noun=_("The report"),
    start="none",
    states={
        "none": _("does not exist yet"),
        "received": _("waits for triage"),
        "triaged": _("was answered and waits for a decision"),
        "joined": _("is part of a case"),
        "closed": _("is closed"),
    },
    deeds={
        "report.received": _("be received"),
        "report.acknowledged": _("be acknowledged"),
        "report.handed_over": _("be handed over"),
        "report.answered": _("be answered"),
        "report.joined": _("join a case"),
        "report.closed": _("be closed without a case"),
        "closure.objected": _("have its closing objected to"),
        "closure.explained": _("have its closing explained"),
        "report.credit_chosen": _("have its credit chosen"),
    },
    arrows=arrows(
        ("none", "report.received", "received"),
        ("received triaged joined closed", "report.acknowledged", "="),
        ("received triaged", "report.handed_over", "="),
        ("received", "report.answered", "triaged"),
        ("triaged joined closed", "report.answered", "="),
        ("received triaged joined closed", "report.joined", "joined"),
        ("received triaged", "report.closed", "closed"),
        ("closed", "closure.objected", "="),
        ("closed", "closure.explained", "="),
        ("received triaged joined closed", "report.credit_chosen", "="),
    ),
)
"""A closed report may still join a case: new evidence, or an objection that was right. One in a case ends with it."""
