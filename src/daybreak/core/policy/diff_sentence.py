"""Says a difference of two policies as a sentence: `High, Firmware: 60 days → 45 days`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.diff_words import field_words, said

if TYPE_CHECKING:
    from daybreak.core.policy.diff_speech import Speaker
    from daybreak.core.policy.diff_walk import Difference, Step


def place(difference: Difference, speaker: Speaker) -> tuple[str, str, str]:
    """Say where a difference is: (section, the entry it is about or empty, the rest of the way)."""
    trail = difference.trail
    section = field_words(trail[0].word, speaker.language)
    first = next((index for index, step in enumerate(trail) if not step.is_field), len(trail))
    steps = [(step, _field_above(trail, index)) for index, step in enumerate(trail)]
    about = [speaker.step(step, field) for step, field in steps[1 : first + 1]]
    if first == len(trail) or (difference.entry and first == len(trail) - 1):
        about, rest = [], steps[1:]
    else:
        rest = steps[first + 1 :]
    return section, ": ".join(about), _way(rest, speaker)


def _way(rest: list[tuple[Step, str]], speaker: Speaker) -> str:
    words = [step.word for step, _ in rest]
    if words and words[0] in {"within", "aim"} and len(words) > 1:
        aim = field_words("aim", speaker.language)
        cell = speaker.cell(words[1:])
        if words[0] == "within":
            return cell
        return f"{cell}（{aim}）" if speaker.ja else f"{cell} ({aim.lower()})"
    return ("・" if speaker.ja else ", ").join(speaker.step(step, field) for step, field in rest)


def sentence(difference: Difference, old: Speaker, new: Speaker) -> str:
    """Say a difference in one sentence; names gone from the new policy are taken from the old one."""
    language = new.language
    field = _field_above(difference.trail, len(difference.trail))
    if difference.order:
        way = place(difference, new)[2] or field_words(field, language)
        before, after = (
            speaker.listed(speaker.name(key, "by") for key in keys)
            for speaker, keys in ((old, difference.before), (new, difference.after))
        )
        return f"{said('order', language)}: {way}: {before} → {after}" if way else f"{before} → {after}"
    if difference.entry:
        speaker, thing = (new, difference.after) if difference.before is None else (old, difference.before)
        words = speaker.name(thing, field) if isinstance(thing, str) else speaker.value(thing, field)
        return f"{_came_or_went(difference, field, language)}: {words}"
    gone = difference.after is None
    way = place(difference, old if gone else new)[2]
    change = _changed(
        (old.value(difference.before, field), new.value(difference.after, field)), (difference.before, difference.after)
    )
    return f"{way}: {change}" if way else change


def _changed(words: tuple[str, str], keys: tuple[object, object]) -> str:
    """Name both sides; by their keys beside where two keys have the same words, for then these say nothing."""
    if words[0] == words[1]:
        words = (_with_keys(words[0], keys[0]), _with_keys(words[1], keys[1]))
    return " → ".join(words)


def _with_keys(words: str, keys: object) -> str:
    named = [keys] if isinstance(keys, str) else keys if isinstance(keys, list | tuple) else []
    return f"{words} ({', '.join(map(str, named))})" if named else words


def _came_or_went(difference: Difference, field: str, language: str) -> str:
    """Say that an entry came or went, and of which list, where that is not the section itself."""
    came = difference.before is None
    if field == difference.trail[0].word:
        return said("added" if came else "removed", language)
    words, of = said("added_to" if came else "removed_from", language), field_words(field, language)
    return f"{of}{words}" if language.startswith("ja") else f"{words} {of}"


def _field_above(trail: tuple[Step, ...], index: int) -> str:
    """Give the last field before a place on the way: what its words are names of."""
    return next((step.word for step in reversed(trail[:index]) if step.is_field), "")
