"""What the exhibits show: one case under embargo, told in English and Japanese, at one instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib import resources
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from daybreak.design.pieces import Attachment, Clock, Deed, Entry, Message, NextStep, Point, Stage, Tab

NOW = datetime(2026, 11, 24, 1, 50, tzinfo=UTC)
SPRITE = resources.files("daybreak.design") / "static" / "design" / "icons.svg"
ICONS = re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text("utf-8"))
ARMOURED = """-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEZzk1mhYJKwYBBAHaRw8BAQdA0m3Qk5o9
-----END PGP PUBLIC KEY BLOCK-----"""
JAPANESE = {
    "Heap overflow in the clip parser": "動画クリップ解析処理におけるヒープバッファオーバーフロー",
    "Send the first report to the partner": "パートナーへ第一報を送付する",
    "Convene the meeting (high)": "対策会議を招集する(深刻度: 高)",
    "Verify the fix for firmware 4.2": "ファームウェア4.2の修正を検証する",
    "Release the advisory": "アドバイザリの公開を承認する",
    "Send first report": "第一報を送付",
    "Convene": "会議を招集",
    "Verify": "検証を記録",
    "The fix for Lumen Dash 3 is not verified yet. Quinn verifies it.": (
        "Lumen Dash 3の修正がまだ検証されていません。品質担当のQuinnが検証します。"
    ),
    "Summary": "概要",
    "Vulnerabilities": "脆弱性",
    "Products": "対象製品",
    "Remedies": "対策",
    "Conversation": "やり取り",
    "Participants": "関係者",
    "Advisory": "アドバイザリ",
    "Journal": "記録",
    "Title": "件名",
    "Which product is concerned?": "対象の製品はどれですか",
    "How did you find it?": "発見した経緯",
    "Attachments": "添付ファイル",
    "Your e-mail address": "メールアドレス",
    "Security team": "セキュリティチーム",
    "Programme manager": "プログラムマネージャー",
    "Session fixation on the sign-in page": "サインイン画面におけるセッション固定の脆弱性",
    "Update service accepts an old image": "更新サービスが古いイメージを受け付ける問題",
    "Debug log holds the pairing token": "デバッグログにペアリングトークンが記録される問題",
}


def told(words: str, language: str) -> str:
    """Tell `words` in the exhibit's language."""
    return JAPANESE.get(words, words) if language == "ja" else words


def hours(count: float) -> datetime:
    """Give the instant so many hours after the exhibits' present."""
    return NOW + timedelta(hours=count)


class ReportForm(forms.Form):
    """A form with every kind of control that a page of ours uses."""

    product = forms.ChoiceField(
        label="Which product is concerned?", choices=[("", "Choose one"), ("dash", "Lumen Dash 3")]
    )
    title = forms.CharField(
        label="Title", max_length=200, help_text="One line that names the weakness and where it is."
    )
    steps = forms.CharField(label="Steps to reproduce", widget=forms.Textarea, help_text="Numbered steps help us most.")
    kind = forms.ChoiceField(
        label="How did you find it?",
        widget=forms.RadioSelect,
        choices=[
            ("test", "While testing my own device"),
            ("attack", "It is being used in attacks"),
            ("other", "Otherwise"),
        ],
        help_text="If it is used in attacks we start at once.",
    )
    surfaces = forms.MultipleChoiceField(
        label="What is affected?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("firmware", "Firmware"), ("app", "App"), ("cloud", "Cloud")],
    )
    found = forms.DateField(label="Found on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    files = forms.FileField(
        label="Attachments", required=False, help_text="Up to 50 MB each. Sealed while they arrive."
    )
    email = forms.EmailField(label="Your e-mail address", required=False, help_text="Leave it empty to stay anonymous.")
    consent = forms.BooleanField(label="I have read how my data is handled")


class Filters(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label="Words", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    severity = forms.ChoiceField(label="Severity", required=False, choices=[("", "All"), ("high", "High")])
    who = forms.ChoiceField(label="Who", required=False, choices=[("", "Anybody"), ("me", "Me")])


def form_in(language: str, data: dict[str, str] | None) -> ReportForm:
    """Give the report form, bound to `data` or empty, its labels in the language."""
    form = ReportForm(data, prefix="r")
    for one in form.fields.values():
        one.label = told(str(one.label), language)
    return form


def steps_in(language: str) -> list[NextStep]:
    """List what is next in the case: a duty due soon, a late one, one not started, a gate that must wait."""
    return [
        NextStep(
            told("Send the first report to the partner", language),
            told("Security team", language),
            Clock(hours(-21.8), None, hours(2.17)),
            "contract",
            "A7a",
            Deed(told("Send first report", language), "#send"),
            first=True,
            case="HC-2026-7K3QF",
            case_road="#case",
        ),
        NextStep(
            told("Convene the meeting (high)", language),
            told("Programme manager", language),
            Clock(hours(-26), None, hours(-2)),
            "own promise",
            "A6h",
            Deed(told("Convene", language), "#convene", post=True),
            case="HC-2026-7K3QF",
            case_road="#case",
        ),
        NextStep(
            told("Verify the fix for firmware 4.2", language),
            "Quinn",
            Clock(hours(-200), hours(120), hours(600)),
            "own promise",
            "C2",
            Deed(told("Verify", language), "#verify"),
            case="HC-2026-M4T9B",
            case_road="#case",
        ),
        NextStep(
            told("Release the advisory", language),
            "Mina",
            Clock(None),
            "programme rule",
            "A8",
            why_not=told("The fix for Lumen Dash 3 is not verified yet. Quinn verifies it.", language),
            case="HC-2026-7K3QF",
            case_road="#case",
        ),
    ]


def rows_in(language: str) -> list[SimpleNamespace]:
    """List open cases as a table shows them."""
    lines = [
        ("HC-2026-7K3QF", "Heap overflow in the clip parser", "high", "8.1", Clock(hours(-21.8), None, hours(2.17)), 4),
        (
            "HC-2026-M4T9B",
            "Update service accepts an old image",
            "critical",
            "9.4",
            Clock(hours(-60), None, hours(-3)),
            11,
        ),
        (
            "HC-2026-Q8ZX2",
            "Session fixation on the sign-in page",
            "medium",
            "5.9",
            Clock(hours(-90), hours(300), hours(900)),
            2,
        ),
        (
            "HC-2026-0VNPC",
            "Debug log holds the pairing token",
            "low",
            "3.1",
            Clock(hours(-9), None, None, hours(-1)),
            1,
        ),
    ]
    others = ("CVE-1900-0412 · JVN#90112233", "CVE-1900-0398", "VU#552199", "")
    return [
        SimpleNamespace(
            number=number,
            title=told(title, language),
            band=band,
            score=score,
            clock=clock,
            affected=affected,
            others=other,
            late=bool(clock.limit and clock.limit < NOW),
        )
        for (number, title, band, score, clock, affected), other in zip(lines, others, strict=True)
    ]


def scene(language: str = "en") -> dict[str, Any]:
    """Give the context of every exhibit, told in one language."""
    ja = language == "ja"
    rows = rows_in(language)
    tabs = ("Summary", "Vulnerabilities", "Products", "Remedies", "Conversation", "Participants", "Advisory", "Journal")
    return {
        "organisation": "ひかりカメラ株式会社" if ja else "Hikari Cameras",
        "now": NOW,
        "icons": ICONS,
        "case": {
            "number": "HC-2026-7K3QF",
            "title": told("Heap overflow in the clip parser", language),
            "public_at": datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
            "opened": hours(-30),
            "seen_by": "5人が閲覧可" if ja else "5 people",
        },
        "tabs": [
            Tab(told(name, language), f"#{name}", name == "Summary", 2 if name == "Products" else None) for name in tabs
        ],
        "clocks": [
            Clock(hours(-2), None, hours(22)),
            Clock(hours(-240), hours(240), hours(960)),
            Clock(hours(-21.8), None, hours(2.2)),
            Clock(hours(-26), None, hours(-2)),
            Clock(hours(-48), None, hours(-24), hours(-30)),
            Clock(hours(-48), None, hours(-24), hours(-6)),
            Clock(hours(-48), None, hours(100), paused=True),
            Clock(None),
            Clock(hours(-48), hours(80)),
        ],
        "steps": steps_in(language),
        "rows": rows,
        "filters": Filters(prefix="f"),
        "page": Paginator(range(480), 20).page(3),
        "form": form_in(language, {"r-title": "x" * 9, "r-email": "rita at example"}),
        "empty_form": form_in(language, None),
        "deed": Deed("登録する" if ja else "Record a report", "#new"),
        "entries": [
            Entry(
                hours(-1),
                "深刻度が「高」(8.1)に決まりました" if ja else "Severity was judged high (8.1)",
                "Hana",
                "CVSS:4.0/AV:N/AC:L",
                "shield",
            ),
            Entry(hours(-20), "ケースを開設しました" if ja else "The case was opened", "Hana", icon="plus"),
            Entry(hours(-30), "報告を受け付けました" if ja else "The report was stored", icon="message"),
        ],
        "stages": [
            Stage("受け付けました" if ja else "We have your report", "done", at=hours(-30)),
            Stage(
                "内容を確認しています" if ja else "We are checking it",
                "here",
                "次のご連絡は12月1日までに" if ja else "You hear from us by 1 December.",
            ),
            Stage("修正を準備します" if ja else "A fix is being made", "ahead"),
            Stage("公表します" if ja else "It is made public", "ahead"),
        ],
        "conversation": [
            Message(
                hours(-30),
                "Rita",
                "細工されたMP4ファイルを開くと再起動します。"
                if ja
                else "A crafted MP4 makes the camera restart.\nThe stack trace is attached.",
                files=(Attachment("trace.txt", "14 kB", "#"), Attachment("poc.mp4", "2.1 MB", "#")),
            ),
            Message(
                hours(-28),
                "Hana",
                "ご報告ありがとうございます。再現を確認しました。"
                if ja
                else "Thank you, Rita. We see the same on firmware 4.1.",
                ours=True,
            ),
        ],
        "points": [
            Point("CVE", "CVE-1900-0412", road="#"),
            Point("CWE", "CWE-122"),
            Point("受付" if ja else "Received", at=hours(-30)),
            Point("SHA-256", "9f2c41e07bb0c5a4d1", mono=True),
        ],
        "key_points": [
            Point("Key ID", "0x7C41 9A02 E5D3 11BF", mono=True),
            Point("Fingerprint", "4B1D 99E0 7A25 C3F8 60D2  1E0B 7C41 9A02 E5D3 11BF", mono=True),
            Point("Type", "Ed25519 / X25519"),
            Point("Expires", at=hours(9000)),
        ],
        "armoured": ARMOURED,
    }
