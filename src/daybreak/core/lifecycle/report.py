"""The life of a report: received, triaged, then part of a case or closed without one."""

from __future__ import annotations

from daybreak.core.lifecycle.arrows import Table, arrows

REPORT = Table(
    noun="The report",
    start="none",
    states={
        "none": "does not exist yet",
        "received": "waits for triage",
        "triaged": "was answered and waits for a decision",
        "joined": "is part of a case",
        "closed": "is closed",
    },
    deeds={
        "report.received": "be received",
        "report.acknowledged": "be acknowledged",
        "report.handed_over": "be handed over",
        "report.answered": "be answered",
        "report.joined": "join a case",
        "report.closed": "be closed without a case",
        "closure.objected": "have its closing objected to",
        "closure.explained": "have its closing explained",
        "report.credit_chosen": "have its credit chosen",
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
