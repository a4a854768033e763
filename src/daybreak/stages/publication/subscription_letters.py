"""Letters to subscribers: please confirm, your subscription's page, and an advisory that has become public (A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.notices.letter import Letter
from daybreak.stages.disclosure.release import page_address

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Subscription
    from daybreak.stages.publication.summary import Line

ADVISORY = "advisory_to_subscribers"
CONFIRM, MANAGE = "subscription_confirm", "subscription_page"


def address_of_page(language: str, token: str) -> str:
    """Give the address of a subscription's own page."""
    return f"{settings.BASE_URL}/{language}/subscription/{token}/"


def about_itself(policy: Policy, subscription: Subscription, to: str, token: str) -> Letter:
    """Write the letter about the subscription: please confirm; once that was done, where to choose anew or end it."""
    with override(subscription.language):
        values = _values(policy, subscription.language, token)
        if subscription.confirmed_at is None:
            template, subject = CONFIRM, _("Please confirm: security advisories of %(organisation)s")
            body = _(
                "Somebody, probably you, asked that security advisories of %(organisation)s be sent to this "
                "address.\n\n"
                "Confirm it here within a week:\n%(page)s\n\n"
                "If it was not you, do nothing: without your word this address is forgotten.\n"
            )
        else:
            template, subject = MANAGE, _("Your subscription to security advisories of %(organisation)s")
            body = _(
                "Security advisories of %(organisation)s come to this address already.\n\n"
                "Choose anew what you hear of, or end it, here:\n%(page)s\n"
            )
    about = ("subscription", str(subscription.id))
    return Letter(template, to, subject % values, body % values, subscription.language, about=about)


def telling(policy: Policy, line: Line, language: str, to: str, token: str) -> Letter:
    """Tell a subscriber of a public advisory in the policy's own words, and how to end this."""
    with override(language):
        page = address_of_page(language, token)
        said = {
            "advisory_number": line.number,
            "advisory_title": line.title.in_(language, line.first) if line.title else line.number,
            "severity": _severity(line, language),
            "advisory_address": page_address(line.number, language),
        }
        subject, body = _in_words_of(policy, language, said)
        if line.revision > 1:
            body = _("An advisory of ours was revised.") + "\n\n" + body
        foot = _("You asked for these letters. Choose anew, or end them: %(page)s") % {"page": page}
    words = f"{body.rstrip()}\n\n-- \n{foot}\n"
    return Letter(ADVISORY, to, subject, words, language, unsubscribe=f"{page}end")


def _severity(line: Line, language: str) -> str:
    if line.rated is None:
        return _("Not assessed")
    band = line.band_name.in_(language, line.first) if line.band_name else line.rated.band
    return f"{band} ({line.rated.score})"


def _in_words_of(policy: Policy, language: str, said: dict[str, str]) -> tuple[str, str]:
    """Fill the policy's template; a field that only a case could fill stays empty: no case is told of here."""
    template = policy.templates.get(ADVISORY)
    if template is None:
        words = (said["advisory_title"], _("Severity: %s") % said["severity"], said["advisory_address"])
        return f"{said['advisory_number']}: {said['advisory_title']}", "\n".join(words)
    return template.filled(language, {**dict.fromkeys(template.fields, ""), **said}, policy.language)


def _values(policy: Policy, language: str, token: str) -> dict[str, str]:
    organisation = policy.organisation.name.in_(language, policy.language)
    return {"organisation": organisation, "page": address_of_page(language, token)}
