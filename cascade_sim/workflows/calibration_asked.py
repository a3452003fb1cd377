"""What is asked of a calibration."""

import shlex
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ..errors import UserError
from ..units import found, parse

SIMULATIONS, QUICK, DISCREPANCY = 8_000, 500, "5%"
_FEWEST = 1_000  # simulations: with fewer there are too few particles to tell anything


@dataclass(frozen=True)
class CalibrationAsked:
    """What was asked of a calibration; UserError if it cannot be meant."""

    path: Path
    history: Path
    fit: tuple[str, ...]
    simulations: int | None
    minutes: float | None
    until: date | None
    discrepancy: str
    quick: bool
    anyway: bool
    seed: int | None
    sets: tuple[str, ...]
    jobs: int | None
    out: Path | None
    force: bool
    resume: bool
    charts: bool

    def __post_init__(self) -> None:
        if not self.quick and self.budget < _FEWEST:
            raise UserError(f"{self.budget} simulations are too few: give --simulations {_FEWEST} or more, or --quick")
        if self.minutes is not None and self.minutes <= 0:
            raise UserError(f"--minutes must be above 0, found {found(str(self.minutes))}")
        if self.resume and self.out is None:
            raise UserError("only a calibration whose results go to a folder can be resumed")
        self.share_off()

    @property
    def budget(self) -> int:
        """The most simulations there may be."""
        return self.simulations or (QUICK if self.quick else SIMULATIONS)

    def share_off(self) -> float:
        """The discrepancy, as a share; UserError if it is none."""
        try:
            share, _ = parse("share", self.discrepancy)
        except ValueError as error:
            raise UserError(f"--discrepancy: {error}") from error
        if not 0 <= share < 1:
            raise UserError(f"--discrepancy: expected a share from 0% to below 100%, found {found(self.discrepancy)}")
        return share

    def matters(self) -> dict[str, str]:
        """All of it, apart from the scenario, that the results depend on."""
        told = {"--history": sha256(self.history.read_bytes()).hexdigest()[:16], "--discrepancy": self.discrepancy}
        told |= {"--fit": " ".join(self.fit) or "every value that is not measured", "--quick": str(self.quick)}
        return told | {"--simulations": str(self.budget), "--until": str(self.until or "the last count")}

    def command(self) -> str:
        """The command that gives the same numbers."""
        words = ["cascade-sim", "calibrate", str(self.path), "--history", str(self.history)]
        words += [word for item in self.fit for word in ("--fit", item)]
        words += [] if self.simulations is None else ["--simulations", str(self.simulations)]
        words += [] if self.minutes is None else ["--minutes", f"{self.minutes:g}"]
        words += [] if self.until is None else ["--until", self.until.isoformat()]
        words += [] if self.discrepancy == DISCREPANCY else ["--discrepancy", self.discrepancy]
        words += ["--quick"] if self.quick else []
        words += ["--anyway"] if self.anyway else []
        words += [] if self.seed is None else ["--seed", str(self.seed)]
        words += [] if self.charts else ["--no-charts"]
        return shlex.join([*words, *(word for item in self.sets for word in ("--set", item))])

    def command_to_go_on(self) -> str:
        """The command that goes on with it."""
        words = [] if self.jobs is None else ["-j", str(self.jobs)]
        words += [] if self.out is None else ["-o", str(self.out)]
        words += ["--force"] if self.force else []
        return f"{self.command()} {shlex.join([*words, '--resume'])}"
