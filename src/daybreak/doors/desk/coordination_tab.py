"""The coordination tab of a case: letters that duties demand, divisions, coordinators, suppliers, CVE records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import coordination_conflicts as contrary
from daybreak.doors.desk import coordination_letters as letters
from daybreak.doors.desk import coordination_others as others
from daybreak.doors.desk import coordination_participants as participants
from daybreak.doors.desk.case_deeds import CaseDeed, Tab
from daybreak.stages.coordination.queries import outside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting

DEEDS: dict[str, CaseDeed] = {**letters.DEEDS, **contrary.DEEDS, **others.DEEDS, **participants.DEEDS}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give every section, as far as the case's policy has something for it."""
    seen = outside(setting.viewer, setting.now, setting.number)
    return {
        **contrary.conflict_rows(setting, setting.next),
        **letters.letter_rows(setting, seen),
        **others.division_rows(setting, seen),
        **others.coordinator_rows(setting, seen),
        **participants.participant_rows(setting, seen),
        **others.supplier_rows(setting, seen),
        **others.cve_rows(setting, seen),
        **others.authority_row(setting),
    }


TAB = Tab(letters.NAME, _("Coordination"), "desk/coordination/tab.html", read, DEEDS)
