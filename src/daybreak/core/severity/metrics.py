"""The calculator's table: the base metrics of CVSS 3.1 and 4.0, named and explained in English and Japanese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same words in English and Japanese."""

    en: str
    ja: str

    def spoken(self, language: str) -> str:
        """Give them in `ja`, else in English."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True)
class Value:
    """One choice of a metric: the letter in the vector, its name and when to choose it."""

    code: str
    name: Words
    meaning: Words


@dataclass(frozen=True)
class Metric:
    """One metric: its letters in the vector, its name, the question it asks and its choices."""

    code: str
    name: Words
    question: Words
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Metrics that belong together under one heading."""

    name: Words
    metrics: tuple[Metric, ...]


def metrics(version: str) -> tuple[Group, ...]:
    """Give the groups of base metrics of version 3.0, 3.1 or 4.0 in the order a vector is written (ValueError else)."""
    if version == "4.0":
        return _VERSION_4
    if version in {"3.0", "3.1"}:
        return _VERSION_3
    message = f"CVSS {version[:10]} has no calculator here: choose 4.0 or 3.1"
    raise ValueError(message)


def _value(code: str, en: str, ja: str, meaning: str, meaning_ja: str) -> Value:
    return Value(code, Words(en, ja), Words(meaning, meaning_ja))


_AV = Metric(
    "AV",
    Words("Attack Vector", "攻撃元区分"),
    Words("From where can it be attacked?", "どこから攻撃できますか。"),
    (
        _value("N", "Network", "ネットワーク", "From anywhere across routers", "ルーターを越えて遠隔から"),
        _value(
            "A",
            "Adjacent",
            "隣接",
            "Only from the same or a neighbouring network",
            "同一または隣接するネットワークからのみ",
        ),
        _value(
            "L",
            "Local",
            "ローカル",
            "With access to the device, or a file opened on it",
            "機器上での操作またはファイルを開かせることで",
        ),
        _value("P", "Physical", "物理", "Only by touching the device", "機器に直接触れる場合のみ"),
    ),
)
_AC_3 = Metric(
    "AC",
    Words("Attack Complexity", "攻撃条件の複雑さ"),
    Words("Does success depend on things the attacker does not control?", "攻撃者が左右できない条件が必要ですか。"),
    (
        _value("L", "Low", "低", "It works whenever it is tried", "特別な条件なしに繰り返し成功する"),
        _value("H", "High", "高", "It needs preparation or luck for each target", "標的ごとに準備や特定の条件が必要"),
    ),
)
_AC_4 = Metric(
    "AC",
    Words("Attack Complexity", "攻撃条件の複雑さ"),
    Words("Must the attacker get round built-in defences?", "組み込まれた防御策を回避する必要がありますか。"),
    (
        _value("L", "Low", "低", "No defence has to be overcome", "回避すべき防御策はない"),
        _value(
            "H",
            "High",
            "高",
            "A defence such as ASLR or a secret has to be overcome",
            "ASLRや秘密情報などの防御策の回避が必要",
        ),
    ),
)
_AT = Metric(
    "AT",
    Words("Attack Requirements", "攻撃の実行条件"),
    Words("Must the target be in a certain state?", "標的が特定の状態にある必要がありますか。"),
    (
        _value("N", "None", "なし", "Any installation can be attacked", "どの環境でも攻撃できる"),
        _value(
            "P",
            "Present",
            "あり",
            "A race, a position in the network or a certain setup is needed",
            "競合状態や通信経路上の位置、特定の設定などが必要",
        ),
    ),
)
_PR = Metric(
    "PR",
    Words("Privileges Required", "必要な特権レベル"),
    Words("Which rights does the attacker need beforehand?", "攻撃者は事前にどの権限が必要ですか。"),
    (
        _value("N", "None", "不要", "No account at all", "アカウントは不要"),
        _value("L", "Low", "低", "An ordinary user's rights", "一般利用者の権限"),
        _value("H", "High", "高", "An administrator's rights", "管理者の権限"),
    ),
)
_UI_3 = Metric(
    "UI",
    Words("User Interaction", "ユーザー関与レベル"),
    Words("Must another person do something?", "他の利用者の操作が必要ですか。"),
    (
        _value("N", "None", "不要", "Nobody has to take part", "誰の操作も不要"),
        _value("R", "Required", "要", "Somebody has to open, click or confirm", "開く・押す・許可するなどの操作が必要"),
    ),
)
_UI_4 = Metric(
    "UI",
    Words("User Interaction", "ユーザー関与レベル"),
    Words("Must another person do something?", "他の利用者の操作が必要ですか。"),
    (
        _value("N", "None", "不要", "Nobody has to take part", "誰の操作も不要"),
        _value("P", "Passive", "受動的", "Ordinary use is enough", "通常の利用だけで成立する"),
        _value("A", "Active", "能動的", "Somebody must be led to a particular act", "特定の操作をさせる必要がある"),
    ),
)
_SCOPE = Metric(
    "S",
    Words("Scope", "スコープ"),
    Words("Does it harm more than what the component itself governs?", "影響はその部品の管理範囲を越えますか。"),
    (
        _value("U", "Unchanged", "変更なし", "The harm stays within", "影響は範囲内にとどまる"),
        _value("C", "Changed", "変更あり", "It reaches something under other control", "別の管理範囲に影響が及ぶ"),
    ),
)


def _impact(code: str, name: Words, question: Words, total: Words, some: Words) -> Metric:
    return Metric(
        code,
        name,
        question,
        (
            Value("H", Words("High", "高"), total),
            Value("L", Words("Low", "低"), some),
            _value("N", "None", "なし", "No loss", "影響なし"),
        ),
    )


_SECRETS = (
    Words("What can be read that should not be?", "本来読めない情報をどの程度読めますか。"),
    Words("Everything, or something grave", "すべて、または重大な情報"),
    Words("Some of it, without choice", "一部のみで、選ぶことはできない"),
)
_TRUTH = (
    Words("What can be changed that should not be?", "本来変更できない情報をどの程度変更できますか。"),
    Words("Everything, or something grave", "すべて、または重大な情報"),
    Words("Some of it, with limited effect", "一部のみで、影響は限られる"),
)
_SERVICE = (
    Words("How far can it be kept from working?", "どの程度利用を妨げられますか。"),
    Words("It stops, or a grave part of it does", "停止する、または重要な機能が使えなくなる"),
    Words("It slows or pauses", "遅くなる、または断続的に止まる"),
)
_C, _I, _A = ("Confidentiality", "機密性への影響"), ("Integrity", "完全性への影響"), ("Availability", "可用性への影響")
_IMPACTS = ((_C, _SECRETS), (_I, _TRUTH), (_A, _SERVICE))


def _impacts(codes: str, en: str = "", ja: str = "") -> tuple[Metric, ...]:
    return tuple(
        _impact(code, Words(f"{en}{name[0]}", f"{ja}{name[1]}"), *words)
        for code, (name, words) in zip(codes.split(), _IMPACTS, strict=True)
    )


_VERSION_3 = (
    Group(Words("How it is attacked", "攻撃の容易さ"), (_AV, _AC_3, _PR, _UI_3, _SCOPE)),
    Group(Words("What it does", "影響"), _impacts("C I A")),
)
_VERSION_4 = (
    Group(Words("How it is attacked", "攻撃の容易さ"), (_AV, _AC_4, _AT, _PR, _UI_4)),
    Group(Words("What it does to the vulnerable system", "脆弱なシステムへの影響"), _impacts("VC VI VA")),
    Group(
        Words("What it does to other systems", "後続システムへの影響"),
        _impacts("SC SI SA", "Subsequent ", "後続システムの"),
    ),
)
