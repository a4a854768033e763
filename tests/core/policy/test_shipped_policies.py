"""The three example policies hold what the clauses say; each class quotes the clause it proves."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.clocks.spans import parse_span
from daybreak.core.facts import KINDS
from daybreak.core.policy.check import texts
from daybreak.core.policy.loading import load, shipped_overlay, shipped_policy
from daybreak.core.policy.model import Policy
from daybreak.core.policy.model_values import KEPT
from daybreak.core.policy.show import show
from daybreak.core.policy.show_table import table, width
from daybreak.core.policy.show_words import fact_words
from tests.shipped import POLICIES as SHIPPED
from tests.shipped import read_policy as shipped

CAMERA = shipped("hoshimi-camera")
GROUP = shipped("aoba-electric")
SDK = shipped("kestrel-sdk")
scores = st.decimals(0, 10, places=1, allow_nan=False)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_promise_starts_from_something_that_people_say(language: str) -> None:
    """“From receipt of the report”, never the journal's own sentence, still less its name for the fact."""
    for policy in (CAMERA, GROUP, SDK):
        starts = {kind for rule in policy.duties for kind in rule.starts if not kind.startswith(KEPT)}
        for kind in starts:
            said = fact_words(kind, language, {})
            assert kind not in said
            assert KINDS[kind] not in said
            assert "“" not in said
            assert "「" not in said


class TestC5:
    """C5: severity is None 0 · Low 0.1–3.9 · Medium 4.0–6.9 · High 7.0–8.9 · Critical 9.0–10.0."""

    @given(scores)
    def test_every_score_has_its_band(self, score: Decimal) -> None:
        tenths = int(score * 10)
        edges = [(90, "critical"), (70, "high"), (40, "medium"), (1, "low"), (0, "none")]
        assert SDK.band_of(score) == next(band for edge, band in edges if tenths >= edge)
        assert GROUP.band_of(score) == SDK.band_of(score)

    @given(scores, scores)
    def test_a5_a_higher_score_never_has_a_lower_band(self, one: Decimal, other: Decimal) -> None:
        low, high = sorted((one, other))
        assert CAMERA.bands.index(CAMERA.band_of(low)) <= CAMERA.bands.index(CAMERA.band_of(high))


class TestC6:
    """C6: none no plan, low 1–2 quarters, medium 1 quarter, high 1–2 months, critical 1–4 weeks from escalation."""

    @pytest.mark.parametrize(
        ("band", "aim", "limit"),
        [
            ("none", "no plan", "no plan"),
            ("low", "1 quarter", "2 quarters"),
            ("medium", "none", "1 quarter"),
            ("high", "1 month", "2 months"),
            ("critical", "1 week", "4 weeks"),
        ],
    )
    def test_the_range(self, band: str, aim: str, limit: str) -> None:
        rule = SDK.duty("resolve")
        assert (rule.aim_for(band), rule.limit_for(band)) == (parse_span(aim), parse_span(limit))
        assert (rule.starts, rule.scope, rule.on_branches) == (("case.escalated",), "vulnerability", "supported")


class TestA6t:
    """A6t: a deadline by severity and surface; A6: devices end with the offer to all, the rest with the release."""

    @given(st.sampled_from(["high", "medium", "low"]), st.sampled_from(["cloud", "app", "firmware"]))
    def test_every_cell_has_a_limit_and_an_end(self, band: str, surface: str) -> None:
        rule = CAMERA.duty("fix")
        limit = rule.limit_for(band, surface)
        assert limit is not None
        assert limit.timed
        ending = "remedy.offered_to_all" if surface == "firmware" else "remedy.shipped"
        assert rule.fulfilled_by(surface) == (ending,)

    def test_a_higher_band_and_a_faster_surface_never_have_longer(self) -> None:
        rule = CAMERA.duty("fix")
        grid = [[rule.limit_for(band, it) for it in CAMERA.surfaces] for band in ("high", "medium", "low")]
        hours = [[span.comparable if span else None for span in row] for row in grid]
        assert all(row == sorted(row) for row in hours)
        assert all(list(column) == sorted(column) for column in zip(*hours, strict=True))

    def test_unknown_severity_has_no_limit_yet(self) -> None:
        assert CAMERA.duty("fix").limit_for(None, "cloud") is None
        assert str(GROUP.duty("investigate").limit_for(None)) == "5 business days"

    def test_a6h_cloud_work_starts_at_once_and_the_right_people_meet(self) -> None:
        rule = CAMERA.duty("start_cloud")
        assert rule.when.demands() == {"severity": ("high",), "surface": ("cloud",)}
        assert str(rule.limit_for("high", "cloud")) == "at once"
        meet = CAMERA.duty("meet")
        assert meet.with_for("high") == ("engineering_head", "security_team", "engineer")
        assert meet.with_for("medium") == ("security_team", "engineer")


class TestA7:
    """A7a: for every incident a first report within 24 hours, attached, to a named partner; A7b: then the plan."""

    def test_the_first_report(self) -> None:
        rule = CAMERA.duty("first_report")
        assert not rule.when.demands()
        assert str(rule.limit_for("low")) == "24 hours"
        assert rule.send is not None
        assert rule.send.attached
        assert set(rule.send.must_say) == {"description", "severity_or_unknown"}
        assert rule.fulfilled_by() == ("notice.sent",)
        assert CAMERA.parties[rule.to or ""].mail

    def test_its_anchor_is_made_to_happen_by_a_duty_with_a_limit(self) -> None:
        anchor = CAMERA.duty("first_report").starts[0]
        assert any(anchor in rule.fulfilled_by() and rule.limit_for() for rule in CAMERA.duties)

    def test_the_second_report_tells_plan_and_schedule(self) -> None:
        send = CAMERA.duty("second_report").send
        assert send is not None
        assert set(send.must_say) == {"plan", "release_schedule"}


class TestA3:
    """A3: customer service and security team each look every day; a day without a look is overdue."""

    def test_who_looks_where(self) -> None:
        rule = CAMERA.duty("look_daily")
        assert (rule.scope, str(rule.every)) == ("mailbox", "1 day")
        assert rule.roles_for(mailbox="general") == ("customer_service",)
        assert rule.roles_for(mailbox="security") == ("security_team",)
        assert CAMERA.triage_roles("support_mail") == ("customer_service",)


class TestB3:
    """B3: one question goes to many divisions, and each answers by its own desk."""

    def test_each_division_is_asked_at_its_desk(self) -> None:
        rule = GROUP.duty("investigate")
        assert rule.scope == "division"
        for division in GROUP.organisation.divisions:
            assert rule.roles_for(division=division) == ("division_desk",)

    def test_b4b_past_end_of_life_the_investigation_may_be_left_out(self) -> None:
        rule = GROUP.duty("investigate")
        assert rule.otherwise is not None
        assert (rule.otherwise.do, rule.otherwise.by) == ("may_be_waived", ("psirt", "division_head"))
        assert GROUP.disclosure.cve.end_of_life == "assign"


class TestC2:
    """C2, C3c: quality engineers verify each fix and peers review it, never its author."""

    @pytest.mark.parametrize(("duty", "role"), [("verify", "quality"), ("peer_review", "developer")])
    def test_not_the_author(self, duty: str, role: str) -> None:
        rule = SDK.duty(duty)
        assert (rule.scope, rule.not_by, rule.roles_for()) == ("remedy", "author", (role,))


class TestScopes:
    """A duty exists once for what `per` says, else for what it starts from."""

    @pytest.mark.parametrize(
        ("policy", "duty", "scope"),
        [
            (CAMERA, "answer", "report"),
            (CAMERA, "assess", "case"),
            (CAMERA, "publish", "vulnerability"),
            (CAMERA, "plan", "affect"),
            (CAMERA, "review_policy", "policy"),
            (CAMERA, "cra_early_warning", "vulnerability"),
            (GROUP, "key_rotation", "key"),
            (GROUP, "answer_coordinator", "case"),
            (SDK, "tell_supplier", "component"),
            (SDK, "explain", "finding"),
            (SDK, "read_digest", "person"),
        ],
    )
    def test_scope(self, policy: Policy, duty: str, scope: str) -> None:
        assert policy.duty(duty).scope == scope


class TestEveryPolicy:
    """B12, B6, A1: words in every language, the questions of a good report, answers and a receipt."""

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_word_exists_in_every_language_of_the_policy(self, name: str) -> None:
        policy = shipped(name)
        missing = [path for path, text in texts(policy) for it in policy.languages if it not in text.root]
        assert not missing

    @pytest.mark.parametrize("name", SHIPPED)
    def test_b6_a_report_says_what_is_needed(self, name: str) -> None:
        asked = {question.id for question in shipped(name).intake.ask}
        assert {
            "product",
            "version",
            "type",
            "steps",
            "proof",
            "impact",
            "already_public",
            "finder_date",
            "credit",
        } <= asked

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_outcome_of_triage_has_an_answer_that_stands_ready(self, name: str) -> None:
        outcomes = {answer.outcome for answer in shipped(name).intake.answers}
        assert outcomes == {"not_a_vulnerability", "known", "duplicate", "out_of_scope"}

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_surface_has_a_product_and_one_product_is_past_its_end(self, name: str) -> None:
        policy = shipped(name)
        assert {product.surface for product in policy.products} == set(policy.surfaces)
        assert any(product.support_end and product.support_end.year <= 2026 for product in policy.products)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_fact_a_duty_names_is_in_the_journals_vocabulary(self, name: str) -> None:
        for rule in shipped(name).duties:
            assert {it for it in (*rule.starts, *rule.fulfilled_by()) if not it.startswith("kept.")} <= KINDS.keys()

    @pytest.mark.parametrize("name", SHIPPED)
    @pytest.mark.parametrize("language", ["ja", "en", "pt"])
    def test_it_can_be_shown(self, name: str, language: str) -> None:
        policy = shipped(name)
        shown = show(policy, language)
        for rule in policy.duties:
            assert rule.name.in_(language, policy.language) in shown
        assert policy.organisation.name.in_(language, policy.language) in shown

    def test_what_a_reader_looks_for_is_there(self) -> None:
        japanese, english = show(CAMERA, "ja"), show(SDK, "en")
        assert "連携先への第一報（24時間以内）" in japanese
        assert "脆弱性の確認から24時間以内" in japanese
        assert "Critical  4 weeks (aim 1 week)" in english
        assert "High      7.0–8.9" in english
        assert "None      0.0–0.0" in english
        assert "every 14 days, until the supplier's fix" in english
        assert "(最初のご報告から最長: 180日)" in japanese
        assert "CVE IDs for our own products: requested from a CNA by hand" in english
        assert "サポートを終了した製品: CVE IDは引き続き採番, 調査は任意" in japanese
        assert "old keys are kept to decrypt" in english
        assert "the finder's data, customers' data in reports" in english
        assert "SPF, DKIM, DMARC" in japanese

    def test_a_template_fills_its_fields_in_one_language(self) -> None:
        template = CAMERA.templates["receipt"]
        values = dict.fromkeys(template.fields, "X") | {"number": "HC-2026-7K3QF"}
        subject, body = template.filled("ja", values)
        assert "HC-2026-7K3QF" in subject
        assert "{" not in body
        with pytest.raises(KeyError):
            template.filled("en", {})

    def test_deputies_are_asked_in_their_order(self) -> None:
        assert CAMERA.stand_ins("security_team") == ("security_team", "programme_manager", "engineering_head")


class TestTable:
    """A Japanese character takes two columns, so that every column of a table begins at one place."""

    @given(st.lists(st.tuples(*[st.text(alphabet="aé日ー(（ ", max_size=8)] * 2), min_size=1))
    def test_the_second_column_begins_at_one_place(self, rows: list[tuple[str, str]]) -> None:
        marked = [(one, "|" + other) for one, other in rows]
        lines = table(("x", "|"), marked)
        begins = {width(line[: line.index("|")]) for line in (lines[0], *lines[2:])}
        assert len(begins) == 1


CHOSEN = (
    "start_again", "keep_start", "own_products", "by_hand", "with_consent", "calendar_months", "public_cve", "go_on",
    "may_be_waived", "best_effort", "end_of_life", "not_affected", "own_product", "common_software", "cwe_families",
    "in_the_text", "from_memory", "agreed_plain", "encrypted_attachment", "base_with_our_environment",
    "for_decryption", "known_vulnerabilities", "customer_data_in_reports", "that_a_release_comes",
)  # fmt: skip
"""Words of the language that policies choose among; none of them is an id in an example."""


class TestWordsAsTheyAreSpoken:
    """A word of several parts is read with blanks wherever one is chosen, not in some places only."""

    @pytest.mark.parametrize("name", ["hoshimi-camera", "aoba-electric", "kestrel-sdk"])
    def test_blanks_say_the_same_as_underscores(self, name: str) -> None:
        text = shipped_policy(name)
        chosen = re.compile(rf"(?<=[:\[,{{] )({'|'.join(CHOSEN)})(?=[,\]}}\n])|(?<=\[)({'|'.join(CHOSEN)})(?=[,\]])")
        spoken, count = chosen.subn(lambda found: found[0].replace("_", " "), text)
        assert count > 5
        assert load(spoken, name="x.yaml", include=shipped_overlay) == load(
            text, name="x.yaml", include=shipped_overlay
        )
