"""One round of the worker: its clock, whether it should end, and how an item that fails is told without its words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.journal.clock import database_now

if TYPE_CHECKING:
    from datetime import datetime

LOG = logging.getLogger("daybreak.worker")


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Round:
    """What every job of a round needs: `clock` gives the present instant, `stopping` says whether to begin no more."""

    clock: Callable[[], datetime] = database_now
    stopping: Callable[[], bool] = _never


@contextmanager
def surviving(what: str) -> Iterator[None]:
    """Let one item fail alone: its kind of failure is logged, its words never are (promises, P12).

    Whatever the item was stays due, so that the next round meets it again.
    """
    try:
        yield
    except Exception as fault:  # noqa: BLE001 - one item's failure must not stop the others; it is told, not hidden
        LOG.error("%s failed (%s) and will be tried again.", what, type(fault).__name__)  # noqa: TRY400 - a traceback could hold restricted words
