"""A refused deed on a Japanese screen: the sentence stands there in Japanese, what was typed is kept (B12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.stages.remediation.queries import releases_for

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk


@pytest.fixture
def japanese(desk: CaseDesk) -> CaseDesk:
    """The device maker's desk, read in Japanese."""
    for member in (desk.site.hana, desk.site.mina):
        desk.as_(member).post("/i18n/setlang/", {"language": "ja", "next": "/desk/"})
    return desk


def _planned(desk: CaseDesk) -> str:
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["hc-drive-2"], status="affected", note="")
    affect = str(desk.case.vulnerabilities.get().affects.get().id)
    plan = {"kind": "fix", "words": "x", "affects": [affect], "due_on": "", "author": str(desk.site.hana.person.id)}
    desk.do("remedies/", "plan", **plan)
    return str(desk.case.remedies.get().id)


def test_an_unverified_remedy_does_not_ship(japanese: CaseDesk) -> None:
    """C2, as the answer to the deed and as the sentence beside the step."""
    desk, remedy = japanese, _planned(japanese)
    sentence = "対策は計画済みです。リリースできるのは、検証済み、"
    page = desk.refused("remedies/", "ship", remedy, code=409, release=next(iter(releases_for(desk.case))))
    assert sentence in page
    assert sentence in desk.page("remedies/")
    own = desk.refused("remedies/", "review", remedy, code=409, words="見ました")
    assert "対策のレビューは、作成者以外の人が行います。" in own
    assert "見ました" in own
    mina = desk.site.mina
    desk.do("remedies/", "review", remedy, by=mina, words="問題ありません")
    for page in (
        desk.page("remedies/", mina),
        desk.refused("remedies/", "verify", remedy, code=409, by=mina, words="x"),
    ):
        assert "ポリシー上、この操作は品質保証" in page
        assert "only when" not in page


def test_a_wrong_vector_is_explained(japanese: CaseDesk) -> None:
    """Beside its field, with the metric that is wrong."""
    sent = {"source": "ourselves", "reason": ""}
    for vector, sentence in (
        ("high", "CVSSベクトルの形式ではありません。"),
        ("CVSS:3.1/AV:N", "AC, PR, UI, S, C, I, Aの値を指定してください。"),
        (
            "CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "AVにZは指定できません。N, A, L, Pのいずれかを指定してください。",
        ),
    ):
        page = japanese.refused("vulnerabilities/", "assess", japanese.vulnerability, code=409, vector=vector, **sent)
        assert sentence in page
        assert f'value="{vector}"' in page


def test_a_case_does_not_close_under_its_embargo(japanese: CaseDesk) -> None:
    """Vultron: none is closed while an embargo is active."""
    desk = japanese
    desk.do("", "propose", until="2027-01-20T09:00", reason="")
    desk.do("", "accept")
    page = desk.refused("", "close", code=409, outcome="resolved", words="残す言葉", sure="on")
    assert f"案件{desk.case.number}はまだ完了できません：公表禁止期間中です。" in page
    assert "残す言葉" in page


def test_a_case_that_is_not_judged_does_not_close(japanese: CaseDesk) -> None:
    """Confirmed or rejected first."""
    page = japanese.refused("", "close", code=409, outcome="resolved", words="x", sure="on")
    assert "案件はまだ判断されていません。" in page


def test_a_line_is_one_line(japanese: CaseDesk) -> None:
    """What a reader of the core refuses, said by a form of the desk."""
    page = japanese.refused("", "summarise", code=409, title="a\u202eb", summary="")
    assert "非表示の文字U+202Eを削除してください。" in page
