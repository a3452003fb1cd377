"""What is asked of a run, apart from the scenario."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from ..experiment.identity import IN_FULL, USUAL
from ..scenario import Scenario
from ..units import found

if TYPE_CHECKING:
    from ..analysis import Precision


def on_top(sets: Iterable[str], seed: int | None) -> list[str]:
    """Settings on top of a file, with a seed that replaces its own."""
    return [*sets, *([] if seed is None else [f"seed={seed}"])]


def check_slides(*, asked: bool) -> None:
    """UserError if slides are asked for and cannot be made: what makes them is an extra."""
    if asked and find_spec("pptx") is None:
        raise UserError("slides need python-pptx: install it with pip install python-pptx, or leave out --slides")


@dataclass(frozen=True)
class Asked:
    """What was asked; UserError if it cannot be meant."""

    path: Path
    replications: int
    seed: int | None
    chance_only: bool
    at_most: int
    sets: tuple[str, ...]
    jobs: int | None
    precision: str | None = None
    out: Path | None = None
    force: bool = False
    resume: bool = False
    history: Path | None = None
    charts: bool = True
    report: bool = False
    slides: bool = False
    detail: str = USUAL

    def __post_init__(self) -> None:
        if self.detail not in (USUAL, IN_FULL):
            raise UserError(f"the detail is {USUAL} or {IN_FULL}, not {found(self.detail)}")
        if self.replications < 1 or (self.jobs is not None and self.jobs < 1):
            raise UserError("replications and jobs must be at least 1")
        if self.precision is not None and self.replications > self.at_most:
            raise UserError(f"{self.replications} replications are more than the {self.at_most} of --at-most")
        if self.history is not None and not self.charts:
            raise UserError("a history is laid over charts: leave out --no-charts, or --history")
        if self.resume and self.out is None:
            raise UserError("only a run whose results go to a folder can be resumed")
        check_slides(asked=self.slides)

    def settings(self) -> list[str]:
        """The settings on top of the file."""
        return on_top(self.sets, self.seed)

    def files(self) -> list[Path]:
        """The files that are read."""
        return [self.path, *([] if self.history is None else [self.history])]

    def draws_values(self, scenario: Scenario) -> bool:
        """Whether each future draws values of its own."""
        return scenario.has_ranges and not self.chance_only

    def precision_of(self, scenario: Scenario) -> "Precision | None":
        """How well the means are to be known; UserError if that is wrongly written or can be said of no target."""
        if self.precision is None:
            return None
        from ..analysis import parse_precision  # noqa: PLC0415 - slow, and seldom needed so early

        wanted = parse_precision(self.precision, self.at_most)
        if not any(target.is_share for target in scenario.targets):
            raise UserError(f"--precision is about targets that are shares, such as coverage; {self.path} has none")
        return wanted

    def to_dict(self) -> dict[str, Any]:
        """All of it that the results depend on."""
        precision = {} if self.precision is None else {"precision": self.precision, "at_most": self.at_most}
        history = {} if self.history is None else {"history": sha256(self.history.read_bytes()).hexdigest()}
        asked = {"replications": self.replications, "chance_only": self.chance_only, "charts": self.charts}
        detail = {} if self.detail == USUAL else {"detail": self.detail}
        report = {"report": True} if self.report else {}
        slides = {"slides": True} if self.slides else {}
        return asked | precision | history | report | slides | detail

    def command(self) -> str:
        """The command that gives the same numbers."""
        words = ["cascade-sim", "run", str(self.path), "-n", str(self.replications)]
        words += [] if self.seed is None else ["--seed", str(self.seed)]
        words += ["--chance-only"] if self.chance_only else []
        words += [] if self.precision is None else ["--precision", self.precision, "--at-most", str(self.at_most)]
        words += [] if self.history is None else ["--history", str(self.history)]
        words += [] if self.charts else ["--no-charts"]
        words += ["--report"] if self.report else []
        words += ["--slides"] if self.slides else []
        words += [] if self.detail == USUAL else ["--detail", self.detail]
        return shlex.join([*words, *(word for item in self.sets for word in ("--set", item))])

    def command_to_go_on(self) -> str:
        """The command that goes on with this run."""
        words = [] if self.jobs is None else ["-j", str(self.jobs)]
        if self.out is not None and self.out != Path("outputs", self.path.stem):
            words += ["-o", str(self.out)]
        words += ["--force"] if self.force else []
        return f"{self.command()} {shlex.join([*words, '--resume'])}"
