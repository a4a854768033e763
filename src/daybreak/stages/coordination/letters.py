"""Writing the letter that a duty demands: from the case, from a person's words, in the party's language and way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.clocks.speech import absolute
from daybreak.core.formats.paper import paper
from daybreak.notices.letter import Letter
from daybreak.program.versions import policy_of
from daybreak.records.models import Notice
from daybreak.stages.coordination.about import About
from daybreak.stages.coordination.receivers import receiver_of
from daybreak.stages.coordination.refusals import NotADutyToSend, NoVariantWithoutDetail, NoWayToWrite
from daybreak.stages.coordination.report import known_values
from daybreak.stages.coordination.typeface import typeface

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_people import Party
    from daybreak.notices.letter import Attached, Row
    from daybreak.records.models import Case

CARRIED = frozenset({"by_hand", "pgp", "encrypted_attachment"})
"""Ways of writing in which a person carries the letter: nothing with embargoed detail leaves this house in plain."""
WHOLE_CASE = About()
NOTHING = "\0"
"""Stands for a line that says nothing, until it is taken out."""


def letter_for(
    case: Case, rule_id: str, words: Mapping[str, str], about: About = WHOLE_CASE, *, brief: bool = False
) -> tuple[Letter, tuple[str, ...]]:
    """Write the letter a duty demands, from the case and the given words; and name what it still must say (A7a).

    `about` is the one thing it speaks of; `brief` is the policy's variant without detail. Raises NotADutyToSend,
    NoWayToWrite, NoVariantWithoutDetail.
    """
    policy = policy_of(case.policy)
    rule, party = demanded(policy, rule_id)
    party = receiver_of(case, party, about)
    if brief:
        rule = without_detail(rule)
    if rule.send is None or party.written_to is None or not (party.mail or party.portal):
        raise NoWayToWrite(party=party.name.in_(policy.language))
    language = party.language or policy.language
    given = {key: value for key, value in words.items() if value.strip()}
    values = {**values_for(case, rule, party, about), **given}
    missing = tuple(field for field in rule.send.must_say if not values.get(field, "").strip())
    template = policy.templates[rule.send.template]
    blank = {**dict.fromkeys(template.fields, "—"), "update_note": NOTHING}
    said = {**blank, **{field: value for field, value in values.items() if value}}
    subject, body = template.filled(language, said, policy.language)
    body = "\n".join(line for line in body.split("\n") if not _says_nothing(line)).replace(NOTHING, "")
    letter = _letter(policy, rule, party, (case.number, subject.replace(NOTHING, "").strip(), body))
    rows: tuple[Row, ...] = ()
    if is_sheet(rule, party):
        rows = tuple((label, field, values.get(field, "")) for label, field in template.rows(language, policy.language))
    return replace(letter, about=(about.scope, about.subject), rows=rows), missing


def _says_nothing(line: str) -> bool:
    """Tell whether a line is nothing but a label for what is not there."""
    label, there, rest = line.partition(NOTHING)
    return bool(there) and not rest.strip() and (not label.strip() or label.rstrip().endswith((":", "：")))


def demanded(policy: Policy, rule_id: str) -> tuple[DutyRule, Party]:
    """Give the duty that sends something, and to whom. Raises NotADutyToSend."""
    rule = next((one for one in policy.duties if one.id == rule_id), None)
    party = policy.parties.get(rule.to or "") if rule else None
    if rule is None or party is None or rule.send is None or rule.send.template not in policy.templates:
        raise NotADutyToSend(rule=rule_id)
    return rule, party


def without_detail(rule: DutyRule) -> DutyRule:
    """Give the duty as it is kept under an embargo: with the variant's template. Raises NoVariantWithoutDetail."""
    if rule.send is None or rule.send.without_detail is None:
        raise NoVariantWithoutDetail
    said = rule.send.without_detail
    update = {"template": said.template, "must_say": said.must_say, "attached": False}
    return rule.model_copy(update={"send": rule.send.model_copy(update=update)})


def values_for(case: Case, rule: DutyRule, party: Party, about: About = WHOLE_CASE) -> dict[str, str]:
    """Give what the case knows for each field, and which earlier letter this one updates."""
    policy, party = policy_of(case.policy), receiver_of(case, party, about)
    language = party.language or policy.language
    values = known_values(case, party, language, about)
    sent = letters_of(case, rule.id, about).filter(sent_at__isnull=False, bounced_at=None)
    earlier = sent.order_by("-sent_at").first()
    if earlier is not None and earlier.sent_at is not None:
        with override(language):
            at = absolute(earlier.sent_at, policy.organisation.time_zone, language)
            values["update_note"] = _("This updates our letter of %(at)s.") % {"at": at}
    return values


def letters_of(case: Case, rule_id: str, about: About) -> QuerySet[Notice]:
    """Give the letters written for a duty of a case about one thing."""
    mine = Notice.objects.filter(case=case, duty=rule_id, scope=about.scope, subject=about.subject)
    return mine.exclude(party="")


def carried_by_hand(rule: DutyRule, party: Party) -> bool:
    """Tell whether a person carries the letter: no interface, or no agreement to write in plain."""
    return bool(rule.send and rule.send.by == "hand") or party.written_to in CARRIED


def is_sheet(rule: DutyRule, party: Party) -> bool:
    """Tell whether it is entered field by field at a portal that has no interface."""
    return bool(party.portal) and carried_by_hand(rule, party)


def _letter(policy: Policy, rule: DutyRule, party: Party, said: tuple[str, str, str]) -> Letter:
    number, subject, body = said
    language = party.language or policy.language
    by_hand = carried_by_hand(rule, party)
    sheet = is_sheet(rule, party)
    attached = sheet or bool(rule.send and rule.send.attached)
    with override(language):
        covering = _("The report is attached.") if attached else body
        covering = _("To be entered at %(portal)s.") % {"portal": party.portal} if sheet else covering
    return Letter(
        template=rule.send.template if rule.send else "",
        to=party.portal if by_hand and party.portal else party.mail or "",
        subject=subject,
        body=covering,
        language=language,
        attachments=_report(f"{number}-{rule.id}", subject, body, policy, language) if attached else (),
        duty=rule.id,
        party=rule.to or "",
        second_person=party.written_to == "agreed_plain" and not by_hand,
        channel="hand" if by_hand else "mail",
    )


def _report(name: str, title: str, body: str, policy: Policy, language: str) -> tuple[Attached, ...]:
    """Give the report as the files that are attached: a text for every reader, and a PDF of the same words (A7a)."""
    organisation = policy.organisation.name.in_(language, policy.language)
    pdf = paper(title, body, language, organisation, typeface())
    return ((f"{name}.txt", "text/plain", body), (f"{name}.pdf", "application/pdf", pdf))
