"""The gates that look at what the advisory says: complete, scored, remedied, numbered, thanked, valid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from daybreak.core.advisory.completeness import completeness
from daybreak.core.advisory.differing import differing
from daybreak.core.advisory.outdated import places_of
from daybreak.core.advisory.products import LISTED, id_of
from daybreak.core.facts import latest_statuses
from daybreak.core.formats.csaf import csaf_document, document_languages
from daybreak.core.formats.csaf_validate import judge_csaf
from daybreak.core.policy.anchors import FOREIGN_JUDGES
from daybreak.core.policy.gate import Gate, issue, said
from daybreak.core.policy.reading import is_ours_to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daybreak.core.advisory.document import Acknowledgment
    from daybreak.core.advisory.missing import Missing
    from daybreak.core.advisory.sentence import Sentence
    from daybreak.core.advisory.vulnerability import ProductStatus, Vulnerability
    from daybreak.core.facts import Fact
    from daybreak.core.policy.gate import Situation

TRANSLATION = "translation"
CONSENT = "name"
"""What the code `credit` of report.credit_chosen says where the finder agrees to be named."""
SHIPPED = frozenset({"remedy.shipped", "remedy.offered_to_all"})
UNTOLD = frozenset({"fix_untold", "measure_untold", "cve_untold", "products_untold"})
GONE = frozenset({"remedy.rolled_back", "remedy.dropped"})


def content_gates(situation: Situation) -> Iterator[Gate]:
    """Give the gates of the content, in the order in which they are met.

    What the policy calls its binding text (else its first language) is written before anything goes out; the other
    languages are translations of it.
    """
    rules = situation.policy.binding_language
    lacks = completeness(situation.content, [rules])
    told = _told(lacks, "facts", "words", "references", "credit")
    complete = (*(_as_binding(situation, one) for one in told), *_outdated(situation))
    yield Gate("content", complete, "write_advisory")
    yield _translation(situation, [one for one in situation.policy.languages if one != rules], rules)
    yield Gate("severity", (*_told(lacks, "severity"), *_assessed(situation)), "assess_severity")
    listed = (*_told(lacks, "products"), *_restated(situation))
    yield Gate("products", listed, _in_the_case_already(listed, "state_affect"))
    remedied = (*_told(lacks, "remedies"), *(tuple(_untold(situation)) or _measured_otherwise(situation)))
    yield Gate("remedy", remedied, _in_the_case_already(remedied, "write_remedies"))
    yield Gate("verified", tuple(_unverified(situation)), "verify_remedy")
    yield Gate("third_party", tuple(_third_party(situation)), "write_release_note")
    numbered = tuple(_cve(situation))
    yield Gate("cve", numbered, _in_the_case_already(numbered, "assign_cve"))
    yield Gate("credit", tuple(_credit(situation)), "ask_credit")
    yield Gate("csaf", tuple(_csaf_faults(situation)), "write_advisory")


def _told(lacks: Sequence[Missing], *sections: str) -> tuple[Sentence, ...]:
    """Give the sentences of some sections."""
    return tuple(lack.sentence for lack in lacks if lack.section in sections)


def _in_the_case_already(missing: Sequence[Sentence], deed: str) -> str:
    """Give the deed that opens a gate: where the case knows everything that is missing, its facts are taken anew."""
    return "take_facts" if missing and all(one.id in UNTOLD for one in missing) else deed


def _as_binding(situation: Situation, missing: Sentence) -> Sentence:
    """Say of words that lack in the binding language, where the policy names one, why they cannot follow later."""
    named = situation.policy.organisation.binding_language is not None and len(situation.policy.languages) > 1
    binding = named and missing.id == "no_language"
    return replace(said("no_binding_language"), params=missing.params) if binding else missing


def _translation(situation: Situation, others: Sequence[str], rules: str) -> Gate:
    """Look for words missing in the other languages; where the policy lets them follow, that only warns (B12)."""
    known = [lack.sentence for lack in completeness(situation.content, [rules])]  # a title in them has no hash
    lacks = completeness(situation.content, others)
    missing = tuple(lack.sentence for lack in lacks if lack.section == "words" and lack.sentence not in known)
    rule = situation.policy.disclosure
    skippable = rule.emergency is not None and TRANSLATION in rule.emergency.may_skip
    return Gate("translation", missing, "translate", binding=rule.translation is None, waivable_in_emergency=skippable)


def _assessed(situation: Situation) -> Iterator[Sentence]:
    """Compare the advisory's vectors with the case's assessments, for vulnerabilities that the case knows (A4)."""
    for vulnerability in situation.content.vulnerabilities:
        if not vulnerability.key:
            continue
        vectors = [
            str(fact.codes.get("vector") or "")
            for fact in situation.kinds("severity.assessed")
            if fact.subjects.get("vulnerability") == vulnerability.key and fact.codes.get("by") not in FOREIGN_JUDGES
        ]
        latest = next((vector for vector in reversed(vectors) if vector), "")
        if not latest:
            yield said("not_assessed", number=vulnerability.spoken())
        elif latest not in {score.vector for score in vulnerability.scores}:
            yield said("other_vector", number=vulnerability.spoken(), vector=latest)


def _untold(situation: Situation) -> Iterator[Sentence]:
    """Name the vulnerabilities whose fix went out since the advisory was written, which still says there is none."""
    for vulnerability in situation.content.vulnerabilities:
        announced = any(remedy.category == "vendor_fix" for remedy in vulnerability.remediations)
        lineage = situation.case | {"vulnerability": vulnerability.key}
        if vulnerability.key and not announced and situation.story.about("fix.available", lineage):
            yield said("fix_untold", number=vulnerability.spoken())


def _measured_otherwise(situation: Situation) -> Iterator[Sentence]:
    """Name the vulnerabilities of which the case states otherwise by now what users can do, and in which release."""
    if situation.plan.known is None:
        return
    for one in differing(situation.content, situation.plan.known):
        if "measure" in one.topics or one.of_fixes:
            yield said("measure_untold", number=one.flaw.spoken())


def _outdated(situation: Situation) -> Iterator[Sentence]:
    """Name the words that still tell what the case states no longer: a version taken back, an earlier score."""
    content = situation.content
    for place, word in places_of(content, content.outdated):
        yield said("old_words", place=place, word=word)


def _restated(situation: Situation) -> Iterator[Sentence]:
    """Name the vulnerabilities of which the case states a product otherwise than the advisory lists it (B3)."""
    for vulnerability in situation.content.vulnerabilities:
        stated = _stated(situation, vulnerability) if vulnerability.key else []
        if not all(_listed(fact, vulnerability.product_status) for fact in stated):
            yield said("products_untold", number=vulnerability.spoken())


def _listed(fact: Fact, told: ProductStatus) -> bool:
    """Tell whether the product that a fact is about stands in the list where its status belongs."""
    product, release, status = (str(fact.codes.get(name) or "") for name in ("product", "release", "status"))
    return not product or id_of(product, release) in getattr(told, LISTED[status])


def _unverified(situation: Situation) -> Iterator[Sentence]:
    """Name the remedies that are out, or announced as fixes, without verification by quality (C2)."""
    history: dict[str, list[str]] = {}
    for fact in situation.facts:
        if fact.kind.startswith("remedy."):
            history.setdefault(fact.subjects.get("remedy", ""), []).append(fact.kind)
    verified = {remedy for remedy, kinds in history.items() if "remedy.verified" in kinds}
    for remedy, kinds in sorted(history.items()):
        if SHIPPED & set(kinds) and remedy not in verified and kinds[-1] not in GONE:
            yield said("not_verified", remedy=remedy)
    for vulnerability in situation.content.vulnerabilities:
        promises = any(remedy.category == "vendor_fix" for remedy in vulnerability.remediations)
        if promises and vulnerability.key and not verified:
            yield said("no_fix_recorded", number=vulnerability.spoken())


def _components(situation: Situation, vulnerability: Vulnerability) -> frozenset[str]:
    """Give the kinds of component a vulnerability was found in, as the case's affects state them now."""
    stated = _stated(situation, vulnerability)
    return frozenset(str(fact.codes["component"]) for fact in stated if fact.codes.get("component"))


def _stated(situation: Situation, vulnerability: Vulnerability) -> list[Fact]:
    """Give what is stated of each affect of a vulnerability now."""
    stated = latest_statuses(situation.kinds("affect.stated"))
    return [fact for fact in stated if fact.subjects.get("vulnerability") == vulnerability.key]


def _third_party(situation: Situation) -> Iterator[Sentence]:
    """Refuse vulnerabilities that lie only in other people's code, where the policy says so (A9c)."""
    if situation.policy.disclosure.third_party.advisory != "never":
        return
    for vulnerability in situation.content.vulnerabilities:
        components = _components(situation, vulnerability)
        if components and "own" not in components:
            yield said("third_party", number=vulnerability.spoken())


def _cve(situation: Situation) -> Iterator[Sentence]:
    """Look for vulnerabilities that are ours to number, without CVE ID and without a reason; B4b may spare some."""
    spared = situation.policy.disclosure.cve.end_of_life == "leave"
    for vulnerability in situation.content.vulnerabilities:
        if _decided_since(situation, vulnerability):
            yield said("cve_untold", number=vulnerability.spoken())
            continue
        if vulnerability.cve or vulnerability.cve_absent.strip():
            continue
        if not is_ours_to_number(situation.policy, _components(situation, vulnerability)):
            continue
        affected = (fact for fact in _stated(situation, vulnerability) if fact.codes.get("status") == "affected")
        if not (spared and {fact.codes.get("support") for fact in affected} == {"end_of_life"}):
            yield said("cve_undecided", number=vulnerability.spoken())


def _decided_since(situation: Situation, vulnerability: Vulnerability) -> bool:
    """Tell whether the case has another CVE ID than the advisory, or a reason for none where that says otherwise."""
    decided = situation.kinds("cve.reserved", "cve.left_out")
    latest = [fact for fact in decided if fact.subjects.get("vulnerability") == vulnerability.key]
    if not latest:
        return False
    if latest[-1].kind == "cve.left_out":
        return bool(vulnerability.cve) or not vulnerability.cve_absent.strip()
    return latest[-1].codes.get("cve") != vulnerability.cve


def _credit(situation: Situation) -> Iterator[Sentence]:
    """Look for thanks without permission (A11): by the finder's own last choice, or as recorded otherwise."""
    choices = {
        fact.subjects.get("report", ""): fact.codes.get("credit") == CONSENT
        for fact in situation.kinds("report.credit_chosen")
    }
    content = situation.content
    parts = (content.document.acknowledgments, *(item.acknowledgments for item in content.vulnerabilities))
    for thanks in (thanks for part in parts for thanks in part if thanks.names):
        name = ", ".join(thanks.names)
        if situation.policy.disclosure.credit == "never":
            yield said("credit_never", name=name)
        elif not _permitted(thanks, choices):
            yield said("no_consent", name=name)


def _permitted(thanks: Acknowledgment, choices: dict[str, bool]) -> bool:
    """Tell whether every report behind the thanks consents now; without reports, whether permission is recorded."""
    if thanks.reports:
        return all(choices.get(report, False) for report in thanks.reports)
    return bool(thanks.permission.strip())


def _csaf_faults(situation: Situation) -> Iterator[Sentence]:
    """Render every language's CSAF document as it would go out and judge it."""
    for language in document_languages(situation.content, situation.policy.languages):
        for fault in judge_csaf(csaf_document(situation.content, issue(situation, language))).faults:
            yield said("csaf_fault", language=language, fault=fault.sentence)
