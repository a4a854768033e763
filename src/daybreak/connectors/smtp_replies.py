"""What a mail server's refusal means, by its reply code (RFC 5321, 4954, 7504) and enhanced status (RFC 3463)."""

from __future__ import annotations

import re

from daybreak.core.words import gettext_noop as _

FIRST_PERMANENT = 500
_STATUS = re.compile(r"[45]\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)

LATER = _("The mail server cannot take it now and asks us to try again later.")
ADDRESS = _("The mail server knows no such address, or takes no mail for it. Check how the address is written.")
FULL = _("The receiver's mailbox is full, or the message is larger than it takes.")
AWAY = _("The receiver's mail server cannot be reached.")
RULES = _("The mail server's own rules refuse it: our address, the message's content or how it is sent.")
SENDER = _("The mail server takes no mail from our address. Check with whoever runs it.")
LOGIN = _("The mail server does not let us in. Check the name and password in DAYBREAK_SMTP_URL.")

_BY_CODE = {
    "452": FULL,
    "521": ADDRESS,
    "530": LOGIN,
    "534": LOGIN,
    "535": LOGIN,
    "538": LOGIN,
    "551": ADDRESS,
    "552": FULL,
    "553": ADDRESS,
    "556": ADDRESS,
}
_BY_DETAIL = {"1.7": SENDER, "1.8": SENDER, "2.2": FULL, "2.3": FULL, "3.1": FULL, "3.4": FULL, "7.8": LOGIN}
_OF_A_RECEIVER = frozenset({"550", "551", "552", "553", "556"})
_OF_MAILBOXES = frozenset({"1", "2"})
_BLAMING_US = frozenset({"1.7", "1.8", "2.3"})
"""Details of addresses and mailboxes that speak of the sender's address, or of how long the message is."""
_BY_SUBJECT = {"1": ADDRESS, "4": AWAY, "7": RULES}


def meaning(reply: str, otherwise: str) -> str:
    """Give the sentence for a reply such as `550 5.1.1 No such user`; `otherwise` where it says no more than no."""
    code, subject, detail = _parts(reply)
    exact = _BY_DETAIL.get(f"{subject}.{detail}") or _BY_CODE.get(code)
    if exact:
        return exact
    if int(code) < FIRST_PERMANENT:
        return AWAY if subject == "4" else LATER
    return _BY_SUBJECT.get(subject, otherwise)


def blames_receiver(reply: str) -> bool:
    """Tell whether a receiver is refused for good and for its own sake: not for us, our standing or the message."""
    code, subject, detail = _parts(reply)
    if code not in _OF_A_RECEIVER or not subject:
        return code in _OF_A_RECEIVER
    return subject in _OF_MAILBOXES and f"{subject}.{detail}" not in _BLAMING_US


def _parts(reply: str) -> tuple[str, str, str]:
    """Give the reply code, and the subject and detail of the enhanced status; both empty where there is none."""
    code, _space, words = reply.partition(" ")
    status = _STATUS.match(words)
    return (code, status[1], status[2]) if status else (code, "", "")
