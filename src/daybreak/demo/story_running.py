"""The second life: Shellshock, brought by mail and now in the middle of its work; told in our own words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.jobs.mail_in import import_mail
from daybreak.records.models import Product
from daybreak.stages.cases.actions import confirm, open_case, summarise
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.vulnerabilities import Status, assess, state_affect
from daybreak.stages.coordination.actions import note_coordinator
from daybreak.stages.coordination.asking import answer_for_division, ask_divisions
from daybreak.stages.intake.actions import look_through
from daybreak.stages.intake.conversation import answer_finder
from daybreak.stages.intake.finder_date import name_day
from daybreak.stages.remediation.actions import Plan, plan_remedy

if TYPE_CHECKING:
    from daybreak.demo.stage import Stage
    from daybreak.records.models import Case

TITLE = "Commands run through HTTP headers in the server firmware"
SUMMARY = (
    "The status page hands request headers to a shell as environment variables; the shell runs what follows a function "
    "definition in them. Reproduced on 7.3.1 with the finder's proof. He plans a talk in 60 days."
)
COORDINATOR = "jp_coordinator"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
SECOND_FORM = {
    "ask_product": "ab-pos-cloud",
    "ask_version": "2026-10",
    "ask_type": "",
    "ask_steps": "管理画面の検索欄に ' OR 1=1 -- と入力すると、他店舗の売上データが一覧に表示されます。",
    "ask_impact": "他店舗の売上情報が閲覧されるおそれがあります。",
    "credit": "anonymous",
}
MAIL = """\
From: Tomas Beck <tomas@finder.example>
To: psirt@aoba.example
Subject: Aoba Server Firmware: commands run through HTTP headers
Message-ID: <shell-1@finder.example>
Date: {date}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="edge"

--edge
Content-Type: text/plain; charset=utf-8

The status page of your server firmware hands request headers to a shell script as environment variables.
The shell executes what stands behind a function definition in such a variable.

Send a header whose value begins with an empty function, followed by any command. It runs as root.
Firmware 7.3.1. I plan to speak about it in 60 days.

Tomas
--edge
Content-Type: text/x-shellscript; charset=utf-8
Content-Disposition: attachment; filename="proof.sh"

# harmless proof: asks the shell for its own version
printf 'X-Proof: () {{ :; }}; /bin/bash --version'
--edge--
"""


def play(stage: Stage) -> Case:
    """Play it until the investigation and the plan stand, and work is still to be done."""
    hana, ken = stage.actor("Hana"), stage.actor("Ken")
    raw = MAIL.format(date=stage.now.strftime("%a, %d %b %Y %H:%M:%S +0000")).replace("\n", "\r\n").encode()
    report = import_mail(raw, now=stage.now).report
    stage.tell(f"A mail arrives, {len(raw)} bytes, with an attachment: report {report.number}")
    now = stage.at(days=0, clock="15:00")
    answer_finder(actor=hana, now=now, report=report, body="Thank you, Tomas. We look into it today. Hana")
    case = open_case(actor=hana, now=now, report=report, title=TITLE)
    name_day(actor=hana, now=now, report=report, day=(now + timedelta(days=60)).date())
    stage.tell(f"Hana answers Tomas, opens case {case.number} and notes the day of his talk")
    ask_divisions(
        actor=hana,
        now=stage.at(days=0, clock="16:00"),
        case=case,
        divisions=("compute", "network"),
        question="Do your products hand outside input to a shell as environment variables?",
    )
    confirm(actor=hana, now=stage.now, case=case)
    summarise(actor=hana, now=stage.now, case=case, title=TITLE, summary=SUMMARY)
    vulnerability = case.vulnerabilities.get()
    assess(actor=hana, now=stage.at(days=0, clock="17:00"), vulnerability=vulnerability, vector=VECTOR)
    stage.tell("Confirmed and judged: CVSS 3.1 9.8, Critical. Two divisions are asked")
    product = Product.objects.get(key="ab-server-os")
    affect = state_affect(
        actor=ken,
        now=stage.at(days=1, clock="10:00"),
        vulnerability=vulnerability,
        product=product,
        release=product.releases.order_by("released_on").first(),
        stated=Status("affected"),
    )
    due = stage.day(8, "18:00").date()
    words = "Stop passing headers to the shell; update the shell. Firmware 7.3.2."
    plan_remedy(actor=ken, now=stage.now, case=case, plan=Plan("fix", words, [affect], due, stage.people["Ken"]))
    answer_for_division(
        actor=ken, now=stage.now, case=case, division="compute", words="Server Firmware 7.3.1 is affected; fix planned."
    )
    stage.tell("Computing is affected and has a plan; Network has not answered yet")
    _others_write(stage, case)
    return case


def _others_write(stage: Stage, case: Case) -> None:
    hana = stage.actor("Hana")
    note_coordinator(
        actor=hana, now=stage.at(days=1, clock="11:00"), case=case, party="jp_coordinator", event="notified_us"
    )
    propose_embargo(actor=hana, now=stage.at(days=1, clock="11:30"), case=case, until=stage.day(25, "14:00"))
    accept_embargo(actor=hana, now=stage.now, case=case)
    stage.tell("The coordinator wrote too; an embargo is agreed, and the coordinator waits for our answer")
    stage.at(days=1, clock="16:30")
    look_through(actor=hana, now=stage.now, mailbox="security")
    report = stage.post_report("ja", SECOND_FORM)
    stage.tell(f"Somebody who wants to stay anonymous reports in Japanese: {report.number}, not yet decided")
