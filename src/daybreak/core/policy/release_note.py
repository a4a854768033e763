"""What a release note names for a security update: our tracking number, or other people's public CVE ID (A9a, A9c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

NO_NUMBER = phrase(_("Draft the advisory first: its number goes into the release note."))
NOT_PUBLIC = phrase(_("It lies in other people's code: name its CVE ID once that is public."))
NOTHING = phrase(_("It lies in other people's code; the policy has the release notes name nothing."))


@dataclass(frozen=True)
class Flaw:
    """What a release note needs to know of a vulnerability.

    `number` is its advisory's, "" while none is drafted; `cve` may be ""; `public` says that its CVE ID may be named;
    `components` are the kinds of component it lies in, as the case's affects state them.
    """

    number: str
    cve: str
    public: bool
    components: frozenset[str]


def named_in_note(policy: Policy, flaw: Flaw) -> tuple[str, ...] | Refused:
    """Give what the release note names, or the sentence why nothing can be named yet.

    The number of the advisory leads there from the note and back; a CVE ID stands beside it once it is public. What
    gets no advisory of ours (A9c) is named by its public CVE ID alone.
    """
    rule = policy.disclosure.third_party
    foreign = bool(flaw.components) and "own" not in flaw.components
    if foreign and rule.advisory == "never":
        if rule.release_note == "nothing":
            return Refused(NOTHING)
        return (flaw.cve,) if flaw.cve and flaw.public else Refused(NOT_PUBLIC)
    if not flaw.number:
        return Refused(NO_NUMBER)
    return (flaw.number, flaw.cve) if flaw.cve and flaw.public else (flaw.number,)
