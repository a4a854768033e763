"""P6: a failure says why in the reader's language; the server's own words stand beside it."""

from __future__ import annotations

import pytest

from daybreak.connectors import smtp_replies as replies
from daybreak.connectors.smtp_replies import meaning

NO = "It refuses."


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("450 4.2.0 <rita@finder.example>: Recipient address rejected: Greylisted", replies.LATER),
        ("421 closing the channel", replies.LATER),
        ("451 4.7.1 please try again later", replies.LATER),
        ("451 4.4.1 no answer from the host", replies.AWAY),
        ("452 4.2.2 over quota", replies.FULL),
        ("552 5.2.2 over quota", replies.FULL),
        ("552 5.3.4 too big", replies.FULL),
        ("550 5.1.1 nobody of this name", replies.ADDRESS),
        ("550 5.1.8 sender's domain is not found", replies.SENDER),
        ("553 no such name", replies.ADDRESS),
        ("550 5.7.1 refused by policy", replies.RULES),
        ("554 5.7.26 not authenticated", replies.RULES),
        ("535 5.7.8 wrong", replies.LOGIN),
        ("530 first enter", replies.LOGIN),
        ("550 nobody here", NO),
        ("554", NO),
        ("554 5.0.0 no", NO),
        ("550 2.1.5.1.1 is no status", NO),
    ],
)
def test_a_reply_is_told_by_its_class(reply: str, sentence: str) -> None:
    """RFC 3463: the enhanced status says more than the code; RFC 5321: the code alone says little."""
    assert meaning(reply, NO) == sentence
