"""Running a scenario: load → simulate → summarise → write."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__, analysis
from ..analysis import Precision
from ..errors import RunFailed, UserError, last_line
from ..experiment.experiment import Progress, choose_executor, run_experiment, tables_of
from ..experiment.folder import check_folder, read_manifest
from ..experiment.identity import Identity
from ..experiment.journal import Journal
from ..experiment.manifest import write_manifest
from ..experiment.replicate import Replication, number_replications
from ..experiment.store import DONE, Tables, read_tables, write_tables
from ..experiment.workplace import Workplace, is_unfinished, workplace
from ..presentation.files import write_summaries
from ..scenario import Scenario, load, load_history
from .asking import Asked
from .going_on import Count, told_how_to_go_on
from .result import ANY_CHART, Result, standing_date

Location = str | Path


def run(
    path: Location,
    *,
    replications: int = 200,
    seed: int | None = None,
    jobs: int | None = None,
    chance_only: bool = False,
    precision: str | None = None,
    at_most: int = 5000,
    sets: Sequence[str] = (),
    out: Location | None = None,
    force: bool = False,
    resume: bool = False,
    history: Location | None = None,
    charts: bool = True,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Result:
    """Simulate a scenario file and sum up what came of it; with `out`, write it all to that folder.

    `sets` are settings on top of the file (`courses.foundation.places=20`) and `seed` replaces its seed. `jobs` is the
    number of processes (None: one for each processor) and changes no result. `chance_only` holds every value that has
    a range. With `precision` (`0.5pp`: half a percentage point either way), replications are added to those asked for,
    up to `at_most`, until the mean of every target that is a share is known so well. `force` replaces a folder that
    no run wrote. `resume` goes on from an unfinished run into the same folder, and gives what an unbroken one gives; a
    run that is finished is read back. `progress` is called with the replications done and how many there are, `tell`
    with what one should know besides. `history` is a CSV file of what was counted in life, laid over the charts;
    without `charts` none are written. A chart that cannot be drawn is left out: `failed_charts` of the result says why.

    UserError says what is wrong with the files or the folder, before any work is done; RunFailed, that no replication
    could be finished; NotFinished, that a disk is full or a folder could not be written, and Interrupted, a
    KeyboardInterrupt, that one was: both say how to go on.
    """
    started, clock, tell = datetime.now(UTC), time.perf_counter(), tell or _say_nothing
    folder = None if out is None else Path(out)
    asked = Asked(
        path=Path(path),
        replications=replications,
        seed=seed,
        chance_only=chance_only,
        precision=precision,
        at_most=at_most,
        sets=tuple(sets),
        out=folder,
        force=force,
        jobs=jobs,
        resume=resume,
        history=None if history is None else Path(history),
        charts=charts,
    )
    scenario = load(path, sets=asked.settings())
    wanted = asked.precision_of(scenario)
    observed = None if asked.history is None else load_history(asked.history, scenario)
    if folder is not None:
        check_folder(folder, force=force, keep=asked.files())
        if resume and not is_unfinished(folder):
            return replace(_read_back(scenario, asked, folder, tell), history=observed, precision=wanted)
    count = Count(progress)
    with workplace(folder) if folder else nullcontext() as place, told_how_to_go_on(asked, count, place):
        journal = _journal(scenario, asked, place, tell)
        numbered = _simulate(scenario, asked, wanted, journal, count)
        tables = _summarise(scenario, tables_of(scenario, numbered, journal))
        result = Result(scenario, tables, time.perf_counter() - clock, observed, precision=wanted)
        if place:
            result = _write(result, place, asked, started)
    return result


def _journal(scenario: Scenario, asked: Asked, place: Workplace | None, tell: Callable[[str], None]) -> Journal:
    """Where finished replications are kept: in memory, or in a file from which a later run can go on."""
    if place is None:
        return Journal()
    identity = Identity.of(scenario, __version__, draws_values=asked.draws_values(scenario))
    if asked.resume:
        place.go_on(identity)
    elif lost := place.begin(identity):
        tell(f"Began again: {lost} futures of an unfinished run were there, which --resume would have gone on from.")
    return place.journal


def _simulate(
    scenario: Scenario, asked: Asked, wanted: Precision | None, journal: Journal, progress: Progress
) -> tuple[Replication, ...]:
    """Work out as many replications as were asked for, and as many more as it takes for the precision wanted."""
    count, numbered = asked.replications, tuple[Replication, ...]()
    shares = {target: np.zeros(0) for target in scenario.targets if target.is_share}
    while True:
        before, numbered = numbered, number_replications(count, draws_values=asked.draws_values(scenario))
        run_experiment(scenario, numbered, choose_executor(asked.jobs, len(numbered)), journal, progress)
        if wanted is None:
            return numbered
        added = tables_of(scenario, sorted({*numbered} - {*before}), journal)
        shares = {t: np.concatenate([told, analysis.target_values(added, t)]) for t, told in shares.items()}
        enough = wanted.next(count, shares.values())
        if enough == count:
            return numbered
        count = enough


def _summarise(scenario: Scenario, tables: Tables) -> Tables:
    """All tables: those with a row per replication, and those made from them."""
    runs = tables["runs"]
    if not (runs["status"] == DONE).any():
        raise RunFailed(f"every future failed; the first said: {runs['error'].iloc[0]}")
    cubes = analysis.Cubes(tables)
    return tables | {
        "summary": analysis.summary(tables, cubes),
        "yearly": analysis.yearly(tables, scenario.year_starts, cubes),
        "targets": analysis.targets(tables, scenario.targets, cubes),
        "levels": analysis.levels(tables, scenario.targets, cubes),
        "limits_summary": analysis.limits_summary(tables),
        "deliveries_yearly": analysis.deliveries_yearly(tables, scenario.year_starts),
        "ladder": analysis.ladder(tables, scenario.year_starts),
        "bridge": analysis.bridges(tables, _periods(scenario)),
        "costs_yearly": analysis.costs_yearly(tables, scenario.year_starts, cubes),
        "unit_costs": analysis.unit_costs(tables, scenario.year_starts, cubes),
    }


def _write(result: Result, place: Workplace, asked: Asked, started: datetime) -> Result:
    """Write a run's folder; the result, with what is in it."""
    with place.results() as folder:
        (folder / "tables").mkdir()
        write_tables(result.tables, folder / "tables")
        write_summaries(result.tables, folder / "tables")
        (folder / "scenario.yaml").write_text(result.scenario.resolved(), encoding="utf-8")
        failed = _draw(result, folder / "charts") if asked.charts else {}
        result = result.written(asked.out, _contents(folder), failed)
        write_manifest(folder, _about(result, asked), started=started, finished=datetime.now(UTC))
    return result


def _draw(result: Result, folder: Path) -> Mapping[str, str]:
    """Draw and write the charts; those that cannot be drawn, with the reason: they must not cost the results."""
    try:
        return result.plot.write(folder)
    except OSError:  # a full disk leaves everything to be gone on with
        raise
    except Exception as error:
        return {ANY_CHART: last_line(error)}


def _contents(folder: Path) -> tuple[str, ...]:
    charts = ("charts/",) if (folder / "charts").exists() else ()
    return ("tables/", *charts, "scenario.yaml", "manifest.json")


def _read_back(scenario: Scenario, asked: Asked, folder: Path, tell: Callable[[str], None]) -> Result:
    """The results in a folder, if they are what this run would give; UserError if not: nothing is there to go on."""
    manifest, kept = read_manifest(folder), folder / "scenario.yaml"
    same = (manifest.get("asked"), manifest.get("version")) == (asked.to_dict(), __version__)
    if not (same and kept.exists() and kept.read_text(encoding="utf-8") == scenario.resolved()):
        raise UserError(f"there is no unfinished run into {folder} to go on with: leave out --resume")
    tell(f"{folder} holds the finished results of this run already; there was nothing left to do.")
    tables = _summarise(scenario, read_tables(folder / "tables"))
    started, finished = (datetime.fromisoformat(manifest[name]) for name in ("started", "finished"))
    seconds = (finished - started).total_seconds()
    failed = manifest.get("failed_charts", {})
    return Result(scenario, tables, seconds, folder=folder, contents=_contents(folder), failed_charts=failed)


def _say_nothing(_: str) -> None:
    pass


def _about(result: Result, asked: Asked) -> dict[str, Any]:
    """What the manifest says of this run, apart from versions, times and files."""
    scenario, runs = result.scenario, result.tables["runs"]
    known = result.summary().known
    failed = {"failed_charts": dict(result.failed_charts)} if result.failed_charts else {}
    return failed | {
        "version": __version__,
        "command": asked.command(),
        "asked": asked.to_dict(),
        "scenario": {"file": str(asked.path), "name": scenario.name, "sha256": scenario.fingerprint},
        "seed": scenario.seed,
        "replications": {
            "full": int((runs["kind"] == "full").sum()),
            "chance": int((runs["kind"] == "chance").sum()),
            "failed": int((runs["status"] != DONE).sum()),
        },
        "half_width": known and known.half_width,
        "holidays": {when.isoformat(): name for when, name in scenario.holidays},
    }


def _periods(scenario: Scenario) -> list[tuple[date, date]]:
    """The periods whose change of coverage is always told: up to today and on to the next target (or the end).

    A run without today, or with one on its first or last month, has one period.
    """
    today, opening = standing_date(scenario), scenario.start - timedelta(days=1)
    ahead = [target.by for target in scenario.targets if today < target.by <= scenario.end]
    dates = sorted({opening, today, min(ahead, default=scenario.end)})
    return list(pairwise(dates))
