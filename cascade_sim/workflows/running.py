"""Running a scenario: load → simulate → summarise → write."""

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from ..presentation.terminal import Futures, Points, Summary
from ..scenario import History, Scenario, load, load_history
from ..scenario.suggesting import unknown
from ..timeline import as_date, month_end

if TYPE_CHECKING:
    from ..presentation.charts import Plots

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
    history: Path | None
    charts: bool

    def command(self) -> str:
        """The command that gives the same numbers."""
        words = ["cascade-sim", "run", str(self.path), "-n", str(self.replications)]
        words += [] if self.seed is None else ["--seed", str(self.seed)]
        words += ["--chance-only"] if self.chance_only else []
        words += [] if self.history is None else ["--history", str(self.history)]
        words += [] if self.charts else ["--no-charts"]
        return shlex.join([*words, *(word for item in self.sets for word in ("--set", item))])


@dataclass(frozen=True, repr=False)
class Result:
    """What a run gives: its tables, with a row per replication or summed up over them, and the answer in words.

    `tables` maps the names declared in `measures` (`coverage`, `roles`, `runs`…, `summary`, `yearly`, `targets`…) to
    DataFrames. `history` is what was counted in life, if it was given; `folder` is where results were written, if they
    were, with the names in `contents`.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    seconds: float
    history: History | None = None
    folder: Path | None = None
    contents: tuple[str, ...] = ()

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

    @cached_property
    def plot(self) -> "Plots":
        """The charts: `result.plot.coverage()`, `.bridge(since=…, until=…)`…; `dir(result.plot)` lists them."""
        # it needs matplotlib, which workers and those who want no chart do without
        from ..presentation.charts import Plots, Source  # noqa: PLC0415

        scenario = self.scenario
        standing = _standing_date(scenario)
        source = Source(scenario, self.tables, standing, _courses_told(scenario), _due(scenario, standing))
        return Plots(source, () if self.history is None else self.history.observations)

    def bridge(self, course: str, since: date | str, until: date | str) -> pd.DataFrame:
        """Rows as in the table `bridge` for any two dates of the tables (month ends), over all groups and in each.

        UserError if there is no such course or date.
        """
        if course not in self.scenario.courses:
            raise UserError(unknown("course", course, self.scenario.courses))
        told = analysis.bridge(self.tables, as_date(since), as_date(until))
        return told[told["course"] == course].reset_index(drop=True)

    def summary(self) -> Summary:
        """The answer: `str()` of it is what the terminal shows, `.to_dict()` the same as plain data."""
        return self._summary

    @cached_property
    def _summary(self) -> Summary:
        scenario = self.scenario
        when = _standing_date(scenario)
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
            due=_due(scenario, when),
            history=self._points(),
            folder=None if self.folder is None else self.folder.as_posix(),
            contents=self.contents,
        )

    def _points(self) -> Points | None:
        if self.history is None:
            return None
        undrawn = self.plot.undrawn()
        left_out = {row.row: row.reason for row in self.history.set_aside}
        left_out |= {point.row: f"no chart shows '{point.measure}' of its scope" for point in undrawn}
        return Points(len(self.history.observations) - len(undrawn), dict(sorted(left_out.items())))

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
    history: Location | None = None,
    charts: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Simulate a scenario file and sum up what came of it; with `out`, write it all to that folder.

    `sets` are settings on top of the file (`courses.foundation.places=20`) and `seed` replaces its seed. `jobs` is the
    number of processes (None: one for each processor) and changes no result. `chance_only` holds every value that has
    a range. `force` replaces a folder that no run wrote. `progress` is called with the replications done and how many
    there are. `history` is a CSV file of what was counted in life, laid over the charts; without `charts` none are
    written.

    UserError says what is wrong with the files or the folder, before any work is done; RunFailed, that no replication
    could be finished; OSError, that the folder could not be written.
    """
    if replications < 1 or (jobs is not None and jobs < 1):
        raise UserError("replications and jobs must be at least 1")
    started, clock = datetime.now(UTC), time.perf_counter()
    if history is not None and not charts:
        raise UserError("a history is laid over charts: leave out --no-charts, or --history")
    counted = None if history is None else Path(history)
    options = Options(Path(path), replications, seed, chance_only, tuple(sets), counted, charts)
    folder = None if out is None else Path(out)
    scenario = load(path, sets=[*sets, *([] if seed is None else [f"seed={seed}"])])
    observed = None if counted is None else load_history(counted, scenario)
    if folder is not None:
        check_folder(folder, force=force, keep=[options.path, *([] if counted is None else [counted])])
    numbered = number_replications(replications, draws_values=scenario.has_ranges and not chance_only)
    tables = run_experiment(scenario, numbered, choose_executor(jobs, len(numbered)), progress)
    result = Result(scenario, _summarise(scenario, tables), time.perf_counter() - clock, observed)
    if folder is None:
        return result
    return replace(result, folder=folder, contents=_write(result, tables, folder, options, started))


def _summarise(scenario: Scenario, tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """All tables as DataFrames: those with a row per replication, and those made from them."""
    told = frames(tables)
    if not (told["runs"]["status"] == DONE).any():
        raise RunFailed(f"every future failed; the first said: {told['runs']['error'].iloc[0]}")
    return told | {
        "summary": analysis.summary(told),
        "yearly": analysis.yearly(told, scenario.year_starts),
        "targets": analysis.targets(told, scenario.targets),
        "levels": analysis.levels(told, scenario.targets),
        "limits_summary": analysis.limits_summary(told),
        "deliveries_yearly": analysis.deliveries_yearly(told, scenario.year_starts),
        "ladder": analysis.ladder(told, scenario.year_starts),
        "bridge": analysis.bridges(told, _periods(scenario)),
    }


def _write(
    result: Result, tables: Mapping[str, pa.Table], target: Path, options: Options, started: datetime
) -> tuple[str, ...]:
    """Write a run's folder; what is in it, for the reader."""
    with new_contents(target) as folder:
        (folder / "tables").mkdir()
        write_tables(tables, folder / "tables")
        write_summaries(result.tables, folder / "tables")
        (folder / "scenario.yaml").write_text(result.scenario.resolved(), encoding="utf-8")
        if options.charts:
            result.plot.write(folder / "charts")
        write_manifest(folder, _about(result, options), started=started, finished=datetime.now(UTC))
        charts = ("charts/",) if (folder / "charts").exists() else ()
    return ("tables/", *charts, "scenario.yaml", "manifest.json")


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


def _periods(scenario: Scenario) -> list[tuple[date, date]]:
    """The periods whose change of coverage is always told: up to today and on to the next target (or the end).

    A run without today, or with one on its first or last month, has one period.
    """
    today, opening = _standing_date(scenario), scenario.start - timedelta(days=1)
    ahead = [target.by for target in scenario.targets if today < target.by <= scenario.end]
    dates = sorted({opening, today, min(ahead, default=scenario.end)})
    return list(pairwise(dates))


def _due(scenario: Scenario, when: date) -> dict[str, float]:
    """For each course that says so, the days in which starters should be trained."""
    plan = scenario.plan()[0]
    courses = plan.at(plan.timeline.day(when)).courses
    return {course.name: course.due for course in courses if course.due is not None}


def _labels(named: Mapping[str, Any]) -> dict[str, str]:
    return {name: model.label for name, model in named.items()}


def _standing_date(scenario: Scenario) -> date:
    """The end of today's month, within the run; its last day if it has no today."""
    if scenario.today is None:
        return scenario.end
    return min(max(month_end(scenario.today), month_end(scenario.start)), scenario.end)
