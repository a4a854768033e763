"""Approvals in the policy's order, release by two, instants, bands, words: each refusal is a sentence (A8, B4, C5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.access import PUBLIC, Viewer
from daybreak.core.advisory.content import content_hash
from daybreak.people.actions import grant_role
from daybreak.records.models import Membership
from daybreak.stages.cases.vulnerabilities import assess
from daybreak.stages.coordination.actions import agree_date, move_date
from daybreak.stages.disclosure.actions import approve, content_of, hold, revise, take_facts_anew
from daybreak.stages.disclosure.desk_page import advisory_page
from daybreak.stages.disclosure.queries import advisories, finder_draft, revision_for
from daybreak.stages.disclosure.refusals import (
    AlreadyReleased,
    ChangedMeanwhile,
    ContentRefused,
    DraftOpenAlready,
    GateShut,
    InstantRefused,
    NotPublicYet,
    NotYourApproval,
    NotYourDivision,
    ReleaseRefused,
)
from daybreak.stages.disclosure.release import gates_of, vote_release
from daybreak.stages.disclosure.words import fields_of, rewritten
from tests.cast import OPERATOR, make_site
from tests.core.advisory.advisories import small
from tests.shipped import read_policy
from tests.stages.disclosure.telling import Telling, a_tuesday, tell

if TYPE_CHECKING:
    from tests.cast import Member, Site


@pytest.fixture
def told(site: Site) -> Telling:
    """The device maker's advisory, drafted."""
    return tell(site)


@pytest.fixture
def group(db: None) -> Telling:
    """The electronics group's advisory, drafted."""
    return tell(make_site("aoba-electric"))


def ready(told: Telling) -> datetime:
    """Write, agree, approve; give the instant to choose."""
    instant = a_tuesday(told.site)
    told.write()
    told.agree(instant)
    told.approve_all()
    return instant


def vote(told: Telling, member: Member, instant: datetime) -> bool:
    """Give a person's word."""
    return vote_release(actor=member.actor, now=told.now, revision=told.revision, public_at=instant)


def shut(told: Telling, instant: datetime) -> list[str]:
    """Name the gates that do not open."""
    return [gate.id for gate in gates_of(told.revision, told.now, instant) if not gate.opens]


def _may_approve(told: Telling, member: Member, division: str) -> bool:
    """Ask whether a member is offered the approval of a division."""
    inside = {"valid_from": told.now, "granted_by": "operator", "basis": "test"}
    Membership.objects.get_or_create(person=member.person, case=told.case, role="r", defaults=inside)
    page = advisory_page(member.viewer, told.now, told.advisory.number)
    assert page is not None
    return next(step.may for step in page.steps if step.division == division)


class TestTwoPeople:
    """Two people approve one content hash for one instant; the second word is the release."""

    def test_the_second_word_releases(self, told: Telling) -> None:
        instant = ready(told)
        assert not vote(told, told.site.hana, instant)
        assert told.revision.released_at is None
        assert told.revision.files.count() == 0
        assert vote(told, told.site.mina, instant)
        assert told.revision.public_at == instant
        kinds = list(told.case.entries.order_by("position").values_list("kind", flat=True))
        released = ["advisory.release_asked", "advisory.released", "advisory.armed"]
        follows = ["advisory.translated"] if told.site.policy.disclosure.translation else []
        assert kinds[-3 - len(follows) :] == [*released, *follows]

    def test_the_same_person_twice_is_refused(self, told: Telling) -> None:
        instant = ready(told)
        vote(told, told.site.hana, instant)
        with pytest.raises(ReleaseRefused, match="different person"):
            vote(told, told.site.hana, instant)

    def test_an_edit_after_the_first_word_voids_it(self, told: Telling) -> None:
        instant = ready(told)
        vote(told, told.site.hana, instant)
        told.write(" changed")
        told.approve_all()
        assert not vote(told, told.site.mina, instant)
        assert vote(told, told.site.hana, instant)

    def test_words_put_back_do_not_revive_it(self, told: Telling) -> None:
        instant = ready(told)
        vote(told, told.site.hana, instant)
        told.write(" changed")
        told.write()
        assert not vote(told, told.site.mina, instant)

    def test_a_word_for_an_instant_that_passed_counts_no_more(self, told: Telling) -> None:
        instant = ready(told)
        vote(told, told.site.hana, instant)
        told.site.at.now = instant + timedelta(minutes=1)
        later = instant + timedelta(hours=1)
        assert not vote(told, told.site.mina, later)
        assert vote(told, told.site.hana, later)

    def test_who_holds_no_releasing_role_is_refused(self, told: Telling) -> None:
        instant = ready(told)
        with pytest.raises(ReleaseRefused, match="ask one of them"):
            vote(told, told.site.quinn, instant)

    def test_what_was_read_before_a_change_is_not_acted_on(self, told: Telling) -> None:
        instant = ready(told)
        stale = told.revision
        told.write(" changed")
        with pytest.raises(ChangedMeanwhile):
            vote_release(actor=told.site.hana.actor, now=told.now, revision=stale, public_at=instant)
        with pytest.raises(ChangedMeanwhile):
            approve(actor=told.site.mina.actor, now=told.now, revision=stale, role="programme_manager")

    def test_what_is_released_is_not_touched(self, told: Telling) -> None:
        instant = ready(told)
        told.release(instant)
        with pytest.raises(AlreadyReleased):
            told.write(" late")
        with pytest.raises(AlreadyReleased):
            vote(told, told.site.hana, instant)
        with pytest.raises(NotPublicYet):
            revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        hold(actor=told.site.hana.actor, now=told.now, revision=told.revision, reason="x")
        with pytest.raises(DraftOpenAlready):
            revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)


class TestInstant:
    """An instant has a zone, lies ahead and within two years."""

    def test_refusals(self, told: Telling) -> None:
        ready(told)
        for wrong, why in (
            (told.now - timedelta(seconds=1), "has passed"),
            (told.now.replace(tzinfo=None) + timedelta(days=1), "zone"),
            (told.now + timedelta(days=800), "two years"),
        ):
            with pytest.raises(InstantRefused, match=why):
                vote(told, told.site.hana, wrong)
        assert told.revision.votes.count() == 0


class TestApprovalsInOrder:
    """B: by role, in the policy's order, with deputies; a change of content voids them."""

    def test_order_and_deputies(self, group: Telling) -> None:
        instant = a_tuesday(group.site)
        group.write()
        group.agree(instant)
        asked = [gate.id for gate in gates_of(group.revision, group.now, instant) if gate.id.startswith("approval")]
        assert asked == ["approval:division_head/network", "approval:legal", "approval:press"]
        approve(actor=group.site.mina.actor, now=group.now, revision=group.revision, role="legal")
        assert shut(group, instant) == asked
        group.approve_all()
        assert shut(group, instant) == []

    def test_an_edit_voids_them(self, group: Telling) -> None:
        instant = ready(group)
        assert shut(group, instant) == []
        group.write(" changed")
        gates = [gate for gate in gates_of(group.revision, group.now, instant) if not gate.opens]
        assert gates[0].id == "approval:division_head/network"
        assert "it has changed since" in str(gates[0].missing[0])
        with pytest.raises(GateShut):
            vote(group, group.site.hana, instant)

    def test_a_deputy_may_and_a_stranger_may_not(self, told: Telling) -> None:
        quinn, site = told.site.quinn, told.site
        told.write()
        with pytest.raises(NotYourApproval):
            approve(actor=quinn.actor, now=told.now, revision=told.revision, role="programme_manager")
        deputy = site.policy.roles["programme_manager"].deputy
        grant_role(actor=OPERATOR, now=told.now, person=quinn.person, role=str(deputy))
        approve(actor=quinn.actor, now=told.now, revision=told.revision, role="programme_manager")
        assert shut(told, a_tuesday(site)) == []

    def test_a_head_approves_for_their_own_division_alone(self, group: Telling) -> None:
        """“The product divisions …”: each division's own holder of the role answers for its products."""
        quinn, own = group.site.quinn, group.divisions[0]
        other = next(key for key in group.site.policy.organisation.divisions if key != own)
        group.write()
        grant_role(actor=OPERATOR, now=group.now, person=quinn.person, role="division_head", division=other)
        with pytest.raises(NotYourDivision, match="not for"):
            approve(actor=quinn.actor, now=group.now, revision=group.revision, role="division_head", division=own)
        assert not _may_approve(group, quinn, own)
        grant_role(actor=OPERATOR, now=group.now, person=quinn.person, role="division_head", division=own)
        assert _may_approve(group, quinn, own)
        approve(actor=quinn.actor, now=group.now, revision=group.revision, role="division_head", division=own)
        assert f"approval:division_head/{own}" not in shut(group, a_tuesday(group.site))

    def test_the_agreed_instant_binds(self, group: Telling) -> None:
        instant = ready(group)
        other = instant + timedelta(hours=1)
        assert shut(group, other) == ["coordinator:jp_coordinator"]
        party = "jp_coordinator"
        move_date(actor=group.site.hana.actor, now=group.now, case=group.case, party=party, public_at=other)
        assert "coordinator:jp_coordinator" in shut(group, instant)
        agree_date(
            actor=group.site.hana.actor, now=group.now, case=group.case, party=party, public_at=other, confirmed=True
        )
        assert shut(group, other) == []


class TestBands:
    """C5: None 0 · Low 0.1-3.9 · Medium 4.0-6.9 · High 7.0-8.9 · Critical 9.0-10.0."""

    def test_the_table(self) -> None:
        policy = read_policy("kestrel-sdk")
        edges = {"none": ("0.0",), "low": ("0.1", "3.9"), "medium": ("4.0", "6.9"), "high": ("7.0", "8.9")}
        edges["critical"] = ("9.0", "10.0")
        for band, scores in edges.items():
            assert {policy.band_of(Decimal(score)) for score in scores} == {band}

    def test_a_new_judgement_is_taken_over(self, db: None) -> None:
        told = tell(make_site("kestrel-sdk"))
        told.write()
        low = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
        told.site.at.later(minutes=1)
        assess(actor=told.site.hana.actor, now=told.now, vulnerability=told.vulnerability, vector=low)
        before = content_of(told.revision).document.title
        take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
        content = content_of(told.revision)
        assert content.vulnerabilities[0].scores[0].vector == low
        assert content.document.aggregate_severity is not None
        assert str(content.document.aggregate_severity.text.root["en"]) == "Low"
        assert content.document.title == before


class TestThanks:
    """A11: by name, with permission only."""

    def test_a_changed_mind_shuts_the_gate_until_the_facts_are_taken_anew(self, told: Telling) -> None:
        from daybreak.stages.intake.consent import Choice, choose_credit

        told.write()
        assert content_of(told.revision).document.acknowledgments[0].names == ("Rita Okafor",)
        finder = Viewer("finder", str(told.report.id))
        told.report.refresh_from_db()
        choose_credit(
            actor=finder.actor,
            now=told.now,
            report=told.report,
            choice=Choice("anonymous"),
        )
        assert "credit" in shut(told, a_tuesday(told.site))
        take_facts_anew(actor=told.site.hana.actor, now=told.now, revision=told.revision)
        assert content_of(told.revision).document.acknowledgments == ()
        assert "credit" not in shut(told, a_tuesday(told.site))


class TestSight:
    """The finder reads the draft and the planned instant; the public and strangers read nothing."""

    def test_finder_draft(self, told: Telling) -> None:
        finder = Viewer("finder", str(told.report.id))
        assert finder_draft(finder, told.now)[0].public_at is None
        instant = ready(told)
        told.release(instant)
        [draft] = finder_draft(finder, told.now)
        assert (draft.number, draft.public_at, draft.public) == (told.advisory.number, instant, False)
        assert draft.severities == (("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"),)
        assert finder_draft(finder, instant)[0].public
        for stranger in (PUBLIC, told.site.hana.viewer, Viewer("finder", str(told.case.id))):
            assert finder_draft(stranger, told.now) == ()

    def test_only_members_see_it_at_the_desk(self, told: Telling) -> None:
        assert [line.number for line in advisories(told.site.hana.viewer, told.now)] == [told.advisory.number]
        assert advisories(told.site.mallory.viewer, told.now) == ()
        assert revision_for(told.site.mallory.viewer, told.now, told.advisory.number) is None


class TestWords:
    """The form's words and the content are one: nothing is lost on the way and back."""

    @given(st.data())
    @settings(max_examples=25, deadline=None)
    def test_there_and_back(self, data: st.DataObject) -> None:
        languages = ("en", "ja")
        content = small()
        values = {
            place.name_in(language): "https://a.example/b" if place.kind == "url" else data.draw(_PLAIN)
            for place in fields_of(content, languages)
            for language in place.languages
        }
        once = rewritten(content, languages, values)
        told = {
            place.name_in(language): words for place in fields_of(once, languages) for language, words in place.words
        }
        assert content_hash(rewritten(once, languages, told)) == content_hash(once)
        for name, value in values.items():
            assert told[name] == value, name

    @given(st.text(max_size=60), st.sampled_from(["title.en", "summary.ja", "v0.impact.en", "v0.r0.url", "ref0.url"]))
    @settings(max_examples=60, deadline=None)
    def test_hostile_words_are_kept_or_refused_beside_their_field(self, words: str, place: str) -> None:
        values = {"ref0.url": "https://a.example/", place: words}
        refusal = _refusal(values)
        assert refusal is None or (refusal.field == place and str(refusal).endswith("."))


def _refusal(values: dict[str, str]) -> ContentRefused | None:
    """Give why words were refused, or None where they were kept."""
    try:
        rewritten(small(), ("en", "ja"), values)
    except ContentRefused as refusal:
        return refusal
    return None


_PLAIN = st.text(alphabet="abc xyz日本語", min_size=1, max_size=20).map(lambda words: " ".join(f"w {words}".split()))
