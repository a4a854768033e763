"""The key for encrypted reports: published with its data, warned of ahead of its expiry, replaced, revoked (B7)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.test import Client

from daybreak.cli import main
from daybreak.jobs.key_warnings import warn_of_keys
from daybreak.jobs.round import Round
from daybreak.people.actions import grant_role
from daybreak.people.administration import ADMINISTRATOR
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow, JournalEntry, MailKey, Notice
from daybreak.stages.cases.duties import waive_duty
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.site_evidence import evidence_of
from daybreak.stages.intake.keys import KeyRefused, key_in_use, publish_key, revoke_key
from tests.cast import OPERATOR
from tests.derived import rebuild

if TYPE_CHECKING:
    from daybreak.records.models import MailKey as Key
    from tests.doors.desk_supply.conftest import SupplyDesk

KEYS = Path(__file__).parents[2] / "core" / "formats" / "openpgp"
FIRST, NEXT, CURVE = ((KEYS / f"{name}.asc").read_text() for name in ("rsa4096", "next", "ed25519"))


def published(supply: SupplyDesk, armored: str = FIRST) -> Key:
    return publish_key(actor=OPERATOR, now=supply.site.at.now, armored=armored)


class TestPublished:
    """B7: all its data, on the page, in security.txt, and the key itself."""

    def test_the_policy_page_security_txt_and_the_file(self, supply: SupplyDesk, settings: object) -> None:
        settings.BASE_URL = "https://psirt.kestrel.example"  # type: ignore[attr-defined] # pytest-django's settings
        key = published(supply)
        page = Client().get("/en/policy/").content.decode()
        for words in (key.fingerprint, key.key_id, "RSA, 4096", "2026-11-22", "2028-11-21", "Kestrel Security"):
            assert words in page
        text = Client().get("/.well-known/security.txt").text
        assert f"Encryption: https://psirt.kestrel.example/keys/{key.fingerprint}.asc" in text
        answer = Client().get(f"/keys/{key.fingerprint}.asc")
        assert answer["Content-Type"] == "application/pgp-keys"
        assert answer.text.strip() == FIRST.strip()
        assert Client().get(f"/keys/{'0' * 40}.asc").status_code == 404

    def test_the_form_names_it_where_the_policy_asks_to_encrypt(self, supply: SupplyDesk) -> None:
        """“The public key is published”: where somebody is about to write, too."""
        asking = supply.site.policy.intake.doors[0].model_copy(update={"encryption": "asked"})
        intake = supply.site.policy.intake.model_copy(update={"doors": (asking, *supply.site.policy.intake.doors[1:])})
        policy = supply.site.policy.model_copy(update={"intake": intake})
        adopt(actor=OPERATOR, now=supply.site.at.now, policy=policy, in_force_from=supply.site.at.now)
        supply.desk.later(minutes=1)
        assert "Please encrypt" not in Client().get("/en/report").text
        assert "Please encrypt" not in Client().get("/en/policy/").text
        key = published(supply)
        form = Client().get("/en/report").text
        assert "Please encrypt" in form
        assert f"/keys/{key.fingerprint}.asc" in form
        assert "暗号化してお送りください" in Client().get("/ja/report").text
        supply.desk.later(days=3 * 365)
        assert "Please encrypt" not in Client().get("/en/report").text
        assert "A key that has expired" in Client().get("/en/policy/").text

    def test_without_a_key_nothing_is_said_of_one(self, supply: SupplyDesk) -> None:
        assert "Fingerprint" not in Client().get("/en/policy/").content.decode()
        assert "Encryption:" not in Client().get("/.well-known/security.txt").text
        assert supply

    def test_only_what_the_policy_promises_is_published(self, supply: SupplyDesk) -> None:
        with pytest.raises(KeyRefused, match="RSA with 4096 bits"):
            published(supply, CURVE)
        with pytest.raises(KeyRefused, match="no armored public key"):
            published(supply, "nonsense")
        published(supply)
        with pytest.raises(KeyRefused, match="already"):
            published(supply)
        with pytest.raises(KeyRefused, match="administrator"):
            publish_key(actor=supply.site.mina.actor, now=supply.site.at.now, armored=NEXT)
        supply.desk.later(days=3 * 365)
        with pytest.raises(KeyRefused, match="lies ahead"):
            published(supply, NEXT)

    def test_a_revoked_key_is_marked_and_used_no_more(self, supply: SupplyDesk) -> None:
        key = published(supply)
        revoke_key(actor=OPERATOR, now=supply.site.at.now, fingerprint=key.fingerprint.lower())
        assert key_in_use(supply.site.at.now) is None
        assert "A key that was revoked" in Client().get("/en/policy/").content.decode()
        assert "Encryption:" not in Client().get("/.well-known/security.txt").text

    def test_the_command_line(self, supply: SupplyDesk) -> None:
        grant_role(actor=OPERATOR, now=supply.site.at.now, person=supply.site.hana.person, role=ADMINISTRATOR)
        told = CliRunner().invoke(main, ["key", "publish", str(KEYS / "rsa4096.asc"), "--as", "hana@maker.example"])
        assert told.exit_code == 0, told.output
        assert MailKey.objects.get().fingerprint in CliRunner().invoke(main, ["key", "list"]).output
        gone = CliRunner().invoke(main, ["key", "revoke", "0000", "--as", "hana@maker.example"])
        assert gone.exit_code == 1
        assert "No key of this fingerprint" in gone.output


class TestExpiry:
    """“The software warns ahead of the expiry”: 60, 30 and 7 days, and a duty to publish the next one."""

    def test_the_duty_begins_by_itself_and_the_next_key_keeps_it(self, supply: SupplyDesk) -> None:
        key = published(supply)
        row = DutyRow.objects.get(rule="renew_key")
        assert key.expires_at is not None
        assert row.start is not None
        assert row.start.date() == (key.expires_at - timedelta(days=60)).date()
        assert row.kept is None
        assert "Publish the next key" not in supply.get("")
        supply.desk.clock_file.write_text("0")
        supply.desk.later(days=(row.start - supply.site.at.now).days + 1)
        assert "Publish the next key" in supply.get("")
        rows = set(DutyRow.objects.filter(scope="key").values_list("subject", "start", "limit", "kept"))
        rebuild(supply.site.at.now)
        assert set(DutyRow.objects.filter(scope="key").values_list("subject", "start", "limit", "kept")) == rows
        published(supply, NEXT)
        assert DutyRow.objects.get(rule="renew_key", subject=str(key.id)).kept is not None
        assert DutyRow.objects.filter(rule="renew_key", kept=None).count() == 1

    def test_its_evidence_names_the_key_and_two_people_waive_it(self, supply: SupplyDesk) -> None:
        """Issue 3: “key expiry ahead”; “waive with two people”; a stranger finds nothing of either."""
        key, site = published(supply), supply.site
        row = DutyRow.objects.get(rule="renew_key")
        found = evidence_of(site.hana.viewer, site.at.now, "site", "renew_key")
        assert (found.title, [one.kind for one in found.started_by]) == (key.key_id, ["key.created"])
        for member in (site.hana, site.mina):
            waive_duty(actor=member.actor, now=site.at.now, duty=row, words="The door closes before it expires")
        assert DutyRow.objects.get(rule="renew_key").waived == site.at.now
        assert evidence_of(site.hana.viewer, site.at.now, "site", "renew_key").state == "waived"
        with pytest.raises(NotVisible):
            evidence_of(site.mallory.viewer, site.at.now, "site", "renew_key", str(key.id))

    def test_the_next_key_stands_as_what_kept_it(self, supply: SupplyDesk) -> None:
        key, site = published(supply), supply.site
        published(supply, NEXT)
        found = evidence_of(site.hana.viewer, site.at.now, "site", "renew_key", str(key.id))
        assert found.kept_by is not None
        assert (found.state, found.kept_by.kind) == ("kept", "key.published")

    def test_each_warning_is_told_once_and_none_is_lost(self, supply: SupplyDesk) -> None:
        ends = published(supply).expires_at
        assert ends is not None
        told = []
        for days in (61, 60, 59, 30, 29, 8, 7, 1):
            at = ends - timedelta(days=days)
            told.append(warn_of_keys(Round(lambda at=at: at)))  # type: ignore[misc] # the instant of this turn
            assert warn_of_keys(Round(lambda at=at: at)) == 0  # type: ignore[misc] # as above
        people = told[1]
        assert people > 0
        assert told == [0, people, 0, people, 0, 0, people, 0]
        assert Notice.objects.filter(template="told").count() == 3 * people

    def test_what_was_missed_is_told_once(self, supply: SupplyDesk) -> None:
        ends = published(supply).expires_at
        assert ends is not None
        late = ends - timedelta(days=5)
        assert warn_of_keys(Round(lambda: late)) > 0
        assert warn_of_keys(Round(lambda: late)) == 0
        kinds = list(JournalEntry.objects.filter(kind__startswith="key.").values_list("kind", flat=True))
        assert kinds == ["key.created", "key.published"]
