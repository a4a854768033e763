"""The first life: Heartbleed, as if brought today to an invented maker of routers; told in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.advisory.document import Note, Reference
from daybreak.core.advisory.vulnerability import Threat
from daybreak.core.words import Text
from daybreak.products.actions import NewRelease, register_release
from daybreak.records.models import Product
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.vulnerabilities import Status, assess, describe, give_cve, note_cve, state_affect
from daybreak.stages.coordination.actions import agree_date, note_coordinator
from daybreak.stages.coordination.asking import answer_for_division, ask_divisions
from daybreak.stages.coordination.sending import record_by_hand, send_letter
from daybreak.stages.disclosure.actions import approve, content_of, draft_advisory, take_facts_anew, write_content
from daybreak.stages.disclosure.release import vote_release
from daybreak.stages.intake.actions import look_through
from daybreak.stages.intake.conversation import answer_finder
from daybreak.stages.remediation.actions import (
    Plan,
    advance_remedy,
    plan_remedy,
    review_remedy,
    ship_remedy,
    verify_remedy,
)

if TYPE_CHECKING:
    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.demo.stage import Stage
    from daybreak.records.models import Advisory, Affect, Case, Remedy, Vulnerability

CVE = "CVE-2014-0160"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
COORDINATOR = "jp_coordinator"
STEPS = (
    "1. Open a TLS session to the router's management port.\n"
    "2. Send a heartbeat message that says it carries 16,384 bytes, with a payload of one byte.\n"
    "3. The router answers with 16,384 bytes: one of ours, the rest from its own memory.\n"
    "4. Repeat. Session cookies and, after a while, parts of the private key come back."
)


def play(stage: Stage) -> Advisory:
    """Play it from the report to the public advisory."""
    case, vulnerability = _arrives(stage)
    router, switch = _is_investigated(stage, case, vulnerability)
    _is_fixed(stage, case, router, switch)
    return _is_told(stage, case, vulnerability)


def _arrives(stage: Stage) -> tuple[Case, Vulnerability]:
    report = stage.post_report(
        "en",
        {
            "ask_product": "ab-router-x",
            "ask_version": "4.1",
            "ask_type": "",
            "ask_steps": STEPS,
            "ask_impact": "Anyone who reaches the port can read passwords, cookies and keys from its memory.",
            "name": "Rita Okafor",
            "address": "rita@finder.example",
            "credit": "name",
            "credit_name": "Rita Okafor",
            "pass_on_coordinator": "on",
        },
    )
    stage.tell(f"Rita sends the form: report {report.number}, stored and receipted")
    hana = stage.actor("Hana")
    now = stage.at(days=0, clock="13:30")
    look_through(actor=hana, now=now, mailbox="security")
    answer_finder(
        actor=hana, now=now, report=report, body="Thank you, Rita. We read your report and reproduce it today. Hana"
    )
    stage.tell("Hana looks through the mailbox and answers Rita herself")
    case = open_case(
        actor=hana,
        now=stage.at(days=0, clock="14:00"),
        report=report,
        title="Heartbeat messages read the memory of the router's TLS service",
    )
    stage.tell(f"A case is opened: {case.number}")
    return case, case.vulnerabilities.get()


def _is_investigated(stage: Stage, case: Case, vulnerability: Vulnerability) -> tuple[Affect, Affect]:
    hana = stage.actor("Hana")
    divisions = tuple(stage.policy.organisation.divisions)
    question = "Does any product of yours answer TLS heartbeat messages? Which versions?"
    ask_divisions(actor=hana, now=stage.at(days=0, clock="15:00"), case=case, divisions=divisions, question=question)
    stage.tell(f"One question goes to {len(divisions)} divisions")
    confirm(actor=hana, now=stage.at(days=1, clock="10:30"), case=case)
    stage.tell("It is real: the lab reads a session cookie out of a Router X")
    describe(
        actor=hana,
        now=stage.now,
        vulnerability=vulnerability,
        title="Out-of-bounds read in TLS heartbeat handling",
        description="The router trusts the length that a heartbeat message states and answers with memory beyond it.",
        cwe="CWE-125",
    )
    assess(actor=hana, now=stage.at(days=1, clock="11:00"), vulnerability=vulnerability, vector=VECTOR)
    stage.tell("Severity: CVSS 3.1 7.5, High")
    give_cve(actor=hana, now=stage.now, vulnerability=vulnerability, cve=CVE)
    note_cve(actor=hana, now=stage.at(days=1, clock="11:30"), vulnerability=vulnerability, event="told_to_finder")
    stage.tell(f"{CVE} is recorded and Rita knows it")
    note_coordinator(actor=hana, now=stage.at(days=1, clock="14:00"), case=case, party=COORDINATOR, event="notified_us")
    stage.tell("The national coordinator writes: they know of it too. Its clocks start")
    return _divisions_answer(stage, case, vulnerability)


def _divisions_answer(stage: Stage, case: Case, vulnerability: Vulnerability) -> tuple[Affect, Affect]:
    ken = stage.actor("Ken")
    absent = Status("not_affected", "vulnerable_code_not_present")
    verdicts = {
        "ab-router-x": Status("affected"),
        "ab-switch-24": Status("affected"),
        "ab-server-os": absent,
        "ab-storage-manager": absent,
        "ab-pos-cloud": Status("not_affected", "inline_mitigations_already_exist"),
    }
    affects: dict[str, Affect] = {}
    stage.at(days=2, clock="16:00")
    for key, verdict in verdicts.items():
        product = Product.objects.get(key=key)
        release = product.releases.order_by("released_on").first()
        affects[key] = state_affect(
            actor=ken, now=stage.now, vulnerability=vulnerability, product=product, release=release, stated=verdict
        )
    for division in stage.policy.organisation.divisions:
        answer_for_division(
            actor=ken, now=stage.now, case=case, division=division, words="All products of ours are stated."
        )
    stage.tell("All divisions have answered: Router X and the retired Switch 24 are affected, three products are not")
    return affects["ab-router-x"], affects["ab-switch-24"]


def _is_fixed(stage: Stage, case: Case, router: Affect, switch: Affect) -> None:
    ken = stage.actor("Ken")
    now = stage.at(days=3, clock="10:00")
    fix = plan_remedy(
        actor=ken,
        now=now,
        case=case,
        plan=Plan(
            "fix",
            "Discard heartbeat messages whose stated length exceeds the record. Firmware 4.3.",
            [router],
            stage.day(14, "18:00").date(),
            stage.people["Ken"],
        ),
    )
    plan_remedy(
        actor=ken,
        now=now,
        case=case,
        plan=Plan("none_planned", "Out of support since March; advise replacement.", [switch]),
    )
    stage.tell("Ken plans firmware 4.3 for Router X; the retired switch gets no fix, and we say so")
    _is_agreed(stage, case)
    _is_made(stage, fix, router)


def _is_agreed(stage: Stage, case: Case) -> None:
    hana = stage.actor("Hana")
    words = {"advisory_address": "see the number above; the address is fixed from the first draft on"}
    letter = send_letter(
        actor=hana, now=stage.at(days=4, clock="11:00"), case=case, rule_id="answer_coordinator", words=words
    )
    record_by_hand(actor=hana, now=stage.now, notice=letter, reference="sent encrypted, read receipt of the same day")
    letter = send_letter(actor=hana, now=stage.now, case=case, rule_id="jp_report_verification", words={})
    record_by_hand(actor=hana, now=stage.now, notice=letter, reference="same letter")
    stage.tell("Hana answers the coordinator: what was found, affected products and plan")
    public_at = stage.day(18, "14:00")
    propose_embargo(actor=hana, now=stage.at(days=5, clock="10:00"), case=case, until=public_at)
    accept_embargo(actor=hana, now=stage.at(days=5, clock="15:00"), case=case)
    agree_date(actor=hana, now=stage.now, case=case, party=COORDINATOR, public_at=public_at, confirmed=True)
    stage.tell("Publication is agreed with the coordinator, one instant for both; until then there is an embargo")


def _is_made(stage: Stage, fix: Remedy, router: Affect) -> None:
    ken, quinn, mina = (stage.actor(name) for name in ("Ken", "Quinn", "Mina"))
    advance_remedy(actor=ken, now=stage.at(days=5, clock="16:00"), remedy=fix, kind="remedy.started")
    review_remedy(
        actor=mina, now=stage.at(days=9, clock="11:00"), remedy=fix, words="Length check before the copy. Good."
    )
    verify_remedy(
        actor=quinn,
        now=stage.at(days=12, clock="15:00"),
        remedy=fix,
        words="4,000 malformed heartbeats: no byte leaks.",
    )
    stage.tell("A peer reviews the fix; Quinn, who did not write it, verifies it")
    stage.at(days=14, clock="10:00")
    new = NewRelease("4.3", released_on=stage.now.date())
    release = register_release(actor=ken, now=stage.now, product=router.product, release=new)
    ship_remedy(actor=ken, now=stage.now, remedy=fix, release=release)
    stage.tell("Firmware 4.3 ships")


def _is_told(stage: Stage, case: Case, vulnerability: Vulnerability) -> Advisory:
    hana, mina, lea = (stage.actor(name) for name in ("Hana", "Mina", "Lea"))
    advisory = draft_advisory(
        actor=hana, now=stage.at(days=14, clock="13:00"), case=case, vulnerabilities=[vulnerability]
    )
    revision = advisory.revisions.get()
    take_facts_anew(actor=hana, now=stage.now, revision=revision)
    write_content(actor=hana, now=stage.now, revision=revision, content=_with_words(content_of(revision)))
    note_coordinator(
        actor=hana, now=stage.at(days=15, clock="10:00"), case=case, party=COORDINATOR, event="draft_checked"
    )
    stage.tell(
        f"The advisory {advisory.number} is written in English and Japanese; the coordinator's draft agrees with it"
    )
    approve(
        actor=mina, now=stage.at(days=15, clock="14:00"), revision=revision, role="division_head", division="network"
    )
    approve(actor=lea, now=stage.at(days=15, clock="17:00"), revision=revision, role="legal")
    stage.tell("Mina approves for the division, then Lea for legal, each for exactly this content")
    public_at = stage.day(18, "14:00")
    vote_release(actor=hana, now=stage.at(days=16, clock="10:00"), revision=revision, public_at=public_at)
    vote_release(actor=mina, now=stage.at(days=16, clock="11:00"), revision=revision, public_at=public_at)
    stage.tell("Hana and Mina release it: two people, one content, one instant. It is armed")
    return advisory


def _with_words(content: Content) -> Content:
    told = content.vulnerabilities[0]
    description = {
        "en": "Routers answer TLS heartbeat messages without checking the length these state. A remote, "
        "unauthenticated attacker can read up to 64 KiB of the router's memory with each message.",
        "ja": "ルーターはTLSのハートビートメッセージに記載された長さを検証せずに応答します。"
        "遠隔の第三者が認証なしに、1回のメッセージごとに最大64 KiBのメモリ内容を読み取る可能性があります。",
    }
    impact = {
        "en": "Passwords, session cookies and private keys held in memory may be disclosed.",
        "ja": "メモリ上のパスワード、セッションクッキー、秘密鍵が漏えいする可能性があります。",
    }
    summary = {
        "en": "Update Aoba Router X to firmware 4.3, then renew its certificate and change its passwords.",
        "ja": "青葉ルーターXをファームウェア4.3に更新した後、証明書の再発行とパスワードの変更を行ってください。",
    }
    titles = {
        "en": "Router X: memory can be read through TLS heartbeat messages",
        "ja": "青葉ルーターX:TLSハートビート処理における境界外読み取りの脆弱性",
    }
    names = {"en": "Out-of-bounds read in TLS heartbeat handling", "ja": "TLSハートビート処理における境界外読み取り"}
    explained = Reference(
        url="https://heartbleed.com/",
        summary=Text({"en": "The page of those who found it", "ja": "発見者による解説ページ"}),
        category="external",
    )
    vulnerability = told.model_copy(
        update={
            "title": Text(names),
            "notes": (Note(category="description", text=Text(description)),),
            "threats": (
                Threat(category="impact", details=Text(impact), product_ids=told.product_status.known_affected),
            ),
        }
    )
    document = content.document.model_copy(
        update={
            "title": Text(titles),
            "notes": (Note(category="summary", text=Text(summary)),),
            "references": (*content.document.references, explained),
        }
    )
    return content.model_copy(update={"document": document, "vulnerabilities": (vulnerability,)})
