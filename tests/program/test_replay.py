"""Trying a policy on the past: what is streamed is what happened, and nothing is changed by it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from daybreak.cli import main
from daybreak.core.access import Actor
from daybreak.core.policy.loading import composed_text, shipped_policy
from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of, facts_of_case, facts_of_report
from daybreak.program.history import comparison, version_named
from daybreak.program.replay import BATCH, Past, PastUnreadable, how_many, past_stories, replay_past, spread
from daybreak.program.replay_worker import StoredStory, Trial
from daybreak.program.versions import adopt
from daybreak.records.models import Case, JournalEntry, PolicyVersion, Report
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.vulnerabilities import assess
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.core.policy.past import with_limit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"
ALL = Past(closed_only=False)


def _reported(site: Site, words: str) -> Report:
    submission = Submission("web", "security", "en", words.encode(), words, {"steps": words})
    return receive(actor=Actor("public"), now=site.at.later(minutes=5), submission=submission).report


def _lived(site: Site, words: str, *, closed: bool = False) -> Case:
    hana = site.hana.actor
    case = open_case(actor=hana, now=site.at.later(hours=1), report=_reported(site, words))
    confirm(actor=hana, now=site.at.later(hours=2), case=case)
    assess(actor=hana, now=site.at.later(hours=1), vulnerability=case.vulnerabilities.get(), vector=VECTOR)
    if closed:
        Case.objects.filter(id=case.id).update(closed_at=site.at.later(hours=1), outcome="fixed")
    return case


def _silent(done: int) -> None:
    assert done > 0


class TestThePast:
    """“runs all past cases”: each with its own facts and its reports', in order; lone reports by themselves."""

    def test_every_story_is_what_the_journal_tells_of_its_case(self, site: Site) -> None:
        cases = [_lived(site, words) for words in ("one", "two")]
        lone = _reported(site, "three")
        found = {story.number: story for story in past_stories(ALL)}
        expected = {case.number: facts_of_case(case.id) for case in cases} | {lone.number: facts_of_report(lone.id)}
        assert {name: tuple(map(fact_of, story.bodies)) for name, story in found.items()} == expected
        assert {story.version for story in found.values()} == {str(PolicyVersion.objects.get().id)}
        assert how_many(ALL) == len(found)

    def test_a_fact_of_another_case_s_report_belongs_to_both(self, site: Site) -> None:
        """What is told of a case and of a report that became part of another one concerns both cases."""
        one, two = (_lived(site, words) for words in ("one", "two"))
        with deed(actor=site.hana.actor, now=site.at.now) as note:
            note("report.answered", {"report": two.reports.get().id, "case": one.id})
        found = {story.number: tuple(map(fact_of, story.bodies)) for story in past_stories(ALL)}
        assert found == {case.number: facts_of_case(case.id) for case in (one, two)}
        answered = [[fact.kind for fact in facts].count("report.answered") for facts in found.values()]
        assert answered == [1, 1]

    def test_only_closed_ones_and_only_from_a_day_on(self, site: Site) -> None:
        _lived(site, "open")
        first = _lived(site, "first", closed=True)
        midway = site.at.later(days=1)
        second = _lived(site, "second", closed=True)
        for past, expected in (
            (Past(), {first, second}),
            (Past(since=midway), {second}),
            (Past(since=midway + timedelta(days=9)), set()),
        ):
            assert {story.number for story in past_stories(past)} == {case.number for case in expected}
            assert how_many(past) == len(expected)

    def test_drills_never_count(self, site: Site) -> None:
        case = _lived(site, "drill")
        with deed(actor=site.hana.actor, now=site.at.now) as note:
            note("drill.started", {"case": case.id})
        assert list(past_stories(ALL)) == []


class TestReplay:
    """“which duties would have been kept or missed, per duty and severity”, beside the policy they ran under."""

    def test_the_policy_in_force_changes_no_verdict(self, any_site: Site) -> None:
        _lived(any_site, "one")
        now = any_site.at.later(days=400)
        found = replay_past(any_site.policy, now=now, past=ALL, told=_silent)
        assert found.shifts == ()
        assert sum(found.total()[0].values()) > 3

    def test_a_tighter_one_names_the_case(self, site: Site) -> None:
        case = _lived(site, "one")
        tight = with_limit(site.policy, "confirm", 1)
        before = list(JournalEntry.objects.values_list("hash", flat=True))
        found = replay_past(tight, now=site.at.now, past=ALL, told=_silent)
        (shift,) = (it for it in found.shifts if it.duty == "confirm")
        assert (shift.before, shift.after, shift.cases) == ("kept", "kept_late", (case.number,))
        assert list(JournalEntry.objects.values_list("hash", flat=True)) == before

    def test_facts_without_their_instants_are_a_sentence_that_names_the_case(self, site: Site) -> None:
        _lived(site, "one")
        (story,) = past_stories(ALL)
        first, last = json.loads(story.bodies[0]), json.loads(story.bodies[-1])
        restated = {"kind": "anchor.restated", "codes": {"kind": "report.received"}}
        broken = first | restated | {"position": last["position"] + 1}
        trial = Trial(composed_text(site.policy), {story.version: composed_text(site.policy)}, site.at.now)
        stories = [story._replace(bodies=[*story.bodies, json.dumps(broken)])]
        with pytest.raises(PastUnreadable, match=story.number):
            spread(trial, iter(stories), site.policy, _silent)

    def test_several_processes_find_what_one_finds(self, site: Site) -> None:
        _lived(site, "one")
        (story,) = past_stories(ALL)
        many = [StoredStory(f"HC-{number}", *story[1:]) for number in range(2 * BATCH + 7)]
        tight = with_limit(site.policy, "confirm", 1)
        versions = {str(row.id): row.text for row in PolicyVersion.objects.all()}
        trial = Trial(composed_text(tight), versions, site.at.now)
        heard: list[int] = []
        shared = spread(trial, iter(many), tight, heard.append, 2)
        assert shared == spread(trial, iter(many), tight, _silent, 1)
        assert sum(heard) == shared.cases == len(many)
        assert shared.shifts[0].cases[:2] == ("HC-0", "HC-1")


class TestHistory:
    """“a compare of any two versions”, named by their hashes."""

    def test_two_adopted_versions_are_compared(self, site: Site) -> None:
        tight = with_limit(site.policy, "confirm", 1)
        adopt(actor=Actor("operator"), now=site.at.now, policy=tight, in_force_from=site.at.now)
        old, new = PolicyVersion.objects.order_by("in_force_from").values_list("sha256", flat=True)
        found = comparison(old, new[:12], "en")
        assert found is not None
        assert [it.sentence for it in found.rules] == ["Limit: 1 business day → 1 hour"]

    @pytest.mark.parametrize("name", ["", "0" * 64, "%%%%%%%%%%%%"])
    def test_an_unknown_version_is_none(self, site: Site, name: str) -> None:
        assert version_named(name) is None
        assert comparison(name, name, "en") is None


def _told(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["policy", *arguments])
    return done.exit_code, done.stdout + done.stderr


class TestCommands:
    """`daybreak policy diff` and `daybreak policy replay`."""

    @pytest.fixture
    def tight(self, tmp_path: Path) -> str:
        file = tmp_path / "tight.yaml"
        file.write_text(shipped_policy("hoshimi-camera").replace("firmware: 60 days", "firmware: 45 days"))
        return str(file)

    @pytest.fixture
    def old(self, tmp_path: Path) -> str:
        file = tmp_path / "old.yaml"
        file.write_text(shipped_policy("hoshimi-camera"))
        return str(file)

    def test_two_files_are_compared_without_a_site(self, old: str, tight: str) -> None:
        assert _told("diff", old, old, "--language", "en") == (0, "The two policies say the same.\n")
        assert "~ 高・ファームウェア: 60日 → 45日" in _told("diff", old, tight)[1]
        told = json.loads(_told("diff", old, tight, "--json", "--language", "en")[1])
        assert [it["sentence"] for it in told["rules"]] == ["High, Firmware: 60 days → 45 days"]
        assert told["rules"][0]["path"] == "duties.fix.within.high.firmware"

    def test_a_file_is_run_on_the_past(self, site: Site, tight: str) -> None:
        _lived(site, "one")
        code, words = _told("replay", tight, "--language", "en")
        assert (code, "no past cases" in words) == (0, True)
        code, words = _told("replay", tight, "--all", "--language", "en")
        assert code == 0
        assert "Past cases run: 1." in words
        assert json.loads(_told("replay", tight, "--all", "--json")[1])["cases"] == 1
        assert json.loads(_told("replay", tight, "--all", "--json", "--from", "2030-01-01")[1])["cases"] == 0

    def test_a_day_that_is_none_is_a_sentence(self, tight: str) -> None:
        code, words = _told("replay", tight, "--from", "spring")
        assert (code, words) == (1, "'spring' is no day; write for example 2026-04-01.\n")
