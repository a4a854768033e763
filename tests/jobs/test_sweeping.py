"""Files that no row knows are swept, and only they."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

from django.conf import settings

from daybreak.jobs.mail_in import import_mail
from daybreak.jobs.sweep import sweep
from daybreak.records.models import StoredFile
from daybreak.vault.data_keys import new_data_key, opened
from daybreak.vault.files import SealedWriter, path_of

if TYPE_CHECKING:
    from tests.cast import Site


class TestSweeping:
    """Decisions, sealing: orphans are swept."""

    def test_only_old_files_that_no_row_knows_go(self, site: Site) -> None:
        def orphan() -> uuid.UUID:
            writer = SealedWriter(opened(new_data_key(site.at.now)), uuid.uuid4())
            writer.write(b"cut off")
            writer.close()
            return writer.file_id

        raw = (
            b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Disposition: attachment; filename=a\n\nx\n--B--"
        )
        import_mail(raw, site.at.now)
        kept, old, fresh = StoredFile.objects.get().id, orphan(), orphan()
        for key in (kept, old):
            past = path_of(key).stat().st_mtime - 2 * 24 * 3600
            os.utime(path_of(key), (past, past))
        (settings.HOME / "files" / "notes").mkdir(exist_ok=True)
        assert sweep() >= 1
        assert path_of(kept).exists()
        assert path_of(fresh).exists()
        assert not path_of(old).exists()
        path_of(fresh).unlink()
