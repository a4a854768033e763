"""A case with its deeds by a token, and every operation there is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from daybreak.core.access import PUBLIC
from daybreak.people.actions import TOKEN_SCOPES
from daybreak.records.models import Case, DutyRow, JournalEntry
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.cast import START

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.api.conftest import Machine

CANARY = "Telnet root shell canary"
EVERY = tuple(sorted(TOKEN_SCOPES - {"reports:read"}))
"""What a team's script may be let do."""
WHY = "Because the parser is one."
AHEAD = (START + timedelta(days=9)).isoformat()
NOBODYS = "00000000-0000-4000-8000-000000000000"
RULE = "first_report"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
INSIDE: dict[str, Any] = {
    "GET /cases/{number}/duties": None,
    "GET /evidence/{number}/confirm": None,
    "GET /cases/{number}/conflicts": None,
    "GET /cases/{number}/meetings": None,
    "GET /cases/{number}/embargo": None,
    "GET /cases/{number}/split": None,
    "GET /cases/{number}/merge?other={number}": None,
    "POST /cases/{number}/duties/{key}/extend": {"until": AHEAD, "reason": "complexity", "words": WHY},
    "POST /cases/{number}/duties/{key}/pause": {"words": WHY},
    "POST /cases/{number}/duties/{key}/resume": {},
    "POST /cases/{number}/duties/{key}/waive": {"words": WHY},
    "POST /cases/{number}/merge": {"other": "HC-2026-00000", "reason": WHY},
    "POST /cases/{number}/split": {"vulnerabilities": [NOBODYS], "title": "Half", "reason": WHY},
    "POST /cases/{number}/hand-over": {"to": "csirt_team", "reason": WHY},
    "POST /cases/{number}/hand-back": {"reason": WHY},
    "POST /cases/{number}/conflicts/first_report/ask-leave": {"words": WHY},
    "POST /cases/{number}/conflicts/first_report/leave": {"given": True, "words": WHY},
    "POST /cases/{number}/conflicts/first_report/brief": {"words": {}},
    "POST /cases/{number}/conflicts/first_report/decide": {"decision": "tell", "reason": WHY},
    "POST /cases/{number}/embargo/propose": {"until": AHEAD},
    "POST /cases/{number}/embargo/accept": {},
    "POST /cases/{number}/embargo/accept-default": {},
    "POST /cases/{number}/embargo/reject": {},
    "POST /cases/{number}/embargo/end": {"reason": WHY},
    "POST /cases/{number}/world": {
        "vulnerability": NOBODYS,
        "event": "adversary_knows",
        "at": AHEAD,
        "source": WHY,
    },
    "POST /cases/{number}/participants": {"party": "voice_platform", "event": "ready"},
    "POST /cases/{number}/meetings": {"starts_at": AHEAD, "roles": ["security_team"]},
    "POST /cases/{number}/meetings/{key}/move": {"starts_at": AHEAD},
    "POST /cases/{number}/meetings/{key}/call-off": {"reason": WHY},
    "POST /cases/{number}/meetings/{key}/minutes": {"minutes": WHY, "began_at": "2026-01-01T00:00:00Z"},
    "GET /cases/{number}/letters": None,
    "POST /cases/{number}/letters": {"rule": "first_report", "words": {}},
    "POST /cases/{number}/letters/{key}/take-back": {},
    "POST /cases/{number}/letters/{key}/confirm": {"reference": WHY},
    "POST /cases/{number}/letters/{key}/came-back": {"reason": WHY},
    "POST /cases/{number}/upstream": {"vulnerability": NOBODYS, "event": "fixed", "words": WHY},
    "POST /cases/{number}/advisories": {"vulnerabilities": [NOBODYS]},
}
"""Every operation inside a case, with a body that is well written."""
OTHERS = {
    "POST /reports",
    "POST /box/messages",
    "POST /drills",
    "POST /drills/{number}/end",
    "POST /policy/check",
    "POST /policy/diff",
    "POST /policy/replay",
    "POST /policy/versions",
    "POST /site/duties/{key}/extend",
    "POST /site/duties/{key}/pause",
    "POST /site/duties/{key}/resume",
    "POST /site/duties/{key}/waive",
}


def a_case(site: Site) -> Case:
    """Open and confirm a case from a report."""
    said = Submission("web", "security", "en", raw=b"raw", title=CANARY, answers={"steps": "x"})
    report = receive(actor=PUBLIC.actor, now=site.at.now, submission=said).report
    made = open_case(actor=site.hana.actor, now=site.at.now, report=report)
    confirm(actor=site.hana.actor, now=site.at.now, case=made)
    return made


def key_of(case: Case, **which: Any) -> str:
    """Give the key of a running duty of the case."""
    rows = DutyRow.objects.filter(case=case, kept=None, waived=None, start__isnull=False, **which)
    return str(rows.order_by("rule").first().id)  # type: ignore[union-attr] # a case has one


def silence(site: Site, case: Case) -> None:
    """Put the case under an embargo that a coordinator asked for."""
    hana, now = site.hana.actor, site.at.now
    propose_embargo(actor=hana, now=now, case=case, until=now + timedelta(days=30), asked_by="jp_coordinator")
    accept_embargo(actor=hana, now=now, case=case)


def ask(machine: Machine, operation: str, body: Any, **headers: str) -> Any:
    """Send one operation of the lists above."""
    method, path = operation.split(" ")
    return machine.get(path, **headers) if method == "GET" else machine.post(path, body, **headers)


def kinds() -> list[str]:
    """Give what the journal says was done, reading left out."""
    told = JournalEntry.objects.exclude(kind__in=("restricted.read", "access.granted"))
    return list(told.order_by("position").values_list("kind", flat=True))
