"""The words a policy is shown in, in English and Japanese: headings and labels, and how a fact is said."""

from __future__ import annotations

from daybreak.core.policy.model_values import KEPT
from daybreak.core.policy.show_facts import FACTS

_WORDS: dict[str, tuple[str, str]] = {
    "numbers": ("Numbers", "管理番号"),
    "zone": ("Time zone", "タイムゾーン"),
    "days_off": ("Not worked on", "休業日"),
    "holidays": ("public holidays ({})", "祝日（{}）"),
    "weekends": ("weekends", "土日"),
    "at_once": ("“At once” means within", "「直ちに」の期限"),
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
    "only": ("Only where", "適用条件"),
    "otherwise": ("otherwise", "それ以外"),
    "deadlines": ("Deadlines that differ", "条件別の期限"),
    "by_severity": ("severity", "深刻度"),
    "by_surface": ("surface", "対象"),
    "by_support": ("state of support", "サポート状況"),
    "supported": ("supported", "サポート中"),
    "end_of_life": ("past end of support", "サポート終了後"),
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
    "embargo": ("Embargo unless agreed otherwise", "公表禁止期間（別段の合意がない場合）"),
    "longest": ("at most, from the first report", "最初のご報告から最長"),
    "answer_within": ("Declined where nobody answers within", "回答がない場合に辞退とみなす期限"),
    "quorum": ("Enough vendors with their fix ready", "他社を待たずに進める修正完了ベンダーの割合"),
    "people_decide": ("people decide, with a reason", "担当者が理由を添えて判断"),
    "embargo_decided_by": ("An embargo is agreed, rejected or ended by", "公表禁止期間の合意・拒否・終了を決める担当"),
    "whoever_is_inside": ("anybody in the case", "案件の担当者全員"),
    "ended_early_by": ("An embargo is ended early by", "公表禁止期間を早めに終えるときの人数"),
    "1 person": ("one person", "1名"),
    "2 people": ("two people: one proposes the earlier end, another accepts it", "2名（提案と承認を別の担当者が行う）"),
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
    "noted": (
        "Release notes name a CVE ID or our tracking number for each security fix; the advisory bears the same",
        "リリースノートには、セキュリティ修正ごとにCVE IDまたは管理番号を記載し、アドバイザリにも同じ番号を記載します",
    ),
    "fix_first": (
        "Where updating soon is better for users, a fix is released before its advisory",
        "早期の更新が利用者の利益になる場合は、アドバイザリの公開に先立って修正を提供します",
    ),
    "answers_early": (
        "A number in a release note can be looked up here before its advisory is public",
        "リリースノートに記載した番号は、アドバイザリの公開前でも照会できます",
    ),
    "others_no_advisory": (
        "Flaws in others' code, open source included, get no advisory of ours",
        "オープンソースを含む他者のコードの脆弱性については、当社のアドバイザリを公開しません",
    ),
    "others_noted": (
        "Release notes name the public CVE ID of a flaw in others' code that they fix",
        "他者のコードの脆弱性を修正した場合は、公開済みのCVE IDをリリースノートに記載します",
    ),
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
    "en": ("English", "英語"),
    "ja": ("Japanese", "日本語"),
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


def word(label: str, language: str) -> str:
    """Give a label in Japanese for `ja`, else in English; a label without an entry is given as it is."""
    return _pick(_WORDS.get(label, (label, label)), language)


def fact_words(kind: str, language: str, duties: dict[str, str]) -> str:
    """Say a fact as a reader would; `kept.<duty>` by the duty's name from `duties` (id to name)."""
    if kind.startswith(KEPT):
        name = duties.get(kind.removeprefix(KEPT), kind)
        return f"「{name}」の完了" if language == "ja" else f"the duty “{name}”"
    return _pick(FACTS.get(kind, (kind, kind)), language)


def _pick(both: tuple[str, str], language: str) -> str:
    return both[1] if language.startswith("ja") else both[0]
