"""The values a door hands to a component: what stands on the page, already decided and already in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Clock:
    """The instants of one duty, all aware: `start` (none: not started), `aim`, `limit`, `kept`; `paused` stops it."""

    start: datetime | None
    aim: datetime | None = None
    limit: datetime | None = None
    kept: datetime | None = None
    paused: bool = False


@dataclass(frozen=True)
class Deed:
    """A button: `label` is a verb, `road` an address; `post` makes it a form with a CSRF token instead of a link."""

    label: str
    road: str
    post: bool = False
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NextStep:
    """One line of the rail "What is next": a duty or an open gate, and its deed, or the sentence why it must wait.

    `strength` is law, contract, programme rule or own promise; `basis` the clause or policy line it stands on.
    `first` marks the one next thing, which alone wears the accent.
    """

    title: str
    who: str = ""
    clock: Clock | None = None
    strength: str = ""
    basis: str = ""
    deed: Deed | None = None
    why_not: str = ""
    first: bool = False
    case: str = ""
    case_road: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: when, what in words, by whom; `icon` names a shape of the sprite."""

    at: datetime
    words: str
    who: str = ""
    said: str = ""
    icon: str = "document"


@dataclass(frozen=True)
class Attachment:
    """A file beside a message: its name, its size in words, and where it can be fetched."""

    name: str
    size: str
    road: str


@dataclass(frozen=True)
class Message:
    """One message of a conversation; `ours` puts it on the right, on the side of whoever is looking."""

    at: datetime
    who: str
    words: str
    ours: bool = False
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Tab:
    """One tab: a link to a page of its own, current or not, with a count beside it where that helps."""

    label: str
    road: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Stage:
    """One stage of a life in plain words; `state` is done, here or ahead."""

    label: str
    state: Literal["done", "here", "ahead"]
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Point:
    """One line of a facts list: a name, and a value in words, with an instant or a link where there is one."""

    name: str
    value: str = ""
    at: datetime | None = None
    road: str = ""
    mono: bool = field(default=False)
