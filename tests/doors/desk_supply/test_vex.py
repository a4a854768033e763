"""A public answer is also a VEX document (CSAF 2.0, profile 5): judged before its release, listed and linked after."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from csaf.csaf.v20 import validate
from django.test import Client

from daybreak.core.advisory.answer import AnswerContent, Answered
from daybreak.core.advisory.document import Publisher
from daybreak.core.advisory.vex import vex_of
from daybreak.core.words import Text
from daybreak.records.models import AnswerRevision
from tests.doors.desk_supply.test_answers import CVE, INSIDE, ROAD, given, public, released, written

if TYPE_CHECKING:
    from tests.doors.desk_supply.conftest import SupplyDesk

FILE = f"vex-{CVE.lower()}.json"
ROWS = {
    "row-TOTAL_FORMS": "4",
    "row-1-product": "kg-web:3.1.0",
    "row-1-status": "affected",
    "row-1-note": "Turn the preview off.",
    "row-2-product": "kg-web",
    "row-2-status": "under_investigation",
}


def lines() -> list[str]:
    """Give what the list of all documents names."""
    return Client().get("/csaf/white/index.txt").content.decode().split()


def document(path: str) -> dict[str, Any]:
    """Read a document from the bulletin, and hold it against the schema and every mandatory test."""
    answer = Client().get(f"/csaf/white/{path}")
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.content)
    faults = [
        (one.id, error.message)
        for one in validate(told, preset="full").results
        if one.group in {"schema", "mandatory"}
        for error in one.errors
    ]
    assert faults == []
    return told


def out(supply: SupplyDesk, **more: str) -> None:
    """Write an answer, and let two people release it."""
    assert written(supply, **more) == 303
    given(supply)
    released(supply)


class TestReleased:
    """C9: “a public answer is released like an advisory”, and read by machines like one."""

    def test_from_its_release_on_and_never_before(self, supply: SupplyDesk) -> None:
        written(supply)
        given(supply)
        year = supply.site.at.now.year
        assert lines() == []
        assert Client().get(f"/csaf/white/{year}/{FILE}").status_code == 404
        released(supply)
        assert lines() == [f"{year}/{FILE}"]
        changes = csv.reader(io.StringIO(Client().get("/csaf/white/changes.csv").content.decode()))
        assert [row[0] for row in changes] == [f"{year}/{FILE}"]
        assert f'href="/csaf/white/{year}/{FILE}"' in public()
        assert FILE in Client().get("/en/csaf/").content.decode()

    def test_what_it_says(self, supply: SupplyDesk) -> None:
        out(supply, **ROWS)
        (path,) = lines()
        told = document(path)
        assert told["document"]["category"] == "csaf_vex"
        assert told["document"]["tracking"]["id"] == f"VEX-{CVE}"
        assert any(one["url"].endswith(f"/en/cve/{CVE}/") for one in told["document"]["references"])
        (flaw,) = told["vulnerabilities"]
        assert flaw["cve"] == CVE
        assert flaw["product_status"] == {
            "known_affected": ["kg-web:3.1.0"],
            "known_not_affected": ["kg-web:3.2.0"],
            "under_investigation": ["kg-web"],
        }
        assert [(one["label"], one["product_ids"]) for one in flaw["flags"]] == [
            ("vulnerable_code_not_in_execute_path", ["kg-web:3.2.0"])
        ]
        assert [(one["category"], one["details"]) for one in flaw["remediations"]] == [
            ("mitigation", "Turn the preview off.")
        ]

    def test_the_same_bytes_until_it_is_answered_anew(self, supply: SupplyDesk) -> None:
        out(supply)
        (path,) = lines()
        first = Client().get(f"/csaf/white/{path}").content
        supply.site.at.later(hours=3)
        written(supply, ROAD + "write/", words_en="Kestrel Web Toolkit is affected.", **ROWS)
        given(supply)
        assert Client().get(f"/csaf/white/{path}").content == first
        released(supply)
        assert lines() == [path]
        told = document(path)["document"]["tracking"]
        assert (told["version"], len(told["revision_history"])) == ("2", 2)
        assert told["initial_release_date"] < told["current_release_date"]

    def test_nothing_invalid_is_released(self, supply: SupplyDesk) -> None:
        """The two of one product contradict each other: the sentence names CSAF's own test, and nothing goes out."""
        rows = ROWS | {"row-1-product": "kg-web:3.2.0"}
        assert written(supply, **rows) == 303
        content = AnswerRevision.objects.get().content_hash
        page = supply.desk.as_(supply.site.hana).post(
            f"/desk/{ROAD}", {"do": "approve", "approve-content": content, "approve-sure": "on"}
        )
        assert page.status_code == 422
        assert "machine-readable document" in page.content.decode()
        assert lines() == []

    def test_a_strangers_guess_and_what_is_inside(self, supply: SupplyDesk) -> None:
        """Nothing beside the answer: no case, no internal statement, and no document under a guessed name."""
        out(supply)
        (path,) = lines()
        assert INSIDE not in Client().get(f"/csaf/white/{path}").content.decode()
        year = path.partition("/")[0]
        for name in ("vex-cve-2026-4444.json", "vex-cve-2026-444444.json", "VEX-CVE-2026-44444.json", "vex-.json", "x"):
            assert Client().get(f"/csaf/white/{year}/{name}").status_code == 404
        assert Client().get(f"/csaf/white/1999/{FILE}").status_code == 404


def test_it_exists_in_every_language_of_the_answer() -> None:
    """“English and Japanese throughout” (B12); where nobody wrote what to do, the document says it in each."""
    names, words = Text({"en": "Toolkit", "ja": "ツールキット"}), Text({"en": "Affected.", "ja": "影響を受けます。"})
    rows = (
        Answered(product="kg:1", name=names, version="1", status="affected"),
        Answered(product="kg:2", name=names, version="2", status="fixed"),
        Answered(product="other", name=names, status="affected"),
        Answered(product="third", name=names, status="not_affected", justification="component_not_present"),
    )
    content = AnswerContent(cve=CVE, words=words, products=rows)
    vex = vex_of(content, Publisher(name="Kestrel", namespace="https://kestrel.example"), "en")
    assert vex.languages() == {"en", "ja"}
    (flaw,) = vex.vulnerabilities
    assert [(one.category, one.product_ids) for one in flaw.remediations] == [
        ("vendor_fix", ("kg:1",)),
        ("none_available", ("other",)),
    ]
    assert all(one.details and set(one.details.languages()) == {"en", "ja"} for one in flaw.remediations)
    assert set(flaw.threats[0].details.languages()) == {"en", "ja"}
