"""Why a deed of improvement is refused."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class NotTold(Refusal):
    """What is still secret is not told."""

    sentence = _("Nothing from %(number)s can be told: %(reason)s")
    field = "cases"


class NothingChosen(Refusal):
    """A digest tells of something."""

    sentence = _("Choose at least one case whose lessons this is written from.")
    field = "cases"


class IssuedAlready(Refusal):
    """What everybody has read is not written anew."""

    sentence = _("This issue is out. Write another one.")


class NotWriter(Refusal):
    """The policy says who writes it."""

    sentence = _("%(reason)s")


class ReadAlready(Refusal):
    """Once is enough."""

    sentence = _("You have said already that you read it.")


class PointsOpen(Refusal):
    """A review looks at everything."""

    sentence = _("Say something about every point: %(count)s are still open.")


class FindingsMissing(Refusal):
    """A gap without words mends nothing."""

    sentence = _("Say what is amiss and what follows: a point is marked as a gap.")
    field = "findings"
