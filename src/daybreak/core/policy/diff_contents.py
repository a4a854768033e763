"""What the fields of a letter are called where a comparison of policies tells what a letter must say."""

from __future__ import annotations

from daybreak.core.policy.diff_words import bilingual

CONTENTS = bilingual("""
description|what happened|発生した事象
severity|severity|深刻度
severity_or_unknown|severity (or that it is not judged yet)|深刻度（未判定の場合はその旨）
product|products|製品
products|products with their status|製品とその影響状況
affected|affected products|影響を受ける製品
plan|plan|計画
release_schedule|schedule of releases|リリース予定
contact|contact|連絡先
update_note|what this update changes|今回の更新内容
cve|CVE ID|CVE ID
member_states|member states concerned|関係する加盟国
exploitation|how it is exploited|攻撃の方法
measures|measures taken|実施した措置
user_measures|what users can do|利用者が取れる対策
sensitivity|how sensitive this is|情報の機微度
impact|impact|影響
advisory_number|number of the advisory|アドバイザリの番号
question|question|質問
advisory_address|address of our advisory|当社アドバイザリのアドレス
advisory_title|title of the advisory|アドバイザリのタイトル
component|component|コンポーネント
version|version|バージョン
our_releases|our releases that contain it|該当コンポーネントを含む自社のリリース
reason|reason|理由
root_cause|root cause or type of threat|根本原因または脅威の種類
threat_actor|what is known of the malicious actor|判明している攻撃主体
ongoing|measures still under way|継続中の措置
suspected_cause|whether an unlawful or malicious cause is suspected|違法または悪意ある行為が疑われるかどうか
public_at|instant of publication|公開日時
references|references|参考情報
credit|who is thanked|謝辞の対象者
minutes|fix proposal of the meeting|会議の修正案
next_by|by when they hear next|次回連絡の期限
link|link|リンク
box|the finder's page|発見者用ページ
received_at|when the report was received|報告の受領日時
hash|SHA-256 of the report|報告のSHA-256
organisation|name of the organisation|組織の名称
number|number of the report or case|報告または案件の番号
code|tracking code|追跡コード
party|name of the receiver|宛先の名称
""")
"""Every field of a letter, in English and Japanese."""
