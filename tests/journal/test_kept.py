"""What is kept beside the journal: a change of a report's bytes, a sealed word, a file or a policy is found too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from daybreak.journal.kept import kept_faults
from daybreak.notices.actions import record_sent
from daybreak.products.components import change_supplier, register_supplier
from daybreak.products.queries import product_row
from daybreak.records.models import (
    Affect,
    Assessment,
    Case,
    DataKey,
    Meeting,
    Notice,
    PolicyVersion,
    Report,
    Revision,
    StoredFile,
    Supplier,
    Vulnerability,
)
from daybreak.stages.cases.actions import open_case, summarise
from daybreak.stages.cases.meetings import Held, When, convene, hold
from daybreak.stages.cases.vulnerabilities import Status, add_vulnerability, assess, state_affect
from daybreak.vault.data_keys import destroy
from daybreak.vault.files import path_of
from tests.doors.portal.finding import reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from tests.cast import Site

OPTIONAL = {
    (Case, "summary_sealed"),
    (Vulnerability, "description_sealed"),
    (Assessment, "reason_sealed"),
    (Affect, "note_sealed"),
    (Meeting, "place_sealed"),
    (Meeting, "minutes_sealed"),
    (Meeting, "proposal_sealed"),
    (Notice, "receipt_sealed"),
    (Supplier, "contact_sealed"),
}
"""What may hold nothing while nobody has written it; an advisory's `note_sealed` is written by no deed."""

pytestmark = pytest.mark.usefixtures("site")


def flipped(sealed: bytes, place: int = -1) -> bytes:
    """Give the same bytes with one bit of one of them changed."""
    changed = bytearray(sealed)
    changed[place] ^= 1
    return bytes(changed)


@pytest.fixture
def report() -> Report:
    """A report with a file, as a finder sends it."""
    return reported(ask_proof=SimpleUploadedFile("proof.bin", b"proof" * 100))[0]


CHANGES: dict[str, Callable[[Report], dict[str, Any]]] = {
    "its raw bytes": lambda it: {"raw_sealed": flipped(it.raw_sealed)},
    "its digest": lambda _it: {"raw_sha256": "0" * 64},
    "its title": lambda it: {"title_sealed": flipped(it.title_sealed, 0)},
    "the door": lambda _it: {"door": "phone"},
    "the instant": lambda it: {"received_at": it.received_at + timedelta(milliseconds=1)},
}


class TestEverySingleChangeIsFound:
    """“`daybreak journal verify` finds any single change” (issue 2)."""

    def test_nothing_is_told_of_what_is_whole(self, report: Report) -> None:
        assert report.files.exists()
        assert list(kept_faults()) == []

    @pytest.mark.parametrize("what", CHANGES)
    def test_of_a_report(self, report: Report, what: str) -> None:
        Report.objects.filter(id=report.id).update(**CHANGES[what](report))
        assert len(list(kept_faults())) == 1

    @pytest.mark.parametrize("column", ["raw_sealed", "title_sealed", "answers_sealed", "finder_sealed"])
    def test_of_a_report_whose_words_were_taken_away(self, report: Report, column: str) -> None:
        Report.objects.filter(id=report.id).update(**{column: b""})
        (fault,) = kept_faults()
        assert f"{column} of records_report {report.id} was written and is gone" in fault

    def test_of_a_file_on_the_disk(self, report: Report) -> None:
        path = path_of(report.files.get().id)
        whole = path.read_bytes()
        for broken in (flipped(whole, 7), whole[:-1], b"", whole + b"x"):
            path.write_bytes(broken)
            assert len(list(kept_faults())) == 1
        path.unlink()
        assert "is not there" in next(kept_faults())

    def test_of_a_files_row(self, report: Report) -> None:
        StoredFile.objects.filter(report=report).update(size=7)
        assert len(list(kept_faults())) == 1

    def test_of_a_data_key(self, report: Report) -> None:
        DataKey.objects.filter(id=report.data_key_id).update(wrapped=flipped(report.data_key.wrapped))
        assert any("data key" in fault for fault in kept_faults())

    def test_of_a_policy(self) -> None:
        version = PolicyVersion.objects.latest("adopted_at")
        PolicyVersion.objects.filter(id=version.id).update(text=f"{version.text} ")
        assert len(list(kept_faults())) == 1

    def test_what_was_erased_is_nobodys_to_read(self, report: Report) -> None:
        destroy(report.data_key, report.received_at)
        path_of(report.files.get().id).unlink()
        assert list(kept_faults()) == []


def told_fully(site: Site) -> Case:
    """Live a case in which every sealed column was written, some with no words at all."""
    who, now = site.hana.actor, site.at.now
    case = open_case(actor=who, now=now, title="Parser")
    summarise(actor=who, now=now, case=case, title="Parser", summary="It overflows.")
    flaw = add_vulnerability(actor=who, now=now, case=case, title="Overflow", description="")
    assess(actor=who, now=now, vulnerability=flaw, vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", reason="")
    product = product_row("hc-drive-2")
    assert product is not None
    state_affect(actor=who, now=now, vulnerability=flaw, product=product, release=None, stated=Status("affected"))
    meeting = convene(
        actor=who, now=now, case=case, when=When(now + timedelta(hours=1), 30, "Room 4"), roles=["security_team"]
    )
    hold(actor=who, now=now, meeting=meeting, held=Held("We patch.", "Patch it.", now))
    register_supplier(actor=who, now=now, name="Glint", contact="security@glint.example")
    letter = Notice.objects.filter(template="meeting").first()
    assert letter is not None
    assert record_sent(now=now, notice=letter, receipt="250 OK")
    return case


class TestWhatWasWrittenAndIsGone:
    """“Every change … is in a journal whose change, removal or reordering is found” (P8): words taken away, too."""

    def test_every_optional_column_is_proven_here(self) -> None:
        """A new column that may hold nothing needs its line in the journal's `WRITTEN_WITH` or `NOTED_AS`."""
        models = apps.get_app_config("records").get_models()
        fields = ((model, field) for model in models for field in model._meta.fields)
        found = {(model, field.name) for model, field in fields if field.null and field.name.endswith("_sealed")}
        assert found - {(Revision, "note_sealed")} == OPTIONAL

    def test_nothing_written_yet_is_no_fault(self, site: Site) -> None:
        open_case(actor=site.hana.actor, now=site.at.now, title="Parser")
        known = register_supplier(actor=site.hana.actor, now=site.at.now, name="Glint", contact="psirt@glint.example")
        change_supplier(actor=site.hana.actor, now=site.at.now, supplier=known, contact="", language="en")
        assert list(kept_faults()) == []

    @pytest.mark.parametrize(("model", "column"), sorted(OPTIONAL, key=str))
    def test_it_is_missed(self, site: Site, model: type[Model], column: str) -> None:
        told_fully(site)
        assert list(kept_faults()) == []
        rows = model._default_manager.exclude(**{column: None})
        row = rows.order_by("pk")[0]
        rows.filter(pk=row.pk).update(**{column: None})
        assert [f"The {column} of {row._meta.db_table} {row.pk} was written and is gone."] == list(kept_faults())
