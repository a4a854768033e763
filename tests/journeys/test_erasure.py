"""An erasure through the served doors: what was erased opens with no key there is, nor from a backup (P9, P12)."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from tests.journeys.beginning import assemble, report_comes, rita_at_her_page, rita_reads
from tests.journeys.served import DAYBREAK, served
from tests.journeys.test_device_maker import LIFE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.life import World

pytestmark = pytest.mark.journey
TEAM = {"Hana": [("security_team", "")], "Mina": [("security_team", "")]}


def test_what_two_people_erase_is_gone_for_good(tmp_path: Path) -> None:
    """Promises, control 8: "Erasing a finder destroys the report's key; restoring a backup replays the list"."""
    life = replace(LIFE, language="en", other="", door="form", people=TEAM)
    with served(life.policy, life.begins) as site:
        world = assemble(site, life)
        report_comes(world)
        site.work()
        backup = _backed_up(site.home, tmp_path / "backup")
        wrapped, sealed = _sealed(site.home)
        assert _opens(site.home, sealed), "before, the report's own key opens it"
        assert any(wrapped in path.read_bytes() for path in site.home.glob("daybreak.sqlite3*"))
        _finder_asks(world)
        _two_people_erase(world)
        site.run("journal", "verify")
        _nothing_is_left(world, wrapped, sealed)
        _a_backup_brings_nothing_back(world, backup, sealed)


def _finder_asks(world: World) -> None:
    rita, _page = rita_at_her_page(world)
    page = rita.get("/en/box/data/erase")
    rita.submit(page, page.page.form(**{"erase-body": ""}), {"erase-body": world.canaries.make("a last word")})
    assert "You have asked for erasure" in rita.get("/en/box/data").page.words


def _two_people_erase(world: World) -> None:
    for name in TEAM:
        one = world.team[name]
        page = one.get(f"/desk/reports/{world.report}/data/erase/")
        one.submit(page, page.page.form(**{"erase-words": ""}), {"erase-words": world.canaries.make("a reason")})


def _nothing_is_left(world: World, wrapped: bytes, sealed: bytes) -> None:
    """Search the whole data folder: for the key, for the file, and for any key that opens what was sealed."""
    home = world.site.home
    assert not [path for path in home.rglob("*") if path.is_file() and wrapped in path.read_bytes()]
    assert not [path for path in _files(home) if path.exists()]
    assert not _opens(home, sealed)
    assert world.canaries.in_files(home.parent, besides=("home/outbox",)) == {}
    box = rita_reads(world)
    assert "This report was erased" in box
    assert world.report in box
    assert not world.canaries.sung(box.encode())


def _a_backup_brings_nothing_back(world: World, backup: Path, sealed: bytes) -> None:
    """Restore the backup elsewhere with the newest erased.log, as the operator's guide says."""
    assert _opens(backup, sealed)
    assert all(path.exists() for path in _files(backup))
    shutil.copy(world.site.home / "erased.log", backup / "erased.log")
    environment = world.site.environment | {"DAYBREAK_HOME": str(backup)}
    done = subprocess.run([*DAYBREAK, "migrate"], env=environment, capture_output=True, check=True)
    assert b"1 erasures of erased.log were done again" in done.stderr + done.stdout
    assert not _opens(backup, sealed)
    assert not [path for path in _files(backup) if path.exists()]
    again = subprocess.run([*DAYBREAK, "journal", "verify"], env=environment, capture_output=True, check=False)
    assert again.returncode == 0, again.stdout


def _backed_up(home: Path, to: Path) -> Path:
    """Copy the data folder as a backup does: the database by its own means, the rest as files."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("daybreak.sqlite3*"))
    with (
        closing(sqlite3.connect(home / "daybreak.sqlite3")) as live,
        closing(sqlite3.connect(to / "daybreak.sqlite3")) as copy,
    ):
        live.backup(copy)
    return to


def _sealed(home: Path) -> tuple[bytes, bytes]:
    """Give the report's wrapped key and its sealed particulars."""
    with closing(sqlite3.connect(home / "daybreak.sqlite3")) as database:
        query = "SELECT k.wrapped, r.finder_sealed FROM records_report r JOIN records_datakey k ON k.id = r.data_key_id"
        ((wrapped, sealed),) = database.execute(query).fetchall()
    return bytes(wrapped), bytes(sealed)


def _files(home: Path) -> list[Path]:
    """Say where each file that the database knows lies, or lay."""
    with closing(sqlite3.connect(home / "daybreak.sqlite3")) as database:
        keys = [_dashed(key) for (key,) in database.execute("SELECT id FROM records_storedfile").fetchall()]
    assert keys
    return [home / "files" / key[:2] / key for key in keys]


def _opens(home: Path, sealed: bytes) -> bool:
    """Try every data key of a site on the report's sealed particulars."""
    vault_key = (home / "keys" / "vault.key").read_bytes()
    with closing(sqlite3.connect(home / "daybreak.sqlite3")) as database:
        keys = database.execute("SELECT id, wrapped FROM records_datakey WHERE wrapped IS NOT NULL").fetchall()
        ((report,),) = database.execute("SELECT id FROM records_report").fetchall()
    for key, wrapped in keys:
        bound = "|".join(("records_report", "finder_sealed", _dashed(report), _dashed(key))).encode()
        try:
            AESGCM(aes_key_unwrap(vault_key, bytes(wrapped))).decrypt(sealed[:12], sealed[12:], bound)
        except InvalidTag:
            continue
        return True
    return False


def _dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
