"""The report form through its door."""

from __future__ import annotations


def test_smoke(client, site):
    for lang in ("en", "ja"):
        r = client.get(f"/{lang}/report")
        assert r.status_code == 200
    d = {k: v for k, v in r.context["form"].initial.items()}
    r = client.post("/ja/report", {**d, "ask_product": "hc-drive-2", "ask_version": "2.3", "ask_steps": "do this", "name":"Rita","address":"rita@example.org"})
    assert r.status_code == 201, r.content.decode()
    code = r.context["receipt"].tracking_code
    r = client.post("/ja/box", {"code": code.lower().replace("-", " ")})
    assert r.status_code == 303
    r = client.get("/ja/box/open")
    assert r.status_code == 200
