"""Whether a CSAF 2.0 document holds: its schema, all mandatory tests, and what the optional tests remark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BINDING = frozenset({"schema", "mandatory"})


@dataclass(frozen=True)
class Remark:
    """One thing a test says: the test's number in CSAF 2.0 (`schema` or 6.1.1 …), its name, the place, the words."""

    test: str
    title: str
    path: str
    message: str

    @property
    def sentence(self) -> str:
        """The remark as one line for people."""
        return f"{self.place}: {self.message} (CSAF 2.0, test {self.test}: {self.title})"

    @property
    def place(self) -> str:
        """The place in words: `vulnerabilities no. 2, product status` for `/vulnerabilities/1/product_status`."""
        steps = [step.replace("_", " ") for step in self.path.split("/") if step]
        told = "".join(f" no. {int(step) + 1}" if step.isdigit() else f", {step}" for step in steps)
        return told.removeprefix(", ").strip() or "the whole document"


@dataclass(frozen=True)
class Judgement:
    """What all tests say of one document: `faults` forbid publishing, `warnings` are to be read."""

    faults: tuple[Remark, ...]
    warnings: tuple[Remark, ...]

    @property
    def valid(self) -> bool:
        """Whether the schema and all mandatory tests hold."""
        return not self.faults


def judge_csaf(document: Mapping[str, Any]) -> Judgement:
    """Run the schema and every mandatory, recommended and informative test of CSAF 2.0 on a document.

    No test touches the network: the two tests that would resolve addresses have no checker and stay silent.
    """
    faults: list[Remark] = []
    warnings: list[Remark] = []
    for result in _validator()(dict(document), preset="full").results:
        binding = result.group in _BINDING
        for remark in (*result.errors, *result.warnings, *result.infos):
            told = Remark(result.id, result.title, remark.instance_path, remark.message)
            (faults if binding else warnings).append(told)
    return Judgement(tuple(faults), tuple(warnings))


@cache
def _validator() -> Callable[..., Any]:
    """Load the wheel's validator once, and only where a document is judged."""
    from csaf.csaf.v20 import validate  # noqa: PLC0415 - takes half a second, and it sets up logging on import

    judge: Callable[..., Any] = validate
    return judge
