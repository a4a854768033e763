"""Rita's side of the portal: a filled form, a report sent, a mailbox opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.test import Client

from daybreak.records.models import Report
from daybreak.vault.sealed import open_bytes

if TYPE_CHECKING:
    from django.http import HttpResponse

FIELD = re.compile(r'<input type="hidden" name="(repeat|statement)"(?: value="([^"]*)")?')


def hidden(client: Client, road: str = "/en/report") -> dict[str, str]:
    """Fetch a form and give its hidden fields, as a browser would send them."""
    return dict(FIELD.findall(client.get(road).content.decode()))


def filled(client: Client, road: str = "/en/report", **changes: Any) -> dict[str, Any]:
    """Fill in the device maker's report form; `changes` are fields with other values."""
    return {
        **hidden(client, road),
        "ask_product": "hc-drive-2",
        "ask_version": "2.3.0",
        "ask_type": "CWE-119",
        "ask_steps": "Open the attached clip; the camera restarts.",
        **changes,
    }


def sent(client: Client, road: str = "/en/report", **changes: Any) -> HttpResponse:
    """Fill in the form and send it."""
    return client.post(road, filled(client, road, **changes))


def reported(**changes: Any) -> tuple[Report, str]:
    """Send a report from a browser of its own; give the report and its tracking code."""
    response = sent(Client(), **changes)
    assert response.status_code == 201, response.content.decode()
    receipt = response.context["receipt"]
    return receipt.report, receipt.tracking_code


def mailbox(code: str) -> Client:
    """Open a mailbox with its code, in a browser of its own."""
    client = Client()
    response = client.post("/en/box", {"code": code})
    assert response.status_code == 303, response.content.decode()
    return client


def raw_of(report: Report) -> bytes:
    """Open what was stored before anything else."""
    return open_bytes(report, "raw_sealed")
