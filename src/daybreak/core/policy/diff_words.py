"""The words a comparison of policies is told in, English and Japanese: what the fields of the file are called."""

from __future__ import annotations

_FIELDS = """
daybreak|Format|書式
included|Overlays|追加規定
organisation|Organisation|組織
name|Name|名称
languages|Languages|言語
binding_language|Binding language|正文の言語
time_zone|Time zone|タイムゾーン
calendar|Calendar|営業日
approval|Approval by|承認者
ahead|So long before publication|公表までの期間
gate|Release gate|リリース前の確認
release_kind|Kind of release|リリースの種別
holidays|Public holidays|祝日
closed|Closed days|休業日
at_once|“At once” is late after|「直ちに」の許容時間
numbers|Numbers|管理番号
case|Case number|案件番号
advisory|Advisory|アドバイザリ
years|Years|年の数え方
quarter|A quarter is|四半期の数え方
divisions|Divisions|事業部
products|Products|製品
desk|Desk|窓口
roles|Roles|役割
deputy|Deputy|代理
one_per|One for each|置く単位
everyone|Everyone|全員
takes_over_from|Takes cases over from|案件を引き継ぐ元の役割
if_concerns|If it concerns|引き継ぎの条件
parties|Partners|連携先
kind|Kind|種別
mail|Mail address|メールアドレス
language|Language|言語
update_of|Updates the letter of|更新する連絡の義務
written_to|Written to by|連絡の方法
portal|Portal|ポータル
basis|Basis|根拠
inside|Inside the organisation|組織内
many|Many parties|複数の相手
from|From|起点
publishes_on|Publishes on|公表の場
intake|How to report|報告の受付
doors|Ways in|窓口
id|Name in the file|ファイル内の名称
door|Way in|窓口の種別
for|For|対象
address|Address|宛先
watched_by|Watched by|確認する担当
encryption|Encryption|暗号化
open_to|Open to|利用できる人
ask|Questions|お尋ねする項目
label|Words of the question|項目の文言
hint|Hint|補足
required|Required|必須
options|Choices|選択肢
sets|The answer becomes|回答が示す事実
files|Files|添付ファイル
each|Each at most|1件の上限
together|Together at most|合計の上限
count|How many at most|件数の上限
answers|Answers of triage|受付時の回答
outcome|Outcome|結果
body|Words|本文
known_invalid|Known non-vulnerabilities|脆弱性でない既知の類型
words|Recognised by|判別する語句
answer|Answer|回答
key|Key|鍵
type|Type|種類
size|Size|長さ
life|Life|有効期間
warn|Warnings ahead|事前の予告
keep_old|Old keys are kept|旧鍵の保管
mail_authentication|Mail authentication|メールの認証
incoming|Incoming mail|受信メール
outgoing|Outgoing mail|送信メール
privacy|Privacy|個人情報
statement|Statement|取扱いの説明
version|Version|版
covers|Covers|対象
retention|Kept for|保存期間
keep|Kept|保存
after|Counted from|起算
pass_on_to|Passed on to|提供先
finder_at_desk|Who reports, at the desk|担当者画面での報告者名の表示
severity|Severity|深刻度
score|Score|評価方式
of|Of|対象者
bands|Bands|区分
when_changed|When severity changes|深刻度の変更時
raised|When raised|引上げ時
lowered|When lowered|引下げ時
tell|Told|知らせる相手
surfaces|Surfaces|提供形態
concerns|Particulars of a case|案件の属性
reasons|Reasons for an extension|延長の理由
components|Third-party components|第三者製部品
kinds|Kinds|種類
promise|Promise|約束
before_use|Before use|採用前
evaluated_by|Evaluated by|評価者
approved_by|Approved by|承認者
unapproved_in_release|Unapproved in a release|未承認部品の出荷
list|List of components|部品一覧
publish|Published|公表
with|Together with|参加者
where|Where|場所
duties|Duties|実施事項
note|Note|注記
per|Once for each|単位
since|Counted from|起算
earlier_of|The earlier of|早い方
later_of|The later of|遅い方
before|Before|先立つ時点
every|How often|頻度
until|Until|終期
when|Holds for|適用条件
surface|Surface|提供形態
support|Support|サポート状況
component|Component|部品
status|Status|状況
in|Flaw in|脆弱性の所在
found_by|Found by|発見者
mailbox|Mailbox|受信箱
market|Market|市場
public|Publicly known|公知
attacked|Attacked|悪用あり
exploit_public|Exploit public|攻撃コード公開
adversary_has_exploit|Adversary has exploit code|攻撃者が攻撃コードを保有
adversary_knows|Adversary knows details|攻撃者が詳細を把握
otherwise|Otherwise|条件外
do|What holds|扱い
by|By|担当
aim|Aim|目標
span|Time|時間
table|Table|表
within|Limit|期限
never_ends_on|Never ends on|満了を避ける日
move|Moved to|移す先
who|Who|担当
by_mailbox|By mailbox|受信箱別
owning_division|Owning division|担当事業部
by_band|By severity|深刻度別
not_by|Not by|除く人
to|To|宛先
send|What is sent|送付物
template|Template|文例
attached|As an attachment|添付
must_say|Must say|必須の記載
update_on|Updated upon|更新の契機
without_detail|Without detail, under an embargo|公表禁止期間中の詳細なしの版
fulfils|Fulfils the duty|義務の充足
done_by|Done by|完了の条件
any_of|Any of|いずれか
by_surface|By surface|提供形態別
one_of|One of|いずれか
unless_done_by|Unless done by|済みとする条件
on_branches|On release lines|対象の系列
follow_up|Follow-up|追跡
check_against|Checked against|照合する規格
strength|Strength|拘束力
clause|Clause|条項
source|Source|出典
read|How surely we read it|読解の確度
warn_at|Reminder at|督促の時点
warn_before|Reminder ahead|事前の督促
escalate|Escalation|上申
extend_for|May be extended for|延長できる理由
extension_by|Extended by|延長の決定
pause_while|Paused while waiting|待機中の停止
waiting_for|Waiting for|待つ相手
at_most|At most|上限
then|Then|その後
releases|Releases|リリース
lines|Release lines|リリース系列の分け方
gates|Before a release|リリース前の確認
tool|Tool|ツール
worst_allowed|Worst allowed|許容する最大の深刻度
owner|Owner|責任者
evidence|Evidence|証拠
may_be_left_out|May be left out|省略
disclosure|Disclosure|公表
advise_when|An advisory|アドバイザリの公開
third_party|Flaws in others' code|第三者製品の脆弱性
release_note|Release note|リリースノート
cve_page|Page for each CVE|CVE別のページ
cve|CVE IDs|CVE ID
through|Through|経路
end_of_life|Past end of life|サポート終了後
investigate_end_of_life|Investigation past end of life|サポート終了後の調査
fix_may_ship_first|A fix may ship before its advisory|公表前の修正提供
correct_within|A public advisory is corrected within|公表済みアドバイザリの訂正期限
number_answers_early|The number answers before publication|公表前の番号照会
embargo|Embargo|公表禁止期間
default|Unless agreed otherwise|既定
longest|Longest|最長
longer_if_asked_by|May be longer if asked for by|最長を超えてよい依頼元
answer_within|An answer is waited for|回答を待つ期間
quorum|Enough vendors ready|修正が整ったベンダーの割合
binds_if_asked_by|Silence towards others if asked for by|他者への秘匿を伴う依頼元
decided_by|Agreed, rejected or ended by|合意・拒否・終了の決定者
ended_early_by|Ended early by|早期終了の人数
may_tell|May be told all the same|例外として連絡できる相手
together_with|Published together with|同時に公表する相手
agreed_instant|Agreed instant|合意した時刻
proposed_by|Proposed by|提案者
must_confirm|Must confirm|確認の期限
if_not|If not confirmed|確認がない場合
if_moved|If moved|変更された場合
publish_on|Day and time of publication|公表の曜日と時刻
days|Days|曜日
at|Time|時刻
not_before_closed_day|Not before a closed day|休業日の前日を除く
unless|Unless|例外
approvals|Approvals|承認
release_by|Released by|公開操作
people|Different people|人数
emergency|Emergency|緊急時
may_skip|May be skipped|省略できるもの
advise_within|Advisory within|公開の期限
translation|Translation|翻訳
may_follow|May follow within|遅れの許容
checked_by|Checked by|確認者
answer_by|Public answers|公開回答
second|Second person|二人目
credit|Credit|謝辞
publication|Publication|公開
channels|Channels|公開経路
customers_first|Customers told ahead|顧客への予告
party|Party|相手
what|What is told|内容
templates|Templates|文例
subject|Subject|件名
family|Family|製品群
division|Division|事業部
support_end|End of support|サポート終了日
markets|Markets|市場
date|Date|日付
page|Policy page|公開ページ
introduction|Introduction|はじめに
disclaimer|Disclaimer|免責
safe_harbour|Safe harbour|善意の調査の保護
references|References|参考
url|Address|アドレス
title|Title|題名
show|Parts shown|掲載する項目
prose|Prose|文章
scorecard|Scorecard|達成状況の公開
smallest_group|Smallest group|公開する最小の件数
revisions|Revisions|改訂履歴
section|Section|項目
"""

_SAID = """
added|Added|追加
removed|Removed|削除
order|Order|順序
added_to|Added to|に追加
removed_from|Removed from|から削除
unset|–|–
yes|yes|はい
no|no|いいえ
no_changes|The two policies say the same.|二つのポリシーに違いはありません。
rules|Rules|規則の変更
texts|Words|文言の変更
in_language|in|言語
"""


def bilingual(lines: str) -> dict[str, tuple[str, str]]:
    """Read lines of `word|English|Japanese`. ValueError where a word stands twice."""
    rows = [line.split("|") for line in lines.split("\n") if line]
    words = {word: (english, japanese) for word, english, japanese in rows}
    if len(words) < len(rows):
        message = "A word is named twice."
        raise ValueError(message)
    return words


FIELDS = bilingual(_FIELDS)
"""What each field of the file is called."""
SAID = bilingual(_SAID)
"""What a comparison itself says."""


def said(word: str, language: str) -> str:
    """Give one of a comparison's own words in Japanese for `ja`, else in English."""
    return SAID[word][language.startswith("ja")]


def field_words(field: str, language: str) -> str:
    """Give what a field is called; the field itself, spaces for underscores, where it has no other name."""
    plain = field.replace("_", " ")
    return FIELDS.get(field, (plain, plain))[language.startswith("ja")]
