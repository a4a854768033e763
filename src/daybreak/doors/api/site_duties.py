"""Operations on the duties of the site as a whole: a mailbox's daily look, a key, the policy's review, a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest

from daybreak.doors.api.deed_shapes import DoneTold, ExtensionSaid, WordsSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, ONCE_SURE, READS, STEPPED, done_to
from daybreak.doors.api.duty_deeds import WRITES, CaseDuties, duty_told
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.people.sight import seeing
from daybreak.stages.cases import duties as actions
from daybreak.stages.cases.site_duties import SITE, site_duties, site_duty_of
from daybreak.stages.coordination.longer import extend_and_tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import DutyRow


@router.get("/site/duties", tags=["team"], response={200: CaseDuties, **READS}, auth=Token("duties:read"))
def list_site_duties(request: HttpRequest) -> Any:
    """List the duties of the site that one's roles owe, extend, waive or are called for."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        lines = site_duties(ours.viewer, ours.now)
    return {"duties": [duty_told(one) for one in lines]}


@router.post("/site/duties/{key}/extend", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def extend_site_duty(request: HttpRequest, key: str, said: ExtensionSaid) -> Any:
    """Move the limit of a duty of the site, for one of the policy's reasons."""

    def act(ours: HouseRequest, duty: DutyRow) -> DoneTold:
        extend_and_tell(actor=ours.viewer.actor, now=ours.now, duty=duty, **said.dict())
        return DoneTold(number=SITE, key=key)

    return done_to(request, _find(key), act)


@router.post("/site/duties/{key}/pause", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def pause_site_duty(request: HttpRequest, key: str, said: WordsSaid) -> Any:
    """Pause a duty of the site while we wait for somebody, where the policy lets it wait."""

    def act(ours: HouseRequest, duty: DutyRow) -> DoneTold:
        actions.pause_duty(actor=ours.viewer.actor, now=ours.now, duty=duty, words=said.words)
        return DoneTold(number=SITE, key=key)

    return done_to(request, _find(key), act)


@router.post("/site/duties/{key}/resume", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def resume_site_duty(request: HttpRequest, key: str) -> Any:
    """Let a paused duty of the site go on."""

    def act(ours: HouseRequest, duty: DutyRow) -> DoneTold:
        actions.resume_duty(actor=ours.viewer.actor, now=ours.now, duty=duty)
        return DoneTold(number=SITE, key=key)

    return done_to(request, _find(key), act)


@router.post("/site/duties/{key}/waive", tags=["team"], response=STEPPED, auth=Token(WRITES), openapi_extra=ONCE_SURE)
def waive_site_duty(request: HttpRequest, key: str, said: WordsSaid) -> Any:
    """Ask to waive a duty of the site, or agree as the second, different person; then `settled` is true."""

    def act(ours: HouseRequest, duty: DutyRow) -> DoneTold:
        waived = actions.waive_duty(actor=ours.viewer.actor, now=ours.now, duty=duty, words=said.words)
        return DoneTold(number=SITE, key=key, settled=waived)

    return done_to(request, _find(key), act, step_up=True)


def _find(key: str) -> Callable[[HouseRequest], DutyRow]:
    return lambda ours: site_duty_of(ours.viewer, ours.now, key)
