"""What each kind of fact is called in a sentence of a policy, in English and Japanese: “from …”, “done by …”."""

from __future__ import annotations

from daybreak.core.policy.diff_words import bilingual

_FACTS = """
report.received|receipt of the report|報告の受領
report.acknowledged|the automatic receipt|受領の自動通知
report.decrypted|opening what came encrypted|暗号化された報告の復号
report.not_decrypted|failing to open what came encrypted|暗号化された報告の復号失敗
report.answered|a person's answer to the finder|担当者から発見者への返信
report.handed_over|the hand-over to the security team|セキュリティ担当への引き渡し
report.joined|the report joining a case|報告の案件への統合
report.closed|closing of the report|報告の終了
report.credit_chosen|the finder's choice about thanks|謝辞に関する発見者の選択
mailbox.looked_at|a look through the mailbox|受信箱の確認
manager.informed|the report to the manager|責任者への報告
meeting.convened|the call to the meeting|会議の招集
meeting.moved|the meeting being moved|会議の日程変更
meeting.cancelled|the meeting being called off|会議の中止
meeting.held|the meeting with its minutes|会議の開催と議事録
case.opened|opening of the case|案件の開始
case.kind_set|knowing that it is an incident|インシデントとの判断
case.described|a new description of the case|案件の説明の更新
case.concern_set|a particular of the case being stated|案件の特記事項の記録
case.confirmed|confirmation|脆弱性の確認
case.escalated|escalation|エスカレーション
case.merged|the merging of cases|案件の統合
case.split|the splitting of the case|案件の分割
case.consulted|the question for advice|助言の依頼
case.advised|the advice|助言
case.handed_over|the hand-over to a team of the house|社内チームへの引き継ぎ
case.handed_back|the hand-back of the case|案件の返還
case.closed|closing of the case|案件の完了
case.reopened|reopening of the case|案件の再開
case.lesson_recorded|the written lesson|教訓の記録
follow_up.planned|a follow-up being planned|フォローアップの計画
follow_up.done|the follow-up being done|フォローアップの完了
vulnerability.added|finding the vulnerability|脆弱性の登録
vulnerability.in_component|the component being named|該当する部品の特定
vulnerability.reported_in|naming the reports that tell of the vulnerability|脆弱性を伝えた報告の指定
vulnerability.described|a new description of the vulnerability|脆弱性の説明の更新
vulnerability.public|the vulnerability becoming public|脆弱性の公知化
vulnerability.exploit_public|an exploit becoming public|攻撃コードの公開
vulnerability.attacked|awareness of attacks|悪用の認知
vulnerability.adversary_has_exploit|an adversary having exploit code|攻撃者による攻撃コードの保有
vulnerability.adversary_knows|an adversary knowing technical details|攻撃者による技術的詳細の把握
severity.assessed|the judgement of severity|深刻度の判定
severity.changed|severity moving to another band|深刻度区分の変更
severity.scored_elsewhere|somebody else's score|他者による評価値
severity.objected|the finder's objection to the severity|深刻度に対する発見者の異議
severity.explained|the answer to the objection to the severity|深刻度への異議に対する回答
closure.objected|the finder's objection to the closing|終了に対する発見者の異議
closure.explained|the answer to the objection to the closing|終了への異議に対する回答
ssvc.decided|the SSVC decision|SSVCによる判断
affect.stated|knowing that the product is affected|影響の確定
remedy.planned|the plan|対応計画の策定
remedy.staffed|people being assigned|担当者の割り当て
remedy.started|the start of work|修正着手
remedy.reviewed|peer review|レビュー
remedy.merged|the change reaching an official branch|正式ブランチへの反映
remedy.verified|verification|修正の検証
remedy.shipped|release of the fix|修正のリリース
remedy.offered_to_all|the offer of the fix to every device|全機器への修正の提供
remedy.delivered|a share of devices having the fix|一部機器への適用
remedy.rollout_paused|a pause of the roll-out|配信の一時停止
remedy.rolled_back|the roll-back|配信の取り消し
remedy.dropped|the remedy being given up|対策の取りやめ
fix.available|a fix being available|修正の提供
workaround.available|a workaround being available|回避策の提供
participant.invited|the invitation of a party|関係者の招待
participant.joined|a party joining the case|関係者の参加
participant.declined|a party declining|関係者の辞退
participant.removed|a party's removal from the case|関係者の除外
participant.stated|a party's statement about its products|関係者による影響の表明
participant.ready|a party's fix being ready|関係者の修正の準備完了
participant.not_ready|a party's fix not being ready after all|関係者の修正の準備完了の取り消し
embargo.proposed|the proposal of an embargo|公表禁止期間の提案
embargo.accepted|agreement on the embargo|公表禁止期間の合意
embargo.rejected|the refusal of the embargo|公表禁止期間の拒否
embargo.revised|a new end of the embargo|公表禁止期間の期限変更
embargo.ended|the end of the embargo|公表禁止期間の終了
conflict.leave_asked|the question for leave|了承の依頼
conflict.leave_given|leave being given|了承
conflict.leave_refused|leave being refused|了承の拒否
conflict.decision_asked|one person's decision about the conflict|義務の衝突に関する1名の判断
conflict.decided|two people's decision about the conflict|義務の衝突に関する2名の決定
finder.deadline_set|the date the finder named|発見者による公表予定日の設定
finder.asked|the question to the finder|発見者への質問
finder.silent|the finder's silence|発見者からの回答なし
finder.heard|word from the finder|発見者からの連絡
division.asked|the question to the division|事業部への依頼
division.took|the division taking the question|事業部による受諾
division.passed_on|the question being passed on|依頼の転送
division.answered|the division's answer|事業部の回答
upstream.notified|telling the supplier|供給元への連絡
upstream.answered|the supplier's answer|供給元の回答
upstream.fixed|the supplier's fix|供給元による修正
upstream.declined|the supplier declining to fix it|供給元による修正の辞退
coordinator.notified_us|the coordinator's first contact|調整機関からの連絡
coordinator.date_agreed|agreement on the date|公表日の合意
coordinator.date_confirmed|the coordinator's confirmation of the instant|調整機関による公表日時の確認
coordinator.date_moved|the agreed date being moved|合意した公表日の変更
coordinator.draft_checked|the check of the coordinator's draft|調整機関の原稿の確認
coordinator.number_given|the coordinator's number|調整機関による採番
coordinator.entry_seen|sight of the coordinator's entry|調整機関の公表内容の確認
cve.requested|the request for a CVE ID|CVE IDの申請
cve.left_out|the decision to assign no CVE ID|CVE IDを採番しない判断
cve.told_to_finder|telling the finder the CVE ID|発見者へのCVE IDの連絡
cve.reserved|reservation of the CVE ID|CVE IDの予約
cve.published|publication of the CVE record|CVEレコードの公開
cve.updated|an update of the CVE record|CVEレコードの更新
cve.rejected|rejection of the CVE ID|CVE IDの拒否（Reject）
cve.disputed|the dispute|異議申立て
advisory.drafted|the draft of the advisory|アドバイザリの起案
advisory.changed|a change of the draft|アドバイザリ原稿の変更
advisory.approval_asked|their turn|承認依頼
advisory.sent_back|the advisory being sent back|アドバイザリの差し戻し
advisory.step_approved|all approvals of a role|役割ごとの承認の完了
advisory.translated|the advisory in every language|全言語のアドバイザリの公開
advisory.approved|an approval of the advisory|アドバイザリの承認
advisory.release_asked|one person's word for the release|1名による公開の承認
advisory.released|two people's release of the advisory|2名による公開の承認
advisory.armed|the release being armed for an instant|公開日時の設定
advisory.held|publication being held|公開の保留
advisory.named_again|a further advisory about the same vulnerability|同じ脆弱性についての追加のアドバイザリ
advisory.published|publication of the advisory|アドバイザリの公開
advisory.revised|a revision of the advisory|アドバイザリの改訂
advisory.withdrawn|withdrawal of the advisory|アドバイザリの取り下げ
customers.told|telling customers that a release comes|リリース予定の顧客への通知
authority.report_asked|an authority asking for a report|当局からの報告の要求
users.informed|telling the users concerned|影響を受ける利用者への通知
emergency.declared|the declaration of an emergency|緊急事態の宣言
answer.drafted|the draft of a public answer|公開回答の起案
answer.approved|the approval of a public answer|公開回答の承認
answer.published|the public answer|公開回答の公表
answer.changed|a change of a public answer|公開回答の変更
subscribers.told|the letters to subscribers|購読者への配信
subscription.asked|a new subscription|購読の申し込み
subscription.confirmed|the confirmation of a subscription|購読の確認
subscription.changed|a change of a subscription|購読内容の変更
subscription.stopped|the stop of a subscription whose letters are refused|受信拒否による購読の一時停止
subscription.ended|the end of a subscription|購読の停止
notice.queued|a letter waiting to be sent|通知の送信待ち
notice.released|the release of a letter|通知の送信許可
notice.sent|the letter being sent|通知の送信
notice.failed|a letter that could not be sent|通知の送信失敗
notice.bounced|a letter coming back|通知の不達
notice.confirmed|the receipt of what was sent|送付物の受領確認
duty.extended|an extension|期限の延長
duty.paused|a pause|期限の停止
duty.resumed|the end of a pause|期限の再開
duty.waiver_asked|one person's word for a waiver|1名による免除の申し出
duty.waived|a waiver by two people|2名による免除
anchor.restated|an instant stated anew|起算時点の訂正
access.granted|access being granted|アクセスの付与
access.revoked|access being taken back|アクセスの取り消し
access.broken_glass|access in an emergency|緊急アクセス
restricted.read|a look at restricted words|機微情報の閲覧
restricted.exported|an export of restricted words|機微情報の書き出し
restricted.unmask_asked|one person's wish to unmask the finder|発見者の匿名解除の申し出
restricted.unmasked|the unmasking of the finder|発見者の匿名解除
supplier.registered|the registration of a supplier|供給元の登録
supplier.changed|a change of how a supplier is reached|供給元の連絡先の変更
component.supplied|naming who supplies a component|部品の供給元の指定
component.registered|the registration of a component|部品の登録
component.evaluated|the evaluation of a component|部品の評価
component.approved|the approval of a component|部品の承認
component.refused|the refusal of a component|部品の不採用
component.contained|a component coming into a release|リリースへの部品の追加
component.removed|a component leaving a release|リリースからの部品の除去
release.registered|the registration of a release|リリースの登録
release.published|publication of the release|製品のリリース
release.noted|the release note|リリースノート
release.reviewed|the review of a release's components|リリース前の部品確認
release.audited|the dependency audit|依存関係の監査
release.gate_signed|the signature of a release gate|リリース前の確認の署名
release.changed|a change of what a release contains|リリースの部品一覧の変更
product.registered|the registration of a product|製品の登録
sbom.imported|the import of a component list|部品表の取り込み
finding.opened|the match with a shipped release|出荷済み製品との一致
finding.decided|the decision about a match|一致の判断
finding.lapsed|a match no longer holding|一致の解消
digest.issued|an issue of the digest|社内報の発行
digest.read|the reading of the digest|社内報の閲読
policy.adopted|adoption of the policy|ポリシーの採用
policy.applied|the policy being applied to a case|案件へのポリシーの適用
policy.reviewed|the review of the policy|ポリシーの見直し
key.created|the making of a key|鍵の生成
key.published|publication of the key|公開鍵の公開
key.expiring|the warning that the key expires|鍵の期限の予告
key.kept|keeping the private half of the key|秘密鍵の保管
key.revoked|revocation of the key|鍵の失効
consent.given|the finder's consent|発見者の同意
consent.withdrawn|the withdrawal of a consent|同意の撤回
erasure.requested|the wish for erasure|消去のお申し出
erasure.asked|one person's word for an erasure|1名による消去の申し出
erasure.declined|the reasoned refusal of an erasure|理由を添えた消去の辞退
finder.erased|the erasure of the finder's data|発見者の情報の消去
data.marked|data being marked as a customer's|顧客情報としての印付け
data.unmarked|such a mark being taken back|顧客情報の印の取り消し
data.erased|the erasure of data|データの消去
data.copied|a copy of the data for the finder|発見者へのデータの写しの提供
hold.placed|a legal hold|消去の停止
hold.lifted|the end of a legal hold|消去の停止の解除
person.registered|a person's registration|担当者の登録
person.left|a person leaving the house|担当者の離任
drill.started|the start of a drill|訓練の開始
drill.ended|the end of a drill|訓練の終了
"""


FACTS = bilingual(_FACTS)
"""Every kind of fact of the journal as a reader would say it, in English and Japanese."""
