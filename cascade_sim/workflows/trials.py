"""Trying a plan out: its run, made now or read from its folder, and what came of it by each yardstick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis import Cubes, Outcomes, Yardstick
from ..errors import UserError, last_line
from ..experiment.experiment import Progress, tables_of
from ..experiment.journal import Journal
from ..experiment.store import Tables, read_tables
from .plans import Plan
from .running import simulate
from .summing_up import summarise


@dataclass(frozen=True)
class Trial:
    """A plan with what came of it; `tables()` reads all of its tables anew, which is their only way into memory."""

    plan: Plan
    outcomes: Outcomes
    tables: Callable[[], Tables]
    error: str | None  # of its first future that failed

    def summarised(self) -> Tables:
        """All tables of its run, those over replications included."""
        return summarise(self.plan.scenario, self.tables())


def trial_of(plan: Plan, yardsticks: Sequence[Yardstick], courses: Sequence[str], progress: Progress | None) -> Trial:
    """Simulate a plan, or read its finished run; UserError if that is damaged."""
    if plan.asked is None:
        return _read(plan, yardsticks, courses)
    journal = Journal()
    numbered = simulate(plan.scenario, plan.asked, None, journal, progress or _say_nothing)

    def tables() -> Tables:
        return tables_of(plan.scenario, numbered, journal)

    return _measured(plan, tables, yardsticks, courses)


def _read(plan: Plan, yardsticks: Sequence[Yardstick], courses: Sequence[str]) -> Trial:
    folder = plan.path / "tables"
    try:
        return _measured(plan, lambda: read_tables(folder), yardsticks, courses)
    except Exception as error:  # whatever a file may hold that is not what was written
        raise UserError(f"the tables in {folder} are damaged ({last_line(error)}): run the plan again") from error


def _measured(
    plan: Plan, tables: Callable[[], Tables], yardsticks: Sequence[Yardstick], courses: Sequence[str]
) -> Trial:
    read = tables()
    errors = read["runs"]["error"].dropna()
    return Trial(plan, Outcomes.of(Cubes(read), yardsticks, courses), tables, next(iter(errors), None))


def _say_nothing(*_: Any) -> None:
    pass
