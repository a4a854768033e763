"""Why a deed about components, suppliers or releases is refused."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class EntryRefused(Refusal):
    """A field held what it must not; `place` names the field."""

    sentence = _("%(reason)s")


class NotAllowed(Refusal):
    """The policy, or how things stand, does not let this be done now."""

    sentence = _("%(reason)s")


class SupplierKnown(Refusal):
    """One supplier, one name."""

    sentence = _("There is a supplier of this name already.")
    field = "name"


class SupplierMissing(Refusal):
    """Whoever supplies it must be told."""

    sentence = _("Say who supplies it: for this kind of component the policy promises to work with its supplier.")
    field = "supplier"


class SuppliedAsPart(Refusal):
    """A part comes with the whole."""

    sentence = _("It sits inside %(component)s, so whoever supplies that supplies it. Name the supplier there.")
    field = "supplier"


class ComponentKnown(Refusal):
    """One component, one entry per delivery."""

    sentence = _("%(component)s is registered already.")
    field = "version"


class ComponentContained(Refusal):
    """Each component once."""

    sentence = _("%(component)s is on the list already.")
    field = "component"


class ComponentUnapproved(Refusal):
    """Nothing is used before it is approved."""

    sentence = _("%(component)s is not approved. The policy lets only approved components into a release.")
    field = "component"


class ReleaseOut(Refusal):
    """A release goes out once."""

    sentence = _("%(version)s is out already.")


class ListSigned(Refusal):
    """What went out is what was signed."""

    sentence = _(
        "%(version)s went out with the list that its gates were signed for. What contains something else is a new "
        "release: register that one, and its gates are about its own list."
    )


class ResultMissing(Refusal):
    """The tool's result is kept."""

    sentence = _("Add the file with the result: the policy says that it is kept.")
    field = "file"


class WorkMissing(Refusal):
    """There is nothing like this to do at this gate."""

    sentence = _("This release has no such gate.")


class GoesThroughGates(Refusal):
    """Whoever names a day of release goes around the gates."""

    sentence = _(
        "Releases of this product pass gates before they go out. Leave the day empty, and publish the release on its "
        "page once its gates are signed."
    )
    field = "released_on"
