"""The gates' names and sentences, in English and Japanese."""

from __future__ import annotations

GATE_WORDS: dict[str, dict[str, str]] = {
    "gate_trigger": {"en": "A reason to publish", "ja": "公表の契機"},
    "gate_content": {"en": "The content is complete", "ja": "内容がそろっている"},
    "gate_translation": {"en": "Every language is written", "ja": "すべての言語版がある"},
    "gate_severity": {"en": "Severity is assessed", "ja": "深刻度が評価済み"},
    "gate_products": {"en": "Products are stated", "ja": "対象製品が記入済み"},
    "gate_remedy": {"en": "Users are told what to do", "ja": "利用者の対策が記入済み"},
    "gate_verified": {"en": "The fix is verified", "ja": "修正が検証済み"},
    "gate_cve": {"en": "CVE IDs are decided", "ja": "CVE IDの扱いが決定済み"},
    "gate_third_party": {"en": "The vulnerability is our own product's", "ja": "自社製品の脆弱性である"},
    "gate_credit": {"en": "Everybody thanked agrees", "ja": "謝辞の全員が同意済み"},
    "gate_coordinator": {"en": "The date is agreed with {about}", "ja": "{about}と公表日が合意済み"},
    "gate_embargo": {"en": "No embargo stands in the way", "ja": "公表を妨げる公表禁止期間がない"},
    "gate_instant": {"en": "An instant is chosen", "ja": "公表日時が決定済み"},
    "gate_window": {"en": "The instant suits the publication days", "ja": "公表日時が公表曜日に合う"},
    "gate_approval": {"en": "Approved by {about}", "ja": "{about}の承認"},
    "gate_csaf": {"en": "The CSAF document is valid", "ja": "CSAF文書が有効"},
    "gate_emergency": {"en": "The emergency holds", "ja": "緊急手続きが有効"},
    "no_binding_language": {
        "en": "Write {place} in {language}: by the policy, that text rules where two languages differ.",
        "ja": "{place}の{language}版を書いてください。ポリシーではこの言語が正文です。",
    },
    "no_trigger": {
        "en": "Wait until one of these has happened: {triggers}.",
        "ja": "次のいずれかが起きるまでお待ちください：{triggers}",
    },
    "fix.available": {"en": "a fix is available", "ja": "修正が利用可能"},
    "workaround.available": {"en": "a workaround is available", "ja": "回避策が利用可能"},
    "vulnerability.public": {"en": "the vulnerability is publicly known", "ja": "脆弱性が公知"},
    "vulnerability.exploit_public": {"en": "an exploit is public", "ja": "攻撃コードが公開"},
    "vulnerability.attacked": {"en": "attacks are observed", "ja": "攻撃を観測"},
    "vulnerability.adversary_has_exploit": {"en": "an adversary has exploit code", "ja": "攻撃者が攻撃コードを保有"},
    "vulnerability.adversary_knows": {"en": "an adversary knows technical details", "ja": "攻撃者が技術的詳細を把握"},
    "not_assessed": {
        "en": "Assess the severity of {number} with a full CVSS vector.",
        "ja": "{number}の深刻度を完全なCVSSベクトルで評価してください。",
    },
    "other_vector": {
        "en": "The advisory scores {number} otherwise than the case ({vector}); take that vector over or assess anew.",
        "ja": "{number}のアドバイザリ上のスコアが案件の評価（{vector}）と異なります。反映するか再評価してください。",
    },
    "not_verified": {
        "en": "Have the remedy {remedy} verified by quality before it is announced.",
        "ja": "公表の前に、対策「{remedy}」の品質部門による検証を受けてください。",
    },
    "no_fix_recorded": {
        "en": "{number} promises a fix, but no verified fix is recorded in the case; verify one or correct the words.",
        "ja": "{number}は修正を案内していますが、検証済みの修正が案件にありません。検証するか記述を直してください。",
    },
    "fix_untold": {
        "en": "A fix for {number} has shipped since this was written; take the facts from the case again.",
        "ja": "{number}の修正は、この内容の作成後に提供されました。案件の最新の内容を取り込んでください。",
    },
    "measure_untold": {
        "en": "What helps against {number} has changed since this was written; take the facts from the case again.",
        "ja": "{number}の対策は、この内容の作成後に変わりました。案件の最新の内容を取り込んでください。",
    },
    "old_words": {
        "en": "{place} still names {word}, which the case no longer states; rewrite it or say that it is meant.",
        "ja": "{place}に、案件から外れた「{word}」が残っています。書き直すか、意図した記載だと示してください。",
    },
    "products_untold": {
        "en": "A product is stated otherwise for {number} since this was written; take the facts from the case again.",
        "ja": "{number}の製品の状況は、この内容の作成後に変わりました。案件の最新の内容を取り込んでください。",
    },
    "cve_untold": {
        "en": "The CVE ID of {number} was decided since this was written; take the facts from the case again.",
        "ja": "{number}のCVE IDの扱いは、この内容の作成後に決まりました。案件の最新の内容を取り込んでください。",
    },
    "cve_undecided": {
        "en": "Enter the CVE ID of {number}, or write down why it has none.",
        "ja": "{number}のCVE IDを記入するか、付けない理由を記録してください。",
    },
    "third_party": {
        "en": "{number} is in other people's code, for which the policy publishes no advisory; "
        "name it in the release note instead.",
        "ja": "{number}は第三者のコードの脆弱性で、ポリシーではアドバイザリを公表しません。"
        "リリースノートに記載してください。",
    },
    "no_consent": {
        "en": "Ask {name} for permission to be thanked by name, or take the name out.",
        "ja": "{name}に名前を載せる許可を得るか、名前を削除してください。",
    },
    "credit_never": {
        "en": "The policy thanks nobody by name; take out {name}.",
        "ja": "ポリシーでは名前を載せません。{name}を削除してください。",
    },
    "gate_customers": {"en": "{about} are told first", "ja": "{about}への事前連絡"},
    "customers_not_told": {
        "en": "Tell {party} that a release comes, at the latest by {by}; nothing is noted yet.",
        "ja": "{by}までに、リリース予定を{party}へお知らせください。まだ記録がありません。",
    },
    "customers_told_late": {
        "en": "{party} were told at {at}, later than {by}; choose an instant as far ahead as promised.",
        "ja": "{party}への連絡は{at}で、{by}を過ぎています。約束の期間を空けて公表日時を選んでください。",
    },
    "no_date_agreed": {
        "en": "Agree the date of publication with {party}.",
        "ja": "{party}と公表日を合意してください。",
    },
    "date_moved": {
        "en": "{party} moved the date; agree the new one.",
        "ja": "{party}が公表日を変更しました。新しい日時を合意してください。",
    },
    "other_date": {
        "en": "{party} agreed to {agreed}; choose that instant or agree another.",
        "ja": "{party}との合意は{agreed}です。その日時にするか、改めて合意してください。",
    },
    "not_confirmed": {
        "en": "{party} must confirm the date by {by}.",
        "ja": "{party}による日時の確認が{by}までに必要です。",
    },
    "embargo_holds": {
        "en": "The embargo ends at {until}; choose that instant or a later one, or end the embargo.",
        "ja": "公表禁止期間は{until}までです。それ以降の日時にするか、公表禁止期間を終了してください。",
    },
    "embargo_without_end": {
        "en": "An embargo without end is in force; agree its end, or end it.",
        "ja": "終了日時のない公表禁止期間が有効です。終了日時を合意するか、終了してください。",
    },
    "no_instant": {
        "en": "Choose the instant of publication.",
        "ja": "公表日時を選んでください。",
    },
    "instant_without_zone": {
        "en": "Write the instant with its zone, for example 2026-11-22T14:00+09:00.",
        "ja": "日時をタイムゾーン付きで書いてください。例：2026-11-22T14:00+09:00",
    },
    "instant_past": {
        "en": "The instant {instant} has passed; choose a later one.",
        "ja": "{instant}は過ぎています。後の日時を選んでください。",
    },
    "instant_far": {
        "en": "The instant {instant} lies more than two years ahead; check the year.",
        "ja": "{instant}は二年以上先です。年を確かめてください。",
    },
    "outside_window": {
        "en": "The policy publishes on other days or hours; the next instant that suits is {next}.",
        "ja": "ポリシーの公表曜日・時刻と異なります。次に合う日時は{next}です。",
    },
    "role_of": {"en": "{role} of {division}", "ja": "{division}の{role}"},
    "no_approval": {
        "en": "{role} must approve this content.",
        "ja": "{role}によるこの内容の承認が必要です。",
    },
    "old_approval": {
        "en": "{role} approved an earlier content; it has changed since and must be approved again.",
        "ja": "{role}が承認した後に内容が変わりました。改めて承認が必要です。",
    },
    "sent_back": {
        "en": "{role} sent this content back; change it, or ask for the approval anew.",
        "ja": "{role}がこの内容を差し戻しました。内容を直すか、改めて承認を依頼してください。",
    },
    "waits_for_turn": {
        "en": "{role} must approve this content, after {before}.",
        "ja": "{before}の後に、{role}によるこの内容の承認が必要です。",
    },
    "csaf_fault": {
        "en": "The CSAF document ({language}) does not hold: {fault}",
        "ja": "CSAF文書（{language}）が正しくありません：{fault}",
    },
    "no_emergency_rule": {
        "en": "The policy knows no emergency; take the ordinary way.",
        "ja": "ポリシーに緊急手続きがありません。通常の手続きを取ってください。",
    },
    "no_emergency_fact": {
        "en": "An emergency needs one of these to have happened: {facts}.",
        "ja": "緊急手続きには次のいずれかが必要です：{facts}",
    },
    "emergency_undecided": {
        "en": "An emergency is decided by {roles}; still missing: {missing}.",
        "ja": "緊急手続きは{roles}が決定します。未決定：{missing}",
    },
    "not_a_releaser": {
        "en": "A release is given by {roles}; ask one of them.",
        "ja": "公開の承認は{roles}が行います。担当者に依頼してください。",
    },
    "released_twice": {
        "en": "You have released this content already; a different person must give the second release.",
        "ja": "この内容はすでにあなたが公開を承認しています。別の人による二回目の承認が必要です。",
    },
    "released_enough": {
        "en": "This content is released already by {people} people.",
        "ja": "この内容はすでに{people}人が公開を承認しています。",
    },
}
"""Template id -> language -> words."""
