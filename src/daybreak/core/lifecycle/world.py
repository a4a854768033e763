"""The state of the world about one vulnerability: Vultron's six one-way flags (reference/duties.md 1.5)."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

UNTOUCHED = "vfdpxa"
_VENDOR = ("vfd", "Vfd", "VFd", "VFD")


def states() -> tuple[str, ...]:
    """List the 32 states: four of the vendor (aware, fix ready, fix deployed) by public, exploit and attacks."""
    return tuple(map("".join, product(_VENDOR, "pP", "xX", "aA")))


@lru_cache(maxsize=64)
def allowed_events(state: str) -> tuple[str, ...]:
    """Give the events (letters of V F D P X A) that may come next (ValueError: no such state).

    A public exploit makes the flaw public at once, and what is public makes the vendor aware at once.
    """
    if state not in states():
        message = f"{state!r} is no state of the world: write for example {UNTOUCHED}"
        raise ValueError(message)
    if "X" in state and "p" in state:
        return ("P",)
    if "P" in state and "v" in state:
        return ("V",)
    vendor = next((letter.upper() for letter in state[:3] if letter.islower()), "")
    return (*vendor, *(letter.upper() for letter in state[3:] if letter.islower()))


def after(state: str, event: str) -> str:
    """Give the state after an event (ValueError: it cannot come now)."""
    if event not in allowed_events(state):
        message = f"{event} cannot happen in {state}: next can only be {', '.join(allowed_events(state)) or 'nothing'}"
        raise ValueError(message)
    return state.replace(event.lower(), event)


@lru_cache(maxsize=64)
def histories(state: str = UNTOUCHED) -> tuple[str, ...]:
    """List every order in which the remaining events may come; from the start there are 70."""
    if not allowed_events(state):
        return ("",)
    return tuple(event + rest for event in allowed_events(state) for rest in histories(after(state, event)))


_LETTERS = {
    "fix.available": "F",
    "remedy.offered_to_all": "D",
    "vulnerability.public": "P",
    "vulnerability.exploit_public": "X",
    "vulnerability.attacked": "A",
}


def letter_of(kind: str) -> str | None:
    """Give the letter a kind of fact sets, for the six flags of a case whose vendor is ourselves; None for others."""
    return _LETTERS.get(kind)
