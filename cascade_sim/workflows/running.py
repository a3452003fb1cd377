"""Running a scenario: load → simulate → summarise → write."""

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from .. import __version__, analysis
from ..errors import UserError
from ..experiment.experiment import Progress, choose_executor, run_experiment
from ..experiment.folder import check_folder, new_contents
from ..experiment.manifest import write_manifest
from ..experiment.replicate import number_replications
from ..experiment.store import DONE, frames, write_tables
from ..presentation.files import write_summaries
from ..presentation.terminal import Futures, Summary
from ..scenario import Scenario, load
from ..timeline import month_end

Location = str | Path


class RunFailed(Exception):
    """Every replication failed: there is nothing to sum up, and nothing was written."""


@dataclass(frozen=True)
class Options:
    """What was asked of a run, apart from the scenario."""

    path: Path
    replications: int
    seed: int | None
    chance_only: bool
    sets: tuple[str, ...]

    def command(self) -> str:
        """The command that gives the same numbers."""
        words = ["cascade-sim", "run", str(self.path), "-n", str(self.replications)]
        words += [] if self.seed is None else ["--seed", str(self.seed)]
        words += ["--chance-only"] if self.chance_only else []
        return shlex.join([*words, *(word for item in self.sets for word in ("--set", item))])


@dataclass(frozen=True, repr=False)
class Result:
    """What a run gives: its tables, with a row per replication or summed up over them, and the answer in words.

    `tables` maps the names declared in `measures` (`coverage`, `roles`, `runs`…, `summary`, `yearly`, `targets`,
    `limits_summary`) to DataFrames. `folder` is where they were written, if they were.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    seconds: float
    folder: Path | None = None

    def __repr__(self) -> str:
        return f"<Result of {self.scenario.name!r}: {len(self.tables['runs'])} replications>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_(self._holds())

    def _repr_markdown_(self) -> str:
        return self.summary()._repr_markdown_(self._holds())

    def _holds(self) -> str:
        return f"result.tables holds {', '.join(self.tables)}"

    @property
    def targets(self) -> pd.DataFrame:
        """How likely each target is to be met."""
        return self.tables["targets"]

    @property
    def yearly(self) -> pd.DataFrame:
        """Every measure by year."""
        return self.tables["yearly"]

    def summary(self) -> Summary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        return self._summary

    @cached_property
    def _summary(self) -> Summary:
        scenario = self.scenario
        when, plan = _standing_date(scenario), scenario.plan()[0]
        settings = plan.at(plan.timeline.day(when)).courses
        return Summary(
            name=scenario.name,
            start=scenario.start,
            end=scenario.end,
            seconds=self.seconds,
            futures=Futures.of(self.tables["runs"]),
            targets=scenario.targets,
            met=self.targets,
            stands=self._stands(when),
            labels={kind: _labels(getattr(scenario, kind)) for kind in ("groups", "courses", "roles")},
            due={course.name: course.due for course in settings if course.due is not None},
            folder=None if self.folder is None else self.folder.as_posix(),
        )

    def _stands(self, when: date) -> analysis.Headlines:
        scenario = self.scenario
        deadlines = [target.by for target in scenario.targets]
        return analysis.headlines(
            self.tables,
            self.tables["limits_summary"],
            courses=_courses_told(scenario),
            roles=tuple(scenario.roles),
            when=when,
            months=analysis.telling_months(scenario.start, scenario.end, scenario.today, deadlines),
        )


def run(
    path: Location,
    *,
    replications: int = 200,
    seed: int | None = None,
    jobs: int | None = None,
    chance_only: bool = False,
    sets: Sequence[str] = (),
    out: Location | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Simulate a scenario file and sum up what came of it; with `out`, write it all to that folder.

    `sets` are settings on top of the file (`courses.foundation.places=20`) and `seed` replaces its seed. `jobs` is the
    number of processes (None: one for each processor) and changes no result. `chance_only` holds every value that has
    a range. `force` replaces a folder that no run wrote. `progress` is called with the replications done and how many
    there are.

    UserError says what is wrong with the file or the folder, before any work is done; RunFailed, that no replication
    could be finished; OSError, that the folder could not be written.
    """
    if replications < 1 or (jobs is not None and jobs < 1):
        raise UserError("replications and jobs must be at least 1")
    started, clock = datetime.now(UTC), time.perf_counter()
    options = Options(Path(path), replications, seed, chance_only, tuple(sets))
    folder = None if out is None else Path(out)
    scenario = load(path, sets=[*sets, *([] if seed is None else [f"seed={seed}"])])
    if folder is not None:
        check_folder(folder, force=force, keep=[options.path])
    numbered = number_replications(replications, draws_values=scenario.has_ranges and not chance_only)
    tables = run_experiment(scenario, numbered, choose_executor(jobs, len(numbered)), progress)
    result = Result(scenario, _summarise(scenario, tables), time.perf_counter() - clock, folder)
    if folder is not None:
        _write(result, tables, folder, options, started)
    return result


def _summarise(scenario: Scenario, tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """All tables as DataFrames: those with a row per replication, and those made from them."""
    told = frames(tables)
    if not (told["runs"]["status"] == DONE).any():
        raise RunFailed(f"every future failed; the first said: {told['runs']['error'].iloc[0]}")
    return told | {
        "summary": analysis.summary(told),
        "yearly": analysis.yearly(told, scenario.year_starts),
        "targets": analysis.targets(told, scenario.targets),
        "limits_summary": analysis.limits_summary(told),
    }


def _write(result: Result, tables: Mapping[str, pa.Table], target: Path, options: Options, started: datetime) -> None:
    with new_contents(target) as folder:
        (folder / "tables").mkdir()
        write_tables(tables, folder / "tables")
        write_summaries(result.tables, folder / "tables")
        (folder / "scenario.yaml").write_text(result.scenario.resolved(), encoding="utf-8")
        write_manifest(folder, _about(result, options), started=started, finished=datetime.now(UTC))


def _about(result: Result, options: Options) -> dict[str, Any]:
    """What the manifest says of this run, apart from versions, times and files."""
    scenario, runs = result.scenario, result.tables["runs"]
    return {
        "version": __version__,
        "command": options.command(),
        "scenario": {"file": str(options.path), "name": scenario.name, "sha256": scenario.fingerprint},
        "seed": scenario.seed,
        "replications": {
            "full": int((runs["kind"] == "full").sum()),
            "chance": int((runs["kind"] == "chance").sum()),
            "failed": int((runs["status"] != DONE).sum()),
        },
        "holidays": {when.isoformat(): name for when, name in scenario.holidays},
    }


def _courses_told(scenario: Scenario) -> tuple[str, ...]:
    """The courses that a short answer is about: those of the targets, else the first one."""
    targeted = tuple(dict.fromkeys(target.course for target in scenario.targets if target.course))
    return targeted or tuple(scenario.courses)[:1]


def _labels(named: Mapping[str, Any]) -> dict[str, str]:
    return {name: model.label for name, model in named.items()}


def _standing_date(scenario: Scenario) -> date:
    """The end of today's month, within the run; its last day if it has no today."""
    if scenario.today is None:
        return scenario.end
    return min(max(month_end(scenario.today), month_end(scenario.start)), scenario.end)
