"""What the fixed choices of a policy file are called in English and Japanese."""

from __future__ import annotations

from daybreak.core.policy.diff_words import bilingual
from daybreak.core.policy.show_words import word

_VALUES = """
calendar_months|three calendar months|暦月で3か月
end_of_quarter|to the end of the calendar quarter|暦の四半期末まで
division|division|事業部
partner|partner|提携先
coordinator|coordinator|調整機関
csirt|CSIRT|CSIRT
authority|authority|当局
upstream|upstream supplier|上流の供給元
customer|customer|顧客
vendor|vendor|ベンダー
pgp|OpenPGP|OpenPGP
encrypted_attachment|encrypted attachment|暗号化した添付
agreed_plain|plain mail, as agreed|合意した平文メール
by_hand|by hand|手作業
components|components|部品
subscribers|subscribers|購読者
security|security reports|脆弱性のご報告
asked|asked for|お願いする
required|required|必須
possible|possible|任意
product|product|製品
version|version|版
choice|choice|選択
text|text|文章
line|one line|1行
files|files|ファイル
date|date|日付
yes_no|yes or no|はい・いいえ
cve|CVE|CVE
component|component|部品
credit|credit|謝辞
cwe_families|families of weaknesses|弱点の類型
surfaces|surfaces|提供形態
not_a_vulnerability|not a vulnerability|脆弱性でない
known|known|既知
duplicate|duplicate|重複
out_of_scope|out of scope|対象外
shown|shown|表示
masked|masked until two people ask|非表示（2名の承認で開示）
RSA|RSA|RSA
Curve25519|Curve25519|Curve25519
for_decryption|for decryption|復号用
record|recorded|記録する
spf|SPF|SPF
dkim|DKIM|DKIM
dmarc|DMARC|DMARC
finder|finder|発見者
wholly|wholly|全部
partly|in part|一部
customer_data_in_reports|customers' data in reports|報告に含まれる顧客情報
contact_data|contact data|連絡先
customer_data|customers' data|顧客情報
report|report|報告
supplier|supplier|供給元
with_consent|with consent|同意がある場合
never|never|行わない
cvss|CVSS|CVSS
own|our own code|自社のコード
base|base score|基本値
base_with_our_environment|base score with our environment|当社環境を加味した基本値
start_again|clocks start again|起算し直す
keep_start|clocks keep their start|起算を維持する
licence|licence|ライセンス
maintained|whether it is maintained|保守状況
known_vulnerabilities|known vulnerabilities|既知の脆弱性
alternatives|alternatives|代替品
refuse|refused|認めない
warn|warned of|警告する
every_release|every release|すべてのリリース
name|name|名称
documentation|documentation|文書
bulletin|bulletin|公開サイト
mailbox|mailbox|受信箱
case|case|案件
vulnerability|vulnerability|脆弱性
affect|affected product|影響製品
remedy|remedy|対策
participant|participant|参加者
advisory|advisory|アドバイザリ
approval|approval|承認
follow_up|follow-up of a lesson|教訓への対応
release|release|リリース
finding|match with a shipped release|出荷済み製品との一致
key|key|鍵
policy|policy|ポリシー
person|person|人
supported|supported|サポート中
end_of_life|past end of life|サポート終了
incident|incident|インシデント
under_investigation|under investigation|調査中
affected|affected|影響あり
not_affected|not affected|影響なし
fixed|fixed|修正済み
own_product|own product|自社製品
common_software|common software|共通のソフトウェア
others_product|others' product|他社製品
ourselves|ourselves|自社
feed|feed|配信情報
may_be_waived|may be waived|免除できる
best_effort|best effort|努力目標
nothing|nothing|なし
author|the author|作成者
hand|by hand|手作業
fix|fix|修正
procedure|procedure|手順
workaround|workaround|回避策
mitigation|mitigation|緩和策
latest|latest|最新
major|major|メジャー
minor|minor|マイナー
optional|optional|任意
in_the_text|read in the text|原文で確認
in_part|read in part|一部を確認
second_hand|second hand|二次資料
from_memory|from memory|記憶による
conflicting|sources conflict|資料が相違
inferred|inferred|推定
go_on|the clock goes on|再開する
escalate|it is escalated|上申する
result|result|結果
with_reason|with a reason|理由があれば可
like_own|like our own|自社製品と同様
public_cve|public CVE IDs|公開済みのCVE ID
always|always|必ず
own_products|own products|自社製品
any_product|any product|製品を問わず
own_cna|own CNA|自社のCNA
assign|assigned|採番する
leave|left|採番しない
1 person|one person|1名
2 people|two people|2名
hold|hold|保留する
publish|publish|公表する
follow|follow|従う
agreed_with_coordinator|agreed with the coordinator|調整機関との合意
every_affected_division|every affected division|影響するすべての事業部
csaf|CSAF|CSAF
vex|VEX|VEX
osv|OSV|OSV
release_notes|release notes|リリースノート
jvn|JVN|JVN
component_list|list of components|部品一覧
that_a_release_comes|that a release comes|リリースがあること
contacts|contacts|連絡先
roles|roles|役割
prevention|prevention|予防
table|table of deadlines|期限の表
improvement|improvement|改善
cve_pages|CVE pages|CVEのページ
disclosure|disclosure|公表
privacy|privacy|個人情報
due|at the limit|期限
overdue|overdue|期限超過
closed_day|a closed day|休業日
promises|promises kept|約束の達成状況
times|times taken|所要時間
orders|order of events|事象の順序
quarter|quarter|四半期
year|year|年
earlier|an earlier day|前の日
later|a later day|後の日
any_other|any other|その他
unknown|not judged yet|未判定
"""


VALUES = bilingual(_VALUES)
"""What each fixed choice is called."""


def value_words(value: str, language: str) -> str:
    """Give what a choice is called in Japanese for `ja`, else in English; the choice itself where it has no name."""
    return VALUES[value][language.startswith("ja")] if value in VALUES else word(value, language)
