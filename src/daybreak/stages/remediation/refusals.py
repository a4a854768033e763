"""Why remediation refuses."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class RemedyRefused(Refusal):
    """The remedy's life has no such step now, or not by this person."""

    sentence = _("%(reason)s")


class NothingToRemedy(Refusal):
    """A plan is for affected products."""

    sentence = _("Choose at least one affected product this is for.")
    field = "affects"


class ProposalMissing(Refusal):
    """What is planned is said."""

    sentence = _("Write what is planned for these products.")
    field = "proposal"


class ReleaseMissing(Refusal):
    """Shipping names a release."""

    sentence = _("Say in which release it ships.")
    field = "release"


class ReleaseOfAnother(Refusal):
    """A release fixes what it is a release of."""

    sentence = _("Release %(release)s is of %(product)s; this remedy is for %(covered)s.")
    field = "release"


class ReleaseNotOut(Refusal):
    """What has not gone out yet fixes nothing for anybody."""

    sentence = _("%(version)s is not out yet. Publish the release on its page once its gates are signed.")
    field = "release"
