"""Every legal and every illegal transition of every table, against arrows written down a second time."""

from __future__ import annotations

from itertools import product

import pytest

from daybreak.core.facts import KINDS
from daybreak.core.lifecycle.advisory import ADVISORY
from daybreak.core.lifecycle.arrows import Table
from daybreak.core.lifecycle.case import CASE
from daybreak.core.lifecycle.embargo import EMBARGO
from daybreak.core.lifecycle.participant import CONSENT, PARTICIPANT
from daybreak.core.lifecycle.remedy import REMEDY
from daybreak.core.lifecycle.report import REPORT
from daybreak.core.verdict import ALLOWED, Refused

# Vultron RM (1.3), with its own letters; O is our reopening.
RM = {"S": "start", "R": "received", "I": "invalid", "V": "valid", "D": "deferred", "A": "accepted", "C": "closed"}
RM_DEEDS = {
    "r": "receive",
    "v": "validate",
    "i": "invalidate",
    "a": "accept",
    "d": "defer",
    "c": "close",
    "o": "reopen",
}
RM_ARROWS = "SrR RvV RiI IvV VaA VdD AdD DaA AcC DcC IcC CoR"

# Vultron EM (1.4); r is our one-deed revision.
EM = {"N": "none", "P": "proposed", "A": "active", "R": "revising", "X": "exited"}
EM_DEEDS = {
    "p": "embargo.proposed", "a": "embargo.accepted", "j": "embargo.rejected", "t": "embargo.ended",
    "r": "embargo.revised",
}  # fmt: skip
EM_ARROWS = "NpP PpP PjN PaA ApR AtX RpR RaA RjA RtX ArA RrA"

# Participant embargo consent (1.4).
PEC = {"N": "no_embargo", "I": "invited", "S": "signatory", "D": "declined", "L": "lapsed"}
PEC_DEEDS = {"i": "invite", "a": "accept", "d": "decline", "r": "revise", "x": "reset"}
PEC_ARROWS = "NiI LiI DiI NaS IaS LaS NdD IdD LdD SrL NxN IxN SxN DxN LxN"

# Ours.
REPORT_LETTERS = {"N": "none", "R": "received", "T": "triaged", "J": "joined", "C": "closed"}
REPORT_DEEDS = {
    "r": "report.received", "k": "report.acknowledged", "h": "report.handed_over", "a": "report.answered",
    "j": "report.joined", "c": "report.closed", "o": "closure.objected", "e": "closure.explained",
    "t": "report.credit_chosen",
}  # fmt: skip
REPORT_ARROWS = "NrR RkR TkT JkJ CkC RhR ThT RaT TaT JaJ CaC RjJ TjJ JjJ CjJ RcC TcC CoC CeC RtR TtT JtJ CtC"
ADVISORY_LETTERS = {
    "N": "none", "D": "draft", "A": "approved", "R": "released", "G": "armed", "H": "held", "P": "public",
    "W": "withdrawn",
}  # fmt: skip
ADVISORY_DEEDS = {
    "d": "advisory.drafted", "c": "advisory.changed", "a": "advisory.approved", "r": "advisory.released",
    "g": "advisory.armed", "h": "advisory.held", "p": "advisory.published", "v": "advisory.revised",
    "w": "advisory.withdrawn",
}  # fmt: skip
ADVISORY_ARROWS = (
    "NdD PdD DcD AcD RcD GcD HcD PcD DaA AaA DrR ArR HrR RgG GgG RhH GhH GpP GvP PvP DwW AwW RwW GwW HwW PwW"
)
PARTICIPANT_LETTERS = {"N": "none", "I": "invited", "J": "joined", "D": "declined", "R": "removed"}
PARTICIPANT_DEEDS = {
    "i": "participant.invited", "j": "participant.joined", "d": "participant.declined", "r": "participant.removed",
    "s": "participant.stated", "f": "participant.ready", "n": "participant.not_ready",
}  # fmt: skip
PARTICIPANT_ARROWS = "NiI DiI RiI IiI JiJ IjJ JjJ IdD JdD IrR JrR JsJ JfJ JnJ"

TABLES = [
    (CASE, RM, RM_DEEDS, RM_ARROWS),
    (EMBARGO, EM, EM_DEEDS, EM_ARROWS),
    (CONSENT, PEC, PEC_DEEDS, PEC_ARROWS),
    (REPORT, REPORT_LETTERS, REPORT_DEEDS, REPORT_ARROWS),
    (ADVISORY, ADVISORY_LETTERS, ADVISORY_DEEDS, ADVISORY_ARROWS),
    (PARTICIPANT, PARTICIPANT_LETTERS, PARTICIPANT_DEEDS, PARTICIPANT_ARROWS),
]


@pytest.mark.parametrize(("table", "letters", "deeds", "written"), TABLES, ids=[table.noun for table, *_ in TABLES])
class TestEveryTransition:
    """reference/duties.md 1.3 and 1.4: what is written is allowed, and nothing else."""

    def test_all_pairs(self, table: Table, letters: dict[str, str], deeds: dict[str, str], written: str) -> None:
        """Each pair of state and deed is either written down with its outcome, or refused with a sentence."""
        legal = {(line[0], line[1]): line[2] for line in written.split()}
        assert set(table.states) == set(letters.values())
        assert set(table.deeds) == set(deeds.values())
        for (letter, state), (sign, deed) in product(letters.items(), deeds.items()):
            verdict = table.may(state, deed)
            if (letter, sign) in legal:
                assert verdict == ALLOWED, (state, deed)
                assert table.after(state, deed) == letters[legal[letter, sign]]
            else:
                assert isinstance(verdict, Refused), (state, deed)
                assert str(verdict.reason).startswith(f"{table.noun} {table.states[state]}. It can ")
                assert table.after(state, deed) == state

    def test_deeds_are_facts(self, table: Table, letters: dict[str, str], deeds: dict[str, str], written: str) -> None:
        """A deed with a dot is a kind of the journal."""
        del letters, deeds, written
        assert all(deed in KINDS for deed in table.deeds if "." in deed)

    def test_foreign_words(self, table: Table, letters: dict[str, str], deeds: dict[str, str], written: str) -> None:
        """A state or deed the table does not know is a mistake of ours."""
        del letters, written
        with pytest.raises(ValueError, match="knows no state"):
            table.may("nowhere", next(iter(deeds.values())))
        with pytest.raises(ValueError, match="no deed"):
            table.may(table.start, "fly")


class TestRemedies:
    """C2: nothing ships unverified; a roll-back starts the work again."""

    ORDER = ("planned", "staffed", "started", "reviewed", "merged", "verified")

    def test_nothing_ships_unverified(self) -> None:
        """From every state before verification, shipping is refused and says what is needed."""
        for state in ("none", *self.ORDER[:-1], "rolled_back", "dropped"):
            verdict = REMEDY.may(state, "remedy.shipped")
            assert isinstance(verdict, Refused)
            assert "is verified" in str(verdict.reason)
        assert REMEDY.may("verified", "remedy.shipped") == ALLOWED

    def test_every_path_to_shipped_passes_verification(self) -> None:
        """Walking every arrow from the start, never entering verified, never ends in a shipped state."""
        reached, todo = {"none"}, ["none"]
        while todo:
            state = todo.pop()
            new = {to for (at, _), to in REMEDY.arrows.items() if at == state and to != "verified"} - reached
            reached |= new
            todo.extend(new)
        assert reached == {"none", *self.ORDER[:-1], "dropped"}

    def test_every_deed_is_refused_somewhere_and_possible_somewhere(self) -> None:
        """No deed is never possible, and only planning anew always is."""
        for deed in REMEDY.deeds:
            verdicts = [REMEDY.may(state, deed) for state in REMEDY.states]
            assert ALLOWED in verdicts
            assert any(isinstance(verdict, Refused) for verdict in verdicts) == (deed != "remedy.planned")
            assert deed in KINDS

    def test_work_never_goes_backwards_but_by_rolling_back_or_dropping(self) -> None:
        """Reviewing again, staffing again, planning again keep what was reached."""
        rank = {state: n for n, state in enumerate((*self.ORDER, "shipped", "offered", "paused"))}
        for (before, deed), to in REMEDY.arrows.items():
            if before in rank and to in rank and deed != "remedy.rollout_paused" and before != "paused":
                assert rank[to] >= rank[before], (before, deed)
