"""The sentences that say what an advisory still lacks, in English and Japanese."""

from __future__ import annotations

MISSING: dict[str, dict[str, str]] = {
    "no_publisher": {
        "en": "Name the publisher with a web address it controls.",
        "ja": "発行者と、発行者が管理するウェブアドレスを記入してください。",
    },
    "no_title": {"en": "Give the advisory a title.", "ja": "アドバイザリに題名を付けてください。"},
    "no_vulnerability": {
        "en": "Describe at least one vulnerability.",
        "ja": "少なくとも一つの脆弱性を記述してください。",
    },
    "no_vulnerability_title": {"en": "Give {number} a title.", "ja": "{number}に題名を付けてください。"},
    "no_note": {
        "en": "Write the description of {number}.",
        "ja": "{number}の説明を書いてください。",
    },
    "no_language": {
        "en": "Write {place} in {language} too.",
        "ja": "{place}の{language}版も書いてください。",
    },
    "no_revision_note": {
        "en": "Say in the revision note what this revision changes.",
        "ja": "この改訂で何が変わるかを改訂メモに書いてください。",
    },
    "no_products": {
        "en": "Add the products that the advisory speaks of.",
        "ja": "このアドバイザリが対象とする製品を追加してください。",
    },
    "no_status": {
        "en": "State for {number} which products are affected, fixed or not affected.",
        "ja": "{number}について、影響を受ける製品、修正済みの製品、影響を受けない製品を記入してください。",
    },
    "unknown_product": {
        "en": "Add the product {product} to the product tree, or take it out of {number}.",
        "ja": "製品「{product}」を製品ツリーに加えるか、{number}から外してください。",
    },
    "twice_defined": {
        "en": "The product id {product} stands twice in the product tree; keep one.",
        "ja": "製品ID「{product}」が製品ツリーに二重にあります。一つにしてください。",
    },
    "contradiction": {
        "en": "{product} cannot be both {first} and {second} in {number}; keep one.",
        "ja": "{number}で{product}が{first}と{second}の両方になっています。一つにしてください。",
    },
    "no_score": {
        "en": "Give {number} a full CVSS vector for {product}.",
        "ja": "{number}の{product}に完全なCVSSベクトルを付けてください。",
    },
    "broken_vector": {
        "en": "The CVSS vector of {number} does not hold: {fault}.",
        "ja": "{number}のCVSSベクトルが正しくありません：{fault}",
    },
    "no_remedy": {
        "en": "Say for {number} what users of {product} can do, or that nothing is available yet.",
        "ja": "{number}について、{product}の利用者が取れる対策、またはまだ対策がないことを書いてください。",
    },
    "no_remedy_words": {
        "en": "Write the details of each remedy of {number}.",
        "ja": "{number}の対策ごとに詳細を書いてください。",
    },
    "no_justification": {
        "en": "Say why {product} is not affected by {number}.",
        "ja": "{product}が{number}の影響を受けない理由を書いてください。",
    },
    "no_number": {
        "en": "Give the vulnerability at place {place} a CVE ID or our tracking number.",
        "ja": "{place}番目の脆弱性にCVE IDまたは当社の管理番号を付けてください。",
    },
    "wrong_weakness": {
        "en": "{cwe} is called “{name}” in the CWE list; write that name for {number}.",
        "ja": "{cwe}のCWE一覧での名称は「{name}」です。{number}をこの名称にしてください。",
    },
    "unknown_weakness": {
        "en": "{cwe} of {number} is not in the CWE list; choose one that is.",
        "ja": "{number}の{cwe}はCWE一覧にありません。一覧にあるものを選んでください。",
    },
    "nobody_thanked": {
        "en": "An acknowledgement names nobody; name a person or an organisation, or take it out.",
        "ja": "謝辞に名前がありません。個人または組織の名前を書くか、謝辞を削除してください。",
    },
    "small_group": {
        "en": "The product group {group} needs at least two products.",
        "ja": "製品グループ{group}には少なくとも二つの製品が必要です。",
    },
    "empty_branch": {
        "en": "The branch “{name}” of the product tree holds no product; add one or take it out.",
        "ja": "製品ツリーの枝「{name}」に製品がありません。追加するか、枝を削除してください。",
    },
    "range_as_version": {
        "en": "“{name}” is a range of versions; enter it as a range, or as one version.",
        "ja": "「{name}」はバージョンの範囲です。範囲として登録するか、一つのバージョンにしてください。",
    },
    "unstated_product": {
        "en": "{number} has a remedy for {product} but does not state whether it is affected; state it.",
        "ja": "{number}には{product}の対策がありますが、影響の有無が書かれていません。記入してください。",
    },
    "remedy_for_nothing": {
        "en": "Name the products that each remedy of {number} is for.",
        "ja": "{number}の対策ごとに対象製品を記入してください。",
    },
    "fix_without_remedy": {
        "en": "Say for {number} how users get the fixed version.",
        "ja": "{number}について、修正版の入手方法を書いてください。",
    },
    "flag_for_nothing": {
        "en": "Name the products that each justification of {number} is for.",
        "ja": "{number}の理由ごとに対象製品を記入してください。",
    },
    "twice_flagged": {
        "en": "Give one reason only why {product} is not affected by {number}.",
        "ja": "{product}が{number}の影響を受けない理由は一つだけにしてください。",
    },
    "score_for_nothing": {
        "en": "Name the products that each score of {number} is for.",
        "ja": "{number}のスコアごとに対象製品を記入してください。",
    },
    "twice_scored": {
        "en": "{product} has two CVSS {version} scores in {number}; keep one.",
        "ja": "{number}で{product}にCVSS {version}のスコアが二つあります。一つにしてください。",
    },
    "twice_cve": {
        "en": "{cve} stands for two vulnerabilities of this advisory; take it off one in the case, or correct one.",
        "ja": "{cve}が二つの脆弱性に付いています。案件の「脆弱性」タブで一方から外すか、番号を直してください。",
    },
}
"""Template id -> language -> words."""
