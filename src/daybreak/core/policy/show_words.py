"""The words a policy is shown in, in English and Japanese: headings, and facts as a reader would say them."""

from __future__ import annotations

from daybreak.core.facts import KINDS
from daybreak.core.policy.model_values import KEPT

_WORDS: dict[str, tuple[str, str]] = {
    "numbers": ("Numbers", "管理番号"),
    "zone": ("Time zone", "タイムゾーン"),
    "overlays": ("Overlays in force", "適用している追加規定"),
    "divisions": ("Divisions", "事業部"),
    "doors": ("How to report", "報告の窓口"),
    "questions": ("What we ask", "お尋ねする項目"),
    "required": ("required", "必須"),
    "roles": ("Roles", "役割"),
    "deputy": ("deputy", "代理"),
    "parties": ("Partners", "連携先"),
    "duties": ("Who does what by when", "誰が・何を・いつまでに"),
    "who": ("Who", "担当"),
    "what": ("What", "実施事項"),
    "when": ("By when", "期限"),
    "basis": ("Basis", "根拠"),
    "deadlines": ("Deadlines by severity", "深刻度別の期限"),
    "severity": ("Severity", "深刻度"),
    "aim": ("aim", "目標"),
    "gates": ("Before a release", "リリース前の確認"),
    "components": ("Third-party components", "第三者製部品"),
    "disclosure": ("Disclosure", "公表"),
    "advise": ("An advisory", "アドバイザリを"),
    "permits": ("may go out upon", "公開してよい時点"),
    "obliges": ("must go out upon", "公開する時点"),
    "together": ("Published together with", "同時に公表する相手"),
    "publish_on": ("Published on", "公開日時"),
    "approvals": ("Approved by, in order", "承認者（順に）"),
    "release": ("Released by", "公開操作"),
    "people": ("different people", "名の異なる担当者"),
    "emergency": ("In an emergency, an advisory within", "緊急時の公開期限"),
    "embargo": ("Embargo unless agreed otherwise", "公表猶予期間（別段の合意がない場合）"),
    "longest": ("at most, from the first report", "最初のご報告から最長"),
    "cve": ("CVE IDs for our own products", "自社製品のCVE ID"),
    "cve_own_cna": ("assigned by our own CNA", "自社のCNAが採番"),
    "cve_coordinator": ("assigned by the coordinator", "調整機関を通じて採番"),
    "cve_by_hand": ("requested from a CNA by hand", "担当者がCNAに申請"),
    "past_end_of_life": ("Products past end of support", "サポートを終了した製品"),
    "assign_past": ("a CVE ID is still assigned", "CVE IDは引き続き採番"),
    "leave_past": ("a CVE ID may be left out", "CVE IDの採番は任意"),
    "optional_past": ("investigation is optional", "調査は任意"),
    "required_past": ("investigation is required", "調査は必須"),
    "confidence": ("Protection of what reporters send", "ご報告の保護"),
    "key": ("OpenPGP key", "OpenPGP鍵"),
    "for_decryption": ("old keys are kept to decrypt", "旧鍵は復号のために保管"),
    "mail_in": ("SPF, DKIM and DMARC of incoming mail", "受信メールのSPF・DKIM・DMARC"),
    "record": ("results are recorded", "結果を記録"),
    "mail_out": ("Outgoing mail is to carry", "送信メールで用いる認証"),
    "privacy": ("Privacy statement", "個人情報の取り扱い"),
    "finder": ("the finder's data", "発見者の情報"),
    "customer_data_in_reports": ("customers' data in reports", "報告に含まれる顧客情報"),
    "credit": ("Finders are thanked by name with their consent", "発見者のお名前は、同意のある場合に限り掲載します"),
    "channels": ("Channels", "公開経路"),
    "law": ("law", "法令"),
    "contract": ("contract", "契約"),
    "programme_rule": ("programme rule", "制度の規則"),
    "own_promise": ("own promise", "自主的な約束"),
    "owning_division": ("owning division", "担当事業部"),
    "revisions": ("Revisions", "改訂履歴"),
    "general": ("general inquiries", "一般のお問い合わせ"),
    "security": ("security reports", "脆弱性のご報告"),
    "unknown": ("not judged yet", "未判定"),
    "web": ("web form", "ウェブフォーム"),
    "mail": ("mail", "メール"),
    "colleague": ("colleagues", "社内からの報告"),
    "coordinator": ("coordinators", "調整機関"),
    "feeds": ("vulnerability feeds", "脆弱性情報の配信"),
    "test": ("testing", "試験での発見"),
    "resolve": ("we resolve it ourselves", "当社で修正します"),
    "communicate": ("we work with its supplier", "供給元と連携して対応します"),
    "mon": ("Mon", "月"),
    "tue": ("Tue", "火"),
    "closed_day": ("a closed day", "休業日"),
    "never_ends_on": ("never ending on", "満了日から除く日"),
    "wed": ("Wed", "水"),
    "thu": ("Thu", "木"),
    "fri": ("Fri", "金"),
    "sat": ("Sat", "土"),
    "sun": ("Sun", "日"),
}
"""Every label, in English and Japanese."""

_FACTS: dict[str, tuple[str, str]] = {
    "report.received": ("receipt of the report", "報告の受領"),
    "case.opened": ("opening of the case", "案件の開始"),
    "case.kind_set": ("knowing that it is an incident", "インシデントとの判断"),
    "case.confirmed": ("confirmation", "脆弱性の確認"),
    "case.escalated": ("escalation", "エスカレーション"),
    "case.closed": ("closing of the case", "案件の完了"),
    "vulnerability.added": ("finding the vulnerability", "脆弱性の登録"),
    "vulnerability.public": ("the vulnerability becoming public", "脆弱性の公知化"),
    "vulnerability.attacked": ("awareness of attacks", "悪用の認知"),
    "severity.assessed": ("the judgement of severity", "深刻度の判定"),
    "affect.stated": ("knowing that the product is affected", "影響の確定"),
    "division.asked": ("the question to the division", "事業部への依頼"),
    "remedy.planned": ("the plan", "対応計画の策定"),
    "remedy.started": ("the start of work", "修正着手"),
    "remedy.reviewed": ("peer review", "レビュー"),
    "remedy.merged": ("the change reaching an official branch", "正式ブランチへの反映"),
    "remedy.verified": ("verification", "修正の検証"),
    "remedy.shipped": ("release of the fix", "修正のリリース"),
    "fix.available": ("a fix being available", "修正の提供"),
    "workaround.available": ("a workaround being available", "回避策の提供"),
    "coordinator.notified_us": ("the coordinator's first contact", "調整機関からの連絡"),
    "coordinator.date_agreed": ("agreement on the date", "公表日の合意"),
    "advisory.published": ("publication of the advisory", "アドバイザリの公開"),
    "advisory.drafted": ("the draft of the advisory", "アドバイザリの起案"),
    "advisory.approval_asked": ("their turn", "承認依頼"),
    "emergency.declared": ("the declaration of an emergency", "緊急事態の宣言"),
    "cve.reserved": ("reservation of the CVE ID", "CVE IDの予約"),
    "cve.disputed": ("the dispute", "異議申立て"),
    "finding.opened": ("the match with a shipped release", "出荷済み製品との一致"),
    "upstream.notified": ("telling the supplier", "供給元への連絡"),
    "upstream.fixed": ("the supplier's fix", "供給元による修正"),
    "case.reopened": ("the reopening of the case", "案件の再開"),
    "severity.changed": ("the change of severity", "深刻度の変更"),
    "severity.objected": ("the finder's objection to the severity", "深刻度への異議"),
    "closure.objected": ("the finder's objection to the closing", "終了への異議"),
    "vulnerability.exploit_public": ("an exploit becoming public", "攻撃コードの公開"),
    "remedy.offered_to_all": ("the fix being offered to every device", "全機器への修正の提供"),
    "remedy.rolled_back": ("the rollback of the fix", "修正の切り戻し"),
    "embargo.accepted": ("agreement on an embargo", "公表猶予の合意"),
    "embargo.ended": ("the end of the embargo", "公表猶予の終了"),
    "finder.deadline_set": ("the finder naming a day of publication", "発見者による公表日の通知"),
    "finder.heard": ("the finder's last message", "発見者からの連絡"),
    "finder.asked": ("the question to the finder", "発見者への質問"),
    "division.answered": ("the division's answer", "事業部の回答"),
    "coordinator.date_confirmed": ("the coordinator's confirmation of the date", "調整機関による公表日の確認"),
    "coordinator.date_moved": ("the change of the agreed date", "合意した公表日の変更"),
    "customers.told": ("telling the customers", "顧客への予告"),
    "users.informed": ("telling the users concerned", "利用者への連絡"),
    "cve.published": ("publication of the CVE record", "CVEレコードの公開"),
    "advisory.revised": ("a revision of the advisory", "アドバイザリの改訂"),
    "notice.sent": ("the letter being sent", "連絡の送信"),
    "notice.bounced": ("the letter coming back", "連絡の不達"),
    "release.registered": ("registration of the release", "リリースの登録"),
    "release.published": ("publication of the release", "製品リリースの公開"),
    "component.registered": ("registration of the component", "部品の登録"),
    "digest.issued": ("the digest coming out", "社内報の発行"),
    "follow_up.planned": ("the plan to follow a lesson up", "教訓への対応の計画"),
    "erasure.requested": ("the finder's wish for erasure", "発見者による消去の申し出"),
    "consent.withdrawn": ("the finder withdrawing a consent", "発見者による同意の撤回"),
    "key.expiring": ("the warning that the key expires", "鍵の期限の予告"),
}
"""Facts as a reader would say them, in English and Japanese."""


def word(label: str, language: str) -> str:
    """Give a label in Japanese for `ja`, else in English; a label without an entry is given as it is."""
    return _pick(_WORDS.get(label, (label, label)), language)


def fact_words(kind: str, language: str, duties: dict[str, str]) -> str:
    """Say a fact as a reader would; `kept.<duty>` by the duty's name from `duties` (id to name)."""
    if kind.startswith(KEPT):
        name = duties.get(kind.removeprefix(KEPT), kind)
        return f"「{name}」の完了" if language == "ja" else f"the duty “{name}”"
    return _pick(_FACTS.get(kind) or _as_recorded(kind), language)


def _as_recorded(kind: str) -> tuple[str, str]:
    """Name a fact that has no noun by its sentence, without the codes that machines read."""
    sentence = KINDS.get(kind, kind).partition(";")[0]
    return f"the entry “{sentence}”", f"「{sentence}」の記録"


def _pick(both: tuple[str, str], language: str) -> str:
    return both[1] if language.startswith("ja") else both[0]
