"""What fulfils a duty: which fact counts, done by whom, and whether what was sent must be sent again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.policy.anchors import NO_ANSWER, Anchor
from daybreak.core.policy.conflicts import is_brief
from daybreak.core.policy.expiries import EXPIRING
from daybreak.core.policy.model_values import KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.anchors import Keys, Lineage, Story
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_plan import RulePlan
    from daybreak.core.policy.scopes import Thing

JUDGED = "severity.assessed"
WHOLE = frozenset({"case", "mailbox", "policy", "key", "person"})
"""Scopes of which there is one in any story that a notice belongs to."""


class Round(NamedTuple):
    """An update that was owed: since when, and the letter that gave it; None while it is owed."""

    since: datetime
    sent: Fact | None


class Keeping:
    """Which duties were kept by which facts, within one computation."""

    def __init__(self, story: Story, now: datetime) -> None:
        """Take the story whose facts fulfil, and the instant that decides which embargo is over."""
        self._story, self._now = story, now
        self._rounds: dict[tuple[str, str, int], tuple[Round, ...]] = {}
        self._noted: dict[str, list[tuple[Lineage, Fact]]] = defaultdict(list)

    def note(self, rule: RulePlan, thing: Thing, duty: Duty) -> None:
        """Remember a kept duty for those that start from it."""
        fact = self._story.at(duty.kept_by) if duty.kept_by is not None else None
        if fact is not None:
            self._noted[rule.rule.id].append((thing.lineage, fact))

    def anchor(self, anchor: str, lineage: Lineage) -> Anchor | None:
        """Give the instant of `kept.<duty id>` for a thing: the earliest keeping that does not concern another one."""
        found = [
            fact
            for other, fact in self._noted.get(anchor.removeprefix(KEPT), ())
            if all(lineage.get(word, key) == key for word, key in other.items())
        ]
        first = min(found, key=lambda fact: fact.happened_at, default=None)
        return Anchor(first.happened_at, first) if first else None

    def kept(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty:
        """Give the duty with the fact that fulfilled it first, an earlier act included ("unless already provided").

        What must come before a fact is late if that fact stands before it in the journal. A duty that starts from
        the judging of severity and was started again is fulfilled by what came since.
        """
        since = duty.start if duty.restarted_from and JUDGED in rule.starts else None
        found = [fact for fact in self.fulfilling(rule, thing, duty) if since is None or fact.happened_at >= since]
        if rule.rule.unless_done_by:
            found += self._already(rule, thing)
        if not found:
            return duty
        first = found[0] if len(found) == 1 else min(found, key=lambda fact: (fact.happened_at, fact.position))
        late = duty.missed + self._came_after(rule, thing, first)
        rounds = self.rounds(rule, thing, first)
        update = rounds[-1].since if rounds and rounds[-1].sent is None else None
        return duty.but(kept=first.happened_at, kept_by=first.position, missed=late, update_since=update)

    def done_at(self, rule: RulePlan, thing: Thing, duty: Duty) -> tuple[datetime, ...]:
        """Give the instants of everything that fulfils the duty, earlier acts that spare it included."""
        return tuple(fact.happened_at for fact in (*self.fulfilling(rule, thing, duty), *self._already(rule, thing)))

    def fulfilling(self, rule: RulePlan, thing: Thing, duty: Duty) -> Iterator[Fact]:
        """Give every fact that fulfils the duty, in order per kind."""
        named = rule.rule
        for kind in duty.deeds:
            for fact, _ in thing.about(kind):
                if kind.startswith("notice.") and not _is_for(fact, rule):
                    continue
                if "status" not in rule.demands and fact.codes.get("status") in NO_ANSWER:
                    continue
                if _of_another(fact, rule, thing):
                    continue
                if named.not_by and fact.actor == self._story.author_of(fact):
                    continue
                if named.one_of and self._story.remedy_kind(fact) not in named.one_of:
                    continue
                yield fact

    def _already(self, rule: RulePlan, thing: Thing) -> Iterator[Fact]:
        for anchor in rule.rule.unless_done_by:
            earlier = anchor.startswith(KEPT)
            found = self.anchor(anchor, thing.lineage) if earlier else thing.anchor(anchor)
            if found is not None:
                yield found.fact

    def _came_after(self, rule: RulePlan, thing: Thing, kept: Fact) -> int:
        if rule.rule.before is None:
            return 0
        before = thing.first(rule.rule.before)
        return int(before is not None and before.fact.position < kept.position)

    def rounds(self, rule: RulePlan, thing: Thing, kept: Fact) -> tuple[Round, ...]:
        """Give each time that an update was owed after the first keeping, with the letter that gave it, in order.

        One is owed from the first change of something it must tell; after a variant without detail that fulfils
        partly, from the end of the silence.
        """
        send = rule.rule.send
        if send is None or not (rule.update_on or send.without_detail):
            return ()
        key = rule.rule.id, thing.key, kept.position
        if key not in self._rounds:
            self._rounds[key] = self._found_rounds(rule, thing, kept)
        return self._rounds[key]

    def _found_rounds(self, rule: RulePlan, thing: Thing, kept: Fact) -> tuple[Round, ...]:
        sent = [fact for fact, _ in thing.about("notice.sent") if _is_for(fact, rule)]
        changed = [fact for kind in rule.update_on for fact, _ in thing.about(kind)]
        later = [fact for fact in (*sent, *changed) if fact.position > kept.position]
        found, since = _paired(later, {"notice.sent"})
        last = max((kept, *sent), key=lambda fact: fact.position)
        if self._is_part(rule, last):
            since = min((*self._silence_over(thing, last), *((since,) if since else ())), default=None)
        return (*found, Round(since, None)) if since is not None else found

    def corrections(self, rule: RulePlan, thing: Thing) -> tuple[Round, ...]:
        """Give each time that a public advisory told of a fix that was taken back, with the revision that said so."""
        public = thing.first("advisory.published")
        if public is None:
            return ()
        covered = _several(public.keys.get("vulnerability"))
        back = [
            fact
            for fact, keys in thing.about("remedy.rolled_back")
            if fact.happened_at >= public.fact.happened_at
            and (not covered or covered & _several(keys.get("vulnerability")))
        ]
        ends = [fact for kind in rule.done_by(None) for fact, _ in thing.about(kind)]
        found, since = _paired((*back, *ends), set(rule.done_by(None)))
        return (*found, Round(since, None)) if since is not None else found

    @staticmethod
    def _is_part(rule: RulePlan, sent: Fact) -> bool:
        """Tell whether a letter without detail went, after which the detail is owed once the silence is over."""
        brief = rule.rule.send.without_detail if rule.rule.send else None
        partly = brief is not None and brief.fulfils == "partly"
        return partly and is_brief(rule.rule, str(sent.codes.get("template")))

    def _silence_over(self, thing: Thing, sent: Fact) -> list[datetime]:
        """Give when the embargo ended under which a letter without detail went; nothing while it holds."""
        case = thing.lineage.get("case")
        facts = [fact for fact in self._story.facts if case is not None and fact.subjects.get("case") == case]
        embargo = embargo_from(facts, self._now)
        if embargo.in_force:
            return []
        return [max(embargo.ended_at or sent.happened_at, sent.happened_at)]


def _paired(facts: Iterable[Fact], ends: Collection[str]) -> tuple[tuple[Round, ...], datetime | None]:
    """Pair what makes something owed with the next fact that gives it; and since when something is owed still."""
    found: list[Round] = []
    since: datetime | None = None
    for fact in sorted(facts, key=lambda fact: fact.position):
        if fact.kind not in ends:
            since = fact.happened_at if since is None else min(since, fact.happened_at)
        elif since is not None:
            found.append(Round(since, fact))
            since = None
    return tuple(found), since


def _several(key: Keys | None) -> frozenset[str]:
    return frozenset() if not key else frozenset({key}) if isinstance(key, str) else key


def _of_another(fact: Fact, rule: RulePlan, thing: Thing) -> bool:
    """Tell whether a fact about the thing speaks of another gate, or of the first publication of a key to renew."""
    if rule.rule.gate:
        return fact.codes.get("gate") != rule.rule.gate
    renewal = fact.kind == "key.published" and EXPIRING in rule.starts
    return renewal and fact.subjects.get("key") == thing.key


def _is_for(fact: Fact, rule: RulePlan) -> bool:
    """Tell whether a notice was sent for this duty, to its party; one of many parties is written `supplier/key`.

    A duty that exists once per thing is kept only by a notice that names the thing: what was said about one
    vulnerability says nothing about the next.
    """
    if rule.scope not in WHOLE and rule.scope not in fact.subjects:
        return False
    party = str(fact.codes.get("party") or fact.subjects.get("party") or "").partition("/")[0]
    return fact.codes.get("duty") == rule.rule.id and (not party or rule.rule.to in {None, party})
