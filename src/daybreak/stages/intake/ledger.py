"""The operator's ledger of reports: open columns alone, to compare with what senders hold receipts for (P1)."""

from __future__ import annotations

from daybreak.records.models import Report


def ledger() -> list[dict[str, str | int]]:
    """Give number, door, instant and hash of every report, oldest first; nothing sealed is opened."""
    return [
        {
            "number": number,
            "door": door,
            "received_at": received_at.isoformat(),
            "sha256": sha256,
            "size": size,
        }
        for number, door, received_at, sha256, size in Report.objects.order_by("received_at").values_list(
            "number", "door", "received_at", "raw_sha256", "raw_size"
        )
    ]
