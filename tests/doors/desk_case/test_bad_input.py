"""Bad input on a case's page: a sentence and a 4xx, what was typed kept, nothing done, never a 500."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.doors.desk_case.test_life import VECTOR, local
from tests.doors.portal.naughty import naughty_strings

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

VECTORS = ("", "high", "CVSS:4.0/AV:N", "CVSS:9.9/AV:N/AC:L", "CVSS:3.1/" + "AV:N/" * 300, "CVSS:4.0/AV:N\x00",
           VECTOR + "/AV:N", "CVSS:3.1/AV:Q/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", "9" * 100_000)  # fmt: skip


UNTILS = (
    "",
    "yesterday",
    "2026-11-24",
    "2026-13-40T99:99",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2020-01-01T00:00",
    "\x00",
)


def test_naughty_titles_are_kept_or_refused_with_a_sentence(desk: CaseDesk) -> None:
    for words in naughty_strings():
        answer = desk.send("", "summarise", title=words, summary=words)
        assert answer.status_code in {303, 409, 422}, words
        page = answer.content.decode()
        assert answer.status_code == 303 or "field-error" in page
        assert "<script>alert" not in page
    assert "<script>alert" not in desk.page()


def test_wrong_and_huge_vectors_are_sentences_beside_the_field(desk: CaseDesk) -> None:
    for vector in VECTORS:
        sent = {"vector": vector, "source": "ourselves", "reason": "kept words"}
        answer = desk.send("vulnerabilities/", "assess", desk.vulnerability, **sent)
        page = answer.content.decode()
        assert answer.status_code in {409, 422}, vector[:50]
        assert "field-error" in page
        assert "kept words" in page
    assert "severity.assessed" not in desk.kinds()


def test_an_embargo_ends_at_an_instant_that_lies_ahead(desk: CaseDesk) -> None:
    for until in UNTILS:
        assert "field-error" in desk.refused("", "propose", code=422, until=until)
    assert "embargo.proposed" not in desk.kinds()


def test_an_instant_is_read_in_the_organisations_zone_and_an_offset_as_it_stands(desk: CaseDesk) -> None:
    assert "Asia/Tokyo (JST)" in desk.page(do="propose")
    desk.do("", "propose", until="2026-12-24T09:00")
    desk.do("", "propose", until="2026-12-24T09:00+00:00")
    told = [entry.body for entry in desk.case.entries.filter(kind="embargo.proposed").order_by("position")]
    assert "2026-12-24T00:00:00+00:00" in _in_utc(told[0])
    assert "2026-12-24T09:00:00+00:00" in _in_utc(told[1])


def _in_utc(body: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromisoformat(json.loads(body)["codes"]["until"]).astimezone(UTC).isoformat()


def test_what_the_world_knows_cannot_be_known_tomorrow(desk: CaseDesk) -> None:
    sent = {"event": "attacked", "at": local(desk, days=1), "sure": "on"}
    assert "future" in desk.refused("vulnerabilities/", "event", desk.vulnerability, code=422, **sent)
    desk.refused("vulnerabilities/", "event", desk.vulnerability, code=422, event="attacked", at=local(desk, hours=-1))
    desk.do("vulnerabilities/", "event", desk.vulnerability, event="attacked", at=local(desk, hours=-1), sure="on")
    assert "vulnerability.attacked" in desk.kinds()


def test_not_affected_needs_a_reason_and_an_unknown_row_is_refused(desk: CaseDesk) -> None:
    sent = {"vulnerability": desk.vulnerability, "rows": ["hc-drive-2"], "status": "not_affected", "note": "kept words"}
    page = desk.refused("products/", "state", code=409, **sent)
    assert "Say why the product is not affected" in page
    assert "kept words" in page
    desk.refused("products/", "state", code=422, **{**sent, "rows": ["no-such-product"]})
    desk.do("products/", "state", **sent, justification="component_not_present")


def test_several_rows_are_stated_at_once(desk: CaseDesk) -> None:
    rows = ["hc-drive-2:2.3.0", "hc-drive-2:2.4.0"]
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=rows, status="affected", note="")
    assert desk.kinds().count("affect.stated") == 2


def test_a_case_is_not_closed_over_those_who_wait_and_the_sentence_says_why(desk: CaseDesk) -> None:
    page = desk.refused("", "close", code=409, outcome="resolved", words="kept words", sure="on")
    assert "not judged yet" in page
    assert "kept words" in page
    assert "Confirm that you want this" in desk.refused("", "close", code=422, outcome="known", words="x")


def test_cve_ids_are_read_and_belong_to_one_vulnerability(desk: CaseDesk) -> None:
    desk.refused("vulnerabilities/", "cve", desk.vulnerability, code=409, cve="CVE-26-1")
    desk.do("vulnerabilities/", "cve", desk.vulnerability, cve="cve-2026-12345")
    desk.do(
        "vulnerabilities/", "add", title="A second one", description="", cwe="", component="own", found_by="ourselves"
    )
    second = str(desk.case.vulnerabilities.order_by("added_at").last().id)
    assert "belongs to another" in desk.refused("vulnerabilities/", "cve", second, code=409, cve="CVE-2026-12345")
    desk.do("vulnerabilities/", "no_cve", second, reason="It is in another vendor's code.")
    assert "another vendor" in desk.page("vulnerabilities/")


def test_unknown_deeds_targets_and_keys_are_nothing(desk: CaseDesk) -> None:
    for sent in ({}, {"do": "explode"}, {"do": "minutes", "on": "x"}, {"do": "minutes", "on": "\x00"}):
        assert desk.as_(desk.site.hana).post(desk.road(), sent).status_code == 404
    assert desk.as_(desk.site.hana).get(desk.road(), {"do": "minutes", "on": "x"}).status_code == 404
    for key in ("x", "%00", "HC-2026-!!!!!"):
        assert desk.as_(desk.site.hana).get(f"/desk/cases/{key}/").status_code == 404


def test_an_author_neither_reviews_nor_verifies_and_only_quality_verifies(desk: CaseDesk) -> None:
    hana, mina = desk.site.hana, desk.site.mina
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["hc-drive-2"], status="affected", note="")
    affect = str(desk.case.vulnerabilities.get().affects.get().id)
    plan = {"kind": "fix", "words": "x", "affects": [affect], "due_on": "", "author": str(hana.person.id)}
    desk.do("remedies/", "plan", **plan)
    remedy = str(desk.case.remedies.get().id)
    assert "ask a colleague" in desk.refused("remedies/", "review", remedy, code=409, words="mine")
    desk.do("remedies/", "review", remedy, by=mina, words="fine")
    assert "The policy gives this to" in desk.refused("remedies/", "verify", remedy, code=409, by=mina, words="x")
    assert "can ship only when" in desk.refused("remedies/", "ship", remedy, code=409, release=_release(desk))
    page = desk.page("remedies/", mina)
    assert "The policy gives this to Quality assurance" in page
    assert "can ship only when" in page


def _release(desk: CaseDesk) -> str:
    from daybreak.stages.remediation.queries import releases_for

    return next(iter(releases_for(desk.case)))


def test_releases_are_registered_once_and_with_a_plain_version(desk: CaseDesk) -> None:
    desk.refused("products/", "release", code=409, product="hc-drive-2", version="9 <b>", released_on="")
    desk.do("products/", "release", product="hc-drive-2", version="9.0.0", released_on="2026-11-20")
    assert "already" in desk.refused(
        "products/", "release", code=409, product="hc-drive-2", version="9.0.0", released_on=""
    )
    desk.refused("products/", "release", code=422, product="hc-drive-2", version="", released_on="0000-00-00")


def test_a_meeting_begins_ahead_and_calls_roles_of_the_policy(desk: CaseDesk) -> None:
    desk.refused("", "convene", code=422, starts_at=local(desk, hours=-1), roles=["security_team"])
    desk.refused("", "convene", code=422, starts_at=local(desk, hours=1), roles=["emperor"])
    desk.refused("", "convene", code=422, starts_at=local(desk, hours=1))


def test_an_embargo_beyond_the_longest_is_refused_beside_its_field(desk: CaseDesk) -> None:
    page = desk.refused("", "propose", code=409, until="2030-01-01T09:00")
    assert "The policy agrees to no embargo beyond" in page
    assert 'value="2030-01-01T09:00' in page
    assert "embargo.proposed" not in desk.kinds()
